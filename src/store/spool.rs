//! Answers as they arrive, on disk before anything is made of them.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::{FallocateFlags, OFlags};

use super::{
    StoreError,
    blot::{Blot, Blotted},
    disk,
    layout::{self, refuges},
};
use crate::domain::{Places, Redactor, RequestId};

/// So much of an answer is kept in memory when no disk takes it any more.
const MOST_IN_MEMORY: u64 = 64 * 1024 * 1024;

/// The body of an answer, written while it arrives and read again afterwards. Where its disk fails the rest goes to
/// another directory, and at last into memory: it was paid for (faults.md §5, 7).
#[derive(Debug)]
pub struct SpoolFile {
    path: PathBuf,
    parts: Vec<Part>,
    /// Where further parts go, the next one last.
    refuges: Vec<PathBuf>,
    most_in_memory: u64,
    /// What must not come to lie on a disk.
    blot: Blot,
    /// Where the next byte is read.
    at: u64,
}

#[derive(Debug)]
enum Part {
    Disk { file: File, length: u64 },
    Memory(Vec<u8>),
}
impl Part {
    fn length(&self) -> u64 {
        match self {
            Self::Disk { length, .. } => *length,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    fn write(&mut self, bytes: &[u8], most_in_memory: u64) -> io::Result<usize> {
        match self {
            Self::Disk { file, length } => {
                let written = file.write_at(bytes, *length)?;
                *length += written as u64;
                Ok(written)
            }
            Self::Memory(kept) if kept.len() as u64 + bytes.len() as u64 > most_in_memory => {
                Err(io::ErrorKind::StorageFull.into())
            }
            Self::Memory(kept) => {
                kept.extend_from_slice(bytes);
                Ok(bytes.len())
            }
        }
    }

    /// Puts other bytes in the place of some that were written.
    fn overwrite(&mut self, bytes: &[u8], at: u64) -> io::Result<()> {
        match self {
            Self::Disk { file, .. } => file.write_all_at(bytes, at),
            Self::Memory(kept) => {
                let place = usize::try_from(at).ok().and_then(|at| kept.get_mut(at..));
                let place = place.and_then(|place| place.get_mut(..bytes.len()));
                place.ok_or(io::ErrorKind::InvalidInput)?.copy_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn read(&self, bytes: &mut [u8], at: u64) -> io::Result<usize> {
        match self {
            Self::Disk { file, length } => {
                let room = usize::try_from(length.saturating_sub(at)).unwrap_or(usize::MAX);
                let room = room.min(bytes.len());
                file.read_at(&mut bytes[..room], at)
            }
            Self::Memory(kept) => {
                let mut rest = usize::try_from(at)
                    .ok()
                    .and_then(|at| kept.get(at..))
                    .unwrap_or_default();
                rest.read(bytes)
            }
        }
    }
}

fn rest_name(id: RequestId, number: u32, part: usize) -> String {
    format!("pochade-{id}-{number}.rest-{part}")
}

impl SpoolFile {
    /// An empty spool for an attempt.
    pub(super) fn create(places: &Places, id: RequestId, number: u32) -> Result<Self, StoreError> {
        remove(places, id, number);
        let path = layout::spool_file(places, id, number);
        if let Some(directory) = path.parent() {
            disk::make_directory(directory).map_err(StoreError::disk("make", directory))?;
        }
        let file = new_file(&path).map_err(StoreError::disk("open", &path))?;
        let rest = refuges(places).into_iter().enumerate();
        Ok(Self {
            path,
            parts: vec![Part::Disk { file, length: 0 }],
            refuges: rest
                .map(|(at, directory)| directory.join(rest_name(id, number, at + 1)))
                .rev()
                .collect(),
            most_in_memory: MOST_IN_MEMORY,
            blot: Blot::default(),
            at: 0,
        })
    }

    /// What lies in the spool of an attempt, to be read.
    pub(super) fn left(places: &Places, id: RequestId, number: u32) -> io::Result<Self> {
        let path = layout::spool_file(places, id, number);
        let mut parts = vec![old_part(&path)?];
        for (at, directory) in refuges(places).into_iter().enumerate() {
            match old_part(&directory.join(rest_name(id, number, at + 1))) {
                Ok(part) => parts.push(part),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self {
            path,
            parts,
            refuges: Vec::new(),
            most_in_memory: 0,
            blot: Blot::default(),
            at: 0,
        })
    }

    /// Keeps the keys that a redactor knows out of what is written from now on: a server may say them again, and what
    /// lies here stays when the end is unknown. As many bytes take their place.
    pub fn keep_out(&mut self, redactor: &Redactor) {
        self.blot = Blot::new(redactor);
    }

    /// Where it lies, or where it began.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a part of it is nowhere but in memory, and lost with this process.
    #[must_use]
    pub fn is_in_memory(&self) -> bool {
        matches!(self.parts.last(), Some(Part::Memory(bytes)) if !bytes.is_empty())
    }

    /// Keeps room for so many bytes, so that a full disk is met before the request is sent and not after it was
    /// paid. The length of the file stays as it is.
    pub fn reserve(&self, bytes: u64) -> Result<(), StoreError> {
        use rustix::io::Errno;
        let Some(Part::Disk { file, .. }) = self.parts.first() else {
            return Ok(());
        };
        match rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, 0, bytes) {
            Err(Errno::NOSPC | Errno::DQUOT) => Err(StoreError::Full {
                path: self.path.parent().unwrap_or(&self.path).to_path_buf(),
                free_mb: free_bytes(&self.path) / 1_000_000,
                needed_mb: bytes.div_ceil(1_000_000),
            }),
            // File systems without the call are written to as they are.
            _ => Ok(()),
        }
    }

    /// Whether nothing has come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length() == 0
    }

    fn length(&self) -> u64 {
        self.parts.iter().map(Part::length).sum()
    }

    /// Opens the next place for what is still to come; false where there is none left.
    fn flee(&mut self) -> bool {
        while let Some(path) = self.refuges.pop() {
            let made = path.parent().map_or(Ok(()), disk::make_directory);
            if let Ok(file) = made.and_then(|()| new_file(&path)) {
                self.parts.push(Part::Disk { file, length: 0 });
                return true;
            }
        }
        let was_on_disk = matches!(self.parts.last(), Some(Part::Disk { .. }));
        if was_on_disk {
            self.parts.push(Part::Memory(Vec::new()));
        }
        was_on_disk
    }
}

/// A name that is taken is one of an earlier try, which was cleared away before, or somebody else's, which is not touched.
fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .custom_flags(disk::flags(OFlags::NOFOLLOW))
        .open(path)
}

fn old_part(path: &Path) -> io::Result<Part> {
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(disk::flags(OFlags::NOFOLLOW | OFlags::NONBLOCK))
        .open(path)?;
    let facts = file.metadata()?;
    // In a directory that all may write to, somebody else's file is no part of an answer.
    if !facts.is_file() || facts.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok(Part::Disk {
        length: facts.len(),
        file,
    })
}

/// Throws the spool of an attempt away. What stays costs room and nothing else.
pub(super) fn remove(places: &Places, id: RequestId, number: u32) {
    let _ = fs::remove_file(layout::spool_file(places, id, number));
    for (at, directory) in refuges(places).into_iter().enumerate() {
        // As above.
        let _ = fs::remove_file(directory.join(rest_name(id, number, at + 1)));
    }
}

/// How much room is left for us on the disk of a path, in bytes; 0 where nobody can tell.
#[must_use]
pub fn free_bytes(path: &Path) -> u64 {
    rustix::fs::statvfs(path).map_or(0, |facts| facts.f_bavail.saturating_mul(facts.f_frsize))
}

impl Drop for SpoolFile {
    /// Gives back the room that was kept for more than came: the spool of an unknown end may stay for long.
    fn drop(&mut self) {
        for part in &self.parts {
            if let Part::Disk { file, length } = part {
                // One that is only read cannot be cut, and has nothing to give back.
                let _ = file.set_len(*length);
            }
        }
    }
}

impl SpoolFile {
    /// Puts other bytes in the place of the last ones. A part of a key that stays because its disk fails is not the key.
    fn overwrite_end(&mut self, mut bytes: &[u8]) {
        for part in self.parts.iter_mut().rev() {
            let here = usize::try_from(part.length()).unwrap_or(usize::MAX).min(bytes.len());
            let (before, last) = bytes.split_at(bytes.len() - here);
            let _ = part.overwrite(last, part.length() - here as u64); // As above.
            bytes = before;
        }
    }

    /// Writes some of these bytes, wherever there is a place left for them.
    fn write_somewhere(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let most_in_memory = self.most_in_memory;
            let Some(last) = self.parts.last_mut() else {
                return Err(io::ErrorKind::StorageFull.into());
            };
            match last.write(bytes, most_in_memory) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Whatever a disk has against these bytes, another one may take them.
                Err(error) => {
                    if !self.flee() {
                        return Err(error);
                    }
                }
                Ok(0) if !bytes.is_empty() => {
                    if !self.flee() {
                        return Err(io::ErrorKind::WriteZero.into());
                    }
                }
                Ok(written) => return Ok(written),
            }
        }
    }
}

impl Write for SpoolFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(Blotted { before, now }) = self.blot.over(bytes) else {
            let written = self.write_somewhere(bytes)?;
            self.blot.wrote(&bytes[..written], None, &bytes[..written]);
            return Ok(written);
        };
        self.overwrite_end(&before);
        let written = self.write_somewhere(&now)?;
        self.blot.wrote(&bytes[..written], Some(before), &now[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for SpoolFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut at = self.at;
        for part in &self.parts {
            if at < part.length() {
                let read = part.read(bytes, at)?;
                self.at += read as u64;
                return Ok(read);
            }
            at -= part.length();
        }
        Ok(0)
    }
}

impl Seek for SpoolFile {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        let (from, by) = match place {
            SeekFrom::Start(at) => {
                self.at = at;
                return Ok(at);
            }
            SeekFrom::Current(by) => (self.at, by),
            SeekFrom::End(by) => (self.length(), by),
        };
        self.at = from
            .checked_add_signed(by)
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ApiKey;

