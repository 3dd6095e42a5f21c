//! One call's requests, from the draft to the last line: check, price, gates, queue, engine, results.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{
    args::SendArgs,
    desk::{Desk, today},
    exit::Code,
    gates,
    inputs::Inputs,
    output::Output,
    problem::Problem,
    results::{self, Target},
    waiting::{Ended, Work},
};
use crate::{
    domain::{
        Draft, Estimate, Failure, FailureKind, Fault, Model, Money, Proposal, Request, RequestId, estimate, warnings,
    },
    store::{NewRequest, Store},
};

/// One call's requests: a draft, and how often it is sent.
#[derive(Debug)]
pub(super) struct Errand {
    draft: Draft,
    times: u32,
    faults: Vec<Fault>,
}

/// A draft that broke no rule, with its price.
struct Priced {
    request: Request,
    estimate: Estimate,
    warnings: Vec<String>,
}

impl Errand {
    /// A draft, sent once.
    pub(super) const fn new(draft: Draft) -> Self {
        Self {
            draft,
            times: 1,
            faults: Vec::new(),
        }
    }

    /// The same draft, sent so many times.
    pub(super) const fn repeated(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// The faults of its pictures, told beside those of the request.
    pub(super) fn with_faults(mut self, inputs: &mut Inputs) -> Self {
        self.faults.append(&mut inputs.faults);
        self
    }

    /// Does it all; nothing is queued before every check is passed.
    pub(super) fn carry_out(self, desk: &Desk, output: &mut Output, send: &SendArgs) -> Result<Code, Problem> {
        let times = self.times;
        let model = desk.models.model(self.draft.model.trim());
        let priced = self.priced(desk, &model)?;
        for warning in &priced.warnings {
            output.warn(warning);
        }
        if send.dry_run {
            return tell(desk, output, &priced, times).map(|()| Code::DONE);
        }
        let target = Target::of(send, &desk.settings, priced.request.count() * times, output)?;
        let key = desk.key(send.yes, output)?;
        let store = desk.store(output)?;
        if let Some(why) = store.read_only() {
            let message = format!("nothing can be sent, because nothing can be kept: {why}");
            return Err(Failure::new(FailureKind::Storage, message).into());
        }
        gates::pass(desk, output, send, &gates::Bill::of(&priced.estimate, times), &store)?;
        let work = Work::start(desk, &key, send.max_cost)?;
        let mut ids = Vec::new();
        for _ in 0..times {
            ids.push(enqueue(desk, &store, &priced)?);
        }
        for id in &ids {
            work.run(*id)?;
        }
        if send.detach {
            return results::detached(output, &store, &ids);
        }
        match work.wait(output, &ids) {
            Ended::All => results::tell(output, &store, &ids, &target),
            Ended::Gone => {
                // What was sent and has no end is unknown now, and the record should say so.
                store.recover(Timestamp::now())?;
                results::tell(output, &store, &ids, &target)
            }
            Ended::Interrupted { running } => {
                ids.retain(|id| !running.contains(id));
                results::tell(output, &store, &ids, &target)?;
                for id in running {
                    output.say(&format!("{id} still running, will be stored"));
                }
                Ok(Code::INTERRUPTED)
            }
        }
    }

    fn priced(mut self, desk: &Desk, model: &Model) -> Result<Priced, Problem> {
        let prices = desk.prices_of(model);
        let proposal = Proposal {
            draft: &self.draft,
            model,
        };
        match Request::try_from(proposal) {
            Ok(request) if self.faults.is_empty() => Ok(Priced {
                request,
                estimate: estimate(&self.draft, model, &prices),
                warnings: warnings(&self.draft, model, today())
                    .into_iter()
                    .map(|warning| format!("{}: {}", warning.field, warning.text))
                    .collect(),
            }),
            Ok(_) => Err(Problem::Faults(self.faults)),
            Err(faults) => {
                self.faults.splice(0..0, faults.0);
                Err(Problem::Faults(self.faults))
            }
        }
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
        billed: desk.is_billed(),
    })?;
    Ok(id)
}

#[derive(Serialize)]
struct Offer<'a> {
    v: u8,
    dry_run: bool,
    times: u32,
    profile: &'a str,
    request: &'a Request,
    estimate: EstimateBody,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct EstimateBody {
    low_usd: Option<String>,
    high_usd: Option<String>,
    about: bool,
    reason: String,
}

impl From<&Estimate> for EstimateBody {
    fn from(estimate: &Estimate) -> Self {
        let (low, high, about) = match estimate {
            Estimate::Known { low, high, about, .. } => (Some(*low), Some(*high), *about),
            Estimate::Free => (Some(Money::ZERO), Some(Money::ZERO), false),
            Estimate::Unknown { .. } => (None, None, true),
        };
        Self {
            low_usd: low.map(Money::decimal),
            high_usd: high.map(Money::decimal),
            about,
            reason: estimate.reason().to_owned(),
        }
    }
}

/// Says what would be sent, and what it would cost.
fn tell(desk: &Desk, output: &mut Output, priced: &Priced, times: u32) -> Result<(), Problem> {
    let Priced {
        request,
        estimate,
        warnings,
    } = priced;
    if output.is_json() {
        return output.json(&Offer {
            v: 1,
            dry_run: true,
            times,
            profile: &desk.profile_name,
            request,
            estimate: estimate.into(),
            warnings,
        });
    }
    output.line(&format!("operation  {}", request.operation().word()))?;
    output.line(&format!("profile    {}", desk.profile_name))?;
    output.line(&format!("model      {}", request.model()))?;
    output.line(&format!("size       {}", request.size()))?;
    output.line(&format!("count      {}", request.count()))?;
    for (name, value) in request.options() {
        output.line(&format!("{:<10} {value}", name.wire()))?;
    }
    for input in request.inputs() {
        output.line(&format!("input      {}", input.path.display()))?;
    }
    output.line(&format!("prompt     {}", request.prompt()))?;
    let each = if times > 1 {
        format!(" each, {times} times")
    } else {
        String::new()
    };
    let reason = match estimate.reason() {
        "" => String::new(),
        reason => format!(" ({reason})"),
    };
    output.line(&format!("price      {estimate}{each}{reason}"))?;
    output.note("nothing was sent");
    Ok(())
}
