//! Removes pictures that no request names any more, a week after that was first seen.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError, disk, layout, locks, read_draft,
    records::{self, Found, Record},
};
use crate::domain::Places;

/// So long a picture stays that nobody names: a synchronised record may come later than its picture (faults.md §6).
const GRACE: Duration = Duration::from_hours(7 * 24);

/// What a sweep came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// How many pictures were removed.
    pub removed: u64,
    /// How many bytes that freed.
    pub bytes: u64,
    /// How many more are named by nobody and wait until their week is over.
    pub waiting: u64,
    /// Why nothing was removed, where something stood in the way.
    pub held: Option<String>,
}

/// When each picture was first seen that nobody names.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Unnamed {
    v: u32,
    since: BTreeMap<String, Timestamp>,
}

fn path(places: &Places) -> PathBuf {
    places.state.join("unnamed-pictures.json")
}

impl Store {
    /// Notes which pictures nobody names, and removes those that were noted a week ago. Nothing is removed while an
    /// engine lives, or while a record cannot be read: it may name any of them. What the index knows of texts that are
    /// gone goes at once.
    pub fn sweep(&self, at: Timestamp) -> Result<Swept, StoreError> {
        self.writable()?;
        // An index that cannot be written to is made again by whoever can, from what is left.
        let _ = self.index().forget_runs();
        let places = self.places();
        if locks::any_engine_lives(places, None) {
            return Ok(held("an engine is at work"));
        }
        let Some(named) = named(places)? else {
            return Ok(held("a record is damaged and may name them"));
        };
        let before: Unnamed = fs::read(path(places))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let mut now = Unnamed {
            v: 1,
            since: BTreeMap::new(),
        };
        let mut swept = Swept::default();
        for picture in pictures(places) {
            let relative = layout::relative(places, &picture);
            if named.contains(&relative) {
                continue;
            }
            let name = relative.to_string_lossy().into_owned();
            let since = before.since.get(&name).copied().unwrap_or(at);
            let is_over = Duration::try_from(at.duration_since(since)).is_ok_and(|age| age >= GRACE);
            match fs::metadata(&picture) {
                Ok(facts) if is_over && is_old(&facts) && fs::remove_file(&picture).is_ok() => {
                    swept.removed += 1;
                    swept.bytes += facts.len();
                }
                _ => {
                    swept.waiting += 1;
                    now.since.insert(name, since);
                }
            }
        }
        if !now.since.is_empty() || path(places).exists() {
            let bytes = serde_json::to_vec(&now).unwrap_or_default();
            disk::write_over(&path(places), &bytes).map_err(StoreError::disk("write", path(places)))?;
        }
        Ok(swept)
    }
}

fn held(why: &str) -> Swept {
    Swept {
        held: Some(why.to_owned()),
        ..Swept::default()
    }
}

/// One that was written or asked for lately is about to be named by a record.
fn is_old(facts: &fs::Metadata) -> bool {
    let written = facts.modified().ok();
    let age = written.and_then(|time| SystemTime::now().duration_since(time).ok());
    age.is_some_and(|age| age >= GRACE)
}

/// The pictures that records and the form name, relative to the data directory; nothing where one cannot be read.
fn named(places: &Places) -> Result<Option<HashSet<PathBuf>>, StoreError> {
    let mut all = HashSet::new();
    for id in records::all(places) {
        match records::look(places, id) {
            Ok(Found::Kept(record)) if record.damage.is_empty() => all.extend(pictures_of(&record)),
            Ok(Found::Purged(_)) | Err(StoreError::NoSuch(_)) => {}
            Ok(Found::Kept(_)) | Err(StoreError::Damaged { .. }) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let draft = read_draft(places).unwrap_or_default();
    let inputs = draft.images.iter().chain(&draft.mask).chain(&draft.markup);
    all.extend(inputs.map(|input| layout::relative(places, &input.path)));
    Ok(Some(all))
}

/// The pictures that a record names, results and inputs, as it names them.
pub(super) fn pictures_of(record: &Record) -> impl Iterator<Item = PathBuf> {
    let ends = record.attempts.iter().filter_map(|attempt| attempt.end.as_ref());
    let images = ends.flat_map(|end| &end.images).map(|image| image.path.clone());
    let inputs = record.request.request.inputs().iter();
    let inputs = inputs
        .filter(|input| input.remote.is_none())
        .map(|input| input.path.clone());
    images.chain(inputs)
}

/// Every picture file.
pub(super) fn pictures(places: &Places) -> Vec<PathBuf> {
    let shelves = listed(&layout::blobs(places));
    let files = shelves
        .iter()
        .filter(|path| path.is_dir())
        .flat_map(|shelf| listed(shelf));
    files
        .filter(|file| {
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            !name.starts_with(disk::UNFINISHED)
        })
        .collect()
}

/// What lies in a directory, in order; nothing where it cannot be listed.
pub(super) fn listed(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort_unstable();
    paths
}
