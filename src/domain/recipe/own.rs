//! Our own metadata: what `export --metadata` puts into a picture, and how it is read again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    contents::{Maker, Recipe},
    left_out::{LeftOut, input_image},
};
use crate::domain::{Draft, HistoryEntry, Operation, OptionName, OptionValue, RequestId, Role, StoredImage};

/// The keyword of our text in a PNG, and the name of our element in XMP.
pub const KEY: &str = "pochade";

/// These name a person to the server, and a picture is handed on.
const PRIVATE: &[OptionName] = &[OptionName::User, OptionName::SafetyIdentifier];

/// What stands in the file. Everything but prompt and model may be missing in what others write.
#[derive(Debug, Serialize, Deserialize)]
struct Block {
    v: u8,
    software: String,
    #[serde(default)]
    id: Option<RequestId>,
    /// Which picture of the request, from 0.
    #[serde(default)]
    index: u32,
    #[serde(default)]
    created_at: String,
    #[serde(default)]
    operation: Operation,
    model: String,
    prompt: String,
    #[serde(default)]
    size: String,
    #[serde(default)]
    options: BTreeMap<OptionName, OptionValue>,
    #[serde(default)]
    seed: Option<u32>,
    /// Whether JSON was merged into the request; what it said stays at home.
    #[serde(default)]
    extra: bool,
    /// How many pictures and masks went in; their names stay at home.
    #[serde(default)]
    images: usize,
    #[serde(default)]
    masks: usize,
    #[serde(default)]
    cost_usd: Option<String>,
    #[serde(default)]
    cost_kind: String,
}

/// The JSON that a picture of a request carries: prompt, model, options, id and price. It names no profile, no file and
/// no person.
#[must_use]
pub fn made_with(entry: &HistoryEntry, image: &StoredImage) -> String {
    let request = &entry.request;
    let mut options = request.options().clone();
    options.retain(|name, _| !PRIVATE.contains(name));
    let count = |role: Role| request.inputs_as(role).count();
    let block = Block {
        v: 1,
        software: format!("{KEY} {}", env!("CARGO_PKG_VERSION")),
        id: Some(entry.id),
        index: image.index,
        created_at: format!("{:.0}", entry.created_at),
        operation: request.operation(),
        model: request.model().to_owned(),
        prompt: request.prompt().to_owned(),
        size: request.size().to_string(),
        options,
        seed: request.seed(),
        extra: !request.extra().is_empty(),
        images: count(Role::Image),
        masks: count(Role::Mask) + count(Role::Markup),
        cost_usd: entry.cost.map(crate::domain::Money::decimal),
        cost_kind: entry.cost_kind.word().to_owned(),
    };
    // Nothing in it can fail to be written as JSON: keys are texts, numbers are whole.
    serde_json::to_string(&block).unwrap_or_default()
}

/// Reads the text of a PNG, or our element in XMP.
pub(super) fn read(key: &str, text: &str) -> Option<Recipe> {
    if key != KEY {
        return None;
    }
    let block: Block = serde_json::from_str(text).ok()?;
    let mut left = Vec::new();
    if block.images > 0 {
        left.push(input_image(count(block.images, "image")));
    }
    if block.masks > 0 {
        left.push(LeftOut::new(
            "mask",
            count(block.masks, "mask"),
            "the file does not hold it; add it again",
        ));
    }
    if block.extra {
        left.push(LeftOut::new(
            "extra JSON",
            "",
            "it can hold what is not to be handed on; add it again",
        ));
    }
    let size = match block.size.as_str() {
        "auto" => String::new(),
        size => size.to_owned(),
    };
    let draft = Draft {
        operation: block.operation,
        prompt: block.prompt,
        size,
        options: block
            .options
            .iter()
            .map(|(name, value)| (*name, value.to_string()))
            .collect(),
        seed: block.seed.map(|seed| seed.to_string()).unwrap_or_default(),
        ..Draft::default()
    };
    Some(Recipe {
        maker: Maker::Pochade,
        draft,
        model: block.model,
        left,
    })
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
