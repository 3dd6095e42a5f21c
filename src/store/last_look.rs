//! When somebody looked last, and what has ended since.

use std::{fs, path::PathBuf};

use jiff::Timestamp;

use super::{Store, StoreError, disk};
use crate::domain::{Places, SinceLeft};

fn path(places: &Places) -> PathBuf {
    places.state.join("last-look")
}

/// Notes that somebody looks, for the next greeting: when a screen comes and leaves, and with every end that it has
/// shown.
pub fn write_last_look(places: &Places, at: Timestamp) -> Result<(), StoreError> {
    let path = path(places);
    disk::write_over(&path, format!("{at}\n").as_bytes()).map_err(StoreError::disk("write", path))
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

    /// As [`write_last_look`].
    pub fn note_look(&self, at: Timestamp) -> Result<(), StoreError> {
        write_last_look(self.places(), at)
    }
}
