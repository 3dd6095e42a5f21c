//! Fits a picture into cells and picks the encoder for it.

use image::{DynamicImage, RgbaImage, imageops};

use crate::{
    imaging::{self, Sharpness, fitted, flattened},
    term::{Capabilities, CellSize, Colour, ColourDepth, Protocol, TermError},
};

use super::{ReadyPreview, blocks, iterm2, kitty, sixel};

/// What pictures are drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Canvas {
    /// How they are drawn.
    pub protocol: Protocol,
    /// A cell in pixels.
    pub cell: CellSize,
    /// How many colours there are, for pictures of characters.
    pub colours: ColourDepth,
    /// What shows through transparent pixels.
    pub backdrop: Colour,
    /// Sequences are wrapped for tmux.
    pub pass_through: bool,
    /// Pictures smaller than their place are enlarged to it.
    pub enlarge: bool,
}

impl Canvas {
    /// The canvas of a terminal.
    #[must_use]
    pub fn new(known: &Capabilities) -> Self {
        let guess = if known.dark == Some(false) {
            Colour([255; 3])
        } else {
            Colour([0; 3])
        };
        Self {
            protocol: known.protocol,
            cell: known.cell,
            colours: known.colours,
            backdrop: known.background.unwrap_or(guess),
            pass_through: known.pass_through,
            enlarge: false,
        }
    }
}

/// Columns and rows that a picture of that size in pixels takes inside so many of them, its proportions kept.
#[must_use]
pub fn size_in_cells(picture: (u32, u32), within: (u16, u16), canvas: &Canvas) -> (u16, u16) {
    let (width, height) = fitted(picture, canvas.cell.pixels(within.0, within.1), canvas.enlarge);
    let cells = |pixels: u32, cell: u16, most: u16| {
        u16::try_from(pixels.div_ceil(u32::from(cell)))
            .unwrap_or(u16::MAX)
            .clamp(1, most.max(1))
    };
    (
        cells(width, canvas.cell.width, within.0),
        cells(height, canvas.cell.height, within.1),
    )
}

/// Brings a small picture into the terminal's form, to cover at most so many columns and rows.
///
/// Takes from one to some tens of milliseconds: not for the drawing thread. A picture that tmux would not let through
/// for its size comes in half blocks.
pub fn encode(canvas: &Canvas, picture: &RgbaImage, columns: u16, rows: u16) -> Result<ReadyPreview, TermError> {
    let area = size_in_cells(picture.dimensions(), (columns, rows), canvas);
    match canvas.protocol {
        Protocol::Kitty => kitty::encode(&exact(canvas, picture, area)?, area, canvas.pass_through),
        Protocol::Iterm2 => or_blocks(
            canvas,
            picture,
            area,
            iterm2::encode(canvas, &exact(canvas, picture, area)?, area)?,
        ),
        Protocol::Sixel => or_blocks(
            canvas,
            picture,
            area,
            sixel::encode(canvas, &exact(canvas, picture, area)?, area)?,
        ),
        Protocol::Sextants | Protocol::Halfblocks | Protocol::Ascii => blocks::encode(canvas, picture, area),
        Protocol::Off => Ok(blocks::nothing()),
    }
}

fn or_blocks(
    canvas: &Canvas,
    picture: &RgbaImage,
    area: (u16, u16),
    sharp: Option<ReadyPreview>,
) -> Result<ReadyPreview, TermError> {
    match sharp {
        Some(sharp) => Ok(sharp),
        None => blocks::encode(
            &Canvas {
                protocol: Protocol::Halfblocks,
                ..*canvas
            },
            picture,
            area,
        ),
    }
}

/// The picture in exactly the pixels of its cells, in their middle, the rest transparent. (The library's own resizing
/// takes the nearest pixel by default and many times as long.)
pub(super) fn exact(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<RgbaImage, TermError> {
    let (width, height) = canvas.cell.pixels(area.0, area.1);
    let fit = imaging::fit(picture, (width, height), canvas.enlarge)?;
    if fit.dimensions() == (width, height) {
        return Ok(fit);
    }
    let mut whole = RgbaImage::new(width, height);
    let (left, top) = ((width - fit.width()) / 2, (height - fit.height()) / 2);
    imageops::replace(&mut whole, &fit, i64::from(left), i64::from(top));
    Ok(whole)
}

/// The picture in exactly so many samples, laid over the backdrop; for characters, whose samples are not square.
pub(super) fn sampled(picture: &RgbaImage, width: u32, height: u32, backdrop: Colour) -> Result<RgbaImage, TermError> {
    let flat = flattened(picture, backdrop.0);
    if flat.dimensions() == (width, height) {
        return Ok(flat);
    }
    Ok(imaging::resized(&DynamicImage::ImageRgba8(flat), width, height, Sharpness::Screen)?.into_rgba8())
}

#[cfg(test)]
mod tests;
