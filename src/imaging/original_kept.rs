//! Puts the pixels of an original back outside a mask, with a seam that fades inwards.

use image::{DynamicImage, Rgba, RgbaImage};

use super::{
    ImagingError, Mask, Sharpness, decode,
    decode::{Decoded, unturned},
    encode::png_within,
    resized, seam,
};
use crate::domain::Treatment;

/// Pictures whose proportions differ by more than one part in so many do not lie over each other.
const LIKE: u64 = 50;

/// What is put together.
#[derive(Debug, Clone, Copy)]
pub struct Edited<'a> {
    /// The file of the picture before the edit.
    pub original: &'a [u8],
    /// The file of the picture after it.
    pub edited: &'a [u8],
    /// The file of the mask.
    pub mask: &'a [u8],
    /// How the mask is read.
    pub treatment: Treatment,
    /// How wide the seam is, in pixels of the original.
    pub feather: u32,
}

/// The original outside the mask, pixel by pixel, and the edited picture inside it, as a PNG of the original's size and
/// colour profile.
///
/// The seam lies inside the mask, so that nothing outside of it changes at all. An edited picture of another size is
/// brought to that of the original; one of other proportions is refused.
pub fn original_kept(what: Edited<'_>) -> Result<Vec<u8>, ImagingError> {
    let Decoded {
        mut picture,
        orientation,
        profile,
    } = unturned(what.original)?;
    picture.apply_orientation(orientation);
    let original = picture.into_rgba8();
    let size = original.dimensions();
    let edited = decode(what.edited)?;
    let other = (edited.width(), edited.height());
    if !alike(size, other) {
        return Err(ImagingError::Proportions {
            original: size,
            edited: other,
        });
    }
    let edited = if other == size {
        edited.into_rgba8()
    } else {
        resized(&edited, size.0, size.1, Sharpness::Sending)?.into_rgba8()
    };
    let mask = Mask::treated(decode(what.mask)?, what.treatment.reading, what.treatment.level);
    let mask = mask.scaled(size.0, size.1)?;
    let shares = seam::shares(mask.pixels(), what.feather);
    png_within(
        &narrowed(laid(original, &edited, &shares)),
        profile.as_deref(),
        u64::MAX,
    )
}

fn alike(one: (u32, u32), other: (u32, u32)) -> bool {
    let (across, down) = (
        u64::from(one.0) * u64::from(other.1),
        u64::from(one.1) * u64::from(other.0),
    );
    across.abs_diff(down) * LIKE <= across.max(down)
}

/// The edited picture over the original, by its share of each pixel, 0 to 255.
fn laid(mut original: RgbaImage, edited: &RgbaImage, shares: &[u8]) -> RgbaImage {
    for ((below, above), share) in original.pixels_mut().zip(edited.pixels()).zip(shares) {
        match share {
            0 => {}
            &u8::MAX => *below = *above,
            _ => *below = mixed(*below, *above, u32::from(*share)),
        }
    }
    original
}

