//! Makes the PNG that is sent of an input picture: upright, eight bits, at the size that was promised.

use image::{DynamicImage, RgbaImage};

use crate::domain::Treatment;

use super::{
    ImagingError, Mask, Sharpness, decode,
    decode::{Decoded, unturned},
    encode::png_within,
    facts::turned,
    fit::resized_opaque,
    resized,
};

/// So many rows are narrowed at once.
const BAND: u32 = 64;

/// What the PNG that is sent has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Its width and height in pixels, as a person sees them.
    pub size: (u32, u32),
    /// The most bytes that it may have.
    pub bytes_max: u64,
}

/// An image to edit: RGB, or RGBA where it has transparency; a colour profile goes along.
pub fn outgoing_image(bytes: &[u8], frame: &Frame) -> Result<Vec<u8>, ImagingError> {
    let (picture, profile) = upright(bytes, frame.size)?;
    png_within(&picture, profile.as_deref(), frame.bytes_max)
}

/// Marks over an image: RGBA in every case.
pub fn outgoing_markup(bytes: &[u8], frame: &Frame) -> Result<Vec<u8>, ImagingError> {
    let (picture, profile) = upright(bytes, frame.size)?;
    let picture = DynamicImage::from(picture.into_rgba8());
    png_within(&picture, profile.as_deref(), frame.bytes_max)
}

/// A mask: black, and transparent where the image is repainted (images-api.md §6).
pub fn outgoing_mask(bytes: &[u8], treatment: Treatment, frame: &Frame) -> Result<Vec<u8>, ImagingError> {
    mask(bytes, treatment, frame)?.into_png(frame.bytes_max)
}

/// An image that is transparent where it is repainted, and nowhere else (`dall-e-2` in images-api.md §12).
pub fn outgoing_merged(
    image: &[u8],
    over: &[u8],
    treatment: Treatment,
    frame: &Frame,
) -> Result<Vec<u8>, ImagingError> {
    let mask = mask(over, treatment, frame)?;
    let (picture, profile) = upright(image, frame.size)?;
    let mut picture = picture.into_rgba8();
    for (pixel, open) in picture.pixels_mut().zip(mask.pixels().pixels()) {
        pixel.0[3] = open.0[3];
    }
    drop(mask);
    png_within(&picture.into(), profile.as_deref(), frame.bytes_max)
}

fn mask(bytes: &[u8], treatment: Treatment, frame: &Frame) -> Result<Mask, ImagingError> {
    Mask::treated(decode(bytes)?, treatment.reading, treatment.level).scaled(frame.size.0, frame.size.1)
}

/// The picture at its size, and its colour profile.
fn upright(bytes: &[u8], size: (u32, u32)) -> Result<(DynamicImage, Option<Vec<u8>>), ImagingError> {
    let Decoded {
        picture,
        orientation,
        profile,
    } = unturned(bytes)?;
    // Turned last: what is small already is turned with little memory.
    let (width, height) = turned(size.0, size.1, orientation);
    let mut picture = scaled(picture, width, height)?;
    picture.apply_orientation(orientation);
    Ok((picture, profile))
}

/// The picture at a size, as RGB or RGBA with eight bits.
fn scaled(picture: DynamicImage, width: u32, height: u32) -> Result<DynamicImage, ImagingError> {
    let clear = picture.color().has_alpha();
    let same = (picture.width(), picture.height()) == (width, height);
    let scaled = match (clear, same) {
        (_, true) => picture,
        (true, false) => {
            let whole = DynamicImage::from(picture.into_rgba8());
            resized(&whole, width, height, Sharpness::Sending)?
        }
        (false, false) => {
            let narrow = narrowed(&picture, width)?;
            drop(picture);
            resized_opaque(&narrow, (width, height), Sharpness::Sending)?
        }
    };
    Ok(if clear {
        scaled.into_rgba8().into()
    } else {
        scaled.into_rgb8().into()
    })
}

/// The picture at another width, band by band: a photograph is never held as RGBA as well.
fn narrowed(picture: &DynamicImage, width: u32) -> Result<DynamicImage, ImagingError> {
    let height = picture.height();
    let mut pixels = Vec::with_capacity(4 * width as usize * height as usize);
    let mut top = 0;
    while top < height {
        let rows = BAND.min(height - top);
        let band = picture.crop_imm(0, top, picture.width(), rows);
        let band = resized_opaque(&band, (width, rows), Sharpness::Sending)?;
        pixels.extend_from_slice(band.as_bytes());
        top += rows;
    }
    let narrow = RgbaImage::from_raw(width, height, pixels).ok_or_else(|| ImagingError::Resize {
        width,
        height,
        reason: "its bands do not add up".to_owned(),
    })?;
    Ok(narrow.into())
}

#[cfg(test)]
mod tests;
