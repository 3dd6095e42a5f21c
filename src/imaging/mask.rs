//! What a mask repaints, and masks made from grey pictures (images-api.md §6, §12).

use image::{DynamicImage, Pixel as _, Rgba, RgbaImage};

use super::{ImagingError, Sharpness, encode::png_within, resized};
use crate::domain::MaskReading;

/// What is at least so clear of a levelled mask is clear.
const NEARLY_CLEAR: u8 = 32;
/// What is at least so opaque is opaque; as far from opaque as [`NEARLY_CLEAR`] is from clear, so that both readings of
/// brightness level alike.
const NEARLY_OPAQUE: u8 = u8::MAX - NEARLY_CLEAR;

/// A mask in the one form that is sent: transparent where the picture is repainted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    pixels: RgbaImage,
}

impl Mask {
    /// Takes a picture as a mask: by its transparency, or by its brightness, where what is transparent counts as black.
    #[must_use]
    pub fn new(picture: DynamicImage, reading: MaskReading) -> Self {
        let mut pixels = picture.into_rgba8();
        for pixel in pixels.pixels_mut() {
            let seen = pixel.0[3];
            let white = if seen == 0 { 0 } else { pixel.to_luma().0[0] };
            let alpha = match reading {
                MaskReading::Alpha => seen,
                MaskReading::WhiteReplaces => u8::MAX - white,
                MaskReading::WhiteKeeps => white,
            };
            *pixel = Rgba([0, 0, 0, alpha]);
        }
        Self { pixels }
    }

    /// The same as a person or a model meant it: read, and levelled where that is asked for.
    #[must_use]
    pub fn treated(picture: DynamicImage, reading: MaskReading, level: bool) -> Self {
        let mask = Self::new(picture, reading);
        // Transparency was meant as it is.
        if level && reading != MaskReading::Alpha {
            mask.levelled()
        } else {
            mask
        }
    }

    /// Nearly clear becomes clear and nearly opaque opaque, with what lies between stretched: a model paints black that
    /// is not quite black, and what is not quite opaque lets the picture be repainted a little.
    #[must_use]
    pub fn levelled(mut self) -> Self {
        let span = u32::from(NEARLY_OPAQUE - NEARLY_CLEAR);
        for pixel in self.pixels.pixels_mut() {
            let seen = pixel.0[3].clamp(NEARLY_CLEAR, NEARLY_OPAQUE) - NEARLY_CLEAR;
            let stretched = (u32::from(seen) * u32::from(u8::MAX) + span / 2) / span;
            pixel.0[3] = u8::try_from(stretched).unwrap_or(u8::MAX);
        }
        self
    }

