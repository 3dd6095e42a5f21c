//! What shows through transparent pixels.

use image::RgbaImage;

use crate::{imaging, term::Colour};

/// The two greys of a checkerboard.
const GREYS: [u8; 2] = [0x66, 0x99];

/// What lies under a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// One colour: what is behind the text, told by the terminal or guessed from the theme.
    Plain(Colour),
    /// Grey squares with sides of so many pixels, from 1: transparency cannot be missed.
    Checkerboard(u32),
}

impl Ground {
    /// The colour under a pixel.
    fn at(self, x: u32, y: u32) -> [u8; 3] {
        match self {
            Self::Plain(Colour(colour)) => colour,
            Self::Checkerboard(side) => [GREYS[((x / side.max(1) + y / side.max(1)) % 2) as usize]; 3],
        }
    }

    /// Whether bright ink is read better on it than dark ink.
    pub(super) fn is_dark(self) -> bool {
        match self {
            Self::Plain(colour) => colour.is_dark(),
            Self::Checkerboard(_) => true,
        }
    }

    /// Lays the picture on it, so that nothing of it is transparent any more.
    pub(super) fn under(self, picture: RgbaImage) -> RgbaImage {
        imaging::laid_on(picture, |x, y| self.at(x, y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparent_pixels_show_the_ground_and_opaque_ones_do_not() {
        let picture = RgbaImage::from_vec(3, 1, vec![255, 0, 0, 255, 255, 0, 0, 0, 255, 255, 255, 128]).unwrap();
        let plain = Ground::Plain(Colour([0, 0, 200])).under(picture.clone());
        assert_eq!(
            plain.pixels().map(|pixel| pixel.0).collect::<Vec<_>>(),
            [[255, 0, 0, 255], [0, 0, 200, 255], [128, 128, 228, 255]]
        );
        let checkered = Ground::Checkerboard(2).under(RgbaImage::new(4, 4));
        let greys = |y| (0..4).map(|x| checkered.get_pixel(x, y).0[0]).collect::<Vec<_>>();
        assert_eq!(greys(0), [0x66, 0x66, 0x99, 0x99]);
        assert_eq!(greys(2), [0x99, 0x99, 0x66, 0x66]);
        assert!(checkered.pixels().all(|pixel| pixel.0[3] == 255));
    }
}
