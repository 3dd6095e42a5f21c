//! Taking back and doing again, step by step, as far as this run reaches.

use super::{App, Effect, Pane, View, Way, culling, marks, search, state::Undo, unsettled};
use crate::{
    domain::{RequestId, thousands},
    keys::Command,
};

impl App {
    /// Forgets steps of requests that are no longer there.
    pub(super) fn forget(&mut self, ids: &[RequestId]) {
        let gone = |step: &Undo| match step {
            Undo::Trashed(taken) => ids.contains(&taken.row.id),
            Undo::Recovered { row, .. } => ids.contains(&row.id),
            Undo::Stood(id)
            | Undo::Restored(id)
            | Undo::Returned(id)
            | Undo::Reopened(id)
            | Undo::Starred { id, .. }
            | Undo::Dismissed { id, .. } => ids.contains(id),
            Undo::Put(back) => back.iter().all(|(id, _)| ids.contains(id)),
            // Without those that come back there is no place to come back to.
            Undo::Many(steps) => steps.iter().all(|step| matches!(step, Undo::Stood(_))),
            Undo::Judged(before) => ids.contains(&before.id()),
            Undo::Discarded(discarded) => discarded.ids().all(|id| ids.contains(&id)),
            Undo::DiscardAgain(again) => again.iter().all(|id| ids.contains(id)),
            Undo::Filled(_) | Undo::Searched(_) | Undo::Searches(_) | Undo::Marks(_) => false,
        };
        for steps in [&mut self.undo, &mut self.redo] {
            for step in steps.iter_mut() {
                match step {
                    Undo::Many(steps) => steps.retain(|step| !gone(step)),
                    Undo::Marks(marks) => marks.drop_all(ids),
                    _ => {}
                }
            }
            steps.retain(|step| !gone(step));
        }
    }
}

/// Takes the last thing back.
pub(super) fn undo(app: &mut App) -> Vec<Effect> {
    let Some(step) = app.undo.pop() else {
        app.say("nothing to undo");
        return Vec::new();
    };
    let (effects, back) = turn_back(app, step, Way::Undo);
    app.redo.extend(back);
    effects
}

/// Does again what was taken back.
pub(super) fn redo(app: &mut App) -> Vec<Effect> {
    let Some(step) = app.redo.pop() else {
        app.say("nothing to do again");
        return Vec::new();
    };
    let (effects, back) = turn_back(app, step, Way::Redo);
    app.undo.extend(back);
    effects
}

/// Turns one step back, and says how to turn that back again; words on requests say it with their answer.
fn turn_back(app: &mut App, step: Undo, way: Way) -> (Vec<Effect>, Option<Undo>) {
    match step {
        Undo::Many(steps) => all_back(app, steps, way),
        Undo::Trashed(taken) => {
            let id = taken.row.id;
            let mut effects = marks::give_back(app, *taken);
            effects.extend(out_of_trash(app, id));
            app.say("taken out of the trash");
            (effects, Some(Undo::Restored(id)))
        }
        Undo::Recovered { place, row } => {
            let id = row.id;
            if app.history.shows_trash() {
                app.history.put_back(place, *row);
            } else {
                app.history.take(id);
            }
            app.say("in the trash again");
            let mut effects = vec![Effect::Trash { id, on: true }];
            effects.extend(app.show_current());
            (effects, Some(Undo::Returned(id)))
        }
        Undo::Stood(id) => {
            app.history.select(id);
            (app.show_current(), None)
        }
        Undo::Restored(id) => moved(app, id, marks::into_trash, "in the trash"),
        Undo::Returned(id) => moved(app, id, marks::recover, "taken out of the trash"),
        Undo::Starred { id, was } => {
            app.say(if was { "starred" } else { "no longer starred" });
            (marks::set_star(app, id, was), Some(Undo::Starred { id, was: !was }))
        }
        Undo::Judged(before) => culling::judge_again(app, *before),
        Undo::Discarded(discarded) => culling::take_out(app, *discarded),
        Undo::DiscardAgain(ids) => culling::discard_again(app, ids),
        Undo::Dismissed { id, job } => unsettled::reopen(app, id, job),
        Undo::Reopened(id) => {
            let (step, effects) = unsettled::settle(app, id);
            app.say_undoable("dismissed");
            (effects, Some(step))
        }
        Undo::Marks(marks) => (Vec::new(), Some(app.marks_were(*marks))),
        Undo::Searched(line) => search::search_was(app, &line),
        Undo::Searches(saved) => search::kept_were(app, saved),
        Undo::Put(markings) => (vec![Effect::Put { markings, way }], None),
        Undo::Filled(draft) => {
            let present = app.form.draft();
            app.form.fill(*draft, &app.models);
            app.price_form();
            say_of_the_form(app, way);
            (Vec::new(), Some(Undo::Filled(Box::new(present))))
        }
    }
}

/// Turns several steps back that were one, the last one first.
fn all_back(app: &mut App, steps: Vec<Undo>, way: Way) -> (Vec<Effect>, Option<Undo>) {
    let (mut effects, mut backs) = (Vec::new(), Vec::new());
    for step in steps.into_iter().rev() {
        let (more, back) = turn_back(app, step, way);
        effects.extend(more);
        backs.extend(back);
    }
    if let (Some(toast), true) = (&app.toast, backs.len() > 1) {
        let words = format!("{} {}", thousands(backs.len()), toast.text);
        app.say(words);
    }
    let back = (!backs.is_empty()).then_some(Undo::Many(backs));
    (effects, back)
}

/// The form may be out of sight: then it is said where it is, and how to have the step back.
fn say_of_the_form(app: &mut App, way: Way) {
    let seen = app.view == View::Compose && (app.pane == Pane::Form || !app.fullscreen);
    if seen {
        app.say("the form is as it was");
        return;
    }
    let key = |command| app.keys_of(command).unwrap_or_default();
    let there = key(Command::ViewCompose);
    let back = match way {
        Way::Undo => format!("{} does it again", key(Command::EditRedo)),
        Way::Do | Way::Redo => format!("{} undo", key(Command::EditUndo)),
    };
    app.answer(format!(
        "not on this screen: the form in Compose ({there}) is as it was · {back}"
    ));
}

/// The row is as old as the step: it may have ended since.
fn out_of_trash(app: &mut App, id: RequestId) -> Vec<Effect> {
    let mut effects = vec![Effect::Trash { id, on: false }, Effect::LoadEntry(id)];
    effects.extend(app.show_current());
    // It is read at once already.
    effects.retain(|effect| *effect != Effect::LoadEntryAtRest(id));
    effects
}

fn moved(app: &mut App, id: RequestId, go: marks::Move, words: &str) -> (Vec<Effect>, Option<Undo>) {
    let Some((step, mut effects)) = go(app, id) else {
        app.say("it is not in the list");
        return (Vec::new(), None);
    };
    app.say_undoable(words);
    effects.extend(app.show_current());
    (effects, Some(step))
}
