//! Requests on their way: what waits, what runs, what ended since the start, and what ended unknown before.
#![deny(clippy::wildcard_enum_match_arm)]

mod found;

use super::{
    job::{Held, Job, Turn},
    parts::List,
};
use crate::{
    domain::{HistoryEntry, HistoryRow, Report, RequestId, RequestState},
    keys::Command,
};

/// All jobs, in the order in which they are sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Jobs {
    line: Vec<Job>,
    list: List,
    /// How many unknown ends the last run showed, until the store has told of them.
    remembered: usize,
}

impl Jobs {
    /// None yet; so many unknown ends are counted until the store has told of them.
    #[must_use]
    pub fn remembered(unknown: usize) -> Self {
        Self {
            remembered: unknown,
            ..Self::default()
        }
    }

    /// Every job, in the order in which they are sent.
    #[must_use]
    pub fn all(&self) -> &[Job] {
        &self.line
    }

    /// The job of a request.
    #[must_use]
    pub fn of(&self, id: RequestId) -> Option<&Job> {
        self.line.iter().find(|job| job.row.id == id)
    }

    /// How many run or will, without the person's doing anything.
    #[must_use]
    pub fn live(&self) -> usize {
        self.line
            .iter()
            .filter(|job| job.is_live() && job.held().is_none())
            .count()
    }

    /// How many wait for their turn.
    #[must_use]
    pub fn in_line(&self) -> usize {
        let waiting = self.line.iter().filter(|job| job.waits() && job.held().is_none());
        waiting.count()
    }

    /// How many are held.
    #[must_use]
    pub fn held(&self) -> usize {
        self.line.iter().filter(|job| job.held().is_some()).count()
    }

    /// How many ended unknown and wait for the person.
    #[must_use]
    pub fn unknown(&self) -> usize {
        let is_unknown = |job: &&Job| job.row.state == RequestState::Unknown;
        self.line.iter().filter(is_unknown).count().max(self.remembered)
    }

    /// Whether another engine may be at work on one of them.
    #[must_use]
    pub fn are_elsewhere(&self) -> bool {
        self.line.iter().any(|job| job.is_live() && job.turn == Turn::Elsewhere)
    }

    /// The selection in the queue.
    #[must_use]
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The selected job.
    #[must_use]
    pub fn current(&self) -> Option<&Job> {
        self.line.get(self.list.selected()?)
    }

    /// Moves the selection, if the command is one that does; says whether it is.
    pub fn obey(&mut self, command: Command) -> bool {
        self.list.obey(command)
    }

    pub(super) fn fit(&mut self, height: usize) {
        self.list.fit(height);
    }

    /// The youngest job that runs or will.
    #[must_use]
    pub fn youngest_live(&self) -> Option<RequestId> {
        let mut jobs = self.line.iter().rev();
        jobs.find(|job| job.is_live() && job.held().is_none())
            .map(|job| job.row.id)
    }

    pub(super) fn queued(&mut self, row: &HistoryRow, now_ms: i64) {
        self.line.push(Job::new(row.clone(), Turn::Comes, now_ms));
        self.list.set_length(self.line.len());
    }

    /// Goes on from a request that has ended to the newest one; one that runs or waits stays selected.
    pub(super) fn stand_at_newest(&mut self) {
        if self.current().is_some_and(|job| job.row.state.is_final()) {
            self.list.select(self.line.len().saturating_sub(1));
        }
    }

    /// Takes in a request that has ended after so many attempts and is about to be tried again.
    pub(super) fn again(&mut self, row: HistoryRow, attempts: u32, now_ms: i64) {
        let id = row.id;
        if self.of(id).is_none() {
            self.line.push(Job::new(row, Turn::Elsewhere, now_ms));
            self.list.set_length(self.line.len());
        }
        if let Some(job) = self.job_mut(id) {
            job.after = attempts;
        }
    }

    /// Takes a request out of the list, and gives it back with its place; nothing happens to the request.
    pub(super) fn take_out(&mut self, id: RequestId) -> Option<(usize, Job)> {
        let at = self.place_of(id)?;
        let job = self.line.remove(at);
        self.list.row_removed(at);
        Some((at, job))
    }

    /// Puts a request back into its place, and selects it.
    pub(super) fn put_back(&mut self, at: usize, job: Job) {
        if self.of(job.row.id).is_none() {
            let at = at.min(self.line.len());
            self.line.insert(at, job);
            self.list.set_length(self.line.len());
            self.list.select(at);
        }
    }

    fn place_of(&self, id: RequestId) -> Option<usize> {
        self.line.iter().position(|job| job.row.id == id)
    }

    /// Changes places with the next request that waits, later or earlier; false where there is none.
    pub(super) fn shift(&mut self, id: RequestId, later: bool) -> bool {
        let Some(at) = self.place_of(id) else { return false };
        let mut others: Box<dyn Iterator<Item = usize>> = if later {
            Box::new(at + 1..self.line.len())
        } else {
            Box::new((0..at).rev())
        };
        let Some(other) = others.find(|other| self.line[*other].waits()) else {
            return false;
        };
        self.line.swap(at, other);
        self.list.select(other);
        true
    }

