//! Lists that a person keeps in the state directory: searches with a name, and pictures used lately.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use super::{StoreError, disk, layout};
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
    write(&searches(places), list)
}

/// The pictures used lately, newest first; none when there is no list.
#[must_use]
pub fn read_recents(places: &Places) -> Vec<PathBuf> {
    read(&recents(places))
}

/// Keeps the pictures used lately, for the owner alone.
pub fn write_recents(places: &Places, list: &[PathBuf]) -> Result<(), StoreError> {
    write(&recents(places), list)
}

fn read<T: DeserializeOwned>(file: &Path) -> Vec<T> {
    let text = fs::read(file).ok();
    text.and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

fn write<T: Serialize>(file: &Path, list: &[T]) -> Result<(), StoreError> {
    let written = || -> io::Result<()> {
        let text = serde_json::to_vec_pretty(list)?;
        if let Some(folder) = file.parent() {
            disk::make_directory(folder)?;
        }
        disk::write_over(file, &text)
    };
    written().map_err(StoreError::disk("write", file))
}
