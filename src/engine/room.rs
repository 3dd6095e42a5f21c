//! Waits for room for an answer that was paid for, and saves it elsewhere where the person says so.

use std::{iter, path::PathBuf, sync::Arc, time::Duration};

use tokio::time::sleep;

use super::{
    brakes::Brakes,
    desk::Desk,
    ending::DISK_PATIENCE,
    harvest::{Harvest, harvest},
    program::log,
    rescue::save_elsewhere,
};
use crate::{
    api::Head,
    domain::{Failure, FailureKind, Redactor, Report, RequestId, one_line},
    store::SpoolFile,
};

/// An answer that is only in memory is tried to be stored so often, and every one while the person is asked.
const PERSISTENCE: Duration = Duration::from_secs(15);

/// So many times more a full disk is asked when the person can be asked where else to save: ten minutes.
const TIMES_TO_ANSWER: usize = 40;

/// An answer that lies in the spool.
pub(super) struct Came {
    pub id: RequestId,
    pub spool: SpoolFile,
    pub head: Head,
    pub redactor: Redactor,
    /// How many pictures were asked for.
    pub asked: u32,
}

impl Came {
    /// Brings it into the store, as soon as there is room. An error leaves it in the spool.
    pub(super) async fn harvested(mut self, desk: &Arc<Desk>, brakes: &Brakes) -> Result<Harvest, Failure> {
        let asking = if desk.asks { TIMES_TO_ANSWER } else { 0 };
        let mut patience = DISK_PATIENCE
            .map(Duration::from_secs)
            .into_iter()
            .chain(iter::repeat_n(PERSISTENCE, asking));
        let mut refuge = brakes.refuge.subscribe();
        let mut told = false;
        loop {
            let (again, result) = self.tried(desk).await?;
            self = again;
            let failure = match result {
                Ok(harvest) => return Ok(harvest),
                Err(failure) => failure,
            };
            // What is only in memory is tried for as long as this process may live: it was paid for.
            let wait = patience
                .next()
                .or_else(|| self.spool.is_in_memory().then_some(PERSISTENCE));
            let Some(wait) = wait.filter(|_| !brakes.abandon.is_cancelled()) else {
                return Err(self.stays(failure));
            };
            if !told {
                told = true;
                self.tell(desk, failure);
            }
            let named = tokio::select! {
                () = brakes.abandon.cancelled() => None,
                () = sleep(wait) => None,
                // The other end lives as long as these brakes.
                _ = refuge.changed() => Some(refuge.borrow_and_update().clone()),
            };
            if let Some(directory) = named {
                let (again, saved) = self.saved_elsewhere(desk, directory).await?;
                self = again;
                if let Some(failure) = saved {
                    return Err(failure);
                }
            }
        }
    }

    async fn tried(mut self, desk: &Arc<Desk>) -> Result<(Self, Result<Harvest, Failure>), Failure> {
        desk.blocking(move |store| {
            let result = harvest(&store, &mut self.spool, &self.head, &self.redactor, self.asked);
            let failed = |error| Failure::new(FailureKind::Storage, format!("the pictures cannot be kept: {error}"));
            (self, result.map_err(failed))
        })
        .await
    }

    fn tell(&self, desk: &Desk, failure: Failure) {
        log(&format!("{}: {}; free some space", self.id, failure.message));
        desk.voice.say(Report::NoRoom {
            id: self.id,
            failure: failure.with_hint("free some space; it is tried again"),
        });
    }

    fn stays(&self, failure: Failure) -> Failure {
        failure.with_hint(format!(
            "free some space, then `pochade check --repair`; the answer lies in {}",
            self.spool.path().display()
        ))
    }

    /// The failure is that of the request: its pictures are not where they belong.
    async fn saved_elsewhere(
        mut self,
        desk: &Arc<Desk>,
        directory: PathBuf,
    ) -> Result<(Self, Option<Failure>), Failure> {
        let id = self.id;
        let (again, saved) = desk
            .blocking(move |_| {
                let what = (&self.redactor, self.asked);
                let saved = save_elsewhere(&mut self.spool, &self.head, what, (&directory, id));
                let failed = |error| Failure::new(FailureKind::Storage, format!("not saved there either: {error}"));
                (self, saved.map_err(failed))
            })
            .await?;
        desk.voice.say(Report::SavedElsewhere {
            id,
            answer: saved.clone(),
        });
        let failure = saved.ok().map(|paths| {
            let paths: Vec<_> = paths
                .iter()
                .map(|path| one_line(&path.to_string_lossy()).into_owned())
                .collect();
            let message = format!("there was no room for it; it was saved as {}", paths.join(", "));
            Failure::new(FailureKind::Storage, message)
        });
        Ok((again, failure))
    }
}
