//! The store as the other rooms use it.

use std::{io, path::PathBuf, sync::Arc};

use jiff::Timestamp;
use rustix::fs::Access;
use serde_json::Map;

use super::{
    BlobWriter, EngineLock, Limit, Mark, Opener, StoreError, blobs, disk,
    index::SharedIndex,
    layout, marks,
    record_files::{Dollars, RequestRecord},
    records,
};
use crate::domain::{HistoryEntry, Input, KnownNames, Money, Places, Request, RequestId, SpendBy, SpendLine, Spent};

/// A request that was checked and is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// Its name.
    pub id: RequestId,
    /// When it was queued.
    pub created_at: Timestamp,
    /// The profile it is made with.
    pub profile: String,
    /// What is asked; input pictures at the person's places or at stored ones.
    pub request: Request,
    /// The most it may cost, where that is known.
    pub estimate: Option<Money>,
    /// Whether anybody bills it: not in the sandbox, not on a free server.
    pub billed: bool,
    /// The directory in which it is asked for.
    pub directory: Option<PathBuf>,
}

/// Records, pictures and index; clones share one index connection.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    places: Places,
    /// Why the directories cannot be written to, if so.
    closed: Option<String>,
    index: SharedIndex,
}

impl Store {
    /// Makes the directories; the index is opened when it is first needed. A damaged index is set aside and made again.
    pub fn open(places: &Places) -> Result<Self, StoreError> {
        Self::open_until(places, Opener::default())
    }

    /// The same, but an index that is being made is given up once `opener` leaves; what needs the index then fails.
    pub fn open_until(places: &Places, opener: Opener) -> Result<Self, StoreError> {
        Ok(Self {
            inner: Arc::new(Inner {
                places: places.clone(),
                closed: made_ready(places)?,
                index: SharedIndex::new(places, opener),
            }),
        })
    }

