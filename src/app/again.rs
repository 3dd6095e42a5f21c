//! A kept request on its way again: as a draft, and into the form.

use super::{App, Effect, FormField, Pane, View, state::Undo};
use crate::domain::{Draft, HistoryEntry, Parent};

impl App {
    /// The current request, once it is read.
    pub(super) fn current_entry(&self) -> Option<&HistoryEntry> {
        let current = self.current_id();
        self.result.entry().filter(|entry| Some(entry.id) == current)
    }
}

/// The draft of a request that goes again: what has pictures becomes its parent, as on the command line.
pub(super) fn again(app: &App, entry: &HistoryEntry) -> Draft {
    let mut draft = entry.request.to_draft();
    if !entry.images.is_empty() {
        let shown = app.result.entry().filter(|shown| shown.id == entry.id);
        let index = shown.and_then(|_| app.result.image()).map_or(0, |image| image.index);
        draft.parent = Some(Parent { id: entry.id, index });
    }
    draft
}

/// Nothing that spends is done to a request whose price could not be shown yet.
pub(super) fn unread(app: &mut App) -> Vec<Effect> {
    app.say("its price was not known yet: press the key again");
    let Some(id) = app.current_id() else {
        return Vec::new();
    };
    app.result.follow(id);
    vec![Effect::LoadEntry(id)]
}

/// Puts a draft into the form, so that undo brings back what was there.
pub(super) fn fill(app: &mut App, draft: Draft) {
    app.did(Undo::Filled(Box::new(app.form.draft())));
    app.form.fill(draft, &app.models);
    app.price_form();
    app.view = View::Compose;
    app.pane = Pane::Form;
    app.fullscreen = false;
    // What looks ready to be typed into is: a word that were taken for keys would be lost, or do something.
    app.form.go_to(FormField::Prompt);
}
