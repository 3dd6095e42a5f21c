//! Writes pixels as PNG or JPEG.

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, RgbaImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};

use crate::domain::ImageFormat;

use super::{ImagingError, flattened};

/// A PNG, quickly written and therefore somewhat larger than it could be; the channels are kept.
pub fn png(picture: &DynamicImage) -> Result<Vec<u8>, ImagingError> {
    packed(picture, None, CompressionType::Fast)
}

/// A PNG of at most so many bytes: quickly written where that is enough, packed as well as it goes otherwise.
pub(super) fn png_within(
    picture: &DynamicImage,
    profile: Option<&[u8]>,
    bytes_max: u64,
) -> Result<Vec<u8>, ImagingError> {
    let fits = |bytes: &Vec<u8>| bytes.len() as u64 <= bytes_max;
    let quick = packed(picture, profile, CompressionType::Fast)?;
    if fits(&quick) {
        return Ok(quick);
    }
    drop(quick);
    let dense = packed(picture, profile, CompressionType::Best)?;
    if fits(&dense) {
        return Ok(dense);
    }
    Err(ImagingError::TooManyBytes {
        size: (picture.width(), picture.height()),
        bytes: dense.len() as u64,
        bytes_max,
    })
}

fn packed(
    picture: &DynamicImage,
    profile: Option<&[u8]>,
    compression: CompressionType,
) -> Result<Vec<u8>, ImagingError> {
    let failed = |reason: String| ImagingError::Encode {
        format: ImageFormat::Png,
        reason,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = PngEncoder::new_with_quality(&mut bytes, compression, FilterType::Adaptive);
    if let Some(profile) = profile {
        encoder
            .set_icc_profile(profile.to_vec())
            .map_err(|error| failed(error.to_string()))?;
    }
    picture
        .write_with_encoder(encoder)
        .map_err(|error| failed(error.to_string()))?;
    Ok(bytes.into_inner())
}

/// A JPEG of quality 1 to 100; JPEG knows no transparency, so the picture is laid over `backdrop`.
pub fn jpeg(picture: &RgbaImage, quality: u8, backdrop: [u8; 3]) -> Result<Vec<u8>, ImagingError> {
    let flat = DynamicImage::ImageRgba8(flattened(picture, backdrop)).into_rgb8();
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
        .write_image(flat.as_raw(), flat.width(), flat.height(), ExtendedColorType::Rgb8)
        .map_err(|error| ImagingError::Encode {
            format: ImageFormat::Jpeg,
            reason: error.to_string(),
        })?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::{decode, facts};
    use image::Rgba;

    fn byte(number: u32) -> u8 {
        number.to_le_bytes()[0]
    }

    #[test]
    fn a_png_comes_back_pixel_by_pixel() {
        let picture = RgbaImage::from_fn(13, 7, |x, y| Rgba([byte(x * 9), byte(y * 9), 50, 200]));
        let bytes = png(&picture.clone().into()).unwrap();
        assert_eq!(decode(&bytes).unwrap().into_rgba8(), picture);
    }

    #[test]
    fn a_png_is_packed_better_where_it_must_be_small() {
        let picture = DynamicImage::from(RgbaImage::from_fn(200, 200, |x, y| {
            Rgba([byte(x ^ y), byte(x), 0, 255])
        }));
        let quick = png(&picture).unwrap();
        assert_eq!(png_within(&picture, None, quick.len() as u64).unwrap(), quick);
        let dense = png_within(&picture, None, quick.len() as u64 - 1).unwrap();
        assert!(dense.len() < quick.len());
        assert_eq!(decode(&dense).unwrap(), picture);
        let told = png_within(&picture, None, 10).unwrap_err();
        assert_eq!(
            told,
            ImagingError::TooManyBytes {
                size: (200, 200),
                bytes: dense.len() as u64,
                bytes_max: 10
            }
        );
    }

    #[test]
    fn a_better_jpeg_is_a_larger_one_and_transparency_shows_the_backdrop() {
        let picture = RgbaImage::from_fn(64, 64, |x, y| Rgba([byte(x * y), byte(x * 4), byte(y * 4), 255]));
        let (rough, fine) = (jpeg(&picture, 20, [0; 3]).unwrap(), jpeg(&picture, 95, [0; 3]).unwrap());
        assert!(rough.len() < fine.len());
        assert_eq!(facts(&fine).unwrap().format, ImageFormat::Jpeg);
        let clear = jpeg(&RgbaImage::new(8, 8), 90, [250, 250, 250]).unwrap();
        assert!(decode(&clear).unwrap().to_luma8().get_pixel(4, 4).0[0] > 240);
    }
}
