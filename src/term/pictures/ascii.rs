//! Letters by brightness, for terminals with no colours or with nothing but letters.

use ratatui::style::Color;

use super::{Canvas, block::Block, palette::brightness};

/// Pixels of a cell, across and down.
pub(super) const SAMPLES: (u32, u32) = (1, 1);

/// From nothing to full ink.
const RAMP: &[u8] = b" .:-=+*#%@";

/// The letter of a pixel.
pub(super) fn letter(samples: &[[u8; 3]], canvas: &Canvas) -> Block {
    let light = brightness(samples.first().copied().unwrap_or_default());
    let ink = if canvas.ground.is_dark() { light } else { 255 - light };
    let at = (ink as usize * (RAMP.len() - 1) + 127) / 255;
    Block {
        symbol: char::from(RAMP[at]),
        fore: Color::Reset,
        back: Color::Reset,
    }
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::*;
    use crate::term::{
        Colour, ColourDepth, Protocol,
        pictures::{Ground, characters::blocks, encode::tests::canvas},
    };

    #[test]
    fn letters_get_denser_with_the_light_on_a_dark_terminal_and_thinner_on_a_light_one() {
        let pixels = [[0; 3], [128; 3], [255; 3]];
        let pixels = pixels.iter().flat_map(|c: &[u8; 3]| [c[0], c[1], c[2], 255]);
        let picture = RgbaImage::from_vec(3, 1, pixels.collect()).unwrap();
        let text = |canvas: &Canvas| -> String {
            let told = blocks(canvas, &picture, (3, 1)).unwrap();
            told.iter().map(|block| block.symbol).collect()
        };
        assert_eq!(text(&canvas(Protocol::Ascii)), " +@");
        let light = Canvas {
            ground: Ground::Plain(Colour([255; 3])),
            ..canvas(Protocol::Ascii)
        };
        assert_eq!(text(&light), "@= ");
        let mono = Canvas {
            colours: ColourDepth::Mono,
            ..canvas(Protocol::Halfblocks)
        };
        assert_eq!(text(&mono), " +@");
    }
}
