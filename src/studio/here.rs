//! Effects that need the terminal or the loop itself.

use super::{editor, turn::Studio};
use crate::{
    app::{Effect, Msg, Submission},
    domain::Failure,
    term::{BELL, title},
};

impl Studio {
    /// Carries out an effect that needs the terminal or the loop.
    pub(super) fn do_here(&mut self, effect: Effect) -> Result<(), Failure> {
        match effect {
            Effect::Submit(submission) => self.submit(*submission)?,
            Effect::EditText(text) => self.edit(&text)?,
            Effect::NextProtocol => {
                self.looks.next_way();
                self.session.repaint()?;
                self.look_again()?;
            }
            Effect::Announce(word) => self.announce(&word)?,
            Effect::Redraw => self.again()?,
            Effect::Suspend => {
                self.session.suspend()?;
                self.again()?;
            }
            Effect::Quit => self.leaving = true,
            // Everything else is done by the hands.
            _ => {}
        }
        Ok(())
    }

    fn submit(&mut self, submission: Submission) -> Result<(), Failure> {
        let name = submission.profile.clone();
        if let Some((before, now)) = self.hands.changed_origin(&name)? {
            self.take(Msg::OriginChanged {
                profile: name,
                before,
                now,
            });
            return Ok(());
        }
        let payer = if self.hands.asks_on_terminal(&name) {
            let hands = &mut self.hands;
            let payer = self.session.while_outside(|| hands.payer(&name))?;
            self.again()?;
            payer?
        } else {
            self.hands.payer(&name)?
        };
        let engine = self.hands.engine.clone();
        self.hands.store.submit(submission, move |id| engine.run(id, payer));
        Ok(())
    }

    fn edit(&mut self, text: &str) -> Result<(), Failure> {
        let hidden = self.hands.hidden_variables();
        let (places, environment) = (&self.places, &self.environment);
        let edited = self
            .session
            .while_outside(|| editor::edit(text, places, environment, &hidden))?;
        self.again()?;
        self.take(Msg::TextEdited(edited));
        Ok(())
    }

    /// A bell, and a word in the window's title.
    fn announce(&mut self, word: &str) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        if self.settings.finished.bell {
            bytes.extend_from_slice(BELL.as_bytes());
        }
        if self.settings.finished.title {
            let live = self.app.jobs().live();
            let text = if live == 0 {
                format!("pochade · {word}")
            } else {
                format!("pochade · {word} · {live} running")
            };
            bytes.extend_from_slice(title(&text).as_bytes());
        }
        Ok(self.session.queue(&bytes)?)
    }
}
