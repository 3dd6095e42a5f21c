//! Lives the requests that pochade carries out by itself: nothing is sent, nothing is billed, all is kept as usual.

use std::{io::Write, sync::Arc};

use jiff::Timestamp;

use super::{
    beginning::begun,
    brakes::Brakes,
    desk::Desk,
    ending::{Ending, Known, close, waited},
    harvest::PictureFile,
    line::Order,
    pictures::read,
    tries::Clock,
};
use crate::{
    domain::{Failure, FailureKind, HistoryEntry, Request, RequestState, Role, Stage, StoredImage},
    imaging::{self, Edited},
    store::Store,
};

/// What stands in the record where a server's origin stands otherwise.
const ORIGIN: &str = "pochade";

/// Lives such a request to its end.
pub(super) async fn made(
    desk: &Arc<Desk>,
    order: Order,
    entry: &HistoryEntry,
    brakes: &Brakes,
) -> Result<Ending, Ending> {
    let (attempt, spool) = begun(desk, entry, order, ORIGIN.to_owned()).await?;
    let waited = waited(entry, Timestamp::now());
    let (state, known) = match spool {
        Ok(_) | Err(_) if brakes.cancel.is_cancelled() => {
            let stopped = Failure::new(FailureKind::Cancelled, "stopped before it was made");
            (RequestState::Cancelled, without_picture(stopped))
        }
        Err(failure) => (RequestState::NotSent, without_picture(failure)),
        Ok(spool) => {
            let mut clock = Clock::new(desk, order.id, spool.path());
            clock.stage(Stage::Storing, None);
            let request = entry.request.clone();
            let made = desk.blocking(move |store| image(&store, &request)).await;
            match made.and_then(|made| made) {
                Ok(image) => {
                    let known = Known {
                        images: vec![image],
                        timings: clock.timings(waited),
                        ..Known::default()
                    };
                    (RequestState::Stored, known)
                }
                Err(failure) => (RequestState::NotSent, without_picture(failure)),
            }
        }
    };
    Ok(close(desk, entry, attempt, state, known).await)
}

fn without_picture(failure: Failure) -> Known {
    Known {
        failure: Some(failure),
        ..Known::default()
    }
}

/// Makes the picture and keeps it like one that a server sent.
fn image(store: &Store, request: &Request) -> Result<StoredImage, Failure> {
    let missing = || {
        Failure::new(
            FailureKind::Request,
            "it needs an original, an edited picture and a mask",
        )
    };
    let mut images = request.inputs_as(Role::Image);
    let (original, edited) = images.next().zip(images.next()).ok_or_else(missing)?;
    let mask = request.inputs_as(Role::Mask).next().ok_or_else(missing)?;
    let original_bytes = read(&original.path)?;
    let facts = imaging::facts(&original_bytes)?;
    let png = imaging::original_kept(Edited {
        original: &original_bytes,
        edited: &read(&edited.path)?,
        mask: &read(&mask.path)?,
        treatment: mask.treatment,
        feather: request.feather((facts.width, facts.height)),
    })?;
    let unkept =
        |error: std::io::Error| Failure::new(FailureKind::Storage, format!("the picture cannot be kept: {error}"));
    let mut file = PictureFile::new(store).map_err(unkept)?;
    file.write_all(&png).map_err(unkept)?;
    Ok(file.finish(true).map_err(unkept)?.image)
}
