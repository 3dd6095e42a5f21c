//! Where the focus goes: views, panes, fields, modes and themes.

use super::{App, Effect, FormField, Pane, View, compare, culling, search};
use crate::{domain::Operation, keys::Command};

impl App {
    /// Goes to a view.
    pub(super) fn go_to(&mut self, view: View) -> Vec<Effect> {
        self.form.keep_typed();
        let before = self.view;
        self.view = view;
        self.fullscreen = false;
        if before == View::Gallery && view != View::Gallery {
            culling::left(self);
        }
        match view {
            View::Spend => vec![Effect::LoadSpend(Some(self.spend.by()))],
            View::History | View::Gallery | View::Queue => self.show_current(),
            View::Settings => vec![Effect::MeasureDisk],
            View::Compose => Vec::new(),
        }
    }

    /// Goes field by field and then pane by pane.
    pub(super) fn focus(&mut self, forward: bool) -> Vec<Effect> {
        if self.view != View::Compose {
            return Vec::new();
        }
        let fields = self.form.fields();
        let last = fields.len() - 1;
        let at = fields.iter().position(|field| *field == self.form.field()).unwrap_or(0);
        match (self.pane, forward) {
            (Pane::Form, true) if at < last => self.form.go_to(fields[at + 1]),
            (Pane::Form, false) if at > 0 => self.form.go_to(fields[at - 1]),
            (Pane::Form, true) | (Pane::History, false) => self.enter_pane(Pane::Result),
            (Pane::Form, false) | (Pane::Result, true) => self.enter_pane(Pane::History),
            (Pane::Result, false) => self.enter_field(fields[last]),
            (Pane::History, true) => self.enter_field(fields[0]),
        }
        if self.pane == Pane::History {
            self.show_current()
        } else {
            Vec::new()
        }
    }

    fn enter_pane(&mut self, pane: Pane) {
        self.form.keep_typed();
        self.form.stop_typing();
        self.pane = pane;
    }

    /// Goes to the result, as after sending where nothing else is seen beside it.
    pub(super) fn show_result(&mut self) {
        self.enter_pane(Pane::Result);
    }

    fn enter_field(&mut self, field: FormField) {
        self.pane = Pane::Form;
        self.form.go_to(field);
    }

    /// One level back: out of the text, then away from a picture that waits to be compared, then out of the full screen,
    /// then out of marks, then out of a search, then nothing.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        self.hold_sending();
        if self.is_typing() {
            self.form.stop_typing();
        } else if compare::drop_mark(self) {
            // It is the smallest of what can be left.
        } else if self.fullscreen {
            self.fullscreen = false;
        } else if self.is_in_list() && self.unmark() {
        } else if self.is_in_list() && self.history.shows_trash() {
            return self.show_trash();
        } else if self.is_in_list() && self.view != View::Queue {
            return search::end(self);
        }
        Vec::new()
    }

    /// Shows the trash in History, or what is not in it.
    pub(super) fn show_trash(&mut self) -> Vec<Effect> {
        self.memory.marked.clear();
        let on = !self.history.shows_trash();
        if !self.is_in_list() || self.view == View::Queue {
            self.view = View::History;
        }
        self.say(if on {
            "the trash; d takes one out"
        } else {
            "the history again"
        });
        vec![Effect::LoadHistory(self.history.show_trash(on))]
    }

    /// Goes from Generate to Edit to Variation and round again.
    pub(super) fn next_mode(&mut self) {
        let at = Operation::ALL
            .iter()
            .position(|operation| *operation == self.form.operation())
            .unwrap_or(0);
        let next = Operation::ALL[(at + 1) % Operation::ALL.len()];
        self.form.set(FormField::Mode, next.label());
    }

    /// Goes to the mode of a command.
    pub(super) fn set_mode(&mut self, command: Command) {
        let operation = match command {
            Command::FormEdit => Operation::Edit,
            Command::FormVariation => Operation::Variation,
            _ => Operation::Generate,
        };
        self.form.set(FormField::Mode, operation.label());
    }

    /// Puts on the next theme, at once.
    pub(super) fn next_theme(&mut self, forward: bool) -> Vec<Effect> {
        let count = self.themes.len();
        if count == 0 {
            return Vec::new();
        }
        let at = self.themes.iter().position(|theme| *theme == self.theme).unwrap_or(0);
        let next = if forward {
            (at + 1) % count
        } else {
            (at + count - 1) % count
        };
        self.theme.clone_from(&self.themes[next]);
        self.say(format!("theme {}", self.theme));
        vec![Effect::KeepTheme(self.theme.clone())]
    }
}
