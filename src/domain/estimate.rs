//! The price of a draft before it is sent.

use std::fmt;

use super::{
    Draft, ImageFacts, Model, Money, Operation, OptionName, OptionRule, Prices, Sheet, Size, rules, thousands,
};

/// Tokens of a server's own words around a prompt; examples of images-api.md §7 stay below it.
const PROMPT_OVERHEAD: u64 = 16;
/// Each streamed partial picture costs that many output tokens (images-api.md §8).
const PARTIAL_TOKENS: u64 = 100;

/// What a request will cost, as far as that can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Estimate {
    /// Between two amounts; the same twice where the output is exact.
    Known {
        /// The least.
        low: Money,
        /// The most.
        high: Money,
        /// More than 1 % of it is only bounded from above.
        about: bool,
        /// How it comes about, in a few words.
        reason: String,
    },
    /// Nothing is charged.
    Free,
    /// Nothing is known, and why.
    Unknown {
        /// The reason, in a few words.
        reason: String,
    },
}

impl Estimate {
    /// The most that it can cost, where anything is known; what caps and questions count with.
    #[must_use]
    pub const fn most(&self) -> Option<Money> {
        match self {
            Self::Known { high, .. } => Some(*high),
            Self::Free => Some(Money::ZERO),
            Self::Unknown { .. } => None,
        }
    }

    /// The price of so many requests of that price.
    #[must_use]
    pub fn times(&self, times: u8) -> Self {
        match self {
            Self::Known {
                low,
                high,
                about,
                reason,
            } if times > 1 => Self::Known {
                low: low.times(u64::from(times)),
                high: high.times(u64::from(times)),
                about: *about,
                reason: format!("{times} × ({reason})"),
            },
            Self::Known { .. } | Self::Free | Self::Unknown { .. } => self.clone(),
        }
    }

    /// The price of both together; unknown where one of them is.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (
                Self::Known {
                    low,
                    high,
                    about,
                    reason,
                },
                Self::Known {
                    low: low_too,
                    high: high_too,
                    about: about_too,
                    ..
                },
            ) => Self::Known {
                low: *low + *low_too,
                high: *high + *high_too,
                about: *about || *about_too,
                reason: reason.clone(),
            },
            (Self::Unknown { .. }, _) | (_, Self::Free) => self.clone(),
            (_, Self::Unknown { .. }) | (Self::Free, _) => other.clone(),
        }
    }

    /// How it comes about, in a few words; empty when free.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Known { reason, .. } | Self::Unknown { reason } => reason,
            Self::Free => "",
        }
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known { low, high, about, .. } => {
                let sign = if *about { "~" } else { "" };
                if low.digits() == high.digits() {
                    write!(f, "{sign}{high}")
                } else {
                    write!(f, "{sign}{low}–{}", high.digits())
                }
            }
            Self::Free => f.write_str("free"),
            Self::Unknown { .. } => f.write_str("$?"),
        }
    }
}

/// The price of a draft: output exact where a formula is known, input bounded from above (images-api.md §11).
/// `prices` are the profile's own where it has some, otherwise the model's.
#[must_use]
pub fn estimate(draft: &Draft, model: &Model, prices: &Prices) -> Estimate {
    if prices.free {
        return Estimate::Free;
    }
    let unknown = |reason: &str| Estimate::Unknown {
        reason: reason.to_owned(),
    };
    let Some(count) = draft.asked_count().filter(|count| *count > 0).map(u64::from) else {
        return unknown("no count");
    };
    if draft.option(OptionName::OutputFormat) == "svg" {
        return unknown("the author of an svg has prices of its own");
    }
    let Some(one) = one_picture(draft, model, prices) else {
        return unknown("no price is known for this choice");
    };
    let input = input_bound(draft, model, prices);
    let extra = partials(draft, prices).times(count);
    let (low, high) = (one.low.times(count) + extra, one.high.times(count) + extra + input);
    let about = input.micros() * 100 > high.micros() || one.about;
    let low = if low == high || one.low == one.high { high } else { low };
    let reason = if count == 1 {
        one.reason
    } else {
        format!("{count} × {}", one.reason)
    };
    Estimate::Known {
        low,
        high,
        about,
        reason,
    }
}

struct Picture {
    low: Money,
    high: Money,
    about: bool,
    reason: String,
}

