//! One try at a request: what is durable before the first byte leaves, and what is durable at its end.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    EngineLock, SpoolFile, Store, StoreError, blobs, disk, layout, marks,
    records::{self, AnswerFile, Dollars, EndRecord, Record, SentRecord},
    spool,
};
use crate::domain::{CostKind, Failure, FailureKind, Money, RequestId, RequestState, StoredImage, Timings, Usage};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptEnd {
    /// The final state.
    pub state: RequestState,
    /// When.
    pub at: Timestamp,
    /// What came; every picture is durable already.
    #[serde(default)]
    pub images: Vec<StoredImage>,
    /// The tokens reported.
    #[serde(default)]
    pub usage: Option<Usage>,
    /// What it cost, or may have cost when the kind is unknown.
    #[serde(default, rename = "cost_usd", with = "dollars")]
    pub cost: Option<Money>,
    /// How sure that is.
    #[serde(default)]
    pub cost_kind: CostKind,
    /// Why it was not stored.
    #[serde(default)]
    pub failure: Option<Failure>,
    /// How long its parts took.
    #[serde(default, rename = "timings_ms")]
    pub timings: Timings,
    /// The HTTP status.
    #[serde(default)]
    pub status: Option<u16>,
    /// The server's name for it.
    #[serde(default)]
    pub request_id: Option<String>,
    /// Headers worth keeping.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// What the server said it did: size, quality, format, background.
    #[serde(default)]
    pub echoed: Vec<(String, String)>,
}

impl AttemptEnd {
    /// An end of which nothing more is known than why.
    #[must_use]
    pub fn new(state: RequestState, at: Timestamp, failure: Option<Failure>) -> Self {
        Self {
            state,
            at,
            images: Vec::new(),
            usage: None,
            cost: None,
            cost_kind: match state {
                RequestState::Refused | RequestState::NotSent | RequestState::Cancelled => CostKind::None,
                _ => CostKind::Unknown,
            },
            failure,
            timings: Timings::default(),
            status: None,
            request_id: None,
            headers: BTreeMap::new(),
            echoed: Vec::new(),
        }
    }
}

mod dollars {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Dollars, Money};

    #[expect(clippy::ref_option, reason = "the shape that serde calls")]
    pub(super) fn serialize<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
        money.map(Dollars).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
        Option::<Dollars>::deserialize(deserializer).map(|dollars| dollars.map(|Dollars(money)| money))
    }
}

/// A try that was begun; dropped without an end it is recovered as unknown once its engine is gone.
#[derive(Debug)]
pub struct Attempt {
    store: Store,
    id: RequestId,
    number: u32,
}

impl Attempt {
    /// The request that is tried.
    #[must_use]
    pub const fn id(&self) -> RequestId {
        self.id
    }

    /// Its number, from 1.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The file that the answer goes into as it arrives, empty at first.
    pub fn spool(&mut self) -> Result<SpoolFile, StoreError> {
        SpoolFile::create(self.store.places(), self.id, self.number)
    }

    /// Ends it as unknown for now, with its answer in the spool, to be salvaged when this engine has ended.
    pub fn leave(&self, at: Timestamp, failure: Failure) -> Result<(), StoreError> {
        let record = records::read(self.store.places(), self.id)?;
        let end = AttemptEnd::new(RequestState::Unknown, at, Some(failure));
        suppose(&self.store, &record, self.number, end)?;
        self.store.index().refresh(self.id);
        Ok(())
    }

    /// What a dead engine has left in the spool of this attempt.
    pub fn spool_left(&self) -> io::Result<SpoolFile> {
        SpoolFile::left(self.store.places(), self.id, self.number)
    }

    pub(super) const fn left_open(store: Store, id: RequestId, number: u32) -> Self {
        Self { store, id, number }
    }

    /// Where its raw answer is kept once it has ended.
    #[must_use]
    pub fn answer_path(&self) -> PathBuf {
        layout::answer(self.store.places(), self.id, self.number)
    }

    /// Makes the end durable: the raw answer first (its image bytes taken out), then `attempt-N.json`, then the index.
    /// It can be called again after a failure, as when the disk was full.
    pub fn end(&self, end: &AttemptEnd, answer: Option<&[u8]>) -> Result<(), StoreError> {
        let directory = layout::record(self.store.places(), self.id);
        let answer = answer
            .map(|answer| self.keep_answer(answer))
            .transpose()
            .map_err(StoreError::disk("write", self.answer_path()))?;
        write_end(&self.store, self.id, self.number, end, How::True(answer))
            .map_err(StoreError::disk("write in", directory))?;
        self.store.index().refresh(self.id);
        let keep = matches!(end.state, RequestState::Unknown | RequestState::Partial);
        if !keep {
            spool::remove(self.store.places(), self.id, self.number);
        }
        Ok(())
    }
}

impl Attempt {
    fn keep_answer(&self, answer: &[u8]) -> io::Result<AnswerFile> {
        let path = self.answer_path();
        let kept = match disk::write_new(&path, answer) {
            // It was written by a call that failed later, or by a recovery.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(&path)?,
            other => {
                other?;
                answer.to_vec()
            }
        };
        Ok(AnswerFile {
            sha256: blobs::hash_of_bytes(&kept),
            bytes: kept.len() as u64,
        })
    }
}

