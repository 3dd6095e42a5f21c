//! The selection of a list, and its marked requests: one by one, a range that grows with the selection, or all.

use std::collections::BTreeSet;

use super::Marked;
use crate::{
    app::{App, Effect},
    domain::{RequestId, thousands},
    keys::Command,
};

/// What is said where a request is meant and none is selected.
pub(in crate::app) const NONE_SELECTED: &str = "no request is selected";

impl App {
    /// The marked requests of the list.
    #[must_use]
    pub const fn marked(&self) -> &Marked {
        &self.memory.marked
    }

    /// How many marked requests the verbs for many mean where the focus is; 0 where they mean the current one.
    pub(in crate::app) fn marks_meant(&self) -> usize {
        if self.is_in_list() {
            self.memory.marked.count()
        } else {
            0
        }
    }

    /// Lets a range that is being marked grow to the selection.
    pub(in crate::app) fn grow_range(&mut self) {
        let selected = self.history.list().selected();
        self.memory.marked.follow(self.history.rows(), selected);
    }
}

/// The requests that a mark is meant for: the marked ones of the list, else the current one.
pub(in crate::app) fn targets(app: &App) -> Vec<RequestId> {
    if app.marks_meant() > 0 {
        return app.memory.marked.ids().collect();
    }
    app.current_id().into_iter().collect()
}

/// A command that marks.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let Some(id) = app.current_id().filter(|_| app.is_in_list()) else {
        app.say("only requests of a list can be marked");
        return Vec::new();
    };
    let marked = &mut app.memory.marked;
    match command {
        Command::MarkRange if marked.range.take().is_some() => {}
        Command::MarkRange => {
            marked.range = Some((id, marked.ids.clone()));
            marked.ids.insert(id);
        }
        Command::MarkAll => {
            let all: BTreeSet<_> = app.history.matching().iter().map(|row| row.id).collect();
            marked.range = None;
            marked.ids = if marked.ids == all { BTreeSet::new() } else { all };
        }
        _ => {
            marked.range = None;
            marked.toggle(id);
            app.history.obey(Command::MoveDown);
        }
    }
    let count = app.memory.marked.count();
    app.say(match count {
        0 => "nothing is marked".to_owned(),
        count if command == Command::MarkAll && !app.history.is_whole() => {
            let all = match app.history.tally() {
                Some(tally) if app.history.is_narrowed() => thousands(tally.count),
                None if app.history.is_narrowed() => "more".to_owned(),
                _ => thousands(app.history.total()),
            };
            format!("{} of {all} marked: only those read so far", thousands(count))
        }
        count => format!("{} marked", thousands(count)),
    });
    moved(app)
}

/// The selection of a list moved: its request is shown, and more rows are read near the end.
pub(in crate::app) fn moved(app: &mut App) -> Vec<Effect> {
    app.grow_range();
    let mut effects = app.show_current();
    effects.extend(app.history.ask_more().map(Effect::LoadHistory));
    effects
}
