//! Pictures in every form, drawn into a buffer.

use image::Rgba;
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, CellDiffOption},
    layout::Rect,
    style::Color,
};

use super::*;
use crate::{
    imaging::decode,
    term::{
        CellSize, Colour, ColourDepth, ReadyPreview,
        pictures::{Grade, ids::Ids},
    },
};

pub(in super::super) fn canvas(protocol: Protocol) -> Canvas {
    Canvas {
        protocol,
        cell: CellSize { width: 10, height: 20 },
        colours: ColourDepth::True,
        ground: Ground::Plain(Colour([0; 3])),
        pass_through: false,
        origin: (0, 0),
        enlarge: false,
    }
}

const FAST: Effort = Effort {
    grade: Grade::Fast,
    most: usize::MAX,
};

fn picture() -> RgbaImage {
    RgbaImage::from_fn(60, 60, |x, y| {
        Rgba([(x * 4).to_le_bytes()[0], (y * 4).to_le_bytes()[0], 99, 255])
    })
}

fn noise(side: u32) -> RgbaImage {
    noise_of(side, side)
}

fn noise_of(width: u32, height: u32) -> RgbaImage {
    let mut random = fastrand::Rng::with_seed(7);
    RgbaImage::from_fn(width, height, |_, _| {
        Rgba([random.u8(..), random.u8(..), random.u8(..), 255])
    })
}

/// Encoded, with an id.
fn ready(canvas: &Canvas, effort: Effort, picture: &RgbaImage, cells: (u16, u16)) -> ReadyPreview {
    let mut preview = encode(canvas, effort, picture, cells).unwrap();
    preview.identify(&mut Ids::default());
    preview
}

fn transmitted(preview: &ReadyPreview) -> String {
    let parts = (0..preview.parts()).flat_map(|part| preview.transmission(part).to_vec());
    String::from_utf8(parts.collect()).unwrap()
}

fn drawn(preview: &ReadyPreview) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 6));
    preview.render(Rect::new(2, 1, 10, 5), &mut buffer);
    buffer
}

#[test]
fn a_picture_takes_the_cells_of_its_proportions() {
    let cases = [
        ((1024, 1024), (80, 20), false, (40, 20)),
        ((1024, 1024), (20, 20), false, (20, 10)),
        ((1536, 1024), (60, 40), false, (60, 20)),
        ((60, 60), (80, 20), false, (6, 3)),
        ((60, 60), (80, 20), true, (40, 20)),
        ((61, 61), (80, 20), false, (7, 4)),
        ((9000, 1), (80, 20), false, (80, 1)),
    ];
    for (size, within, enlarge, expected) in cases {
        let canvas = Canvas {
            enlarge,
            ..canvas(Protocol::Kitty)
        };
        assert_eq!(size_in_cells(size, within, &canvas), expected, "{size:?} in {within:?}");
    }
}

#[test]
fn half_blocks_are_cells_like_any_other() {
    let preview = ready(&canvas(Protocol::Halfblocks), Effort::FULL, &picture(), (10, 5));
    let mut terminal = Terminal::new(TestBackend::new(12, 6)).unwrap();
    terminal
        .draw(|frame| preview.render(Rect::new(2, 1, 10, 5), frame.buffer_mut()))
        .unwrap();
    let buffer = terminal.backend().buffer();
    assert_eq!(preview.area(), (6, 3));
    assert_eq!(buffer[(2, 1)].symbol(), "▀");
    assert!(matches!(buffer[(7, 3)].bg, Color::Rgb(..)));
    assert_eq!((buffer[(8, 3)].symbol(), buffer[(2, 4)].symbol()), (" ", " "));
    assert!(!preview.needs_clearing() && preview.transmission(0).is_empty());
    // Over a slow line they come row by row.
    let mut half = Buffer::empty(Rect::new(0, 0, 12, 6));
    preview.render_parts(1, Rect::new(2, 1, 10, 5), &mut half);
    assert_eq!((half[(2, 1)].symbol(), half[(2, 2)].symbol()), ("▀", " "));
}

#[test]
fn a_cut_area_never_makes_anybody_draw_outside() {
    for protocol in [
        Protocol::Halfblocks,
        Protocol::Sextants,
        Protocol::Ascii,
        Protocol::Kitty,
        Protocol::Sixel,
        Protocol::Iterm2,
    ] {
        let preview = ready(&canvas(protocol), Effort::FULL, &picture(), (10, 5));
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 6));
        preview.render(Rect::new(0, 0, 3, 2), &mut buffer);
        assert!(
            (3..12).all(|x| buffer[(x, 0)] == Buffer::empty(Rect::new(0, 0, 1, 1))[(0, 0)]),
            "{protocol:?}"
        );
        preview.render(Rect::new(0, 0, 0, 0), &mut buffer);
    }
}

