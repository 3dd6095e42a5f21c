//! One call's requests, from the draft to the last line: check, price, gates, queue, engine, results.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    args::SendArgs,
    desk::{Desk, today},
    exit::Code,
    gates,
    inputs::Inputs,
    offer,
    output::Output,
    problem::Problem,
    results::{self, Target},
    waiting::{Ended, Work},
};
use crate::{
    domain::{
        Draft, Estimate, Failure, FailureKind, Fault, Model, Proposal, Request, RequestId, Size, estimate, sheet,
        warnings,
    },
    store::{NewRequest, Store},
};

/// One call's request, before it was checked.
#[derive(Debug)]
pub(super) struct Errand {
    draft: Draft,
    faults: Vec<Fault>,
}

/// A draft that broke no rule, with its price.
pub(super) struct Priced {
    /// The request.
    pub(super) request: Request,
    /// What it may cost.
    pub(super) estimate: Estimate,
    /// What was worth saying.
    pub(super) warnings: Vec<String>,
}

impl Errand {
    /// A draft.
    pub(super) const fn new(draft: Draft) -> Self {
        Self {
            draft,
            faults: Vec::new(),
        }
    }

    /// The faults of its pictures, told beside those of the request.
    pub(super) fn with_faults(mut self, inputs: &mut Inputs<'_>) -> Self {
        self.faults.append(&mut inputs.faults);
        self
    }

    /// Does it all, once; nothing is queued before every check is passed.
    pub(super) fn carry_out(self, desk: &Desk, output: &mut Output, send: &SendArgs) -> Result<Code, Problem> {
        self.checked(desk, output)?.carry_out(desk, output, send, 1)
    }

    /// The request that the draft says, with its price; warnings are told on the way.
    pub(super) fn checked(mut self, desk: &Desk, output: &mut Output) -> Result<Priced, Problem> {
        let model = desk.models.model(self.draft.model.trim());
        if let Some(taken) = size_taken(&mut self.draft, &model) {
            output.note(&taken);
        }
        let proposal = Proposal {
            draft: &self.draft,
            model: &model,
        };
        let request = match Request::try_from(proposal) {
            Ok(request) => {
                self.faults.extend(desk.profile().refuses(&request));
                request
            }
            Err(faults) => {
                self.faults.splice(0..0, faults.0);
                return Err(Problem::Faults(self.faults));
            }
        };
        if !self.faults.is_empty() {
            return Err(Problem::Faults(self.faults));
        }
        let warnings = warnings(&self.draft, &model, today());
        let warnings = warnings.into_iter().chain(desk.profile().remarks(&request));
        let priced = Priced {
            request,
            estimate: estimate(&self.draft, &model, &desk.prices_of(&model)),
            warnings: warnings
                .map(|warning| format!("{}: {}", warning.field, warning.text))
                .collect(),
        };
        for warning in &priced.warnings {
            output.warn(warning);
        }
        Ok(priced)
    }
}

/// Puts the best legal size in the place of a size in words, such as `16:9 2mp`; says so. Width and height in pixels stay
/// as they were typed, legal or not: whoever wrote numbers meant these.
fn size_taken(draft: &mut Draft, model: &Model) -> Option<String> {
    let asked = Size::from(draft.size.clone());
    let (rule, sheet) = (&model.rules().size, sheet(draft, model));
    let in_words = matches!(asked, Size::Other(_)) && rule.check_on(&asked, sheet).is_err();
    let best = rule
        .suggest_on(&draft.size, sheet)
        .into_iter()
        .next()
        .filter(|_| in_words)?;
    draft.size = best.to_string();
    Some(format!("size {asked} → {best}"))
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
