//! Whether everything that was written is still what it was.

use std::path::PathBuf;

/// Something that is not what was once written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// What a look at every record and every picture found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// How many requests were read.
    pub records: u64,
    /// How many picture files were hashed.
    pub blobs: u64,
    /// What is damaged or missing.
    pub damaged: Vec<Damage>,
}
