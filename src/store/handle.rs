//! The store as the other rooms use it.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Attempt, BlobWriter, CheckReport, Limit, Mark, Sent, SpendGroup, SpendRow, Spent, StoreError};
use crate::domain::{HistoryEntry, HistoryPage, HistoryQuery, Money, Places, Request, RequestId};

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
}

/// Records, pictures and index; clones share one index connection.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    places: Places,
}

fn absent<T>() -> Result<T, StoreError> {
    Err(StoreError::Index("not built yet".to_owned()))
}

impl Store {
    /// Makes the directories; the index is opened when it is first needed. A damaged index is set aside and made again.
    pub fn open(places: &Places) -> Result<Self, StoreError> {
        Ok(Self {
            inner: Arc::new(Inner { places: places.clone() }),
        })
    }

    /// The directories it works in.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.inner.places
    }

    /// Why nothing can be written, if so: a read-only directory, an index of a newer version.
    #[must_use]
    pub fn read_only(&self) -> Option<String> {
        None
    }

    /// What the person should hear about the index since the last call, such as that it was damaged and made again.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        Vec::new()
    }

    /// Keeps a request: copies its inputs, makes it durable, lists it. The answer has the inputs at their stored places.
    pub fn enqueue(&self, _new: NewRequest) -> Result<Request, StoreError> {
        absent()
    }

    /// Makes it durable that a request is about to be sent. `Taken` when another is faster or was it already,
    /// `Cancelled` when the person stopped it.
    pub fn begin(&self, _id: RequestId, _sent: &Sent) -> Result<Attempt, StoreError> {
        absent()
    }

    /// Keeps the estimate of a request free under every limit, in one step for all engines; `OverCap` when one would be
    /// passed. `begin` turns it into an attempt.
    pub fn reserve(&self, _id: RequestId, _engine: &str, _at: Timestamp, _limits: &[Limit]) -> Result<(), StoreError> {
        absent()
    }

    /// Gives a reservation back that came to nothing.
    pub fn release(&self, _id: RequestId) -> Result<(), StoreError> {
        absent()
    }

    /// A picture to be written.
    pub fn blob(&self) -> Result<BlobWriter, StoreError> {
        BlobWriter::new(self.places())
    }

    /// A page of the history, newest first.
    pub fn history(&self, _query: &HistoryQuery) -> Result<HistoryPage, StoreError> {
        absent()
    }

    /// How many requests match in all, exactly; slower than a page.
    pub fn count(&self, _query: &HistoryQuery) -> Result<u64, StoreError> {
        absent()
    }

    /// Everything that is kept of a request, from its record files.
    pub fn entry(&self, _id: RequestId) -> Result<HistoryEntry, StoreError> {
        absent()
    }

    /// The request of that name: an id, its unique beginning or end, `@` for the newest, `@~2` for the second before it.
    pub fn find(&self, _name: &str) -> Result<RequestId, StoreError> {
        absent()
    }

    /// Puts a mark on a request, durable.
    pub fn mark(&self, _id: RequestId, _mark: &Mark, _at: Timestamp) -> Result<(), StoreError> {
        absent()
    }

    /// Whether the newest attempt (or the queued request) is to be stopped.
    pub fn has_cancel_mark(&self, _id: RequestId) -> Result<bool, StoreError> {
        absent()
    }

    /// What went out since then.
    pub fn spent(&self, _since: Timestamp) -> Result<Spent, StoreError> {
        absent()
    }

    /// What went out since then, in rows; `offset` is the person's distance from UTC in seconds, for the days.
    pub fn spend_by(&self, _group: SpendGroup, _since: Timestamp, _offset: i32) -> Result<Vec<SpendRow>, StoreError> {
        absent()
    }

    /// The queued requests, oldest first.
    pub fn queued(&self) -> Result<Vec<RequestId>, StoreError> {
        absent()
    }

    /// Requests that ended unknown and were neither tried again nor dismissed, oldest first.
    pub fn unsettled(&self) -> Result<Vec<RequestId>, StoreError> {
        absent()
    }

    /// Ends what dead engines left open as unknown, and lists what the index has missed; the answer is what was ended.
    pub fn recover(&self, _at: Timestamp) -> Result<Vec<RequestId>, StoreError> {
        absent()
    }

    /// A number that changes when another process changes the index; its size says nothing.
    pub fn changes(&self) -> Result<i64, StoreError> {
        absent()
    }

    /// Makes the index again from the records; the answer is how many there are.
    pub fn rebuild_index(&self) -> Result<u64, StoreError> {
        absent()
    }

    /// Reads every record and hashes every picture.
    pub fn check(&self) -> Result<CheckReport, StoreError> {
        absent()
    }
}
