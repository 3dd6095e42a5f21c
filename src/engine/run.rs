//! One request's life, from the queue to its final state.

use std::{io, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::sleep;

use super::{
    beginning::{begun, turned_away},
    brakes::Brakes,
    copies,
    desk::{Connection, Desk},
    ending::{DISK_PATIENCE, Ending, Known, close, waited},
    harvest::{Harvest, PictureFile, harvest, once_each},
    inputs, made_here, outcome, partials,
    program::log,
    tries::{Clock, sent},
};
use crate::{
    api::{ApiError, Head, InputFile, Link, Received, Said, Verdict},
    domain::{Failure, FailureKind, HistoryEntry, Redactor, RequestId, RequestState, Stage},
    store::{Attempt, SpoolFile},
};

/// A picture behind a link is fetched again after so many seconds: that bills nothing.
const LINK_PATIENCE: [u64; 2] = [1, 3];

/// An answer that is only in memory is tried to be stored so often.
const PERSISTENCE: Duration = Duration::from_secs(15);

/// What the engine was told to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub id: RequestId,
    /// How many attempts there were when the sending was decided; none for a first one.
    pub after: u32,
}

/// Lives one request to its end.
pub(super) async fn live(desk: Arc<Desk>, order: Order, brakes: Brakes) -> Ending {
    let ending = lived(&desk, order, &brakes).await.unwrap_or_else(|ending| ending);
    if !matches!(
        ending.state,
        RequestState::Stored | RequestState::Partial | RequestState::Unknown
    ) {
        let purse = Arc::clone(&desk);
        // What is not given back is given back when this engine ends.
        let _ = desk.blocking(move |store| purse.purse.close(&store, order.id)).await;
    }
    partials::clear(desk.store.places(), order.id);
    if matches!(ending.state, RequestState::Stored | RequestState::Partial) {
        copies::make(&desk, order.id).await;
    }
    ending
}

/// An `Err` is an end as well: the one before anything was begun.
async fn lived(desk: &Arc<Desk>, order: Order, brakes: &Brakes) -> Result<Ending, Ending> {
    let entry = in_order(desk, order).await?;
    if entry.request.is_made_here() {
        return made_here::made(desk, order, &entry, brakes).await;
    }
    let prepared = prepared(desk, &entry).await;
    let origin = prepared
        .as_ref()
        .map_or(String::new(), |(connection, _)| connection.origin.clone());
    let purse = Arc::clone(desk);
    let opened = desk.blocking(move |store| purse.purse.open(&store, order.id)).await;
    if let Err(failure) = opened.and_then(|opened| opened) {
        return Err(turned_away(desk, order, origin, failure).await);
    }
    let (attempt, spool) = begun(desk, &entry, order, origin).await?;
    let waited = waited(&entry, Timestamp::now());
    let (connection, inputs, mut spool) = match (prepared, spool) {
        (Ok((connection, inputs)), Ok(spool)) => (connection, inputs, spool),
        (Err(failure), _) | (_, Err(failure)) => {
            let known = Known {
                failure: Some(failure),
                ..Known::default()
            };
            return Ok(close(desk, &entry, attempt, RequestState::NotSent, known).await);
        }
    };
    spool.keep_out(&connection.redactor);
    let mut clock = Clock::new(desk, order.id, spool.path());
    let what = (&entry.request, inputs.as_slice());
    let received = sent(&connection.client, what, &mut spool, &mut clock, brakes).await;
    // From here on it is paid for: nothing cancels the saving.
    let (state, mut known) = match received {
        Ok(received) => {
            clock.stage(Stage::Storing, None);
            let came = Came {
                spool,
                received,
                asked: entry.request.count(),
            };
            match stored(desk, &connection, came, brakes).await {
                Ok((state, known)) => (state, known.telling_of(&attempt)),
                Err(failure) => {
                    return Ok(left(desk, attempt, failure).await);
                }
            }
        }
        Err(error) => without_answer(&error, &connection.redactor, brakes),
    };
    known.timings = clock.timings(waited);
    Ok(close(desk, &entry, attempt, state, known).await)
}

/// The end, for now, of a request whose answer cannot be read and stays in the spool.
async fn left(desk: &Arc<Desk>, attempt: Attempt, failure: Failure) -> Ending {
    log(&format!(
        "{}: the answer stays in the spool: {}",
        attempt.id(),
        failure.message
    ));
    let why = failure.clone();
    let noted = desk.blocking(move |_| attempt.leave(Timestamp::now(), why)).await;
    if let Ok(Err(error)) = noted {
        // It is noted when this engine has ended.
        log(&format!("the end cannot be noted: {error}"));
    }
    Ending::new(RequestState::Unknown, failure)
}

/// The request as it is kept, if it is still to be sent.
async fn in_order(desk: &Arc<Desk>, order: Order) -> Result<HistoryEntry, Ending> {
    let not_sent = |failure| Ending::new(RequestState::NotSent, failure);
    let entry = desk
        .blocking(move |store| store.entry(order.id))
        .await
        .map_err(not_sent)?;
    let entry = entry.map_err(|error| not_sent(error.into()))?;
    let right = entry.attempts == order.after && (order.after > 0) == entry.state.is_final();
    if right && entry.state != RequestState::Running {
        return Ok(entry);
    }
    let who = if order.after > 0 {
        "somebody else has sent it again: "
    } else {
        ""
    };
    let message = format!("{who}request {} is {} already", entry.id.short(), entry.state.label());
    Err(Ending::new(entry.state, Failure::new(FailureKind::Request, message)))
}

