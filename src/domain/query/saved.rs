//! Searches that a person keeps under a name.

use serde::{Deserialize, Serialize};

/// A search with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// What it is called.
    pub name: String,
    /// The line that is searched with.
    pub line: String,
}