#[test]
fn kitty_gets_the_picture_once_and_placeholders_ever_after() {
    let mut preview = ready(&canvas(Protocol::Kitty), Effort::FULL, &picture(), (10, 5));
    let sent = transmitted(&preview);
    assert!(sent.starts_with("\x1b_Ga=T,U=1,f=100,t=d,i=") && sent.contains(",c=6,r=3,q=2,m="));
    assert_eq!(decode(&payload(&sent)).unwrap().to_rgba8(), picture());

    let (first, second) = (drawn(&preview), drawn(&preview));
    assert_eq!(first, second, "no frame carries the picture itself");
    assert!(first[(2, 1)].symbol().starts_with('\u{10eeee}'));
    let Color::Rgb(red, green, blue) = first[(2, 1)].fg else {
        panic!("the id is told by the colour")
    };
    let id = preview.id().unwrap();
    assert!(sent.contains(&format!("i={id},")));
    assert_eq!(id, u32::from_be_bytes([0, red, green, blue]));
    preview.was_sent();
    assert_eq!((preview.weight(), drawn(&preview)), (0, first));
    let deletes = format!("\x1b_Ga=d,d=I,i={id},q=2\x1b\\").into_bytes();
    assert_eq!(preview.farewell(usize::MAX), deletes);
}

/// The bytes of a picture sent in chunks.
fn payload(sent: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let chunks: Vec<&str> = sent
        .split("\x1b\\")
        .filter_map(|chunk| chunk.split_once(';'))
        .map(|(_, data)| data)
        .collect();
    assert!(chunks.iter().all(|chunk| chunk.len() <= 4096));
    STANDARD.decode(chunks.concat()).unwrap()
}

#[test]
fn a_large_kitty_picture_comes_in_chunks_that_say_whether_more_follow() {
    let canvas = Canvas {
        pass_through: true,
        ..canvas(Protocol::Kitty)
    };
    let preview = ready(&canvas, Effort::FULL, &noise(400), (60, 30));
    let sent = transmitted(&preview);
    let chunks = sent.matches("\x1bPtmux;").count();
    assert!(chunks > 50 && chunks == preview.parts());
    assert_eq!(
        (sent.matches("m=1;").count(), sent.matches("m=0;").count()),
        (chunks - 1, 1)
    );
    assert_eq!((sent.matches("a=T").count(), sent.matches("q=2").count()), (1, chunks));
}

#[test]
fn a_kitty_picture_that_was_sent_in_part_is_ended_and_deleted() {
    let preview = ready(&canvas(Protocol::Kitty), Effort::FULL, &noise(100), (60, 30));
    let id = preview.id().unwrap();
    assert_eq!(preview.farewell(0), b"", "the terminal knows nothing of it");
    let ends = format!("\x1b_Gq=2,m=0;\x1b\\\x1b_Ga=d,d=I,i={id},q=2\x1b\\");
    assert_eq!(String::from_utf8(preview.farewell(2)).unwrap(), ends);
    assert!(
        !String::from_utf8(preview.farewell(preview.parts()))
            .unwrap()
            .contains("m=0")
    );
}

#[test]
fn on_a_slow_line_kitty_pictures_shrink_until_they_fit_and_the_terminal_enlarges_them() {
    let side = |most| {
        let effort = Effort {
            grade: Grade::Fast,
            most,
        };
        let sent = transmitted(&ready(&canvas(Protocol::Kitty), effort, &noise(400), (60, 30)));
        assert!(sent.contains(",c=40,r=20,"), "{}", &sent[..60]);
        decode(&payload(&sent)).unwrap().width()
    };
    assert_eq!([side(usize::MAX), side(100_000), side(1)], [200, 134, 100]);
}

#[test]
fn sixel_and_iterm2_travel_in_their_first_cell_and_leave_traces() {
    let cases = [
        (Protocol::Sixel, "\x1bP", "\x1b\\"),
        (Protocol::Iterm2, "\x1b]1337;File=inline=1;size=", "\x07"),
    ];
    for (protocol, begins, ends) in cases {
        let preview = ready(&canvas(protocol), Effort::FULL, &picture(), (10, 5));
        let buffer = drawn(&preview);
        let data = buffer[(2, 1)].symbol();
        assert!(data.contains(begins) && data.ends_with(ends), "{protocol:?}");
        assert_eq!(buffer[(7, 3)].diff_option, CellDiffOption::Skip);
        assert_eq!(buffer[(8, 3)].diff_option, CellDiffOption::None);
        assert!(
            preview.needs_clearing() && preview.weight() >= data.len(),
            "{protocol:?}"
        );
    }
}

