//! The list of an archive's files with their hashes, one JSON object a line.

use std::{
    io::{self, BufRead, BufWriter, Read, Write},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::store::disk;

/// Its name in an archive.
pub(super) const MANIFEST: &str = "manifest.jsonl";

/// A longer line is none of ours.
const LONGEST: u64 = 4096;

#[derive(Serialize)]
struct Head {
    v: u32,
    pochade: &'static str,
    made_at: Timestamp,
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    /// Its name, with `/` between its parts.
    pub path: String,
    /// The hash of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// A manifest that is being written, beside the place that it is meant for.
#[derive(Debug)]
pub(super) struct Manifest {
    to: BufWriter<NamedTempFile>,
    pub files: u64,
}

impl Manifest {
    pub(super) fn new(directory: &Path, made_at: Timestamp) -> io::Result<Self> {
        let head = Head {
            v: 1,
            pochade: env!("CARGO_PKG_VERSION"),
            made_at,
        };
        let mut to = BufWriter::new(disk::unfinished(directory)?);
        writeln!(to, "{}", serde_json::to_string(&head)?)?;
        Ok(Self { to, files: 0 })
    }

    pub(super) fn add(&mut self, listed: &Listed) -> io::Result<()> {
        self.files += 1;
        writeln!(self.to, "{}", serde_json::to_string(listed)?)
    }

    /// The whole list, as a file without a name yet.
    pub(super) fn finish(self) -> io::Result<NamedTempFile> {
        self.to.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// Reads a manifest line by line; `Err` for a line that is none, after which it goes on.
pub(super) struct Lines<R> {
    from: R,
    first: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(from: R) -> Self {
        Self { from, first: true }
    }

    /// The next file; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Result<Listed, String>>> {
        loop {
            let mut line = Vec::new();
            let read = Read::take(&mut self.from, LONGEST).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(None);
            }
            if read as u64 == LONGEST && !line.ends_with(b"\n") {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a line of the manifest is too long",
                ));
            }
            if std::mem::take(&mut self.first) && self.is_head(&line)? {
                continue;
            }
            let listed = serde_json::from_slice(&line);
            return Ok(Some(listed.map_err(|error| format!("a line of the manifest: {error}"))));
        }
    }

    #[expect(clippy::unused_self, reason = "it reads as a question to the lines")]
    fn is_head(&self, line: &[u8]) -> io::Result<bool> {
        #[derive(Deserialize)]
        struct Version {
            v: u32,
        }
        match serde_json::from_slice::<Version>(line) {
            Ok(Version { v: 1 }) => Ok(true),
            Ok(Version { v }) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("its manifest is of version {v}; this pochade knows version 1"),
            )),
            Err(_) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its manifest does not begin as one of pochade's",
            )),
        }
    }
}
