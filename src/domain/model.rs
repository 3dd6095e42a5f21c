//! A model and everything a form and a check want to know of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{ImageFormat, OptionName, Prices, SizeRule, TokenRule};

/// Which values an option takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum OptionRule {
    /// One of a list of words.
    Words {
        /// The allowed words, in the order of the form.
        words: Vec<String>,
        /// What the server does when nothing is said.
        #[serde(default)]
        default: Option<String>,
        /// What is worth saying before a word is sent, by word.
        #[serde(default)]
        caution: BTreeMap<String, String>,
    },
    /// A whole number in a range.
    Range {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
        /// How far one step goes.
        #[serde(default = "one")]
        step: u64,
        /// What the server does when nothing is said.
        #[serde(default)]
        default: Option<u64>,
    },
    /// Any text up to a length.
    Text {
        /// The most characters.
        longest: usize,
    },
}

const fn one() -> u64 {
    1
}

impl OptionRule {
    /// What the server does when nothing is said, as text; empty where that is not known.
    #[must_use]
    pub fn default_text(&self) -> String {
        match self {
            Self::Words { default, .. } => default.clone().unwrap_or_default(),
            Self::Range { default, .. } => default.map(|number| number.to_string()).unwrap_or_default(),
            Self::Text { .. } => String::new(),
        }
    }
}

/// Whether an edit takes a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskUse {
    /// It may have one.
    #[default]
    Optional,
    /// It needs one, unless the image has transparent parts, which are the mask then.
    Needed,
    /// It takes none.
    Never,
}

/// A family of models that take the same requests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of the table, independent of the others"
)]
pub struct Family {
    /// Ids that begin so and are not in the table belong here.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// Whether the endpoint for edits takes it.
    pub edits: bool,
    /// Whether the endpoint for variations takes it.
    #[serde(default)]
    pub variations: bool,
    /// Whether an edit takes marks over its first image.
    #[serde(default)]
    pub markup: bool,
    /// The longest prompt, in characters.
    pub prompt_longest: usize,
    /// The most pictures of one request.
    pub count_max: u64,
    /// The most input images of an edit.
    pub images_max: usize,
    /// The largest input image, in bytes.
    pub image_bytes_max: u64,
    /// The formats of input images.
    pub image_formats: Vec<ImageFormat>,
    /// Input images must be square (images-api.md §2.4).
    #[serde(default)]
    pub square: bool,
    /// Whether an edit takes a mask.
    #[serde(default)]
    pub mask: MaskUse,
    /// The size rule.
    pub size: SizeRule,
    /// The options that may be sent; what is not here must not be.
    #[serde(default)]
    pub options: BTreeMap<OptionName, OptionRule>,
    /// Tokens of a picture.
    #[serde(default)]
    pub tokens: TokenRule,
    /// The most tokens that one input image takes (images-api.md §6), where known.
    #[serde(default)]
    pub tokens_per_image: Option<u64>,
    /// Prices of the whole family.
    #[serde(default)]
    pub prices: Prices,
}

/// The end of a model's life at its maker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShutDown {
    /// It is served, and no end is announced.
    Alive,
    /// It stops on that day.
    Announced(Date),
    /// It stopped on that day; compatible servers may still have it.
    Past(Date),
}

/// One model: its id, its life, and the rules of its family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub(super) id: String,
    pub(super) family: Family,
    pub(super) released: Option<Date>,
    pub(super) shutdown: Option<Date>,
    pub(super) replacement: Option<String>,
    pub(super) summary: String,
    pub(super) listed: bool,
    pub(super) known: bool,
}

impl Model {
    /// The id that is sent.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The rules of its family.
    #[must_use]
    pub const fn rules(&self) -> &Family {
        &self.family
    }

    /// The rule of an option, where the model has that option.
    #[must_use]
    pub fn option(&self, name: OptionName) -> Option<&OptionRule> {
        self.family.options.get(&name)
    }

    /// Whether the table lists it; otherwise it borrows the rules of a family.
    #[must_use]
    pub const fn is_listed(&self) -> bool {
        self.listed
    }

    /// Whether a family with real rules stands behind it; otherwise anything goes.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.known
    }

    /// When it came out.
    #[must_use]
    pub const fn released(&self) -> Option<Date> {
        self.released
    }

    /// What its maker offers in its place.
    #[must_use]
    pub fn replacement(&self) -> Option<&str> {
        self.replacement.as_deref()
    }

    /// A few words on what it is good for.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Whether its maker still serves it on that day.
    #[must_use]
    pub fn life(&self, today: Date) -> ShutDown {
        match self.shutdown {
            None => ShutDown::Alive,
            Some(end) if end > today => ShutDown::Announced(end),
            Some(end) => ShutDown::Past(end),
        }
    }
}
