//! How many tokens a request uses, as the live server would report it.

use serde::Serialize;

use super::rules::{Family, Order, Quality, Size};

/// What a streamed partial picture costs in output tokens (`images-api.md §8`).
const PARTIAL: u64 = 100;
/// An input picture is looked at in patches of 32 pixels, up to this many (§6).
const MOST_PATCHES: u64 = 1_536;
const PATCH: u32 = 32;

/// The `usage` object of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Prompt and input pictures.
    pub input_tokens: u64,
    /// Of which text and pictures.
    pub input_tokens_details: Details,
    /// The pictures drawn.
    pub output_tokens: u64,
    /// Of which text and pictures.
    pub output_tokens_details: Details,
    /// Both together.
    pub total_tokens: u64,
}

/// Tokens by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Details {
    /// Of pictures.
    pub image_tokens: u64,
    /// Of text.
    pub text_tokens: u64,
}

impl Usage {
    /// The sum of what was read and what was drawn.
    pub fn of(input: Details, output_tokens: u64) -> Self {
        let input_tokens = input.image_tokens + input.text_tokens;
        Self {
            input_tokens,
            input_tokens_details: input,
            output_tokens,
            output_tokens_details: Details {
                image_tokens: output_tokens,
                text_tokens: 0,
            },
            total_tokens: input_tokens + output_tokens,
        }
    }
}

/// What the prompt and the pictures of these sizes cost to read.
pub fn read(order: &Order, images: &[Size]) -> Details {
    let image_tokens = images.iter().map(|size| image(order, *size)).sum();
    Details {
        image_tokens,
        text_tokens: text(&order.prompt),
    }
}

/// What one picture costs to draw. `drawn` is the sheet of frames for a GIF, the picture itself otherwise.
pub fn picture(family: Family, drawn: Size, quality: Quality, partials: u32) -> u64 {
    output(family, drawn, quality) + PARTIAL * u64::from(partials)
}

/// About four letters a token, and a token for each character of other scripts: no tokenizer, but of the right order.
fn text(prompt: &str) -> u64 {
    let letters = prompt.chars().filter(char::is_ascii).count();
    let others = prompt.chars().count() - letters;
    u64::try_from(letters.div_ceil(4) + others).unwrap_or(u64::MAX)
}

fn image(order: &Order, size: Size) -> u64 {
    if order.model.family != Family::One {
        return (u64::from(size.width.div_ceil(PATCH)) * u64::from(size.height.div_ceil(PATCH))).clamp(1, MOST_PATCHES);
    }
    let closer = match (order.close_look, size.width == size.height) {
        (false, _) => 0,
        (true, true) => 4_096,
        (true, false) => 6_144,
    };
    let long = u64::from(size.long()) * 512 / u64::from(size.short().max(1));
    65 + 129 * long.div_ceil(512) + closer
}

fn output(family: Family, size: Size, quality: Quality) -> u64 {
    match family {
        // They are paid by the picture and tell no tokens.
        Family::DallE2 | Family::DallE3 => 0,
        Family::One => fixed(size, quality),
        Family::Two => formula(size, two_level(quality)),
        Family::TwoFive => formula(size, later_level(quality)),
        Family::TwoSix => {
            // Measured three to four times as dear at the bottom and alike above (§11.3); a low 1536x1024 took 664.
            let tokens = formula(size, later_level(quality));
            match quality {
                Quality::Low => tokens * 42 / 10,
                Quality::Medium => tokens * 3,
                Quality::High | Quality::ExtraHigh | Quality::Max => tokens,
            }
        }
    }
}

/// §11.2
fn fixed(size: Size, quality: Quality) -> u64 {
    let row = match quality {
        Quality::Low => [272, 408, 400],
        Quality::Medium => [1_056, 1_584, 1_568],
        Quality::High | Quality::ExtraHigh | Quality::Max => [4_160, 6_240, 6_208],
    };
    let [square, portrait, landscape] = row;
    match size.width.cmp(&size.height) {
        std::cmp::Ordering::Equal => square,
        std::cmp::Ordering::Less => portrait,
        std::cmp::Ordering::Greater => landscape,
    }
}

