//! Why a line of search cannot be understood, and where.

use std::{fmt, ops::Range};

/// A token that says nothing that can be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFault {
    /// The bytes of the line that are at fault.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub message: String,
    /// What would be right.
    pub right: String,
    /// It only ends too early, as a token does that is being typed.
    pub unfinished: bool,
}

impl QueryFault {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>, right: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            right: right.into(),
            unfinished: false,
        }
    }

    pub(super) fn unfinished(mut self) -> Self {
        self.unfinished = true;
        self
    }
}

impl fmt::Display for QueryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.message, self.right)
    }
}
