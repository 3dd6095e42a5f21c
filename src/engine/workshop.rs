//! The part of the engine that is there only once there is a request to run: runtime, store, requests.

use std::{collections::HashMap, io, path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};

use super::{
    brakes::Brakes,
    desk::{Account, Desk, broke},
    ending::Ending,
    line::{Line, Order},
    program::log,
    run::live,
    salvage::{Salvaged, salvage},
};
use crate::{
    domain::{Failure, FailureKind, Model, Report, RequestId, RequestState},
    store::Mark,
};

/// Connections that are no longer needed get so long to say goodbye.
const GOODBYE: Duration = Duration::from_millis(200);

/// Requests waiting and running.
#[derive(Debug)]
pub(super) struct Workshop {
    runtime: Runtime,
    pub desk: Arc<Desk>,
    parallel: usize,
    line: Line,
    running: HashMap<RequestId, Brakes>,
}

impl Workshop {
    pub(super) fn new(desk: Desk, parallel: u32) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        Ok(Self {
            runtime,
            desk: Arc::new(desk),
            parallel: usize::try_from(parallel.max(1)).unwrap_or(1),
            line: Line::default(),
            running: HashMap::new(),
        })
    }

    /// Notes what dead engines left open, so that it is not taken for running.
    pub(super) fn recover(&self) {
        match self.desk.store.recover(Timestamp::now()) {
            Ok(ended) if !ended.is_empty() => log(&format!("{} requests of a dead engine ended unknown", ended.len())),
            Ok(_) => {}
            Err(error) => log(&format!("what dead engines left could not be looked at: {error}")),
        }
        // Before anything is sent: a request that has its answer already need not be asked about.
        let desk = &self.desk;
        let price_of = |name: &str, model: &Model| self.runtime.block_on(desk.own_prices(name, model));
        let salvage = salvage(&desk.store, &desk.models, &price_of);
        for (id, error) in salvage.left {
            log(&format!("{id}: its answer stays in the spool: {error}"));
        }
        for Salvaged { id, state, failure } in salvage.ended {
            desk.voice.say(Report::Ended {
                id,
                state,
                failure: Some(failure),
            });
        }
    }

    pub(super) fn know(&self, name: String, account: Account) {
        self.desk.know(name, account);
    }

    /// Takes an order, once: a second line about the same request is no second sending.
    pub(super) fn add(&mut self, order: Order) {
        if !self.knows(order.id) {
            self.line.join(order);
            self.say_waiting(order.id, false);
        }
    }

    /// Whether a request waits or runs here.
    pub(super) fn knows(&self, id: RequestId) -> bool {
        self.running.contains_key(&id) || self.line.has(id)
    }

    fn say_waiting(&self, id: RequestId, held: bool) {
        self.desk.voice.say(Report::Waiting { id, held });
    }

    /// Holds a waiting request; one that has begun goes on, and has said so.
    pub(super) fn hold(&mut self, id: RequestId) {
        if self.line.hold(id, true) {
            self.say_waiting(id, true);
        }
    }

    /// Lets a held request have its turn.
    pub(super) fn let_go(&mut self, id: RequestId) {
        if self.line.hold(id, false) {
            self.say_waiting(id, false);
        }
    }

    pub(super) fn put_in_order(&mut self, ids: Vec<RequestId>) {
        self.line.put_in_order(ids);
    }

    /// Starts what fits; `ended` is called, on another thread, with each request that has ended and how.
    pub(super) fn start(&mut self, ended: &(impl Fn(RequestId, Ending) + Clone + Send + 'static)) {
        while self.running.len() < self.parallel
            && let Some(order) = self.line.next()
        {
            let brakes = Brakes::default();
            self.running.insert(order.id, brakes.clone());
            let (desk, ended) = (Arc::clone(&self.desk), ended.clone());
            self.runtime.spawn(async move {
                let life = tokio::spawn(live(Arc::clone(&desk), order, brakes)).await;
                let ending = match life {
                    Ok(ending) => ending,
                    Err(error) => given_up(&desk, order.id, &error.to_string()).await,
                };
                ended(order.id, ending);
            });
        }
    }

    /// Asks a server for its models, beside whatever runs: it bills nothing and waits for nothing.
    pub(super) fn list_models(&self, profile: String) {
        let desk = Arc::clone(&self.desk);
        self.runtime.spawn(async move {
            let answer = desk.models_of(&profile).await;
            desk.voice.say(Report::Models { profile, answer });
        });
    }

    /// Forgets a request and only then tells of its end, so that whoever hears it can send it again at once. An account
    /// that cannot pay holds whatever waits for the same one.
    pub(super) fn ended(&mut self, id: RequestId, ending: Ending) {
        self.running.remove(&id);
        let held = if ending.holds { self.held_with(id) } else { Vec::new() };
        let why = ending
            .failure
            .as_ref()
            .map_or(String::new(), |failure| failure.message.clone());
        self.desk.voice.say(Report::Ended {
            id,
            state: ending.state,
            failure: ending.failure,
        });
        for id in held {
            let failure = Failure::new(FailureKind::Refused, format!("held and not sent: {why}"));
            self.desk.voice.say(Report::Ended {
                id,
                state: RequestState::Queued,
                failure: Some(failure.with_hint("let it go when the account can pay")),
            });
        }
    }

    /// Takes the waiting requests of the same profile out of the line; they stay queued in the store.
    fn held_with(&mut self, id: RequestId) -> Vec<RequestId> {
        let profile = |id| self.desk.store.entry(id).ok().map(|entry| entry.profile);
        let Some(held_profile) = profile(id) else {
            return Vec::new();
        };
        let is_held = |id: &RequestId| profile(*id).as_ref() == Some(&held_profile);
        let held: Vec<_> = self.line.ids().filter(is_held).collect();
        for id in &held {
            self.line.leave(*id);
        }
        held
    }

    /// Stops a request: at once when it waits, else as far as that is still possible.
    pub(super) fn cancel(&mut self, id: RequestId) {
        if let Some(brakes) = self.running.get(&id) {
            brakes.cancel.cancel();
            return;
        }
        self.withdraw(id);
    }

    /// Tells a running request where to save what finds no room.
    pub(super) fn save_elsewhere(&self, id: RequestId, directory: PathBuf) {
        if let Some(brakes) = self.running.get(&id) {
            brakes.refuge.send_replace(directory);
        }
    }

    /// Cancels a request that waits; one that has begun is left alone.
    pub(super) fn withdraw(&mut self, id: RequestId) {
        if !self.line.leave(id) {
            return;
        }
        let (state, failure) = match self.desk.store.mark(id, &Mark::Cancel, Timestamp::now()) {
            Ok(()) => (RequestState::Cancelled, None),
            // It was not sent, but the next engine will find it queued.
            Err(error) => (RequestState::Queued, Some(Failure::from(error))),
        };
        self.desk.voice.say(Report::Ended { id, state, failure });
    }

    /// Obeys the marks by which other processes stop requests of this one.
    pub(super) fn obey_marks(&mut self) {
        let ids: Vec<_> = self.running.keys().copied().chain(self.line.ids()).collect();
        for id in ids {
            if self.desk.store.has_cancel_mark(id).unwrap_or(false) {
                self.cancel(id);
            }
        }
    }

    /// Leaves everything that was not sent where it is: queued.
    pub(super) fn forget_waiting(&mut self) {
        self.line.clear();
    }

    /// Breaks off what is running; it ends unknown, or partial.
    pub(super) fn abandon(&self) {
        for brakes in self.running.values() {
            brakes.abandon.cancel();
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        !self.running.is_empty() || self.line.moves()
    }

    pub(super) fn close(self) {
        self.runtime.shutdown_timeout(GOODBYE);
    }
}

/// The end of a request whose life was cut short by a defect of ours: it may have been billed, and what came of it is
/// in the spool.
async fn given_up(desk: &Arc<Desk>, id: RequestId, why: &str) -> Ending {
    log(&format!("{id}: {why}"));
    let failure = broke("it panicked; engine.log says more");
    let (engine, told) = (desk.engine.clone(), failure.clone());
    let noted = desk
        .blocking(move |store| store.give_up(id, &engine, Timestamp::now(), told))
        .await;
    if let Ok(Err(error)) = noted {
        // It is noted when this engine has ended.
        log(&format!("{id}: the end cannot be noted: {error}"));
    }
    Ending::new(RequestState::Unknown, failure)
}