#[test]
fn on_a_slow_line_pictures_that_cannot_be_cut_come_in_strips() {
    for protocol in [Protocol::Sixel, Protocol::Iterm2] {
        let canvas = canvas(protocol);
        let (full, fast) = (
            ready(&canvas, Effort::FULL, &noise(400), (60, 30)),
            ready(&canvas, FAST, &noise(400), (60, 30)),
        );
        assert!(full.parts() <= 2 && fast.parts() >= 4, "{protocol:?} {}", fast.parts());
        assert!(fast.weight() < full.weight());
        let whole = Rect::new(0, 0, 40, 20);
        let begun = |parts| {
            let mut buffer = Buffer::empty(whole);
            fast.render_parts(parts, whole, &mut buffer);
            let begins = (0..20).filter(|y| buffer[(0, *y)].symbol().len() > 1);
            begins.collect::<Vec<u16>>()
        };
        assert_eq!(begun(0), Vec::<u16>::new());
        assert_eq!(begun(1), [0]);
        let all = begun(fast.parts());
        assert_eq!(all.len(), fast.parts());
        assert!((0..fast.parts()).all(|part| fast.cost(part) > 0));
    }
}

#[test]
fn every_escape_of_a_sixel_is_doubled_for_tmux() {
    let tmux = Canvas {
        pass_through: true,
        ..canvas(Protocol::Sixel)
    };
    let plain = ready(&canvas(Protocol::Sixel), Effort::FULL, &picture(), (10, 5));
    let wrapped = ready(&tmux, Effort::FULL, &picture(), (10, 5));
    let escapes = |preview: &ReadyPreview| drawn(preview)[(2, 1)].symbol().matches('\x1b').count();
    // Each wrapping has two of its own, and the place is told in one.
    assert_eq!(escapes(&wrapped), 2 * escapes(&plain) + 2 + 4);
}

#[test]
fn inside_tmux_a_picture_carries_its_place_in_the_terminal() {
    for (protocol, origin, place) in [(Protocol::Sixel, (0, 0), "2;3"), (Protocol::Iterm2, (40, 1), "3;43")] {
        let tmux = Canvas {
            pass_through: true,
            origin,
            ..canvas(protocol)
        };
        let buffer = drawn(&ready(&tmux, Effort::FULL, &picture(), (10, 5)));
        let begins = format!("\x1bPtmux;\x1b\x1b[{place}H\x1b\\\x1bPtmux;");
        assert!(buffer[(2, 1)].symbol().starts_with(&begins), "{protocol:?}");
    }
}

#[test]
fn tmux_meets_no_sequence_that_it_would_drop() {
    let noisy = noise(900);
    // One row of such cells is more than tmux lets through.
    let wide = noise_of(5400, 120);
    let (usual, huge) = (CellSize { width: 10, height: 20 }, CellSize { width: 60, height: 120 });
    for (protocol, cell, picture, blocks) in [
        (Protocol::Sixel, usual, &noisy, false),
        (Protocol::Iterm2, usual, &noisy, false),
        (Protocol::Iterm2, huge, &wide, true),
    ] {
        let canvas = Canvas {
            pass_through: true,
            cell,
            ..canvas(protocol)
        };
        let preview = ready(&canvas, Effort::FULL, picture, (90, 45));
        assert_eq!(!preview.needs_clearing(), blocks, "{protocol:?} {cell:?}");
        let longest = (0..preview.parts()).map(|part| preview.cost(part)).max();
        assert!(longest.unwrap() <= LONGEST, "{protocol:?} {cell:?} {longest:?}");
    }
}

#[test]
fn a_checkerboard_shows_under_every_form() {
    let clear = RgbaImage::new(60, 60);
    let canvas = canvas(Protocol::Kitty);
    let shown = |canvas: &Canvas| {
        let sent = transmitted(&ready(canvas, Effort::FULL, &clear, (10, 5)));
        decode(&payload(&sent)).unwrap().to_rgba8().get_pixel(0, 0).0
    };
    assert_eq!(shown(&canvas)[3], 0, "kitty lays it over its own ground");
    assert_eq!(shown(&canvas.checkered()), [0x66, 0x66, 0x66, 255]);
}

#[test]
fn no_picture_draws_nothing() {
    let preview = ready(&canvas(Protocol::Off), Effort::FULL, &picture(), (10, 5));
    assert_eq!(
        (preview.area(), drawn(&preview)),
        ((0, 0), Buffer::empty(Rect::new(0, 0, 12, 6)))
    );
}
