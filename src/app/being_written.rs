//! A copy that is being written, so that what was typed is not lost when that fails.

use super::LinePurpose;

/// A copy that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BeingWritten {
    pub(super) what: LinePurpose,
    pub(super) typed: String,
}
