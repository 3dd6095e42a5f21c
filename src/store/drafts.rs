//! The form that was not sent, kept for the next start.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::{StoreError, kept_file, layout};
use crate::domain::{Draft, Places};

#[derive(Serialize, Deserialize)]
struct DraftFile {
    v: u8,
    draft: Draft,
}

fn path(places: &Places) -> PathBuf {
    layout::drafts(places).join("compose.json")
}

/// The form as it was left; nothing where there is none or it cannot be read.
#[must_use]
pub fn read_draft(places: &Places) -> Option<Draft> {
    let bytes = fs::read(path(places)).ok()?;
    let file: DraftFile = serde_json::from_slice(&bytes).ok()?;
    Some(file.draft)
}

/// Keeps the form, durable; an older one stays whole until the new one is.
pub fn write_draft(places: &Places, draft: &Draft) -> Result<(), StoreError> {
    let file = DraftFile {
        v: 1,
        draft: draft.clone(),
    };
    kept_file::write_json(&path(places), &file)
}
