//! What an export came to.

use crate::store::Damage;

/// The sums of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportReport {
    /// How many requests are in it.
    pub requests: u64,
    /// How many files.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// What could not be put there.
    pub left_out: Vec<Damage>,
}
