//! One try at a request: what is durable before the first byte leaves, and what is durable at its end.

use std::{fs, io, path::PathBuf};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    EngineLock, SpoolFile, Store, StoreError, blobs, disk, layout, marks,
    record_files::{AnswerFile, AttemptEnd, Dollars, EndRecord, SentRecord},
    records::{self, Record},
    spool,
};
use crate::domain::{CostKind, Failure, FailureKind, RequestId, RequestState, StoredImage};

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

impl Store {
    /// Makes it durable that a request is about to be sent, if it still stands where the sender saw it. `Taken` when
    /// another is faster or was it already, `Cancelled` when the person stopped it.
    pub fn begin(&self, id: RequestId, sent: &Sent) -> Result<Attempt, StoreError> {
        self.writable()?;
        let attempt = claim(self, id, sent)?;
        if sent.after == 0 && marks::cancelled(&records::read(self.places(), id)?) {
            // The mark came between the look and the file; nothing was sent yet.
            let stopped = Failure::new(FailureKind::Cancelled, "cancelled before it was sent");
            attempt.end(&AttemptEnd::new(RequestState::Cancelled, sent.at, Some(stopped)), None)?;
            return Err(StoreError::Cancelled(id));
        }
        self.index().refresh(id);
        Ok(attempt)
    }

    /// Makes it durable that a request is not sent; `Taken` and `Cancelled` as above. It is never counted as open, not
    /// even for a moment, so that what is turned away at a limit does not turn others away.
    pub fn turn_away(&self, id: RequestId, sent: &Sent, end: &AttemptEnd) -> Result<(), StoreError> {
        self.writable()?;
        claim(self, id, sent)?.end(end, None)
    }

    /// Ends as unknown what a living engine has begun and cannot end, as after a defect of ours; its spool is kept.
    /// Nothing changes where it has ended or is another's.
    pub fn give_up(&self, id: RequestId, engine: &str, at: Timestamp, failure: Failure) -> Result<(), StoreError> {
        let record = records::read(self.places(), id)?;
        let open = record.attempts.last().filter(|attempt| attempt.end.is_none());
        if open
            .and_then(|open| open.sent.as_ref())
            .is_some_and(|sent| sent.engine == engine)
        {
            let end = AttemptEnd::new(RequestState::Unknown, at, Some(failure));
            suppose(self, &record, record.newest(), end)?;
            self.index().refresh(id);
        }
        Ok(())
    }
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
