//! Pictures on disk under the hash of their bytes, never re-encoded.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::{StoreError, disk, layout};
use crate::domain::Places;

/// A picture that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlob {
    /// Where it lies.
    pub path: PathBuf,
    /// The hash of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A picture on its way to disk; dropped unfinished, it leaves nothing behind.
#[derive(Debug)]
pub struct BlobWriter {
    blobs: PathBuf,
    file: NamedTempFile,
    hash: Sha256,
    bytes: u64,
}

impl BlobWriter {
    pub(super) fn new(places: &Places) -> Result<Self, StoreError> {
        let blobs = layout::blobs(places);
        let file = disk::unfinished(&blobs).map_err(StoreError::disk("write in", &blobs))?;
        Ok(Self {
            blobs,
            file,
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    /// Makes the picture durable if its hash is this one; otherwise nothing is kept and the answer is its true hash.
    pub(super) fn finish_as(self, sha256: &str, extension: &str) -> Result<Result<StoredBlob, String>, StoreError> {
        let found = hexadecimal(&self.hash.clone().finalize());
        if found == sha256 {
            self.finish(extension).map(Ok)
        } else {
            Ok(Err(found))
        }
    }

    /// Makes the picture durable under its hash; `extension` is the file's ending without a dot, `bin` where the
    /// bytes are no picture.
    pub fn finish(mut self, extension: &str) -> Result<StoredBlob, StoreError> {
        let sha256 = hexadecimal(&self.hash.finalize_reset());
        if let Err(error) = self.file.as_file().sync_all() {
            self.file = self
                .copied_anew(&sha256)
                .map_err(|_| StoreError::disk("keep", &self.blobs)(error))?;
        }
        let is_plain = !extension.is_empty() && extension.chars().all(|c| c.is_ascii_alphanumeric());
        let path = self
            .blobs
            .join(layout::blob_name(&sha256, if is_plain { extension } else { "bin" }));
        let parent_directory = path.parent().unwrap_or(&self.blobs);
        disk::make_directory(parent_directory).map_err(StoreError::disk("make", parent_directory))?;
        // The same bytes may be there already; then a sound file takes the place of an equal or a damaged one.
        self.file
            .persist(&path)
            .map_err(|error| StoreError::disk("keep", &path)(error.error))?;
        disk::sync_directory(parent_directory).map_err(StoreError::disk("keep", parent_directory))?;
        Ok(StoredBlob {
            path,
            sha256,
            bytes: self.bytes,
        })
    }

    /// After a failed fsync the bytes go into a new file, if they can still be read as they were.
    fn copied_anew(&mut self, sha256: &str) -> io::Result<NamedTempFile> {
        let mut anew = disk::unfinished(&self.blobs)?;
        self.file.rewind()?;
        io::copy(&mut self.file, &mut anew)?;
        anew.as_file().sync_all()?;
        anew.rewind()?;
        if hash_of(anew.as_file())?.0 == sha256 {
            Ok(anew)
        } else {
            Err(io::ErrorKind::InvalidData.into())
        }
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or(bytes));
        self.bytes += u64::try_from(written).unwrap_or_default();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Copies a person's picture into the store; one that lies there already is only hashed.
pub(super) fn keep(places: &Places, path: &Path, extension: &str) -> Result<StoredBlob, StoreError> {
    let unreadable = |error: io::Error| StoreError::Input {
        path: path.to_path_buf(),
        reason: error.to_string(),
    };
    let mut source = disk::open_regular(path).map_err(unreadable)?;
    if path.starts_with(layout::blobs(places)) {
        let (sha256, bytes) = hash_of(&source).map_err(unreadable)?;
        if path.file_stem().and_then(|stem| stem.to_str()) == Some(sha256.as_str()) {
            // A picture that is wanted again must not look forgotten; where the time cannot be set it is young enough.
            let _ = source.set_modified(SystemTime::now());
            return Ok(StoredBlob {
                path: path.to_path_buf(),
                sha256,
                bytes,
            });
        }
        source.rewind().map_err(unreadable)?;
    }
    let mut blob = BlobWriter::new(places)?;
    io::copy(&mut source, &mut blob).map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            StoreError::disk("write in", layout::blobs(places))(error)
        }
        _ => unreadable(error),
    })?;
    blob.finish(extension)
}

/// The hash and the length of what a file holds from here on.
pub(super) fn hash_of(mut file: &File) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((hexadecimal(&hash.finalize()), bytes)),
            read => {
                hash.update(piece.get(..read).unwrap_or_default());
                bytes += u64::try_from(read).unwrap_or_default();
            }
        }
    }
}

/// The hash of bytes, in hexadecimal.
pub(super) fn hash_of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// A hash as text.
pub(super) fn hexadecimal(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
