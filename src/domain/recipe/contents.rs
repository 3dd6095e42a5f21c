//! What is read out of a picture's metadata: who wrote it, the draft it makes, and what is left out.

use std::fmt;

use super::LeftOut;
use crate::domain::Draft;

/// The program that wrote a picture's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Maker {
    /// This one, by `export --metadata`.
    Pochade,
    /// `ComfyUI`, as a graph of nodes.
    ComfyUi,
    /// AUTOMATIC1111's web UI, and the many that write as it does.
    Automatic1111,
    /// `InvokeAI`.
    InvokeAi,
    /// `SwarmUI`.
    SwarmUi,
}

impl Maker {
    /// Its name, as it writes itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pochade => "pochade",
            Self::ComfyUi => "ComfyUI",
            Self::Automatic1111 => "AUTOMATIC1111",
            Self::InvokeAi => "InvokeAI",
            Self::SwarmUi => "SwarmUI",
        }
    }
}

impl fmt::Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a picture's metadata says, with everything that has a place in our form in the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Who wrote it.
    pub maker: Maker,
    /// What has a place in the form. An empty model leaves that of the form.
    pub draft: Draft,
    /// The model that made the picture, as its program names it; empty where it is not said.
    pub model: String,
    /// What has no place.
    pub left: Vec<LeftOut>,
}

/// A value of JSON as a person would write it; nothing for nulls, lists, objects and empty texts.
pub(super) fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(on) => Some(on.to_string()),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
    }
}

/// The size as a draft has it, of two whole numbers in text; empty where they are none.
pub(super) fn size_text(width: &str, height: &str) -> String {
    let edge = |text: &str| text.trim().parse::<u32>().ok().filter(|edge| *edge > 0);
    match (edge(width), edge(height)) {
        (Some(width), Some(height)) => format!("{width}x{height}"),
        _ => String::new(),
    }
}
