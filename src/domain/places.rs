//! The directories that pochade keeps its files in.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Where things live; every path is absolute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Records and original pictures: the truth.
    pub data: PathBuf,
    /// The index, drafts, locks, spool and log: can be made again.
    pub state: PathBuf,
    /// Thumbnails and small pictures: can be thrown away.
    pub cache: PathBuf,
    /// `config.toml`, `keymap.toml`, `models.toml`, themes.
    pub config: PathBuf,
}

impl Places {
    /// All four in folders of one: `data`, `state`, `cache` and `config`.
    #[must_use]
    pub fn below(folder: &Path) -> Self {
        Self {
            data: folder.join("data"),
            state: folder.join("state"),
            cache: folder.join("cache"),
            config: folder.join("config"),
        }
    }
}
