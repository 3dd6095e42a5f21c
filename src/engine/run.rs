//! One request's life, from the queue to its final state.

use std::{io, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::sleep;

use super::{
    beginning::{begun, turned_away},
    brakes::Brakes,
    copies,
    desk::{Connection, Desk},
    ending::{Ending, Known, close, waited},
    harvest::{Harvest, PictureFile, once_each},
    inputs,
    line::Order,
    made_here, outcome, partials,
    program::log,
    room::Came,
    tries::{Clock, sent},
};
use crate::{
    api::{ApiError, InputFile, Link, Said, Verdict},
    domain::{Failure, FailureKind, HistoryEntry, Redactor, RequestState, Stage},
    store::Attempt,
};

/// A picture behind a link is fetched again after so many seconds: that bills nothing.
const LINK_PATIENCE: [u64; 2] = [1, 3];

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
                id: order.id,
                spool,
                head: received.head,
                redactor: connection.redactor.clone(),
                asked: entry.request.count(),
            };
            match stored(desk, &connection, (came, received.cut), brakes).await {
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

/// Brings what came into the store. An error leaves the answer in the spool.
async fn stored(
    desk: &Arc<Desk>,
    connection: &Connection,
    (came, cut): (Came, Option<ApiError>),
    brakes: &Brakes,
) -> Result<(RequestState, Known), Failure> {
    let (asked, head) = (came.asked, came.head.clone());
    let Harvest { answer, mut kept, raw } = came.harvested(desk, brakes).await?;
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
    let faults = [&cut, &answer.fault, &missed];
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
        head,
        raw,
        ..Known::default()
    };
    Ok((state, known))
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