    /// Puts a request right behind another one, whose place it takes.
    pub(super) fn take_place(&mut self, new: RequestId, old: RequestId) {
        let (Some(from), Some(to)) = (self.place_of(new), self.place_of(old)) else {
            return;
        };
        let selected = self.current().map(|job| job.row.id);
        let job = self.line.remove(from);
        self.line.insert(if from > to { to + 1 } else { to }, job);
        if let Some(at) = selected.and_then(|id| self.place_of(id)) {
            self.list.select(at);
        }
    }

    /// Everything that waits, in its order.
    #[must_use]
    pub fn waiting(&self) -> Vec<RequestId> {
        let waiting = self.line.iter().filter(|job| job.waits());
        waiting.map(|job| job.row.id).collect()
    }

    /// The engine is gone: what it had in its line is nobody's.
    pub(super) fn lost(&mut self) {
        for job in self.line.iter_mut().filter(|job| job.waits()) {
            if matches!(job.turn, Turn::Comes | Turn::Held(Held::ByPerson)) {
                job.hold(Held::Left, None);
            }
        }
    }

    /// The machine slept so long, in milliseconds.
    pub(super) fn slept(&mut self, ms: u64) {
        let running = self
            .line
            .iter_mut()
            .filter(|job| job.row.state == RequestState::Running);
        for job in running {
            job.slept_ms += ms;
        }
    }

    pub(super) fn cancelling(&mut self, id: RequestId) {
        if let Some(job) = self.job_mut(id) {
            job.cancelling = true;
        }
    }

    /// What was to be stopped goes on after all.
    pub(super) fn goes_on(&mut self, id: RequestId) {
        if let Some(job) = self.job_mut(id) {
            job.cancelling = false;
        }
    }

    /// A request whose answer finds no room: this one, or any.
    pub(super) fn without_room(&self, current: Option<RequestId>) -> Option<RequestId> {
        let mut lacking = self.line.iter().filter(|job| job.no_room);
        let any = lacking.clone().next().map(|job| job.row.id);
        lacking
            .find(|job| Some(job.row.id) == current)
            .map(|job| job.row.id)
            .or(any)
    }

    fn job_mut(&mut self, id: RequestId) -> Option<&mut Job> {
        self.line.iter_mut().find(|job| job.row.id == id)
    }

    /// Takes in what the engine said of a request; says whether the request ended by it.
    pub(super) fn reported(&mut self, report: &Report, now_ms: i64) -> Option<RequestId> {
        match report {
            Report::Waiting { id, held } => {
                self.job_mut(*id)?.queue(*held, now_ms);
                None
            }
            Report::Stage { id, stage, wait_s } => {
                let job = self.job_mut(*id)?;
                if job.is_live() {
                    job.begin(*stage, *wait_s, now_ms);
                }
                None
            }
            Report::Bytes { id, n, of: all } => {
                let job = self.job_mut(*id)?;
                job.bytes = *n;
                job.of = *all;
                None
            }
            Report::Ended { id, state, failure } => {
                let job = self.job_mut(*id);
                match (job, state) {
                    (None, _) => {}
                    (Some(job), RequestState::Queued) => job.hold(Held::ByFailure, failure.clone()),
                    (Some(job), RequestState::Running) => {
                        // Somebody else was faster.
                        job.row.state = RequestState::Running;
                        job.turn = Turn::Elsewhere;
                    }
                    (Some(job), state) => job.end(*state, failure.clone(), now_ms),
                }
                Some(*id)
            }
            Report::Partial { id, path, .. } => {
                let job = self.job_mut(*id)?;
                job.stand_in = job.partial.replace(path.clone()).or(job.stand_in.take());
                job.partials += 1;
                None
            }
            Report::NoRoom { id, failure } => {
                self.job_mut(*id)?.lacks_room(failure.clone());
                None
            }
            Report::Ready { .. }
            | Report::SavedElsewhere { .. }
            | Report::NotCopied { .. }
            | Report::Picture { .. }
            | Report::Looked { .. }
            | Report::Models { .. }
            | Report::Gone => None,
        }
    }

    /// Takes over what the record says: the cost, and the end where the engine could not tell it any more.
    pub(super) fn recorded(&mut self, entry: &HistoryEntry, now_ms: i64) {
        if let Some(job) = self.job_mut(entry.id) {
            job.row.cost = entry.cost;
            job.row.cost_kind = entry.cost_kind;
            if entry.state.is_final() && job.is_live() && job.is_told_by(entry.attempts) {
                job.end(entry.state, entry.failure.clone(), now_ms);
            } else if !job.is_live() && job.failure.is_none() {
                job.failure.clone_from(&entry.failure);
            }
        }
    }

    /// Takes over the ends that rows of the store tell.
    pub(super) fn listed(&mut self, rows: &[HistoryRow], now_ms: i64) {
        // A row does not say which attempt it tells of.
        for job in self.line.iter_mut().filter(|job| job.is_live() && job.is_told_by(0)) {
            if let Some(row) = rows.iter().find(|row| row.id == job.row.id && row.state.is_final()) {
                job.end(row.state, None, now_ms);
            }
        }
    }
}
