//! The files of one request on their way in: looked at before anything is written, and never over what is there.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{export::rename_new, members::is_picture_path};
use crate::{
    domain::{Places, RequestId},
    store::{
        disk, layout,
        record_files::{EndRecord, MarkRecord, RequestRecord, SentRecord, residue},
        records::{self, Found},
    },
};

/// The record files of one request, read and checked by their hashes.
#[derive(Debug)]
pub(super) struct Incoming {
    pub id: RequestId,
    pub files: Vec<(String, Vec<u8>)>,
}

/// What became of a request that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Landed {
    /// It was not here.
    New,
    /// It was here, and got so many more files.
    More(u64),
    /// It was here.
    Known,
    /// It was purged here, and stays so.
    Purged,
}

/// What was wrong with a file, by its name.
pub(super) type Complaint = (String, String);

impl Incoming {
    pub(super) fn bytes(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Takes out what no request of ours could hold; the answer says why.
    pub(super) fn sort_out(&mut self) -> Vec<Complaint> {
        let id = self.id;
        let mut complaints = Vec::new();
        self.files.retain(|(name, bytes)| match fault(id, name, bytes) {
            None => true,
            Some(why) => {
                complaints.push((name.clone(), why));
                false
            }
        });
        complaints
    }

    /// Writes what is new here. Complaints are files that differ from ours and were left alone.
    pub(super) fn land(&self, places: &Places, at: Timestamp) -> io::Result<(Landed, Vec<Complaint>)> {
        let directory = layout::record(places, self.id);
        if self.files.is_empty() {
            return Ok((Landed::Known, Vec::new()));
        }
        if !directory.exists() {
            return self.land_new(&directory);
        }
        if matches!(records::look(places, self.id), Ok(Found::Purged(_))) {
            return Ok((Landed::Purged, Vec::new()));
        }
        self.land_beside(&directory, at)
    }

    /// The whole directory appears at once: a request of which only a part has come could be taken for one that was
    /// never sent.
    fn land_new(&self, directory: &Path) -> io::Result<(Landed, Vec<Complaint>)> {
        let has = |wanted: &str| self.files.iter().any(|(name, _)| name == wanted);
        if !has(records::REQUEST) && !self.files.iter().any(|(_, bytes)| is_purge(bytes)) {
            let complaint = (
                records::REQUEST.to_owned(),
                "it is missing, so the others are left".to_owned(),
            );
            return Ok((Landed::Known, vec![complaint]));
        }
        let month = directory.parent().unwrap_or(directory);
        disk::make_directory(month)?;
        let unfinished = tempfile::Builder::new()
            .prefix(disk::UNFINISHED)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(month)?;
        let mut paths = Vec::new();
        for (name, bytes) in &self.files {
            let path = unfinished.path().join(name);
            let mut options = OpenOptions::new();
            options.write(true).create_new(true).mode(0o600);
            options.open(&path)?.write_all(bytes)?;
            paths.push(path);
        }
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        disk::sync_many(unfinished.path(), &paths)?;
        match rename_new(unfinished.path(), directory) {
            // Another import was faster; the same things are in it, or the next one tells.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok((Landed::Known, Vec::new())),
            other => other?,
        }
        // It has another name now, so there is nothing to clean up.
        let _ = unfinished.keep();
        disk::sync_directory(month)?;
        Ok((Landed::New, Vec::new()))
    }

    fn land_beside(&self, directory: &Path, at: Timestamp) -> io::Result<(Landed, Vec<Complaint>)> {
        let mut complaints = Vec::new();
        let mut more = 0;
        for (name, bytes) in &self.files {
            let path = directory.join(name);
            match fs::read(&path) {
                Ok(ours) if ours == *bytes => {}
                // What cannot be read here any more is kept aside and replaced: that is what backups are for.
                Ok(ours) if fault(self.id, name, &ours).is_some() => {
                    fs::rename(&path, aside(&path, at))?;
                    disk::write_new(&path, bytes)?;
                    more += 1;
                }
                Ok(_) => complaints.push((name.clone(), "it is not the same here; ours was kept".to_owned())),
                // Nobody else throws away what is kept here.
                Err(error) if error.kind() == io::ErrorKind::NotFound && is_purge(bytes) => {
                    complaints.push((
                        name.clone(),
                        "it purges a request that is kept here; it was not taken".to_owned(),
                    ));
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    disk::write_new(&path, bytes)?;
                    more += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok((if more > 0 { Landed::More(more) } else { Landed::Known }, complaints))
    }
}

fn aside(path: &Path, at: Timestamp) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{name}.damaged-{}", at.as_millisecond()))
}

fn is_purge(bytes: &[u8]) -> bool {
    serde_json::from_slice::<MarkRecord>(bytes).is_ok_and(|mark| residue(&mark).is_some())
}

/// Why a file is none that a request of that name could hold: it cannot be read, or it names a file outside the store.
fn fault(id: RequestId, name: &str, bytes: &[u8]) -> Option<String> {
    let outside = || Some("it names a picture outside the store".to_owned());
    let unread = |error: serde_json::Error| Some(format!("it cannot be read: {error}"));
    if name == records::REQUEST {
        return match serde_json::from_slice::<RequestRecord>(bytes) {
            Err(error) => unread(error),
            Ok(record) if record.id != id => Some(format!("it is of request {}", record.id)),
            Ok(record) => {
                let mut inputs = record.request.inputs().iter().filter(|input| input.remote.is_none());
                if inputs.any(|input| !is_picture_path(&input.path)) {
                    outside()
                } else {
                    None
                }
            }
        };
    }
    let stem = name.strip_suffix(".json").unwrap_or(name);
    if stem.starts_with("answer-") {
        // Whatever a server says is kept as it came.
        None
    } else if stem.starts_with("mark-") {
        serde_json::from_slice::<MarkRecord>(bytes).map_or_else(unread, |_| None)
    } else if stem.strip_suffix(".sent").is_some() {
        serde_json::from_slice::<SentRecord>(bytes).map_or_else(unread, |_| None)
    } else {
        match serde_json::from_slice::<EndRecord>(bytes) {
            Err(error) => unread(error),
            Ok(record) => {
                let mut images = record.end.images.iter();
                if images.any(|image| !is_picture_path(&image.path)) {
                    outside()
                } else {
                    None
                }
            }
        }
    }
}
