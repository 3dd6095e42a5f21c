//! What a chain of requests can be made again on.

mod drafts;

pub(super) use drafts::choices;

use crate::domain::{HistoryEntry, Input};

/// What a chain is made again on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub(super) label: &'static str,
    pub(super) steps: Vec<HistoryEntry>,
    /// So many of the chain's first requests are left out.
    pub(super) skipped: usize,
    /// The first step that is to be sent; those before it are made.
    pub(super) from: usize,
    pub(super) source: Option<Input>,
    pub(super) model: Option<String>,
}
