//! Tells a picture that was cut off from a whole one by its last bytes, without decoding pixels.

use crate::domain::ImageFormat;

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
    use crate::imaging::facts;

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
