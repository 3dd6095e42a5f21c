//! Hands requests to the engine and waits until each has ended or the person has had enough.

use std::{
    collections::BTreeMap,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use signal_hook::{consts::SIGINT, iterator::Signals};

use super::{desk::Desk, output::Output, problem::Problem};
use crate::{
    config::KeyFound,
    domain::{AfterHangup, Failure, FailureKind, Money, Report, RequestId, ServedModel, Stage, thousands},
    engine::{Client, Spending, StartOptions},
};

/// How often the time on the progress line moves.
const TICK: Duration = Duration::from_secs(1);

/// How a wait ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ended {
    /// Every request ended.
    All,
    /// The engine has gone, and with it whoever worked on them.
    Gone,
    /// The person pressed ctrl-c; the engine goes on.
    Interrupted {
        /// With these.
        running: Vec<RequestId>,
    },
}

enum Turn {
    Report(Report),
    Interrupted,
}

/// An engine at work for us.
pub(super) struct Work {
    client: Client,
    turns: Receiver<Turn>,
}

impl Work {
    /// Starts an engine that has the profile and its key, and that spends no more than `most` in all.
    pub(super) fn start(desk: &Desk, key: &KeyFound, most: Option<Money>) -> Result<Self, Problem> {
        let (sender, turns) = mpsc::channel();
        watch_interrupts(sender.clone())?;
        let client = Client::start(StartOptions {
            places: desk.places.clone(),
            parallel: desk.settings.engine.parallel,
            // Whoever detaches or presses ctrl-c was told that it will be stored.
            after_hangup: AfterHangup::FinishQueue,
            spending: Spending {
                caps: desk.settings.caps,
                most,
            },
            files: desk.settings.files.clone(),
            asks: false,
            sandbox_latency: None,
            secret_variables: desk.profile().key_env.iter().cloned().collect(),
            program: None,
            // A report that comes after the wait is of no use to anybody.
            report: Box::new(move |report| drop(sender.send(Turn::Report(report)))),
        })?;
        client.profile(&desk.profile_name, desk.profile(), key.key.as_ref())?;
        Ok(Self { client, turns })
    }

    /// Has a request run that is queued in the store.
    pub(super) fn run(&self, id: RequestId) -> Result<(), Problem> {
        Ok(self.client.run(id)?)
    }

    /// Asks the server of the profile for its models, and waits for the answer and how long it took.
    pub(super) fn models(&self, profile: &str) -> Result<(Vec<ServedModel>, Duration), Problem> {
        let gone = || Failure::new(FailureKind::Internal, "the engine has gone; engine.log says more");
        let mut asked = None;
        loop {
            match self.turns.recv() {
                // Until then it was the engine's own start that took time.
                Ok(Turn::Report(Report::Ready { .. })) => {
                    self.client.models(profile)?;
                    asked = Some(Instant::now());
                }
                Ok(Turn::Report(Report::Models { answer, .. })) => {
                    let took = asked.map(|asked| asked.elapsed()).unwrap_or_default();
                    return Ok((answer?, took));
                }
                Ok(Turn::Report(Report::Gone)) | Err(_) => return Err(gone().into()),
                Ok(Turn::Report(_)) => {}
                Ok(Turn::Interrupted) => {
                    return Err(Failure::new(FailureKind::Cancelled, "nothing was billed").into());
                }
            }
        }
    }

    /// Waits until every request has ended.
    pub(super) fn wait(&self, output: &mut Output, ids: &[RequestId]) -> Ended {
        let started = Instant::now();
        let mut tally = Tally::of(ids);
        let ended = loop {
            if tally.is_done() {
                break Ended::All;
            }
            if output.shows_progress() {
                output.progress(&tally.line(started.elapsed()));
            }
            match self.turns.recv_timeout(TICK) {
                Ok(Turn::Report(Report::Gone)) | Err(RecvTimeoutError::Disconnected) => break Ended::Gone,
                Ok(Turn::Report(Report::NoRoom { failure, .. } | Report::NotCopied { failure, .. })) => {
                    output.warn(&failure.message);
                }
                Ok(Turn::Report(report)) => tally.take(&report),
                Ok(Turn::Interrupted) => {
                    break Ended::Interrupted {
                        running: tally.running.into_keys().collect(),
                    };
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        output.end_progress();
        ended
    }
}

fn watch_interrupts(sender: Sender<Turn>) -> Result<(), Problem> {
    let mut signals = Signals::new([SIGINT])
        .map_err(|error| Failure::new(FailureKind::Internal, format!("ctrl-c cannot be watched for: {error}")))?;
    thread::spawn(move || {
        for _ in signals.forever() {
            if sender.send(Turn::Interrupted).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// What is known of the requests that we wait for.
struct Tally {
    running: BTreeMap<RequestId, Option<Stage>>,
    all: usize,
    bytes: u64,
}

impl Tally {
    fn of(ids: &[RequestId]) -> Self {
        Self {
            running: ids.iter().map(|id| (*id, None)).collect(),
            all: ids.len(),
            bytes: 0,
        }
    }

    fn is_done(&self) -> bool {
        self.running.is_empty()
    }

    fn take(&mut self, report: &Report) {
        match report {
            Report::Stage { id, stage, .. } => {
                if let Some(known) = self.running.get_mut(id) {
                    *known = Some(*stage);
                }
            }
            Report::Bytes { id, n, .. } if self.running.contains_key(id) => self.bytes = *n,
            Report::Ended { id, .. } => {
                self.running.remove(id);
            }
            _ => {}
        }
    }

    fn line(&self, elapsed: Duration) -> String {
        let stage = self.running.values().flatten().last();
        let stage = stage.map_or("queued", |stage| stage.label());
        let mut line = format!("{stage} · {} s", elapsed.as_secs());
        if self.all > 1 {
            line = format!(
                "{} of {} done · {line}",
                thousands(self.all - self.running.len()),
                thousands(self.all)
            );
        }
        if stage == Stage::Receiving.label() {
            line = format!("{line} · {} kB", self.bytes / 1000);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RequestState;

    fn id(number: u128) -> RequestId {
        RequestId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn the_line_says_how_far_it_is() {
        let mut tally = Tally::of(&[id(1), id(2)]);
        assert_eq!(tally.line(Duration::ZERO), "0 of 2 done · queued · 0 s");
        let stage = |stage| Report::Stage {
            id: id(2),
            stage,
            wait_s: None,
        };
        tally.take(&stage(Stage::Waiting));
        assert_eq!(tally.line(Duration::from_millis(3900)), "0 of 2 done · waiting · 3 s");
        let ended = |number| Report::Ended {
            id: id(number),
            state: RequestState::Stored,
            failure: None,
        };
        tally.take(&ended(1));
        tally.take(&stage(Stage::Receiving));
        tally.take(&Report::Bytes {
            id: id(2),
            n: 4500,
            of: None,
        });
        assert_eq!(
            tally.line(Duration::from_secs(4)),
            "1 of 2 done · receiving · 4 s · 4 kB"
        );
        assert!(!tally.is_done());
        tally.take(&ended(2));
        assert!(tally.is_done());
    }

    #[test]
    fn reports_of_other_requests_change_nothing() {
        let mut tally = Tally::of(&[id(1)]);
        tally.take(&Report::Ended {
            id: id(9),
            state: RequestState::Stored,
            failure: None,
        });
        assert_eq!(tally.line(Duration::ZERO), "queued · 0 s");
    }
}
