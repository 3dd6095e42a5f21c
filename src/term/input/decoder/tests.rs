//! Tables of byte streams and what they mean.

use proptest::prelude::*;

use super::*;
use crate::term::input::{Answer, Colour, Mouse, MouseButton, MouseKind};

fn meant(bytes: &[u8]) -> Vec<Input> {
    let mut out = Vec::new();
    Decoder::default().feed(bytes, &mut out);
    out
}

fn key(text: &str) -> Input {
    Input::Key(text.parse().unwrap())
}

/// Keys as terminals sent them before there were protocols for it.
const OLD_KEYS: &[(&[u8], &str)] = &[
    (b"a", "a"),
    (b"R", "R"),
    (b" ", "space"),
    ("é".as_bytes(), "é"),
    ("漢".as_bytes(), "漢"),
    (b"\r", "enter"),
    (b"\n", "ctrl-j"),
    (b"\t", "tab"),
    (b"\x7f", "backspace"),
    (b"\x08", "backspace"),
    (b"\0", "ctrl-space"),
    (b"\x10", "ctrl-p"),
    (b"\x1c", "ctrl-\\"),
    (b"\x1f", "ctrl-_"),
    (b"\x1b\r", "alt-enter"),
    (b"\x1b1", "alt-1"),
    (b"\x1bR", "alt-R"),
    (b"\x1b\x7f", "alt-backspace"),
    (b"\x1b\x01", "ctrl-alt-a"),
    ("\x1bé".as_bytes(), "alt-é"),
    (b"\x1b[A", "up"),
    (b"\x1bOB", "down"),
    (b"\x1b[1;5C", "ctrl-right"),
    (b"\x1b[1;2D", "shift-left"),
    (b"\x1b[1;129D", "left"),
    (b"\x1b[H", "home"),
    (b"\x1b[4~", "end"),
    (b"\x1b[3~", "delete"),
    (b"\x1b[3;5~", "ctrl-delete"),
    (b"\x1b[2~", "insert"),
    (b"\x1b[5~", "pgup"),
    (b"\x1b[6;3~", "alt-pgdn"),
    (b"\x1b[Z", "shift-tab"),
];

/// Function keys, and keys in the forms of xterm and kitty.
const NEW_KEYS: &[(&[u8], &str)] = &[
    (b"\x1bOP", "f1"),
    (b"\x1b[[A", "f1"),
    (b"\x1b[[E", "f5"),
    (b"\x1b[11~", "f1"),
    (b"\x1b[15~", "f5"),
    (b"\x1b[1;2R", "shift-f3"),
    (b"\x1b[24~", "f12"),
    (b"\x1b[25~", "f13"),
    (b"\x1b[34~", "f20"),
    (b"\x1b[27u", "esc"),
    (b"\x1b[13;5u", "ctrl-enter"),
    (b"\x1b[13;3u", "alt-enter"),
    (b"\x1b[97;5u", "ctrl-a"),
    (b"\x1b[97;6u", "ctrl-shift-a"),
    (b"\x1b[97;4u", "alt-A"),
    (b"\x1b[105;5:1u", "ctrl-i"),
    (b"\x1b[9;2u", "shift-tab"),
    (b"\x1b[32;2u", "space"),
    (b"\x1b[57414u", "enter"),
    (b"\x1b[57403u", "4"),
    (b"\x1b[57376u", "f13"),
    (b"\x1b[57419;5u", "ctrl-up"),
    (b"\x1b[27;5;13~", "ctrl-enter"),
    (b"\x1b[27;3;13~", "alt-enter"),
    (b"\x1b[27;6;80~", "ctrl-shift-p"),
    (b"\x1b[27;5;9~", "ctrl-tab"),
];

#[test]
fn every_way_of_sending_a_key_is_understood() {
    for (bytes, text) in OLD_KEYS.iter().chain(NEW_KEYS) {
        assert_eq!(meant(bytes), [key(text)], "{:?}", String::from_utf8_lossy(bytes));
    }
}

