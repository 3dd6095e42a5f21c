//! The size of a picture, and the rules that models have for it.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The size asked of a server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Size {
    /// The model chooses.
    #[default]
    Auto,
    /// Width and height in pixels.
    Exact {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Something only an unknown server understands.
    Other(String),
}

impl From<String> for Size {
    fn from(text: String) -> Self {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.eq_ignore_ascii_case("auto") {
            return Self::Auto;
        }
        let edges = trimmed.split_once(['x', 'X', '×']);
        let number = |part: &str| part.trim().parse::<u32>().ok().filter(|edge| *edge > 0);
        match edges.and_then(|(width, height)| Some((number(width)?, number(height)?))) {
            Some((width, height)) => Self::Exact { width, height },
            None => Self::Other(trimmed.to_owned()),
        }
    }
}

impl FromStr for Size {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text.to_owned()))
    }
}

impl From<Size> for String {
    fn from(size: Size) -> Self {
        size.to_string()
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Exact { width, height } => write!(f, "{width}x{height}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

/// Which sizes a model takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum SizeRule {
    /// Any size within the limits of images-api.md §5, or `auto`.
    Free {
        /// The model's own choice.
        default: Size,
        /// Both edges are multiples of this, in pixels.
        multiple: u32,
        /// The longest edge, in pixels.
        edge_max: u32,
        /// The longest edge is at most this many times the shortest.
        ratio_max: u32,
        /// The fewest pixels.
        pixels_min: u64,
        /// The most pixels.
        pixels_max: u64,
        /// Above this many pixels the maker calls the result experimental.
        #[serde(default)]
        experimental_above: Option<u64>,
        /// Sizes worth offering.
        presets: Vec<Size>,
    },
    /// One of a short list.
    Fixed {
        /// The model's own choice.
        default: Size,
        /// All sizes there are.
        presets: Vec<Size>,
    },
    /// Nothing is known: whatever is typed is sent.
    Any {
        /// Sizes worth offering.
        presets: Vec<Size>,
    },
}

/// How pictures share one drawing: the frames of a GIF are laid out on a sheet, and it is the sheet that has to obey
/// the size rule (images-api.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// How many lie side by side.
    pub(super) columns: u32,
    /// How many lie above each other.
    pub(super) rows: u32,
}

impl Sheet {
    /// One picture alone.
    pub const SINGLE: Self = Self { columns: 1, rows: 1 };

    /// The sheet of that many frames; it gives the measured ceilings of square frames, 960, 816 and 720 pixels.
    #[must_use]
    pub const fn of_frames(frames: u32) -> Self {
        let (columns, rows) = match frames {
            ..=9 => (3, 3),
            10..=12 => (4, 3),
            _ => (4, 4),
        };
        Self { columns, rows }
    }

    /// The size of the whole sheet with pictures of this size on it.
    #[must_use]
    pub const fn whole(self, width: u32, height: u32) -> (u32, u32) {
        (width.saturating_mul(self.columns), height.saturating_mul(self.rows))
    }
}

/// Why a size is not legal, and the nearest one that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeFault {
    /// The rule that was broken, in words.
    pub rule: String,
    /// The nearest legal size.
    pub nearest: Option<Size>,
}

impl SizeRule {
    /// The size that is used when nothing is said.
    #[must_use]
    pub fn default_size(&self) -> Size {
        match self {
            Self::Free { default, .. } | Self::Fixed { default, .. } => default.clone(),
            Self::Any { .. } => Size::Auto,
        }
    }

    /// Sizes worth offering, the default first where it is one of them.
    #[must_use]
    pub fn presets(&self) -> &[Size] {
        match self {
            Self::Free { presets, .. } | Self::Fixed { presets, .. } | Self::Any { presets } => presets,
        }
    }

    /// Says which rule a size breaks.
    pub fn check(&self, size: &Size) -> Result<(), SizeFault> {
        self.check_on(size, Sheet::SINGLE)
    }

    /// Says which rule a size breaks when pictures of that size share a sheet.
    pub fn check_on(&self, size: &Size, sheet: Sheet) -> Result<(), SizeFault> {
        let rule = match (self, size) {
            (Self::Any { .. }, _) | (Self::Free { .. }, Size::Auto) => return Ok(()),
            (Self::Fixed { presets, .. }, size) if presets.contains(size) => return Ok(()),
            (Self::Fixed { presets, .. }, _) => {
                let names: Vec<_> = presets.iter().map(ToString::to_string).collect();
                format!("it must be one of {}", names.join(", "))
            }
            (Self::Free { .. }, Size::Exact { width, height }) => match self.broken(*width, *height, sheet) {
                None => return Ok(()),
                Some(rule) => rule,
            },
            (Self::Free { .. }, Size::Other(_)) => {
                "it must be 'auto', WIDTHxHEIGHT in pixels, or words like 16:9, portrait, square, 2mp".to_owned()
            }
        };
        let nearest = match size {
            Size::Exact { width, height } => self.around(*width, *height, sheet).into_iter().next(),
            Size::Other(text) => self.suggest_on(text, sheet).into_iter().next(),
            Size::Auto => None,
        };
        let nearest = nearest.or_else(|| match self {
            Self::Fixed { default, .. } => Some(default.clone()),
            Self::Free { .. } | Self::Any { .. } => None,
        });
        Err(SizeFault { rule, nearest })
    }

