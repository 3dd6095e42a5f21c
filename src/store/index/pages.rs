//! Pages of the history, from its newest end or its oldest, and how much a search finds in all.

use rusqlite::{Connection, params_from_iter, types::Value};

use super::{
    columns,
    conditions::Question,
    fours, keys,
    letters::Stretch,
    way::{Left, Way},
};
use crate::domain::{CostKind, HistoryLine, HistoryQuery, HistoryRow, Places, RequestId, Tally};

/// A row and, where an attempt is open, its engine.
pub(super) type Listed = (HistoryRow, Option<String>);

/// What one step of reading a page came to.
pub(super) struct Step {
    /// The rows that were found, in the order of the query.
    pub rows: Vec<Listed>,
    /// How many requests there are in all.
    pub total: u64,
    /// The keys that are still to be looked at; nothing once the page is whole.
    pub left: Option<Left>,
}

/// Reads a page one step further: at most `most` rows, of what is left to look at or, at first, of everything.
pub(super) fn step(
    connection: &mut Connection,
    places: &Places,
    query: &HistoryQuery,
    (most, left): (usize, Option<Left>),
) -> rusqlite::Result<Step> {
    // All of it is one look at one state of the tables.
    let connection = connection.transaction()?;
    let total = total(&connection, query.trashed)?;
    let left = match left {
        Some(left) => left,
        None => Left::of(whole(&connection, query)?),
    };
    let question = Question::of(&connection, query, left.keys.1)?;
    let mut way = Way::of(query, left.within((question.oldest, question.end)));
    let mut rows = Vec::new();
    let mut statement = connection.prepare_cached(&question.rows())?;
    while rows.len() < most
        && let Some(stretches) = way.next(&connection)?
    {
        for stretch in stretches {
            let mut values = question.values_of(stretch);
            values.push(Value::from(i64::try_from(most - rows.len()).unwrap_or(i64::MAX)));
            for row in statement.query_map(params_from_iter(&values), |row| columns::row(row, places))? {
                rows.push(row?);
            }
            if rows.len() >= most {
                break;
            }
        }
    }
    drop(statement);
    connection.commit()?;
    let left = way.left().filter(|_| rows.len() < most);
    Ok(Step { rows, total, left })
}

/// All keys, or those of requests that are older than one, or newer; none where a word is nowhere.
fn whole(connection: &Connection, query: &HistoryQuery) -> rusqlite::Result<Stretch> {
    let Some((lowest, highest)) = keys(connection)? else {
        return Ok((0, 0));
    };
    if fours::rule_out(connection, &query.sought)? {
        return Ok((0, 0));
    }
    let before = match query.before {
        Some(id) => keys::key_after(connection, id)?,
        None => i64::MAX,
    };
    let from = match query.after {
        Some(id) => match keys::key(connection, id)? {
            Some(key) => key.saturating_add(1),
            None => keys::key_after(connection, id)?,
        },
        None => i64::MIN,
    };
    Ok((lowest.max(from), before.min(highest.saturating_add(1))))
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
fn total(connection: &Connection, trashed: bool) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT total FROM totals WHERE trashed = ?1")?
        .query_row([trashed], |row| row.get::<_, i64>(0))
        .map(|total| u64::try_from(total).unwrap_or(0))
}

/// The lowest and the highest key; nothing where nothing is listed.
fn keys(connection: &Connection) -> rusqlite::Result<Option<(i64, i64)>> {
    // Two looks: asked for both at once, SQLite goes through all of them.
    let mut statement =
        connection.prepare_cached("SELECT (SELECT min(key) FROM requests), (SELECT max(key) FROM requests)")?;
    statement.query_row([], |row| {
        let (lowest, highest): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
        Ok(lowest.zip(highest))
    })
}

/// Counts what a query finds one step further, and says what is still to be looked at; nothing once that is all.
pub(super) fn tally(
    connection: &mut Connection,
    query: &HistoryQuery,
    left: Option<Left>,
) -> rusqlite::Result<(Tally, Option<Left>)> {
    let connection = connection.transaction()?;
    let left = match left {
        Some(left) => left,
        None => Left::of(whole(&connection, query)?),
    };
    let question = Question::of(&connection, query, left.keys.1)?;
    let mut way = Way::of(query, left.within((question.oldest, question.end)));
    let sql = format!(
        "SELECT count(*), total(iif(cost_kind = '{}', 0, cost)) {}",
        CostKind::None.word(),
        question.from
    );
    let mut found = Tally::default();
    let mut statement = connection.prepare_cached(&sql)?;
    while let Some(stretches) = way.next(&connection)? {
        for stretch in stretches {
            let values = question.values_of(stretch);
            let (count, cost): (i64, f64) =
                statement.query_row(params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
            found.count += u64::try_from(count).unwrap_or(0);
            found.cost = found.cost + whole_micros(cost);
        }
    }
    drop(statement);
    connection.commit()?;
    Ok((found, way.left()))
}

/// `total` never overflows, but it tells a float; below nine thousand million dollars that is exact.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of amounts is never negative, and casting a larger one gives the largest number there is"
)]
fn whole_micros(cost: f64) -> crate::domain::Money {
    crate::domain::Money::from_micros(cost as u64)
}

/// The ids that a condition picks, with the index that serves it, oldest first.
pub(super) fn ids(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<RequestId>> {
    let mut statement = connection.prepare_cached(&format!("SELECT id FROM requests {condition} ORDER BY key"))?;
    let rows = statement.query_map([], |row| columns::id(row, 0))?;
    rows.collect()
}