/// Ends as unknown what this engine has begun and will not end, as after a defect of ours; its spool is kept.
pub(super) fn give_up(
    store: &Store,
    id: RequestId,
    engine: &str,
    at: Timestamp,
    failure: Failure,
) -> Result<(), StoreError> {
    let record = records::read(store.places(), id)?;
    let open = record.attempts.last().filter(|attempt| attempt.end.is_none());
    if open
        .and_then(|open| open.sent.as_ref())
        .is_some_and(|sent| sent.engine == engine)
    {
        let end = AttemptEnd::new(RequestState::Unknown, at, Some(failure));
        suppose(store, &record, record.newest(), end)?;
        store.index().refresh(id);
    }
    Ok(())
}

/// How an end is known.
enum How {
    /// It is true, and the raw answer beside it was this.
    True(Option<AnswerFile>),
    /// Nobody knows it to be true.
    Supposed,
}

/// Writes the end of an attempt. Where one is there already, as after a recovery that took a living engine for a dead
/// one, a true end is written beside it and wins; `AlreadyExists` for one that is only supposed.
fn write_end(store: &Store, id: RequestId, number: u32, end: &AttemptEnd, how: How) -> io::Result<()> {
    let places = store.places();
    let image = |image: &StoredImage| StoredImage {
        path: layout::relative(places, &image.path),
        ..image.clone()
    };
    let record = EndRecord {
        v: 1,
        end: AttemptEnd {
            images: end.images.iter().map(image).collect(),
            ..end.clone()
        },
        others: match how {
            How::True(_) => Map::new(),
            How::Supposed => Map::from_iter([(records::SUPPOSED.to_owned(), Value::Bool(true))]),
        },
        answer: match how {
            How::True(answer) => answer,
            How::Supposed => None,
        },
    };
    match records::write(places, id, &format!("attempt-{number}.json"), &record) {
        Err(error)
            if !record.others.contains_key(records::SUPPOSED) && error.kind() == io::ErrorKind::AlreadyExists =>
        {
            records::write(places, id, &format!("attempt-{number}.late.json"), &record)
        }
        other => other,
    }
}

/// Begins the next attempt of a request, if it still stands where the sender saw it.
pub(super) fn begin(store: &Store, id: RequestId, sent: &Sent) -> Result<Attempt, StoreError> {
    let attempt = claim(store, id, sent)?;
    if sent.after == 0 && marks::cancelled(&records::read(store.places(), id)?) {
        // The mark came between the look and the file; nothing was sent yet.
        let stopped = Failure::new(FailureKind::Cancelled, "cancelled before it was sent");
        attempt.end(&AttemptEnd::new(RequestState::Cancelled, sent.at, Some(stopped)), None)?;
        return Err(StoreError::Cancelled(id));
    }
    store.index().refresh(id);
    Ok(attempt)
}

/// Ends the next attempt of a request before it has begun. It is never counted as open, not even for a moment, so that
/// what is turned away at a limit does not turn others away.
pub(super) fn turn_away(store: &Store, id: RequestId, sent: &Sent, end: &AttemptEnd) -> Result<(), StoreError> {
    claim(store, id, sent)?.end(end, None)
}

/// Takes the next attempt of a request for one engine, durable.
fn claim(store: &Store, id: RequestId, sent: &Sent) -> Result<Attempt, StoreError> {
    let places = store.places();
    let record = records::read(places, id)?;
    if record.newest() != sent.after {
        return Err(StoreError::Taken(id));
    }
    if sent.after == 0 && marks::cancelled(&record) {
        return Err(StoreError::Cancelled(id));
    }
    if let Some(open) = record.attempts.last().filter(|attempt| attempt.end.is_none()) {
        if open
            .sent
            .as_ref()
            .is_some_and(|open| EngineLock::is_held(places, &open.engine))
        {
            return Err(StoreError::Taken(id));
        }
        end_left_open(store, &record, sent.at)?;
    }
    let number = sent.after + 1;
    let file = SentRecord {
        v: 1,
        engine: sent.engine.clone(),
        host: layout::host(),
        origin: sent.origin.clone(),
        at: sent.at,
        spool: format!("{id}-{number}"),
        estimate_usd: record.request.estimate_usd,
        others: Map::new(),
    };
    match records::write(places, id, &format!("attempt-{number}.sent.json"), &file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(StoreError::Taken(id)),
        other => other.map_err(StoreError::disk("write in", layout::record(places, id)))?,
    }
    Ok(Attempt {
        store: store.clone(),
        id,
        number,
    })
}

/// Ends an attempt whose engine is gone as unknown; false when it has an end by now. Its spool is kept.
pub(super) fn end_left_open(store: &Store, record: &Record, at: Timestamp) -> Result<bool, StoreError> {
    let failure = Failure::new(
        FailureKind::Unknown,
        "pochade was ended before the answer came; it may have been billed",
    )
    .with_hint("look at the provider's usage page before you send it again");
    suppose(
        store,
        record,
        record.newest(),
        AttemptEnd::new(RequestState::Unknown, at, Some(failure)),
    )
}

/// Writes an end that nobody knows to be true; false when there is one by now.
fn suppose(store: &Store, record: &Record, number: u32, end: AttemptEnd) -> Result<bool, StoreError> {
    let id = record.request.id;
    let billed = record.request.billed;
    let end = AttemptEnd {
        cost: record.request.estimate_usd.map(|Dollars(money)| money),
        cost_kind: if billed { CostKind::Unknown } else { CostKind::None },
        ..end
    };
    match write_end(store, id, number, &end, How::Supposed) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        other => {
            other.map_err(StoreError::disk("write in", layout::record(store.places(), id)))?;
            Ok(true)
        }
    }
}
