//! What changes single rows: new requests, what is heard of running ones, stars, and the trash.

use super::History;
use crate::domain::{CostKind, HistoryEntry, HistoryRow, Money, Report, RequestId, RequestState};

impl History {
    /// Puts a new request on top, or renews its row where it is listed. The selection keeps its request; only where
    /// it is `following`, because the person is elsewhere, it stays on the newest.
    pub fn put(&mut self, row: HistoryRow, following: bool) {
        if let Some(listed) = self.rows.iter_mut().find(|listed| listed.id == row.id) {
            *listed = row;
            return;
        }
        if !self.sought.is_empty() || self.trash {
            return;
        }
        if self.is_detached() {
            self.total += 1;
            return;
        }
        self.rows.insert(0, row);
        self.total += 1;
        let was_first = self.list.selected().is_none_or(|place| place == 0);
        self.list.row_added(0);
        if was_first && following {
            self.list.select(0);
        }
    }

    /// Renews a row from the record.
    pub fn renew(&mut self, entry: &HistoryEntry) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == entry.id) {
            row.state = entry.state;
            row.cost = entry.cost;
            row.cost_kind = entry.cost_kind;
            row.starred = entry.marks.starred;
            row.picture = entry.images.first().map(|image| image.path.clone());
            row.pictures = u32::try_from(entry.images.len()).unwrap_or(u32::MAX);
        }
    }

    /// Takes in what the engine said of a row's state.
    pub fn reported(&mut self, report: &Report) {
        let (id, state) = match report {
            Report::Waiting { id, .. } => {
                // Also one that has ended, when it is tried again.
                if let Some(row) = self.rows.iter_mut().find(|row| row.id == *id) {
                    row.state = RequestState::Queued;
                }
                return;
            }
            Report::Stage { id, .. } => (*id, RequestState::Running),
            Report::Ended { id, state, .. } => (*id, *state),
            Report::Ready { .. }
            | Report::Bytes { .. }
            | Report::Partial { .. }
            | Report::NoRoom { .. }
            | Report::SavedElsewhere { .. }
            | Report::NotCopied { .. }
            | Report::Picture { .. }
            | Report::Models { .. }
            | Report::Looked { .. }
            | Report::Gone => {
                return;
            }
        };
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id && !row.state.is_final()) {
            row.state = state;
            if matches!(
                state,
                RequestState::Refused | RequestState::NotSent | RequestState::Cancelled
            ) {
                row.cost = None;
                row.cost_kind = CostKind::None;
            }
        }
    }

    /// Stars a row, or takes the star away.
    pub fn star(&mut self, id: RequestId, on: bool) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == id) {
            row.starred = on;
        }
    }

    /// Takes a row out, as into the trash; gives it back with its place.
    pub fn take(&mut self, id: RequestId) -> Option<(usize, HistoryRow)> {
        let place = self.rows.iter().position(|row| row.id == id)?;
        let was_found = place < self.matching().len();
        let row = self.rows.remove(place);
        self.near_moved(place, -1);
        self.total = self.total.saturating_sub(1);
        if was_found {
            self.recount(&row, false);
        }
        self.was_emptied |= !self.trash;
        self.list.row_removed(place);
        Some((place, row))
    }

    /// One that is not among the rows went away.
    pub fn one_less(&mut self) {
        self.total = self.total.saturating_sub(1);
    }

    /// Puts a row back where it was.
    pub fn put_back(&mut self, place: usize, row: HistoryRow) {
        if let Some(listed) = self.rows.iter().position(|listed| listed.id == row.id) {
            self.choose(listed);
            return;
        }
        let place = place.min(self.rows.len());
        if place <= self.matching().len() {
            self.recount(&row, true);
        }
        self.rows.insert(place, row);
        self.near_moved(place, 1);
        self.total += 1;
        self.list.row_added(place);
        self.choose(place);
    }

    /// Of the requests that were counted there is one more, or one less.
    fn recount(&mut self, row: &HistoryRow, more: bool) {
        let Some(tally) = &mut self.tally else { return };
        let cost = row.cost.filter(|_| row.cost_kind != CostKind::None).unwrap_or_default();
        if more {
            tally.count += 1;
            tally.cost = tally.cost + cost;
        } else {
            tally.count = tally.count.saturating_sub(1);
            tally.cost = Money::from_micros(tally.cost.micros().saturating_sub(cost.micros()));
        }
    }
}
