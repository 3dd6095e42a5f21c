//! Places of a snippet that are to be filled in.

mod deeds;

pub(super) use deeds::{ask_last, holds_back, insert, last_came, next, open, take, typed};

/// Places of a snippet that are to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Slots {
    /// Whether a snippet with places was put into the prompt.
    any: bool,
    /// The place that the cursor stands at: the next letter takes its place.
    at: Option<usize>,
}
