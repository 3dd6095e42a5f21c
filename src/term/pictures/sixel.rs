//! Pictures as sixel.

use icy_sixel::{EncodeOptions, QuantizeMethod, sixel_encode};
use image::RgbaImage;

use crate::term::TermError;

use super::{
    Canvas,
    canvas::{Effort, Grade, bytes_of, full_rows, rows_of},
    strips::Strips,
};

/// Bytes of a strip on a slow line.
const STRIP: usize = 10_000;
/// Bytes that a thousand pixels take in the fast grade (graphics.md: 294 kB for 720x720).
const BYTES: usize = 570;
/// A sixel is so many pixels high: strips of other heights end with a sixel that is partly empty.
const SIXEL: u16 = 6;

/// The picture in strips, each with a palette of its own; so the encoder's memory stays small.
pub(super) fn encode(
    canvas: &Canvas,
    effort: Effort,
    picture: &RgbaImage,
    area: (u16, u16),
) -> Result<Strips, TermError> {
    let (options, rows) = match effort.grade {
        Grade::Full => (with(256, 0.875), full_rows(canvas, picture, area)),
        Grade::Fast => {
            let few = !effort.suffices(bytes_of(picture.dimensions(), BYTES));
            let row = bytes_of((picture.width(), canvas.cell.height.into()), BYTES);
            (with(if few { 16 } else { 64 }, 0.0), rows_of(STRIP, row, area.1))
        }
    };
    let mut strips = Strips::new(canvas, area.0);
    for (piece, rows) in canvas.cut(picture, area, evened(rows, canvas.cell.height)) {
        strips.add(rows, &sequence(&piece, &options)?);
    }
    Ok(strips)
}

/// The whole picture in one sequence, without the erasing before it, which would not scroll.
pub(super) fn in_scrollback(canvas: &Canvas, picture: RgbaImage) -> Result<Vec<u8>, TermError> {
    Ok(sequence(&canvas.ground.under(picture), &with(256, 0.875))?.into_bytes())
}

const fn with(max_colors: u16, diffusion: f32) -> EncodeOptions {
    EncodeOptions {
        max_colors,
        diffusion,
        quantize_method: QuantizeMethod::Wu,
    }
}

fn sequence(picture: &RgbaImage, options: &EncodeOptions) -> Result<String, TermError> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    sixel_encode(picture.as_raw(), width, height, options).map_err(|error| TermError::Picture {
        form: "sixel",
        reason: error.to_string(),
    })
}

/// So many rows, or a few fewer or more, that sixels fill them exactly.
fn evened(rows: u16, cell_height: u16) -> u16 {
    let fills = |rows: &u16| u32::from(*rows) * u32::from(cell_height) % u32::from(SIXEL) == 0;
    (1..=rows)
        .rev()
        .find(fills)
        .or_else(|| (rows..=SIXEL.div_ceil(2)).find(fills))
        .unwrap_or(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_end_where_sixels_end_where_that_costs_little() {
        let cases = [
            (12, 18, 12),
            (1, 18, 1),
            (12, 20, 12),
            (1, 20, 3),
            (5, 20, 3),
            (1, 17, 1),
            (8, 17, 6),
            (2, 15, 2),
        ];
        for (rows, height, expected) in cases {
            assert_eq!(evened(rows, height), expected, "{rows} rows of {height} pixels");
        }
    }
}
