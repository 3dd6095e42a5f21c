//! Pages of the history, newest first, and how much a search finds in all.

use rusqlite::{Connection, params_from_iter, types::Value};

use super::{conditions::Question, lines};
use crate::domain::{CostKind, HistoryLine, HistoryQuery, HistoryRow, Places, Tally};

/// A tally goes through so many keys at a time: about two thousand requests, a millisecond or two.
pub(super) const STRIDE: i64 = 32_768;

/// A row and, where an attempt is open, its engine.
pub(super) type Listed = (HistoryRow, Option<String>);

/// A page.
pub(super) fn page(connection: &Connection, places: &Places, query: &HistoryQuery) -> rusqlite::Result<Vec<Listed>> {
    let before = match query.before {
        None => i64::MAX,
        Some(id) => lines::key_after(connection, id)?,
    };
    let question = Question::of(connection, query, before)?;
    let mut statement = connection.prepare_cached(&question.rows(query.limit))?;
    let rows = statement.query_map(params_from_iter(&question.values), |row| lines::row(row, places))?;
    rows.collect()
}

/// A row with what it leaves out of profile, title, prompt and tags.
pub(super) fn line(connection: &Connection, row: HistoryRow) -> rusqlite::Result<HistoryLine> {
    let id = row.id.uuid();
    let (key, profile, hidden) = connection
        .prepare_cached(
            "SELECT requests.key, profile, wording.title, wording.prompt FROM requests
             LEFT JOIN wording ON wording.key = requests.key WHERE id = ?1",
        )?
        .query_row([id.as_bytes()], |found| {
            let hidden: (Option<String>, Option<String>) = (found.get(2)?, found.get(3)?);
            Ok((found.get::<_, i64>(0)?, found.get(1)?, hidden))
        })?;
    let mut tags = connection.prepare_cached("SELECT tag FROM tags WHERE key = ?1 ORDER BY tag")?;
    let tags = tags.query_map([key], |found| found.get(0))?;
    let (title, prompt) = hidden;
    Ok(HistoryLine {
        profile,
        title,
        prompt: prompt.unwrap_or_else(|| row.prompt.clone()),
        tags: tags.collect::<rusqlite::Result<_>>()?,
        row,
    })
}

/// How many requests there are outside or inside the trash.
pub(super) fn total(connection: &Connection, trashed: bool) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT total FROM totals WHERE trashed = ?1")?
        .query_row([trashed], |row| row.get::<_, i64>(0))
        .map(|total| u64::try_from(total).unwrap_or(0))
}

/// The lowest and the highest key; nothing where nothing is listed.
pub(super) fn keys(connection: &Connection) -> rusqlite::Result<Option<(i64, i64)>> {
    // Two looks: asked for both at once, SQLite goes through all of them.
    let mut statement =
        connection.prepare_cached("SELECT (SELECT min(key) FROM requests), (SELECT max(key) FROM requests)")?;
    statement.query_row([], |row| {
        let (lowest, highest): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
        Ok(lowest.zip(highest))
    })
}

/// What a query finds with keys below one, down to another; the answer also says where that stretch really begins,
/// because what was asked for since a day is looked for no further back.
pub(super) fn tally(
    connection: &Connection,
    query: &HistoryQuery,
    (from, before): (i64, i64),
) -> rusqlite::Result<(Tally, i64)> {
    let mut question = Question::of(connection, query, before)?;
    let Some(Value::Integer(oldest)) = question.values.get(1).cloned() else {
        return Ok((Tally::default(), i64::MAX));
    };
    question.values[1] = Value::from(from.max(oldest));
    let sql = format!(
        "SELECT count(*), total(iif(cost_kind = '{}', 0, cost)) {}",
        CostKind::None.word(),
        question.from
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let tally = statement.query_row(params_from_iter(&question.values), |row| {
        let (count, cost): (i64, f64) = (row.get(0)?, row.get(1)?);
        Ok(Tally {
            count: u64::try_from(count).unwrap_or(0),
            cost: whole(cost),
        })
    })?;
    Ok((tally, oldest))
}

/// `total` never overflows, but it tells a float; below nine thousand million dollars that is exact.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of amounts is never negative, and casting a larger one gives the largest number there is"
)]
fn whole(cost: f64) -> crate::domain::Money {
    crate::domain::Money::from_micros(cost as u64)
}

/// The ids that a condition picks, with the index that serves it, oldest first.
pub(super) fn ids(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<crate::domain::RequestId>> {
    let mut statement = connection.prepare_cached(&format!("SELECT id FROM requests {condition} ORDER BY key"))?;
    let rows = statement.query_map([], |row| lines::id(row, 0))?;
    rows.collect()
}