fn two_level(quality: Quality) -> u64 {
    match quality {
        Quality::Low => 16,
        Quality::Medium => 48,
        Quality::High | Quality::ExtraHigh | Quality::Max => 96,
    }
}

fn later_level(quality: Quality) -> u64 {
    match quality {
        Quality::Low => 16,
        Quality::Medium => 24,
        Quality::High => 48,
        Quality::ExtraHigh => 64,
        Quality::Max => 96,
    }
}

/// §11.3
fn formula(size: Size, level: u64) -> u64 {
    let (short, long) = (u64::from(size.short()), u64::from(size.long()).max(1));
    let across = (2 * level * short + long) / (2 * long);
    (level * across * (2_000_000 + size.pixels())).div_ceil(4_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_gives_every_published_number() {
        let published = [
            ((1024, 768), [134, 301, 1_204, 2_140, 4_815]),
            ((1024, 1024), [196, 439, 1_756, 3_122, 7_024]),
            ((1024, 1536), [158, 343, 1_372, 2_459, 5_488]),
            ((1536, 1024), [158, 343, 1_372, 2_459, 5_488]),
            ((1536, 864), [120, 280, 1_078, 1_917, 4_312]),
            ((1920, 1080), [147, 343, 1_320, 2_347, 5_280]),
            ((2048, 2048), [397, 892, 3_568, 6_343, 14_272]),
            ((2048, 1152), [157, 367, 1_413, 2_511, 5_650]),
            ((2560, 1440), [205, 478, 1_843, 3_276, 7_370]),
            ((3840, 2160), [371, 865, 3_336, 5_930, 13_342]),
        ];
        let qualities = [
            Quality::Low,
            Quality::Medium,
            Quality::High,
            Quality::ExtraHigh,
            Quality::Max,
        ];
        for ((width, height), tokens) in published {
            let size = Size::new(width, height);
            for (quality, expected) in qualities.into_iter().zip(tokens) {
                assert_eq!(
                    picture(Family::TwoFive, size, quality, 0),
                    expected,
                    "{size} {quality:?}"
                );
            }
            let two =
                [Quality::Low, Quality::Medium, Quality::High].map(|quality| picture(Family::Two, size, quality, 0));
            assert_eq!(two, [tokens[0], tokens[2], tokens[4]], "gpt-image-2 at {size}");
        }
    }

    #[test]
    fn older_models_count_by_the_table() {
        assert_eq!(picture(Family::One, Size::new(1024, 1024), Quality::Low, 0), 272);
        assert_eq!(picture(Family::One, Size::new(1024, 1536), Quality::Medium, 0), 1_584);
        assert_eq!(picture(Family::One, Size::new(1536, 1024), Quality::High, 0), 6_208);
    }

    #[test]
    fn the_newest_models_cost_what_was_measured() {
        let cases = [
            ((1536, 1024), Quality::Low, 664),
            ((1536, 1024), Quality::High, 1_353),
            ((3840, 2160), Quality::High, 3_337),
        ];
        for ((width, height), quality, measured) in cases {
            let tokens = picture(Family::TwoSix, Size::new(width, height), quality, 0);
            assert!(
                tokens.abs_diff(measured) * 50 <= measured,
                "{width}x{height}: {tokens} is more than 2 % off {measured}"
            );
        }
    }

    #[test]
    fn each_partial_costs_a_hundred() {
        let size = Size::new(1024, 1024);
        assert_eq!(
            picture(Family::Two, size, Quality::Low, 3),
            picture(Family::Two, size, Quality::Low, 0) + 300
        );
    }

    #[test]
    fn text_is_counted_by_letters_and_signs() {
        let cases = [("", 0), ("a red kite", 3), ("猫と月", 3), ("über", 2)];
        for (prompt, expected) in cases {
            assert_eq!(text(prompt), expected, "{prompt}");
        }
    }
}
