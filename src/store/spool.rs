//! Answers as they arrive, on disk before anything is made of them.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use rustix::fs::{FallocateFlags, OFlags};

use super::{StoreError, disk};

/// The body of an answer, written while it arrives and read again afterwards.
#[derive(Debug)]
pub struct SpoolFile {
    path: PathBuf,
    file: File,
}

impl SpoolFile {
    pub(super) fn create(path: PathBuf) -> Result<Self, StoreError> {
        if let Some(directory) = path.parent() {
            disk::make_directory(directory).map_err(StoreError::disk("make", directory))?;
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .custom_flags(disk::flags(OFlags::NOFOLLOW))
            .open(&path)
            .map_err(StoreError::disk("open", &path))?;
        Ok(Self { path, file })
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps room for so many bytes, so that a full disk is met before the request is sent and not after it was
    /// paid. The length of the file stays as it is.
    pub fn reserve(&self, bytes: u64) -> Result<(), StoreError> {
        use rustix::io::Errno;
        match rustix::fs::fallocate(&self.file, FallocateFlags::KEEP_SIZE, 0, bytes) {
            Err(Errno::NOSPC | Errno::DQUOT) => Err(StoreError::Full {
                path: self.path.parent().unwrap_or(&self.path).to_path_buf(),
                free_mb: free_bytes(&self.path) / 1_000_000,
                needed_mb: bytes.div_ceil(1_000_000),
            }),
            // File systems without the call are written to as they are.
            _ => Ok(()),
        }
    }
}

fn free_bytes(path: &Path) -> u64 {
    rustix::fs::statvfs(path).map_or(0, |facts| facts.f_bavail.saturating_mul(facts.f_frsize))
}

impl Write for SpoolFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Read for SpoolFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}

impl Seek for SpoolFile {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.file.seek(place)
    }
}
