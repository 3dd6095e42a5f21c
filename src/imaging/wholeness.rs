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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::{DynamicImage, RgbaImage, jpeg, png};
    use std::io::Cursor;

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
}
