//! A place far down in the history while the person is elsewhere, where the newest requests are wanted.

use super::{Aside, History};
use crate::domain::HistoryQuery;

impl History {
    /// Asks for the newest rows in place of those of the other end, which are kept for the way back.
    pub fn put_aside(&mut self) -> Option<HistoryQuery> {
        let aside = self.is_detached().then(|| Aside {
            rows: self.rows.clone(),
            list: self.list.clone(),
            top: self.top,
        });
        let asked = self.ask_newest();
        if aside.is_some() {
            self.aside = aside;
        }
        asked
    }

    /// Goes back to the rows that were put aside, unless another one was chosen or searched for meanwhile, and asks for
    /// them as they are now.
    pub fn take_up(&mut self) -> Option<HistoryQuery> {
        let Aside { rows, list, top } = self.aside.take()?;
        self.rows = rows;
        self.list = list;
        self.top = top;
        self.near = None;
        self.complete = true;
        Some(self.ask_first())
    }
}
