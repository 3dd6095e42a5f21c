//! A sequence of keys that was begun: which keys go on with it, and when it is forgotten.

use super::{App, Hint, actions};
use crate::keys::{Key, Sequence};

/// So long a sequence that was begun waits for its next key, in milliseconds: long enough to read what could follow.
const WAITS_MS: i64 = 5_000;

impl App {
    /// The keys of a sequence that is not finished.
    #[must_use]
    pub fn pending(&self) -> &[Key] {
        &self.pending
    }

    /// The keys that go on with the sequence that was begun, and what each does; without what there is nothing for.
    pub(super) fn continuations(&self) -> Vec<Hint> {
        let contexts = self.contexts();
        let found = self.keymap.going_on(&contexts, &self.pending);
        let possible = found.into_iter().filter(|(command, _)| actions::can(self, *command));
        let hint = |(command, keys): (_, &Sequence)| {
            let rest: Vec<_> = keys.keys()[self.pending.len()..]
                .iter()
                .map(ToString::to_string)
                .collect();
            Some(Hint {
                keys: rest.join(" "),
                ..self.hint(&contexts, command)?
            })
        };
        possible.filter_map(hint).collect()
    }

    /// A key began a sequence, or went on with it.
    pub(super) fn begun(&mut self, now_ms: i64) {
        self.pending_until_ms = now_ms + WAITS_MS;
    }

    /// Time passed: a sequence that waited too long is forgotten, so that a key pressed later is not taken for its end.
    pub(super) fn forget_begun(&mut self, now_ms: i64) {
        if now_ms >= self.pending_until_ms {
            self.pending.clear();
        }
    }
}
