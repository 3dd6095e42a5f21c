//! Makes the end of a request durable, with everything that is worth keeping of it.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::sleep;

use super::{bill, desk::Desk, program::log};
use crate::{
    api::Head,
    domain::{
        CostKind, Failure, FailureKind, HistoryEntry, Money, RequestState, StoredImage, Timings, Usage, one_line,
    },
    store::{Attempt, AttemptEnd},
};

/// A disk that was full is asked again after so many seconds, before it is given up on.
pub(super) const DISK_PATIENCE: [u64; 3] = [1, 4, 15];

/// How a request ended, for the screen.
#[derive(Debug)]
pub(super) struct Ending {
    pub state: RequestState,
    pub failure: Option<Failure>,
    /// The account cannot pay, so that sending more to it is no use.
    pub holds: bool,
}

impl Ending {
    pub(super) const fn new(state: RequestState, failure: Failure) -> Self {
        Self {
            state,
            failure: Some(failure),
            holds: false,
        }
    }
}

/// What is known of a request when it has ended.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub failure: Option<Failure>,
    /// The account cannot pay.
    pub holds: bool,
    pub images: Vec<StoredImage>,
    pub usage: Option<Usage>,
    pub echoed: Vec<(String, String)>,
    pub timings: Timings,
    pub head: Head,
    /// The raw answer without its pictures; empty when there was none.
    pub raw: Vec<u8>,
    /// What the server says it has taken.
    pub billed: Option<Money>,
    /// A refusal that may have been billed all the same.
    pub may_be_billed: bool,
}

impl Known {
    /// The same, its failure telling where the answer is kept, where nothing better is known to do about it.
    pub(super) fn telling_of(mut self, attempt: &Attempt) -> Self {
        let is_kept = !self.raw.is_empty();
        if let Some(failure) = self.failure.as_mut().filter(|_| is_kept)
            && failure.kind == FailureKind::Unknown
        {
            let path = attempt.answer_path();
            failure
                .hint
                .get_or_insert_with(|| format!("what came is kept: {}", one_line(&path.to_string_lossy())));
        }
        self
    }
}

/// Writes the end. From here on nothing is sent; a disk that fails leaves the attempt open, to be recovered as unknown.
pub(super) async fn close(
    desk: &Desk,
    entry: &HistoryEntry,
    attempt: Attempt,
    state: RequestState,
    known: Known,
) -> Ending {
    let holds = known.holds;
    let (end, raw) = end_of(desk, entry, state, known).await;
    let failure = end.failure.clone();
    match written(desk, (attempt, end, raw)).await {
        Ok(()) => Ending { state, failure, holds },
        Err(failed) => {
            log(&format!(
                "{}: the end could not be written: {}",
                entry.id, failed.message
            ));
            Ending::new(RequestState::Unknown, failed)
        }
    }
}

/// The end with its price, and the raw answer.
async fn end_of(desk: &Desk, entry: &HistoryEntry, state: RequestState, known: Known) -> (AttemptEnd, Vec<u8>) {
    let prices = desk.prices(&entry.profile, &entry.request).await;
    let model = desk.models.model(entry.request.model());
    let billed_as = if state == RequestState::Refused && known.may_be_billed {
        RequestState::Unknown
    } else {
        state
    };
    let (cost, cost_kind) = match known.billed {
        Some(billed) => (Some(billed), CostKind::Paid),
        None => bill::cost(&entry.request, &model, &prices, billed_as, known.usage.as_ref()),
    };
    let end = AttemptEnd {
        state,
        at: Timestamp::now(),
        images: known.images,
        usage: known.usage,
        cost,
        cost_kind,
        failure: known.failure,
        timings: known.timings,
        status: (known.head.status != 0).then_some(known.head.status),
        request_id: known.head.request_id,
        headers: known.head.kept.into_iter().collect(),
        echoed: known.echoed,
    };
    (end, known.raw)
}

/// Writes the end and the raw answer, more than once where the disk fails.
async fn written(desk: &Desk, parts: (Attempt, AttemptEnd, Vec<u8>)) -> Result<(), Failure> {
    let all = Arc::new(parts);
    let mut patience = DISK_PATIENCE.into_iter();
    loop {
        let parts = Arc::clone(&all);
        let written = desk.blocking(move |_| {
            let (attempt, end, raw) = &*parts;
            attempt.end(end, (!raw.is_empty()).then_some(raw.as_slice()))
        });
        let failed = match written.await? {
            Ok(()) => return Ok(()),
            Err(error) => Failure::from(error),
        };
        match patience.next() {
            Some(seconds) => sleep(Duration::from_secs(seconds)).await,
            None => return Err(failed),
        }
    }
}

/// From queued to sending.
pub(super) fn waited(entry: &HistoryEntry, sent_at: Timestamp) -> Option<Duration> {
    // A clock that was set back has nothing to say.
    Duration::try_from(sent_at.duration_since(entry.created_at)).ok()
}
