//! Small files beside the records that are written anew as a whole.

use std::{io, path::Path};

use serde::Serialize;

use super::{StoreError, disk};

/// Writes a file in the place of what was there, and makes its folder where there is none.
pub(super) fn write(file: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if let Some(folder) = file.parent() {
        disk::make_directory(folder).map_err(StoreError::disk("make", folder))?;
    }
    disk::write_over(file, bytes).map_err(StoreError::disk("write", file))
}

/// The same for a value, as JSON.
pub(super) fn write_json<T: Serialize + ?Sized>(file: &Path, value: &T) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec_pretty(value);
    write(
        file,
        &bytes.map_err(|error| StoreError::disk("write", file)(io::Error::other(error)))?,
    )
}
