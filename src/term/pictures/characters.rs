//! Pictures made of characters: one block for each cell.

use image::{Rgba, RgbaImage};
use ratatui::{buffer::Buffer, layout::Rect};

use crate::term::{ColourDepth, Protocol, TermError};

use super::{Canvas, Preview, ReadyPreview, ascii, block::Block, canvas::sampled, halfblocks, sextants};

/// Draws the samples of one cell.
type Drawn = fn(&[[u8; 3]], &Canvas) -> Block;

/// About how many bytes a cell with two colours of its own takes (graphics.md: 119.5 kB for 3200 cells).
const BYTES_PER_CELL: usize = 37;

struct Characters {
    columns: u16,
    blocks: Vec<Block>,
}

/// The picture in characters.
pub(super) fn encode(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<ReadyPreview, TermError> {
    Ok(Box::new(Characters {
        columns: area.0,
        blocks: blocks(canvas, picture, area)?,
    }))
}

/// No picture at all.
pub(super) fn nothing() -> ReadyPreview {
    Box::new(Characters {
        columns: 0,
        blocks: Vec::new(),
    })
}

/// The characters, row by row.
pub(super) fn blocks(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<Vec<Block>, TermError> {
    // Without colours blocks would all look the same.
    let protocol = if canvas.colours == ColourDepth::Mono {
        Protocol::Ascii
    } else {
        canvas.protocol
    };
    let ((across, down), block): ((u32, u32), Drawn) = match protocol {
        Protocol::Ascii => (ascii::SAMPLES, ascii::letter),
        Protocol::Sextants => (sextants::SAMPLES, sextants::sextant),
        _ => (halfblocks::SAMPLES, halfblocks::half_block),
    };
    let (columns, rows) = (u32::from(area.0), u32::from(area.1));
    let samples = sampled(picture, columns * across, rows * down, canvas.ground)?;
    let mut cell = Vec::new();
    let mut blocks = Vec::with_capacity(usize::from(area.0) * usize::from(area.1));
    for row in 0..rows {
        for column in 0..columns {
            cell.clear();
            let inside = (0..down).flat_map(|y| (0..across).map(move |x| (column * across + x, row * down + y)));
            cell.extend(inside.map(|(x, y)| colour(*samples.get_pixel(x, y))));
            blocks.push(block(&cell, canvas));
        }
    }
    Ok(blocks)
}

const fn colour(pixel: Rgba<u8>) -> [u8; 3] {
    let Rgba([red, green, blue, _]) = pixel;
    [red, green, blue]
}

impl Preview for Characters {
    fn area(&self) -> (u16, u16) {
        let rows = self.blocks.len().checked_div(usize::from(self.columns)).unwrap_or(0);
        (self.columns, u16::try_from(rows).unwrap_or(u16::MAX))
    }

    fn render(&self, area: Rect, buffer: &mut Buffer) {
        self.render_parts(usize::MAX, area, buffer);
    }

    fn parts(&self) -> usize {
        usize::from(self.area().1).max(1)
    }

    fn cost(&self, _part: usize) -> usize {
        usize::from(self.columns) * BYTES_PER_CELL
    }

    fn render_parts(&self, parts: usize, area: Rect, buffer: &mut Buffer) {
        let rows = self.blocks.chunks(usize::from(self.columns).max(1)).take(parts);
        for (y, row) in (area.top()..area.bottom()).zip(rows) {
            for (x, block) in (area.left()..area.right()).zip(row) {
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_char(block.symbol).set_fg(block.fore).set_bg(block.back);
                }
            }
        }
    }

    fn weight(&self) -> usize {
        self.blocks.len() * size_of::<Block>()
    }
}