    pub(super) fn broken(&self, width: u32, height: u32, sheet: Sheet) -> Option<String> {
        let Self::Free {
            multiple,
            edge_max,
            ratio_max,
            pixels_min,
            pixels_max,
            ..
        } = self
        else {
            return None;
        };
        let (across, along) = sheet.whole(width, height);
        let (long, short) = (across.max(along), across.min(along));
        let pixels = u64::from(across) * u64::from(along);
        let rule = if !width.is_multiple_of(*multiple) || !height.is_multiple_of(*multiple) {
            return Some(format!("both edges must be multiples of {multiple}"));
        } else if long > *edge_max {
            format!("the longest edge may have at most {edge_max} pixels")
        } else if u64::from(long) > u64::from(short) * u64::from(*ratio_max) {
            format!("the longest edge may be at most {ratio_max} times the shortest")
        } else if pixels < *pixels_min {
            format!("it has {pixels} pixels and needs at least {pixels_min}")
        } else if pixels > *pixels_max {
            format!("it has {pixels} pixels and may have at most {pixels_max}")
        } else {
            return None;
        };
        Some(if sheet == Sheet::SINGLE {
            rule
        } else {
            format!("all frames share a sheet of {across}x{along}: {rule}")
        })
    }

    /// Whether a picture of this size is more than the maker vouches for.
    #[must_use]
    pub fn is_experimental(&self, size: &Size) -> bool {
        match (self, size) {
            (
                Self::Free {
                    experimental_above: Some(most),
                    ..
                },
                Size::Exact { width, height },
            ) => u64::from(*width) * u64::from(*height) > *most,
            (Self::Free { .. } | Self::Fixed { .. } | Self::Any { .. }, _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free() -> SizeRule {
        SizeRule::Free {
            default: Size::Auto,
            multiple: 16,
            edge_max: 3840,
            ratio_max: 3,
            pixels_min: 655_360,
            pixels_max: 8_294_400,
            experimental_above: Some(3_686_400),
            presets: vec![Size::Auto],
        }
    }

    #[test]
    fn free_sizes_follow_the_five_rules() {
        for legal in [
            "auto",
            "1024x640",
            "816x816",
            "2880x2880",
            "3840x2160",
            "1536x864",
            "640x1024",
            "1440x480",
        ] {
            assert_eq!(free().check(&legal.parse().unwrap()), Ok(()), "{legal}");
        }
        for (illegal, word, nearest) in [
            ("1000x1000", "multiples of 16", "1008x1008"),
            ("1920x1080", "multiples of 16", "1920x1088"),
            ("3856x2160", "longest edge", "3840x2160"),
            ("3200x640", "3 times", "2256x752"),
            ("800x800", "at least 655360", "816x816"),
            ("3840x2176", "at most 8294400", "3840x2160"),
        ] {
            let fault = free().check(&illegal.parse().unwrap()).unwrap_err();
            assert!(fault.rule.contains(word), "{illegal}: {}", fault.rule);
            let found = fault.nearest.unwrap();
            assert_eq!(free().check(&found), Ok(()));
            if illegal != "3200x640" {
                assert_eq!(found.to_string(), nearest, "{illegal}");
            }
        }
        assert!(free().check(&"bogus".parse().unwrap()).is_err());
    }

    #[test]
    fn sizes_are_read_as_people_type_them() {
        for (text, size) in [
            ("1536×1024", "1536x1024"),
            (" 64X32 ", "64x32"),
            ("", "auto"),
            ("AUTO", "auto"),
            ("0x5", "0x5"),
            ("2k", "2k"),
        ] {
            assert_eq!(text.parse::<Size>().unwrap().to_string(), size);
        }
    }

    #[test]
    fn a_fixed_list_names_its_nearest() {
        let presets: Vec<Size> = ["1024x1024", "1536x1024"].iter().map(|s| s.parse().unwrap()).collect();
        let rule = SizeRule::Fixed {
            default: presets[0].clone(),
            presets,
        };
        let fault = rule.check(&"1500x1000".parse().unwrap()).unwrap_err();
        assert_eq!(fault.nearest.unwrap().to_string(), "1536x1024");
    }
}
