//! Pictures for iTerm2 and its kin, as JPEG: a tenth of what the library sends (graphics.md).

use base64::{Engine, engine::general_purpose::STANDARD};
use image::RgbaImage;

use crate::{imaging, term::TermError};

use super::{
    Canvas,
    canvas::{Effort, Grade, bytes_of, full_rows, rows_of},
    strips::Strips,
};

/// Good enough for a preview: 90 kB at 120x40 (graphics.md).
const FULL: u8 = 80;
/// A third less, and still a picture: 57 kB at 120x40 (graphics.md).
const FAST: u8 = 60;
/// Where even that takes the line too long.
const COARSE: u8 = 35;
/// Bytes of a strip on a slow line; a JPEG has some 600 bytes before its first pixel.
const STRIP: usize = 6000;
/// Bytes that a thousand pixels take in the fast grade, base64 included (graphics.md: 57.3 kB for 720x720).
const BYTES: usize = 110;

/// The picture: one sequence in the full grade (inside tmux a few), strips of some kilobytes in the fast one.
pub(super) fn encode(
    canvas: &Canvas,
    effort: Effort,
    picture: &RgbaImage,
    area: (u16, u16),
) -> Result<Strips, TermError> {
    let quality = match effort.grade {
        Grade::Full => FULL,
        Grade::Fast if effort.suffices(bytes_of(picture.dimensions(), BYTES)) => FAST,
        Grade::Fast => COARSE,
    };
    let rows = match effort.grade {
        Grade::Full if canvas.pass_through => full_rows(canvas, picture, area),
        Grade::Full => area.1,
        Grade::Fast => {
            let row = bytes_of((picture.width(), canvas.cell.height.into()), BYTES);
            rows_of(STRIP, row, area.1)
        }
    };
    let mut strips = Strips::new(canvas, area.0);
    for (piece, rows) in canvas.cut(picture, area, rows) {
        let jpeg = imaging::jpeg(&piece, quality, [0; 3])?;
        let sequence = format!(
            "\x1b]1337;File=inline=1;size={};width={};height={rows};preserveAspectRatio=0;doNotMoveCursor=1:{}\x07",
            jpeg.len(),
            area.0,
            STANDARD.encode(&jpeg)
        );
        strips.add(rows, &sequence);
    }
    Ok(strips)
}
