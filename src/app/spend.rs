//! The spend screen: what was paid, by day, model and profile.

use crate::{domain::SpendSheet, keys::Command};

/// The sums, once they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spend {
    sheet: SpendSheet,
    loaded: bool,
    scroll: usize,
}

impl Spend {
    /// The sums; all zero until they came.
    #[must_use]
    pub const fn sheet(&self) -> &SpendSheet {
        &self.sheet
    }

    /// Whether the sums came.
    #[must_use]
    pub const fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// The first line that is shown.
    #[must_use]
    pub const fn scroll(&self) -> usize {
        self.scroll
    }

    pub(super) fn loaded(&mut self, sheet: SpendSheet) {
        self.sheet = sheet;
        self.loaded = true;
    }

    /// Scrolls, if the command is one that moves; says whether it is.
    pub fn obey(&mut self, command: Command) -> bool {
        let last = self.sheet.days.len() + self.sheet.models.len() + self.sheet.profiles.len();
        let next = match command {
            Command::MoveDown => self.scroll + 1,
            Command::MoveUp => self.scroll.saturating_sub(1),
            Command::MovePageDown => self.scroll + 10,
            Command::MovePageUp => self.scroll.saturating_sub(10),
            Command::MoveFirst => 0,
            Command::MoveLast => last,
            _ => return false,
        };
        self.scroll = next.min(last.saturating_sub(1));
        true
    }
}
