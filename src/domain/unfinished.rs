//! What the store knows of requests that are not at rest: what waits or runs, what waits for the person, what came.

use std::path::PathBuf;

use super::{HistoryRow, RequestId, RequestState};

/// Requests that wait or run, and those that ended unknown and were neither tried again nor dismissed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unfinished {
    /// Oldest first; what is in the trash is left out.
    pub rows: Vec<HistoryRow>,
    /// The order that the person gave to those that wait, the next one first; what is not named has its age.
    pub order: Vec<RequestId>,
    /// Whether another engine than one's own lives, which may have the queued ones in its line.
    pub elsewhere: bool,
}

impl Unfinished {
    /// How many ended unknown.
    #[must_use]
    pub fn unknown(&self) -> usize {
        let is_unknown = |row: &&HistoryRow| row.state == RequestState::Unknown;
        self.rows.iter().filter(is_unknown).count()
    }
}

/// What came of a request besides its pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Came {
    /// The raw answer's file, without its image bytes.
    pub answer: Option<PathBuf>,
    /// The beginning of the raw answer.
    pub text: String,
    /// The file of an answer that nobody has read yet, and its size in bytes.
    pub spool: Option<(PathBuf, u64)>,
}
