//! Half blocks: two pixels in a cell, one above the other.

use super::{Canvas, block::Block, palette::nearest};

/// Pixels of a cell, across and down.
pub(super) const SAMPLES: (u32, u32) = (1, 2);

/// The block of an upper and a lower pixel.
pub(super) fn half_block(samples: &[[u8; 3]], canvas: &Canvas) -> Block {
    let &[upper, lower] = samples else {
        return Block::plain(ratatui::style::Color::Reset);
    };
    let (upper, lower) = (nearest(upper, canvas.colours), nearest(lower, canvas.colours));
    if upper == lower {
        return Block::plain(upper);
    }
    Block {
        symbol: '▀',
        fore: upper,
        back: lower,
    }
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;
    use ratatui::style::Color;

    use super::*;
    use crate::term::{ColourDepth, Protocol, pictures::characters::blocks, pictures::encode::tests::canvas};

    #[test]
    fn a_half_block_shows_two_pixels() {
        let picture = RgbaImage::from_vec(1, 2, vec![255, 0, 0, 255, 0, 0, 255, 255]).unwrap();
        let cases = [
            (ColourDepth::True, Color::Rgb(255, 0, 0), Color::Rgb(0, 0, 255)),
            (ColourDepth::Indexed256, Color::Indexed(196), Color::Indexed(21)),
            (ColourDepth::Ansi16, Color::LightRed, Color::Blue),
        ];
        for (colours, fore, back) in cases {
            let canvas = Canvas {
                colours,
                ..canvas(Protocol::Halfblocks)
            };
            let told = blocks(&canvas, &picture, (1, 1)).unwrap();
            assert_eq!(
                told,
                [Block {
                    symbol: '▀',
                    fore,
                    back
                }]
            );
        }
    }

    #[test]
    fn transparent_pixels_show_the_ground() {
        let told = blocks(&canvas(Protocol::Halfblocks), &RgbaImage::new(2, 4), (2, 2)).unwrap();
        assert!(told.iter().all(|block| *block == Block::plain(Color::Rgb(0, 0, 0))));
    }
}
