//! The two places that an archive can be put into: a directory, and a zip file.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempPath};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::manifest::{Lines, Listed, MANIFEST, Manifest};
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

/// So many files are made durable together.
const TOGETHER: usize = 256;

/// A directory.
pub(super) struct Folder {
    root: PathBuf,
    /// Files that were written and have neither their names nor a place on disk for sure.
    pending: Vec<(TempPath, PathBuf, String)>,
}

impl Folder {
    pub(super) fn new(root: &Path) -> io::Result<Self> {
        disk::make_directory(root)?;
        Ok(Self {
            root: root.to_path_buf(),
            pending: Vec::new(),
        })
    }

    /// Puts a file there, unless it is there already. `sha256` is the hash that it must have, where that is known.
    pub(super) fn put(&mut self, name: &str, from: &Path, sha256: Option<&str>) -> io::Result<Put> {
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
        self.pending.push((file.into_temp_path(), to, hash.clone()));
        if self.pending.len() >= TOGETHER {
            self.settle()?;
        }
        Ok(Put::New(listed(name, hash, bytes)))
    }

    /// Gives the files their names once their bytes are durable, so that no name ever stands for half a file, and reads
    /// them back.
    fn settle(&mut self) -> io::Result<()> {
        let files: Vec<&Path> = self.pending.iter().map(|(file, ..)| &**file).collect();
        disk::sync_many(&self.root, &files)?;
        for (file, to, hash) in self.pending.drain(..) {
            file.persist_noclobber(&to).map_err(|error| error.error)?;
            if blobs::hash_of(&disk::open_regular(&to)?)?.0 != hash {
                let message = format!("{} reads back as something else", to.display());
                return Err(io::Error::other(message));
            }
        }
        disk::sync_many(&self.root, &[])
    }

    /// Writes the manifest, in the place of an older one.
    pub(super) fn finish(mut self, manifest: Manifest) -> io::Result<()> {
        self.settle()?;
        let manifest = manifest.finish()?;
        manifest.as_file().sync_all()?;
        manifest
            .persist(self.root.join(MANIFEST))
            .map_err(|error| error.error)?;
        disk::sync_directory(&self.root)
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
    pub(super) fn finish(mut self, manifest: Manifest) -> io::Result<()> {
        self.writer.start_file(MANIFEST, stored()).map_err(io::Error::from)?;
        let manifest = manifest.finish()?;
        io::copy(&mut manifest.reopen()?, &mut self.writer)?;
        let file = self.writer.finish().map_err(io::Error::from)?;
        file.as_file().sync_all()?;
        let mut archive = ZipArchive::new(file.reopen()?).map_err(io::Error::from)?;
        let mut lines = Lines::new(BufReader::new(manifest.reopen()?));
        while let Some(Ok(wanted)) = lines.next()? {
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
