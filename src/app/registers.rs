//! Prompts that are kept under letters, and the letter that is chosen.

mod deeds;

pub(super) use deeds::{came, chosen, loaded, open, pressed};

use std::collections::BTreeMap;

use crate::domain::RequestId;

/// What this run knows of the registers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Registers {
    /// What each of them holds; nothing until the store has told.
    held: Option<BTreeMap<char, String>>,
    /// The letter that was chosen in the open list, as it was typed.
    chosen: Option<char>,
    /// The register to be pasted once the store has told.
    pasting: Option<char>,
    /// The request whose prompt is to be kept once it is read, and under which letter.
    keeping: Option<(RequestId, char)>,
}
