//! The selection of a list, and its marked requests: one by one, a range that grows with the selection, or all.

use std::collections::BTreeSet;

use super::Marked;
use crate::{
    app::{App, Effect, View, state::Undo},
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
        self.marks_in_focus().len()
    }

    /// The marked requests that the present view lists, oldest first. What a search hides, or what has no picture in the
    /// gallery, stays marked, but nothing is done to what nobody sees.
    #[must_use]
    pub fn marked_here(&self) -> Vec<RequestId> {
        let marked = &self.memory.marked;
        let listed = self.history.rows();
        if marked.count() == 0 {
            return Vec::new();
        }
        let mut here: Vec<_> = match self.view {
            View::Compose | View::History => listed.iter().map(|row| row.id).collect(),
            View::Gallery => {
                let tiles = self.gallery.tiles().iter();
                tiles
                    .filter_map(|tile| listed.get(tile.row))
                    .map(|row| row.id)
                    .collect()
            }
            View::Queue | View::Spend | View::Settings => Vec::new(),
        };
        here.retain(|id| marked.has(*id));
        here.sort_unstable();
        here.dedup();
        here
    }

    /// The marked requests that a command of the focused list is meant for.
    pub(in crate::app) fn marks_in_focus(&self) -> Vec<RequestId> {
        if self.is_in_list() {
            self.marked_here()
        } else {
            Vec::new()
        }
    }

    /// Takes away the marks that are seen, or where only hidden ones are left those; says whether there were any.
    /// While a search hides them they stay: its end comes first.
    pub(in crate::app) fn unmark(&mut self) -> bool {
        let here = self.marks_in_focus();
        let before = self.memory.marked.clone();
        let marked = &mut self.memory.marked;
        let hides = !self.history.words().is_empty() || matches!(self.view, View::Gallery | View::Queue);
        if here.is_empty() && (hides || marked.count() == 0) {
            return marked.range.take().is_some();
        }
        if here.is_empty() {
            marked.clear();
        } else {
            marked.drop_all(&here);
        }
        let gone = before.count() - marked.count();
        if gone > 0 {
            self.undo.push(Undo::Marks(Box::new(before)));
            self.say_undoable(&format!("{} no longer marked", thousands(gone)));
        }
        true
    }

    /// Marks are as they were; gives the step that turns this one back.
    pub(in crate::app) fn marks_were(&mut self, marks: Marked) -> Undo {
        let before = std::mem::replace(&mut self.memory.marked, marks);
        let told = self.marks_told();
        self.say(told);
        Undo::Marks(Box::new(before))
    }

    /// How many requests are marked, and how many of them are not in the list: `2 marked, 1 more not in this list`.
    fn marks_told(&self) -> String {
        let here = self.marked_here().len();
        let hidden = self.memory.marked.count() - here;
        match (here, hidden) {
            (0, 0) => "nothing is marked".to_owned(),
            (here, 0) => format!("{} marked", thousands(here)),
            (0, hidden) => format!("{} marked, not in this list", thousands(hidden)),
            (here, hidden) => format!(
                "{} marked, {} more not in this list",
                thousands(here),
                thousands(hidden)
            ),
        }
    }

    /// Lets a range that is being marked grow to the selection.
    pub(in crate::app) fn grow_range(&mut self) {
        let selected = self.history.list().selected();
        self.memory.marked.follow(self.history.rows(), selected);
    }
}

/// The requests that a mark is meant for: the marked ones that the list shows, else the current one.
pub(in crate::app) fn targets(app: &App) -> Vec<RequestId> {
    let marked = app.marks_in_focus();
    if marked.is_empty() {
        return app.current_id().into_iter().collect();
    }
    marked
}

/// A command that marks.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    if app.view == View::Queue {
        app.say("requests are marked in History and in the gallery; here each key means the selected one");
        return Vec::new();
    }
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
            if all.is_subset(&marked.ids) {
                marked.ids.retain(|id| !all.contains(id));
            } else {
                marked.ids.extend(all);
            }
        }
        _ => {
            marked.range = None;
            marked.toggle(id);
            app.history.obey(Command::MoveDown);
        }
    }
    let here = app.marked_here().len();
    app.say(match here {
        count if count > 0 && command == Command::MarkAll && !app.history.is_whole() => {
            let all = match app.history.tally() {
                Some(tally) if app.history.is_narrowed() => thousands(tally.count),
                None if app.history.is_narrowed() => "more".to_owned(),
                _ => thousands(app.history.total()),
            };
            format!("{} of {all} marked: only those read so far", thousands(count))
        }
        _ => app.marks_told(),
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
