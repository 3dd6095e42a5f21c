//! Which keys work where the focus is, and the hints that say so.

use super::{App, FormField, LinePurpose, MenuPurpose, Overlay, Pane, ProfileField, ProfileForm, View, menus};
use crate::{
    domain::{ShutDown, SpendBy, thousands},
    keys::{Command, Context},
};

/// A hint of the last line: the keys, the verb, and the price where it spends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The keys, as the keymap prints them.
    pub keys: String,
    /// What they do.
    pub verb: String,
    /// What that costs; empty where it costs nothing.
    pub price: String,
}

impl App {
    /// The tables of the keymap that are asked, the nearest first.
    #[must_use]
    pub fn contexts(&self) -> Vec<Context> {
        match self.overlays.last() {
            Some(Overlay::Help(_) | Overlay::Message(_) | Overlay::Doctor(_) | Overlay::Reading(_)) => {
                vec![Context::Help, Context::All]
            }
            Some(Overlay::Palette(_)) => vec![Context::Palette, Context::All],
            Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Copy => vec![Context::Copy, Context::All],
            Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Registers => vec![Context::Palette, Context::All],
            Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Elsewhere => {
                vec![Context::Elsewhere, menu.table(), Context::All]
            }
            Some(Overlay::Menu(menu)) if menu.is_searched() => vec![menu.table(), Context::All],
            Some(Overlay::Menu(_) | Overlay::Tree(_)) => vec![Context::Menu, Context::All],
            Some(Overlay::Picker(_)) => vec![Context::Picker, Context::All],
            Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search => {
                vec![Context::Search, Context::Line, Context::All]
            }
            Some(Overlay::Line(_)) => vec![Context::Line, Context::All],
            Some(Overlay::Finder(_)) => vec![Context::Finder, Context::All],
            Some(Overlay::Profile(_)) => vec![Context::Profile, Context::All],
            Some(Overlay::Zoom(_)) => vec![Context::Zoom, Context::All],
            Some(Overlay::Compare(_)) => vec![Context::Compare, Context::All],
            Some(Overlay::Confirm(_)) => vec![Context::Dialog, Context::All],
            None => self.contexts_of_screen(),
        }
    }

    pub(super) fn contexts_of_screen(&self) -> Vec<Context> {
        if self.is_typing() {
            return vec![Context::Prompt, Context::Text, Context::All];
        }
        self.contexts_at_rest()
    }

    /// The tables of the screen while nobody types.
    pub(super) fn contexts_at_rest(&self) -> Vec<Context> {
        let mut contexts = match self.view {
            View::Compose => match self.pane {
                Pane::Form if self.is_on_input() => {
                    vec![Context::Images, Context::Form, Context::Compose]
                }
                Pane::Form => vec![Context::Form, Context::Compose],
                Pane::Result => vec![Context::Preview, Context::Compose],
                Pane::History => vec![Context::History, Context::Compose],
            },
            View::History => vec![Context::History],
            View::Gallery => vec![Context::Gallery, Context::History],
            View::Queue => vec![Context::Queue],
            View::Spend => vec![Context::Spend],
            View::Settings => vec![Context::Settings],
        };
        contexts.extend([Context::Screen, Context::All]);
        contexts
    }

    /// Whether the focused field holds a picture.
    fn is_on_input(&self) -> bool {
        matches!(
            self.form.field(),
            FormField::Images | FormField::Mask | FormField::Markup
        )
    }

