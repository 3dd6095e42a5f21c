//! Brings readable copies of what came to the folder of the person's choice.

use std::sync::Arc;

use super::{desk::Desk, program::log};
use crate::{
    domain::{Failure, Files, Report, RequestId},
    store::{Store, StoreError, copy_into, zone},
};

/// Copies the pictures of a request, where that is wished. They are kept already: what goes wrong is told, and changes
/// nothing about the request.
pub(super) async fn make(desk: &Arc<Desk>, id: RequestId) {
    let files = desk.files.clone();
    if files.copies.as_os_str().is_empty() {
        return;
    }
    let copied = desk.blocking(move |store| copied(&store, &files, id)).await;
    if let Err(failure) = copied.and_then(|copied| copied.map_err(Failure::from)) {
        log(&format!("{id}: no copy: {}", failure.message));
        desk.voice.say(Report::NotCopied { id, failure });
    }
}

fn copied(store: &Store, files: &Files, id: RequestId) -> Result<(), StoreError> {
    let entry = store.entry(id)?;
    let offset = zone().to_offset(entry.created_at);
    for image in &entry.images {
        copy_into(&image.path, &files.copies, &files.name.path(&entry, image, offset))?;
    }
    Ok(())
}
