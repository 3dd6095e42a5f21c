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

/// How much more a change of shape counts than one of area when the nearest size is looked for: a square stays a
/// square, and 3840x2176 becomes 3840x2160, not 3824x2160.
const SHAPE_WEIGHT: f64 = 1.5;

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
        match self {
            Self::Any { .. } => Ok(()),
            Self::Fixed { presets, .. } if presets.contains(size) => Ok(()),
            Self::Fixed { presets, default } => {
                let names: Vec<_> = presets.iter().map(ToString::to_string).collect();
                let rule = format!("it must be one of {}", names.join(", "));
                Err(SizeFault {
                    rule,
                    nearest: nearest_of(presets, size).or_else(|| Some(default.clone())),
                })
            }
            Self::Free { .. } => match size {
                Size::Auto => Ok(()),
                Size::Exact { width, height } => match self.broken(*width, *height) {
                    None => Ok(()),
                    Some(rule) => Err(SizeFault {
                        rule,
                        nearest: self.nearest(*width, *height),
                    }),
                },
                Size::Other(_) => Err(SizeFault {
                    rule: "it must be 'auto' or WIDTHxHEIGHT in pixels".to_owned(),
                    nearest: None,
                }),
            },
        }
    }

    fn broken(&self, width: u32, height: u32) -> Option<String> {
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
        let (long, short) = (width.max(height), width.min(height));
        let pixels = u64::from(width) * u64::from(height);
        if !width.is_multiple_of(*multiple) || !height.is_multiple_of(*multiple) {
            Some(format!("both edges must be multiples of {multiple}"))
        } else if long > *edge_max {
            Some(format!("the longest edge may have at most {edge_max} pixels"))
        } else if u64::from(long) > u64::from(short) * u64::from(*ratio_max) {
            Some(format!(
                "the longest edge may be at most {ratio_max} times the shortest"
            ))
        } else if pixels < *pixels_min {
            Some(format!("it has {pixels} pixels and needs at least {pixels_min}"))
        } else if pixels > *pixels_max {
            Some(format!("it has {pixels} pixels and may have at most {pixels_max}"))
        } else {
            None
        }
    }

    /// The legal size that is closest in area and, still more, in shape.
    fn nearest(&self, width: u32, height: u32) -> Option<Size> {
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
        // What is far too small is first scaled up to the least area, so that its shape decides.
        let least = f64::from(u32::try_from(*pixels_min).unwrap_or(u32::MAX));
        let scale = (least / (f64::from(width) * f64::from(height))).max(1.0).sqrt();
        // How far an edge is from the one that was asked for, in proportion.
        let edges = |asked: u32| -> Vec<(u32, f64)> {
            let wanted = f64::from(asked) * scale;
            let legal = (1..=edge_max / multiple).map(|step| step * multiple);
            legal.map(|edge| (edge, (f64::from(edge) / wanted).ln())).collect()
        };
        let (widths, heights) = (edges(width), edges(height));
        let mut best: Option<(f64, u32, u32)> = None;
        for (w, across) in widths {
            for &(h, along) in &heights {
                let distance = (across + along).powi(2) + SHAPE_WEIGHT * (across - along).powi(2);
                let pixels = u64::from(w) * u64::from(h);
                let legal = (*pixels_min..=*pixels_max).contains(&pixels)
                    && u64::from(w.max(h)) <= u64::from(w.min(h)) * u64::from(*ratio_max);
                if legal && best.is_none_or(|(least, ..)| distance < least) {
                    best = Some((distance, w, h));
                }
            }
        }
        best.map(|(_, width, height)| Size::Exact { width, height })
    }
}

fn nearest_of(presets: &[Size], size: &Size) -> Option<Size> {
    let Size::Exact { width, height } = size else {
        return None;
    };
    let distance = |preset: &Size| match preset {
        Size::Exact { width: w, height: h } => u64::from(w.abs_diff(*width)) + u64::from(h.abs_diff(*height)),
        Size::Auto | Size::Other(_) => u64::MAX,
    };
    presets.iter().min_by_key(|preset| distance(preset)).cloned()
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