/// A mix of two pixels, their colours weighing by their opacity.
fn mixed(below: Rgba<u8>, above: Rgba<u8>, share: u32) -> Rgba<u8> {
    let (under, over) = (u32::from(below.0[3]) * (255 - share), u32::from(above.0[3]) * share);
    let weight = under + over;
    let colour = |channel: usize| {
        let sum = u32::from(below.0[channel]) * under + u32::from(above.0[channel]) * over + weight / 2;
        let mixed = sum.checked_div(weight).unwrap_or(0);
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    let alpha = u8::try_from((weight + 127) / 255).unwrap_or(u8::MAX);
    Rgba([colour(0), colour(1), colour(2), alpha])
}

/// Without the channel for transparency where all is opaque.
fn narrowed(picture: RgbaImage) -> DynamicImage {
    let opaque = picture.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let picture = DynamicImage::ImageRgba8(picture);
    if opaque { picture.into_rgb8().into() } else { picture }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::MaskReading,
        imaging::{change, png},
    };
    use image::{GrayImage, Luma};

    fn byte(number: u32) -> u8 {
        number.to_le_bytes()[0]
    }

    fn original() -> RgbaImage {
        RgbaImage::from_fn(200, 100, |x, y| Rgba([byte(x), byte(y), byte(x ^ y), 255]))
    }

    fn edited(width: u32, height: u32) -> Vec<u8> {
        png(&RgbaImage::from_pixel(width, height, Rgba([0, 255, 0, 255])).into()).unwrap()
    }

    /// White from column 60 to column 139, over the whole height.
    fn mask() -> Vec<u8> {
        let grey = GrayImage::from_fn(200, 100, |x, _| Luma([if (60..140).contains(&x) { 255 } else { 0 }]));
        png(&grey.into()).unwrap()
    }

    fn kept(edited: &[u8], feather: u32) -> Result<DynamicImage, ImagingError> {
        let png = original_kept(Edited {
            original: &png(&original().into()).unwrap(),
            edited,
            mask: &mask(),
            treatment: MaskReading::WhiteReplaces.into(),
            feather,
        })?;
        decode(&png)
    }

    #[test]
    fn outside_the_mask_every_pixel_is_the_originals_and_deep_inside_the_edits() {
        let before = original();
        for feather in [0, 1, 8, 20] {
            let kept = kept(&edited(200, 100), feather).unwrap();
            assert!(!kept.color().has_alpha());
            let kept = kept.into_rgba8();
            for (x, y, pixel) in kept.enumerate_pixels() {
                if !(60..140).contains(&x) {
                    assert_eq!(pixel, before.get_pixel(x, y), "{x},{y} with {feather}");
                } else if (60 + feather..140 - feather).contains(&x) {
                    assert_eq!(pixel.0, [0, 255, 0, 255], "{x},{y} with {feather}");
                }
            }
            let mask = Mask::new(decode(&mask()).unwrap(), MaskReading::WhiteReplaces);
            let leak = change(&before, &kept, Some(&mask)).outside.unwrap();
            assert_eq!((leak.per_mille, leak.mean_tenths), (0, 0), "the meter says so too");
        }
    }

    #[test]
    fn the_seam_goes_over_step_by_step() {
        let kept = kept(&edited(200, 100), 8).unwrap().into_rgba8();
        // Where y is 50 the original has a green of 50 and the edit one of 255.
        let green: Vec<u8> = (59..70).map(|x| kept.get_pixel(x, 50).0[1]).collect();
        assert!(green.is_sorted(), "{green:?}");
        assert_eq!((green[0], green[10]), (50, 255));
        assert!(
            green.windows(2).all(|pair| pair[1] - pair[0] < 60),
            "no edge is left: {green:?}"
        );
    }

    #[test]
    fn an_edit_of_another_size_is_brought_to_the_originals_and_one_of_another_shape_is_refused() {
        let scaled = kept(&edited(100, 50), 4).unwrap();
        assert_eq!((scaled.width(), scaled.height()), (200, 100));
        assert_eq!(scaled.to_rgba8().get_pixel(100, 50).0, [0, 255, 0, 255]);
        assert_eq!(
            kept(&edited(100, 100), 4).unwrap_err(),
            ImagingError::Proportions {
                original: (200, 100),
                edited: (100, 100)
            }
        );
    }

    #[test]
    fn transparency_of_either_picture_stays() {
        let clear = png(&RgbaImage::from_pixel(200, 100, Rgba([9, 9, 9, 0])).into()).unwrap();
        let kept = kept(&clear, 8).unwrap();
        assert!(kept.color().has_alpha());
        let kept = kept.into_rgba8();
        assert_eq!(kept.get_pixel(100, 50).0[3], 0);
        assert_eq!(kept.get_pixel(10, 10), original().get_pixel(10, 10));
        let edge = kept.get_pixel(63, 50);
        assert_eq!(edge.0[1], 50, "what is clear does not bleed its colour: {edge:?}");
        assert!(edge.0[3] > 0 && edge.0[3] < 255);
    }
}
