//! One try at a request: what is durable before the first byte leaves, and what is durable at its end.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{SpoolFile, Store, StoreError, layout};
use crate::domain::{CostKind, Failure, Money, RequestId, RequestState, StoredImage, Timings, Usage};

/// What is known when a request is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The engine's name, which is that of its lock.
    pub engine: String,
    /// Where it goes: scheme, host and port.
    pub origin: String,
    /// When.
    pub at: Timestamp,
    /// How many attempts there were when the sending was decided: 0 for a queued request. When there are more by
    /// now, somebody else sent it, and sending it again could be a second bill.
    pub after: u32,
}

/// What is known when a try has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptEnd {
    /// The final state.
    pub state: RequestState,
    /// When.
    pub at: Timestamp,
    /// What came; every picture is durable already.
    pub images: Vec<StoredImage>,
    /// The tokens reported.
    pub usage: Option<Usage>,
    /// What it cost, or may have cost when the kind is unknown.
    pub cost: Option<Money>,
    /// How sure that is.
    pub cost_kind: CostKind,
    /// Why it was not stored.
    pub failure: Option<Failure>,
    /// How long its parts took.
    pub timings: Timings,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The server's name for it.
    pub request_id: Option<String>,
    /// Headers worth keeping.
    pub headers: BTreeMap<String, String>,
    /// What the server said it did: size, quality, format, background.
    pub echoed: Vec<(String, String)>,
}

/// A try that was begun; dropped without an end it is recovered as unknown once its engine is gone.
#[derive(Debug)]
pub struct Attempt {
    store: Store,
    id: RequestId,
    number: u32,
}

impl Attempt {
    /// Its number, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The file that the answer goes into as it arrives.
    pub fn spool(&mut self) -> Result<SpoolFile, StoreError> {
        SpoolFile::create(layout::spool(self.store.places()).join(format!("{}-{}", self.id, self.number)))
    }

    /// Makes the end durable: the raw answer first (its image bytes taken out), then `attempt-N.json`.
    pub fn end(self, end: &AttemptEnd, answer: Option<&[u8]>) -> Result<(), StoreError> {
        Err(StoreError::Index(format!("{end:?} {answer:?} {}", self.number)))
    }
}
