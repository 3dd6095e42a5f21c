//! Picks the form in which a picture goes to the terminal.

use image::RgbaImage;

use crate::term::{Protocol, TermError, tmux::LONGEST};

use super::{
    Canvas, Effort, Ground, ReadyPreview,
    canvas::{exact, size_in_cells},
    characters, iterm2, kitty, sixel,
    strips::Strips,
};

/// Brings a small picture into the terminal's form, to cover at most so many columns and rows.
///
/// Takes from one to some tens of milliseconds: not for the drawing thread. A picture that tmux would not let through
/// for its size comes in half blocks.
pub fn encode(
    canvas: &Canvas,
    effort: Effort,
    picture: &RgbaImage,
    (columns, rows): (u16, u16),
) -> Result<ReadyPreview, TermError> {
    let area = size_in_cells(picture.dimensions(), (columns, rows), canvas);
    match canvas.protocol {
        Protocol::Kitty => {
            let exact = exact(canvas, picture, area)?;
            // The terminal lays the picture over its own ground, whatever that is.
            let shown = match canvas.ground {
                Ground::Plain(_) => exact,
                Ground::Checkerboard(_) => canvas.ground.under(exact),
            };
            kitty::encode(canvas, effort, &shown, area)
        }
        Protocol::Iterm2 => {
            let opaque = canvas.ground.under(exact(canvas, picture, area)?);
            or_blocks(canvas, picture, area, iterm2::encode(canvas, effort, &opaque, area)?)
        }
        Protocol::Sixel => {
            let opaque = canvas.ground.under(exact(canvas, picture, area)?);
            or_blocks(canvas, picture, area, sixel::encode(canvas, effort, &opaque, area)?)
        }
        Protocol::Sextants | Protocol::Halfblocks | Protocol::Ascii => characters::encode(canvas, picture, area),
        Protocol::Off => Ok(characters::nothing()),
    }
}

fn or_blocks(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16), sharp: Strips) -> Result<ReadyPreview, TermError> {
    if canvas.pass_through && sharp.longest() > LONGEST {
        let canvas = Canvas {
            protocol: Protocol::Halfblocks,
            ..*canvas
        };
        return characters::encode(&canvas, picture, area);
    }
    Ok(sharp.ready())
}

#[cfg(test)]
pub(super) mod tests;