    /// A spool whose own file is a disk without room, and whose refuges are these.
    fn full(refuges: Vec<PathBuf>, most_in_memory: u64) -> SpoolFile {
        let file = OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
        SpoolFile {
            path: PathBuf::from("/dev/full"),
            parts: vec![Part::Disk { file, length: 0 }],
            refuges,
            most_in_memory,
            blot: Blot::default(),
            at: 0,
        }
    }

    fn whole(spool: &mut SpoolFile) -> Vec<u8> {
        let mut bytes = Vec::new();
        spool.seek(SeekFrom::Start(0)).unwrap();
        spool.read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn where_the_disk_is_full_the_rest_goes_elsewhere_and_is_read_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let refuge = folder.path().join("cache/rest");
        let mut spool = full(vec![refuge.clone()], 8);
        spool.write_all(b"an answer").unwrap();
        assert_eq!(fs::read(&refuge).unwrap(), b"an answer");
        assert!(!spool.is_in_memory());
        // The second disk fills up as well.
        spool.parts.push(full(Vec::new(), 0).parts.remove(0));
        spool.write_all(b" goes on").unwrap();
        assert!(spool.is_in_memory());
        assert_eq!(whole(&mut spool), b"an answer goes on");
        spool.seek(SeekFrom::End(-5)).unwrap();
        let mut end = [0; 8];
        assert_eq!(spool.read(&mut end).unwrap(), 5);
        assert_eq!(&end[..5], b"es on");
    }

