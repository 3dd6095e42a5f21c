//! Tells whether a picture file goes on to its end, without decoding it.

use memchr::memmem;

use crate::domain::ImageFormat;

use super::{ImagingError, facts::sniffed};

/// Makes sure that nothing is missing at the end, as after a broken download.
///
/// Decoders fill up what is missing with grey, servers too, and the repainting of a grey picture is paid for.
/// A format whose end cannot be known, and bytes of no format, count as whole.
pub fn check_whole(bytes: &[u8]) -> Result<(), ImagingError> {
    let Some(format) = sniffed(bytes) else { return Ok(()) };
    let whole = match format {
        ImageFormat::Png => memmem::rfind(bytes, b"IEND").is_some(),
        ImageFormat::Jpeg => jpeg_ends(bytes),
        ImageFormat::Webp => riff_length(bytes).is_none_or(|length| length <= bytes.len() as u64),
        ImageFormat::Gif | ImageFormat::Svg => true,
    };
    if whole {
        Ok(())
    } else {
        Err(ImagingError::CutShort(format))
    }
}

/// Whether an end follows the first scan. The small picture in a header has an end of its own, which does not count.
fn jpeg_ends(bytes: &[u8]) -> bool {
    const SCAN: u8 = 0xda;
    const END: [u8; 2] = [0xff, 0xd9];
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest {
        if marker == SCAN {
            return memmem::rfind(rest, &END).is_some();
        }
        let skipped = if marker == 0xff {
            1
        } else {
            2 + usize::from(u16::from_be_bytes([high, low]))
        };
        rest = rest.get(skipped..).unwrap_or_default();
    }
    // What cannot be followed is left to the decoder; what stops before the first scan is not.
    rest.len() >= 4
}

/// The length that a RIFF file says it has, in bytes.
fn riff_length(bytes: &[u8]) -> Option<u64> {
    let length = bytes.get(4..8)?.first_chunk::<4>()?;
    Some(8 + u64::from(u32::from_le_bytes(*length)))
}

/// So much of a picture's end tells; some writers put a few bytes of their own behind it.
pub const TELLING_END: u64 = 4096;

/// Whether a picture reaches its end. `first` are its first bytes, `last` its last ones (up to [`TELLING_END`]),
/// `length` is that of all. What cannot be told counts as whole.
#[must_use]
pub fn is_whole(format: ImageFormat, first: &[u8], last: &[u8], length: u64) -> bool {
    let holds = |mark: &[u8]| last.windows(mark.len()).any(|window| window == mark);
    match format {
        ImageFormat::Png => holds(b"IEND\xae\x42\x60\x82"),
        ImageFormat::Jpeg => holds(&[0xff, 0xd9]),
        ImageFormat::Gif => last.iter().rev().take(16).any(|byte| *byte == b';'),
        // The length of what follows stands in the head.
        ImageFormat::Webp => match first {
            [_, _, _, _, a, b, c, d, ..] => u64::from(u32::from_le_bytes([*a, *b, *c, *d])) + 8 <= length,
            _ => false,
        },
        ImageFormat::Svg => holds(b">"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat as Raster, RgbImage};

    use super::*;
    use crate::imaging::{DynamicImage, RgbaImage, facts, jpeg, png};

    fn webp() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(40, 40)
            .write_to(&mut bytes, image::ImageFormat::WebP)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_file_that_misses_its_end_is_told_from_a_whole_one() {
        let photograph = jpeg(&RgbaImage::new(40, 40), 90, [9, 90, 200]).unwrap();
        let mut with_trailer = photograph.clone();
        with_trailer.extend(b"made by a telephone");
        let mut with_thumbnail = photograph[..2].to_vec();
        with_thumbnail.extend(b"\xff\xe1\0\x06\xff\xd8\xff\xd9");
        with_thumbnail.extend(&photograph[2..]);
        let drawing = png(&DynamicImage::new_rgb8(40, 40)).unwrap();
        for whole in [&photograph, &with_trailer, &with_thumbnail, &drawing, &webp()] {
            assert_eq!(check_whole(whole), Ok(()));
        }
        for torn in [&photograph, &with_thumbnail] {
            for length in [torn.len() - 2, torn.len() / 2, 20] {
                assert_eq!(
                    check_whole(&torn[..length]),
                    Err(ImagingError::CutShort(ImageFormat::Jpeg)),
                    "{length}"
                );
            }
        }
        let torn = &drawing[..drawing.len() - 9];
        assert_eq!(check_whole(torn), Err(ImagingError::CutShort(ImageFormat::Png)));
        let torn = webp();
        let torn = &torn[..torn.len() - 3];
        assert_eq!(check_whole(torn), Err(ImagingError::CutShort(ImageFormat::Webp)));
    }

    #[test]
    fn what_has_no_known_end_counts_as_whole() {
        for bytes in [b"".as_slice(), b"GIF89a", b"<svg/>", b"no picture"] {
            assert_eq!(check_whole(bytes), Ok(()));
        }
    }

    fn encoded(raster: Raster) -> Vec<u8> {
        // Noise, so that no format makes it tiny.
        let mut seed = 1_u32;
        let picture = RgbImage::from_fn(40, 40, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = seed.to_be_bytes();
            image::Rgb([a, b, c])
        });
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, raster).unwrap();
        bytes.into_inner()
    }

    fn judged(bytes: &[u8]) -> bool {
        let format = facts(bytes).unwrap().format;
        is_whole(format, bytes, bytes, bytes.len() as u64)
    }

    #[test]
    fn a_picture_that_was_cut_off_is_told_from_a_whole_one() {
        for raster in [Raster::Png, Raster::Jpeg, Raster::WebP] {
            let bytes = encoded(raster);
            assert!(judged(&bytes), "{raster:?}");
            assert!(
                judged(&[&bytes[..], b"\n"].concat()),
                "{raster:?} with a byte behind it"
            );
            for left in [1, 2, 20, bytes.len() / 2] {
                assert!(!judged(&bytes[..bytes.len() - left]), "{raster:?} without {left}");
            }
        }
    }
}
