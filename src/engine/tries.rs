//! Sends a request, and again where that is certainly harmless, while telling how far it is.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{task::spawn_blocking, time::sleep};

use super::{brakes::Brakes, desk::Desk, failpoint, partials, retry::Tried};
use crate::{
    api::{ApiError, Client, Hands, InputFile, Progress, Received},
    domain::{Report, Request, RequestId, Stage, Timings},
    store::SpoolFile,
};

/// Byte counts are told no more often than this.
const COUNTS_APART: Duration = Duration::from_millis(100);

/// Tells the screen how far a request is, and notes the times.
#[derive(Debug)]
pub(super) struct Clock {
    desk: Arc<Desk>,
    id: RequestId,
    spool: PathBuf,
    begun: Instant,
    connect: Option<Duration>,
    first_byte: Option<Instant>,
    stored_from: Option<Instant>,
    counted: Option<Instant>,
}

impl Clock {
    pub(super) fn new(desk: &Arc<Desk>, id: RequestId, spool: &Path) -> Self {
        Self {
            desk: Arc::clone(desk),
            id,
            spool: spool.to_path_buf(),
            begun: Instant::now(),
            connect: None,
            first_byte: None,
            stored_from: None,
            counted: None,
        }
    }

    pub(super) fn stage(&mut self, stage: Stage, wait: Option<Duration>) {
        failpoint::passed(self.desk.store.places(), stage.label());
        match stage {
            // Waiting that the server asked for is not its speed.
            Stage::Sending => (self.begun, self.connect) = (Instant::now(), None),
            Stage::Receiving => self.first_byte = Some(Instant::now()),
            Stage::Storing => self.stored_from = Some(Instant::now()),
            Stage::Holding | Stage::Waiting => {}
        }
        self.desk.voice.say(Report::Stage {
            id: self.id,
            stage,
            wait_s: wait.map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0)),
        });
    }

    fn heard(&mut self, progress: Progress) {
        match progress {
            Progress::Stage(stage) => self.stage(stage, None),
            Progress::Connected(took) => self.connect = Some(took),
            Progress::Bytes { n, of } => {
                let due = self.counted.is_none_or(|counted| counted.elapsed() >= COUNTS_APART);
                if due || Some(n) == of {
                    self.counted = Some(Instant::now());
                    self.desk.voice.say(Report::Bytes { id: self.id, n, of });
                }
            }
            Progress::Event(event) => {
                let (desk, id, spool) = (Arc::clone(&self.desk), self.id, self.spool.clone());
                spawn_blocking(move || {
                    // An unfinished picture that cannot be shown is no loss: the finished one follows.
                    if let Ok(Some((index, path))) = partials::keep(desk.store.places(), id, &spool, &event) {
                        desk.voice.say(Report::Partial { id, index, path });
                    }
                });
            }
        }
    }

    /// The times until now; `queued` is how long it had waited before it was sent.
    pub(super) fn timings(&self, queued: Option<Duration>) -> Timings {
        let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let now = Instant::now();
        let until = |from: Option<Instant>, to: Option<Instant>| Some(ms(to?.saturating_duration_since(from?)));
        Timings {
            queued: queued.map(ms),
            connect: self.connect.map(ms),
            first_byte: until(Some(self.begun), self.first_byte),
            body: until(self.first_byte, self.stored_from.or(self.first_byte.map(|_| now))),
            store: until(self.stored_from, Some(now)),
            total: Some(ms(now - self.begun)),
        }
    }
}

/// Sends until there is an answer or another try would not be harmless.
pub(super) async fn sent(
    client: &Client,
    what: (&Request, &[InputFile]),
    spool: &mut SpoolFile,
    clock: &mut Clock,
    brakes: &Brakes,
) -> Result<Received, ApiError> {
    let mut tried = Tried::default();
    loop {
        let mut report = |progress| clock.heard(progress);
        let mut hands = Hands {
            spool: &mut *spool,
            report: &mut report,
            cancel: &brakes.cancel,
            abandon: &brakes.abandon,
        };
        let error = match client.send(what.0, what.1, &mut hands).await {
            Ok(received) => return Ok(received),
            Err(error) => error,
        };
        let Some(wait) = tried.wait(&error, fastrand::f64()) else {
            return Err(error);
        };
        clock.stage(Stage::Holding, Some(wait));
        tokio::select! {
            () = brakes.pulled() => return Err(ApiError::Stopped),
            () = sleep(wait) => {}
        }
    }
}
