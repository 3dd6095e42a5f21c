//! A message as it is remembered.

mod deeds;

pub(super) use deeds::{open, remember};

/// A message that was on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// When it came, in milliseconds since 1970.
    pub(super) at_ms: i64,
    /// What it said.
    pub(super) text: String,
}
