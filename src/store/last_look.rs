//! What has ended while nobody looked.

use std::{fs, path::PathBuf};

use jiff::Timestamp;

use super::{Store, StoreError, disk};
use crate::domain::{Places, RequestState, Spent};

/// What has ended since a time, for the greeting: "since you left: 3 done, 1 unknown, $0.42".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SinceLeft {
    /// Stored whole.
    pub done: u64,
    /// Stored in part.
    pub partial: u64,
    /// May have been billed, and nothing came.
    pub unknown: u64,
    /// Refused, not sent or cancelled: not billed.
    pub failed: u64,
    /// What they cost, by how sure it is.
    pub spent: Spent,
}

impl SinceLeft {
    /// Whether there is nothing to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.done + self.partial + self.unknown + self.failed == 0
    }

    pub(super) const fn count(&mut self, state: RequestState, count: u64) {
        match state {
            RequestState::Stored => self.done += count,
            RequestState::Partial => self.partial += count,
            RequestState::Unknown => self.unknown += count,
            RequestState::Refused | RequestState::NotSent | RequestState::Cancelled => self.failed += count,
            RequestState::Queued | RequestState::Running => {}
        }
    }
}

fn path(places: &Places) -> PathBuf {
    places.state.join("last-look")
}

impl Store {
    /// What has ended after that time; recoveries count with the time at which they were made.
    pub fn since_left(&self, since: Timestamp) -> Result<SinceLeft, StoreError> {
        self.index().ended_since(since)
    }

    /// When somebody last looked at a screen; nothing where nobody has, or it cannot be read.
    #[must_use]
    pub fn last_look(&self) -> Option<Timestamp> {
        fs::read_to_string(path(self.places())).ok()?.trim().parse().ok()
    }

    /// Notes that somebody looks, for the next greeting: when a screen leaves, and with every end that it has shown.
    pub fn note_look(&self, at: Timestamp) -> Result<(), StoreError> {
        let path = path(self.places());
        disk::write_over(&path, format!("{at}\n").as_bytes()).map_err(StoreError::disk("write", path))
    }
}
