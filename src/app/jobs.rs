//! Requests of this session: what waits, what runs, and what ended since the start.
#![deny(clippy::wildcard_enum_match_arm)]

use std::path::PathBuf;

use super::parts::List;
use crate::{
    domain::{Failure, HistoryEntry, HistoryRow, Report, RequestId, RequestState, Stage},
    keys::Command,
};

/// A request on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The request.
    pub row: HistoryRow,
    /// What it is doing, while it runs.
    pub stage: Option<Stage>,
    /// Since when it is doing that, in milliseconds since 1970.
    pub since_ms: i64,
    /// When it was queued, in milliseconds since 1970.
    pub queued_ms: i64,
    /// When it ended, in milliseconds since 1970.
    pub ended_ms: Option<i64>,
    /// Bytes of the answer so far.
    pub bytes: u64,
    /// Bytes of the answer in all, where the server said.
    pub of: Option<u64>,
    /// Seconds to wait before the next try, as the server asked.
    pub wait_s: Option<u64>,
    /// Why it was not stored.
    pub failure: Option<Failure>,
    /// Whether cancelling was asked for.
    pub cancelling: bool,
    /// The newest unfinished picture, while it runs.
    pub partial: Option<PathBuf>,
    /// The picture to show until the newest one, or the finished one, can be drawn.
    pub stand_in: Option<PathBuf>,
    /// How many unfinished pictures came.
    pub partials: u32,
}

impl Job {
    /// Whether it still waits or runs.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        !self.row.state.is_final()
    }

    fn ended(&mut self, state: RequestState, failure: Option<Failure>, now_ms: i64) {
        self.row.state = state;
        self.stage = None;
        self.ended_ms = Some(now_ms);
        self.failure = failure;
        // What is stored takes its place.
        self.stand_in = self.partial.take().or(self.stand_in.take());
    }

    /// How long it has been on its way, in milliseconds.
    #[must_use]
    pub fn elapsed_ms(&self, now_ms: i64) -> i64 {
        (self.ended_ms.unwrap_or(now_ms) - self.queued_ms).max(0)
    }
}

/// All jobs of this session, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Jobs {
    jobs: Vec<Job>,
    list: List,
}

impl Jobs {
    /// Every job, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Job] {
        &self.jobs
    }

    /// The job of a request.
    #[must_use]
    pub fn of(&self, id: RequestId) -> Option<&Job> {
        self.jobs.iter().find(|job| job.row.id == id)
    }

    /// How many run or wait.
    #[must_use]
    pub fn live(&self) -> usize {
        self.jobs.iter().filter(|job| job.is_live()).count()
    }

    /// The selection in the queue.
    #[must_use]
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The selected job.
    #[must_use]
    pub fn current(&self) -> Option<&Job> {
        self.jobs.get(self.list.selected()?)
    }

    /// Moves the selection, if the command is one that does; says whether it is.
    pub fn obey(&mut self, command: Command) -> bool {
        self.list.obey(command)
    }

    pub(super) fn fit(&mut self, height: usize) {
        self.list.fit(height);
    }

    /// The youngest job that still waits or runs.
    #[must_use]
    pub fn youngest_live(&self) -> Option<RequestId> {
        self.jobs.iter().rev().find(|job| job.is_live()).map(|job| job.row.id)
    }

    pub(super) fn queued(&mut self, row: &HistoryRow, now_ms: i64) {
        self.jobs.push(Job {
            row: row.clone(),
            stage: None,
            since_ms: now_ms,
            queued_ms: now_ms,
            ended_ms: None,
            bytes: 0,
            of: None,
            wait_s: None,
            failure: None,
            cancelling: false,
            partial: None,
            stand_in: None,
            partials: 0,
        });
        self.list.set_length(self.jobs.len());
    }

    pub(super) fn cancelling(&mut self, id: RequestId) {
        if let Some(job) = self.job_mut(id) {
            job.cancelling = true;
        }
    }

    fn job_mut(&mut self, id: RequestId) -> Option<&mut Job> {
        self.jobs.iter_mut().find(|job| job.row.id == id)
    }

    /// Takes in what the engine said of a request; says whether the request ended by it.
    pub(super) fn reported(&mut self, report: &Report, now_ms: i64) -> Option<RequestId> {
        match report {
            Report::Stage { id, stage, wait_s } => {
                let job = self.job_mut(*id)?;
                if job.is_live() {
                    job.row.state = RequestState::Running;
                    job.stage = Some(*stage);
                    job.since_ms = now_ms;
                    job.wait_s = *wait_s;
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
                if let Some(job) = self.job_mut(*id) {
                    job.ended(*state, failure.clone(), now_ms);
                }
                Some(*id)
            }
            Report::Partial { id, path, .. } => {
                let job = self.job_mut(*id)?;
                job.stand_in = job.partial.replace(path.clone()).or(job.stand_in.take());
                job.partials += 1;
                None
            }
            Report::Ready { .. } | Report::Picture { .. } | Report::Models { .. } | Report::Gone => None,
        }
    }

    /// Takes over what the record says: the cost, and the end where the engine could not tell it any more.
    pub(super) fn recorded(&mut self, entry: &HistoryEntry, now_ms: i64) {
        if let Some(job) = self.job_mut(entry.id) {
            job.row.cost = entry.cost;
            job.row.cost_kind = entry.cost_kind;
            if entry.state.is_final() && job.is_live() {
                job.ended(entry.state, entry.failure.clone(), now_ms);
            }
        }
    }

    /// Takes over the ends that rows of the store tell.
    pub(super) fn listed(&mut self, rows: &[HistoryRow], now_ms: i64) {
        for job in self.jobs.iter_mut().filter(|job| job.is_live()) {
            if let Some(row) = rows.iter().find(|row| row.id == job.row.id && row.state.is_final()) {
                job.ended(row.state, None, now_ms);
            }
        }
    }
}
