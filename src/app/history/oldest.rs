//! The other end of the history: rows that begin with the oldest, and more of them on the way up.

use super::{History, PAGE, Source};
use crate::domain::{HistoryQuery, HistoryRow, RequestId};

impl History {
    /// Whether the rows do not begin with the newest one.
    #[must_use]
    pub const fn is_detached(&self) -> bool {
        self.top.is_some()
    }

    /// Whether every row of the list is here.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.complete && !self.is_detached()
    }

    /// Whether there are older rows than the last one, and nobody looks for the oldest.
    #[must_use]
    pub fn ends_early(&self) -> bool {
        !self.complete && !self.seeks_oldest()
    }

    /// Whether the oldest rows are being looked for.
    #[must_use]
    pub fn seeks_oldest(&self) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|asked| asked.oldest && asked.after.is_none())
    }

    /// Whether that may take so long that a key ends it: what a search finds may be rare.
    #[must_use]
    pub fn seeks_far(&self) -> bool {
        self.seeks_oldest() && !self.sought.is_empty()
    }

    /// Asks for the oldest rows, where not every row is here.
    pub fn ask_oldest(&mut self) -> Option<HistoryQuery> {
        let is_wanted = !self.complete && self.source == Source::Store && !self.seeks_oldest();
        is_wanted.then(|| self.ask_above(None))
    }

    /// Asks for those above the first row, when the selection comes near it.
    pub fn ask_newer(&mut self) -> Option<HistoryQuery> {
        let near = self.list.selected().is_some_and(|place| place < PAGE / 2);
        if !self.is_detached() || !near || self.asked.is_some() {
            return None;
        }
        let first = self.rows.first()?.id;
        Some(self.ask_above(Some(first)))
    }

    /// One more than a page is asked for: it is the one above, unless there is none.
    fn ask_above(&mut self, after: Option<RequestId>) -> HistoryQuery {
        let query = HistoryQuery {
            after,
            oldest: true,
            limit: PAGE + 1,
            ..self.ask(None)
        };
        self.asked = Some(query.clone());
        query
    }

    /// The oldest rows are not looked for any more; gives back a question that they were put before.
    pub fn stop_seeking(&mut self) -> Option<HistoryQuery> {
        let asked = self.asked.take_if(|asked| asked.oldest && asked.after.is_none())?;
        (!self.is_of(&asked)).then(|| self.ask_first())
    }

    /// Takes in the rows of the other end, or those above the first row.
    pub(super) fn risen(&mut self, mut rows: Vec<HistoryRow>, asked: &HistoryQuery) {
        let top = (rows.len() >= asked.limit).then(|| rows.remove(0).id);
        if let Some(first) = asked.after {
            if self.rows.first().is_none_or(|row| row.id != first) {
                // It was taken out meanwhile; those above are asked for again on the way there.
                return;
            }
            let selected = self.current().map(|row| row.id);
            self.rows.splice(0..0, rows);
            self.list.set_length(self.rows.len());
            if let Some(place) = self.rows.iter().position(|row| Some(row.id) == selected) {
                self.list.select(place);
            }
        } else {
            if !self.is_of(asked) {
                self.found_by(asked);
            }
            self.near = None;
            self.rows = rows;
            self.complete = true;
            self.list.set_length(self.rows.len());
            self.list.select(self.rows.len().saturating_sub(1));
        }
        self.top = top;
    }

    /// Asks for the newest rows in place of those of the other end.
    pub fn ask_newest(&mut self) -> Option<HistoryQuery> {
        (self.is_detached() || self.seeks_oldest()).then(|| {
            self.attach();
            self.ask_first()
        })
    }

    /// The rows to come begin with the newest.
    pub(super) fn attach(&mut self) {
        self.top = None;
        self.aside = None;
        self.asked.take_if(|asked| asked.oldest);
    }
}
