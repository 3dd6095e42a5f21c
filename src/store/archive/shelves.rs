//! The two places that an archive can be put into: a directory, and a zip file.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::manifest::{self, Listed, MANIFEST};
use crate::store::{blobs, disk};

/// Larger than this a zip entry needs the long form of its sizes; all get it, which costs a few bytes.
const LARGE: bool = true;

/// What came of putting a file onto a shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Put {
    /// It was written and read back.
    New(Listed),
    /// It was there, byte for byte.
    Same(Listed),
    /// Something else is there, and stays.
    Other,
    /// Its bytes have another hash than they should; nothing was written.
    Damaged(String),
}

/// A directory.
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: &Path) -> io::Result<Self> {
        disk::make_directory(root)?;
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    /// Puts a file there, unless it is there already. `sha256` is the hash that it must have, where that is known.
    pub(super) fn put(&self, name: &str, from: &Path, sha256: Option<&str>) -> io::Result<Put> {
        let to = self.root.join(name);
        if let Ok(there) = disk::open_regular(&to) {
            let (found, bytes) = blobs::hash_of(&there)?;
            let wanted = match sha256 {
                Some(known) => known.to_owned(),
                None => blobs::hash_of(&disk::open_regular(from)?)?.0,
            };
            let listed = listed(name, found, bytes);
            return Ok(if listed.sha256 == wanted {
                Put::Same(listed)
            } else {
                Put::Other
            });
        }
        let directory = to.parent().unwrap_or(&self.root);
        disk::make_directory(directory)?;
        let mut file = disk::unfinished(directory)?;
        let (hash, bytes) = copied(&mut disk::open_regular(from)?, &mut file)?;
        if sha256.is_some_and(|wanted| wanted != hash) {
            return Ok(Put::Damaged(hash));
        }
        file.as_file().sync_all()?;
        match file.persist_noclobber(&to) {
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Ok(Put::Other),
            other => other.map_err(|error| error.error)?,
        };
        disk::sync_directory(directory)?;
        match blobs::hash_of(&disk::open_regular(&to)?)? {
            (again, _) if again == hash => Ok(Put::New(listed(name, hash, bytes))),
            _ => Err(io::Error::other(format!("{name} reads back as something else"))),
        }
    }

    /// Writes the manifest, in the place of an older one.
    pub(super) fn finish(self, files: &[Listed], at: Timestamp) -> io::Result<()> {
        let mut bytes = Vec::new();
        manifest::write(&mut bytes, at, files)?;
        disk::write_over(&self.root.join(MANIFEST), &bytes)
    }
}

/// A zip file that appears under its name only when it is whole.
pub(super) struct Zip {
    to: PathBuf,
    writer: ZipWriter<NamedTempFile>,
}

impl Zip {
    pub(super) fn new(to: &Path) -> io::Result<Self> {
        let file = disk::unfinished(directory_of(to))?;
        Ok(Self {
            to: to.to_path_buf(),
            writer: ZipWriter::new(file),
        })
    }

    pub(super) fn put(&mut self, name: &str, from: &Path, sha256: Option<&str>) -> io::Result<Put> {
        // A zip cannot take back what was begun, so a picture is hashed before it is written.
        let mut source = disk::open_regular(from)?;
        if let Some(wanted) = sha256 {
            let (found, _) = blobs::hash_of(&source)?;
            if found != wanted {
                return Ok(Put::Damaged(found));
            }
            source.rewind()?;
        }
        self.writer.start_file(name, stored()).map_err(io::Error::from)?;
        let (hash, bytes) = copied(&mut source, &mut self.writer)?;
        Ok(Put::New(listed(name, hash, bytes)))
    }

    /// Writes the manifest, reads everything back, and gives the file its name.
    pub(super) fn finish(mut self, files: &[Listed], at: Timestamp) -> io::Result<()> {
        self.writer.start_file(MANIFEST, stored()).map_err(io::Error::from)?;
        manifest::write(&mut self.writer, at, files)?;
        let file = self.writer.finish().map_err(io::Error::from)?;
        file.as_file().sync_all()?;
        let mut archive = ZipArchive::new(file.reopen()?).map_err(io::Error::from)?;
        for wanted in files {
            let mut entry = archive.by_name(&wanted.path).map_err(io::Error::from)?;
            if copied(&mut entry, &mut io::sink())?.0 != wanted.sha256 {
                return Err(io::Error::other(format!(
                    "{} reads back as something else",
                    wanted.path
                )));
            }
        }
        file.persist_noclobber(&self.to).map_err(|error| error.error)?;
        disk::sync_directory(directory_of(&self.to))
    }
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(LARGE)
        .unix_permissions(0o600)
}

/// The directory of a path that a person wrote.
pub(super) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

fn listed(name: &str, sha256: String, bytes: u64) -> Listed {
    Listed {
        path: name.to_owned(),
        sha256,
        bytes,
    }
}

/// Copies, and tells the hash and the length of what was copied.
pub(super) fn copied(from: &mut impl Read, to: &mut impl Write) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok((blobs::hexadecimal(&hash.finalize()), bytes)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = piece.get(..read).unwrap_or_default();
        hash.update(piece);
        to.write_all(piece)?;
        bytes += read as u64;
    }
}

/// An archive that is read: a directory or a zip file.
pub(super) enum Source {
    Folder(PathBuf),
    Zip(Box<ZipArchive<File>>),
}

impl Source {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Ok(Self::Folder(path.to_path_buf()));
        }
        let archive = ZipArchive::new(disk::open_regular(path)?).map_err(io::Error::from)?;
        Ok(Self::Zip(Box::new(archive)))
    }

    /// A file of it. `name` is a name that a member has, or the manifest's.
    pub(super) fn read(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        match self {
            Self::Folder(root) => Ok(Box::new(disk::open_regular(&root.join(name))?)),
            Self::Zip(archive) => Ok(Box::new(archive.by_name(name).map_err(io::Error::from)?)),
        }
    }
}
