//! Pictures for kitty and its kin: sent once, then drawn wherever their placeholder characters stand.

use std::mem;

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
    imaging::{self, Sharpness},
    term::{TermError, tmux::passed_through},
};

use super::{
    Canvas, Preview, ReadyPreview,
    canvas::{Effort, Grade},
    ids::Ids,
};

/// The most base64 that one sequence of the protocol may hold, in bytes.
const CHUNK: usize = 4096;
/// The sides of pictures on a slow line are divided by these, the first that is small enough; the terminal scales them
/// up again.
const DIVISORS: [u32; 3] = [2, 3, 4];

struct KittyPreview {
    area: (u16, u16),
    pixels: (u32, u32),
    pass_through: bool,
    /// The base64 of a PNG, until there is an id to send it with.
    payload: String,
    known: Option<Known>,
}

/// What follows from the id.
struct Known {
    id: u32,
    placeholders: Protocol,
    /// Complete sequences.
    parts: Vec<Vec<u8>>,
}

/// The picture as a PNG, which is a third of the raw pixels that the library would send (graphics.md).
pub(super) fn encode(
    canvas: &Canvas,
    effort: Effort,
    picture: &RgbaImage,
    area: (u16, u16),
) -> Result<ReadyPreview, TermError> {
    let payload = match effort.grade {
        Grade::Full => STANDARD.encode(png(picture)?),
        Grade::Fast => smaller(effort, picture)?,
    };
    Ok(Box::new(KittyPreview {
        area,
        pixels: picture.dimensions(),
        pass_through: canvas.pass_through,
        payload,
        known: None,
    }))
}

fn png(picture: &RgbaImage) -> Result<Vec<u8>, TermError> {
    let opaque = picture.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let whole = DynamicImage::ImageRgba8(picture.clone());
    // A fourth channel that says nothing is a tenth of the bytes.
    let picture = if opaque { whole.into_rgb8().into() } else { whole };
    Ok(imaging::png(&picture)?)
}

fn smaller(effort: Effort, picture: &RgbaImage) -> Result<String, TermError> {
    let whole = DynamicImage::ImageRgba8(picture.clone());
    let mut payload = String::new();
    for divisor in DIVISORS {
        let (width, height) = (picture.width().div_ceil(divisor), picture.height().div_ceil(divisor));
        let small = imaging::resized(&whole, width, height, Sharpness::Screen)?;
        payload = STANDARD.encode(png(&small.into_rgba8())?);
        if effort.suffices(payload.len()) {
            break;
        }
    }
    Ok(payload)
}

/// The library's placeholders for our id.
///
/// It would send a picture with them, the first time they are drawn; that is a single pixel, and goes to nobody.
fn placeholders(id: u32, area: (u16, u16)) -> Option<Protocol> {
    let size = Size::new(area.0, area.1);
    let kitty = Kitty::new(DynamicImage::new_rgba8(1, 1), size, id, false, false).ok()?;
    let placeholders = Protocol::Kitty(kitty);
    let corner = Rect::new(0, 0, 1, 1);
    Image::new(&placeholders)
        .allow_clipping(true)
        .render(corner, &mut Buffer::empty(corner));
    Some(placeholders)
}

/// Complete sequences that bring the picture over. Each says that nothing is to be answered: the first one's word does
/// not hold for the others in every version of kitty.
fn sequences(id: u32, area: (u16, u16), payload: &str, pass_through: bool) -> Vec<Vec<u8>> {
    let mut opening = format!("a=T,U=1,f=100,t=d,i={id},c={},r={},", area.0, area.1);
    let mut chunks = payload.as_bytes().chunks(CHUNK).peekable();
    let mut parts = Vec::with_capacity(payload.len() / CHUNK + 1);
    while let Some(chunk) = chunks.next() {
        let more = u8::from(chunks.peek().is_some());
        let mut sequence = format!("\x1b_G{opening}q=2,m={more};").into_bytes();
        sequence.extend_from_slice(chunk);
        sequence.extend_from_slice(b"\x1b\\");
        parts.push(wrapped(sequence, pass_through));
        opening.clear();
    }
    parts
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
        if let Some(known) = &self.known {
            Image::new(&known.placeholders)
                .allow_clipping(true)
                .render(area, buffer);
        }
    }

    fn parts(&self) -> usize {
        self.known.as_ref().map_or(1, |known| known.parts.len().max(1))
    }

    fn cost(&self, part: usize) -> usize {
        self.transmission(part).len()
    }

    fn transmission(&self, part: usize) -> &[u8] {
        let parts = self.known.as_ref().map(|known| &known.parts);
        parts.and_then(|parts| parts.get(part)).map_or(&[], Vec::as_slice)
    }

    fn identify(&mut self, ids: &mut Ids) {
        let id = ids.take();
        let payload = mem::take(&mut self.payload);
        self.known = placeholders(id, self.area).map(|placeholders| Known {
            id,
            placeholders,
            parts: sequences(id, self.area, &payload, self.pass_through),
        });
    }

    fn id(&self) -> Option<u32> {
        self.known.as_ref().map(|known| known.id)
    }

    fn was_sent(&mut self) {
        if let Some(known) = &mut self.known {
            known.parts = Vec::new();
        }
    }

    /// Ends a picture that was sent in part, as a broken one, which is not told; then deletes it.
    fn farewell(&self, parts: usize) -> Vec<u8> {
        let Some(known) = self.known.as_ref().filter(|_| parts > 0) else {
            return Vec::new();
        };
        let mut bytes = Vec::new();
        if parts < known.parts.len() {
            bytes.extend(wrapped(b"\x1b_Gq=2,m=0;\x1b\\".to_vec(), self.pass_through));
        }
        let deletes = format!("\x1b_Ga=d,d=I,i={},q=2\x1b\\", known.id);
        bytes.extend(wrapped(deletes.into_bytes(), self.pass_through));
        bytes
    }

    fn weight(&self) -> usize {
        let sequences = self.known.iter().flat_map(|known| &known.parts);
        self.payload.len() + sequences.map(Vec::len).sum::<usize>()
    }

    fn weight_there(&self) -> usize {
        self.pixels.0 as usize * self.pixels.1 as usize * 4
    }
}
