//! Work in steps that goes on only while the person presses nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The steps that are still to be done, and whether they are done now: not while the person presses keys, whose answers
/// they would come between.
pub(super) struct Steps<S>(Arc<Mutex<Waiting<S>>>);

struct Waiting<S> {
    is_stirred: bool,
    /// How many stand in line.
    in_line: usize,
    held: Vec<S>,
}

impl<S> Default for Steps<S> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Waiting {
            is_stirred: false,
            in_line: 0,
            held: Vec::new(),
        })))
    }
}

impl<S> Clone for Steps<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S> Steps<S> {
    fn waiting(&self) -> MutexGuard<'_, Waiting<S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A step is put in line.
    pub(super) fn join(&self) {
        self.waiting().in_line += 1;
    }

    /// Its turn has come: the step comes back to be done, or nothing does and it is held until the person rests.
    pub(super) fn begin(&self, step: S) -> Option<S> {
        let mut waiting = self.waiting();
        waiting.in_line = waiting.in_line.saturating_sub(1);
        if waiting.is_stirred {
            waiting.held.push(step);
            return None;
        }
        Some(step)
    }

    /// The person is at work. False where there is nothing to put off.
    pub(super) fn stir(&self) -> bool {
        let mut waiting = self.waiting();
        waiting.is_stirred = true;
        waiting.in_line > 0 || !waiting.held.is_empty()
    }

    /// The person rests: what was held goes on.
    pub(super) fn rest(&self) -> Vec<S> {
        let mut waiting = self.waiting();
        waiting.is_stirred = false;
        std::mem::take(&mut waiting.held)
    }
}
