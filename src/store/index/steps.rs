//! Reading a page and counting in steps: whoever waits for something else is served between two of them.

use super::{pages, shared::SharedIndex, way::Left};
use crate::{
    domain::{HistoryLine, HistoryPage, HistoryQuery, HistoryRow, RequestState, Tally},
    store::{EngineLock, Store, StoreError, zone},
};

/// A page that is read in steps, because what is rare may be looked for in every text.
#[derive(Debug, Clone)]
pub struct Paging {
    query: HistoryQuery,
    rows: Vec<HistoryRow>,
    left: Option<Left>,
}

impl Paging {
    /// Nothing read yet.
    #[must_use]
    pub fn of(query: &HistoryQuery) -> Self {
        Self {
            query: settled(query),
            rows: Vec::new(),
            left: None,
        }
    }
}

/// Counting what a query finds, in the same way.
#[derive(Debug, Clone)]
pub struct Counting {
    query: HistoryQuery,
    found: Tally,
    left: Option<Left>,
    done: bool,
}

impl Counting {
    /// Nothing counted yet.
    #[must_use]
    pub fn of(query: &HistoryQuery) -> Self {
        Self {
            query: HistoryQuery {
                oldest: false,
                ..settled(query)
            },
            found: Tally::default(),
            left: None,
            done: false,
        }
    }

    /// What was found, once all of it is.
    #[must_use]
    pub fn result(&self) -> Option<Tally> {
        self.done.then_some(self.found)
    }
}

impl Store {
    /// A page of the history, newest first.
    pub fn history(&self, query: &HistoryQuery) -> Result<HistoryPage, StoreError> {
        let mut paging = Paging::of(query);
        loop {
            if let Some(page) = self.page_on(&mut paging)? {
                return Ok(page);
            }
        }
    }

    /// A page of the history with whole prompts, titles and tags, all of it from the index.
    pub fn lines(&self, query: &HistoryQuery) -> Result<Vec<HistoryLine>, StoreError> {
        self.index().lines_of(&self.history(query)?.rows)
    }

    /// Reads a page one step further, a millisecond or two; the answer is the page once it is whole.
    pub fn page_on(&self, paging: &mut Paging) -> Result<Option<HistoryPage>, StoreError> {
        self.index().page_on(paging)
    }

    /// How many requests a query finds in all, and what they cost; far slower than a page where it finds many.
    pub fn tally(&self, query: &HistoryQuery) -> Result<Tally, StoreError> {
        let mut counting = Counting::of(query);
        loop {
            self.count_on(&mut counting)?;
            if let Some(tally) = counting.result() {
                return Ok(tally);
            }
        }
    }

    /// Counts one step further.
    pub fn count_on(&self, counting: &mut Counting) -> Result<(), StoreError> {
        self.index().count_on(counting)
    }
}

impl SharedIndex {
    /// Reads a page one step further; the answer is the page once it is whole. Rows that say "running" are judged again
    /// by their engine's lock.
    fn page_on(&self, paging: &mut Paging) -> Result<Option<HistoryPage>, StoreError> {
        let query = &paging.query;
        let most = query.limit.saturating_sub(paging.rows.len());
        let step = self.with(|connection| pages::step(connection, &self.places, query, (most, paging.left)))?;
        let judged = |(row, engine): pages::Listed| match engine {
            Some(engine) if row.state == RequestState::Running && !EngineLock::is_held(&self.places, &engine) => {
                self.refresh(row.id).map_or(row, |line| line.row)
            }
            _ => row,
        };
        paging.rows.extend(step.rows.into_iter().map(judged));
        paging.left = step.left;
        if paging.left.is_none() && paging.query.oldest {
            paging.rows.reverse();
        }
        Ok(paging.left.is_none().then(|| HistoryPage {
            rows: std::mem::take(&mut paging.rows),
            total: step.total,
        }))
    }

    /// The rows, each with what it leaves out.
    fn lines_of(&self, rows: &[HistoryRow]) -> Result<Vec<HistoryLine>, StoreError> {
        self.with(|connection| rows.iter().map(|row| pages::line(connection, row.clone())).collect())
    }

    /// Counts one step further.
    fn count_on(&self, counting: &mut Counting) -> Result<(), StoreError> {
        let (more, left) = self.with(|connection| pages::tally(connection, &counting.query, counting.left))?;
        counting.found.count += more.count;
        counting.found.cost = counting.found.cost + more.cost;
        counting.left = left;
        counting.done = left.is_none();
        Ok(())
    }
}

/// The query with its days as they are now; the clock and its zone are only asked where it has some.
fn settled(query: &HistoryQuery) -> HistoryQuery {
    let mut query = query.clone();
    if query.sought.is_timed() {
        query.sought = query.sought.settled(&zone::now());
    }
    query
}
