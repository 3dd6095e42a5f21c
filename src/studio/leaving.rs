//! The way out: the form is kept, the terminal given back, and every request of ours in the engine's hands.

use std::time::Duration;

use jiff::Timestamp;

use super::{hands::Hands, turn::Studio};
use crate::domain::thousands;

/// So long the hands may take for what they were asked last: the start of an engine on a machine that is very busy.
const HANDING_OVER: Duration = Duration::from_secs(5);

impl Studio {
    /// The last things; gives back what is worth saying in the shell.
    pub(super) fn farewell(mut self) -> Option<String> {
        self.hands.store.leave();
        // Without it the next greeting tells a little too much.
        let _ = crate::store::write_last_look(&self.places, Timestamp::now());
        if self.draft.1.is_some() || self.app.form().revision() != self.draft.0 {
            // Leaving must not fail over a draft that cannot be written.
            let _ = crate::store::write_draft(&self.places, &self.app.form().draft());
        }
        let (live, held) = (self.app.jobs().live(), self.app.jobs().held());
        let chain = self.app.unsent_steps().unwrap_or_default();
        let rejects = self.app.forgotten_rejects().unwrap_or_default();
        let forgotten = self.pictures.forget();
        if !forgotten.is_empty() && !self.session.is_hung_up() {
            // A terminal that is going away takes its pictures along.
            let _ = self.session.send(&forgotten);
        }
        let Self { session, hands, .. } = self;
        // The terminal first: nobody who leaves waits before it, and a hang-up ends no program that has given it back.
        drop(session);
        let told = told(&hands);
        let running = match live {
            0 => String::new(),
            _ if !told => "Not every request could be handed over; the history shows what waits.".to_owned(),
            1 => "1 request still runs; it is finished and stored in the background.".to_owned(),
            live => format!(
                "{} requests still run; they are finished and stored in the background.",
                thousands(live)
            ),
        };
        let held = match held {
            0 => String::new(),
            1 => "1 request is held: it stays in the queue.".to_owned(),
            held => format!("{} requests are held: they stay in the queue.", thousands(held)),
        };
        let said = [running, held, chain, rejects]
            .into_iter()
            .filter(|words| !words.is_empty());
        said.reduce(|one, next| format!("{one} {next}"))
    }
}

/// Waits until what was sent is durable and the engine knows of it, which it may not in the first moment.
fn told(hands: &Hands) -> bool {
    hands.store.settle(HANDING_OVER) && hands.engine.settle(HANDING_OVER)
}
