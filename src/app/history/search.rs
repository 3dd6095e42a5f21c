//! What the history is searched for: the line, what it asks for, and how much that finds.

use super::History;
use crate::domain::{CostKind, HistoryQuery, Query, QueryFault, Scope, Tally};

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

    /// Whether the rows are only a part of all requests.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.found_with.is_empty() || self.scope != Scope::All
    }

    /// Why the line cannot be understood; the rows are those of the last one that could.
    #[must_use]
    pub const fn fault(&self) -> Option<&QueryFault> {
        self.fault.as_ref()
    }

    /// How many requests were found in all and what they cost; nothing until that is counted.
    #[must_use]
    pub const fn tally(&self) -> Option<Tally> {
        self.tally
    }

    /// How many requests would be found without each clause, in the order of [`History::found_with`]; empty where
    /// something was found, and until it is known.
    #[must_use]
    pub fn wider(&self) -> &[u64] {
        &self.wider
    }

    /// Searches with another line. One that cannot be understood changes nothing but what is said of it.
    pub fn search(&mut self, line: &str) -> Option<HistoryQuery> {
        if line == self.words {
            return None;
        }
        line.clone_into(&mut self.words);
        match Query::read(line) {
            Ok(sought) => {
                self.fault = None;
                let same = sought == self.sought;
                self.sought = sought;
                if same { None } else { Some(self.ask_first()) }
            }
            Err(fault) => {
                self.fault = Some(fault);
                None
            }
        }
    }

    /// Looks at another part of the person's work.
    pub fn look_at(&mut self, scope: Scope) -> HistoryQuery {
        self.scope = scope;
        self.ask_first()
    }

    /// Asks how many requests there are in all that the rows are the first of, where that is not known.
    #[must_use]
    pub fn ask_tally(&self) -> Option<HistoryQuery> {
        (self.is_narrowed() && self.tally.is_none() && self.asked.is_none()).then(|| self.question())
    }

    /// Asks which clause keeps everything out, where nothing was found.
    #[must_use]
    pub fn ask_wider(&self) -> Option<HistoryQuery> {
        let nothing = self.rows.is_empty() && !self.found_with.is_empty() && self.asked.is_none();
        (nothing && self.wider.is_empty()).then(|| self.question())
    }

    /// The question after all that the rows were found with.
    fn question(&self) -> HistoryQuery {
        HistoryQuery {
            sought: self.found_with.clone(),
            scope: self.scope.clone(),
            trashed: self.trash,
            ..HistoryQuery::default()
        }
    }

    /// Takes in how many there are; the answer to an older question is dropped.
    pub fn tallied(&mut self, asked: &HistoryQuery, tally: Tally) {
        if *asked == self.question() && self.tally.is_none() {
            self.tally = Some(tally);
        }
    }

    /// Takes in how many there would be without each clause; the answer to an older question is dropped.
    pub fn widened(&mut self, asked: &HistoryQuery, counts: &[u64]) {
        if *asked == self.question() && self.rows.is_empty() {
            self.wider = counts.to_vec();
        }
    }

    /// When every row is here, nothing needs to be counted elsewhere.
    pub(super) fn count_rows(&mut self) {
        if !self.complete {
            return;
        }
        let billed = self.rows.iter().filter(|row| row.cost_kind != CostKind::None);
        self.tally = Some(Tally {
            count: self.rows.len() as u64,
            cost: billed.filter_map(|row| row.cost).sum(),
        });
    }
}
