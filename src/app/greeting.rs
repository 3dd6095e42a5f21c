//! What is said at the start: what has ended meanwhile, and what one should know over SSH.

use super::{App, OverSsh};
use crate::{
    domain::SinceLeft,
    keys::{Command, Context},
};

/// A greeting that tells of money stands so much longer than other messages, in milliseconds.
const LONGER_MS: i64 = 14_000;

/// Tells what has ended since somebody looked; unknown ends first, and where they are settled.
pub(super) fn greeted(app: &mut App, left: &SinceLeft) {
    if left.is_empty() {
        return;
    }
    let words = left.to_string();
    if left.unknown + left.partial == 0 {
        return app.say(format!("since you left: {words}"));
    }
    let contexts = if app.is_typing() {
        vec![Context::Prompt, Context::Text, Context::All]
    } else {
        vec![Context::Screen, Context::All]
    };
    let unknown = left.unknown > 0;
    let view = if unknown {
        Command::ViewQueue
    } else {
        Command::ViewHistory
    };
    let way = app.keymap.hint(&contexts, view).map_or_else(String::new, |keys| {
        format!(
            " · {keys} shows {}: see what came, try again, or dismiss",
            if unknown { "them" } else { "the partial" }
        )
    });
    app.say(format!("since you left: {words}{way}"));
    if let Some(toast) = &mut app.toast {
        toast.problem = unknown;
        toast.until_ms += LONGER_MS;
    }
}

/// The next thing that waits to be said, where nothing is said at present.
pub(super) fn go_on(app: &mut App) {
    if app.toast.is_none() && app.overlays.is_empty() && !app.later.is_empty() {
        let words = app.later.remove(0);
        app.say(words);
        if let Some(toast) = &mut app.toast {
            toast.until_ms += LONGER_MS;
        }
    }
}

impl App {
    /// Says what one should know over SSH once nothing else is said.
    pub(super) fn tell_later(&mut self, hint: OverSsh) {
        let words = match hint {
            OverSsh::NoMultiplexer => {
                "over SSH: when the line drops, requests go on and are stored, and the screen ends; in tmux it stays too"
            }
            OverSsh::LogoutKills => {
                "logging out here kills running requests; use `loginctl enable-linger`, or start with `systemd-run --user --scope`"
            }
        };
        self.later.push(words.to_owned());
        go_on(self);
    }
}
