//! A chain of requests that is to be made again, or is being made.

mod cut;
mod deeds;

pub(super) use cut::{forget, not_told, unkept, was_cut};
pub(super) use deeds::{agreed, begin, came, declined, failed, loaded, moved, not_durable, not_sent, queued};

use super::{ProfileFacts, chain::Choice};
use crate::domain::{CutChain, Request, RequestId};

/// A chain that is to be made again, or is being made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Replay {
    choices: Vec<Choice>,
    run: Option<Run>,
    /// What is offered to be gone on with.
    cut: Option<Box<CutChain>>,
}

/// A chain on its way.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    choice: Choice,
    facts: ProfileFacts,
    at: usize,
    /// What was sent last, until it has a name.
    sent: Option<Request>,
    id: Option<RequestId>,
    /// The request of the step before.
    after: Option<RequestId>,
    /// Whether no other studio can go on with it.
    unkept: bool,
}

impl Run {
    /// Whether a step of it was sent.
    const fn has_begun(&self) -> bool {
        self.sent.is_some() || self.id.is_some()
    }

    /// Whether a step was sent whose request has no name yet.
    const fn has_no_name(&self) -> bool {
        self.sent.is_some() && self.id.is_none()
    }
}
