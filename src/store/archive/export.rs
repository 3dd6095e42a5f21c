//! Some requests with their pictures, in a directory, a zip file, or as lines of JSON.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rustix::fs::{CWD, RenameFlags};

use super::{
    backup::{Tally, known_hash},
    members::{self, Member},
    report::ExportReport,
    sheet::{self, Sheet},
    shelves::{Folder, Put, Zip, directory_of},
};
use crate::{
    domain::RequestId,
    store::{Damage, Store, StoreError, disk, records, sweep},
};

/// Where an export goes; the ending of the name decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportTarget {
    /// A directory that does not exist yet.
    Folder(PathBuf),
    /// A `.zip`.
    Zip(PathBuf),
    /// A `.jsonl`: the history lines, without pictures.
    Lines(PathBuf),
    /// A `.html`: a contact sheet, one page with everything in it.
    Sheet(PathBuf, Sheet),
}

impl ExportTarget {
    /// The target of a path that a person wrote.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "zip" => Self::Zip(path.to_path_buf()),
            "jsonl" | "ndjson" => Self::Lines(path.to_path_buf()),
            "html" | "htm" => Self::Sheet(path.to_path_buf(), Sheet::default()),
            _ => Self::Folder(path.to_path_buf()),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::Zip(path) | Self::Lines(path) | Self::Sheet(path, _) => path,
        }
    }
}

impl Store {
    /// Writes requests out; the target appears under its name only when it is whole, and never over another file.
    pub fn export(&self, ids: &[RequestId], target: &ExportTarget, at: Timestamp) -> Result<ExportReport, StoreError> {
        let path = target.path();
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(path.to_path_buf()));
        }
        let written = match target {
            ExportTarget::Folder(_) => self.export_folder(ids, path, at),
            ExportTarget::Zip(_) => self.export_zip(ids, path, at),
            ExportTarget::Lines(_) => return self.export_lines(ids, path),
            ExportTarget::Sheet(_, sheet) => return sheet::write(self, ids, path, sheet, at),
        };
        written.map_err(|stopped| match stopped {
            Stopped::Store(error) => error,
            Stopped::Disk(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                StoreError::Exists(path.to_path_buf())
            }
            Stopped::Disk(error) => StoreError::disk("write", path)(error),
        })
    }

    fn export_folder(&self, ids: &[RequestId], path: &Path, at: Timestamp) -> Result<ExportReport, Stopped> {
        let unfinished = tempfile::Builder::new()
            .prefix(disk::UNFINISHED)
            .tempdir_in(directory_of(path))?;
        let mut folder = Folder::new(unfinished.path())?;
        let mut tally = Tally::new(unfinished.path(), at)?;
        self.put_all(ids, &mut tally, |name, from, hash| folder.put(name, from, hash))?;
        let report = report_of(&tally);
        folder.finish(tally.manifest)?;
        rename_new(unfinished.path(), path)?;
        // It has another name now, so there is nothing to clean up.
        let _ = unfinished.keep();
        disk::sync_directory(directory_of(path))?;
        Ok(report)
    }

    fn export_zip(&self, ids: &[RequestId], path: &Path, at: Timestamp) -> Result<ExportReport, Stopped> {
        let mut zip = Zip::new(path)?;
        let mut tally = Tally::new(directory_of(path), at)?;
        self.put_all(ids, &mut tally, |name, from, hash| zip.put(name, from, hash))?;
        let report = report_of(&tally);
        zip.finish(tally.manifest)?;
        Ok(report)
    }

    fn put_all(
        &self,
        ids: &[RequestId],
        tally: &mut Tally,
        mut put: impl FnMut(&str, &Path, Option<&str>) -> io::Result<Put>,
    ) -> Result<(), Stopped> {
        let places = self.places();
        for id in ids {
            // Listed before the record is read: what comes meanwhile adds pictures to it, and none is missing.
            let listed = members::of_request(places, *id)?;
            let record = records::read(places, *id)?;
            let pictures = sweep::pictures_of(&record);
            let pictures = pictures.filter_map(|path| members::of_picture(&path));
            let files: Vec<Member> = pictures.chain(listed).collect();
            for member in files {
                let (from, name) = (member.place(places), member.name(places));
                if !tally.is_new(&name) {
                    continue;
                }
                match put(&name, &from, known_hash(&member)) {
                    Ok(done) => tally.count(&from, done)?,
                    // A picture that is missing here must not keep the others from going.
                    Err(error) if error.kind() == io::ErrorKind::NotFound && !from.exists() => {
                        tally.report.left_out.push(Damage {
                            path: from,
                            reason: "it is missing".to_owned(),
                        });
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            tally.report.requests += 1;
        }
        Ok(())
    }

    fn export_lines(&self, ids: &[RequestId], path: &Path) -> Result<ExportReport, StoreError> {
        let mut report = ExportReport::default();
        let mut lines = Vec::new();
        let written = disk::unfinished(directory_of(path)).and_then(|file| {
            let mut to = BufWriter::new(file);
            for id in ids {
                lines.clear();
                let entry = self.entry(*id).map_err(io::Error::other)?;
                serde_json::to_writer(&mut lines, &entry)?;
                lines.push(b'\n');
                to.write_all(&lines)?;
                report.requests += 1;
                report.bytes += lines.len() as u64;
            }
            let file = to.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            file.persist_noclobber(path).map_err(|error| error.error)?;
            disk::sync_directory(directory_of(path))
        });
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => StoreError::Exists(path.to_path_buf()),
            _ => StoreError::disk("write", path)(error),
        })?;
        report.files = 1;
        Ok(report)
    }
}

fn report_of(tally: &Tally) -> ExportReport {
    ExportReport {
        requests: tally.report.requests,
        files: tally.manifest.files,
        bytes: tally.report.new_bytes,
        left_out: tally.report.left_out.clone(),
    }
}

/// Why an export stopped.
enum Stopped {
    Store(StoreError),
    Disk(io::Error),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Gives a directory its name if nothing has it; where the system has no such call, it is looked at before.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::io::Errno;
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) if to.symlink_metadata().is_err() => fs::rename(from, to),
        other => other.map_err(io::Error::from),
    }
}
