//! A request as the person is still writing it: everything is text, nothing is checked.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{Downscale, Input, OptionName, RequestId};

/// What is asked of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A picture from words.
    #[default]
    Generate,
    /// A picture from words and pictures, perhaps with a mask.
    Edit,
    /// A picture like another one; compatible servers only.
    Variation,
}

impl Operation {
    /// All three, in the order of the form.
    pub const ALL: &[Self] = &[Self::Generate, Self::Edit, Self::Variation];

    /// The word in records and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::Edit => "edit",
            Self::Variation => "variation",
        }
    }

    /// The word on a screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Generate => "Generate",
            Self::Edit => "Edit",
            Self::Variation => "Variation",
        }
    }
}

/// A field of the form, and of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// Generate, edit or variation.
    Operation,
    /// The words.
    Prompt,
    /// The model.
    Model,
    /// Width and height.
    Size,
    /// How many pictures.
    Count,
    /// One of the model's options.
    Option(OptionName),
    /// The input images.
    Images,
    /// The mask.
    Mask,
    /// What says where the mask repaints.
    MaskReading,
    /// The marks over the first image.
    Markup,
    /// How input pictures are made smaller.
    Downscale,
    /// The seed.
    Seed,
    /// JSON that is merged into the request.
    Extra,
}

impl Field {
    /// The label in the form.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Operation => "Mode",
            Self::Prompt => "Prompt",
            Self::Model => "Model",
            Self::Size => "Size",
            Self::Count => "Count",
            Self::Option(name) => name.label(),
            Self::Images => "Images",
            Self::Mask => "Mask",
            Self::MaskReading => "Mask by",
            Self::Markup => "Markup",
            Self::Downscale => "Shrink to",
            Self::Seed => "Seed",
            Self::Extra => "Extra JSON",
        }
    }

    /// The name on the wire and in messages of the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Prompt => "prompt",
            Self::Model => "model",
            Self::Size => "size",
            Self::Count => "count",
            Self::Option(name) => name.wire(),
            Self::Images => "image",
            Self::Mask => "mask",
            Self::MaskReading => "mask_reading",
            Self::Markup => "markup",
            Self::Downscale => "downscale",
            Self::Seed => "seed",
            Self::Extra => "extra",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The request and the picture of it that another request came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Parent {
    /// The request.
    pub id: RequestId,
    /// Which of its pictures, from 0.
    pub index: u32,
}

/// A request in the making; an empty text means "what the model does by itself".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Generate, edit or variation.
    pub operation: Operation,
    /// The words.
    pub prompt: String,
    /// The model's id.
    pub model: String,
    /// `auto` or `WIDTHxHEIGHT`.
    pub size: String,
    /// How many pictures, as typed.
    pub count: String,
    /// Options that were set.
    pub options: BTreeMap<OptionName, String>,
    /// The input images, in order.
    pub images: Vec<Input>,
    /// The mask.
    pub mask: Option<Input>,
    /// The request and picture that this one came from.
    pub parent: Option<Parent>,
    /// Marks over the first image.
    pub markup: Option<Input>,
    /// The seed, as typed; the API has none, so it is a label unless the profile's server takes one.
    pub seed: String,
    /// A JSON object that is merged into the request, as typed.
    pub extra: String,
    /// How input pictures are made smaller before they are sent.
    pub downscale: Downscale,
}

impl Draft {
    /// The value of an option as set, or empty.
    #[must_use]
    pub fn option(&self, name: OptionName) -> &str {
        self.options.get(&name).map_or("", |text| text.trim())
    }

    /// The number of pictures that it asks for; empty is one, and nothing is what is no number.
    #[must_use]
    pub fn asked_count(&self) -> Option<u32> {
        match self.count.trim() {
            "" => Some(1),
            text => text.parse().ok(),
        }
    }
}
