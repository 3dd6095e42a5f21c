//! Searches that are kept under names, and what completes one that is typed.

mod deeds;
mod wider;

pub(super) use deeds::{
    ask_name, complete_line, done, done_for, earlier, end, keep, keep_as, kept_were, leave_finder, open, search_was,
    turn, typed,
};
pub(super) use wider::{widen, widened_to};

use crate::domain::{Completion, KnownNames, SavedSearch, complete};

/// What helps a person to search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    known: KnownNames,
    saved: Vec<SavedSearch>,
    cycle: Option<Cycle>,
    /// Lines that were searched with in this run, the latest first.
    lines: Vec<String>,
}

/// So many lines that were searched with are remembered.
const LINES: usize = 50;

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

    /// Whether there are lines of before to go back to.
    pub(super) const fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Notes a line that was searched with.
    pub(super) fn remember(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            self.lines.retain(|known| known != line);
            self.lines.insert(0, line.to_owned());
            self.lines.truncate(LINES);
        }
    }

    /// The line that was searched with before that one, or after it; nothing where that one was typed just now.
    fn beside(&self, line: &str, older: bool) -> Option<&str> {
        let at = self.lines.iter().position(|known| known == line.trim());
        match (at, older) {
            (None, true) if line.trim().is_empty() => self.lines.first(),
            (None, _) => None,
            (Some(at), true) => self.lines.get(at + 1),
            (Some(0), false) => return Some(""),
            (Some(at), false) => self.lines.get(at - 1),
        }
        .map(String::as_str)
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
