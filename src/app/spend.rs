//! The spend screen: what was paid, by day, week, model or profile.

mod deeds;

pub(super) use deeds::run;

use jiff::tz::Offset;

use super::Effect;
use crate::{
    domain::{Money, SpendBy, SpendLine, SpendSheet, Spent},
    keys::Command,
};

/// The sums, once they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spend {
    /// Today's sum and the month's, once they are known.
    sums: Option<(Spent, Spent)>,
    /// The person's distance from UTC in seconds, once the sums are known.
    offset_s: i32,
    by: SpendBy,
    /// The lines of `by`; nothing until they came.
    lines: Option<Vec<SpendLine>>,
    scroll: usize,
}

impl Spend {
    /// What went out since midnight and since the first of the month, once that is known.
    #[must_use]
    pub const fn sums(&self) -> Option<&(Spent, Spent)> {
        self.sums.as_ref()
    }

    /// The person's distance from UTC; none until the sums are known.
    #[must_use]
    pub fn offset(&self) -> Offset {
        Offset::from_seconds(self.offset_s).unwrap_or(Offset::UTC)
    }

    /// What the lines are, or will be.
    #[must_use]
    pub const fn by(&self) -> SpendBy {
        self.by
    }

    /// The lines, once they came.
    #[must_use]
    pub fn lines(&self) -> Option<&[SpendLine]> {
        self.lines.as_deref()
    }

    /// The first line that is shown.
    #[must_use]
    pub const fn scroll(&self) -> usize {
        self.scroll
    }

    /// Whether a sheet says nothing that is not known already.
    #[must_use]
    pub fn says(&self, sheet: &SpendSheet) -> bool {
        let same_lines = match &sheet.lines {
            Some((by, lines)) => *by == self.by && Some(lines) == self.lines.as_ref(),
            None => true,
        };
        self.sums == Some((sheet.today, sheet.month)) && same_lines
    }

    /// What today's and the month's ended requests came to, once that is known.
    #[must_use]
    pub fn booked(&self) -> Option<(Money, Money)> {
        self.sums
            .as_ref()
            .map(|(today, month)| (today.booked(), month.booked()))
    }

    pub(super) fn loaded(&mut self, sheet: SpendSheet) {
        self.sums = Some((sheet.today, sheet.month));
        self.offset_s = sheet.offset_s;
        if let Some((by, lines)) = sheet.lines
            && by == self.by
        {
            self.scroll = self.scroll.min(lines.len().saturating_sub(1));
            self.lines = Some(lines);
        }
    }

    /// Takes the next or previous way to put the lines together.
    fn turn(&mut self, forward: bool) -> Effect {
        let all = SpendBy::ALL;
        let at = all.iter().position(|by| *by == self.by).unwrap_or(0);
        let step = if forward { 1 } else { all.len() - 1 };
        self.by = all[(at + step) % all.len()];
        self.lines = None;
        self.scroll = 0;
        Effect::LoadSpend(Some(self.by))
    }

    fn scroll_by(&mut self, command: Command) {
        let last = self.lines.as_ref().map_or(0, Vec::len).saturating_sub(1);
        let next = match command {
            Command::MoveDown => self.scroll + 1,
            Command::MoveUp => self.scroll.saturating_sub(1),
            Command::MovePageDown => self.scroll + 10,
            Command::MovePageUp => self.scroll.saturating_sub(10),
            Command::MoveFirst => 0,
            Command::MoveLast => last,
            _ => self.scroll,
        };
        self.scroll = next.min(last);
    }
}
