//! Pictures as sixel.

use image::{DynamicImage, RgbaImage};
use ratatui::layout::Size;
use ratatui_image::protocol::{Protocol, sixel::Sixel};

use crate::{
    imaging::flattened,
    term::{
        TermError,
        tmux::{LONGEST, passed_through},
    },
};

use super::{Canvas, ReadyPreview, canvas::exact, whole::Whole};

/// The picture in one sequence; `None` when tmux would not let it through.
pub(super) fn encode(
    canvas: &Canvas,
    picture: &RgbaImage,
    area: (u16, u16),
) -> Result<Option<ReadyPreview>, TermError> {
    let mut sixel = sixel(canvas, picture, area)?;
    if canvas.pass_through {
        // The library doubles only the first ESC; tmux then ends the string at the one that closes the picture.
        let wrapped = passed_through(sixel.data.as_bytes());
        if wrapped.len() > LONGEST {
            return Ok(None);
        }
        sixel.data = String::from_utf8_lossy(&wrapped).into_owned();
    }
    let weight = sixel.data.len();
    Ok(Some(Box::new(Whole::new(Protocol::Sixel(sixel), weight))))
}

/// The sequence alone, without the erasing before it, which would not scroll.
pub(super) fn in_scrollback(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<Vec<u8>, TermError> {
    let data = sixel(canvas, &exact(canvas, picture, area)?, area)?.data;
    let begins = data.find("\x1bP").unwrap_or_default();
    Ok(data.into_bytes().split_off(begins))
}

fn sixel(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<Sixel, TermError> {
    let opaque = DynamicImage::ImageRgba8(flattened(picture, canvas.backdrop.0));
    Sixel::new(opaque, Size::new(area.0, area.1), false).map_err(|error| TermError::Picture {
        form: "sixel",
        reason: error.to_string(),
    })
}
