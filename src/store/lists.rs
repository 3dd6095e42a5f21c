//! Lists that a person keeps in the state directory: searches with a name, and pictures used lately.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;

use super::{StoreError, kept_file, layout};
use crate::domain::{Places, SavedSearch};

fn searches(places: &Places) -> PathBuf {
    places.state.join("searches.json")
}

fn recents(places: &Places) -> PathBuf {
    layout::drafts(places).join("recent-pictures.json")
}

/// The searches that are kept; none when there is no list.
#[must_use]
pub fn read_searches(places: &Places) -> Vec<SavedSearch> {
    read(&searches(places))
}

/// Keeps the searches, for the owner alone.
pub fn write_searches(places: &Places, list: &[SavedSearch]) -> Result<(), StoreError> {
    kept_file::write_json(&searches(places), list)
}

/// The pictures used lately, newest first; none when there is no list.
#[must_use]
pub fn read_recents(places: &Places) -> Vec<PathBuf> {
    read(&recents(places))
}

/// Keeps the pictures used lately, for the owner alone.
pub fn write_recents(places: &Places, list: &[PathBuf]) -> Result<(), StoreError> {
    kept_file::write_json(&recents(places), list)
}

fn read<T: DeserializeOwned>(file: &Path) -> Vec<T> {
    let text = fs::read(file).ok();
    text.and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}
