//! One call's requests on their way: price, gates, queue, engine, results.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    desk::Desk,
    errand::{Errand, Priced},
    exit::Code,
    gates, offer,
    output::Output,
    problem::Problem,
    results::{self, Target},
    send_args::SendArgs,
    waiting::{Ended, Work},
};
use crate::{
    domain::{Failure, FailureKind, RequestId},
    store::{NewRequest, Store},
};

impl Errand {
    /// Does it all, once; nothing is queued before every check is passed.
    pub(super) fn carry_out(self, desk: &Desk, output: &mut Output, send: &SendArgs) -> Result<Code, Problem> {
        self.checked(desk, output)?.carry_out(desk, output, send, 1)
    }
}

/// Says of requests that the person did not wait for that they go on.
pub(super) fn still(output: &mut Output, running: &[RequestId]) -> Code {
    for id in running {
        output.say(&format!("{id} still running, will be stored"));
    }
    if running.is_empty() {
        Code::DONE
    } else {
        Code::INTERRUPTED
    }
}

impl Priced {
    /// Tells what it would cost, or sends it so many times and tells how that ended.
    pub(super) fn carry_out(
        &self,
        desk: &Desk,
        output: &mut Output,
        send: &SendArgs,
        times: u32,
    ) -> Result<Code, Problem> {
        if send.dry_run {
            return offer::tell(desk, output, self, times).map(|()| Code::DONE);
        }
        let target = Target::of(send, &desk.settings, self.request.count() * times, output)?;
        let sending = self.queued(desk, output, send, times)?;
        if send.detach {
            return results::detached(output, &sending.store, &sending.ids);
        }
        let Sent { store, ids, running } = sending.finished(output)?;
        let told = results::tell(output, (&store, &desk.models), &ids, &target)?;
        Ok(told.max(still(output, &running)))
    }

    /// Passes every gate, and hands the request to an engine so many times.
    pub(super) fn queued(
        &self,
        desk: &Desk,
        output: &mut Output,
        send: &SendArgs,
        times: u32,
    ) -> Result<Sending, Problem> {
        let key = desk.key(send.yes, output)?;
        let store = desk.store(output)?;
        if let Some(why) = store.read_only() {
            let message = format!("nothing can be sent, because nothing can be kept: {why}");
            return Err(Failure::new(FailureKind::Storage, message).into());
        }
        gates::pass(desk, output, send, &gates::Bill::of(&self.estimate, times), &store)?;
        let work = Work::start(desk, &key, send.max_cost)?;
        let mut ids = Vec::new();
        for _ in 0..times {
            ids.push(enqueue(desk, &store, self)?);
        }
        for id in &ids {
            work.run(*id)?;
        }
        Ok(Sending { store, work, ids })
    }
}

/// Requests in the hands of an engine.
pub(super) struct Sending {
    store: Store,
    work: Work,
    ids: Vec<RequestId>,
}

/// Requests after the wait.
pub(super) struct Sent {
    /// Where they are kept.
    pub(super) store: Store,
    /// Those that have ended.
    pub(super) ids: Vec<RequestId>,
    /// Those that go on without us.
    pub(super) running: Vec<RequestId>,
}

impl Sending {
    /// Waits until every request has ended, the engine has gone, or the person has had enough.
    pub(super) fn finished(mut self, output: &mut Output) -> Result<Sent, Problem> {
        let mut running = Vec::new();
        match self.work.wait(output, &self.ids) {
            Ended::All => {}
            // What was sent and has no end is unknown now, and the record should say so.
            Ended::Gone => drop(self.store.recover(Timestamp::now())?),
            Ended::Interrupted { running: still } => {
                self.ids.retain(|id| !still.contains(id));
                running = still;
            }
        }
        Ok(Sent {
            store: self.store,
            ids: self.ids,
            running,
        })
    }
}

fn enqueue(desk: &Desk, store: &Store, priced: &Priced) -> Result<RequestId, Problem> {
    let id = RequestId::from_uuid(Uuid::now_v7());
    store.enqueue(NewRequest {
        id,
        created_at: Timestamp::now(),
        profile: desk.profile_name.clone(),
        request: priced.request.clone(),
        estimate: priced.estimate.most(),
        billed: desk.is_billed() && !priced.request.is_made_here(),
        directory: std::env::current_dir().ok(),
    })?;
    Ok(id)
}
