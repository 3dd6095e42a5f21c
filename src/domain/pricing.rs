//! What models charge, and how many tokens a picture takes.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::{Money, Size, Usage};

/// A price per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(Money);

impl Rate {
    /// A rate of so much for a million tokens.
    #[must_use]
    pub const fn per_million(money: Money) -> Self {
        Self(money)
    }

    /// The price of that many tokens, rounded up to a micro-dollar.
    #[must_use]
    pub const fn of(self, tokens: u64) -> Money {
        Money::from_micros(self.0.micros().saturating_mul(tokens).div_ceil(1_000_000))
    }
}

fn dollars<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        dollars(deserializer).map(Self)
    }
}

/// A price for one picture, and for which quality and sizes it holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PicturePrice {
    /// The quality, or nothing for all.
    #[serde(default)]
    pub quality: Option<String>,
    /// The sizes, or nothing for all.
    #[serde(default)]
    pub sizes: Vec<Size>,
    /// Dollars for one picture.
    #[serde(deserialize_with = "dollars")]
    pub usd: Money,
}

/// What a model charges (images-api.md §11).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Prices {
    /// When the prices were read.
    pub date: String,
    /// Where they were read.
    pub source: String,
    /// Text in, per million tokens.
    pub text_in: Option<Rate>,
    /// Images in, per million tokens.
    pub image_in: Option<Rate>,
    /// Text out, per million tokens.
    pub text_out: Option<Rate>,
    /// Images out, per million tokens.
    pub image_out: Option<Rate>,
    /// Prices for whole pictures, where the model charges so or where no token count is known.
    pub pictures: Vec<PicturePrice>,
    /// Nothing is charged at all, as by a server of one's own.
    pub free: bool,
}

impl Prices {
    /// The bill for reported tokens, from above: cached input is not told apart (images-api.md §11.1).
    /// `None` where a rate that is needed is not known.
    #[must_use]
    pub fn bill(&self, usage: &Usage) -> Option<Money> {
        if self.free {
            return Some(Money::ZERO);
        }
        if usage.is_empty() {
            return None;
        }
        let image_in = usage.input_image_tokens.unwrap_or(0);
        let text_in = usage
            .input_text_tokens
            .unwrap_or_else(|| usage.input_tokens.saturating_sub(image_in));
        let text_out = usage.output_text_tokens.unwrap_or(0);
        let image_out = usage.output_tokens.saturating_sub(text_out);
        let part = |rate: Option<Rate>, tokens: u64| match (rate, tokens) {
            (_, 0) => Some(Money::ZERO),
            (rate, tokens) => rate.map(|rate| rate.of(tokens)),
        };
        Some(
            part(self.text_in, text_in)?
                + part(self.image_in, image_in)?
                + part(self.text_out.or(self.image_out), text_out)?
                + part(self.image_out, image_out)?,
        )
    }

    /// The price of one whole picture, where one is listed for this quality and size.
    #[must_use]
    pub fn picture(&self, quality: &str, size: &Size) -> Option<Money> {
        let fits = |price: &&PicturePrice| {
            price.quality.as_deref().is_none_or(|listed| listed == quality)
                && (price.sizes.is_empty() || price.sizes.contains(size))
        };
        self.pictures.iter().find(fits).map(|price| price.usd)
    }
}

/// How many output tokens a picture takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum TokenRule {
    /// The closed formula of images-api.md §11.3, with a level number for each quality.
    Formula {
        /// Quality to level number.
        levels: BTreeMap<String, u64>,
    },
    /// The formula times a measured factor in percent, because only measurements exist.
    Measured {
        /// Quality to level number.
        levels: BTreeMap<String, u64>,
        /// Quality to the smallest and the largest factor, in percent.
        percent: BTreeMap<String, (u64, u64)>,
    },
    /// A table of quality and size.
    Table {
        /// Quality to size to tokens.
        tokens: BTreeMap<String, BTreeMap<String, u64>>,
    },
    /// Nothing is known.
    #[default]
    Unknown,
}

impl TokenRule {
    /// The fewest and the most tokens of one picture; the same number twice when it is exact.
    #[must_use]
    pub fn tokens(&self, quality: &str, width: u32, height: u32) -> Option<(u64, u64)> {
        match self {
            Self::Formula { levels } => {
                let exact = formula(*levels.get(quality)?, width, height);
                Some((exact, exact))
            }
            Self::Measured { levels, percent } => {
                let base = formula(*levels.get(quality)?, width, height);
                let (least, most) = *percent.get(quality)?;
                Some((base * least / 100, (base * most).div_ceil(100)))
            }
            Self::Table { tokens } => {
                let count = *tokens.get(quality)?.get(&format!("{width}x{height}"))?;
                Some((count, count))
            }
            Self::Unknown => None,
        }
    }

    /// The qualities with a known count.
    #[must_use]
    pub fn qualities(&self) -> Vec<&str> {
        match self {
            Self::Formula { levels } | Self::Measured { levels, .. } => levels.keys().map(String::as_str).collect(),
            Self::Table { tokens } => tokens.keys().map(String::as_str).collect(),
            Self::Unknown => Vec::new(),
        }
    }
}

/// images-api.md §11.3, in whole numbers: `ceil(q · round(q · short / long) · (2,000,000 + pixels) / 4,000,000)`.
fn formula(level: u64, width: u32, height: u32) -> u64 {
    let long = u64::from(width.max(height)).max(1);
    let short = u64::from(width.min(height));
    let rows = (2 * level * short + long) / (2 * long);
    let cells = level * rows;
    (cells * (2_000_000 + u64::from(width) * u64::from(height))).div_ceil(4_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_gives_all_thirty_published_points() {
        for (size, counts) in [
            ((1024, 768), [134, 301, 1204, 2140, 4815]),
            ((1024, 1024), [196, 439, 1756, 3122, 7024]),
            ((1536, 1024), [158, 343, 1372, 2459, 5488]),
            ((1536, 864), [120, 280, 1078, 1917, 4312]),
            ((2048, 2048), [397, 892, 3568, 6343, 14272]),
            ((3840, 2160), [371, 865, 3336, 5930, 13342]),
        ] {
            for (level, tokens) in [16, 24, 48, 64, 96].into_iter().zip(counts) {
                assert_eq!(formula(level, size.0, size.1), tokens, "{size:?} at {level}");
                assert_eq!(formula(level, size.1, size.0), tokens, "portrait {size:?} at {level}");
            }
        }
    }

    #[test]
    fn a_bill_adds_up_its_parts() {
        let rate = |usd: &str| Some(Rate(usd.parse().unwrap()));
        let prices = Prices {
            text_in: rate("5.00"),
            image_in: rate("8.00"),
            image_out: rate("30.00"),
            ..Prices::default()
        };
        let usage = Usage {
            input_tokens: 2080,
            input_text_tokens: Some(32),
            input_image_tokens: Some(2048),
            output_tokens: 1756,
            total_tokens: 3836,
            ..Usage::default()
        };
        assert_eq!(prices.bill(&usage).unwrap().micros(), 32 * 5 + 2048 * 8 + 1756 * 30);
        assert_eq!(Prices::default().bill(&usage), None);
    }
}
