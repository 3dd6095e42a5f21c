//! The last step before a request is sent: what is durable then, and what keeps it from being sent.

use std::sync::Arc;

use jiff::Timestamp;

use super::{desk::Desk, ending::Ending, line::Order};
use crate::{
    domain::{Failure, HistoryEntry, Request, RequestState, Size},
    store::{Attempt, AttemptEnd, Sent, SpoolFile, StoreError},
};

/// Makes it durable that the request is about to be sent, and keeps room for its answer.
pub(super) async fn begun(
    desk: &Arc<Desk>,
    entry: &HistoryEntry,
    order: Order,
    origin: String,
) -> Result<(Attempt, Result<SpoolFile, Failure>), Ending> {
    let sent = sent_now(desk, order, origin);
    let room = room(&entry.request);
    let begun = desk.blocking(move |store| {
        let mut attempt = store.begin(order.id, &sent)?;
        let spool = attempt.spool().and_then(|spool| spool.reserve(room).map(|()| spool));
        Ok((attempt, spool.map_err(Failure::from)))
    });
    let begun: Result<_, StoreError> = begun
        .await
        .map_err(|failure| Ending::new(RequestState::NotSent, failure))?;
    begun.map_err(unbegun)
}

fn sent_now(desk: &Desk, order: Order, origin: String) -> Sent {
    Sent {
        engine: desk.engine.clone(),
        origin,
        at: Timestamp::now(),
        after: order.after,
    }
}

/// The end of a request that a spending limit stands in the way of: durable, and nothing was sent.
pub(super) async fn turned_away(desk: &Arc<Desk>, order: Order, origin: String, failure: Failure) -> Ending {
    let sent = sent_now(desk, order, origin);
    let end = AttemptEnd::new(RequestState::NotSent, sent.at, Some(failure.clone()));
    let written = desk.blocking(move |store| store.turn_away(order.id, &sent, &end));
    match written.await {
        Ok(Ok(())) => Ending::new(RequestState::NotSent, failure),
        Ok(Err(error)) => unbegun(error),
        Err(broke) => Ending::new(RequestState::NotSent, broke),
    }
}

/// The end of a request that could not be begun.
fn unbegun(error: StoreError) -> Ending {
    let state = match &error {
        StoreError::Cancelled(_) => RequestState::Cancelled,
        StoreError::Taken(_) => RequestState::Running,
        StoreError::Disk { .. }
        | StoreError::Full { .. }
        | StoreError::Input { .. }
        | StoreError::NoSuch(_)
        | StoreError::Ambiguous { .. }
        | StoreError::Damaged { .. }
        | StoreError::Exists(_)
        | StoreError::OverCap { .. }
        | StoreError::ReadOnly(_)
        | StoreError::Index(_) => RequestState::NotSent,
    };
    Ending::new(state, error.into())
}

/// How many bytes the answer may need on disk, in base64, from above for anything but noise.
fn room(request: &Request) -> u64 {
    const LEAST: u64 = 4 * 1024 * 1024;
    const MOST: u64 = 256 * 1024 * 1024;
    let pixels = match request.size() {
        Size::Exact { width, height } => u64::from(*width) * u64::from(*height),
        Size::Auto | Size::Other(_) => 1536 * 1024,
    };
    (pixels * 4 * u64::from(request.count())).clamp(LEAST, MOST)
}
