//! What is to be copied.

use std::path::PathBuf;

use crate::domain::{CopiedThing, HistoryEntry};

/// What is to be copied. Texts come whole; what depends on this machine or on a profile's server is made outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyWish {
    /// A text.
    Text {
        /// What it is.
        thing: CopiedThing,
        /// The text as it was kept; it is made safe to paste on the way.
        text: String,
    },
    /// A line that fetches this file from this machine.
    Scp(PathBuf),
    /// A line that sends this request by curl.
    Curl(Box<HistoryEntry>),
    /// This picture.
    Picture(PathBuf),
}
