//! The nearest colour that a terminal with few colours has.

use ratatui::style::Color;

use crate::term::ColourDepth;

/// The usual look of the first sixteen colours; a terminal may show them otherwise.
const SIXTEEN: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

/// The steps of the cube of 216 colours.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest colour there is.
pub(super) fn nearest(colour: [u8; 3], colours: ColourDepth) -> Color {
    let [red, green, blue] = colour;
    match colours {
        ColourDepth::True => Color::Rgb(red, green, blue),
        ColourDepth::Indexed256 => Color::Indexed(indexed(colour)),
        ColourDepth::Ansi16 => {
            let nearest = SIXTEEN.iter().min_by_key(|(_, look)| distance(*look, colour));
            nearest.map_or(Color::Reset, |(name, _)| *name)
        }
        ColourDepth::Mono => Color::Reset,
    }
}

fn indexed(colour: [u8; 3]) -> u8 {
    let step = |value: u8| {
        (0..6_u8)
            .min_by_key(|at| STEPS[usize::from(*at)].abs_diff(value))
            .unwrap_or(0)
    };
    let cube = colour.map(step);
    let cube_look = cube.map(|at| STEPS[usize::from(at)]);
    let mean = colour.iter().map(|value| u32::from(*value)).sum::<u32>() / 3;
    let grey = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or(23);
    let grey_look = [8 + 10 * grey; 3];
    if distance(grey_look, colour) < distance(cube_look, colour) {
        232 + grey
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    }
}

/// How far apart two colours look, roughly: green counts most.
pub(super) fn distance(one: [u8; 3], other: [u8; 3]) -> u32 {
    let square = |at: usize| u32::from(one[at].abs_diff(other[at])).pow(2);
    2 * square(0) + 4 * square(1) + square(2)
}

/// How bright a colour looks, 0 to 255.
pub(super) fn brightness(colour: [u8; 3]) -> u32 {
    let [red, green, blue] = colour.map(u32::from);
    (2126 * red + 7152 * green + 722 * blue) / 10_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_depth_has_its_nearest_colour() {
        let cases = [
            ([10, 20, 30], ColourDepth::True, Color::Rgb(10, 20, 30)),
            ([0, 0, 0], ColourDepth::Indexed256, Color::Indexed(16)),
            ([255, 255, 255], ColourDepth::Indexed256, Color::Indexed(231)),
            ([250, 0, 5], ColourDepth::Indexed256, Color::Indexed(196)),
            ([128, 128, 128], ColourDepth::Indexed256, Color::Indexed(244)),
            ([9, 8, 7], ColourDepth::Indexed256, Color::Indexed(232)),
            ([240, 10, 10], ColourDepth::Ansi16, Color::LightRed),
            ([200, 10, 10], ColourDepth::Ansi16, Color::Red),
            ([130, 120, 125], ColourDepth::Ansi16, Color::DarkGray),
            ([200, 10, 10], ColourDepth::Mono, Color::Reset),
        ];
        for (colour, depth, expected) in cases {
            assert_eq!(nearest(colour, depth), expected, "{colour:?} {depth:?}");
        }
    }
}
