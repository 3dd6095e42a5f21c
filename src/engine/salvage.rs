//! Reads what dead engines have received and nobody has read, and gives its requests the end that is true.

use std::io;

use jiff::Timestamp;

use super::{
    bill,
    harvest::{Harvest, harvest},
};
use crate::{
    api::Head,
    domain::{CostKind, Failure, FailureKind, Model, ModelTable, Money, Prices, Redactor, RequestId, RequestState},
    store::{AttemptEnd, Leftover, Store, StoreError},
};

/// A request whose answer was salvaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// The request.
    pub id: RequestId,
    /// Partial where pictures or a part of one came, else unknown.
    pub state: RequestState,
    /// What the person should know.
    pub failure: Failure,
}

/// What came of a look into the spool.
#[derive(Debug, Default)]
pub struct Salvage {
    /// Requests that have their true end now.
    pub ended: Vec<Salvaged>,
    /// Requests whose answers could not be read now, and why.
    pub left: Vec<(RequestId, io::Error)>,
}

/// What a model costs with a profile of that name; nothing where that profile is not known here.
pub type PriceOf<'a> = &'a dyn Fn(&str, &Model) -> Option<Prices>;

/// Reads every answer that a dead engine has left in the spool. Nothing is sent: pictures behind links stay links, in
/// the raw answer. One that cannot be read now, as on a full disk, stays for the next time.
///
/// An answer that looks whole is `partial` all the same: its status and headers died with the engine, so nobody can
/// say that nothing is missing (design: a sent file without an end is `unknown` or `partial`, never `stored`).
#[must_use]
pub fn salvage(store: &Store, models: &ModelTable, price_of: PriceOf<'_>) -> Salvage {
    let mut all = Salvage::default();
    for leftover in store.leftovers() {
        let id = leftover.attempt.id();
        match one(store, models, price_of, &leftover) {
            Ok(salvaged) => all.ended.push(salvaged),
            // Somebody else has salvaged it just now.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => all.left.push((id, error)),
        }
    }
    all
}

fn one(store: &Store, models: &ModelTable, price_of: PriceOf<'_>, leftover: &Leftover) -> io::Result<Salvaged> {
    let id = leftover.attempt.id();
    let entry = store.entry(id).map_err(io::Error::other)?;
    let mut spool = leftover.attempt.spool_left()?;
    let head = Head {
        status: 200,
        ..Head::default()
    };
    let Harvest { answer, kept, raw } = harvest(store, &mut spool, &head, &Redactor::default())?;
    let state = if kept.is_empty() {
        RequestState::Unknown
    } else {
        RequestState::Partial
    };
    let torn = answer.fault.is_some() || kept.iter().any(|kept| !kept.whole);
    let failure = told(kept.len(), torn, answer.links.len());
    let model = models.model(entry.request.model());
    let (cost, cost_kind) = match price_of(&entry.profile, &model).filter(|_| leftover.billed) {
        Some(prices) => bill::cost(&entry.request, &model, &prices, state, answer.usage.as_ref()),
        None => estimated(leftover, state),
    };
    let end = AttemptEnd {
        images: kept.into_iter().map(|kept| kept.image).collect(),
        usage: answer.usage,
        cost,
        cost_kind,
        echoed: answer.echoed,
        ..AttemptEnd::new(state, Timestamp::now(), Some(failure.clone()))
    };
    leftover.attempt.end(&end, Some(&raw)).map_err(|error| {
        if let StoreError::Disk { source, .. } = error {
            source
        } else {
            io::Error::other(error)
        }
    })?;
    Ok(Salvaged { id, state, failure })
}

/// Without prices, what was estimated before sending is the best that is known.
fn estimated(leftover: &Leftover, state: RequestState) -> (Option<Money>, CostKind) {
    match (leftover.billed, state, leftover.estimate) {
        (false, _, _) => (None, CostKind::None),
        (true, RequestState::Partial, Some(_)) => (leftover.estimate, CostKind::Estimated),
        (true, _, _) => (leftover.estimate, CostKind::Unknown),
    }
}

fn told(pictures: usize, torn: bool, links: usize) -> Failure {
    let ended = "pochade was ended while the answer came";
    let message = match (pictures, torn, links) {
        (0, _, 0) => format!("{ended}, and what came of it holds no picture; it may have been billed"),
        (0, _, _) => format!("{ended}; it holds links to {links} pictures that were not fetched"),
        (_, true, _) => format!("{ended}; what came of it is kept"),
        (_, false, _) => format!("{ended}; {pictures} pictures came whole, and nobody can say whether that is all"),
    };
    Failure::new(FailureKind::Unknown, message).with_hint("the raw answer is kept with the request")
}
