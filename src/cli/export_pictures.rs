//! Exports of pictures alone: a folder of files with names for people, and with their prompts inside where that is wished.

use std::{fs, path::Path};

use super::{archive_args::ExportArgs, output::Output, problem::Problem};
use crate::{
    domain::{HistoryEntry, NameTemplate, RequestId, Settings, StoredImage, made_with},
    imaging::{self, Note},
    store::{Damage, ExportReport, Store, StoreError, copy_into, write_aside, zone},
};

/// What everybody should know who hands such pictures on.
const NOTE: &str = "the prompt goes with each picture: model, options, id and price are in the file for everyone who gets \
                    it; it is some bytes larger and has another hash, no pixel is changed, and a maker's signed content \
                    credentials no longer verify";

/// Copies the pictures of the requests into a folder; a name that is taken gets a number.
pub(super) fn write(
    store: &Store,
    ids: &[RequestId],
    settings: &Settings,
    args: &ExportArgs,
    output: &mut Output,
) -> Result<ExportReport, Problem> {
    let names = args.name.as_ref().unwrap_or(&settings.files.name);
    let mut report = ExportReport::default();
    let mut told = false;
    for id in ids {
        let entry = store.entry(*id)?;
        for image in &entry.images {
            match copy(&entry, image, names, args) {
                Ok(Copied { bytes, without: None }) => {
                    if args.metadata && !std::mem::replace(&mut told, true) {
                        output.note(NOTE);
                    }
                    report.files += 1;
                    report.bytes += bytes;
                }
                Ok(Copied {
                    bytes,
                    without: Some(why),
                }) => {
                    output.warn(&format!("{} has no metadata: {why}", image.path.display()));
                    report.files += 1;
                    report.bytes += bytes;
                }
                // Damage here must not keep the others from going; where nothing can be written, nothing more can.
                Err(Stopped::Here(reason)) => report.left_out.push(Damage {
                    path: image.path.clone(),
                    reason,
                }),
                Err(Stopped::There(error)) => return Err(error.into()),
            }
        }
        report.requests += 1;
    }
    Ok(report)
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

fn copy(entry: &HistoryEntry, image: &StoredImage, names: &NameTemplate, args: &ExportArgs) -> Result<Copied, Stopped> {
    let offset = zone().to_offset(entry.created_at);
    let (folder, name) = (&args.to, names.path(entry, image, offset));
    if !image.path.is_file() {
        return Err(Stopped::Here("it is missing".to_owned()));
    }
    let mut without = None;
    if args.metadata {
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
