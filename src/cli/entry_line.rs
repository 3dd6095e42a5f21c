//! A request as a line of JSON: what its records say, and every picture that it was made from.

use serde::Serialize;

use crate::{
    domain::{HistoryEntry, Parent},
    store::Store,
};

/// The line.
#[derive(Serialize)]
pub(super) struct EntryLine<'a> {
    #[serde(flatten)]
    entry: &'a HistoryEntry,
    /// The main one first, which is also the `parent` of the entry.
    parents: Vec<Parent>,
}

impl<'a> EntryLine<'a> {
    /// The line of a request. An index that fails keeps no result from being told: the request itself names one parent.
    pub(super) fn of(store: &Store, entry: &'a HistoryEntry) -> Self {
        let named = |_| entry.request.parent().into_iter().collect();
        Self::with(entry, store.parents(entry.id).unwrap_or_else(named))
    }

    /// The same where the parents are known.
    pub(super) const fn with(entry: &'a HistoryEntry, parents: Vec<Parent>) -> Self {
        Self { entry, parents }
    }
}
