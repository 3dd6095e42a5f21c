//! What the person puts on a request, one small file a mark; the last of a kind wins.

/// A mark on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Starred or no longer so.
    Star(bool),
    /// One more tag.
    Tag(String),
    /// One tag less.
    Untag(String),
    /// A note; empty takes it away.
    Note(String),
    /// A title; empty takes it away.
    Title(String),
    /// Into the trash.
    Trash,
    /// Out of the trash.
    Restore,
    /// Whoever runs the request is to stop.
    Cancel,
    /// An unknown end was seen and needs no more telling.
    Dismiss,
}
