//! What the answers of terminals come to.

use super::*;
use crate::term::{Decoder, Input, environment::tests::environment};

type Variables = &'static [(&'static str, &'static str)];

/// What a terminal with those variables and answers comes to.
fn capabilities(variables: Variables, answers: &str, wanted: PictureProtocol) -> Capabilities {
    probe(variables, answers, wanted).capabilities()
}

fn probe(variables: Variables, answers: &str, wanted: PictureProtocol) -> Probe {
    let mut probe = Probe::new(environment(variables), wanted, None);
    let mut inputs = Vec::new();
    Decoder::default().feed(answers.as_bytes(), &mut inputs);
    for input in inputs {
        match input {
            Input::Answer(answer) => probe.heard(answer),
            other => panic!("{other:?}"),
        }
    }
    probe
}

const XTERM: Variables = &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
const TMUX: Variables = &[
    ("TERM", "tmux-256color"),
    ("TMUX", "/tmp/x"),
    ("COLORTERM", "truecolor"),
];
const KITTY_OK: &str = "\x1b_Gi=31;OK\x1b\\";
const CELLS: &str = "\x1b[6;18;9t";

#[test]
fn the_best_protocol_follows_from_the_answers() {
    let iterm: Variables = &[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")];
    let dumb: Variables = &[("TERM", "dumb")];
    let cases: &[(Variables, &[&str], Protocol)] = &[
        (XTERM, &[], Protocol::Halfblocks),
        (XTERM, &["\x1b[?62;22c"], Protocol::Halfblocks),
        (XTERM, &[CELLS, "\x1b[?62;4;22c"], Protocol::Sixel),
        (XTERM, &["\x1b[?62;4;22c"], Protocol::Halfblocks),
        (
            XTERM,
            &[KITTY_OK, "\x1bP>|kitty(0.41.1)\x1b\\", CELLS, "\x1b[?62c"],
            Protocol::Kitty,
        ),
        (
            XTERM,
            &[KITTY_OK, "\x1bP>|ghostty 1.2\x1b\\", "\x1b[?62;22c"],
            Protocol::Kitty,
        ),
        (
            XTERM,
            &[KITTY_OK, "\x1bP>|kitty(0.26.5)\x1b\\", "\x1b[?62c"],
            Protocol::Halfblocks,
        ),
        (
            XTERM,
            &[KITTY_OK, "\x1bP>|WezTerm 20240203\x1b\\", CELLS, "\x1b[?65;4c"],
            Protocol::Iterm2,
        ),
        (
            XTERM,
            &[KITTY_OK, "\x1bP>|Konsole 22.12.3\x1b\\", CELLS, "\x1b[?62;4c"],
            Protocol::Halfblocks,
        ),
        (XTERM, &["\x1b_Gi=31;EINVAL\x1b\\", "\x1b[?62c"], Protocol::Halfblocks),
        (iterm, &["\x1b[?62;4c"], Protocol::Iterm2),
        (TMUX, &[CELLS, "\x1b[?1;2;4c"], Protocol::Halfblocks),
        (TMUX, &[CELLS, "\x1b[?1;2;4c\x1b[?62c\x1b[0n"], Protocol::Halfblocks),
        (TMUX, &[CELLS, "\x1b[?1;2;4c\x1b[?64;1;2;4c\x1b[0n"], Protocol::Sixel),
        (
            TMUX,
            &["\x1b[?1;2c", "\x1bP>|iTerm2 3.5.4\x1b\\", "\x1b[0n"],
            Protocol::Iterm2,
        ),
        // Over ssh the variables are lost; the terminal still says its name.
        (XTERM, &["\x1bP>|iTerm2 3.5.4\x1b\\", "\x1b[?62;4c"], Protocol::Iterm2),
        (
            TMUX,
            &[CELLS, "\x1bP>|foot(1.13.1)\x1b\\", "\x1b[?1;2c", "\x1b[0n"],
            Protocol::Sixel,
        ),
        (TMUX, &["\x1b[?1;2;4c", KITTY_OK, "\x1b[0n"], Protocol::Kitty),
        (dumb, &[], Protocol::Ascii),
    ];
    for (variables, answers, protocol) in cases {
        let known = capabilities(variables, &answers.concat(), PictureProtocol::Auto);
        assert_eq!(known.protocol, *protocol, "{variables:?} {answers:?}");
    }
}

#[test]
fn a_wish_wins_over_every_answer() {
    let cases = [
        (PictureProtocol::Off, Protocol::Off),
        (PictureProtocol::Ascii, Protocol::Ascii),
        (PictureProtocol::Sextants, Protocol::Sextants),
        (PictureProtocol::Sixel, Protocol::Sixel),
        (PictureProtocol::Iterm2, Protocol::Iterm2),
    ];
    for (wanted, protocol) in cases {
        assert_eq!(capabilities(XTERM, KITTY_OK, wanted).protocol, protocol);
    }
}

#[test]
fn everything_else_that_was_answered_is_kept() {
    let answers =
        "\x1bP>|foot(1.13.1)\x1b\\\x1b[6;18;9t\x1b]11;rgb:1010/1010/1010\x1b\\\x1b[?0u\x1b[?2026;2$y\x1b[?62;4c";
    let known = capabilities(XTERM, answers, PictureProtocol::Auto);
    assert_eq!(known.cell, CellSize { width: 9, height: 18 });
    assert_eq!((known.background, known.dark), (Some(Colour([16, 16, 16])), Some(true)));
    assert!(known.keyboard && known.synchronized && !known.pass_through);
    assert_eq!(
        (known.name.as_deref(), known.colours),
        (Some("foot(1.13.1)"), ColourDepth::True)
    );

    let mute = capabilities(XTERM, "", PictureProtocol::Auto);
    assert_eq!((mute.cell, mute.dark, mute.keyboard), (CellSize::USUAL, None, false));
}

#[test]
fn sixel_goes_through_tmux_only_where_tmux_has_none_itself() {
    assert!(!capabilities(TMUX, "\x1b[?1;2;4c", PictureProtocol::Sixel).pass_through);
    assert!(capabilities(TMUX, "\x1b[?1;2c", PictureProtocol::Sixel).pass_through);
    assert!(capabilities(TMUX, "\x1b[?1;2;4c", PictureProtocol::Kitty).pass_through);
    assert!(!capabilities(XTERM, "", PictureProtocol::Kitty).pass_through);
}

#[test]
fn nobody_waits_longer_than_the_last_answer_or_the_patience() {
    let cases = [
        (XTERM, "", 0, false),
        (XTERM, KITTY_OK, 199, false),
        (XTERM, KITTY_OK, 200, true),
        (XTERM, "\x1b[?62c", 0, true),
        (TMUX, "\x1b[?62c", 0, false),
        (TMUX, "\x1b[?62c\x1b[0n", 0, true),
    ];
    for (variables, answers, since, settled) in cases {
        let probe = probe(variables, answers, PictureProtocol::Auto);
        assert_eq!(
            probe.is_settled(Duration::from_millis(since)),
            settled,
            "{answers:?} after {since} ms"
        );
    }
}

#[test]
fn another_terminal_takes_the_place_of_the_first_one_when_it_has_answered() {
    let feed = |probe: &mut Probe, answers: &str| {
        let mut inputs = Vec::new();
        Decoder::default().feed(answers.as_bytes(), &mut inputs);
        for input in inputs {
            match input {
                Input::Answer(answer) => probe.heard(answer),
                other => panic!("{other:?}"),
            }
        }
        probe.capabilities().protocol
    };
    let mut probe = probe(TMUX, "", PictureProtocol::Auto);
    assert_eq!(
        feed(&mut probe, &format!("\x1b[?1;2c{KITTY_OK}\x1b[0n")),
        Protocol::Kitty
    );
    probe.ask_again();
    // tmux answers at once; the terminal behind it, if any, has not.
    assert_eq!(feed(&mut probe, "\x1b[?1;2c"), Protocol::Kitty);
    assert!(!probe.is_settled(Duration::ZERO));
    let foot = format!("{CELLS}\x1bP>|foot(1.13.1)\x1b\\\x1b[?62;4c\x1b[0n");
    assert_eq!(feed(&mut probe, &foot), Protocol::Sixel);
    probe.ask_again();
    assert_eq!(feed(&mut probe, "\x1b[?62;22c\x1b[0n"), Protocol::Halfblocks);
    assert!(probe.is_settled(Duration::ZERO));
}

#[test]
fn a_placeholder_is_repeated_by_kitty_itself_alone() {
    let named = "\x1bP>|kitty(0.41.1)\x1b\\\x1b[0n";
    assert!(capabilities(XTERM, named, PictureProtocol::Auto).repeats);
    assert!(!capabilities(TMUX, named, PictureProtocol::Auto).repeats);
    assert!(!capabilities(XTERM, "\x1bP>|ghostty 1.2\x1b\\", PictureProtocol::Auto).repeats);
}
