//! Prints a picture between the lines of a shell.

use std::io::Write;

use crossterm::{
    queue,
    style::{Colors, Print, ResetColor, SetColors},
};
use image::RgbaImage;
use ratatui::{backend::IntoCrossterm, buffer::Buffer, layout::Rect, style::Color};

use crate::term::{Capabilities, Environment, Protocol, TermError};

use super::{Canvas, Effort, ReadyPreview, canvas::exact, characters::blocks, encode, ids::Ids, sixel, size_in_cells};

/// The most rows of a picture whose rows have numbers (the placeholders of kitty: 297).
const MOST_ROWS: u16 = 297;

/// Prints a picture into the scrollback, at most so many columns wide.
///
/// Kitty and iTerm2 pictures come through viuer, where it is built in and the terminal, asked before, takes them; viuer
/// writes to standard output whatever `out` is. Inside tmux viuer misjudges what is there, and waits for ever for a
/// terminal that answers nothing (graphics.md): there kitty gets its placeholders, which tmux scrolls like any text. All
/// else comes in characters.
pub fn print_picture(
    out: &mut impl Write,
    picture: &RgbaImage,
    columns: u16,
    known: &Capabilities,
) -> Result<(), TermError> {
    out.flush()?;
    let environment = Environment::of_process();
    if sharp::is_possible(known, &environment) {
        return sharp::print(picture, columns, known);
    }
    if known.protocol == Protocol::Sixel && environment.multiplexer.is_none() {
        return print_sixel(out, picture, columns, known);
    }
    if known.protocol == Protocol::Kitty && known.pass_through {
        let mut ready = encode(&Canvas::new(known), Effort::FULL, picture, (columns.max(1), MOST_ROWS))?;
        ready.identify(&mut Ids::default());
        return print_cells(out, &ready);
    }
    print_characters(out, picture, columns, known)
}

/// Prints a picture as it would stand in the cells of a screen, line by line, for forms that are drawn where their
/// characters stand.
fn print_cells(out: &mut impl Write, ready: &ReadyPreview) -> Result<(), TermError> {
    let (columns, rows) = ready.area();
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    ready.render(area, &mut buffer);
    let parts = (0..ready.parts()).flat_map(|part| ready.transmission(part));
    let mut text: Vec<u8> = parts.copied().collect();
    for row in area.rows() {
        let mut last = (Color::Reset, Color::Reset);
        for cell in row.positions().filter_map(|position| buffer.cell(position)) {
            if (cell.fg, cell.bg) != last {
                last = (cell.fg, cell.bg);
                let colours = Colors::new(last.0.into_crossterm(), last.1.into_crossterm());
                queue!(text, SetColors(colours))?;
            }
            queue!(text, Print(cell.symbol()))?;
        }
        queue!(text, ResetColor)?;
        text.push(b'\n');
    }
    out.write_all(&text)?;
    Ok(out.flush()?)
}