    /// Takes pixels that are a mask already.
    pub(super) const fn from_pixels(pixels: RgbaImage) -> Self {
        Self { pixels }
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// The pixels: black, and transparent where the picture is repainted.
    #[must_use]
    pub const fn pixels(&self) -> &RgbaImage {
        &self.pixels
    }

    /// How much of the picture is repainted, in thousandths: 0 only when nothing is, 1000 only when all is.
    #[must_use]
    pub fn repainted_per_mille(&self) -> u16 {
        let all = u64::from(u8::MAX) * u64::from(self.pixels.width()) * u64::from(self.pixels.height());
        let opaque: u64 = self.pixels.pixels().map(|pixel| u64::from(pixel.0[3])).sum();
        let open = all - opaque;
        if open == 0 {
            return 0;
        }
        let share = (open * 1000 + all / 2) / all;
        let share = if opaque == 0 { 1000 } else { share.clamp(1, 999) };
        u16::try_from(share).unwrap_or(1000)
    }

    /// Makes sure that the mask lies exactly over the picture of that size.
    pub fn check_size(&self, picture: (u32, u32)) -> Result<(), ImagingError> {
        if self.size() == picture {
            return Ok(());
        }
        Err(ImagingError::MaskSize {
            mask: self.size(),
            picture,
        })
    }

    /// The same mask at another size, such as the one at which its picture is sent.
    pub fn scaled(self, width: u32, height: u32) -> Result<Self, ImagingError> {
        if self.size() == (width, height) {
            return Ok(self);
        }
        let picture = DynamicImage::ImageRgba8(self.pixels);
        Ok(Self {
            pixels: resized(&picture, width, height, Sharpness::Mask)?.into_rgba8(),
        })
    }

    /// The mask as the PNG that is sent, of at most so many bytes.
    pub fn into_png(self, bytes_max: u64) -> Result<Vec<u8>, ImagingError> {
        png_within(&DynamicImage::ImageRgba8(self.pixels), None, bytes_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::decode;
    use image::GrayImage;

    fn grey(values: &[u8]) -> DynamicImage {
        GrayImage::from_vec(u32::try_from(values.len()).unwrap(), 1, values.to_vec())
            .unwrap()
            .into()
    }

    fn alphas(mask: &Mask) -> Vec<u8> {
        mask.pixels().pixels().map(|pixel| pixel.0[3]).collect()
    }

    #[test]
    fn grey_becomes_transparency_by_the_convention_asked_for() {
        let cases = [
            (MaskReading::WhiteReplaces, [255, 155, 0]),
            (MaskReading::WhiteKeeps, [0, 100, 255]),
        ];
        for (meaning, expected) in cases {
            let mask = Mask::new(grey(&[0, 100, 255]), meaning);
            assert_eq!(alphas(&mask), expected, "{meaning:?}");
        }
    }

    #[test]
    fn nearly_white_and_nearly_black_are_levelled_by_either_convention() {
        let painted = || grey(&[0, 7, 32, 33, 127, 128, 222, 223, 250, 255]);
        let kept = [0, 0, 0, 1, 127, 128, 254, 255, 255, 255];
        let mask = Mask::treated(painted(), MaskReading::WhiteKeeps, true);
        assert_eq!(alphas(&mask), kept);
        let mask = Mask::treated(painted(), MaskReading::WhiteReplaces, true);
        assert_eq!(alphas(&mask), kept.map(|value| 255 - value));
        let plain = Mask::treated(painted(), MaskReading::WhiteKeeps, false);
        assert_eq!(plain, Mask::new(painted(), MaskReading::WhiteKeeps));
        let half_clear = || DynamicImage::from(RgbaImage::from_vec(1, 1, vec![0, 0, 0, 9]).unwrap());
        assert_eq!(alphas(&Mask::treated(half_clear(), MaskReading::Alpha, true)), [9]);
    }

    #[test]
    fn a_picture_with_transparency_is_read_by_either() {
        let picture = || DynamicImage::from(RgbaImage::from_vec(2, 1, vec![255, 255, 255, 0, 9, 9, 9, 200]).unwrap());
        for (reading, expected) in [
            (MaskReading::Alpha, [0, 200]),
            (MaskReading::WhiteReplaces, [255, 246]),
            (MaskReading::WhiteKeeps, [0, 9]),
        ] {
            let mask = Mask::new(picture(), reading);
            assert_eq!(alphas(&mask), expected);
            assert!(mask.pixels().pixels().all(|pixel| pixel.0[..3] == [0; 3]));
        }
    }

    #[test]
    fn the_share_says_nothing_or_all_only_when_it_is_true() {
        let mut nearly_all = vec![255; 5000];
        nearly_all[7] = 0;
        let mut nearly_nothing = vec![0; 5000];
        nearly_nothing[7] = 255;
        let cases: [(&[u8], u16); 6] = [
            (&[0, 0], 0),
            (&[255, 255], 1000),
            (&[255, 0, 0, 0], 250),
            (&[255, 0, 0], 333),
            (&nearly_all, 999),
            (&nearly_nothing, 1),
        ];
        for (white, share) in cases {
            assert_eq!(
                Mask::new(grey(white), MaskReading::WhiteReplaces).repainted_per_mille(),
                share
            );
        }
    }

    #[test]
    fn a_mask_scales_with_its_picture() {
        let mask = Mask::new(grey(&[255, 255, 0, 0]), MaskReading::WhiteReplaces);
        assert_eq!(
            mask.check_size((8, 4)),
            Err(ImagingError::MaskSize {
                mask: (4, 1),
                picture: (8, 4)
            })
        );
        let scaled = mask.scaled(8, 4).unwrap();
        assert_eq!(scaled.check_size((8, 4)), Ok(()));
        assert_eq!(scaled.repainted_per_mille(), 500);
        assert_eq!(
            (
                scaled.pixels().get_pixel(0, 0).0[3],
                scaled.pixels().get_pixel(7, 3).0[3]
            ),
            (0, 255)
        );
    }

    #[test]
    fn the_png_that_is_sent_has_an_alpha_channel_even_when_nothing_is_open() {
        let mask = Mask::new(grey(&[0, 0]), MaskReading::WhiteReplaces);
        let back = decode(&mask.clone().into_png(u64::MAX).unwrap()).unwrap();
        assert!(back.color().has_alpha());
        assert_eq!(back.to_rgba8(), *mask.pixels());
    }
}
