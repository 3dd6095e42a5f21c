//! Keys in sentences: those that work where the person is, as the keymap has them.

use super::App;
use crate::keys::{Command, Context};

impl App {
    /// The keys of a command from where the person is, with those that leave the text before them where it is typed;
    /// nothing where no key reaches it.
    pub(super) fn keys_of(&self, command: Command) -> Option<String> {
        let key = |contexts: &[Context], command| Some(self.keymap.hint(contexts, command)?.to_string());
        let here = self.contexts_of_screen();
        if let Some(keys) = key(&here, command) {
            return Some(keys);
        }
        let out = key(&here, Command::FocusLeave).filter(|_| self.is_typing())?;
        let then = key(&self.contexts_at_rest(), command)?;
        Some(format!("{out} {then}"))
    }

    /// Says something and the keys that take it back.
    pub(super) fn say_undoable(&mut self, text: &str) {
        let keys = self.keys_of(Command::EditUndo).unwrap_or_default();
        self.answer(format!("{text} · {keys} undo"));
    }
}
