//! The line of the search: opening it, typing, keeping it under a name.

use crate::{
    app::{
        App, Confirm, Confirmed, Effect, FormField, Line, LinePurpose, Overlay, Pane, View, parts::TextBuffer,
        state::Undo,
    },
    domain::{KnownNames, SavedSearch, one_line},
    keys::Command,
};

impl App {
    /// The names that the history knows came.
    pub(in crate::app) fn names_loaded(&mut self, known: KnownNames) -> Vec<Effect> {
        self.search.known = known;
        Vec::new()
    }
}

/// Opens the search line of the history.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    let buffer = TextBuffer::single_line().with_text(app.history.words());
    app.open(Overlay::Line(Line {
        title: "Search the history".to_owned(),
        note: String::new(),
        buffer,
        purpose: LinePurpose::Search,
    }));
    vec![Effect::LoadNames]
}

/// Completes the token before the cursor, or takes the next completion.
pub(in crate::app) fn complete_line(app: &mut App) -> Vec<Effect> {
    let search = &mut app.search;
    let completed = match app.overlays.last_mut() {
        Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search => &mut line.buffer,
        Some(Overlay::Finder(finder)) => finder.buffer_mut(),
        _ => return Vec::new(),
    };
    if let Some(text) = search.completed(completed.text(), completed.cursor()) {
        completed.replace(&text);
    }
    typed(app)
}

/// The line was changed: the search runs while it is typed.
pub(in crate::app) fn typed(app: &mut App) -> Vec<Effect> {
    let asked = match app.overlays.last_mut() {
        Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search => app.history.search(line.buffer.text()),
        Some(Overlay::Finder(finder)) => finder.search(),
        _ => None,
    };
    asked.map(Effect::LoadHistory).into_iter().collect()
}

/// The line is done: the list has the keys, unless the line cannot be understood.
pub(in crate::app) fn done(app: &mut App, line: Line) -> Vec<Effect> {
    let view = if app.view == View::Gallery {
        app.view
    } else {
        View::History
    };
    done_for(app, line, view)
}

/// The same, and the person goes on to a screen.
pub(in crate::app) fn done_for(app: &mut App, line: Line, view: View) -> Vec<Effect> {
    if let Some(fault) = app.history.fault() {
        let sentence = format!("it is searched for once it can be understood: {}", fault.message);
        app.say(sentence);
        app.open(Overlay::Line(line));
        return Vec::new();
    }
    app.search.remember(line.buffer.text());
    if view == app.view {
        return app.show_current();
    }
    app.go_to(view)
}

/// Takes the line that was searched with before the one that stands there, or after it.
pub(in crate::app) fn earlier(app: &mut App, older: bool) -> Vec<Effect> {
    let buffer = match app.overlays.last_mut() {
        Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search => &mut line.buffer,
        Some(Overlay::Finder(finder)) => finder.buffer_mut(),
        _ => return Vec::new(),
    };
    let Some(line) = app.search.beside(buffer.text(), older) else {
        return Vec::new();
    };
    buffer.replace(line);
    typed(app)
}

/// Ends the search of the history; undo brings it back.
pub(in crate::app) fn end(app: &mut App) -> Vec<Effect> {
    let line = app.history.words().trim().to_owned();
    if !line.is_empty() {
        app.search.remember(&line);
        // What was taken back can still be done again: nothing of it is in the way of a list that is wider.
        app.undo.push(Undo::Searched(line));
        let typed = app.view == View::Compose && app.pane == Pane::Form && app.form.field() == FormField::Prompt;
        if typed {
            // There the key takes back what was written.
            app.answer("the search has ended");
        } else {
            app.say_undoable("the search has ended");
        }
    }
    app.history.search("").map(Effect::LoadHistory).into_iter().collect()
}

/// Searches with a line of before, as a step that is turned back; gives the step that turns this one back.
pub(in crate::app) fn search_was(app: &mut App, line: &str) -> (Vec<Effect>, Option<Undo>) {
    let before = app.history.words().trim().to_owned();
    let asked = app.history.search(line);
    let place = match app.view {
        View::Compose | View::History | View::Gallery => String::new(),
        View::Queue | View::Spend | View::Settings => {
            let keys = app.keys_of(Command::ViewHistory);
            keys.map_or_else(String::new, |keys| format!(" in History ({keys})"))
        }
    };
    app.say(if line.is_empty() {
        format!("the search has ended again{place}")
    } else {
        format!("the search is back{place}: {}", one_line(line))
    });
    let mut effects: Vec<_> = asked.map(Effect::LoadHistory).into_iter().collect();
    if app.history.fault().is_some() && place.is_empty() {
        // The rows are those of the rest of it, so that it is still a line to be mended, and no search.
        effects.extend(open(app));
    }
    (effects, Some(Undo::Searched(before)))
}

