//! Older prompts, and where the person is among them.

mod deeds;

pub(super) use deeds::{came, pressed, sent};

/// Older prompts, and where the person is among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Recall {
    /// Newest first; nothing until the store was asked.
    prompts: Option<Vec<String>>,
    /// Which one is in the box.
    at: Option<usize>,
    /// What was in the box before.
    own: String,
    /// Whether Up was pressed before the prompts were there.
    waits: bool,
}
