//! The one connection of a process: opened when first needed, made again when damaged, never a reason to lose a record.

use std::{
    fs,
    path::PathBuf,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::{
    Limit,
    amounts::{self, Reserved},
    file::{self, Identity, Index},
    fours, keys, lines, schema,
};
use crate::{
    domain::{Money, Places, RequestId},
    store::{Opener, StoreError, disk, entries::Line, layout},
};

/// The index as the store uses it, from any thread.
#[derive(Debug)]
pub(in crate::store) struct SharedIndex {
    pub(super) places: Places,
    slot: Mutex<Option<Index>>,
    notices: Mutex<Vec<String>>,
    /// Whether this process could not list a request; its name lies in the directory of missed ones.
    missed: AtomicBool,
    /// No index is made any more once the person leaves.
    opener: Opener,
}

impl SharedIndex {
    pub(in crate::store) fn new(places: &Places, opener: Opener) -> Self {
        Self {
            places: places.clone(),
            slot: Mutex::new(None),
            notices: Mutex::new(Vec::new()),
            missed: AtomicBool::new(false),
            opener,
        }
    }

    /// What the person should hear, once.
    pub(in crate::store) fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut *self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn notice(&self, text: String) {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }

    /// Why the index must not be written to, if so; nothing while it is not open.
    pub(in crate::store) fn read_only(&self) -> Option<String> {
        let slot = self.lock();
        slot.as_ref().and_then(|index| index.read_only.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Index>> {
        // A panic elsewhere leaves the connection as it was: SQLite takes back what was not committed.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the index; a damaged one is set aside, made again, and asked once more.
    pub(super) fn with<T>(&self, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let mut slot = self.lock();
        self.make_ready(&mut slot)?;
        let Some(index) = slot.as_mut() else {
            return Err(StoreError::Index("it could not be opened".to_owned()));
        };
        match work(&mut index.connection) {
            Err(error) if file::is_damage(&error) && index.read_only.is_none() => {
                let damaged = index.identity;
                *slot = None;
                self.set_aside(damaged, &error);
                self.make_ready(&mut slot)?;
                let again = slot.as_mut().map(|index| work(&mut index.connection));
                again.unwrap_or(Err(error)).map_err(failed)
            }
            other => other.map_err(failed),
        }
    }

    fn make_ready(&self, slot: &mut Option<Index>) -> Result<(), StoreError> {
        if let Some(index) = slot.as_ref()
            && index.identity.is_some()
            && index.identity != file::identity(&file::path(&self.places))
        {
            // The file was deleted or replaced under the connection.
            *slot = None;
        }
        let first = slot.is_none();
        if first {
            *slot = Some(self.open()?);
        }
        if (first || self.missed.load(Ordering::Relaxed))
            && let Some(index) = slot.as_mut()
            && index.read_only.is_none()
            && index.identity.is_some()
        {
            self.list_missed(&mut index.connection);
        }
        Ok(())
    }

    fn open(&self) -> Result<Index, StoreError> {
        let before = file::identity(&file::path(&self.places));
        let opened = match file::open(&self.places, &self.opener) {
            Err(error) if file::is_damage(&error) => {
                self.set_aside(before, &error);
                file::open(&self.places, &self.opener)
            }
            other => other,
        };
        let index = opened.or_else(|error| {
            if self.opener.is_leaving() {
                return Err(error);
            }
            self.notice(format!(
                "the history index cannot be opened ({error}); it is made in memory"
            ));
            file::in_memory(&self.places, &self.opener)
        });
        let index = index.map_err(failed)?;
        if index.built.is_some() && file::is_on_network(&self.places.state) {
            self.notice("the state directory is on a network: each machine keeps an index of its own there".to_owned());
        }
        if let Some(built) = index.built.filter(|built| *built > 0) {
            self.notice(format!("the history index was made again from {built} records"));
        }
        Ok(index)
    }

    fn set_aside(&self, damaged: Option<Identity>, error: &rusqlite::Error) {
        match file::set_aside(&self.places, damaged) {
            Ok(Some(aside)) => self.notice(format!(
                "the history index was damaged ({error}); it is kept as {}",
                aside.display()
            )),
            Ok(None) => {}
            Err(failure) => self.notice(format!(
                "the history index is damaged ({error}) and cannot be set aside: {failure}"
            )),
        }
    }

    /// Lists what could not be listed before; what still cannot stays noted.
    fn list_missed(&self, connection: &mut Connection) {
        let Ok(names) = fs::read_dir(layout::missed(&self.places)) else {
            return;
        };
        let mut left = false;
        for entry in names.flatten() {
            let id: Option<RequestId> = entry.file_name().to_str().and_then(|name| name.parse().ok());
            let Some(id) = id else { continue };
            let (line, is_doubtful) = schema::line_of(&self.places, id);
            let listed = put(connection, &self.places, line.as_ref(), &self.opener);
            // What could not be read now either is tried again by the next start.
            left |= listed.is_err() || (!is_doubtful && fs::remove_file(entry.path()).is_err());
        }
        self.missed.store(left, Ordering::Relaxed);
    }

    /// Lists a request as its records are now. It never fails: a record that is durable is not lost because the index
    /// is full, busy or damaged; the request is noted and listed later.
    pub(in crate::store) fn refresh(&self, id: RequestId) -> Option<Line> {
        let (line, is_doubtful) = schema::line_of(&self.places, id);
        let put = self.with(|connection| put(connection, &self.places, line.as_ref(), &self.opener));
        match put {
            // The file does not hear of what an index in memory was told.
            Ok(()) if is_doubtful || self.is_in_memory() => drop(self.note_missed(id)),
            Ok(()) => {}
            Err(error) => {
                let again = match self.note_missed(id) {
                    Ok(()) => "; it is listed again later",
                    Err(_) => "",
                };
                self.notice(format!("request {} is kept but not listed: {error}{again}", id.short()));
            }
        }
        line
    }

    fn is_in_memory(&self) -> bool {
        self.lock().as_ref().is_some_and(|index| index.identity.is_none())
    }

    fn note_missed(&self, id: RequestId) -> std::io::Result<()> {
        self.missed.store(true, Ordering::Relaxed);
        disk::note(&layout::missed(&self.places).join(id.to_string()))
    }

    /// Lists those of the given requests that are not listed.
    pub(in crate::store) fn list_new(&self, ids: &[RequestId]) -> Result<(), StoreError> {
        let new = self.with(|connection| {
            // In one look: a look of its own for each takes five times as long, and keys wait for it.
            let connection = connection.transaction()?;
            let listed = |id: &RequestId| keys::key(&connection, *id).map(|key| (*id, key.is_none()));
            ids.iter().map(listed).collect::<rusqlite::Result<Vec<_>>>()
        })?;
        for (id, _) in new.into_iter().filter(|(_, is_new)| *is_new) {
            self.refresh(id);
        }
        Ok(())
    }

    pub(in crate::store) fn reserve(
        &self,
        what: (RequestId, &str, Timestamp),
        cost: Money,
        limits: &[Limit],
    ) -> Result<(), StoreError> {
        match self.with(|connection| amounts::reserve(connection, &self.places, what, cost, limits))? {
            Reserved::Kept => Ok(()),
            Reserved::Over(limit, spent) => Err(StoreError::OverCap {
                asked: cost,
                spent,
                cap: limit.cap,
            }),
        }
    }

    pub(in crate::store) fn release(&self, id: RequestId, engine: &str) -> Result<(), StoreError> {
        self.with(|connection| amounts::release(connection, id, engine))
    }

    pub(in crate::store) fn rebuild(&self) -> Result<u64, StoreError> {
        self.with(|connection| schema::build(connection, &self.places, true, &self.opener))
    }

    /// Forgets what only texts had that are gone.
    pub(in crate::store) fn forget_runs(&self) -> Result<(), StoreError> {
        self.with(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            fours::fill(&transaction)?;
            transaction.commit()
        })
    }

    /// Where the index lies.
    pub(in crate::store) fn path(&self) -> PathBuf {
        file::path(&self.places)
    }

    /// Opens the index, so that what keeps it from being written to is known.
    pub(in crate::store) fn touch(&self) -> Result<(), StoreError> {
        self.make_ready(&mut self.lock())
    }
}

/// Lists a request in one short transaction.
fn put(connection: &mut Connection, places: &Places, line: Option<&Line>, opener: &Opener) -> rusqlite::Result<()> {
    let Some(line) = line else { return Ok(()) };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if lines::put(&transaction, places, line)? {
        fours::catch_up(&transaction)?;
        return transaction.commit();
    }
    transaction.rollback()?;
    // Its record is durable, so it is among those that are read.
    schema::build(connection, places, true, opener).map(drop)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn failed(error: rusqlite::Error) -> StoreError {
    StoreError::Index(error.to_string())
}
