//! Sums of money: what was paid, what was only estimated, what nobody knows, and what is reserved.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row, ToSql, TransactionBehavior, params};

use super::{columns, keys};
use crate::{
    domain::{CostKind, Money, Places, RequestId, RequestState, SinceLeft, SpendBy, SpendLine, Spent},
    store::EngineLock,
};

/// At most so much since then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// When the day or month began.
    pub since: Timestamp,
    /// The most that may be spent since.
    pub cap: Money,
}

/// What a reservation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Reserved {
    /// It is kept.
    Kept,
    /// This limit would be passed; so much is spent already.
    Over(Limit, Money),
}

/// Kind, count and sum from three columns that follow each other.
fn sums(row: &Row<'_>, from: usize) -> rusqlite::Result<(CostKind, u64, Money)> {
    let kind: String = row.get(from)?;
    let count: i64 = row.get(from + 1)?;
    Ok((
        CostKind::named(&kind).unwrap_or_default(),
        u64::try_from(count).unwrap_or(0),
        columns::money(row.get(from + 2)?).unwrap_or_default(),
    ))
}

/// What went out since then; what living engines have reserved, or have under way, stands apart.
pub(super) fn spent(connection: &Connection, places: &Places, since: Timestamp) -> rusqlite::Result<Spent> {
    let mut spent = Spent::default();
    let since = since.as_millisecond();
    let mut statement = connection.prepare_cached(
        "SELECT kind, count(*), sum(cost) FROM charges WHERE at_ms >= ?1 AND kind <> 'none' GROUP BY kind",
    )?;
    for sum in statement.query_map([since], |row| sums(row, 0))? {
        let (kind, count, sum) = sum?;
        spent.add(kind, count, sum);
    }
    let of_living = |sql: &str| -> rusqlite::Result<Vec<Money>> {
        let mut statement = connection.prepare_cached(sql)?;
        let sums = statement.query_map([since], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        let sums = sums.collect::<rusqlite::Result<Vec<(String, Option<i64>)>>>()?;
        let living = sums
            .into_iter()
            .filter(|(engine, _)| EngineLock::is_held(places, engine));
        Ok(living
            .map(|(_, cost)| columns::money(cost).unwrap_or_default())
            .collect())
    };
    for sum in of_living("SELECT engine, sum(cost) FROM reservations WHERE at_ms >= ?1 GROUP BY engine")? {
        spent.running = spent.running + sum;
    }
    // The attempt without an end is the newest one of its request.
    let open = "SELECT engine, sum(charges.cost) FROM requests INDEXED BY requests_open CROSS JOIN charges USING (key)
         WHERE engine IS NOT NULL AND kind = 'estimated' AND at_ms >= ?1
         AND number = (SELECT max(number) FROM charges AS all_of WHERE all_of.key = requests.key) GROUP BY engine";
    for sum in of_living(open)? {
        spent.is_running(sum);
    }
    Ok(spent)
}

/// How often requests have ended in each state since then, and what they cost.
pub(super) fn ended_since(connection: &Connection, since: Timestamp) -> rusqlite::Result<SinceLeft> {
    let mut ended = SinceLeft::default();
    let mut statement = connection.prepare_cached(
        "SELECT cost_kind, count(*), sum(cost), state FROM requests INDEXED BY requests_by_end
         WHERE ended_ms > ?1 AND trashed < 2 GROUP BY state, cost_kind",
    )?;
    let found = statement.query_map([since.as_millisecond()], |row| {
        Ok((sums(row, 0)?, row.get::<_, String>(3)?))
    })?;
    for found in found {
        let ((kind, count, sum), state) = found?;
        ended.spent.add(kind, count, sum);
        if let Some(state) = RequestState::named(&state) {
            ended.count(state, count);
        }
    }
    Ok(ended)
}

/// Keeps an amount free under every limit, or says which limit stands in the way.
pub(super) fn reserve(
    connection: &mut Connection,
    places: &Places,
    (id, engine, at): (RequestId, &str, Timestamp),
    cost: Money,
    limits: &[Limit],
) -> rusqlite::Result<Reserved> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some(key) = keys::key(&transaction, id)? else {
        return Err(rusqlite::Error::QueryReturnedNoRows);
    };
    transaction
        .prepare_cached("DELETE FROM reservations WHERE key = ?1")?
        .execute([key])?;
    for limit in limits {
        let spent = spent(&transaction, places, limit.since)?.total();
        if spent + cost > limit.cap {
            return Ok(Reserved::Over(*limit, spent));
        }
    }
    transaction
        .prepare_cached("INSERT INTO reservations VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![key, engine, at.as_millisecond(), columns::micros(Some(cost))])?;
    transaction.commit()?;
    Ok(Reserved::Kept)
}

/// Gives a reservation of an engine back.
pub(super) fn release(connection: &Connection, id: RequestId, engine: &str) -> rusqlite::Result<()> {
    if let Some(key) = keys::key(connection, id)? {
        connection
            .prepare_cached("DELETE FROM reservations WHERE key = ?1 AND engine = ?2")?
            .execute(params![key, engine])?;
    }
    Ok(())
}

/// What went out since then, in lines; `offset` is the person's distance from UTC in seconds.
pub(super) fn spend_by(
    connection: &Connection,
    by: SpendBy,
    since: Timestamp,
    offset: i32,
) -> rusqlite::Result<Vec<SpendLine>> {
    let since = since.as_millisecond();
    let values: [(&str, &dyn ToSql); 2] = [(":since", &since), (":offset", &offset)];
    let mut lines: BTreeMap<String, SpendLine> = BTreeMap::new();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {} AS name, kind, count(*), sum(charges.cost), sum(charges.pictures),
         sum(iif(starred, charges.pictures, 0)), :offset
         FROM charges CROSS JOIN requests USING (key)
         WHERE at_ms >= :since AND kind <> 'none' GROUP BY name, kind",
        key(by)
    ))?;
    let charged = statement.query_map(&values, |row| {
        Ok((
            row.get::<_, String>(0)?,
            sums(row, 1)?,
            [row.get::<_, i64>(4)?, row.get(5)?],
        ))
    })?;
    for charged in charged {
        let (name, (kind, count, sum), [pictures, kept]) = charged?;
        let line = line(&mut lines, name);
        line.requests += count;
        line.spent.add(kind, count, sum);
        line.pictures += u64::try_from(pictures).unwrap_or(0);
        line.kept += u64::try_from(kept).unwrap_or(0);
    }
    let mut lines: Vec<SpendLine> = lines.into_values().rev().collect();
    if by.days().is_none() {
        lines.sort_by_key(|line| std::cmp::Reverse(line.spent.total()));
    }
    Ok(lines)
}

/// What attempts are put together by; days are those on which they were sent, for what they cost and for what came.
fn key(by: SpendBy) -> &'static str {
    match by {
        SpendBy::Day => "date(at_ms / 1000 + :offset, 'unixepoch')",
        // The Sunday that ends the week, and its Monday.
        SpendBy::Week => "date(at_ms / 1000 + :offset, 'unixepoch', 'weekday 0', '-6 days')",
        SpendBy::Model => "model",
        SpendBy::Profile => "profile",
    }
}

fn line(lines: &mut BTreeMap<String, SpendLine>, name: String) -> &mut SpendLine {
    lines.entry(name.clone()).or_insert_with(|| SpendLine {
        label: name,
        requests: 0,
        spent: Spent::default(),
        pictures: 0,
        kept: 0,
    })
}
