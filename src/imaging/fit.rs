//! Brings pixels to an exact size, keeping proportions.

use std::borrow::Cow;

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::{ColorType, DynamicImage, Rgba, RgbaImage};

use super::ImagingError;

/// Which filter a resize uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharpness {
    /// Catmull-Rom: pictures on the screen (graphics.md).
    Screen,
    /// Lanczos: pictures that are sent (images-api.md §12).
    Sending,
    /// Linear: masks, which must not ring at their edges.
    Mask,
}

/// The largest size of a picture inside a box, with its proportions kept; never under one pixel.
/// A picture smaller than the box stays as it is unless `enlarge` is set.
#[must_use]
pub fn fitted(size: (u32, u32), within: (u32, u32), enlarge: bool) -> (u32, u32) {
    let (width, height) = (size.0.max(1), size.1.max(1));
    let (box_width, box_height) = (within.0.max(1), within.1.max(1));
    if !enlarge && width <= box_width && height <= box_height {
        return (width, height);
    }
    let scaled = |side: u32, by: u32, over: u32| {
        let rounded = (u64::from(side) * u64::from(by) + u64::from(over) / 2) / u64::from(over);
        u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
    };
    if u64::from(width) * u64::from(box_height) <= u64::from(height) * u64::from(box_width) {
        (scaled(width, box_height, height).min(box_width), box_height)
    } else {
        (box_width, scaled(height, box_width, width).min(box_height))
    }
}

/// Shrinks a picture into a box of pixels for the screen (see [`fitted`]).
pub fn fit(picture: &RgbaImage, within: (u32, u32), enlarge: bool) -> Result<RgbaImage, ImagingError> {
    let (width, height) = fitted(picture.dimensions(), within, enlarge);
    if (width, height) == picture.dimensions() {
        return Ok(picture.clone());
    }
    Ok(resized(
        &DynamicImage::ImageRgba8(picture.clone()),
        width,
        height,
        Sharpness::Screen,
    )?
    .into_rgba8())
}

/// The same picture at an exact size, its proportions kept or not, as RGBA with eight bits.
pub fn resized(
    picture: &DynamicImage,
    width: u32,
    height: u32,
    sharpness: Sharpness,
) -> Result<DynamicImage, ImagingError> {
    // A mask's alpha is its meaning, not a weight of its colours.
    if sharpness == Sharpness::Mask || !picture.color().has_alpha() {
        return resized_opaque(picture, (width, height), sharpness);
    }
    convolved(picture, (width, height), sharpness, true)
}

/// The same where alpha weighs nothing, which takes half the memory.
pub(super) fn resized_opaque(
    picture: &DynamicImage,
    size: (u32, u32),
    sharpness: Sharpness,
) -> Result<DynamicImage, ImagingError> {
    convolved(picture, size, sharpness, false)
}

fn convolved(
    picture: &DynamicImage,
    (width, height): (u32, u32),
    sharpness: Sharpness,
    weighs_alpha: bool,
) -> Result<DynamicImage, ImagingError> {
    let filter = match sharpness {
        Sharpness::Screen => FilterType::CatmullRom,
        Sharpness::Sending => FilterType::Lanczos3,
        Sharpness::Mask => FilterType::Bilinear,
    };
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(filter))
        .use_alpha(weighs_alpha);
    let eight_bits: Cow<'_, DynamicImage> = match picture {
        DynamicImage::ImageRgba8(_) => Cow::Borrowed(picture),
        other => Cow::Owned(other.to_rgba8().into()),
    };
    let mut target = DynamicImage::new(width, height, ColorType::Rgba8);
    Resizer::new()
        .resize(eight_bits.as_ref(), &mut target, &options)
        .map_err(|error| ImagingError::Resize {
            width,
            height,
            reason: error.to_string(),
        })?;
    Ok(target)
}

/// The picture without transparency, laid over one colour.
#[must_use]
pub fn flattened(picture: &RgbaImage, backdrop: [u8; 3]) -> RgbaImage {
    laid_on(picture.clone(), |_, _| backdrop)
}

/// The picture without transparency, laid on a ground whose colour at each place is told.
#[must_use]
pub fn laid_on(mut picture: RgbaImage, ground: impl Fn(u32, u32) -> [u8; 3]) -> RgbaImage {
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let Rgba([red, green, blue, alpha]) = *pixel;
        if alpha < u8::MAX {
            let behind = ground(x, y);
            let over = |colour: u8, behind: u8| mixed(colour, behind, alpha);
            *pixel = Rgba([
                over(red, behind[0]),
                over(green, behind[1]),
                over(blue, behind[2]),
                u8::MAX,
            ]);
        }
    }
    picture
}

fn mixed(front: u8, behind: u8, alpha: u8) -> u8 {
    let (front, behind, alpha) = (u32::from(front), u32::from(behind), u32::from(alpha));
    u8::try_from((front * alpha + behind * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_fill_their_box_and_keep_their_proportions() {
        let cases = [
            ((1024, 1024), (540, 300), false, (300, 300)),
            ((1536, 1024), (300, 300), false, (300, 200)),
            ((1024, 1536), (300, 300), false, (200, 300)),
            ((100, 50), (300, 300), false, (100, 50)),
            ((100, 50), (300, 300), true, (300, 150)),
            ((3840, 1280), (100, 100), false, (100, 33)),
            ((5000, 1), (100, 100), false, (100, 1)),
            ((0, 0), (0, 0), true, (1, 1)),
        ];
        for (size, within, enlarge, expected) in cases {
            assert_eq!(
                fitted(size, within, enlarge),
                expected,
                "{size:?} in {within:?}, enlarge {enlarge}"
            );
        }
    }

    #[test]
    fn fitting_keeps_a_plain_colour_plain() {
        let picture = RgbaImage::from_pixel(64, 32, Rgba([10, 200, 30, 255]));
        let small = fit(&picture, (20, 20), false).unwrap();
        assert_eq!(small.dimensions(), (20, 10));
        assert!(small.pixels().all(|pixel| *pixel == Rgba([10, 200, 30, 255])));
        assert_eq!(fit(&picture, (64, 64), false).unwrap(), picture);
    }

    #[test]
    fn colours_under_full_transparency_do_not_bleed() {
        let picture = RgbaImage::from_fn(64, 64, |x, _| {
            if x < 32 {
                Rgba([255, 0, 0, 0])
            } else {
                Rgba([0, 0, 255, 255])
            }
        });
        let small = fit(&picture, (8, 8), false).unwrap();
        assert!(small.pixels().all(|pixel| pixel.0[3] == 0 || pixel.0[0] == 0));
    }

    #[test]
    fn transparency_lets_the_backdrop_through() {
        let picture = RgbaImage::from_vec(3, 1, vec![255, 0, 0, 255, 255, 0, 0, 0, 255, 255, 255, 128]).unwrap();
        let flat = flattened(&picture, [0, 0, 200]);
        let expected = [[255, 0, 0, 255], [0, 0, 200, 255], [128, 128, 228, 255]];
        assert_eq!(flat.pixels().map(|pixel| pixel.0).collect::<Vec<_>>(), expected);
    }
}
