//! The search line: completing what is typed, and searches that are kept under a name.

use super::{App, Confirm, Confirmed, Effect, Line, LinePurpose, Overlay, View, parts::TextBuffer};
use crate::domain::{Completion, KnownNames, SavedSearch, complete, one_line};

/// What helps a person to search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    known: KnownNames,
    saved: Vec<SavedSearch>,
    cycle: Option<Cycle>,
}

/// Completions that are gone through.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cycle {
    /// The line that they complete.
    typed: String,
    found: Completion,
    at: usize,
    /// The line with the present one in it.
    shown: String,
}

impl Search {
    /// With searches that were kept before.
    #[must_use]
    pub fn with(saved: Vec<SavedSearch>) -> Self {
        Self {
            saved,
            ..Self::default()
        }
    }

    /// The searches that are kept.
    #[must_use]
    pub fn saved(&self) -> &[SavedSearch] {
        &self.saved
    }

    /// The kept search of that line.
    #[must_use]
    pub fn saved_as(&self, line: &str) -> Option<&SavedSearch> {
        self.saved.iter().find(|saved| saved.line == line.trim())
    }

    /// What could stand where a person types, and which of it stands there already.
    #[must_use]
    pub fn offers(&self, line: &str, cursor: usize) -> Option<(Completion, Option<usize>)> {
        match &self.cycle {
            Some(cycle) if cycle.shown == line => Some((cycle.found.clone(), Some(cycle.at))),
            _ => complete(line, cursor, &self.known).map(|found| (found, None)),
        }
    }

    /// The line with the first, or the next, completion in it.
    fn completed(&mut self, line: &str, cursor: usize) -> Option<String> {
        let cycle = match self.cycle.take().filter(|cycle| cycle.shown == line) {
            Some(cycle) => Cycle {
                at: (cycle.at + 1) % cycle.found.offers.len(),
                ..cycle
            },
            None => Cycle {
                found: complete(line, cursor, &self.known)?,
                typed: line.to_owned(),
                at: 0,
                shown: String::new(),
            },
        };
        let mut shown = cycle.typed.clone();
        shown.replace_range(cycle.found.at.clone(), cycle.found.offers.get(cycle.at)?);
        // A single completion is followed by those of what it made.
        self.cycle = (cycle.found.offers.len() > 1).then(|| Cycle {
            shown: shown.clone(),
            ..cycle
        });
        Some(shown)
    }

    /// Keeps a line under a name, in the place of what had either of them; no name takes the line out.
    fn keep(&mut self, name: &str, line: &str) {
        self.saved.retain(|saved| saved.name != name && saved.line != line);
        if !name.is_empty() {
            self.saved.push(SavedSearch {
                name: name.to_owned(),
                line: line.to_owned(),
            });
        }
    }
}

impl App {
    /// The names that the history knows came.
    pub(super) fn names_loaded(&mut self, known: KnownNames) -> Vec<Effect> {
        self.search.known = known;
        Vec::new()
    }
}

/// Opens the search line of the history.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
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
pub(super) fn complete_line(app: &mut App) -> Vec<Effect> {
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
pub(super) fn typed(app: &mut App) -> Vec<Effect> {
    let asked = match app.overlays.last_mut() {
        Some(Overlay::Line(line)) if line.purpose == LinePurpose::Search => app.history.search(line.buffer.text()),
        Some(Overlay::Finder(finder)) => finder.search(),
        _ => None,
    };
    asked.map(Effect::LoadHistory).into_iter().collect()
}

/// The line is done: the list has the keys, unless the line cannot be understood.
pub(super) fn done(app: &mut App, line: Line) -> Vec<Effect> {
    if app.history.fault().is_some() {
        app.open(Overlay::Line(line));
        return Vec::new();
    }
    if app.view != View::Gallery {
        app.view = View::History;
    }
    app.show_current()
}

/// Asks for a name for the present search.
pub(super) fn ask_name(app: &mut App) {
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
pub(super) fn keep(app: &mut App, name: &str) -> Vec<Effect> {
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
pub(super) fn keep_as(app: &mut App, name: &str, line: &str) -> Vec<Effect> {
    app.search.keep(name, line);
    app.answer(if name.is_empty() {
        "the search is kept no longer".to_owned()
    } else {
        format!("kept as {name}")
    });
    vec![Effect::KeepSearches(app.search.saved.clone())]
}

/// Goes to the next kept search, or the previous one; behind the last stands the whole history.
pub(super) fn turn(app: &mut App, forward: bool) -> Vec<Effect> {
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
    let line = next.checked_sub(1).map_or(String::new(), |at| saved[at].line.clone());
    app.history.search(&line).map(Effect::LoadHistory).into_iter().collect()
}
