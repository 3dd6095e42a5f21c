//! A checked request: it can only be made from a draft that breaks no rule.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Downscale, Draft, Faults, Input, MaskUse, Model, Operation, OptionName, OptionValue, Parent, Role, Size, made_here,
    rules,
};

/// A draft beside the model that is to judge it.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// The draft.
    pub draft: &'a Draft,
    /// Its model.
    pub model: &'a Model,
}

/// A request that breaks no rule of its model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    operation: Operation,
    prompt: String,
    model: String,
    size: Size,
    count: u32,
    #[serde(default)]
    options: BTreeMap<OptionName, OptionValue>,
    #[serde(default)]
    inputs: Vec<Input>,
    #[serde(default)]
    parent: Option<Parent>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    extra: serde_json::Map<String, serde_json::Value>,
    /// What was sent before there was a rule went as it was.
    #[serde(default = "off", skip_serializing_if = "Downscale::is_off")]
    downscale: Downscale,
}

const fn off() -> Downscale {
    Downscale::Off
}

impl TryFrom<Proposal<'_>> for Request {
    type Error = Faults;

    fn try_from(proposal: Proposal<'_>) -> Result<Self, Faults> {
        let faults = rules::faults(proposal.draft, proposal.model);
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        let Proposal { draft, model } = proposal;
        let mut inputs = Vec::new();
        if draft.operation != Operation::Generate {
            inputs.extend(draft.images.iter().cloned());
        }
        if draft.operation == Operation::Edit {
            let merge = model.rules().mask == MaskUse::Needed;
            inputs.extend(draft.mask.clone().map(|mut mask| {
                mask.treatment.merge = merge;
                mask
            }));
            inputs.extend(draft.markup.clone());
        }
        Ok(Self {
            operation: draft.operation,
            prompt: if draft.operation == Operation::Variation {
                String::new()
            } else {
                draft.prompt.clone()
            },
            model: draft.model.trim().to_owned(),
            size: Size::from(draft.size.clone()),
            count: draft.asked_count().unwrap_or(1),
            options: rules::values(draft, model),
            inputs,
            parent: draft.parent,
            seed: draft.seed.trim().parse().ok(),
            extra: rules::extra(draft).unwrap_or_default(),
            downscale: draft.downscale,
        })
    }
}

impl Request {
    /// What is asked of the server.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// The words, byte for byte as they were written.
    #[must_use]
    pub fn prompt(&self) -> &str {
        &self.prompt
    }

    /// The model's id.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Whether pochade makes it by itself: nothing is sent, nothing is billed.
    #[must_use]
    pub fn is_made_here(&self) -> bool {
        self.model.starts_with(made_here::PREFIX)
    }

    /// The size; `auto` is not sent.
    #[must_use]
    pub const fn size(&self) -> &Size {
        &self.size
    }

    /// How many pictures, from 1.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// The options that are sent.
    #[must_use]
    pub const fn options(&self) -> &BTreeMap<OptionName, OptionValue> {
        &self.options
    }

    /// An option as text, or empty.
    #[must_use]
    pub fn option(&self, name: OptionName) -> String {
        self.options.get(&name).map(ToString::to_string).unwrap_or_default()
    }

    /// Every input picture: images in order, then mask or markup.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The input pictures of one role, in order.
    pub fn inputs_as(&self, role: Role) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(move |input| input.role == role)
    }

    /// The same request with its input pictures at other places, as after copying them into the store.
    #[must_use]
    pub fn with_inputs(mut self, inputs: Vec<Input>) -> Self {
        self.inputs = inputs;
        self
    }

    /// A label: the API has no seed. Only a profile whose server takes one sends it (images-api.md §12).
    #[must_use]
    pub const fn seed(&self) -> Option<u32> {
        self.seed
    }

    /// What is merged into the request beside everything else.
    #[must_use]
    pub const fn extra(&self) -> &serde_json::Map<String, serde_json::Value> {
        &self.extra
    }

    /// The rule by which its input pictures are made smaller.
    #[must_use]
    pub const fn downscale(&self) -> Downscale {
        self.downscale
    }

    /// Where it came from.
    #[must_use]
    pub const fn parent(&self) -> Option<Parent> {
        self.parent
    }

    /// The same request with where it came from.
    #[must_use]
    pub const fn with_parent(mut self, parent: Parent) -> Self {
        self.parent = Some(parent);
        self
    }

    /// The way back into the form, for a re-run or a change.
    #[must_use]
    pub fn to_draft(&self) -> Draft {
        Draft {
            operation: self.operation,
            prompt: self.prompt.clone(),
            model: self.model.clone(),
            size: match &self.size {
                // Not every model takes the word; all of them take silence.
                Size::Auto => String::new(),
                size @ (Size::Exact { .. } | Size::Other(_)) => size.to_string(),
            },
            count: self.count.to_string(),
            options: self
                .options
                .iter()
                .map(|(name, value)| (*name, value.to_string()))
                .collect(),
            images: self.inputs_as(Role::Image).cloned().collect(),
            mask: self.inputs_as(Role::Mask).next().cloned(),
            markup: self.inputs_as(Role::Markup).next().cloned(),
            seed: self.seed.map(|seed| seed.to_string()).unwrap_or_default(),
            extra: if self.extra.is_empty() {
                String::new()
            } else {
                serde_json::Value::Object(self.extra.clone()).to_string()
            },
            downscale: self.downscale,
            parent: self.parent,
        }
    }
}
