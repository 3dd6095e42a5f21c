//! When the guard of sending goes up, and what it holds back.

use super::Guard;
use crate::{
    app::App,
    domain::Request,
    keys::{Key, KeyCode},
};

/// How long after esc an alt-enter may be the next esc of an impatient hand and an Enter, which a terminal delivers as
/// one key; two strokes of the same finger come faster than that, esc and the two keys of a chord rarely do.
const DOUBT_MS: i64 = 250;

/// How long after esc or a closed window a bare Enter sends nothing, where it sends at all: it is struck twice easily.
const BARE_ENTER_MS: i64 = 500;

/// How long after a send the same request is not sent again; a held key begins to repeat after less.
pub(in crate::app::compose) const REPEAT_MS: i64 = 800;

impl App {
    /// Something was left or closed: an Enter that comes at once may have been meant for it.
    pub(in crate::app) const fn hold_sending(&mut self) {
        self.guard.closed_ms = self.now_ms;
    }

    /// Takes note of a key before it does anything.
    pub(in crate::app) fn note_key(&mut self, key: Key) {
        let since_esc = self.now_ms - self.guard.esc_ms;
        let since_closed = self.now_ms - self.guard.closed_ms.max(self.guard.esc_ms);
        let enter = key.code == KeyCode::Enter && !key.ctrl;
        self.guard.in_doubt = enter && (since_esc < DOUBT_MS || !key.alt && since_closed < BARE_ENTER_MS);
        if key.code == KeyCode::Esc {
            self.guard.esc_ms = self.now_ms;
        }
    }

    /// Whether the key that was pressed may have been meant for something else; then nothing is sent, the person is
    /// told so, and the next press sends.
    pub(in crate::app::compose) fn holds_back(&mut self) -> bool {
        let holds = self.guard.in_doubt;
        if holds {
            self.guard = Guard::default();
            self.say("not sent: it came right after esc or a closed window; press it again");
        }
        holds
    }

    /// Whether something may be sent now: nothing lies on top, and no guard is up.
    pub(in crate::app) fn may_send(&mut self) -> bool {
        self.overlays.is_empty() && !self.holds_back()
    }

    /// Whether a held key asks for what was sent a moment ago; each repeat of it counts as that moment.
    pub(in crate::app::compose) fn is_repeat(&mut self, request: &Request) -> bool {
        let now = self.now_ms;
        let Some((_, until)) = self
            .sent
            .as_mut()
            .filter(|(sent, until)| now < *until && **sent == *request)
        else {
            return false;
        };
        *until = now + REPEAT_MS;
        true
    }
}
