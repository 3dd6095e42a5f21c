//! The newest rows as they were last seen, for the first frame: read without SQLite, never used to act (startup.md).

use std::{fs, path::PathBuf};

use super::{StoreError, kept_file, layout};
use crate::domain::{LastSeen, Places};

/// A file of another version is no rows at all.
const HEAD: &[u8] = concat!("pochade ", env!("CARGO_PKG_VERSION"), " rows 2\n").as_bytes();

fn path(places: &Places) -> PathBuf {
    places.state.join("last-rows")
}

/// The rows that were last seen, none where nothing was ever kept; nothing where they cannot be read.
#[must_use]
pub fn read_last_rows(places: &Places) -> Option<LastSeen> {
    let Ok(bytes) = fs::read(path(places)) else {
        let years = fs::read_dir(layout::records(places));
        let empty = years.map_or(true, |mut years| years.next().is_none());
        return empty.then(LastSeen::default);
    };
    postcard::from_bytes(bytes.strip_prefix(HEAD)?).ok()
}

/// Keeps the rows for the next start.
pub fn write_last_rows(places: &Places, seen: &LastSeen) -> Result<(), StoreError> {
    let path = path(places);
    let bytes = postcard::to_extend(seen, HEAD.to_vec())
        .map_err(|error| StoreError::disk("write", &path)(std::io::Error::other(error)))?;
    kept_file::write(&path, &bytes)
}
