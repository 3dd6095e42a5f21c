//! The history list: pages of rows, newest first, the selected one, and what a search narrowed it to.
#![deny(clippy::wildcard_enum_match_arm)]

mod aside;
mod near;
mod offers;
mod oldest;
mod rows;
mod search;

pub use near::NearRows;
pub use offers::Offer;

use super::parts::List;
use crate::{
    domain::{Failure, HistoryPage, HistoryQuery, HistoryRow, Indexing, Query, QueryFault, RequestId, Scope, Tally},
    keys::Command,
};

/// Rows asked for at a time.
const PAGE: usize = 50;

/// The history list, shared by Compose, History and Gallery.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    rows: Vec<HistoryRow>,
    total: u64,
    list: List,
    /// The line that is searched with, as it was typed.
    words: String,
    /// What it asks for, but for what has a fault.
    sought: Query,
    fault: Option<QueryFault>,
    scope: Scope,
    /// What the rows were found with.
    found_with: Query,
    found_line: String,
    found_scope: Scope,
    /// How many there are in all, once that is known.
    tally: Option<Tally>,
    /// How many requests each wider search would find, where nothing was found.
    wider: Vec<u64>,
    /// How far the index is, while one is being made.
    indexing: Option<Indexing>,
    /// What follows the rows that match, once that was looked for.
    near: Option<NearRows>,
    /// The question that is under way.
    asked: Option<HistoryQuery>,
    /// The request above the first row, where the rows do not begin with the newest.
    top: Option<RequestId>,
    /// The rows around the selection in that case, while the person is elsewhere.
    aside: Option<Aside>,
    /// Whether the last row is the oldest there is.
    complete: bool,
    source: Source,
    problem: Option<Failure>,
    /// Whether the trash is shown.
    trash: bool,
    /// The request that was selected when the trash was opened.
    left_at: Option<RequestId>,
    /// Whether something was thrown away in this run.
    was_emptied: bool,
    /// What was sent from the form, until it is known whether a search finds it.
    sent: Option<RequestId>,
}

/// Rows that do not begin with the newest one, and the selection among them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Aside {
    rows: Vec<HistoryRow>,
    list: List,
    top: Option<RequestId>,
}

/// Who told of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Source {
    /// Nobody yet: there may be some or none.
    #[default]
    Nobody,
    /// A copy from the last run, not yet confirmed.
    LastRun,
    /// The store.
    Store,
}

impl History {
    /// The rows of the last run, to be shown until the store answers.
    #[must_use]
    pub fn remembered(page: Option<HistoryPage>) -> Self {
        let source = page.as_ref().map_or(Source::Nobody, |_| Source::LastRun);
        let page = page.unwrap_or_default();
        let list = List::of(page.rows.len());
        Self {
            source,
            rows: page.rows,
            total: page.total,
            list,
            ..Self::default()
        }
    }

    /// The rows that are there, newest first.
    #[must_use]
    pub fn rows(&self) -> &[HistoryRow] {
        &self.rows
    }

    /// How many requests match in all.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The selection among the rows, and which of them are seen.
    #[must_use]
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The selected row.
    #[must_use]
    pub fn current(&self) -> Option<&HistoryRow> {
        self.rows.get(self.list.selected()?)
    }

    /// Why the rows cannot be read.
    #[must_use]
    pub const fn problem(&self) -> Option<&Failure> {
        self.problem.as_ref()
    }

