//! Short messages: what became of a key, and what happened by itself.

use super::{App, messages};
use crate::domain::Failure;

/// How long a message stands, in milliseconds.
const TOAST_MS: i64 = 6000;

/// A short message that goes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub problem: bool,
    /// When it goes, in milliseconds since 1970.
    pub until_ms: i64,
    /// Whether it answers a key: what happens by itself is told after it.
    pub answers: bool,
}

impl App {
    pub(super) fn say(&mut self, text: impl Into<String>) {
        let text = text.into();
        messages::remember(self, &text);
        self.toast = Some(Toast {
            text,
            problem: false,
            until_ms: self.now_ms + TOAST_MS,
            answers: false,
        });
    }

    /// Says what became of a key: it stands its time.
    pub(super) fn answer(&mut self, text: impl Into<String>) {
        self.say(text);
        if let Some(toast) = &mut self.toast {
            toast.answers = true;
        }
    }

    /// Says what happened by itself, after the answer to a key where one is read just now.
    pub(super) fn report(&mut self, text: impl Into<String>) {
        let answered = self
            .toast
            .as_ref()
            .is_some_and(|toast| toast.answers && toast.until_ms > self.now_ms);
        if answered {
            self.later.push(text.into());
        } else {
            self.say(text);
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        let hint = failure.hint.map(|hint| format!(" · {hint}")).unwrap_or_default();
        let text = format!("{}{hint}", failure.message);
        messages::remember(self, &text);
        self.toast = Some(Toast {
            text,
            problem: true,
            until_ms: self.now_ms + 2 * TOAST_MS,
            answers: false,
        });
    }
}
