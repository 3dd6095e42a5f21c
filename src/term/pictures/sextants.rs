//! Sextants: six pixels in a cell, in the two colours that lose least.

use ratatui::style::Color;

use super::{
    Canvas,
    block::Block,
    palette::{distance, nearest},
};

/// Pixels of a cell, across and down.
pub(super) const SAMPLES: (u32, u32) = (2, 3);

/// The split of six samples into two colours that loses least, seeded with the two that differ most.
pub(super) fn sextant(samples: &[[u8; 3]], canvas: &Canvas) -> Block {
    let pairs = samples
        .iter()
        .enumerate()
        .flat_map(|(at, one)| samples[at + 1..].iter().map(move |other| (*one, *other)));
    let Some((one, other)) = pairs.max_by_key(|(one, other)| distance(*one, *other)) else {
        return Block::plain(Color::Reset);
    };
    let is_fore = |sample: &&[u8; 3]| distance(**sample, one) < distance(**sample, other);
    let shown = |colour| nearest(colour, canvas.colours);
    let fore = mean(samples.iter().filter(is_fore)).map(shown);
    let back = mean(samples.iter().filter(|sample| !is_fore(sample))).map(shown);
    match (fore, back) {
        (Some(fore), Some(back)) if fore != back => {
            let bits = samples.iter().enumerate().filter(|(_, sample)| is_fore(sample));
            Block {
                symbol: symbol(bits.fold(0, |all, (at, _)| all | 1 << at)),
                fore,
                back,
            }
        }
        (fore, back) => Block::plain(back.or(fore).unwrap_or(Color::Reset)),
    }
}

/// The character of a pattern: bit 0 upper left, bit 1 upper right, and so on down. The two halves that were in Unicode
/// before have no second code.
fn symbol(pattern: u32) -> char {
    match pattern {
        0 => ' ',
        21 => '▌',
        42 => '▐',
        63 => '█',
        _ => {
            let missing = 1 + u32::from(pattern > 21) + u32::from(pattern > 42);
            char::from_u32(0x1_fb00 + pattern - missing).unwrap_or(' ')
        }
    }
}

fn mean<'a>(samples: impl Iterator<Item = &'a [u8; 3]>) -> Option<[u8; 3]> {
    let (sum, count) = samples.fold(([0_u32; 3], 0), |(sum, count), sample| {
        ([0, 1, 2].map(|at| sum[at] + u32::from(sample[at])), count + 1)
    });
    (count > 0).then(|| sum.map(|all| u8::try_from((all + count / 2) / count).unwrap_or(u8::MAX)))
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;
    use crate::term::{Protocol, pictures::characters::blocks, pictures::encode::tests::canvas};

    #[test]
    fn a_sextant_draws_the_pattern_of_its_six_pixels() {
        for pattern in 1..63_u32 {
            let picture = RgbaImage::from_fn(2, 3, |x, y| {
                let bright = pattern & (1 << (2 * y + x)) != 0;
                if bright {
                    Rgba([255, 255, 255, 255])
                } else {
                    Rgba([0, 0, 0, 255])
                }
            });
            let told = blocks(&canvas(Protocol::Sextants), &picture, (1, 1)).unwrap()[0];
            // Which of both colours is in front does not matter to the eye.
            let drawn = if told.fore == Color::Rgb(255, 255, 255) {
                pattern
            } else {
                63 - pattern
            };
            assert_eq!(told.symbol, symbol(drawn), "{pattern}");
        }
        assert_eq!([1, 20, 22, 41, 43, 62].map(symbol), ['🬀', '🬓', '🬔', '🬧', '🬨', '🬻']);
    }
}
