//! What can go wrong between a request and the disk, in words for a person.

use std::{io, path::PathBuf};

use crate::domain::{Failure, FailureKind, HistoryRow, Money, RequestId, thousands};

/// Something that is not what was once written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// Why the store could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Disk {
        /// What was tried, such as `write`.
        doing: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// There is no room for what is about to come.
    #[error("not enough room in {}: {free_mb} MB free, about {needed_mb} MB needed", path.display())]
    Full {
        /// Where the room is missing.
        path: PathBuf,
        /// Free there, in megabytes.
        free_mb: u64,
        /// Needed there, in megabytes.
        needed_mb: u64,
    },
    /// An input picture cannot be read.
    #[error("cannot read the input {}: {reason}", path.display())]
    Input {
        /// The file that was named.
        path: PathBuf,
        /// Why it is of no use.
        reason: String,
    },
    /// Another engine has the request, or it has moved on since it was looked at.
    #[error("request {} was taken by another pochade", .0.short())]
    Taken(RequestId),
    /// The person stopped the request before it was sent.
    #[error("request {} was cancelled before it was sent", .0.short())]
    Cancelled(RequestId),
    /// No request has that name.
    #[error("there is no request '{0}'")]
    NoSuch(String),
    /// More than one request has that name.
    #[error("{} requests match '{name}'", thousands(matches))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// How many it could be.
        matches: u64,
        /// A few of them, the newest first.
        candidates: Vec<HistoryRow>,
    },
    /// A record or picture is not what was once written.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The damaged file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file is in the way and is never overwritten.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// A spending limit would be passed.
    #[error("{asked} more would make {spent} of at most {cap} into too much")]
    OverCap {
        /// What this request may cost.
        asked: Money,
        /// Spent and reserved so far.
        spent: Money,
        /// The limit.
        cap: Money,
    },
    /// Nothing may be written here.
    #[error("the store can only be read: {0}")]
    ReadOnly(String),
    /// The index failed and could not be made again.
    #[error("the history index failed: {0}")]
    Index(String),
}

impl StoreError {
    /// Wraps what the system said of a path; for `map_err`.
    pub(super) fn disk(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Disk { doing, path, source }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (kind, hint) = match &error {
            StoreError::NoSuch(_) => (FailureKind::Request, Some("`pochade history` lists the requests")),
            StoreError::Ambiguous { .. } => (FailureKind::Request, Some("write more of the id")),
            StoreError::Input { .. } => (FailureKind::Request, None),
            StoreError::Exists(_) => (FailureKind::Request, Some("nothing is overwritten: give another name")),
            StoreError::Cancelled(_) => (FailureKind::Cancelled, None),
            StoreError::OverCap { .. } => (FailureKind::Cap, Some("raise [caps] in config.toml to allow it")),
            StoreError::Damaged { .. } => (FailureKind::Storage, Some("`pochade check` lists all damage")),
            StoreError::Full { .. } => (FailureKind::Storage, Some("free some space and send it again")),
            StoreError::Disk { .. } | StoreError::Taken(_) | StoreError::ReadOnly(_) | StoreError::Index(_) => {
                (FailureKind::Storage, None)
            }
        };
        let failure = Self::new(kind, error.to_string());
        match hint {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}
