//! Only the pictures of requests, under names for people, with what made them in the files where that is wished.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::ExportReport;
use crate::{
    domain::{HistoryEntry, NameTemplate, RequestId, StoredImage, made_with},
    imaging::{self, Note},
    store::{Damage, Store, StoreError, copy_into, write_aside, zone},
};

/// How pictures are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPictures {
    /// The folder; one that is there already gets more.
    pub folder: PathBuf,
    /// The names; a name that is taken gets a number.
    pub names: NameTemplate,
    /// Whether prompt, model, options, id and price go into the files.
    pub metadata: bool,
}

/// What writing pictures came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedReport {
    /// What was written, and what could not be.
    pub written: ExportReport,
    /// Pictures that are there without the metadata that was wished, and why.
    pub without: Vec<Damage>,
}

/// A copy that was made.
struct Copied {
    bytes: u64,
    /// Why it has no metadata though that was wished.
    without: Option<String>,
}

/// Why one was not made.
enum Stopped {
    /// The kept picture cannot be read.
    Here(String),
    /// The folder cannot be written.
    There(StoreError),
}

impl Store {
    /// Copies the pictures of requests into a folder. Damage of one keeps the others from nothing; where nothing can be
    /// written, nothing more is tried.
    pub fn export_pictures(&self, ids: &[RequestId], how: &NamedPictures) -> Result<NamedReport, StoreError> {
        let mut report = NamedReport::default();
        let written = &mut report.written;
        for id in ids {
            let entry = self.entry(*id)?;
            for image in &entry.images {
                let damage = |reason| Damage {
                    path: image.path.clone(),
                    reason,
                };
                match copy(&entry, image, how) {
                    Ok(Copied { bytes, without }) => {
                        report.without.extend(without.map(damage));
                        written.files += 1;
                        written.bytes += bytes;
                    }
                    Err(Stopped::Here(reason)) => written.left_out.push(damage(reason)),
                    Err(Stopped::There(error)) => return Err(error),
                }
            }
            written.requests += 1;
        }
        Ok(report)
    }
}

fn copy(entry: &HistoryEntry, image: &StoredImage, how: &NamedPictures) -> Result<Copied, Stopped> {
    let offset = zone().to_offset(entry.created_at);
    let (folder, name) = (&how.folder, how.names.path(entry, image, offset));
    if !image.path.is_file() {
        return Err(Stopped::Here("it is missing".to_owned()));
    }
    let mut without = None;
    if how.metadata {
        match described(entry, image)? {
            Ok(bytes) => {
                let to = write_aside(&bytes, folder, &name).map_err(Stopped::There)?;
                return Ok(Copied {
                    bytes: length(&to),
                    without,
                });
            }
            Err(why) => without = Some(why),
        }
    }
    let to = copy_into(&image.path, folder, &name).map_err(Stopped::There)?;
    Ok(Copied {
        bytes: length(&to),
        without,
    })
}

/// The bytes of a picture with its metadata in them, or why it has no place for them.
fn described(entry: &HistoryEntry, image: &StoredImage) -> Result<Result<Vec<u8>, String>, Stopped> {
    let bytes = fs::read(&image.path).map_err(|error| Stopped::Here(error.to_string()))?;
    let note = Note {
        json: &made_with(entry, image),
        description: entry.request.prompt(),
    };
    Ok(imaging::with_note(&bytes, &note).map_err(|error| error.to_string()))
}

/// How long a file is that was just written; it is for a sum that nobody relies on.
fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |facts| facts.len())
}