    /// Whether typed characters go into a text of the screen.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        let in_form = self.view == View::Compose && self.pane == Pane::Form;
        self.overlays.is_empty() && in_form && *self.form.typing() != super::Typing::Off
    }

    /// The few keys that matter most where the focus is, for the last line; those that go on with a sequence of keys once
    /// one was begun.
    #[must_use]
    pub fn hints(&self) -> Vec<Hint> {
        if !self.pending.is_empty() {
            return self.continuations();
        }
        let contexts = self.contexts();
        let wanted = self.wanted_hints();
        let mut hints: Vec<_> = wanted
            .into_iter()
            .filter_map(|command| self.hint(&contexts, command))
            .collect();
        if self.overlays.is_empty() && !self.is_typing() {
            // On a narrow screen the last hints are left out; prices and the way to all the others are not among them.
            hints.sort_by_key(|hint| hint.price.is_empty());
            let help = self.hint(&contexts, Command::HelpOpen);
            let priced = hints.iter().filter(|hint| !hint.price.is_empty()).count();
            let place = hints.len().min(priced.max(2));
            hints.splice(place..place, help);
        }
        hints
    }

    /// The hint of a command in these contexts; nothing where its key does nothing there.
    pub(super) fn hint(&self, contexts: &[Context], command: Command) -> Option<Hint> {
        let keys = self.keymap.hint(contexts, command)?.to_string();
        if !self.has_use_for(command) {
            return None;
        }
        let (verb, price) = match command {
            Command::FormSend => (
                menus::send_verb(self.form.operation()).to_owned(),
                self.form.shown_fault().map_or_else(
                    || self.form.estimate().to_string(),
                    |field| format!("after mending {}", field.label().to_lowercase()),
                ),
            ),
            Command::RequestRerun if !self.overlays.is_empty() => self.menu_price()?,
            Command::RequestFinal => (
                command.verb().to_owned(),
                self.price_shown(false, Self::price_final_of)?,
            ),
            Command::RequestRepeat => self.repeat_hint()?,
            Command::RequestTrash | Command::RequestStar if self.marks_meant() > 0 => (
                format!("{} {}", self.verb_here(command), thousands(self.marks_meant())),
                String::new(),
            ),
            Command::RequestRerun => (
                command.verb().to_owned(),
                self.price_shown(true, |app, entry| Some(app.price_again_of(entry)))?,
            ),
            Command::RequestRetry if self.is_unsettled_here() => {
                (command.verb().to_owned(), self.price_again()?.to_string())
            }
            Command::RequestLoad => (self.load_verb(), String::new()),
            Command::QueueHold => self.hold_hint()?,
            Command::RequestCancel if !self.jobs.current()?.is_live() => return None,
            Command::QueueLater if !self.jobs.current()?.waits() => return None,
            Command::RequestCame if self.jobs.without_room(self.current_id()).is_some() => {
                ("save elsewhere".to_owned(), String::new())
            }
            Command::RequestRetry | Command::RequestCame | Command::RequestDismiss if !self.is_unsettled_here() => {
                return None;
            }
            Command::ModelReplace => {
                let model = self.form.model();
                let ends = model.life(self.today) != ShutDown::Alive;
                let replacement = model.replacement().filter(|_| ends)?;
                (format!("take {replacement}"), String::new())
            }
            Command::MoveDown | Command::MoveRight if let Some(Overlay::Profile(form)) = self.overlays.last() => {
                (profile_verb(form, command)?.to_owned(), String::new())
            }
            _ => (self.verb_here(command).to_owned(), String::new()),
        };
        Some(Hint { keys, verb, price })
    }

    /// What a key without a price does where the focus is.
    pub(super) fn verb_here(&self, command: Command) -> &'static str {
        match command {
            Command::RequestTrash if self.is_in_trash() => "take out",
            Command::FocusLeave if self.is_typing() => "leave typing",
            Command::FocusLeave if self.marked.is_some() => "take A away",
            Command::FocusLeave if self.history.shows_trash() => "leave the trash",
            Command::FocusLeave => "end the search",
            Command::ViewCompose if self.is_in_list() => "write",
            Command::CompareMark if self.marks_meant() == 2 => "compare both",
            Command::CompareMark if self.marked.is_some() => "compare with A",
            Command::ItemOpen if self.view == View::Gallery && self.fullscreen => "back",
            Command::MoveDown => "scroll",
            Command::MoveUp => "last search",
            Command::FormNextValue if self.view == View::Spend => match self.spend.by() {
                SpendBy::Day => "by week",
                SpendBy::Week => "by model",
                SpendBy::Model => "by profile",
                SpendBy::Profile => "by day",
            },
            Command::MoveRight if matches!(self.overlays.last(), Some(Overlay::Reading(_))) => "next page",
            Command::DialogAccept => self.accept_verb(),
            Command::DialogDecline => "back",
            _ => command.verb(),
        }
    }

    /// The hints of commands on the screen, as far as they work there.
    pub(super) fn hints_for(&self, commands: &[Command]) -> Vec<(Command, Hint)> {
        let contexts = self.contexts_of_screen();
        let hint = |command: &Command| Some((*command, self.hint(&contexts, *command)?));
        commands.iter().filter_map(hint).collect()
    }

    fn accept_verb(&self) -> &'static str {
        match self.overlays.last() {
            Some(Overlay::Confirm(_)) => "yes",
            Some(Overlay::Line(_)) => "done",
            Some(Overlay::Tree(_)) => "go there",
            Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Elsewhere => "into form",
            Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Registers => "paste",
            Some(Overlay::Palette(_)) => "run",
            Some(Overlay::Finder(_)) => "into form",
            Some(Overlay::Profile(form)) => match form.field() {
                ProfileField::Test | ProfileField::Save => "do it",
                ProfileField::Server
                | ProfileField::Speaks
                | ProfileField::KeyFrom
                | ProfileField::Key
                | ProfileField::Name => "next",
            },
            _ => "choose",
        }
    }
}

/// What a key does on the present line of the dialogue of profiles; nothing where it does nothing.
fn profile_verb(form: &ProfileForm, command: Command) -> Option<&'static str> {
    match command {
        Command::MoveDown => Some("next line"),
        _ => form.words(form.field()).map(|_| "other choice"),
    }
}
