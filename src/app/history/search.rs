//! What the history is searched for: the line, what it asks for, and how much that finds.

use super::History;
use crate::domain::{CostKind, HistoryQuery, Indexing, Query, QueryFault, Scope, Tally};

impl History {
    /// The line that is searched with; empty when nothing is.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }

    /// What the rows were found with.
    #[must_use]
    pub const fn found_with(&self) -> &Query {
        &self.found_with
    }

    /// The line that the rows were found with; the places of [`History::found_with`] are places of it.
    #[must_use]
    pub fn found_line(&self) -> &str {
        &self.found_line
    }

    /// Whether the rows are only a part of all requests.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.found_with.is_empty() || self.found_scope != Scope::All
    }

    /// What in the line cannot be understood; the rows are those that the rest of it finds.
    #[must_use]
    pub const fn fault(&self) -> Option<&QueryFault> {
        self.fault.as_ref()
    }

    /// How many requests were found in all and what they cost; nothing until that is counted.
    #[must_use]
    pub const fn tally(&self) -> Option<Tally> {
        self.tally
    }

    /// How many requests each of [`HistoryQuery::widened`] would find, in that order; empty where something was found,
    /// and until it is known.
    #[must_use]
    pub fn wider(&self) -> &[u64] {
        &self.wider
    }

    /// Searches with another line. What cannot be understood in it is left out, and said.
    pub fn search(&mut self, line: &str) -> Option<HistoryQuery> {
        if line == self.words {
            return None;
        }
        line.clone_into(&mut self.words);
        let (sought, fault) = Query::understood(line);
        self.fault = fault;
        if sought == self.sought {
            return None;
        }
        self.sought = sought;
        self.attach();
        Some(self.ask_first())
    }

    /// Looks at another part of the person's work.
    pub fn look_at(&mut self, scope: Scope) -> HistoryQuery {
        self.scope = scope;
        self.attach();
        self.ask_first()
    }

    /// Asks how many requests there are in all that the rows are the first of, where that is not known.
    #[must_use]
    pub fn ask_tally(&self) -> Option<HistoryQuery> {
        (self.is_narrowed() && self.tally.is_none() && self.asked.is_none()).then(|| self.question())
    }

    /// Asks what keeps everything out, where nothing was found.
    #[must_use]
    pub fn ask_wider(&self) -> Option<HistoryQuery> {
        let nothing = self.matching().is_empty() && self.is_narrowed() && self.asked.is_none();
        (nothing && self.wider.is_empty()).then(|| self.question())
    }

    /// The question after all that the rows were found with.
    pub(super) fn question(&self) -> HistoryQuery {
        HistoryQuery {
            sought: self.found_with.clone(),
            scope: self.found_scope.clone(),
            trashed: self.trash,
            ..HistoryQuery::default()
        }
    }

    /// How far the index is, while one is being made and nothing can be found.
    #[must_use]
    pub const fn indexing(&self) -> Option<Indexing> {
        self.indexing
    }

    /// Takes in how far the index is.
    pub fn set_indexing(&mut self, indexing: Option<Indexing>) {
        self.indexing = indexing;
    }

    /// Takes in how many there are; the answer to an older question is dropped.
    pub fn tallied(&mut self, asked: &HistoryQuery, tally: Tally) {
        if *asked == self.question() && self.tally.is_none() {
            self.tally = Some(tally);
        }
    }

    /// Takes in how many there would be without each clause; the answer to an older question is dropped.
    pub fn widened(&mut self, asked: &HistoryQuery, counts: &[u64]) {
        if *asked == self.question() && self.matching().is_empty() {
            self.wider = counts.to_vec();
        }
    }

    /// When every row is here, nothing needs to be counted elsewhere.
    pub(super) fn count_rows(&mut self) {
        if !self.complete || self.is_detached() {
            return;
        }
        let rows = self.matching();
        let billed = rows.iter().filter(|row| row.cost_kind != CostKind::None);
        self.tally = Some(Tally {
            count: rows.len() as u64,
            cost: billed.filter_map(|row| row.cost).sum(),
        });
    }
}
