//! Effects that need the terminal or the loop itself.

use std::time::Instant;

use super::{
    editor,
    engine_hand::{Payer, no_models},
    start::profile_facts,
    turn::Studio,
};
use crate::{
    app::{Answer, Effect, Msg, NewProfile, Submission},
    domain::{Failure, FailureKind},
    term::{BELL, title},
};

impl Studio {
    /// Carries out an effect that needs the terminal or the loop.
    pub(super) fn do_here(&mut self, effect: Effect) -> Result<(), Failure> {
        match effect {
            Effect::Submit(submission) => self.submit(*submission)?,
            effect @ (Effect::Resume { .. } | Effect::Retry(_)) => self.send_kept(&effect)?,
            Effect::EditText(text) => self.edit(&text)?,
            Effect::AskModels(profile) => self.ask_models(profile),
            Effect::TestProfile(new) => self.test(&new),
            Effect::SaveProfile(new) => self.save(&new),
            Effect::NextProtocol => {
                self.looks.next_way();
                self.session.repaint()?;
                self.look_again()?;
            }
            Effect::Copy(wish) => self.copy(*wish)?,
            Effect::Diagnose => self.diagnose(),
            Effect::LoadEntryAtRest(id) => self.resting = Some((id, Instant::now())),
            Effect::Announce(word) => self.announce(&word)?,
            Effect::Redraw => {
                self.look_around(true);
                self.again()?;
                self.ask_terminal()?;
            }
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
        if submission.request.is_made_here() {
            let engine = self.hands.engine.clone();
            self.hands.store.submit(submission, move |id| engine.run_here(id));
            return Ok(());
        }
        let Some(payer) = self.payer(&submission.profile)? else {
            if submission.chain.is_some() {
                self.take(Msg::Answered(Ok(Box::new(Answer::StepUnsent))));
            }
            return Ok(());
        };
        let engine = self.hands.engine.clone();
        self.hands.store.submit(submission, move |id| engine.run(id, payer));
        Ok(())
    }

    /// What the engine must know of a profile; nothing where the person must first agree that its key goes to another
    /// server. A key command may ask on the terminal.
    pub(super) fn payer(&mut self, name: &str) -> Result<Option<Payer>, Failure> {
        if let Some((before, now)) = self.hands.changed_origin(name)? {
            self.take(Msg::OriginChanged {
                profile: name.to_owned(),
                before,
                now,
            });
            return Ok(None);
        }
        if !self.hands.asks_on_terminal(name) {
            return self.hands.payer(name).map(Some);
        }
        let hands = &mut self.hands;
        let payer = self.session.while_outside(|| hands.payer(name))?;
        self.again()?;
        payer.map(Some)
    }

    /// Asks for a profile's models; nothing that asks the person is done for a mere list.
    fn ask_models(&mut self, profile: String) {
        let setup = |message: &str| Failure::new(FailureKind::Setup, message);
        let payer = if self.hands.asks_on_terminal(&profile) {
            Err(setup("its key comes from a command, which runs with the first request"))
        } else {
            match self.hands.changed_origin(&profile) {
                Ok(None) => self.hands.payer(&profile),
                Ok(Some(_)) => Err(setup("its server is another one than so far")),
                Err(failure) => Err(failure),
            }
        };
        match payer {
            Ok(payer) => self.hands.engine.models(payer),
            Err(failure) => self.take(no_models(profile, failure)),
        }
    }

    /// Tries a profile that was only told of; its key's command may ask on the terminal.
    fn test(&mut self, new: &NewProfile) {
        let payer = if new.profile.key_command.is_empty() {
            self.hands.tried(new)
        } else {
            let hands = &self.hands;
            let tried = self.session.while_outside(|| hands.tried(new));
            tried
                .map_err(Failure::from)
                .flatten()
                .and_then(|payer| self.again().map(|()| payer))
        };
        match payer {
            Ok(payer) => {
                // What is tried may be told of again in another form.
                self.hands.engine.forget(new.name.clone());
                self.hands.engine.models(payer);
            }
            Err(failure) => self.take(no_models(new.name.clone(), failure)),
        }
    }

    fn save(&mut self, new: &NewProfile) {
        let kept = self.hands.keep_profile(new).and_then(|settings| {
            self.settings.profiles.clone_from(&settings.profiles);
            let models = self.app.models();
            profile_facts(&new.name, &settings, models, &self.places, &self.environment)
        });
        self.take(Msg::ProfileSaved(kept.map(Box::new)));
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
