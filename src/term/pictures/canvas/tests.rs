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
use crate::imaging::decode;
use crate::term::ReadyPreview;

fn canvas(protocol: Protocol, pass_through: bool) -> Canvas {
    Canvas {
        protocol,
        cell: CellSize { width: 10, height: 20 },
        colours: ColourDepth::True,
        backdrop: Colour([0; 3]),
        pass_through,
        enlarge: false,
    }
}

fn picture() -> RgbaImage {
    RgbaImage::from_fn(60, 60, |x, y| {
        Rgba([(x * 4).to_le_bytes()[0], (y * 4).to_le_bytes()[0], 99, 255])
    })
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
            ..canvas(Protocol::Kitty, false)
        };
        assert_eq!(size_in_cells(size, within, &canvas), expected, "{size:?} in {within:?}");
    }
}

#[test]
fn half_blocks_are_cells_like_any_other() {
    let preview = encode(&canvas(Protocol::Halfblocks, false), &picture(), 10, 5).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(12, 6)).unwrap();
    terminal
        .draw(|frame| preview.render(Rect::new(2, 1, 10, 5), frame.buffer_mut()))
        .unwrap();
    let buffer = terminal.backend().buffer();
    assert_eq!(preview.area(), (6, 3));
    assert_eq!(buffer[(2, 1)].symbol(), "▀");
    assert!(matches!(buffer[(7, 3)].bg, Color::Rgb(..)));
    assert_eq!((buffer[(8, 3)].symbol(), buffer[(2, 4)].symbol()), (" ", " "));
    assert!(!preview.needs_clearing() && preview.transmission().is_empty());
}

#[test]
fn a_cut_area_never_makes_anybody_draw_outside() {
    for protocol in [
        Protocol::Halfblocks,
        Protocol::Sextants,
        Protocol::Kitty,
        Protocol::Sixel,
        Protocol::Iterm2,
    ] {
        let preview = encode(&canvas(protocol, false), &picture(), 10, 5).unwrap();
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
    let preview = encode(&canvas(Protocol::Kitty, false), &picture(), 10, 5).unwrap();
    let sent = String::from_utf8(preview.transmission().to_vec()).unwrap();
    assert!(sent.starts_with("\x1b_Ga=T,U=1,f=100,t=d,i=") && sent.contains(",c=6,r=3,q=2,m="));
    assert_eq!(decode(&payload(&sent)).unwrap().to_rgba8(), picture());

    let (first, second) = (drawn(&preview), drawn(&preview));
    assert_eq!(first, second, "no frame carries the picture itself");
    assert!(first[(2, 1)].symbol().starts_with('\u{10eeee}'));
    let Color::Rgb(red, green, blue) = first[(2, 1)].fg else {
        panic!("the id is told by the colour")
    };
    let id = sent
        .split("i=")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .parse::<u32>()
        .unwrap();
    assert_eq!(id & 0x00ff_ffff, u32::from_be_bytes([0, red, green, blue]));
    assert_eq!(
        preview.farewell(),
        format!("\x1b_Ga=d,d=I,i={id},q=2\x1b\\").into_bytes()
    );
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
    let noise = RgbaImage::from_fn(400, 400, |_, _| {
        Rgba([fastrand::u8(..), fastrand::u8(..), fastrand::u8(..), 255])
    });
    let preview = encode(&canvas(Protocol::Kitty, true), &noise, 60, 30).unwrap();
    let sent = String::from_utf8(preview.transmission().to_vec()).unwrap();
    let chunks = sent.matches("\x1bPtmux;").count();
    assert!(chunks > 50);
    assert_eq!(
        (sent.matches("m=1;").count(), sent.matches("m=0;").count()),
        (chunks - 1, 1)
    );
    assert_eq!(sent.matches("a=T").count(), 1);
}

#[test]
fn sixel_and_iterm2_travel_in_their_first_cell_and_leave_traces() {
    let cases = [
        (Protocol::Sixel, "\x1bP", "\x1b\\"),
        (Protocol::Iterm2, "\x1b]1337;File=inline=1;size=", "\x07"),
    ];
    for (protocol, begins, ends) in cases {
        let preview = encode(&canvas(protocol, false), &picture(), 10, 5).unwrap();
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
fn every_escape_of_a_sixel_is_doubled_for_tmux() {
    let plain = encode(&canvas(Protocol::Sixel, false), &picture(), 10, 5).unwrap();
    let wrapped = encode(&canvas(Protocol::Sixel, true), &picture(), 10, 5).unwrap();
    let escapes = |preview: &ReadyPreview| drawn(preview)[(2, 1)].symbol().matches('\x1b').count();
    assert_eq!(escapes(&wrapped), 2 * escapes(&plain) + 2);
}

#[test]
fn what_tmux_would_drop_comes_in_half_blocks() {
    let noise = RgbaImage::from_fn(900, 900, |_, _| {
        Rgba([fastrand::u8(..), fastrand::u8(..), fastrand::u8(..), 255])
    });
    let preview = encode(&canvas(Protocol::Sixel, true), &noise, 90, 45).unwrap();
    assert!(!preview.needs_clearing());
    assert_eq!(preview.area(), (90, 45));
}

#[test]
fn no_picture_draws_nothing() {
    let preview = encode(&canvas(Protocol::Off, false), &picture(), 10, 5).unwrap();
    assert_eq!(
        (preview.area(), drawn(&preview)),
        ((0, 0), Buffer::empty(Rect::new(0, 0, 12, 6)))
    );
}
