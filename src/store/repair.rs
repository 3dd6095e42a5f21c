//! Makes again what can be made again, and clears away what nobody will finish.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use jiff::Timestamp;

use super::{
    Store, StoreError, disk, layout, purge,
    records::{self, Found},
    sweep::listed,
};
use crate::{
    domain::{Places, thousands},
    imaging,
};

/// An unfinished file of this age is nobody's any more.
const ABANDONED: Duration = Duration::from_hours(24);
/// The names of unfinished files that the temporary directory's own rule gives.
const UNNAMED: &str = ".tmp";

impl Store {
    /// Makes the index again from the records, finishes purges that were cut short, removes unfinished files of dead
    /// writers, torn thumbnails and forgotten pictures; the answer is what was done, in sentences.
    pub fn repair(&self, at: Timestamp) -> Result<Vec<String>, StoreError> {
        self.writable()?;
        let places = self.places();
        let mut done = Vec::new();
        let mut tell = |count: u64, what: &str| {
            if count > 0 {
                done.push(format!("{} {what}", thousands(count)));
            }
        };
        let rests: Vec<_> = records::all(places)
            .into_iter()
            .filter(|id| matches!(records::look(places, *id), Ok(Found::Purged(_))))
            .filter(|id| !purge::rests(places, *id).is_empty())
            .collect();
        for id in &rests {
            self.purge(*id, at)?;
        }
        tell(rests.len() as u64, "purges were finished");
        tell(removed(&abandoned(places)), "unfinished files were removed");
        tell(removed(&torn_thumbnails(places)), "torn small pictures were removed");
        let swept = self.sweep(at)?;
        tell(swept.removed, "pictures that no request names were removed");
        tell(self.rebuild_index()?, "requests were listed anew");
        Ok(done)
    }
}

fn removed(files: &[PathBuf]) -> u64 {
    let gone = files.iter().filter(|file| fs::remove_file(file).is_ok());
    gone.count() as u64
}

/// Files and directories of records that were being written when their writer died.
pub(super) fn abandoned(places: &Places) -> Vec<PathBuf> {
    let months = listed(&layout::records(places))
        .into_iter()
        .flat_map(|year| listed(&year));
    let months: Vec<PathBuf> = months.collect();
    let requests = months.iter().flat_map(|month| listed(month));
    let directories = [layout::blobs(places), layout::spool(places), places.state.clone()];
    let inside = directories
        .into_iter()
        .chain(requests)
        .flat_map(|directory| listed(&directory));
    inside
        .filter(|path| is_unfinished(path) && is_old(path) && path.is_file())
        .collect()
}

/// Removes what dead writers left among the pictures; the rest waits for a repair.
pub(super) fn remove_abandoned_pictures(places: &Places) {
    let files = listed(&layout::blobs(places));
    let old: Vec<PathBuf> = files
        .into_iter()
        .filter(|path| is_unfinished(path) && is_old(path))
        .collect();
    removed(&old);
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with(disk::UNFINISHED)
}

fn is_old(path: &Path) -> bool {
    let written = fs::metadata(path).and_then(|facts| facts.modified());
    let age = written
        .ok()
        .and_then(|time| SystemTime::now().duration_since(time).ok());
    age.is_some_and(|age| age > ABANDONED)
}

/// Small pictures whose beginning is no picture; they are made again when they are next wanted.
pub(super) fn torn_thumbnails(places: &Places) -> Vec<PathBuf> {
    let shelves = listed(&places.cache.join("thumbs"));
    let files = shelves.iter().flat_map(|shelf| listed(shelf));
    files.filter(|file| file.is_file() && is_torn(file)).collect()
}

fn is_torn(file: &Path) -> bool {
    let mut start = Vec::new();
    let read = disk::open_regular(file).and_then(|open| open.take(64 * 1024).read_to_end(&mut start));
    let unfinished = file
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(UNNAMED));
    read.is_err() || (imaging::facts(&start).is_err() && (!unfinished || is_old(file)))
}