/// The finder was left with something in its line: says how to have that back.
pub(in crate::app) fn leave_finder(app: &mut App, line: &str) {
    if line.trim().is_empty() {
        return;
    }
    app.search.remember(line);
    let open = app.keys_of(Command::FinderOpen);
    let up = app.keymap.hint(&[crate::keys::Context::Finder], Command::MoveUp);
    if let (Some(open), Some(up)) = (open, up) {
        let words = format!("{open} {up} brings back what you typed");
        app.say(words);
    }
}

/// The kept searches are as they were; gives the step that turns this one back.
pub(in crate::app) fn kept_were(app: &mut App, saved: Vec<SavedSearch>) -> (Vec<Effect>, Option<Undo>) {
    let before = std::mem::replace(&mut app.search.saved, saved.clone());
    app.say("the kept searches are as they were");
    (vec![Effect::KeepSearches(saved)], Some(Undo::Searches(before)))
}

/// Asks for a name for the present search.
pub(in crate::app) fn ask_name(app: &mut App) {
    let line = app.history.words().trim();
    if let Some(fault) = app.history.fault() {
        let sentence = format!("it is kept once it can be understood: {}", fault.message);
        app.say(sentence);
        return;
    }
    if line.is_empty() {
        app.say("nothing is searched for that could be kept");
        return;
    }
    let name = app.search.saved_as(line).map(|saved| saved.name.clone());
    let note = match &name {
        Some(_) => format!("of the search {line}; without a name it is kept no longer"),
        None => format!("of the search {line}"),
    };
    app.open(Overlay::Line(Line {
        title: "Keep this search as".to_owned(),
        note,
        buffer: TextBuffer::single_line().with_text(&name.unwrap_or_default()),
        purpose: LinePurpose::SaveSearch,
    }));
}

/// Keeps the present search under a name, or no longer.
pub(in crate::app) fn keep(app: &mut App, name: &str) -> Vec<Effect> {
    let line = app.history.words().trim().to_owned();
    let was = app.search.saved_as(&line).is_some();
    if name.is_empty() && !was {
        app.say("nothing was typed");
        return Vec::new();
    }
    // The name may be that of another search, which would be gone.
    if let Some(other) = app
        .search
        .saved
        .iter()
        .find(|saved| saved.name == name && saved.line != line)
    {
        let lines = vec![
            format!("It is the search {} now.", one_line(&other.line)),
            format!("It would be {}.", one_line(&line)),
        ];
        app.open(Overlay::Confirm(Confirm {
            question: format!("Let {} be another search?", one_line(name)),
            lines,
            then: Confirmed::KeepSearch {
                name: name.to_owned(),
                line,
            },
        }));
        return Vec::new();
    }
    keep_as(app, name, &line)
}

/// The person agreed, or was not to be asked.
pub(in crate::app) fn keep_as(app: &mut App, name: &str, line: &str) -> Vec<Effect> {
    let before = app.search.saved.clone();
    app.search.keep(name, line);
    if app.search.saved != before {
        app.did(Undo::Searches(before));
    }
    app.say_undoable(&if name.is_empty() {
        "the search is kept no longer".to_owned()
    } else {
        format!("kept as {}", one_line(name))
    });
    vec![Effect::KeepSearches(app.search.saved.clone())]
}

/// Goes to the next kept search, or the previous one; behind the last stands the whole history.
pub(in crate::app) fn turn(app: &mut App, forward: bool) -> Vec<Effect> {
    let saved = app.search.saved();
    if saved.is_empty() {
        app.say("no search is kept yet");
        return Vec::new();
    }
    // The whole history is the first of them.
    let count = saved.len() + 1;
    let line = app.history.words().trim();
    let present = saved.iter().position(|saved| saved.line == line).map_or(0, |at| at + 1);
    let next = (present + if forward { 1 } else { count - 1 }) % count;
    let left = Some(line.to_owned()).filter(|line| present == 0 && !line.is_empty());
    let line = next.checked_sub(1).map_or(String::new(), |at| saved[at].line.clone());
    if let Some(left) = left {
        app.search.remember(&left);
        app.undo.push(Undo::Searched(left));
    }
    app.history.search(&line).map(Effect::LoadHistory).into_iter().collect()
}
