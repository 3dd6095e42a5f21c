//! Pictures as files: PNG, JPEG, WebP, GIF.

use std::time::Duration;

use image::{
    Delay, DynamicImage, Frame, ImageEncoder, RgbaImage,
    codecs::{
        gif::{GifEncoder, Repeat},
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
        webp::WebPEncoder,
    },
};

use super::brief::PainterError;

/// The format of a still picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// PNG, with alpha where there is any.
    Png,
    /// JPEG of this quality, 0 to 100; no alpha.
    Jpeg(u8),
    /// WebP, always lossless.
    Webp,
}

/// Writes a picture as a file.
pub fn encode(picture: DynamicImage, encoding: Encoding) -> Result<Vec<u8>, PainterError> {
    let mut bytes = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    let picture = if encoding == Encoding::Webp || picture.color().has_alpha() {
        picture
    } else {
        picture.into_rgb8().into()
    };
    let kind = picture.color().into();
    match encoding {
        Encoding::Png => {
            // Of all filters the quickest here, and the smallest file under the painter's grain.
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Sub);
            encoder.write_image(picture.as_bytes(), width, height, kind)?;
        }
        Encoding::Jpeg(quality) => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
            let plain = picture.into_rgb8();
            encoder.write_image(plain.as_raw(), width, height, image::ExtendedColorType::Rgb8)?;
        }
        Encoding::Webp => WebPEncoder::new_lossless(&mut bytes).write_image(picture.as_bytes(), width, height, kind)?,
    }
    Ok(bytes)
}

/// Writes frames as a GIF that repeats for ever.
pub fn encode_frames(frames: Vec<RgbaImage>, milliseconds: u32) -> Result<Vec<u8>, PainterError> {
    let mut bytes = Vec::new();
    let delay = Delay::from_saturating_duration(Duration::from_millis(u64::from(milliseconds)));
    {
        // Of its speeds from 1 to 30 a fast one: the colours are few and soft.
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 20);
        encoder.set_repeat(Repeat::Infinite)?;
        encoder.encode_frames(frames.into_iter().map(|frame| Frame::from_parts(frame, 0, 0, delay)))?;
    }
    Ok(bytes)
}
