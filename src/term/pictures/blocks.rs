//! Pictures made of characters: half blocks, sextants, or letters by brightness.

use image::{Rgba, RgbaImage};
use ratatui::{buffer::Buffer, layout::Rect, style::Color};

use crate::term::{ColourDepth, Protocol, TermError};

use super::{
    Canvas, Preview, ReadyPreview,
    canvas::sampled,
    palette::{brightness, distance, nearest},
};

/// From nothing to full ink.
const RAMP: &[u8] = b" .:-=+*#%@";

/// One character of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) symbol: char,
    pub(super) fore: Color,
    pub(super) back: Color,
}

struct Blocks {
    columns: u16,
    blocks: Vec<Block>,
}

/// The picture in characters.
pub(super) fn encode(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<ReadyPreview, TermError> {
    Ok(Box::new(Blocks {
        columns: area.0,
        blocks: blocks(canvas, picture, area)?,
    }))
}

/// No picture at all.
pub(super) fn nothing() -> ReadyPreview {
    Box::new(Blocks {
        columns: 0,
        blocks: Vec::new(),
    })
}

/// The characters, row by row.
pub(super) fn blocks(canvas: &Canvas, picture: &RgbaImage, area: (u16, u16)) -> Result<Vec<Block>, TermError> {
    // Without colours blocks would all look the same.
    let protocol = if canvas.colours == ColourDepth::Mono {
        Protocol::Ascii
    } else {
        canvas.protocol
    };
    let (across, down): (u16, u16) = match protocol {
        Protocol::Ascii => (1, 1),
        Protocol::Sextants => (2, 3),
        _ => (1, 2),
    };
    let (columns, rows) = (u32::from(area.0), u32::from(area.1));
    let (across, down) = (u32::from(across), u32::from(down));
    let samples = sampled(picture, columns * across, rows * down, canvas.backdrop)?;
    let cell = |column: u32, row: u32| -> Vec<[u8; 3]> {
        let inside = (0..down).flat_map(|y| (0..across).map(move |x| (x, y)));
        inside
            .map(|(x, y)| colour(*samples.get_pixel(column * across + x, row * down + y)))
            .collect()
    };
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    Ok(cells
        .map(|(column, row)| match cell(column, row)[..] {
            [one] => letter(one, canvas),
            [upper, lower] => half_block(nearest(upper, canvas.colours), nearest(lower, canvas.colours)),
            ref six => sextant(six, canvas.colours),
        })
        .collect())
}

const fn colour(pixel: Rgba<u8>) -> [u8; 3] {
    let Rgba([red, green, blue, _]) = pixel;
    [red, green, blue]
}

fn letter(colour: [u8; 3], canvas: &Canvas) -> Block {
    let light = brightness(colour);
    let ink = if canvas.backdrop.is_dark() { light } else { 255 - light };
    let at = (ink as usize * (RAMP.len() - 1) + 127) / 255;
    Block {
        symbol: char::from(RAMP[at]),
        fore: Color::Reset,
        back: Color::Reset,
    }
}

fn half_block(upper: Color, lower: Color) -> Block {
    if upper == lower {
        return Block {
            symbol: ' ',
            fore: Color::Reset,
            back: upper,
        };
    }
    Block {
        symbol: '▀',
        fore: upper,
        back: lower,
    }
}

/// The split of six samples into two colours that loses least, seeded with the two that differ most.
fn sextant(samples: &[[u8; 3]], colours: ColourDepth) -> Block {
    let pairs = samples
        .iter()
        .enumerate()
        .flat_map(|(at, one)| samples[at + 1..].iter().map(move |other| (*one, *other)));
    let Some((one, other)) = pairs.max_by_key(|(one, other)| distance(*one, *other)) else {
        return half_block(Color::Reset, Color::Reset);
    };
    let is_fore = |sample: &&[u8; 3]| distance(**sample, one) < distance(**sample, other);
    let fore = mean(samples.iter().filter(is_fore)).map(|colour| nearest(colour, colours));
    let back = mean(samples.iter().filter(|sample| !is_fore(sample))).map(|colour| nearest(colour, colours));
    match (fore, back) {
        (Some(fore), Some(back)) if fore != back => {
            let bits = samples.iter().enumerate().filter(|(_, sample)| is_fore(sample));
            Block {
                symbol: sextant_symbol(bits.fold(0, |all, (at, _)| all | 1 << at)),
                fore,
                back,
            }
        }
        (fore, back) => Block {
            symbol: ' ',
            fore: Color::Reset,
            back: back.or(fore).unwrap_or(Color::Reset),
        },
    }
}

/// The character of a pattern: bit 0 upper left, bit 1 upper right, and so on down. The two halves that were in Unicode
/// before have no second code.
fn sextant_symbol(pattern: u32) -> char {
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

impl Preview for Blocks {
    fn area(&self) -> (u16, u16) {
        let rows = self.blocks.len().checked_div(usize::from(self.columns)).unwrap_or(0);
        (self.columns, u16::try_from(rows).unwrap_or(u16::MAX))
    }

    fn render(&self, area: Rect, buffer: &mut Buffer) {
        let rows = self.blocks.chunks(usize::from(self.columns).max(1));
        for (y, row) in (area.top()..area.bottom()).zip(rows) {
            for (x, block) in (area.left()..area.right()).zip(row) {
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_char(block.symbol).set_fg(block.fore).set_bg(block.back);
                }
            }
        }
    }

    fn weight(&self) -> usize {
        self.blocks.len() * size_of::<Block>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::{CellSize, Colour};

    fn canvas(protocol: Protocol, colours: ColourDepth) -> Canvas {
        Canvas {
            protocol,
            cell: CellSize::USUAL,
            colours,
            backdrop: Colour([0; 3]),
            pass_through: false,
            enlarge: true,
        }
    }

    #[test]
    fn a_half_block_shows_two_pixels() {
        let picture = RgbaImage::from_vec(1, 2, vec![255, 0, 0, 255, 0, 0, 255, 255]).unwrap();
        let cases = [
            (ColourDepth::True, Color::Rgb(255, 0, 0), Color::Rgb(0, 0, 255)),
            (ColourDepth::Indexed256, Color::Indexed(196), Color::Indexed(21)),
            (ColourDepth::Ansi16, Color::LightRed, Color::Blue),
        ];
        for (colours, fore, back) in cases {
            let told = blocks(&canvas(Protocol::Halfblocks, colours), &picture, (1, 1)).unwrap();
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
    fn letters_get_denser_with_the_light_on_a_dark_terminal_and_thinner_on_a_light_one() {
        let picture = RgbaImage::from_vec(
            3,
            1,
            [[0; 3], [128; 3], [255; 3]]
                .iter()
                .flat_map(|c| [c[0], c[1], c[2], 255])
                .collect(),
        )
        .unwrap();
        let mut dark = canvas(Protocol::Ascii, ColourDepth::True);
        let text = |canvas: &Canvas| -> String {
            blocks(canvas, &picture, (3, 1))
                .unwrap()
                .iter()
                .map(|block| block.symbol)
                .collect()
        };
        assert_eq!(text(&dark), " +@");
        dark.backdrop = Colour([255; 3]);
        assert_eq!(text(&dark), "@= ");
        assert_eq!(text(&canvas(Protocol::Halfblocks, ColourDepth::Mono)), " +@");
    }

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
            let told = blocks(&canvas(Protocol::Sextants, ColourDepth::True), &picture, (1, 1)).unwrap()[0];
            // Which of both colours is in front does not matter to the eye.
            let drawn = if told.fore == Color::Rgb(255, 255, 255) {
                pattern
            } else {
                63 - pattern
            };
            assert_eq!(told.symbol, sextant_symbol(drawn), "{pattern}");
        }
        assert_eq!(
            [1, 20, 22, 41, 43, 62].map(sextant_symbol),
            ['🬀', '🬓', '🬔', '🬧', '🬨', '🬻']
        );
    }

    #[test]
    fn transparent_pixels_show_the_backdrop() {
        let told = blocks(
            &canvas(Protocol::Halfblocks, ColourDepth::True),
            &RgbaImage::new(2, 4),
            (2, 2),
        )
        .unwrap();
        assert!(told.iter().all(|block| *block
            == Block {
                symbol: ' ',
                fore: Color::Reset,
                back: Color::Rgb(0, 0, 0)
            }));
    }
}
