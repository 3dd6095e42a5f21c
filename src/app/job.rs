//! One request on its way: what it does, how far it is, and who gives it its turn.
#![deny(clippy::wildcard_enum_match_arm)]

use std::path::PathBuf;

use crate::domain::{Failure, HistoryRow, RequestState, Stage};

/// A request on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The request.
    pub row: HistoryRow,
    /// Who gives it its turn, while it waits.
    pub turn: Turn,
    /// What it is doing, while it runs.
    pub stage: Option<Stage>,
    /// Since when it is doing that, in milliseconds since 1970.
    pub since_ms: i64,
    /// When it was queued, in milliseconds since 1970; nothing where that was not seen by this window.
    pub queued_ms: Option<i64>,
    /// How many attempts there were before this one, as far as this window knows.
    pub after: u32,
    /// When it ended, in milliseconds since 1970.
    pub ended_ms: Option<i64>,
    /// How long the machine slept meanwhile, in milliseconds.
    pub slept_ms: u64,
    /// Bytes of the answer so far.
    pub bytes: u64,
    /// Bytes of the answer in all, where the server said.
    pub of: Option<u64>,
    /// Seconds to wait before the next try, as the server asked.
    pub wait_s: Option<u64>,
    /// Why it was not stored, or why it is held.
    pub failure: Option<Failure>,
    /// Whether what came of it finds no room on the disk.
    pub no_room: bool,
    /// Whether cancelling was asked for.
    pub cancelling: bool,
    /// The newest unfinished picture, while it runs.
    pub partial: Option<PathBuf>,
    /// The picture to show until the newest one, or the finished one, can be drawn.
    pub stand_in: Option<PathBuf>,
    /// How many unfinished pictures came.
    pub partials: u32,
}

/// Who gives a waiting request its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The engine of this window, when there is room.
    Comes,
    /// Another engine may have it in its line: of another window, or one that works on alone.
    Elsewhere,
    /// Only the person.
    Held(Held),
}

/// Why a request waits for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The person held it.
    ByPerson,
    /// It could not be sent: the account cannot pay, the engine cannot be started.
    ByFailure,
    /// It was queued, and whoever had it in its line is gone.
    Left,
}

impl Job {
    pub(super) fn new(row: HistoryRow, turn: Turn, now_ms: i64) -> Self {
        Self {
            row,
            turn,
            stage: None,
            since_ms: now_ms,
            queued_ms: (turn == Turn::Comes).then_some(now_ms),
            after: 0,
            ended_ms: None,
            slept_ms: 0,
            bytes: 0,
            of: None,
            wait_s: None,
            failure: None,
            no_room: false,
            cancelling: false,
            partial: None,
            stand_in: None,
            partials: 0,
        }
    }

    /// Whether it still waits or runs.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        !self.row.state.is_final()
    }

    /// Whether it waits, held or not.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.row.state == RequestState::Queued
    }

    /// Whether this window's engine has nothing to do with it.
    pub(super) const fn is_foreign(&self) -> bool {
        matches!(self.turn, Turn::Elsewhere | Turn::Held(Held::Left))
    }

    /// Why it waits for the person, if it does.
    #[must_use]
    pub fn held(&self) -> Option<Held> {
        match self.turn {
            Turn::Held(held) if self.waits() => Some(held),
            Turn::Held(_) | Turn::Comes | Turn::Elsewhere => None,
        }
    }

    /// How long it has been on its way, in milliseconds; nothing where that was not seen.
    #[must_use]
    pub fn elapsed_ms(&self, now_ms: i64) -> Option<i64> {
        Some((self.ended_ms.unwrap_or(now_ms) - self.queued_ms?).max(0))
    }

    /// Whether a record with so many attempts tells of this attempt, and not of one before it.
    pub(super) const fn is_told_by(&self, attempts: u32) -> bool {
        self.after == 0 || attempts > self.after
    }

    /// It stands in the line of this window's engine, new or again.
    pub(super) fn queue(&mut self, held: bool, now_ms: i64) {
        let is_again = !self.is_live();
        let turn = if held { Turn::Held(Held::ByPerson) } else { Turn::Comes };
        let mut row = self.row.clone();
        row.state = RequestState::Queued;
        *self = Self {
            queued_ms: self.queued_ms.filter(|_| !is_again).or(Some(now_ms)),
            cancelling: self.cancelling && !is_again,
            after: self.after,
            ..Self::new(row, turn, now_ms)
        };
    }

    /// It goes on only when the person wants it to.
    pub(super) fn hold(&mut self, held: Held, failure: Option<Failure>) {
        self.row.state = RequestState::Queued;
        self.turn = Turn::Held(held);
        self.stage = None;
        self.failure = failure;
        self.cancelling = false;
    }

    pub(super) fn begin(&mut self, stage: Stage, wait_s: Option<u64>, now_ms: i64) {
        self.row.state = RequestState::Running;
        self.turn = Turn::Comes;
        self.stage = Some(stage);
        self.since_ms = now_ms;
        self.wait_s = wait_s;
    }

    /// What came of it finds no room.
    pub(super) fn lacks_room(&mut self, failure: Failure) {
        self.no_room = self.is_live();
        self.failure = Some(failure).filter(|_| self.no_room);
    }

    pub(super) fn end(&mut self, state: RequestState, failure: Option<Failure>, now_ms: i64) {
        self.row.state = state;
        self.stage = None;
        self.no_room = false;
        self.ended_ms = Some(now_ms);
        self.failure = failure;
        // What is stored takes its place.
        self.stand_in = self.partial.take().or(self.stand_in.take());
    }
}