fn one_picture(draft: &Draft, model: &Model, prices: &Prices) -> Option<Picture> {
    let sizes = likely_sizes(draft, model);
    let qualities = likely_qualities(draft, model);
    let mut prices_seen: Vec<(Money, String)> = Vec::new();
    for size in &sizes {
        for quality in &qualities {
            prices_seen.extend(picture_price(quality, size, model, prices)?);
        }
    }
    let low = prices_seen.iter().map(|(money, _)| *money).min()?;
    let high = prices_seen.iter().map(|(money, _)| *money).max()?;
    let exact = prices_seen.len() == 1 || low == high;
    let reason = match prices_seen.first() {
        Some((_, reason)) if exact => reason.clone(),
        _ if sizes.len() > 1 || qualities.len() > 1 => "the model chooses".to_owned(),
        _ => "measured".to_owned(),
    };
    Some(Picture {
        low,
        high,
        about: !exact,
        reason,
    })
}

/// One or two prices of one picture: a range where only measurements exist.
fn picture_price(quality: &str, size: &Size, model: &Model, prices: &Prices) -> Option<Vec<(Money, String)>> {
    if let Some(money) = prices.picture(quality, size) {
        return Some(vec![(money, "per picture".to_owned())]);
    }
    let Size::Exact { width, height } = size else {
        return None;
    };
    let (least, most) = model.rules().tokens.tokens(quality, *width, *height)?;
    let rate = prices.image_out?;
    let at = |tokens: u64| (rate.of(tokens), format!("{} tokens out", thousands(tokens)));
    if least == most {
        Some(vec![at(least)])
    } else {
        Some(vec![at(least), at(most)])
    }
}

/// The size that is drawn itself, or those that a model usually chooses from; of a GIF it is the whole sheet.
fn likely_sizes(draft: &Draft, model: &Model) -> Vec<Size> {
    let rule = &model.rules().size;
    let size = match Size::from(draft.size.clone()) {
        Size::Auto => rule.default_size(),
        size @ (Size::Exact { .. } | Size::Other(_)) => size,
    };
    let sheet = rules::sheet(draft, model);
    match size {
        // Nobody says which frames a model likes: from the smallest square sheet to the largest.
        Size::Auto if sheet != Sheet::SINGLE => [1.0, 1e6]
            .into_iter()
            .filter_map(|edge| rule.nearest(edge, edge, Sheet::SINGLE))
            .collect(),
        Size::Exact { width, height } => {
            let (width, height) = sheet.whole(width, height);
            vec![Size::Exact { width, height }]
        }
        Size::Auto => {
            vec![
                Size::Exact {
                    width: 1024,
                    height: 1024,
                },
                Size::Exact {
                    width: 1536,
                    height: 1024,
                },
            ]
        }
        size @ Size::Other(_) => vec![size],
    }
}

fn likely_qualities(draft: &Draft, model: &Model) -> Vec<String> {
    let asked = match draft.option(OptionName::Quality) {
        "" => model
            .option(OptionName::Quality)
            .map(OptionRule::default_text)
            .unwrap_or_default(),
        quality => quality.to_owned(),
    };
    match (asked.as_str(), model.option(OptionName::Quality)) {
        ("auto", Some(OptionRule::Words { words, .. })) => {
            words.iter().filter(|word| *word != "auto").cloned().collect()
        }
        _ => vec![asked],
    }
}

/// The most that prompt and input images can cost: a token is at least one byte.
fn input_bound(draft: &Draft, model: &Model, prices: &Prices) -> Money {
    let text = match (draft.operation, prices.text_in) {
        (Operation::Variation, _) | (_, None) => Money::ZERO,
        (_, Some(rate)) => rate.of(u64::try_from(draft.prompt.len()).unwrap_or(u64::MAX) + PROMPT_OVERHEAD),
    };
    let (Some(rate), Some(most)) = (prices.image_in, model.rules().tokens_per_image) else {
        return text;
    };
    if draft.operation == Operation::Generate {
        return text;
    }
    let tokens = draft.images.iter().map(|image| image_tokens(image.facts, most)).sum();
    text + rate.of(tokens)
}

/// Patches of 32 pixels, capped (images-api.md §6); the cap where the size is not known.
fn image_tokens(facts: Option<ImageFacts>, most: u64) -> u64 {
    let patches = |edge: u32| u64::from(edge.div_ceil(32));
    match facts {
        Some(facts) if most <= 1536 => (patches(facts.width) * patches(facts.height)).min(most),
        _ => most,
    }
}

fn partials(draft: &Draft, prices: &Prices) -> Money {
    let partials = draft.option(OptionName::PartialImages).parse::<u64>().unwrap_or(0);
    prices
        .image_out
        .map(|rate| rate.of(partials * PARTIAL_TOKENS))
        .unwrap_or_default()
}
