//! What the store says of requests that are not at rest, taken into the list of jobs.

use super::Jobs;
use crate::{
    app::job::{Held, Job, Turn},
    domain::{RequestId, RequestState, Unfinished},
};

impl Jobs {
    /// Takes in what the store says of requests that are not at rest; gives back those that it says nothing of any
    /// more, and which must have ended.
    pub(in crate::app) fn found(&mut self, found: &Unfinished, now_ms: i64) -> Vec<RequestId> {
        self.remembered = 0;
        let turn = if found.elsewhere {
            Turn::Elsewhere
        } else {
            Turn::Held(Held::Left)
        };
        let before = self.line.len();
        for row in &found.rows {
            let turn = if row.state == RequestState::Queued {
                turn
            } else {
                Turn::Elsewhere
            };
            match self.job_mut(row.id) {
                Some(job) if job.is_live() && job.is_foreign() => {
                    job.row.clone_from(row);
                    job.turn = turn;
                }
                Some(_) => {}
                None => self.insert(Job::new(row.clone(), turn, now_ms)),
            }
        }
        if self.line.len() > before {
            self.arrange(&found.order);
        }
        let is_lost =
            |job: &&Job| job.is_live() && job.is_foreign() && !found.rows.iter().any(|row| row.id == job.row.id);
        self.line.iter().filter(is_lost).map(|job| job.row.id).collect()
    }

    /// Puts the waiting ones that another run left into the order that it left them in, into the places that they have.
    fn arrange(&mut self, order: &[RequestId]) {
        let rank = |job: &Job| order.iter().position(|id| *id == job.row.id);
        let is_named = |at: &usize| {
            let job = &self.line[*at];
            job.waits() && job.is_foreign() && rank(job).is_some()
        };
        let places: Vec<_> = (0..self.line.len()).filter(is_named).collect();
        let mut named: Vec<_> = places.iter().map(|at| self.line[*at].clone()).collect();
        named.sort_by_key(rank);
        for (at, job) in places.into_iter().zip(named) {
            self.line[at] = job;
        }
    }

    /// Puts a job of before among the others by its age.
    fn insert(&mut self, job: Job) {
        let younger = self.line.iter().position(|other| other.row.id > job.row.id);
        let at = younger.unwrap_or(self.line.len());
        self.line.insert(at, job);
        if at + 1 == self.line.len() {
            self.list.set_length(self.line.len());
        } else {
            self.list.row_added(at);
        }
    }
}
