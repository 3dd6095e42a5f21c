//! What is thought of pictures: kept, rejected, thrown away together.

mod deeds;

pub(super) use deeds::{discard, discard_again, judge_again, left, run, take_out};

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{HistoryRow, RequestId};

/// What was rejected in this run of the program, by request. It is not written down: the trash is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Rejects {
    by_request: BTreeMap<RequestId, Rejected>,
    /// What the person did not want to trash when asked; about the same they are not asked again on leaving.
    declined: BTreeMap<RequestId, Rejected>,
}

/// The rejected pictures of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Rejected {
    places: BTreeSet<usize>,
    /// How many pictures the request has.
    of: usize,
}

impl Rejected {
    fn is_whole(&self) -> bool {
        !self.places.is_empty() && self.places.len() >= self.of
    }
}

impl Rejects {
    pub(super) fn has(&self, id: RequestId, place: usize) -> bool {
        self.by_request
            .get(&id)
            .is_some_and(|rejected| rejected.places.contains(&place))
    }

    pub(super) fn count(&self) -> usize {
        self.by_request.values().map(|rejected| rejected.places.len()).sum()
    }

    /// Requests of which no picture is wanted; the trash takes only whole ones.
    fn whole(&self) -> Vec<RequestId> {
        let whole = self.by_request.iter().filter(|(_, rejected)| rejected.is_whole());
        whole.map(|(id, _)| *id).collect()
    }

    fn of(&self, id: RequestId) -> Rejected {
        self.by_request.get(&id).cloned().unwrap_or_default()
    }

    fn set(&mut self, id: RequestId, rejected: Rejected) {
        if rejected.places.is_empty() {
            self.by_request.remove(&id);
        } else {
            self.by_request.insert(id, rejected);
        }
    }
}

/// What was thought of a request before a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judgement {
    id: RequestId,
    rejected: Rejected,
    starred: bool,
}

impl Judgement {
    /// Which request it is.
    pub(super) const fn id(&self) -> RequestId {
        self.id
    }
}

/// Requests that went into the trash together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Discarded {
    requests: Vec<Gone>,
}

impl Discarded {
    /// Which requests they are.
    pub(super) fn ids(&self) -> impl Iterator<Item = RequestId> {
        self.requests.iter().map(|gone| gone.id)
    }
}

/// A request that went, with its rejects, and its place and row where it was listed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gone {
    id: RequestId,
    rejected: Rejected,
    listed: Option<(usize, HistoryRow)>,
}
