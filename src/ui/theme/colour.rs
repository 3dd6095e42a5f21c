//! Colours brought down to what a terminal can show.

use ratatui::style::Color;

use crate::term::ColourDepth;

/// The usual values of the sixteen, in their order; only for finding the nearest, as each terminal has its own.
const ANSI: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 49, 49]),
    (Color::Green, [13, 158, 80]),
    (Color::Yellow, [190, 160, 16]),
    (Color::Blue, [36, 114, 200]),
    (Color::Magenta, [188, 63, 188]),
    (Color::Cyan, [17, 148, 190]),
    (Color::Gray, [210, 210, 210]),
    (Color::DarkGray, [102, 102, 102]),
    (Color::LightRed, [241, 76, 76]),
    (Color::LightGreen, [35, 209, 139]),
    (Color::LightYellow, [245, 225, 67]),
    (Color::LightBlue, [90, 150, 240]),
    (Color::LightMagenta, [214, 112, 214]),
    (Color::LightCyan, [41, 184, 219]),
    (Color::White, [255, 255, 255]),
];

/// The steps of the colour cube, entries 16 to 231 of the palette of 256.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest colour that a terminal of that depth shows.
pub(super) fn degraded(colour: Color, depth: ColourDepth) -> Color {
    match (colour, depth) {
        (_, ColourDepth::Mono) => Color::Reset,
        (Color::Rgb(r, g, b), ColourDepth::Indexed256) => Color::Indexed(nearest_index([r, g, b])),
        (Color::Rgb(r, g, b), ColourDepth::Ansi16) => nearest_ansi([r, g, b]),
        (Color::Indexed(index), ColourDepth::Ansi16) => match ANSI.get(usize::from(index)) {
            Some((named, _)) => *named,
            None => nearest_ansi(rgb_of_index(index)),
        },
        (same, _) => same,
    }
}

fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    let weights = [3, 6, 2]; // The eye tells greens apart best and blues worst.
    (0..3)
        .map(|i| weights[i] * u32::from(one[i].abs_diff(other[i])).pow(2))
        .sum()
}

fn nearest_index(wanted: [u8; 3]) -> u8 {
    // Each part of a colour counts by itself, so the nearest step of each makes the nearest colour of the cube.
    let place = wanted.into_iter().fold(0, |place, part| 6 * place + nearest_step(part));
    let near = |index: &u8| distance(wanted, rgb_of_index(*index));
    std::iter::once(16 + place)
        .chain(232..=255)
        .min_by_key(near)
        .unwrap_or(16)
}

fn nearest_step(part: u8) -> u8 {
    let steps = (0..).zip(CUBE);
    let nearest = steps.min_by_key(|(_, step)| step.abs_diff(part));
    nearest.map_or(0, |(at, _)| at)
}

/// A colour as a theme writes it: `#d8c9a3`, a name such as `light-blue`, or a number of the palette of 256.
pub(super) fn read(text: &str) -> Option<Color> {
    // Names take a while, and most colours are none.
    let Some(digits) = text.strip_prefix('#') else {
        return text.parse().ok();
    };
    let is_hex = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let value = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex);
    value.map(Color::from_u32)
}

fn nearest_ansi(wanted: [u8; 3]) -> Color {
    let near = |entry: &&(Color, [u8; 3])| distance(wanted, entry.1);
    ANSI.iter().min_by_key(near).map_or(Color::Reset, |(named, _)| *named)
}

/// The value of an entry of the palette of 256: the sixteen, then the cube, then the greys.
fn rgb_of_index(index: u8) -> [u8; 3] {
    let step = |place: u8| CUBE.get(usize::from(place % 6)).copied().unwrap_or(0);
    match index {
        0..16 => ANSI.get(usize::from(index)).map_or([0; 3], |(_, rgb)| *rgb),
        16..232 => {
            let place = index - 16;
            [step(place / 36), step(place / 6), step(place)]
        }
        232.. => [8 + 10 * (index - 232); 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_entry_is_found_without_a_look_at_all_of_them() {
        let near = |wanted: [u8; 3]| move |index: &u8| distance(wanted, rgb_of_index(*index));
        for value in (0..0x100_0000_u32).step_by(4099) {
            let [_, r, g, b] = value.to_be_bytes();
            let nearest = (16..=255).min_by_key(near([r, g, b])).unwrap();
            assert_eq!(nearest_index([r, g, b]), nearest, "{value:06x}");
        }
    }

    #[test]
    fn colours_are_read_in_every_spelling() {
        let cases = [
            ("#d8c9a3", Some(Color::Rgb(0xd8, 0xc9, 0xa3))),
            ("#D8C9A3", Some(Color::Rgb(0xd8, 0xc9, 0xa3))),
            ("light-blue", Some(Color::LightBlue)),
            ("214", Some(Color::Indexed(214))),
            ("#d8c9a", None),
            ("#+8c9a3", None),
            ("#d8c9ag", None),
            ("beige-ish", None),
        ];
        for (text, colour) in cases {
            assert_eq!(read(text), colour, "{text}");
        }
    }

    #[test]
    fn a_colour_becomes_the_nearest_one_that_can_be_shown() {
        let cases = [
            (Color::Rgb(255, 255, 255), Color::Indexed(231), Color::White),
            (Color::Rgb(0, 0, 0), Color::Indexed(16), Color::Black),
            (Color::Rgb(95, 135, 175), Color::Indexed(67), Color::LightBlue),
            (Color::Rgb(128, 128, 128), Color::Indexed(244), Color::DarkGray),
            (Color::Rgb(220, 40, 40), Color::Indexed(160), Color::Red),
            (Color::Indexed(9), Color::Indexed(9), Color::LightRed),
            (Color::Yellow, Color::Yellow, Color::Yellow),
            (Color::Reset, Color::Reset, Color::Reset),
        ];
        for (colour, indexed, ansi) in cases {
            assert_eq!(degraded(colour, ColourDepth::True), colour);
            assert_eq!(degraded(colour, ColourDepth::Indexed256), indexed, "{colour}");
            assert_eq!(degraded(colour, ColourDepth::Ansi16), ansi, "{colour}");
            assert_eq!(degraded(colour, ColourDepth::Mono), Color::Reset);
        }
    }
}