/// The server, and the input pictures in memory.
async fn prepared(desk: &Arc<Desk>, entry: &HistoryEntry) -> Result<(Connection, Vec<InputFile>), Failure> {
    let connection = desk.connection(&entry.profile).await?;
    Ok((connection, inputs::prepared(desk, entry).await?))
}

fn without_answer(error: &ApiError, redactor: &Redactor, brakes: &Brakes) -> (RequestState, Known) {
    let mut state = outcome::of_error(error);
    if state == RequestState::Cancelled && !brakes.cancel.is_cancelled() {
        // Nobody stopped it but the end of this process.
        state = RequestState::NotSent;
    }
    let said = error.said();
    let known = Known {
        failure: Some(error.into()),
        may_be_billed: said.is_some_and(Said::may_be_billed),
        holds: said.is_some_and(|said| said.verdict == Verdict::Quota),
        head: said.map(|said| said.head.clone()).unwrap_or_default(),
        raw: redactor.clean_bytes(said.map(|said| said.body.clone()).unwrap_or_default()),
        ..Known::default()
    };
    (state, known)
}

/// An answer that lies in the spool.
struct Came {
    spool: SpoolFile,
    received: Received,
    /// How many pictures were asked for.
    asked: u32,
}

/// Brings what came into the store. An error leaves the answer in the spool.
async fn stored(
    desk: &Arc<Desk>,
    connection: &Connection,
    Came { spool, received, asked }: Came,
    brakes: &Brakes,
) -> Result<(RequestState, Known), Failure> {
    let harvested = harvested(desk, connection, (spool, asked), &received.head, brakes).await?;
    let Harvest { answer, mut kept, raw } = harvested;
    let mut missed = None;
    for link in &answer.links {
        match fetched(desk, connection, link, brakes).await {
            Ok(mut picture) => {
                picture.image.revised_prompt.clone_from(&link.revised_prompt);
                // Links of one list are told apart by their place in it.
                picture.place = format!("/links/{}", kept.len());
                kept.push(picture);
            }
            Err(error) => missed = Some(error),
        }
    }
    let kept = once_each(kept, asked);
    let faults = [&received.cut, &answer.fault, &missed];
    let faults: Vec<&ApiError> = faults.into_iter().flatten().collect();
    let (state, failure) = outcome::of_answer(&kept, &faults);
    let said = answer.fault.as_ref().and_then(ApiError::said);
    let known = Known {
        failure,
        billed: answer.cost,
        may_be_billed: said.is_some_and(Said::may_be_billed),
        images: kept.into_iter().map(|kept| kept.image).collect(),
        usage: answer.usage,
        echoed: answer.echoed,
        head: received.head,
        raw,
        ..Known::default()
    };
    Ok((state, known))
}

async fn harvested(
    desk: &Arc<Desk>,
    connection: &Connection,
    (mut spool, asked): (SpoolFile, u32),
    head: &Head,
    brakes: &Brakes,
) -> Result<Harvest, Failure> {
    let mut patience = DISK_PATIENCE.into_iter();
    loop {
        let (head, redactor) = (head.clone(), connection.redactor.clone());
        let read = desk.blocking(move |store| {
            let harvest = harvest(&store, &mut spool, &head, &redactor, asked);
            (spool, harvest)
        });
        let (again, result) = read.await?;
        spool = again;
        let error = match result {
            Ok(harvest) => return Ok(harvest),
            Err(error) => error,
        };
        let failure = Failure::new(FailureKind::Storage, format!("the pictures cannot be kept: {error}"));
        match patience.next() {
            Some(seconds) if !brakes.abandon.is_cancelled() => sleep(Duration::from_secs(seconds)).await,
            // What is only in memory is tried for as long as this process may live: it was paid for.
            None if spool.is_in_memory() && !brakes.abandon.is_cancelled() => {
                log(&format!("{}; free some space", failure.message));
                tokio::select! {
                    () = brakes.abandon.cancelled() => {}
                    () = sleep(PERSISTENCE) => {}
                }
            }
            _ => {
                let hint = format!(
                    "free some space, then `pochade check --repair`; the answer lies in {}",
                    spool.path().display()
                );
                return Err(failure.with_hint(hint));
            }
        }
    }
}

async fn fetched(
    desk: &Arc<Desk>,
    connection: &Connection,
    link: &Link,
    brakes: &Brakes,
) -> Result<super::harvest::Kept, ApiError> {
    let mut patience = LINK_PATIENCE.into_iter();
    loop {
        let mut file = desk
            .blocking(|store| PictureFile::new(&store))
            .await
            .map_err(internal)??;
        let fetched = connection.client.fetch(&link.url, &mut file, &brakes.abandon).await;
        match (fetched, patience.next()) {
            (Ok(_), _) => return Ok(desk.blocking(move |_| file.finish(true)).await.map_err(internal)??),
            (Err(_), Some(seconds)) if !brakes.abandon.is_cancelled() => sleep(Duration::from_secs(seconds)).await,
            (Err(error), _) => return Err(error),
        }
    }
}

fn internal(failure: Failure) -> ApiError {
    io::Error::other(failure.message).into()
}
