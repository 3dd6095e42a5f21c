//! Writing so that it survives a power cut: new file, fsync, rename, fsync of the directory (faults.md §6).

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use rustix::fs::OFlags;
use tempfile::NamedTempFile;

/// How the names of files begin that are still being written.
pub(super) const UNFINISHED: &str = ".new-";

/// Makes a directory and those above it, each durable and for the owner only.
pub(super) fn make_directory(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => path.parent().map_or(Ok(()), sync_directory),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Err(error), make_directory)?;
            make_directory(path)
        }
        // A place that exists may be one that cannot be written to, which matters later or never.
        Err(error) => {
            if path.exists() {
                own_directory(path)
            } else {
                Err(error)
            }
        }
    }
}

/// A link that somebody else put in the place of a directory is not followed.
fn own_directory(path: &Path) -> io::Result<()> {
    let link = fs::symlink_metadata(path)?;
    if link.is_symlink() && link.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "it is a link that belongs to somebody else",
        ));
    }
    if fs::metadata(path)?.is_dir() {
        Ok(())
    } else {
        Err(io::Error::from(io::ErrorKind::NotADirectory))
    }
}

/// Makes the names in a directory durable.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = OpenOptions::new()
        .read(true)
        .custom_flags(flags(OFlags::DIRECTORY))
        .open(path)?;
    match directory.sync_all() {
        // Some network file systems know no fsync of directories; they offer nothing better.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        other => other,
    }
}

/// Makes files in a directory durable that were written one after the other: far quicker than each for itself.
#[cfg(target_os = "linux")]
pub(super) fn sync_many(directory: &Path, _files: &[&Path]) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(directory)?)?)
}

/// Makes files in a directory durable that were written one after the other.
#[cfg(not(target_os = "linux"))]
pub(super) fn sync_many(_directory: &Path, files: &[&Path]) -> io::Result<()> {
    files.iter().try_for_each(|file| File::open(file)?.sync_all())
}

/// Flags for `custom_flags`.
pub(super) fn flags(flags: OFlags) -> i32 {
    i32::try_from(flags.bits()).unwrap_or_default()
}

/// An unfinished file beside the place that it is meant for; gone when dropped.
pub(super) fn unfinished(directory: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(UNFINISHED)
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(directory)
}

/// Writes a file that must not exist yet, whole and durable or not at all; `AlreadyExists` when another was first.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = directory_of(path)?;
    let file = synced(directory, bytes)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_directory(directory)
}

/// Writes a file in the place of an older one, whole or not at all.
pub(super) fn write_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = directory_of(path)?;
    let file = synced(directory, bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    sync_directory(directory)
}

/// After a failed fsync the same file can no longer be trusted, so the second try is a new one.
fn synced(directory: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let once = || {
        let mut file = unfinished(directory)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    once().or_else(|error: io::Error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound => Err(error),
        _ => once(),
    })
}

fn directory_of(path: &Path) -> io::Result<&Path> {
    path.parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it has no directory"))
}

/// An empty file whose name says it all.
pub(super) fn note(path: &Path) -> io::Result<()> {
    make_directory(directory_of(path)?)?;
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}

/// Opens a file of somebody else for reading: only a regular one, and a pipe never hangs us.
pub(super) fn open_regular(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags(OFlags::NONBLOCK))
        .open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"))
    }
}