fn means(cases: &[(&[u8], Input)]) {
    for (bytes, input) in cases {
        assert_eq!(
            meant(bytes),
            std::slice::from_ref(input),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn mouse_and_focus_are_parted_from_keys() {
    let mouse = |kind, ctrl| {
        Input::Mouse(Mouse {
            kind,
            column: 9,
            row: 4,
            ctrl,
            alt: false,
            shift: false,
        })
    };
    means(&[
        (b"\x1b[I", Input::Focus(true)),
        (b"\x1b[O", Input::Focus(false)),
        (b"\x1b[<0;10;5M", mouse(MouseKind::Down(MouseButton::Left), false)),
        (b"\x1b[<2;10;5m", mouse(MouseKind::Up(MouseButton::Right), false)),
        (b"\x1b[<33;10;5M", mouse(MouseKind::Drag(MouseButton::Middle), false)),
        (b"\x1b[<35;10;5M", mouse(MouseKind::Moved, false)),
        (b"\x1b[<80;10;5M", mouse(MouseKind::ScrollUp, true)),
        (b"\x1b[<65;10;5M", mouse(MouseKind::ScrollDown, false)),
    ]);
}

#[test]
fn answers_are_parted_from_keys() {
    means(&[
        (
            b"\x1b[?62;4;22c",
            Input::Answer(Answer::DeviceAttributes(vec![62, 4, 22])),
        ),
        (b"\x1b[?1u", Input::Answer(Answer::KeyboardFlags(1))),
        (b"\x1b[?2026;2$y", Input::Answer(Answer::Mode { mode: 2026, state: 2 })),
        (
            b"\x1b[6;18;9t",
            Input::Answer(Answer::CellSize { width: 9, height: 18 }),
        ),
        (b"\x1b[0n", Input::Answer(Answer::Ready)),
        (
            b"\x1bP>|kitty(0.41.1)\x1b\\",
            Input::Answer(Answer::Version("kitty(0.41.1)".to_owned())),
        ),
        (
            b"\x1b_Gi=31;OK\x1b\\",
            Input::Answer(Answer::Graphics { id: 31, accepted: true }),
        ),
        (
            b"\x1b_Gi=31;ENOTSUP:x\x1b\\",
            Input::Answer(Answer::Graphics {
                id: 31,
                accepted: false,
            }),
        ),
        (
            b"\x1b]11;rgb:1c1c/8080/ffff\x1b\\",
            Input::Answer(Answer::Background(Colour([0x1c, 0x80, 0xff]))),
        ),
        (
            b"\x1b]11;rgb:f/0/8\x07",
            Input::Answer(Answer::Background(Colour([255, 0, 136]))),
        ),
        (
            b"\x1b]10;#102030\x07",
            Input::Answer(Answer::Foreground(Colour([16, 32, 48]))),
        ),
    ]);
}

#[test]
fn what_says_nothing_to_us_is_dropped_and_never_typed() {
    let cases: &[&[u8]] = &[
        b"\x1b[?6",
        b"\x1b[>4;1m",
        b"\x1b[>1;10;0c",
        b"\x1b[4;800;600t",
        b"\x1b[97;5:3u",
        b"\x1b[97;9u",
        b"\x1b[57441u",
        b"\x1b[M !!",
        b"\x1b_not an answer\x1b\\",
        b"\x1bPgarbage\x1b\\",
        b"\x1b]0;a title\x07",
        b"\x1b]11;what\x1b\\",
        b"\x1b^private\x1b\\",
        b"\x1b[201~",
        b"\xff\xfe\x80",
        b"\xc3",
        b"\x1b[12\x18",
    ];
    for bytes in cases {
        assert_eq!(meant(bytes), [], "{:?}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(meant(b"\xe6a"), [key("a")]);
    assert_eq!(meant(b"\x1b_Gi=1;\x1b[A"), [key("up")]);
    assert_eq!(
        meant(&[b"\x1b[".as_slice(), &[b'1'; 5000], b"A", b"x"].concat()),
        [key("x")]
    );
}

#[test]
fn an_escape_is_the_esc_key_only_after_a_silence() {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    decoder.feed(b"\x1b", &mut out);
    assert_eq!((out.len(), decoder.patience()), (0, Some(LONE_ESCAPE)));
    decoder.silence(&mut out);
    decoder.feed(b"x", &mut out);
    assert_eq!(out, [key("esc"), key("x")]);
    assert_eq!(decoder.patience(), None);

    assert_eq!(
        meant(b"\x1b\x1b[?62c"),
        [key("esc"), Input::Answer(Answer::DeviceAttributes(vec![62]))]
    );
}

#[test]
fn a_sequence_that_comes_byte_by_byte_behind_a_lone_escape_is_one_key() {
    for (rest, keys) in [(["O", "P"], vec![key("f1")]), (["[", "A"], vec![key("up")])] {
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        decoder.feed(b"\x1b", &mut out);
        decoder.silence(&mut out);
        decoder.feed(rest[0].as_bytes(), &mut out);
        assert_eq!(decoder.patience(), Some(LONE_ESCAPE));
        decoder.feed(rest[1].as_bytes(), &mut out);
        assert_eq!(out, [vec![key("esc")], keys].concat());
    }
}

#[test]
fn a_bracket_typed_after_esc_is_a_bracket() {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    for byte in ["\x1b", "["] {
        decoder.feed(byte.as_bytes(), &mut out);
        decoder.silence(&mut out);
    }
    decoder.feed(b"r", &mut out);

    assert_eq!(out, [key("esc"), key("["), key("r")]);
}

#[test]
fn openings_alone_are_keys_with_alt() {
    for (bytes, text) in [
        (b"\x1b[", "alt-["),
        (b"\x1bO", "alt-O"),
        (b"\x1b]", "alt-]"),
        (b"\x1bP", "alt-P"),
    ] {
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        decoder.feed(bytes, &mut out);
        decoder.silence(&mut out);
        decoder.feed(b"x", &mut out);
        assert_eq!(out, [key(text), key("x")]);
    }
}

#[test]
fn an_answer_torn_by_silence_is_not_typed() {
    let answers: &[&[u8]] = &[
        b"\x1b[?62;4c",
        b"\x1b[6;18;9t",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1bP>|XTerm(379)\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
    ];
    for answer in answers {
        for cut in 1..answer.len() - 2 {
            let mut decoder = Decoder::default();
            let mut out = Vec::new();
            decoder.feed(&answer[..cut], &mut out);
            if cut < 3 {
                decoder.silence(&mut out);
            }
            decoder.feed(&answer[cut..], &mut out);
            assert!(
                matches!(out.last(), Some(Input::Answer(_))),
                "{answer:?} cut at {cut}: {out:?}"
            );
            assert!(out.len() <= 2, "{answer:?} cut at {cut}: {out:?}");
        }
    }
}

#[test]
fn a_paste_is_text_whatever_it_holds() {
    let cases: &[(&[u8], &str)] = &[
        (b"\x1b[200~a\r\nb\rc\n\x1b[201~", "a\nb\nc\n"),
        (
            b"\x1b[200~\x1b[A\x1b\r\x1b]11;x\x1b\\\x1b[201~",
            "\u{1b}[A\u{1b}\n\u{1b}]11;x\u{1b}\\",
        ),
        ("\x1b[200~👩‍👩‍👧\x1b[201~".as_bytes(), "👩‍👩‍👧"),
    ];
    for (bytes, text) in cases {
        assert_eq!(meant(bytes), [Input::Paste((*text).to_owned())]);
    }
    assert_eq!(meant(b"\x1b[200~\x1b[201~\r"), [key("enter")]);
}

#[test]
fn a_paste_without_end_is_delivered_after_a_silence() {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    decoder.feed(b"\x1b[200~half a prompt", &mut out);
    assert_eq!((out.len(), decoder.patience()), (0, Some(SILENT_PASTE)));
    decoder.silence(&mut out);
    decoder.feed(b"q", &mut out);
    assert_eq!(out, [Input::Paste("half a prompt".to_owned()), key("q")]);
}

#[test]
fn a_huge_paste_comes_in_parts_and_none_of_it_as_keys() {
    let text = "é".repeat(LONGEST_PASTE / 2 + 100_000);
    let bytes = [b"\x1b[200~".as_slice(), text.as_bytes(), PASTE_END].concat();
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    for chunk in bytes.chunks(65_537) {
        decoder.feed(chunk, &mut out);
    }
    let mut together = String::new();
    for input in &out {
        match input {
            Input::Paste(part) => together.push_str(part),
            other => panic!("{other:?}"),
        }
    }
    assert!(out.len() > 1 && together == text);
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        any::<Vec<u8>>().prop_map(|mut bytes| {
            bytes.truncate(12);
            bytes
        }),
        "[a-zé漢👩 ]{1,6}".prop_map(String::into_bytes),
        "\u{1b}\\[[0-9;?<]{0,8}[A-Za-z~]".prop_map(String::into_bytes),
        "\u{1b}[\\]P_][ -~]{0,12}\u{1b}\\\\".prop_map(String::into_bytes),
        "\u{1b}\\[200~[ -~\r\n]{0,20}\u{1b}\\[201~".prop_map(String::into_bytes),
        Just(b"\x1b\x1b".to_vec()),
    ]
}

proptest! {
    #[test]
    fn any_cutting_of_the_bytes_means_the_same(
        pieces in prop::collection::vec(piece(), 0..8),
        cuts in prop::collection::vec(1_usize..7, 1..40),
    ) {
        let bytes = pieces.concat();
        let mut out = Vec::new();
        let mut decoder = Decoder::default();
        let mut rest = bytes.as_slice();
        for length in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (now, later) = rest.split_at((*length).min(rest.len()));
            decoder.feed(now, &mut out);
            rest = later;
        }
        prop_assert_eq!(out, meant(&bytes));
    }

    #[test]
    fn no_string_is_ever_typed(kind in "[\\]P_^X]", text in "[ -~]{0,60}") {
        let bytes = format!("\u{1b}{kind}{text}\u{1b}\\");
        let out = meant(bytes.as_bytes());
        let typed = out.iter().any(|input| matches!(input, Input::Key(_) | Input::Paste(_)));
        prop_assert!(!typed, "{:?}", out);
    }

    #[test]
    fn silence_always_ends_in_rest(bytes in any::<Vec<u8>>()) {
        let mut out = Vec::new();
        let mut decoder = Decoder::default();
        decoder.feed(&bytes, &mut out);
        decoder.silence(&mut out);
        prop_assert_eq!(decoder.patience(), None);
    }
}
