//! Which sizes may be asked for (`images-api.md §5`).

use super::{super::refusal::Refusal, models::Family};

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// What the older models draw.
const FIXED: [Size; 3] = [Size::new(1024, 1024), Size::new(1024, 1536), Size::new(1536, 1024)];

const STEP: u32 = 16;
const LONGEST_EDGE: u32 = 3840;
const WIDEST_RATIO: u32 = 3;
const LEAST_PIXELS: u64 = 655_360;
const MOST_PIXELS: u64 = 8_294_400;

impl Size {
    /// A size in pixels.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The number of pixels.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The longer edge.
    pub fn long(self) -> u32 {
        self.width.max(self.height)
    }

    /// The shorter edge.
    pub fn short(self) -> u32 {
        self.width.min(self.height)
    }

    /// The sheet on which the frames of a GIF are laid out: three by three, four by three or four by four (§4).
    pub fn sheet(self, frames: u32) -> Self {
        let (columns, rows) = match frames {
            ..=9 => (3, 3),
            10..=12 => (4, 3),
            _ => (4, 4),
        };
        Self::new(self.width.saturating_mul(columns), self.height.saturating_mul(rows))
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

/// Reads a size that this family draws; `None` stands for `auto`.
pub fn parse(text: &str, family: Family) -> Result<Option<Size>, Refusal> {
    if text == "auto" {
        return Ok(None);
    }
    let size = read(text);
    if family == Family::One {
        let allowed = size.filter(|size| FIXED.contains(size));
        let why = "Supported sizes are 1024x1024, 1024x1536, 1536x1024, and auto.";
        return allowed.map(Some).ok_or_else(|| invalid(text, why));
    }
    let size = size.ok_or_else(|| invalid(text, "Expected WIDTHxHEIGHT, for example '1824x1024'."))?;
    Ok(Some(size))
}

/// Checks the free sizes. For a GIF, `drawn` is the whole sheet of frames.
pub fn check_free(asked: Size, drawn: Size) -> Result<(), Refusal> {
    let why = if !asked.width.is_multiple_of(STEP) || !asked.height.is_multiple_of(STEP) {
        "Width and height must both be divisible by 16."
    } else if drawn.long() > LONGEST_EDGE {
        "The longest edge must be less than or equal to 3840."
    } else if drawn.long() > WIDEST_RATIO.saturating_mul(drawn.short()) {
        "The aspect ratio must be between 1:3 and 3:1."
    } else if drawn.pixels() < LEAST_PIXELS {
        "Requested resolution is below the current minimum pixel budget."
    } else if drawn.pixels() > MOST_PIXELS {
        "Requested resolution is above the current maximum pixel budget."
    } else {
        return Ok(());
    };
    Err(invalid(&asked.to_string(), why))
}

fn read(text: &str) -> Option<Size> {
    let (width, height) = text.split_once('x')?;
    let edge = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| plain)
    };
    Some(Size::new(edge(width)?, edge(height)?))
}

fn invalid(size: &str, why: &str) -> Refusal {
    Refusal::order("size", "invalid_value", format!("Invalid size '{size}'. {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str, family: Family) -> Option<String> {
        let checked = parse(text, family).and_then(|size| match size {
            Some(size) if family != Family::One => check_free(size, size),
            _ => Ok(()),
        });
        checked.err().map(|refusal| refusal.message)
    }

    #[test]
    fn free_sizes_follow_the_five_rules() {
        let cases = [
            ("auto", None),
            ("1024x640", None),
            ("816x816", None),
            ("2880x2880", None),
            ("3840x2160", None),
            ("2160x3840", None),
            ("1920x1088", None),
            ("1536x512", None),
            ("bogus", Some("Expected WIDTHxHEIGHT")),
            ("1024X1024", Some("Expected WIDTHxHEIGHT")),
            ("+1024x1024", Some("Expected WIDTHxHEIGHT")),
            ("1024x", Some("Expected WIDTHxHEIGHT")),
            ("1920x1080", Some("divisible by 16")),
            ("1000x1000", Some("divisible by 16")),
            ("3856x1600", Some("longest edge")),
            ("1584x512", Some("aspect ratio")),
            ("0x0", Some("minimum pixel budget")),
            ("0x1024", Some("aspect ratio")),
            ("800x800", Some("minimum pixel budget")),
            ("768x768", Some("minimum pixel budget")),
            ("2896x2880", Some("maximum pixel budget")),
        ];
        for (text, expected) in cases {
            let got = fault(text, Family::Two);
            match expected {
                None => assert_eq!(got, None, "{text}"),
                Some(part) => assert!(got.clone().is_some_and(|got| got.contains(part)), "{text}: {got:?}"),
            }
        }
    }

    #[test]
    fn older_models_draw_three_sizes() {
        for text in ["auto", "1024x1024", "1024x1536", "1536x1024"] {
            assert_eq!(fault(text, Family::One), None, "{text}");
        }
        assert_eq!(
            fault("123x456", Family::One).as_deref(),
            Some("Invalid size '123x456'. Supported sizes are 1024x1024, 1024x1536, 1536x1024, and auto.")
        );
    }

    #[test]
    fn a_gif_is_measured_by_its_sheet() {
        let cases = [
            (960, 9, true),
            (976, 9, false),
            (816, 12, true),
            (832, 12, false),
            (720, 16, true),
            (736, 16, false),
            (384, 2, true),
        ];
        for (edge, frames, fits) in cases {
            let frame = Size::new(edge, edge);
            assert_eq!(
                check_free(frame, frame.sheet(frames)).is_ok(),
                fits,
                "{edge} with {frames} frames"
            );
        }
    }
}
