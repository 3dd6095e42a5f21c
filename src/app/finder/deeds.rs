//! What commands and keys do in the quick finder.

use super::{Finder, Reach, Recall};
use crate::{
    app::{App, Effect, FormField, History, Overlay, Pane, View, entries, parts::TextBuffer, state::Undo},
    domain::{HistoryEntry, HistoryQuery, Indexing, Near, RequestId, Scope, Tally},
    keys::{Command, Key},
};

impl App {
    /// Does something to every list that is there: the history, and what the open finder found.
    pub(in crate::app) fn each_history(&mut self, mut work: impl FnMut(&mut History)) {
        work(&mut self.history);
        if let Some(Overlay::Finder(finder)) = self.overlays.last_mut() {
            work(&mut finder.found);
        }
    }

    /// The pages that are waited for; what else is asked of the store is of no use any more.
    #[must_use]
    pub fn awaited(&self) -> Vec<HistoryQuery> {
        let finders = self.overlays.iter().filter_map(|overlay| match overlay {
            Overlay::Finder(finder) => Some(&finder.found),
            _ => None,
        });
        let lists = finders.chain([&self.history]);
        lists.filter_map(History::awaited).cloned().collect()
    }

    /// An index is being made, or was.
    pub(in crate::app) fn indexing(&mut self, indexing: Option<Indexing>) -> Vec<Effect> {
        self.each_history(|history| history.set_indexing(indexing));
        Vec::new()
    }

    /// It was counted what a search finds.
    pub(in crate::app) fn tallied(&mut self, asked: &HistoryQuery, tally: Tally) -> Vec<Effect> {
        self.each_history(|history| history.tallied(asked, tally));
        Vec::new()
    }

    /// It was counted what a search would find without each of its clauses.
    pub(in crate::app) fn widened(&mut self, asked: &HistoryQuery, counts: &[u64]) -> Vec<Effect> {
        self.each_history(|history| history.widened(asked, counts));
        Vec::new()
    }

    /// What a search nearly finds came.
    pub(in crate::app) fn near_loaded(&mut self, asked: &HistoryQuery, near: &Near) -> Vec<Effect> {
        self.each_history(|history| history.near_loaded(asked, near));
        if self.is_in_list() && !self.is_finding() {
            self.show_current()
        } else {
            Vec::new()
        }
    }

    /// Whether the finder has the keys.
    pub(in crate::app) fn is_finding(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Finder(_)))
    }
}

/// Opens the finder.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    let mut found = History::default();
    let asked = found.ask_first();
    app.open(Overlay::Finder(Box::new(Finder {
        buffer: TextBuffer::single_line(),
        reach: Reach::All,
        found,
    })));
    vec![Effect::LoadHistory(asked), Effect::LoadNames]
}

/// A command while the finder has the keys.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let scope_of = |app: &App, reach| match reach {
        Reach::All => Scope::All,
        Reach::Studio => Scope::Since(app.started_ms),
        Reach::Directory => Scope::Directory(app.directory.clone()),
        Reach::Profile => Scope::Profile(app.profile.name().to_owned()),
    };
    match command {
        Command::FinderScope => {
            let Some(Overlay::Finder(finder)) = app.overlays.last() else {
                return Vec::new();
            };
            let reach = finder.reach.next();
            let scope = scope_of(app, reach);
            let Some(Overlay::Finder(finder)) = app.overlays.last_mut() else {
                return Vec::new();
            };
            finder.reach = reach;
            finder.found.obey(Command::MoveFirst);
            vec![Effect::LoadHistory(finder.found.look_at(scope))]
        }
        Command::SearchComplete => crate::app::search::complete_line(app),
        Command::DialogAccept => recall(app, Recall::Whole),
        Command::FinderPrompt => recall(app, Recall::Prompt),
        _ => {
            let Some(Overlay::Finder(finder)) = app.overlays.last_mut() else {
                return Vec::new();
            };
            // There is no row above the first: the last searches are.
            if command == Command::MoveUp && finder.found.list().selected().is_none_or(|at| at == 0) {
                return crate::app::search::earlier(app, true);
            }
            if !finder.found.obey(command) {
                return Vec::new();
            }
            finder.found.ask_more().map(Effect::LoadHistory).into_iter().collect()
        }
    }
}

/// A key that is no command goes into the line.
pub(in crate::app) fn typed(app: &mut App, key: Key) -> Vec<Effect> {
    if let Some(Overlay::Finder(finder)) = app.overlays.last_mut() {
        finder.buffer.press(key);
    }
    crate::app::search::typed(app)
}

/// Closes the finder and reads the selected request for the form.
fn recall(app: &mut App, what: Recall) -> Vec<Effect> {
    let Some(id) = selected(app) else {
        return Vec::new();
    };
    if let Some(Overlay::Finder(finder)) = app.close() {
        app.search.remember(finder.buffer.text());
    }
    app.recalling = Some((id, what));
    vec![Effect::LoadEntry(id)]
}

fn selected(app: &App) -> Option<RequestId> {
    match app.overlays.last() {
        Some(Overlay::Finder(finder)) => Some(finder.current()?.id),
        _ => None,
    }
}

/// The request was read.
pub(in crate::app) fn recalled(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let Some((_, what)) = app.recalling.take_if(|(id, _)| *id == entry.id) else {
        return Vec::new();
    };
    match what {
        Recall::Whole => entries::load(app, entry),
        Recall::Prompt => {
            app.did(Undo::Filled(Box::new(app.form.draft())));
            app.view = View::Compose;
            app.pane = Pane::Form;
            app.fullscreen = false;
            app.form.replace_prompt(entry.request.prompt());
            app.price_form();
            app.form.go_to(FormField::Prompt);
            app.say_undoable("its prompt is in the form");
            Vec::new()
        }
    }
}
