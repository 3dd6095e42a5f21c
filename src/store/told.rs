//! What this person was told once on this machine, and need not be told again.

use super::{StoreError, disk, layout};
use crate::domain::Places;

/// A file for each thing, with the machine's name in it: homes may be shared between machines.
fn path(places: &Places, what: &str) -> std::path::PathBuf {
    places.state.join("told").join(format!("{what}-{}", layout::host()))
}

/// Whether that was told on this machine; `what` is letters and dashes.
#[must_use]
pub fn is_told(places: &Places, what: &str) -> bool {
    path(places, what).exists()
}

/// Notes that it is told now.
pub fn note_told(places: &Places, what: &str) -> Result<(), StoreError> {
    let path = path(places, what);
    let folder = places.state.join("told");
    disk::make_directory(&folder).map_err(StoreError::disk("make", &folder))?;
    disk::write_over(&path, b"").map_err(StoreError::disk("write", path))
}
