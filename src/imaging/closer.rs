//! Cuts a part out of a picture for the screen: pixel by pixel where there is room, made smaller where there is not.

use image::{DynamicImage, RgbaImage, imageops};

use super::{ImagingError, Mask, Sharpness, fitted, resized};
use crate::domain::Part;

/// The part as it is shown in a box of pixels. Where the box has room, every pixel becomes a square of the same whole
/// number of pixels, so that edges stay edges; otherwise the part is made smaller.
pub fn closer(picture: &RgbaImage, part: Part, within: (u32, u32)) -> Result<RgbaImage, ImagingError> {
    shown(picture, part, within, Sharpness::Screen)
}

impl Mask {
    /// The same part of a mask of the picture's size.
    pub fn closer(&self, part: Part, within: (u32, u32)) -> Result<Self, ImagingError> {
        shown(self.pixels(), part, within, Sharpness::Mask).map(Self::from_pixels)
    }
}

fn shown(picture: &RgbaImage, part: Part, within: (u32, u32), sharpness: Sharpness) -> Result<RgbaImage, ImagingError> {
    let part = part.within(picture.dimensions());
    let cut = imageops::crop_imm(picture, part.x, part.y, part.width, part.height).to_image();
    match (within.0 / part.width).min(within.1 / part.height) {
        0 => {
            let (width, height) = fitted((part.width, part.height), within, false);
            Ok(resized(&DynamicImage::ImageRgba8(cut), width, height, sharpness)?.into_rgba8())
        }
        1 => Ok(cut),
        factor => Ok(RgbaImage::from_fn(part.width * factor, part.height * factor, |x, y| {
            *cut.get_pixel(x / factor, y / factor)
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MaskReading;
    use image::{GrayImage, Luma, Rgba};

    fn byte(number: u32) -> u8 {
        number.to_le_bytes()[0]
    }

    fn picture() -> RgbaImage {
        RgbaImage::from_fn(40, 30, |x, y| Rgba([byte(x), byte(y), 7, 255]))
    }

    #[test]
    fn every_pixel_of_a_part_becomes_a_square() {
        let part = Part {
            x: 10,
            y: 20,
            width: 5,
            height: 4,
        };
        for (within, factor) in [((5, 4), 1), ((10, 8), 2), ((52, 100), 10), ((9, 400), 1)] {
            let shown = closer(&picture(), part, within).unwrap();
            assert_eq!(shown.dimensions(), (5 * factor, 4 * factor), "{within:?}");
            for (x, y, pixel) in shown.enumerate_pixels() {
                assert_eq!(pixel.0, [byte(10 + x / factor), byte(20 + y / factor), 7, 255]);
            }
        }
    }

    #[test]
    fn a_part_larger_than_its_room_is_made_smaller_and_one_past_the_edge_is_cut() {
        let whole = Part::whole((40, 30));
        assert_eq!(closer(&picture(), whole, (20, 20)).unwrap().dimensions(), (20, 15));
        let past = Part {
            x: 38,
            y: 29,
            width: 9,
            height: 9,
        };
        let shown = closer(&picture(), past, (2, 1)).unwrap();
        assert_eq!(shown.dimensions(), (2, 1));
        assert_eq!(shown.get_pixel(1, 0).0, [39, 29, 7, 255]);
    }

    #[test]
    fn the_part_of_a_mask_keeps_its_edge() {
        let grey = GrayImage::from_fn(40, 30, |x, _| Luma([if x < 12 { 255 } else { 0 }]));
        let mask = Mask::new(grey.into(), MaskReading::WhiteReplaces);
        let part = Part {
            x: 10,
            y: 0,
            width: 4,
            height: 1,
        };
        let shown = mask.closer(part, (40, 10)).unwrap();
        let alphas: Vec<u8> = (0..40).map(|x| shown.pixels().get_pixel(x, 0).0[3]).collect();
        assert!(alphas[..20].iter().all(|alpha| *alpha == 0));
        assert!(alphas[20..].iter().all(|alpha| *alpha == 255));
    }
}
