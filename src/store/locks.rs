//! The locks by which a living engine is told from a dead one.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

use rustix::fs::OFlags;

use super::{StoreError, disk, layout};
use crate::domain::Places;

/// Held by an engine as long as it lives; the kernel frees it on any death.
#[derive(Debug)]
pub struct EngineLock {
    path: PathBuf,
    /// The lock lives and dies with this open file.
    _file: File,
}

impl EngineLock {
    /// Takes the lock of an engine's name, which is letters, digits and dashes and used by one engine only.
    pub fn take(places: &Places, engine: &str) -> Result<Self, StoreError> {
        let directory = layout::locks(places);
        disk::make_directory(&directory).map_err(StoreError::disk("make", &directory))?;
        let path = lock_path(places, engine).ok_or_else(|| StoreError::Exists(directory.join("?")))?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .custom_flags(disk::flags(OFlags::NOFOLLOW))
            .open(&path)
            .map_err(StoreError::disk("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Exists(path)),
            Err(TryLockError::Error(source)) => Err(StoreError::disk("lock", path)(source)),
        }
    }

    /// Whether an engine of that name lives.
    #[must_use]
    pub fn is_held(places: &Places, engine: &str) -> bool {
        let Some(file) = lock_path(places, engine).and_then(|path| File::open(path).ok()) else {
            return false;
        };
        // Shared, so that two who look at the same time do not take each other for the engine.
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
    }
}

/// Whether any engine of this machine lives, the one of the name `but` aside.
pub(super) fn any_engine_lives(places: &Places, but: Option<&str>) -> bool {
    let Ok(locks) = fs::read_dir(layout::locks(places)) else {
        return false;
    };
    let names = locks.flatten().map(|entry| entry.file_name());
    let mut engines = names.filter_map(|name| Some(name.to_str()?.strip_suffix(".lock")?.to_owned()));
    // Others than engines hold the lock of the index, for a moment.
    engines.any(|name| name != "index" && Some(name.as_str()) != but && EngineLock::is_held(places, &name))
}

impl Drop for EngineLock {
    fn drop(&mut self) {
        // A lock file that stays is judged by its lock, not by its presence.
        let _ = fs::remove_file(&self.path);
    }
}

/// Names come from records too, so they must not lead elsewhere.
fn lock_path(places: &Places, engine: &str) -> Option<PathBuf> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let named = !engine.is_empty() && engine.chars().all(plain);
    named.then(|| layout::locks(places).join(format!("{engine}.lock")))
}