    #[test]
    fn a_key_never_lies_whole_on_a_disk_however_it_comes_in_pieces() {
        const KEY: &str = "sk-0123456789abcdef";
        let folder = tempfile::tempdir().unwrap();
        let text = format!("{KEY} and {KEY}{KEY}, at last {KEY}");
        let clean = text.replace(KEY, "[key]**************");
        for step in 1..text.len() {
            for parts in 1..=3 {
                let mut spool = full(Vec::new(), 1000);
                spool.parts.clear();
                spool.keep_out(&Redactor::new(vec![ApiKey::new(KEY).unwrap()]));
                for (number, piece) in text.as_bytes().chunks(step).enumerate() {
                    // Disks that fill up one after the other.
                    if number < parts {
                        let file = new_file(&folder.path().join(format!("{step}-{parts}-{number}"))).unwrap();
                        spool.parts.push(Part::Disk { file, length: 0 });
                    }
                    spool.write_all(piece).unwrap();
                    let so_far = whole(&mut spool);
                    assert!(memchr::memmem::find(&so_far, KEY.as_bytes()).is_none());
                }
                assert_eq!(String::from_utf8(whole(&mut spool)).unwrap(), clean, "{step} {parts}");
            }
        }
    }

    #[test]
    fn memory_is_bounded_and_its_end_is_told() {
        let mut spool = full(Vec::new(), 4);
        spool.write_all(b"four").unwrap();
        let error = spool.write_all(b"!").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(whole(&mut spool), b"four");
    }

    #[test]
    fn what_was_spooled_is_found_again_with_its_rest() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let places = Places::below(folder.path());
        let id = RequestId::from_uuid(Uuid::from_u128(7));
        let mut spool = SpoolFile::create(&places, id, 1).unwrap();
        spool.write_all(b"one ").unwrap();
        assert!(spool.flee());
        spool.write_all(b"two").unwrap();
        drop(spool);
        assert_eq!(whole(&mut SpoolFile::left(&places, id, 1).unwrap()), b"one two");
        remove(&places, id, 1);
        assert!(SpoolFile::left(&places, id, 1).is_err());
        assert!(!at("cache/spool").join(rest_name(id, 1, 1)).exists());
    }
}
