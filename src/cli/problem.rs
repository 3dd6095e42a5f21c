//! Why a verb ended early.

use crate::domain::{Failure, FailureKind, Fault};

/// Why a verb ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// Something went wrong.
    Failure(Failure),
    /// The request breaks rules; nothing was sent.
    Faults(Vec<Fault>),
    /// Whoever read our output has gone, as `head` does; no reason to complain.
    Unread,
}

impl Problem {
    /// A wrong way of calling us.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Failure(Failure::new(FailureKind::Request, message))
    }
}

impl<E: Into<Failure>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}
