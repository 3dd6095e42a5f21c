//! Pictures used lately, kept in the state directory.

use std::{fs, path::PathBuf};

use crate::domain::Places;

fn file(places: &Places) -> PathBuf {
    places.state.join("drafts").join("recent-pictures.json")
}

/// The pictures used lately, newest first; none when there is no list.
pub fn read(places: &Places) -> Vec<PathBuf> {
    let text = fs::read(file(places)).ok();
    text.and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

/// Keeps the list.
pub fn write(places: &Places, recents: &[PathBuf]) -> std::io::Result<()> {
    let file = file(places);
    let text = serde_json::to_vec(recents)?;
    let fresh = file.with_extension("new");
    fs::write(&fresh, text)?;
    fs::rename(&fresh, &file)
}
