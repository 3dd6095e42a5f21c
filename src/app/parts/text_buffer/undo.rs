//! The steps of a text that can be taken back and done again, with a run of typing as one step for each word.

use std::collections::VecDeque;

/// How many bytes of old text are kept; the oldest steps go first. It is far more than an afternoon of typing.
const KEPT: usize = 8 << 20;

/// One change: `removed` stood at byte `at`, and `inserted` stands there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) at: usize,
    pub(super) removed: String,
    pub(super) inserted: String,
    pub(super) cursor_before: usize,
    pub(super) cursor_after: usize,
}

/// Which changes may grow together into one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// A key that writes.
    Typing,
    /// Backspace and delete.
    Erasing,
    /// Never: a paste, a cut, a line break.
    Alone,
}

/// The steps so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Log {
    done: VecDeque<Change>,
    undone: Vec<Change>,
    /// What the last step is made of, as long as it may still grow.
    open: Option<Run>,
    bytes: usize,
}

impl Log {
    /// Notes a change, as part of the last step if the two belong together.
    pub(super) fn note(&mut self, change: Change, run: Run) {
        self.undone.clear();
        self.bytes += change.removed.len() + change.inserted.len();
        let grown = self.open == Some(run) && self.done.back_mut().is_some_and(|last| grow(last, &change));
        if !grown {
            self.done.push_back(change);
        }
        self.open = (run != Run::Alone).then_some(run);
        while self.bytes > KEPT && self.done.len() > 1 {
            let oldest = self.done.pop_front();
            self.bytes -= oldest.map_or(0, |change| change.removed.len() + change.inserted.len());
        }
    }

    /// Whether there is a step that can be taken back.
    pub(super) fn is_begun(&self) -> bool {
        !self.done.is_empty()
    }

    /// The next change begins a step of its own.
    pub(super) fn close(&mut self) {
        self.open = None;
    }

    /// The last step, to be taken back.
    pub(super) fn undo(&mut self) -> Option<Change> {
        self.close();
        let change = self.done.pop_back()?;
        self.undone.push(change.clone());
        Some(change)
    }

    /// The step that was taken back last, to be done again.
    pub(super) fn redo(&mut self) -> Option<Change> {
        self.close();
        let change = self.undone.pop()?;
        self.done.push_back(change.clone());
        Some(change)
    }
}

/// Makes one change of two that touch; false when they are steps of their own.
fn grow(last: &mut Change, next: &Change) -> bool {
    if next.removed.is_empty() && last.removed.is_empty() {
        let new_word = last.inserted.ends_with(char::is_whitespace) && !next.inserted.starts_with(char::is_whitespace);
        if last.at + last.inserted.len() != next.at || new_word {
            return false;
        }
        last.inserted.push_str(&next.inserted);
    } else if next.inserted.is_empty() && last.inserted.is_empty() && next.at + next.removed.len() == last.at {
        last.at = next.at;
        last.removed.insert_str(0, &next.removed);
    } else if next.inserted.is_empty() && last.inserted.is_empty() && next.at == last.at {
        last.removed.push_str(&next.removed);
    } else {
        return false;
    }
    last.cursor_after = next.cursor_after;
    true
}