fn print_sixel(out: &mut impl Write, picture: &RgbaImage, columns: u16, known: &Capabilities) -> Result<(), TermError> {
    let canvas = Canvas::new(known);
    let area = size_in_cells(picture.dimensions(), (columns.max(1), u16::MAX), &canvas);
    out.write_all(&sixel::in_scrollback(&canvas, exact(&canvas, picture, area)?)?)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

fn print_characters(
    out: &mut impl Write,
    picture: &RgbaImage,
    columns: u16,
    known: &Capabilities,
) -> Result<(), TermError> {
    let protocol = match known.protocol {
        Protocol::Off => return Ok(()),
        Protocol::Sextants => Protocol::Sextants,
        Protocol::Ascii => Protocol::Ascii,
        Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel | Protocol::Halfblocks => Protocol::Halfblocks,
    };
    let canvas = Canvas {
        protocol,
        ..Canvas::new(known)
    };
    let area = size_in_cells(picture.dimensions(), (columns.max(1), u16::MAX), &canvas);
    let blocks = blocks(&canvas, picture, area)?;
    let mut text = Vec::new();
    for row in blocks.chunks(usize::from(area.0)) {
        let mut last = (Color::Reset, Color::Reset);
        for block in row {
            if (block.fore, block.back) != last {
                last = (block.fore, block.back);
                queue!(
                    text,
                    SetColors(Colors::new(last.0.into_crossterm(), last.1.into_crossterm()))
                )?;
            }
            queue!(text, Print(block.symbol))?;
        }
        if last != (Color::Reset, Color::Reset) {
            queue!(text, ResetColor)?;
        }
        text.push(b'\n');
    }
    out.write_all(&text)?;
    Ok(out.flush()?)
}

#[cfg(feature = "viuer")]
mod sharp {
    //! viuer, kept to the terminals that it judges rightly.

    use super::{Capabilities, Environment, Protocol, RgbaImage, TermError};
    use image::DynamicImage;

    pub(super) fn is_possible(known: &Capabilities, environment: &Environment) -> bool {
        let wanted = match known.protocol {
            Protocol::Kitty => known.kitty_pictures,
            Protocol::Iterm2 => viuer::is_iterm_supported(),
            Protocol::Sixel | Protocol::Sextants | Protocol::Halfblocks | Protocol::Ascii | Protocol::Off => false,
        };
        wanted && environment.multiplexer.is_none()
    }

    pub(super) fn print(picture: &RgbaImage, columns: u16, known: &Capabilities) -> Result<(), TermError> {
        let config = viuer::Config {
            absolute_offset: false,
            transparent: true,
            use_kitty: known.protocol == Protocol::Kitty,
            use_iterm: known.protocol == Protocol::Iterm2,
            width: Some(u32::from(columns.max(1))),
            ..viuer::Config::default()
        };
        viuer::print(&DynamicImage::ImageRgba8(picture.clone()), &config)
            .map(|_| ())
            .map_err(|error| TermError::Picture {
                form: "viuer's",
                reason: error.to_string(),
            })
    }
}

#[cfg(not(feature = "viuer"))]
mod sharp {
    //! Without viuer every printed picture is made of characters.

    use super::{Capabilities, Environment, RgbaImage, TermError};

    pub(super) const fn is_possible(_: &Capabilities, _: &Environment) -> bool {
        false
    }

    pub(super) const fn print(_: &RgbaImage, _: u16, _: &Capabilities) -> Result<(), TermError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::{CellSize, ColourDepth, Multiplexer};
    use image::Rgba;

    fn known(protocol: Protocol, colours: ColourDepth) -> Capabilities {
        Capabilities {
            protocol,
            cell: CellSize::USUAL,
            background: None,
            dark: Some(true),
            colours,
            keyboard: false,
            synchronized: false,
            kitty_pictures: false,
            pass_through: false,
            repeats: false,
            name: None,
        }
    }

    fn printed(picture: &RgbaImage, columns: u16, known: &Capabilities) -> String {
        let mut out = Vec::new();
        print_characters(&mut out, picture, columns, known).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn half_blocks_fill_lines_and_leave_no_colour_behind() {
        let picture = RgbaImage::from_fn(40, 40, |_, y| {
            if y < 10 {
                Rgba([255, 0, 0, 255])
            } else {
                Rgba([0, 0, 9, 255])
            }
        });
        let text = printed(&picture, 80, &known(Protocol::Halfblocks, ColourDepth::True));
        assert_eq!(text.lines().count(), 2);
        assert!(text.lines().all(|line| line.ends_with("\x1b[0m")));
        assert_eq!(text.matches('▀').count(), 4);
        assert!(text.contains("38;2;2"));
    }

    #[test]
    fn without_colours_no_escape_is_printed() {
        let picture = RgbaImage::from_pixel(40, 40, Rgba([255; 4]));
        assert_eq!(
            printed(&picture, 80, &known(Protocol::Halfblocks, ColourDepth::Mono)),
            "@@@@\n@@@@\n"
        );
        assert_eq!(printed(&picture, 2, &known(Protocol::Ascii, ColourDepth::True)), "@@\n");
        assert_eq!(printed(&picture, 2, &known(Protocol::Off, ColourDepth::True)), "");
    }

    #[test]
    fn in_tmux_kitty_gets_the_picture_once_and_then_lines_of_placeholders() {
        let picture = RgbaImage::from_pixel(40, 40, Rgba([255; 4]));
        let known = Capabilities {
            pass_through: true,
            ..known(Protocol::Kitty, ColourDepth::True)
        };
        let mut ready = encode(&Canvas::new(&known), Effort::FULL, &picture, (80, MOST_ROWS)).unwrap();
        ready.identify(&mut Ids::default());
        let (columns, rows) = ready.area();
        let mut out = Vec::new();
        print_cells(&mut out, &ready).unwrap();
        let text = String::from_utf8(out).unwrap();
        let (sent, lines) = text.split_at(ready.transmission(0).len());
        assert!(sent.starts_with("\x1bPtmux;"), "the picture comes first");
        assert_eq!(lines.lines().count(), usize::from(rows));
        let placeholders = lines.matches('\u{10EEEE}').count();
        assert_eq!(placeholders, usize::from(columns) * usize::from(rows));
        assert!(lines.lines().all(|line| line.ends_with("\x1b[0m")));
    }

    #[test]
    fn a_printed_sixel_moves_the_cursor_by_itself_only() {
        let picture = RgbaImage::from_pixel(40, 40, Rgba([255; 4]));
        let mut out = Vec::new();
        print_sixel(&mut out, &picture, 10, &known(Protocol::Sixel, ColourDepth::True)).unwrap();
        assert!(out.starts_with(b"\x1bP") && out.ends_with(b"\x1b\\\n"));
        assert_eq!(String::from_utf8(out).unwrap().matches('\x1b').count(), 2);
    }

    #[test]
    fn viuer_is_left_alone_where_it_would_misjudge() {
        let plain = Environment::default();
        let tmux = Environment {
            multiplexer: Some(Multiplexer::Tmux),
            ..Environment::default()
        };
        let mut kitty = known(Protocol::Kitty, ColourDepth::True);
        assert!(
            !sharp::is_possible(&kitty, &plain),
            "the terminal did not say that it takes kitty pictures"
        );
        kitty.kitty_pictures = true;
        assert_eq!(sharp::is_possible(&kitty, &plain), cfg!(feature = "viuer"));
        assert!(!sharp::is_possible(&kitty, &tmux));
    }
}
