//! The sizes at which input pictures are sent, by the rules that ComfyUI uses (images-api.md §12).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whether input pictures are made smaller before they are sent, and by which of the two published rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Downscale {
    /// They go as they are.
    #[serde(rename = "off")]
    Off,
    /// The present rule: at most 2048x2048 pixels, both edges rounded down to an even number.
    #[default]
    #[serde(rename = "2048x2048")]
    Current,
    /// The rule of 2025, which old workflows expect: at most 1536x1024 pixels, edges rounded to the nearest.
    #[serde(rename = "1536x1024")]
    Of2025,
}

impl Downscale {
    /// Every choice, in the order of the form.
    pub const ALL: &[Self] = &[Self::Current, Self::Of2025, Self::Off];

    /// The word in the form, in settings and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Current => "2048x2048",
            Self::Of2025 => "1536x1024",
        }
    }

    /// Whether nothing is made smaller.
    #[must_use]
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }

    /// The most pixels that a picture may have without being made smaller.
    #[must_use]
    pub const fn limit(self) -> u64 {
        match self {
            Self::Off => u64::MAX,
            Self::Current => 2048 * 2048,
            Self::Of2025 => 1536 * 1024,
        }
    }

    /// The size at which a picture is sent; the same size when it is small enough.
    ///
    /// The edge is `w * sqrt(limit / (w * h))`, which is `sqrt(w * limit / h)`: whole numbers all the way.
    #[must_use]
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        if width == 0 || height == 0 || u64::from(width) * u64::from(height) <= self.limit() {
            return (width, height);
        }
        (self.edge(width, height), self.edge(height, width))
    }

    fn edge(self, along: u32, across: u32) -> u32 {
        let (long, across) = (u64::from(along), u64::from(across));
        let edge = match self {
            Self::Off => long,
            Self::Current => {
                let edge = (long * self.limit() / across).isqrt().max(2);
                edge - edge % 2
            }
            // Half a pixel more and then down is rounding; doubled, so that nothing is lost before the root.
            Self::Of2025 => (4 * long * self.limit() / across).isqrt().div_ceil(2).max(1),
        };
        u32::try_from(edge).unwrap_or(along)
    }
}

impl FromStr for Downscale {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|rule| rule.word() == text.trim());
        found
            .copied()
            .ok_or_else(|| format!("'{text}' is none of 2048x2048, 1536x1024, off"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_the_rule_asked_for() {
        let cases = [
            (Downscale::Current, (4000, 3000), (2364, 1772)),
            (Downscale::Of2025, (4000, 3000), (1448, 1086)),
            (Downscale::Current, (2048, 2048), (2048, 2048)),
            (Downscale::Current, (2049, 2048), (2048, 2046)),
            (Downscale::Of2025, (1536, 1024), (1536, 1024)),
            (Downscale::Of2025, (1024, 1024), (1024, 1024)),
            (Downscale::Of2025, (3072, 2048), (1536, 1024)),
            (Downscale::Current, (100_000, 100), (64_762, 64)),
            (Downscale::Current, (3, 1), (3, 1)),
            (Downscale::Off, (9000, 9000), (9000, 9000)),
        ];
        for (rule, (width, height), expected) in cases {
            assert_eq!(rule.size(width, height), expected, "{rule:?} {width}x{height}");
        }
    }

    #[test]
    fn a_rule_is_found_by_its_word() {
        for rule in Downscale::ALL {
            assert_eq!(rule.word().parse(), Ok(*rule));
            assert_eq!(serde_json::to_string(rule).unwrap(), format!("\"{}\"", rule.word()));
        }
        assert!("huge".parse::<Downscale>().is_err());
    }
}