    /// The directories it works in.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.inner.places
    }

    pub(super) fn index(&self) -> &SharedIndex {
        &self.inner.index
    }

    /// Why nothing can be written, if so: a read-only directory, an index of a newer version.
    #[must_use]
    pub fn read_only(&self) -> Option<String> {
        self.inner.closed.clone().or_else(|| {
            // An index that cannot be opened at all keeps no record from being written.
            let _ = self.index().touch();
            self.index().read_only()
        })
    }

    pub(super) fn writable(&self) -> Result<(), StoreError> {
        self.read_only()
            .map_or(Ok(()), |reason| Err(StoreError::ReadOnly(reason)))
    }

    /// What the person should hear about the index since the last call, such as that it was damaged and made again.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        self.index().take_notices()
    }

    /// Keeps a request: copies its inputs, makes it durable, lists it. The answer has the inputs at their stored places.
    pub fn enqueue(&self, new: NewRequest) -> Result<Request, StoreError> {
        self.writable()?;
        let places = self.places();
        let kept = |input: &Input| kept_input(places, input);
        let inputs = new.request.inputs().iter().map(kept).collect::<Result<Vec<_>, _>>()?;
        let directory = layout::record(places, new.id);
        disk::make_directory(&directory).map_err(StoreError::disk("make", &directory))?;
        let record = RequestRecord {
            v: 1,
            id: new.id,
            created_at: new.created_at,
            profile: new.profile,
            estimate_usd: new.estimate.map(Dollars),
            billed: new.billed,
            directory: new.directory,
            request: self.related(new.request.with_inputs(inputs)),
            others: Map::new(),
        };
        let path = directory.join(records::REQUEST);
        match records::write(places, new.id, records::REQUEST, &record) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(StoreError::Exists(path)),
            other => other.map_err(StoreError::disk("write", path))?,
        }
        self.index().refresh(new.id);
        Ok(records::read(places, new.id)?.placed(places))
    }

    /// Keeps the estimate of a request free under every limit, in one step for all engines; `OverCap` when one would be
    /// passed. `begin` turns it into an attempt; it counts only while the engine's lock is held.
    pub fn reserve(&self, id: RequestId, engine: &str, at: Timestamp, limits: &[Limit]) -> Result<(), StoreError> {
        self.writable()?;
        let request = records::read(self.places(), id)?.request;
        match request.estimate_usd {
            Some(Dollars(cost)) if request.billed => {
                let reserve = || self.index().reserve((id, engine, at), cost, limits);
                reserve().or_else(|error| match error {
                    // It may be that this process has not listed it yet.
                    StoreError::Index(_) => {
                        self.index().refresh(id);
                        reserve()
                    }
                    other => Err(other),
                })
            }
            _ => Ok(()),
        }
    }

    /// Gives a reservation of an engine back that came to nothing.
    pub fn release(&self, id: RequestId, engine: &str) -> Result<(), StoreError> {
        self.index().release(id, engine)
    }

    /// Whether anybody bills a request, and the most that it may cost, where that is known.
    pub fn price(&self, id: RequestId) -> Result<(bool, Option<Money>), StoreError> {
        let request = records::read(self.places(), id)?.request;
        Ok((request.billed, request.estimate_usd.map(|Dollars(money)| money)))
    }

    /// A picture to be written.
    pub fn blob(&self) -> Result<BlobWriter, StoreError> {
        BlobWriter::new(self.places())
    }

    /// The names that the history knows, to complete what is typed into a search.
    pub fn known_names(&self) -> Result<KnownNames, StoreError> {
        self.index().known_names()
    }

    /// Everything that is kept of a request, from its record files.
    pub fn entry(&self, id: RequestId) -> Result<HistoryEntry, StoreError> {
        Ok(records::read(self.places(), id)?.entry(self.places()))
    }

    /// Puts a mark on a request, durable.
    pub fn mark(&self, id: RequestId, mark: &Mark, at: Timestamp) -> Result<(), StoreError> {
        self.writable()?;
        let attempts = records::read(self.places(), id)?.newest();
        marks::write(self.places(), id, mark, attempts, at)?;
        self.index().refresh(id);
        Ok(())
    }

    /// Whether the newest attempt (or the queued request) is to be stopped.
    pub fn has_cancel_mark(&self, id: RequestId) -> Result<bool, StoreError> {
        Ok(marks::cancelled(&records::read(self.places(), id)?))
    }

    /// The engine that is at work on a request, if it lives; a foreign one is why the store is polled.
    pub fn engine_of(&self, id: RequestId) -> Result<Option<String>, StoreError> {
        let record = records::read(self.places(), id)?;
        let open = record.attempts.last().filter(|attempt| attempt.end.is_none());
        let engine = open
            .and_then(|attempt| attempt.sent.as_ref())
            .map(|sent| sent.engine.clone());
        Ok(engine.filter(|engine| EngineLock::is_held(self.places(), engine)))
    }

    /// What went out since then.
    pub fn spent(&self, since: Timestamp) -> Result<Spent, StoreError> {
        self.index().spent(since)
    }

    /// What went out since then, in rows; `offset` is the person's distance from UTC in seconds, for the days.
    pub fn spend_by(&self, by: SpendBy, since: Timestamp, offset: i32) -> Result<Vec<SpendLine>, StoreError> {
        self.index().spend_by(by, since, offset)
    }

    /// The queued requests, oldest first.
    pub fn queued(&self) -> Result<Vec<RequestId>, StoreError> {
        self.index().queued()
    }

    /// Requests that ended unknown and were neither tried again nor dismissed, oldest first.
    pub fn unsettled(&self) -> Result<Vec<RequestId>, StoreError> {
        self.index().unsettled()
    }

    /// A number that changes when another process changes the index; its size says nothing.
    pub fn changes(&self) -> Result<i64, StoreError> {
        self.index().changes()
    }

    /// Makes the index again from the records; the answer is how many there are.
    pub fn rebuild_index(&self) -> Result<u64, StoreError> {
        self.writable()?;
        self.index().rebuild()
    }
}

/// Makes the directories; says why they cannot be written to, if so.
fn made_ready(places: &Places) -> Result<Option<String>, StoreError> {
    let directories = [
        layout::records(places),
        layout::blobs(places),
        layout::spool(places),
        layout::locks(places),
    ];
    for directory in &directories {
        let closed = match disk::make_directory(directory) {
            Ok(()) => rustix::fs::access(directory, Access::WRITE_OK).map_err(io::Error::from),
            Err(error) => Err(error),
        };
        match closed {
            Ok(()) => {}
            Err(error) if is_closed(&error) => return Ok(Some(format!("{}: {error}", directory.display()))),
            Err(error) => return Err(StoreError::disk("make", directory)(error)),
        }
    }
    Ok(None)
}

fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// A copy of an input in the store, as the record names it.
fn kept_input(places: &Places, input: &Input) -> Result<Input, StoreError> {
    if input.remote.is_some() {
        return Ok(input.clone());
    }
    let ending = input
        .path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("bin");
    let extension = input.facts.map_or(ending, |facts| facts.format.extension());
    let blob = blobs::keep(places, &input.path, &extension.to_ascii_lowercase())?;
    if input.sha256.as_ref().is_some_and(|known| *known != blob.sha256) {
        return Err(StoreError::Input {
            path: input.path.clone(),
            reason: "it is not what it was when it was chosen".to_owned(),
        });
    }
    let own_name = || {
        input
            .path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    Ok(Input {
        path: layout::relative(places, &blob.path),
        name: if input.name.is_empty() {
            own_name()
        } else {
            input.name.clone()
        },
        sha256: Some(blob.sha256),
        ..input.clone()
    })
}
