//! Pictures for iTerm2 and its kin, as JPEG: a tenth of what the library sends (graphics.md).

use std::fmt::Write as _;

use base64::{Engine, engine::general_purpose::STANDARD};
use image::RgbaImage;
use ratatui::layout::Size;
use ratatui_image::protocol::{Protocol, iterm2::Iterm2};

use crate::{
    imaging,
    term::{
        TermError,
        tmux::{LONGEST, passed_through},
    },
};

use super::{Canvas, ReadyPreview, whole::Whole};

/// Good enough for a preview: 90 kB at 120x40 (graphics.md).
const QUALITY: u8 = 80;

/// The picture in one sequence; `None` when tmux would not let it through.
pub(super) fn encode(
    canvas: &Canvas,
    picture: &RgbaImage,
    area: (u16, u16),
) -> Result<Option<ReadyPreview>, TermError> {
    let jpeg = imaging::jpeg(picture, QUALITY, canvas.backdrop.0)?;
    let (columns, rows) = area;
    let mut data = erased(area);
    // Writing into a string cannot fail.
    let _ = write!(
        data,
        "\x1b]1337;File=inline=1;size={};width={columns};height={rows};preserveAspectRatio=0;doNotMoveCursor=1:",
        jpeg.len()
    );
    STANDARD.encode_string(&jpeg, &mut data);
    data.push('\x07');
    if canvas.pass_through {
        let wrapped = passed_through(data.as_bytes());
        if wrapped.len() > LONGEST {
            return Ok(None);
        }
        data = String::from_utf8_lossy(&wrapped).into_owned();
    }
    let weight = data.len();
    // The library is told nothing of tmux: the data is wrapped already.
    let protocol = Protocol::ITerm2(Iterm2 {
        data,
        size: Size::new(columns, rows),
        is_tmux: false,
    });
    Ok(Some(Box::new(Whole::new(protocol, weight))))
}

/// Takes away the text under the picture; the cursor ends where it began.
fn erased((columns, rows): (u16, u16)) -> String {
    format!("\x1b[{columns}X\x1b[1B").repeat(usize::from(rows)) + &format!("\x1b[{rows}A")
}
