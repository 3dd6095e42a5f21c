//! Pictures for kitty and its kin: sent once, then drawn wherever their placeholder characters stand.

use base64::{Engine, engine::general_purpose::STANDARD};
use image::{DynamicImage, RgbaImage};
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    widgets::Widget,
};
use ratatui_image::{
    Image,
    protocol::{Protocol, kitty::Kitty},
};

use crate::{
    imaging,
    term::{TermError, tmux::passed_through},
};

use super::{Preview, ReadyPreview};

/// The most base64 that one sequence of the protocol may hold, in bytes.
const CHUNK: usize = 4096;

struct KittyPreview {
    id: u32,
    area: (u16, u16),
    placeholders: Protocol,
    transmission: Vec<u8>,
    pass_through: bool,
}

/// The picture as a PNG, which is a third of the raw pixels that the library would send (graphics.md), under an id of
/// ours, so that it can be deleted.
pub(super) fn encode(picture: &RgbaImage, area: (u16, u16), pass_through: bool) -> Result<ReadyPreview, TermError> {
    let id = fastrand::u32(1..=u32::MAX);
    let png = imaging::png(&DynamicImage::ImageRgba8(picture.clone()))?;
    Ok(Box::new(KittyPreview {
        id,
        area,
        placeholders: placeholders(id, area)?,
        transmission: transmission(id, area, &png, pass_through),
        pass_through,
    }))
}

/// The library's placeholders for our id.
///
/// It would send a picture with them, the first time they are drawn; that is a single pixel, and goes to nobody.
fn placeholders(id: u32, area: (u16, u16)) -> Result<Protocol, TermError> {
    let size = Size::new(area.0, area.1);
    let kitty =
        Kitty::new(DynamicImage::new_rgba8(1, 1), size, id, false, false).map_err(|error| TermError::Picture {
            form: "kitty",
            reason: error.to_string(),
        })?;
    let placeholders = Protocol::Kitty(kitty);
    let corner = Rect::new(0, 0, 1, 1);
    Image::new(&placeholders)
        .allow_clipping(true)
        .render(corner, &mut Buffer::empty(corner));
    Ok(placeholders)
}

fn transmission(id: u32, area: (u16, u16), png: &[u8], pass_through: bool) -> Vec<u8> {
    let payload = STANDARD.encode(png);
    let mut chunks = payload.as_bytes().chunks(CHUNK).peekable();
    let mut opening = format!("a=T,U=1,f=100,t=d,i={id},c={},r={},", area.0, area.1);
    let mut bytes = Vec::with_capacity(payload.len() + payload.len() / 100 + 256);
    while let Some(chunk) = chunks.next() {
        let more = u8::from(chunks.peek().is_some());
        let mut sequence = format!("\x1b_G{opening}q=2,m={more};").into_bytes();
        sequence.extend_from_slice(chunk);
        sequence.extend_from_slice(b"\x1b\\");
        bytes.extend(wrapped(sequence, pass_through));
        opening.clear();
    }
    bytes
}

fn wrapped(sequence: Vec<u8>, pass_through: bool) -> Vec<u8> {
    if pass_through {
        passed_through(&sequence)
    } else {
        sequence
    }
}

impl Preview for KittyPreview {
    fn area(&self) -> (u16, u16) {
        self.area
    }

    fn render(&self, area: Rect, buffer: &mut Buffer) {
        Image::new(&self.placeholders).allow_clipping(true).render(area, buffer);
    }

    fn transmission(&self) -> &[u8] {
        &self.transmission
    }

    fn farewell(&self) -> Vec<u8> {
        wrapped(
            format!("\x1b_Ga=d,d=I,i={},q=2\x1b\\", self.id).into_bytes(),
            self.pass_through,
        )
    }

    fn weight(&self) -> usize {
        self.transmission.len()
    }
}
