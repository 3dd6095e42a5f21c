//! What a search nearly finds, in steps: the newest texts are compared word by word with what was typed.

use rusqlite::{Connection, OptionalExtension, params_from_iter, types::Value};

use super::{
    columns,
    conditions::{LOOKED_UP, Question},
    shared::SharedIndex,
};
use crate::{
    domain::{HistoryQuery, HistoryRow, Near, Nearness, Places, Query},
    store::{Store, StoreError},
};

/// So many texts are compared, the newest ones: a tenth of a second on a slow machine.
const TEXTS: u64 = 20_000;
/// So many at a time: two milliseconds.
const STEP: usize = 500;
/// More would bury what is closest.
const MOST: usize = 20;

/// The column of the text, behind those of a row.
const TEXT: usize = 17;

/// A comparison that is under way.
#[derive(Debug)]
pub struct Nearing {
    /// The question without its words.
    query: HistoryQuery,
    nearness: Nearness,
    /// The scores and keys of the best, the best first.
    best: Vec<(u32, i64)>,
    /// The key below which nothing was compared yet.
    before: i64,
    looked_at: u64,
}

impl Nearing {
    /// Nothing compared yet; nothing to compare where not only words are looked for.
    #[must_use]
    pub fn of(query: &HistoryQuery) -> Option<Self> {
        Some(Self {
            nearness: Nearness::of(&query.sought)?,
            query: HistoryQuery {
                sought: Query::default(),
                ..query.clone()
            },
            best: Vec::new(),
            before: i64::MAX,
            looked_at: 0,
        })
    }

    /// Keeps the best of what is known and what was compared now.
    fn keep(&mut self, texts: &[(i64, String)]) {
        let nearness = &mut self.nearness;
        let near = texts
            .iter()
            .filter_map(|(key, text)| Some((nearness.score(text)?, *key)));
        self.best.extend(near);
        self.best.sort_unstable_by(|one, other| other.cmp(one));
        self.best.truncate(MOST);
        self.looked_at += texts.len() as u64;
        if let Some((oldest, _)) = texts.last() {
            self.before = *oldest;
        }
    }
}

impl Store {
    /// Compares one step further; the answer is what came of it once all is compared.
    pub fn near_on(&self, nearing: &mut Nearing) -> Result<Option<Near>, StoreError> {
        self.index().near_on(nearing)
    }
}

impl SharedIndex {
    fn near_on(&self, nearing: &mut Nearing) -> Result<Option<Near>, StoreError> {
        let texts = self.with(|connection| texts(connection, &nearing.query, nearing.before))?;
        nearing.keep(&texts);
        if texts.len() == STEP && nearing.looked_at < TEXTS {
            return Ok(None);
        }
        let found = self.with(|connection| rows(connection, &self.places, &nearing.best))?;
        let mut near = Near {
            looked_at: nearing.looked_at,
            ..Near::default()
        };
        for (row, text) in found {
            near.rows.push(row);
            for word in nearing.nearness.words(&text) {
                if near.words.iter().all(|known| known != word) {
                    near.words.push(word.to_owned());
                }
            }
        }
        Ok(Some(near))
    }
}

/// The keys and texts of requests below a key, the newest first.
fn texts(connection: &Connection, query: &HistoryQuery, before: i64) -> rusqlite::Result<Vec<(i64, String)>> {
    let question = Question::of(connection, query, before)?;
    let mut values = question.values_of((i64::MIN, before));
    values.push(Value::from(i64::try_from(STEP).unwrap_or(i64::MAX)));
    let mut statement = connection.prepare_cached(&question.texts())?;
    let rows = statement.query_map(params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The rows with these keys, and their texts.
fn rows(connection: &Connection, places: &Places, best: &[(u32, i64)]) -> rusqlite::Result<Vec<(HistoryRow, String)>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {}, {LOOKED_UP} FROM requests WHERE key = ?1",
        columns::LISTED
    ))?;
    let mut row = |(_, key): &(u32, i64)| {
        let found = statement.query_row([key], |row| Ok((columns::row(row, places)?.0, row.get(TEXT)?)));
        found.optional()
    };
    // One that was changed meanwhile may be gone.
    best.iter().filter_map(|near| row(near).transpose()).collect()
}
