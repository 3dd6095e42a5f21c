//! Searches that a person keeps, in the state directory.

use std::{fs, io, path::PathBuf};

use crate::domain::{Failure, FailureKind, Places, SavedSearch};

fn file(places: &Places) -> PathBuf {
    places.state.join("searches.json")
}

/// The searches that are kept; none when there is no list.
pub fn read(places: &Places) -> Vec<SavedSearch> {
    let text = fs::read(file(places)).ok();
    text.and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

/// Keeps the list.
pub fn write(places: &Places, searches: &[SavedSearch]) -> Result<(), Failure> {
    let file = file(places);
    let written = || -> io::Result<()> {
        let text = serde_json::to_vec_pretty(searches)?;
        let fresh = file.with_extension("new");
        fs::write(&fresh, text)?;
        fs::rename(&fresh, &file)
    };
    written().map_err(|error| {
        let message = format!("the searches cannot be kept in {}: {error}", file.display());
        Failure::new(FailureKind::Storage, message)
    })
}