    /// Whether the store has not answered, and nothing is known from the last run either.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self.source, Source::Nobody)
    }

    /// Asks for the first page; where the rows do not begin with the newest, for as many as there are.
    pub fn ask_first(&mut self) -> HistoryQuery {
        if let Some(asked) = self.asked.as_ref().filter(|_| self.seeks_oldest()) {
            // Its rows come as they are now, and it has not told of any yet.
            return asked.clone();
        }
        let limit = if self.is_detached() {
            self.rows.len().max(PAGE)
        } else {
            PAGE
        };
        let query = HistoryQuery {
            limit,
            ..self.ask(self.top)
        };
        self.asked = Some(query.clone());
        query
    }

    fn ask(&mut self, before: Option<RequestId>) -> HistoryQuery {
        let query = HistoryQuery {
            before,
            sought: self.sought.clone(),
            scope: self.scope.clone(),
            trashed: self.trash,
            limit: PAGE,
            ..HistoryQuery::default()
        };
        self.asked = Some(query.clone());
        query
    }

    /// Asks for the next page when the selection comes near the end of what is there.
    pub fn ask_more(&mut self) -> Option<HistoryQuery> {
        let near_end = self.list.is_near_end(PAGE / 2);
        if near_end { self.ask_older() } else { None }
    }

    /// Asks for the next page wherever the selection is.
    pub fn ask_older(&mut self) -> Option<HistoryQuery> {
        if self.complete || self.source != Source::Store || self.asked.is_some() {
            return None;
        }
        let last = self.rows.last().map(|row| row.id)?;
        Some(self.ask(Some(last)))
    }

    /// The page that is waited for.
    #[must_use]
    pub const fn awaited(&self) -> Option<&HistoryQuery> {
        self.asked.as_ref()
    }

    /// Whether the trash is shown.
    #[must_use]
    pub const fn shows_trash(&self) -> bool {
        self.trash
    }

    /// Whether something was thrown away in this run, so that an empty history is none that begins.
    #[must_use]
    pub const fn was_emptied(&self) -> bool {
        self.was_emptied
    }

    /// Shows the trash, or what is not in it.
    pub fn show_trash(&mut self, on: bool) -> HistoryQuery {
        if on && !self.trash {
            self.left_at = self.current().map(|row| row.id);
        }
        self.trash = on;
        self.attach();
        self.tally = None;
        self.wider.clear();
        self.rows.clear();
        self.near = None;
        self.list.set_length(0);
        self.complete = false;
        self.ask_first()
    }

    /// Takes in a page; one that answers an older question is dropped. `following`: as in [`History::put`].
    pub fn loaded(&mut self, asked: &HistoryQuery, answer: Result<HistoryPage, Failure>, following: bool) {
        if self.asked.as_ref() != Some(asked) {
            return;
        }
        self.asked = None;
        match answer {
            Ok(page) => {
                self.problem = None;
                self.total = page.total;
                if asked.oldest {
                    self.risen(page.rows, asked);
                } else if asked.before != self.top {
                    self.complete = page.rows.len() < asked.limit;
                    self.rows.extend(page.rows);
                    self.list.set_length(self.rows.len());
                } else {
                    self.renewed(page.rows, asked, following);
                }
                self.source = Source::Store;
                self.count_rows();
            }
            Err(failure) => self.problem = Some(failure),
        }
    }

    /// The newest page anew: older rows that join it stay, and so does the selection where its request is there.
    fn renewed(&mut self, page: Vec<HistoryRow>, asked: &HistoryQuery, following: bool) {
        let left_at = if self.trash { None } else { self.left_at.take() };
        let sent = self.sent.take().filter(|sent| page.iter().any(|row| row.id == *sent));
        let selected = self.current().map(|row| row.id).or(left_at);
        let was_first = self.list.selected().is_none_or(|place| place == 0);
        let same_search = self.is_of(asked) && self.source == Source::Store;
        self.found_by(asked);
        let full = page.len() >= asked.limit;
        let end = page
            .last()
            .and_then(|last| self.rows.iter().position(|row| row.id == last.id));
        match end {
            Some(end) if same_search && full => {
                let older = self.rows.split_off(end + 1);
                self.rows = page;
                self.rows.extend(older);
            }
            Some(_) | None => {
                self.complete = !full;
                self.renew_near(page, same_search);
            }
        }
        self.list.set_length(self.rows.len());
        match selected.and_then(|id| self.rows.iter().position(|row| row.id == id)) {
            Some(place) if !(was_first && following) => self.list.select(place),
            _ => self.list.select(0),
        }
        if let Some(sent) = sent {
            self.stand_at(sent);
        }
    }

    /// Selects what was sent from the form, at once or when a search finds it; a place that was put aside stays that.
    pub(super) fn stand_at(&mut self, sent: RequestId) {
        match self.rows.iter().position(|row| row.id == sent) {
            Some(place) => self.list.select(place),
            None => self.sent = Some(sent),
        }
    }

    /// Whether the rows were found with that question.
    fn is_of(&self, asked: &HistoryQuery) -> bool {
        (&self.found_with, &self.found_scope) == (&asked.sought, &asked.scope)
    }

    /// The rows are those of that question; what was counted of the ones before is counted anew.
    fn found_by(&mut self, asked: &HistoryQuery) {
        self.found_with.clone_from(&asked.sought);
        self.found_line.clone_from(&self.words);
        self.found_scope.clone_from(&asked.scope);
        self.tally = None;
        self.wider.clear();
    }

    /// Selects a request, where it is listed.
    pub fn select(&mut self, id: RequestId) {
        if let Some(place) = self.rows.iter().position(|row| row.id == id) {
            self.choose(place);
        }
    }

    /// The person chose the row at that place: the one that was put aside is left behind.
    pub(super) fn choose(&mut self, place: usize) {
        self.aside = None;
        self.list.select(place);
    }

    /// Selects the row at that place.
    pub(super) fn select_place(&mut self, place: usize) {
        self.list.select(place);
    }

    /// Moves the selection, if the command is one that does; says whether it is.
    pub fn obey(&mut self, command: Command) -> bool {
        let moved = self.list.obey(command);
        if moved {
            self.aside = None;
        }
        moved
    }

    /// Tells how many rows are seen.
    pub fn fit(&mut self, height: usize) {
        self.list.fit(height);
    }
}
