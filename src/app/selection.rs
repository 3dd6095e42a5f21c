//! The marked requests of a list.

mod deeds;

pub(super) use deeds::{NONE_SELECTED, moved, run, targets};

use std::collections::BTreeSet;

use crate::domain::{HistoryRow, RequestId};

/// The marked requests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    ids: BTreeSet<RequestId>,
    /// Where a range began, and what was marked before it.
    range: Option<(RequestId, BTreeSet<RequestId>)>,
}

impl Marked {
    /// Whether a request is marked.
    #[must_use]
    pub fn has(&self, id: RequestId) -> bool {
        self.ids.contains(&id)
    }

    /// How many are marked.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// The marked requests, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = RequestId> {
        self.ids.iter().copied()
    }

    fn toggle(&mut self, id: RequestId) {
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
    }

    /// Marks what lies between the beginning of the range and the selection.
    pub(super) fn follow(&mut self, rows: &[HistoryRow], selected: Option<usize>) {
        let Some((anchor, before)) = &self.range else {
            return;
        };
        let anchor = rows.iter().position(|row| row.id == *anchor);
        if let (Some(anchor), Some(selected)) = (anchor, selected) {
            let between = &rows[anchor.min(selected)..=anchor.max(selected)];
            self.ids = before.iter().copied().chain(between.iter().map(|row| row.id)).collect();
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Marks a request that was marked before.
    pub(super) fn put_back(&mut self, id: RequestId) {
        self.ids.insert(id);
    }

    pub(super) fn drop_all(&mut self, ids: &[RequestId]) {
        self.ids.retain(|id| !ids.contains(id));
        self.range = None;
    }
}
