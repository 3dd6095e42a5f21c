//! Copies of pictures at places that the person names; what is there is never overwritten.

use std::{
    ffi::OsStr,
    fs::{self, Permissions},
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Component, Path, PathBuf},
};

use super::{StoreError, disk};

/// Copies a picture. A directory as the target gets it as [`copy_into`] says; the answer is where the copy lies. A file
/// as the target must not exist.
pub fn copy_out(from: &Path, to: &Path, name: &Path) -> Result<PathBuf, StoreError> {
    if to.is_dir() {
        return copy_into(from, to, name);
    }
    match copy_new(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(StoreError::Exists(to.to_path_buf())),
        Err(error) => Err(StoreError::disk("write", to)(error)),
        Ok(()) => Ok(to.to_path_buf()),
    }
}

/// Copies a picture into a folder under a readable name, with a number where that is taken; the folder, and those that
/// the name leads through, are made. The answer is where the copy lies.
pub fn copy_into(from: &Path, folder: &Path, name: &Path) -> Result<PathBuf, StoreError> {
    put_into(folder, name, |target| copy_new(from, target))
}

/// Writes bytes into a folder, as [`copy_into`] does with a picture.
pub fn write_aside(bytes: &[u8], folder: &Path, name: impl AsRef<Path>) -> Result<PathBuf, StoreError> {
    put_into(folder, name.as_ref(), |target| {
        write_new(target, |to| to.write_all(bytes))
    })
}

fn put_into(folder: &Path, name: &Path, put: impl Fn(&Path) -> io::Result<()>) -> Result<PathBuf, StoreError> {
    let below = |part: &Component<'_>| matches!(part, Component::Normal(_));
    let way: PathBuf = name
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .filter(below)
        .collect();
    let folder = folder.join(way);
    fs::create_dir_all(&folder).map_err(StoreError::disk("make", &folder))?;
    for number in 1_u32.. {
        let target = folder.join(numbered(name, number));
        match put(&target) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::disk("write", target)(error)),
            Ok(()) => return Ok(target),
        }
    }
    Err(StoreError::Exists(folder.join(name)))
}

/// Writes bytes into a new file, which must not exist; the answer is where it lies.
pub fn write_out(bytes: &[u8], to: &Path) -> Result<PathBuf, StoreError> {
    fill_out(to, |file| file.write_all(bytes))
}

/// Lets `fill` write a new file, which must not exist and appears under its name only when it is whole; the answer is
/// where it lies.
pub fn fill_out(to: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<PathBuf, StoreError> {
    match write_new(to, fill) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(StoreError::Exists(to.to_path_buf())),
        Err(error) => Err(StoreError::disk("write", to)(error)),
        Ok(()) => Ok(to.to_path_buf()),
    }
}

fn copy_new(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = disk::open_regular(from)?;
    write_new(to, |to| io::copy(&mut source, to).map(|_| ()))
}

fn write_new(to: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let directory = match to.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    // The person's umask decides who may read the copy.
    let mut copy = tempfile::Builder::new()
        .prefix(disk::UNFINISHED)
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(directory)
        // The library's own words name the unfinished file, which the person has never heard of.
        .map_err(|error| io::Error::from(error.kind()))?;
    fill(&mut copy)?;
    copy.as_file().sync_all()?;
    copy.persist_noclobber(to).map_err(|error| error.error)?;
    disk::sync_directory(directory)
}

/// `heron.png`, `heron-2.png`, `heron-3.png` …; a name that would leave the directory loses its way.
fn numbered(path: &Path, number: u32) -> String {
    let text = |part: Option<&OsStr>| part.and_then(OsStr::to_str).unwrap_or("picture").to_owned();
    if number == 1 {
        return text(path.file_name());
    }
    let stem = text(path.file_stem());
    match path.extension().and_then(OsStr::to_str) {
        Some(extension) => format!("{stem}-{number}.{extension}"),
        None => format!("{stem}-{number}"),
    }
}
