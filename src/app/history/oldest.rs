//! The other end of the history: rows that begin with the oldest, and more of them on the way up.

use super::{History, PAGE, Rising, Source};
use crate::{
    app::Inquiry,
    domain::{HistoryPage, HistoryQuery, RequestId},
};

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

    /// Asks for the request below which the oldest ones are, where not every row is here and nothing narrows the list.
    pub fn ask_oldest(&mut self) -> Option<Inquiry> {
        if self.complete || self.source != Source::Store || self.trash || self.is_narrowed() || !self.sought.is_empty()
        {
            return None;
        }
        self.rising = Some(Rising::Oldest);
        Some(Inquiry::Above { of: None, rows: PAGE })
    }

    /// Asks for the request below which those above the first row are, when the selection comes near it.
    pub fn ask_newer(&mut self) -> Option<Inquiry> {
        let near = self.list.selected().is_some_and(|place| place < PAGE / 2);
        if !self.is_detached() || !near || self.rising.is_some() || self.asked.is_some() {
            return None;
        }
        let first = self.rows.first()?.id;
        self.rising = Some(Rising::Above(first));
        Some(Inquiry::Above {
            of: Some(first),
            rows: PAGE,
        })
    }

    /// The request below which the wanted rows are is known; nothing where they are the newest.
    pub fn rise(&mut self, of: Option<RequestId>, before: Option<RequestId>) -> Option<HistoryQuery> {
        let wanted = match self.rising? {
            Rising::Oldest => None,
            Rising::Above(first) => Some(first),
        };
        if wanted != of || of.is_some() && self.rows.first().map(|row| row.id) != of {
            return None;
        }
        match (of, before) {
            // So few there are that they follow what is here.
            (None, None) => {
                self.rising = None;
                self.ask_older()
            }
            (_, before) => Some(self.ask(before)),
        }
    }

    /// It cannot be told which request that is.
    pub fn stay(&mut self) {
        if self.asked.is_none() {
            self.rising = None;
        }
    }

    /// Takes in the stretch that was looked for.
    pub(super) fn risen(&mut self, rising: Rising, page: HistoryPage, before: Option<RequestId>) {
        match rising {
            Rising::Oldest => {
                self.rows = page.rows;
                self.complete = true;
                self.list.set_length(self.rows.len());
                self.list.select(self.rows.len().saturating_sub(1));
            }
            Rising::Above(first) => {
                let selected = self.current().map(|row| row.id);
                let newer: Vec<_> = page.rows.into_iter().take_while(|row| row.id != first).collect();
                self.rows.splice(0..0, newer);
                self.list.set_length(self.rows.len());
                if let Some(id) = selected {
                    self.select(id);
                }
            }
        }
        self.top = before;
    }

    /// Asks for the newest rows in place of those of the other end.
    pub fn ask_newest(&mut self) -> Option<HistoryQuery> {
        self.is_detached().then(|| {
            self.attach();
            self.ask_first()
        })
    }

    /// The rows to come begin with the newest.
    pub(super) fn attach(&mut self) {
        self.top = None;
        self.rising = None;
    }
}
