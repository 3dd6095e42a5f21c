//! Short messages: what became of a key, and what happened by itself.

use super::Toast;
use crate::{
    app::{App, messages},
    domain::Failure,
};

/// How long a message stands, in milliseconds.
const TOAST_MS: i64 = 6000;

impl App {
    pub(in crate::app) fn say(&mut self, text: impl Into<String>) {
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
    pub(in crate::app) fn answer(&mut self, text: impl Into<String>) {
        self.say(text);
        if let Some(toast) = &mut self.toast {
            toast.answers = true;
        }
    }

    /// Says what happened by itself, after the answer to a key where one is read just now.
    pub(in crate::app) fn report(&mut self, text: impl Into<String>) {
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

    pub(in crate::app) fn fail(&mut self, failure: Failure) {
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
