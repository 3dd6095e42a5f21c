//! Brings an export or a backup in: a merge in which nothing is overwritten, and doing it twice changes nothing.

use std::{
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    incoming::{Complaint, Incoming, Landed},
    manifest::{Lines, Listed, MANIFEST},
    members::Member,
    shelves::{Source, copied},
};
use crate::{
    domain::RequestId,
    store::{Damage, Store, StoreError, blobs, disk},
};

/// For more new requests it is quicker to make the index again than to list each.
const MANY: u64 = 500;
/// More of one request is held in memory by nobody.
const MOST_OF_A_REQUEST: usize = 64 * 1024 * 1024;
/// A larger record file is none of ours.
const MOST_OF_A_RECORD: u64 = 40 * 1024 * 1024;
/// A larger picture is none that any server has made.
const MOST_OF_A_PICTURE: u64 = 512 * 1024 * 1024;

/// What an import came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// How many requests were not here.
    pub new_requests: u64,
    /// How many were here and got something more, such as a mark.
    pub changed_requests: u64,
    /// How many were here already, or were purged here.
    pub known_requests: u64,
    /// How many pictures were not here.
    pub new_pictures: u64,
    /// How many were here already.
    pub known_pictures: u64,
    /// What was not taken, and why; paths are those of the archive.
    pub left_out: Vec<Damage>,
}

impl Store {
    /// Merges a directory or a zip file that `export` or `backup` has made. Every file must have the hash that its
    /// manifest gives; nothing is written outside the data directory, whatever names the manifest holds.
    pub fn import(&self, from: &Path, at: Timestamp) -> Result<ImportReport, StoreError> {
        self.writable()?;
        let mut import = Import {
            store: self,
            at,
            source: opened(from)?,
            report: ImportReport::default(),
            request: None,
            seen: Vec::new(),
        };
        let unread = |error| StoreError::disk("read", from)(error);
        // Pictures first, so that no record names one that is not there yet.
        let mut manifest = opened(from)?;
        each(&mut manifest, |listed| import.picture(listed)).map_err(unread)?;
        let mut manifest = opened(from)?;
        each(&mut manifest, |listed| import.record(listed)).map_err(unread)?;
        import.land().map_err(unread)?;
        if import.report.new_requests > MANY {
            self.rebuild_index()?;
        } else {
            self.index().list_new(&import.seen)?;
        }
        Ok(import.report)
    }
}

fn opened(from: &Path) -> Result<Source, StoreError> {
    Source::open(from).map_err(StoreError::disk("open", from))
}

/// Calls for each line of the manifest; `Err` holds a line that is none.
fn each(source: &mut Source, mut take: impl FnMut(Result<Listed, String>) -> io::Result<()>) -> io::Result<()> {
    let manifest = source.read(MANIFEST).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(error.kind(), format!("it holds no {MANIFEST}")),
        _ => error,
    })?;
    let mut lines = Lines::new(BufReader::new(manifest));
    while let Some(line) = lines.next()? {
        take(line)?;
    }
    Ok(())
}

struct Import<'a> {
    store: &'a Store,
    at: Timestamp,
    source: Source,
    report: ImportReport,
    /// The request whose files are being gathered.
    request: Option<Incoming>,
    /// Every request that the archive has.
    seen: Vec<RequestId>,
}

impl Import<'_> {
    fn leave(&mut self, path: &str, reason: impl Into<String>) {
        self.report.left_out.push(Damage {
            path: PathBuf::from(path),
            reason: reason.into(),
        });
    }

    fn picture(&mut self, listed: Result<Listed, String>) -> io::Result<()> {
        let listed = match listed {
            Ok(listed) => listed,
            Err(why) => {
                self.leave(MANIFEST, why);
                return Ok(());
            }
        };
        let Some(member) = Member::named(&listed.path) else {
            self.leave(&listed.path, "no file of a store has this name; it was not looked at");
            return Ok(());
        };
        let Member::Picture { sha256, extension } = &member else {
            return Ok(());
        };
        if *sha256 != listed.sha256 {
            self.leave(&listed.path, "its name and its hash differ");
            return Ok(());
        }
        let here = disk::open_regular(&member.place(self.store.places()));
        if here.is_ok_and(|file| blobs::hash_of(&file).is_ok_and(|(found, _)| found == *sha256)) {
            self.report.known_pictures += 1;
            return Ok(());
        }
        let mut blob = self.store.blob().map_err(io::Error::other)?;
        let came = self.source.read(&listed.path);
        let came = came.and_then(|from| copied(&mut from.take(MOST_OF_A_PICTURE), &mut blob));
        match came {
            Ok(_) => match blob.finish_as(sha256, extension).map_err(io::Error::other)? {
                Ok(_) => self.report.new_pictures += 1,
                Err(hash) => self.leave(&listed.path, format!("its bytes have the hash {hash}")),
            },
            Err(error) if matters_here(&error) => return Err(error),
            Err(error) => self.leave(&listed.path, error.to_string()),
        }
        Ok(())
    }

    fn record(&mut self, listed: Result<Listed, String>) -> io::Result<()> {
        // What is no line, and what is no member, was told with the pictures.
        let Ok(listed) = listed else { return Ok(()) };
        let Some(Member::Record { id, name }) = Member::named(&listed.path) else {
            return Ok(());
        };
        if self.request.as_ref().is_some_and(|request| request.id != id) {
            self.land()?;
        }
        let mut bytes = Vec::new();
        let read = self
            .source
            .read(&listed.path)
            .and_then(|from| copied(&mut from.take(MOST_OF_A_RECORD), &mut bytes));
        match read {
            Err(error) => self.leave(&listed.path, error.to_string()),
            Ok((hash, _)) if hash != listed.sha256 => {
                self.leave(&listed.path, format!("its bytes have the hash {hash}"));
            }
            Ok(_) => self.gather(id, name, bytes, &listed.path),
        }
        Ok(())
    }

    fn gather(&mut self, id: RequestId, name: String, bytes: Vec<u8>, path: &str) {
        let request = self.request.get_or_insert_with(|| Incoming { id, files: Vec::new() });
        let named_twice = request.files.iter().any(|(other, _)| *other == name);
        if named_twice || request.bytes() + bytes.len() > MOST_OF_A_REQUEST {
            self.leave(path, "its request has more than any request");
            return;
        }
        request.files.push((name, bytes));
    }

    /// Writes the request whose files were gathered.
    fn land(&mut self) -> io::Result<()> {
        let Some(mut request) = self.request.take() else {
            return Ok(());
        };
        let mut complaints = request.sort_out();
        let (landed, others) = request.land(self.store.places(), self.at)?;
        complaints.extend(others);
        match landed {
            Landed::New => self.report.new_requests += 1,
            Landed::More(_) => self.report.changed_requests += 1,
            Landed::Known | Landed::Purged => self.report.known_requests += 1,
        }
        if matches!(landed, Landed::More(_)) {
            self.store.index().refresh(request.id);
        }
        self.seen.push(request.id);
        for (name, why) in complaints {
            self.complain(request.id, &(name, why));
        }
        Ok(())
    }

    fn complain(&mut self, id: RequestId, (name, why): &Complaint) {
        self.leave(&format!("{id}/{name}"), why.clone());
    }
}

/// Whether it is our disk that fails, and not the archive.
fn matters_here(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem
    )
}
