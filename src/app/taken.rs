//! A request that went into the trash, and what gives it back its places.

use super::job::Job;
use crate::domain::HistoryRow;

/// A request that went into the trash, with what it had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) row: HistoryRow,
    /// Its place in the list; nothing where that did not have it.
    pub(super) place: Option<usize>,
    pub(super) marked: bool,
    /// Its place in the queue.
    pub(super) job: Option<(usize, Job)>,
}
