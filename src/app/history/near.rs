//! What a search nearly finds: rows behind those that it finds, under a heading of their own.

use super::History;
use crate::domain::{HistoryQuery, HistoryRow, Near, Nearness};

/// A search that finds as many has found what was meant.
const ENOUGH: usize = 5;

/// The rows that are only close to what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearRows {
    /// The place of the first one; they are the last ones of the list.
    pub from: usize,
    /// The words in them that are close, folded.
    pub words: Vec<String>,
    /// Among how many requests, from the newest on, they were looked for.
    pub looked_at: u64,
}

impl History {
    /// The rows that are all that was asked for.
    #[must_use]
    pub fn matching(&self) -> &[HistoryRow] {
        let end = self.near.as_ref().map_or(self.rows.len(), |near| near.from);
        self.rows.get(..end).unwrap_or_default()
    }

    /// Where the rows begin that are only close to what was typed; nothing where there are none.
    #[must_use]
    pub fn near(&self) -> Option<&NearRows> {
        self.near.as_ref().filter(|near| near.from < self.rows.len())
    }

    /// Asks what is close to the words that were typed, where hardly anything has them.
    #[must_use]
    pub fn ask_near(&self) -> Option<HistoryQuery> {
        let is_whole = self.complete && self.asked.is_none() && self.near.is_none();
        let is_wanted = is_whole && self.rows.len() < ENOUGH && Nearness::of(&self.found_with).is_some();
        is_wanted.then(|| self.question())
    }

    /// Takes in what is close; the answer to an older question is dropped.
    pub fn near_loaded(&mut self, asked: &HistoryQuery, near: &Near) {
        let is_late = self.asked.is_some() || *asked != self.question();
        if is_late || !self.complete || self.near.is_some() {
            return;
        }
        self.put_near(near.clone());
        self.list.set_length(self.rows.len());
    }

    fn put_near(&mut self, near: Near) {
        self.near = Some(NearRows {
            from: self.rows.len(),
            words: near.words,
            looked_at: near.looked_at,
        });
        for row in near.rows {
            if self.rows.iter().all(|listed| listed.id != row.id) {
                self.rows.push(row);
            }
        }
    }

    /// The rows of the same search anew: what is close to it stays.
    pub(super) fn renew_near(&mut self, page: Vec<HistoryRow>, same_search: bool) {
        let kept = self.near.take().filter(|_| same_search).map(|near| Near {
            rows: self.rows.split_off(near.from.min(self.rows.len())),
            words: near.words,
            looked_at: near.looked_at,
        });
        self.rows = page;
        if let Some(near) = kept {
            self.put_near(near);
        }
    }

    /// A row was taken out at that place, or put in.
    pub(super) const fn near_moved(&mut self, place: usize, by: isize) {
        if let Some(near) = &mut self.near
            && (place < near.from || (by > 0 && place == near.from))
        {
            near.from = near.from.saturating_add_signed(by);
        }
    }
}
