//! The chain that a studio is making again, kept so that the next one can go on with it.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

use rustix::fs::OFlags;

use super::{Store, StoreError, disk, kept_file, layout};
use crate::domain::{CutChain, Places, RequestId};

/// After so many milliseconds nobody remembers what the chain was for: a week.
const FORGOTTEN_AFTER: i64 = 7 * 24 * 60 * 60 * 1000;

/// Keeps the chain of one studio; another studio has none as long as this lives.
#[derive(Debug)]
pub struct ChainKeeper {
    places: Places,
    /// The lock lives and dies with this open file.
    _lock: File,
}

fn path(places: &Places) -> PathBuf {
    layout::drafts(places).join("chain.json")
}

impl ChainKeeper {
    /// Takes the place where a chain is kept; nothing where another studio has it, or where it cannot be made.
    #[must_use]
    pub fn take(places: &Places) -> Option<Self> {
        let directory = layout::drafts(places);
        disk::make_directory(&directory).ok()?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .custom_flags(disk::flags(OFlags::NOFOLLOW))
            .open(directory.join("chain.lock"))
            .ok()?;
        lock.try_lock().ok()?;
        Some(Self {
            places: places.clone(),
            _lock: lock,
        })
    }

    /// Takes over a chain that no living studio is making, if there is one.
    #[must_use]
    pub fn take_over(places: &Places, now_ms: i64) -> Option<(Self, CutChain)> {
        // Nearly every start ends here, and makes no file for it.
        let read = || serde_json::from_slice::<CutChain>(&fs::read(path(places)).ok()?).ok();
        read()?;
        let keeper = Self::take(places)?;
        // Whoever had it until now may have come to the end of it.
        let cut = read()?;
        if now_ms.saturating_sub(cut.at_ms) > FORGOTTEN_AFTER {
            let _ = keeper.forget();
            return None;
        }
        Some((keeper, cut))
    }

    /// Keeps how far the chain is, durable.
    pub fn keep(&self, cut: &CutChain) -> Result<(), StoreError> {
        kept_file::write_json(&path(&self.places), cut)
    }

    /// The chain has come to its end.
    pub fn forget(&self) -> Result<(), StoreError> {
        let path = path(&self.places);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::disk("remove", path)(error)),
            _ => Ok(()),
        }
    }
}

impl Store {
    /// The chain as its requests tell: the name of a step is kept before the step is sent, so it may never have been.
    /// Nothing where nothing of it was sent, or where what it is made after is not whole any more.
    pub fn settled_chain(&self, cut: CutChain) -> Result<Option<CutChain>, StoreError> {
        if self.chain(cut.of).map_or(0, |steps| steps.len()) != cut.skipped + cut.steps {
            return Ok(None);
        }
        let is_kept = |id: RequestId| match self.entry(id) {
            Ok(_) => Ok(true),
            Err(StoreError::NoSuch(_)) => Ok(false),
            Err(error) => Err(error),
        };
        if let Some(sent) = cut.sent
            && is_kept(sent)?
        {
            return Ok(Some(cut));
        }
        match cut.before() {
            Some(before) if before.sent.map(is_kept).transpose()? == Some(true) => Ok(Some(before)),
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut() -> CutChain {
        CutChain {
            of: RequestId::from_uuid(uuid::Uuid::from_u128(7)),
            skipped: 0,
            source: None,
            model: None,
            profile: "own".to_owned(),
            steps: 3,
            at: 1,
            sent: None,
            after: None,
            at_ms: 1000,
        }
    }

    #[test]
    fn a_chain_is_one_studios_until_that_ends_and_nobodys_after_a_week() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::below(folder.path());
        assert!(ChainKeeper::take_over(&places, 1000).is_none());
        assert!(!layout::drafts(&places).exists(), "looking makes nothing");

        let keeper = ChainKeeper::take(&places).unwrap();
        keeper.keep(&cut()).unwrap();
        assert!(ChainKeeper::take_over(&places, 1000).is_none(), "it is being made");
        assert!(ChainKeeper::take(&places).is_none());
        drop(keeper);

        let (keeper, found) = ChainKeeper::take_over(&places, 1000).unwrap();
        assert_eq!(found, cut());
        keeper.forget().unwrap();
        keeper.forget().unwrap();
        drop(keeper);
        assert!(ChainKeeper::take_over(&places, 1000).is_none(), "it is at its end");

        let keeper = ChainKeeper::take(&places).unwrap();
        keeper.keep(&cut()).unwrap();
        drop(keeper);
        assert!(ChainKeeper::take_over(&places, 1001 + FORGOTTEN_AFTER).is_none());
        assert!(!path(&places).exists());
    }
}
