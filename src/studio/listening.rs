//! What begins once the first frame is seen.

use super::{event::Event, over_ssh, turn::Studio};
use crate::domain::Failure;

impl Studio {
    /// After the first frame: keys with the terminal's answers, and signals.
    pub(super) fn listen(&mut self) -> Result<(), Failure> {
        // The receiver lives as long as the loop; an input after that has nobody left to go to.
        let (keys, signals) = (self.events.clone(), self.events.clone());
        self.session.listen(move |input| drop(keys.send(Event::Input(input))))?;
        self.session
            .watch_signals(move |input| drop(signals.send(Event::Input(input))))?;
        self.ask_tmux();
        let engine = self.hands.engine.clone();
        self.hands.store.recover(move || engine.salvage());
        // What was settled just now is part of it.
        self.hands.store.greet();
        self.hands.store.unfinished();
        self.hands.store.find_cut_chain();
        let hidden = self.hands.hidden_variables();
        over_ssh::look(&self.places, &self.environment, hidden, &self.events);
        Ok(())
    }
}
