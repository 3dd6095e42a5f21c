//! Keys in sentences: those that work where the person is, as the keymap has them.

use super::{App, Pane, Typing, View};
use crate::keys::{Command, Context};

impl App {
    /// The tables that are asked where the focus is, whatever lies on top.
    fn contexts_below(&self) -> Vec<Context> {
        let in_form = self.view == View::Compose && self.pane == Pane::Form;
        if in_form && *self.form.typing() != Typing::Off {
            vec![Context::Prompt, Context::Text, Context::All]
        } else {
            self.contexts_at_rest()
        }
    }

    /// The keys of the views, in their order, as they work where the focus is; empty where there is none.
    #[must_use]
    pub fn view_keys(&self) -> Vec<String> {
        let contexts = self.contexts_below();
        let key = |view: &View| self.keymap.hint(&contexts, view.command()).map(ToString::to_string);
        View::ALL.iter().map(|view| key(view).unwrap_or_default()).collect()
    }

    /// The key that leads to older requests from where the focus is, and what it does: the search, or while something
    /// is typed the finder.
    #[must_use]
    pub fn search_key(&self) -> Option<(String, &'static str)> {
        let contexts = self.contexts_below();
        let ways = [Command::HistorySearch, Command::FinderOpen].into_iter();
        let mut keys = ways.filter_map(|way| Some((self.keymap.hint(&contexts, way)?.to_string(), way.verb())));
        keys.next()
    }

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
