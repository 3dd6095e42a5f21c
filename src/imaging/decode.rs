//! Decodes a picture within limits, upright, first frame only.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, metadata::Orientation};

use crate::domain::ImageFormat;

use super::{
    ImagingError,
    facts::{facts, orientation, raster},
    limits::{MAX_BYTES, MAX_PIXELS, MAX_SIDE},
};

/// Pixels as they lie in the file, and what else is needed to show them.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) picture: DynamicImage,
    pub(super) orientation: Orientation,
    /// The colour profile, where it is one of red, green and blue.
    pub(super) profile: Option<Vec<u8>>,
}

/// Decodes the first frame and turns it the way its EXIF orientation says.
///
/// Size is checked on the header, so a small file that claims huge pixels costs nothing.
pub fn decode(bytes: &[u8]) -> Result<DynamicImage, ImagingError> {
    let mut decoded = unturned(bytes)?;
    decoded.picture.apply_orientation(decoded.orientation);
    Ok(decoded.picture)
}

/// Decodes the first frame and leaves the turning to the caller, who may have less to turn later.
pub(super) fn unturned(bytes: &[u8]) -> Result<Decoded, ImagingError> {
    let facts = facts(bytes)?;
    within_limits(facts.width, facts.height)?;
    let format = facts.format;
    let Some(raster) = raster(format) else {
        return Err(ImagingError::NoPixels(format));
    };
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), raster);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| broken(format, &error))?;
    let orientation = orientation(&mut decoder);
    // A profile that cannot be read is none. One of inks or greys says nothing of the pixels that come out here.
    let profile = decoder.icc_profile().ok().flatten();
    let profile = profile.filter(|profile| profile.get(16..20) == Some(b"RGB ".as_slice()));
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| broken(format, &error))?;
    Ok(Decoded {
        picture,
        orientation,
        profile,
    })
}

/// Says no to pictures that would take the machine down.
pub(super) fn within_limits(width: u32, height: u32) -> Result<(), ImagingError> {
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ImagingError::TooLarge { width, height });
    }
    Ok(())
}

fn broken(format: ImageFormat, error: &impl ToString) -> ImagingError {
    ImagingError::Broken {
        format,
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    fn encoded(picture: &DynamicImage, format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn byte(number: u32) -> u8 {
        number.to_le_bytes()[0]
    }

    #[test]
    fn pixels_come_back_as_they_were_written() {
        let picture: DynamicImage = RgbaImage::from_fn(9, 5, |x, y| Rgba([byte(x * 20), byte(y * 40), 7, 255])).into();
        for format in [image::ImageFormat::Png, image::ImageFormat::WebP] {
            assert_eq!(
                decode(&encoded(&picture, format)).unwrap().to_rgba8(),
                picture.to_rgba8(),
                "{format:?}"
            );
        }
    }

    #[test]
    fn a_turned_photograph_is_decoded_upright() {
        // Left half dark, right half bright; turned by a quarter the upper half is dark.
        let picture = RgbImage::from_fn(32, 16, |x, _| if x < 16 { Rgb([0; 3]) } else { Rgb([255; 3]) });
        let jpeg = encoded(&picture.into(), image::ImageFormat::Jpeg);
        let mut turned = jpeg[..2].to_vec();
        turned.extend(b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0");
        turned.extend(&jpeg[2..]);
        let upright = decode(&turned).unwrap().to_luma8();
        assert_eq!(upright.dimensions(), (16, 32));
        assert!(upright.get_pixel(8, 4).0[0] < 40 && upright.get_pixel(8, 28).0[0] > 215);
    }

    #[test]
    fn too_many_pixels_are_refused_from_the_header_alone() {
        for (width, height) in [(30_000, 30_000), (16_385, 1), (12_000, 9_000)] {
            let mut png = encoded(&DynamicImage::new_luma8(1, 1), image::ImageFormat::Png);
            png[16..20].copy_from_slice(&u32::to_be_bytes(width));
            png[20..24].copy_from_slice(&u32::to_be_bytes(height));
            let checksum = crc(&png[12..29]);
            png[29..33].copy_from_slice(&checksum.to_be_bytes());
            assert_eq!(decode(&png), Err(ImagingError::TooLarge { width, height }));
        }
    }

    fn crc(bytes: &[u8]) -> u32 {
        let mut sum = u32::MAX;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 {
                    (sum >> 1) ^ 0xedb8_8320
                } else {
                    sum >> 1
                };
            }
        }
        !sum
    }

    #[test]
    fn vectors_and_torn_files_are_named() {
        assert_eq!(decode(b"<svg/>"), Err(ImagingError::NoPixels(ImageFormat::Svg)));
        let png = encoded(&DynamicImage::new_rgb8(64, 64), image::ImageFormat::Png);
        assert!(matches!(
            decode(&png[..png.len() - 30]),
            Err(ImagingError::Broken { .. })
        ));
    }
}
