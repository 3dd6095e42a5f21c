//! Lines of the index: writing one, reading one.

use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params, types::Type};
use uuid::Uuid;

use super::{kin, letters};
use crate::{
    domain::{CostKind, HistoryRow, Money, Operation, Places, RequestId, RequestState},
    store::{entries::Line, layout},
};

/// The columns of a row, in the order in which `row` reads them.
pub(super) const COLUMNS: &str = "requests.id, created_ms, state, operation, prompt, model, size, count, quality, cost, cost_kind, starred, picture, pictures, requests.parent, engine, requests.key";

/// So far apart are the keys of neighbours. Small steps keep the full text index small (a sixth of what keys made of
/// times take); the gaps take requests of other machines that come late.
const STEP: i64 = 16;

/// The key that all older requests are below.
pub(super) fn key_after(connection: &Connection, id: RequestId) -> rusqlite::Result<i64> {
    let next = connection
        .prepare_cached("SELECT key FROM requests WHERE id >= ?1 ORDER BY id LIMIT 1")?
        .query_row(params![id.uuid().as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(next.unwrap_or(i64::MAX))
}

/// The key of a request that is listed.
pub(super) fn key(connection: &Connection, id: RequestId) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT key FROM requests WHERE id = ?1")?
        .query_row(params![id.uuid().as_bytes()], |row| row.get(0))
        .optional()
}

/// A key between those of the neighbours in time; nothing where they leave no room.
fn new_key(connection: &Connection, id: RequestId) -> rusqlite::Result<Option<i64>> {
    let id = id.uuid();
    let neighbour = |sql: &str| {
        let mut statement = connection.prepare_cached(sql)?;
        statement
            .query_row(params![id.as_bytes()], |row| row.get::<_, i64>(0))
            .optional()
    };
    let older = neighbour("SELECT key FROM requests WHERE id < ?1 ORDER BY id DESC LIMIT 1")?;
    let newer = neighbour("SELECT key FROM requests WHERE id > ?1 ORDER BY id LIMIT 1")?;
    Ok(match (older, newer) {
        (None, None) => Some(0),
        (Some(older), None) => Some(older + STEP),
        (None, Some(newer)) => Some(newer - STEP),
        (Some(older), Some(newer)) => Some(i64::midpoint(older, newer)).filter(|key| *key > older && *key < newer),
    })
}

pub(super) fn micros(money: Option<Money>) -> Option<i64> {
    money.map(|money| i64::try_from(money.micros()).unwrap_or(i64::MAX))
}

pub(super) fn money(micros: Option<i64>) -> Option<Money> {
    micros.map(|micros| Money::from_micros(u64::try_from(micros).unwrap_or(0)))
}

/// Lists a request as its records say, in the place of what was listed before; false where there is no room between its
/// neighbours, so that the index must be made again.
pub(super) fn put(connection: &Connection, places: &Places, line: &Line) -> rusqlite::Result<bool> {
    let id = line.row.id;
    let known = key(connection, id)?;
    let key = match known {
        Some(key) => key,
        None => match new_key(connection, id)? {
            Some(key) => key,
            None => return Ok(false),
        },
    };
    connection
        .prepare_cached("DELETE FROM requests WHERE key = ?1")?
        .execute([key])?;
    insert(connection, places, line, key)?;
    put_tags(connection, line, key)?;
    put_wording(connection, line, (key, known.is_none()))?;
    kin::put(connection, line, (key, known.is_none()))?;
    note_skew(connection, line)?;
    connection
        .prepare_cached(
            "INSERT INTO searched VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET text = excluded.text
             WHERE text <> excluded.text",
        )?
        .execute(params![key, line.text])?;
    letters::put(connection, key, &line.text)?;
    connection
        .prepare_cached("DELETE FROM charges WHERE key = ?1")?
        .execute([key])?;
    for charge in &line.charges {
        connection
            .prepare_cached("INSERT INTO charges VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                key,
                charge.number,
                charge.at.as_millisecond(),
                micros(charge.cost),
                charge.kind.word(),
                charge.pictures,
            ])?;
    }
    if line.engine.is_some() {
        // What was reserved is an open attempt now.
        connection
            .prepare_cached("DELETE FROM reservations WHERE key = ?1")?
            .execute([key])?;
    }
    Ok(true)
}

fn insert(connection: &Connection, places: &Places, line: &Line, key: i64) -> rusqlite::Result<()> {
    let row = &line.row;
    let picture = row
        .picture
        .as_ref()
        .map(|path| layout::relative(places, path).display().to_string());
    let parent = row.parent.map(RequestId::uuid);
    let facets = &line.facets;
    let directory = facets
        .directory
        .as_ref()
        .map(|path| path.to_string_lossy().into_owned());
    let mut statement = connection.prepare_cached(
        "INSERT INTO requests(key, id, trashed, created_ms, state, operation, model, profile, size, quality, cost,
         cost_kind, starred, masked, tagged, noted, failed, unfinished, pictures, count, dismissed, parent,
         parent_index, engine, ended_ms, trashed_ms, directory, picture, prompt)
         VALUES (:key, :id, :trashed, :created_ms, :state, :operation, :model, :profile, :size, :quality, :cost,
         :cost_kind, :starred, :masked, :tagged, :noted, :failed, :unfinished, :pictures, :count, :dismissed, :parent,
         :parent_index, :engine, :ended_ms, :trashed_ms, :directory, :picture, :prompt)",
    )?;
    statement.execute(named_params! {
        ":key": key, ":id": row.id.uuid().as_bytes(), ":trashed": if line.purged { 2 } else { i64::from(line.trashed) },
        ":created_ms": row.created_ms, ":state": row.state.word(), ":operation": row.operation.word(),
        ":model": row.model, ":profile": line.profile, ":size": row.size, ":quality": row.quality,
        ":cost": micros(row.cost), ":cost_kind": row.cost_kind.word(), ":starred": row.starred,
        ":masked": facets.masked, ":tagged": !facets.tags.is_empty(), ":noted": facets.noted,
        ":failed": facets.failed, ":unfinished": facets.unfinished, ":pictures": row.pictures, ":count": row.count,
        ":dismissed": line.dismissed, ":parent": parent.as_ref().map(Uuid::as_bytes),
        ":parent_index": line.parent_index, ":engine": line.engine,
        ":ended_ms": line.ended.map(Timestamp::as_millisecond),
        ":trashed_ms": line.trashed_at.map(Timestamp::as_millisecond), ":directory": directory, ":picture": picture,
        ":prompt": row.prompt,
    })?;
    Ok(())
}

/// The tags of a request in the place of those that it had.
fn put_tags(connection: &Connection, line: &Line, key: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM tags WHERE key = ?1")?
        .execute([key])?;
    for tag in &line.facets.tags {
        connection
            .prepare_cached("INSERT OR IGNORE INTO tags VALUES (?1, ?2)")?
            .execute(params![tag, key])?;
    }
    Ok(())
}

/// What the row leaves out of title and prompt; nothing where it shows the whole prompt.
fn put_wording(connection: &Connection, line: &Line, (key, is_new): (i64, bool)) -> rusqlite::Result<()> {
    if !is_new {
        connection
            .prepare_cached("DELETE FROM wording WHERE key = ?1")?
            .execute([key])?;
    }
    if line.title.is_some() || line.prompt != line.row.prompt {
        connection
            .prepare_cached("INSERT INTO wording VALUES (?1, ?2, ?3)")?
            .execute(params![key, line.title, line.prompt])?;
    }
    Ok(())
}

/// Notes how far the request's time is from the one that its name begins with.
fn note_skew(connection: &Connection, line: &Line) -> rusqlite::Result<()> {
    let skew = line
        .row
        .created_ms
        .saturating_sub(named_ms(line.row.id))
        .saturating_abs();
    connection
        .prepare_cached("UPDATE skew SET most = ?1 WHERE most < ?1")?
        .execute([skew])?;
    Ok(())
}

/// The milliseconds that a name begins with; those of a name that holds no time are any number, which `skew` evens out.
fn named_ms(id: RequestId) -> i64 {
    let (high, _) = id.uuid().as_u64_pair();
    i64::try_from(high >> 16).unwrap_or(i64::MAX)
}

/// The key that no request from that time on is below.
pub(super) fn key_since(connection: &Connection, since_ms: i64) -> rusqlite::Result<i64> {
    let from = u64::try_from(since_ms.saturating_sub(most_skew(connection)?)).unwrap_or(0);
    // A name holds 48 bits of milliseconds.
    let first = Uuid::from_u64_pair(from.min(u64::MAX >> 16) << 16, 0);
    key_after(connection, RequestId::from_uuid(first))
}

/// The key from which on every request is from that time on, or later.
pub(super) fn key_until(connection: &Connection, until_ms: i64) -> rusqlite::Result<i64> {
    let from = u64::try_from(until_ms.saturating_add(most_skew(connection)?)).unwrap_or(0);
    if from >= u64::MAX >> 16 {
        return Ok(i64::MAX);
    }
    key_after(
        connection,
        RequestId::from_uuid(Uuid::from_u64_pair((from + 1) << 16, 0)),
    )
}

/// How far, in milliseconds, the time of any request is from the one that its name begins with.
fn most_skew(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT most FROM skew")?
        .query_row([], |row| row.get(0))
}

/// A row of the history as it is listed, and the engine of its open attempt.
pub(super) fn row(row: &Row<'_>, places: &Places) -> rusqlite::Result<(HistoryRow, Option<String>)> {
    let picture: Option<String> = row.get(12)?;
    let parent: Option<[u8; 16]> = row.get(14)?;
    let operation: String = row.get(3)?;
    let operation = Operation::ALL.iter().copied().find(|known| known.word() == operation);
    let listed = HistoryRow {
        id: id(row, 0)?,
        created_ms: row.get(1)?,
        state: word(2, RequestState::named(&row.get::<_, String>(2)?))?,
        operation: word(3, operation)?,
        prompt: row.get(4)?,
        model: row.get(5)?,
        size: row.get(6)?,
        count: row.get(7)?,
        quality: row.get(8)?,
        cost: money(row.get(9)?),
        cost_kind: word(10, CostKind::named(&row.get::<_, String>(10)?))?,
        starred: row.get(11)?,
        picture: picture.map(|path| layout::absolute(places, &PathBuf::from(path))),
        pictures: row.get(13)?,
        parent: parent.map(|bytes| RequestId::from_uuid(Uuid::from_bytes(bytes))),
    };
    Ok((listed, row.get(15)?))
}

/// What is listed of a request.
pub(super) fn listed(
    connection: &Connection,
    places: &Places,
    id: RequestId,
) -> rusqlite::Result<Option<(HistoryRow, Option<String>)>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM requests WHERE id = ?1"))?
        .query_row([id.uuid().as_bytes()], |found| row(found, places))
        .optional()
}

/// The id in a column.
pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<RequestId> {
    row.get(column)
        .map(|bytes| RequestId::from_uuid(Uuid::from_bytes(bytes)))
}

/// A word that nobody knows is damage.
fn word<T>(column: usize, known: Option<T>) -> rusqlite::Result<T> {
    known.ok_or_else(|| rusqlite::Error::InvalidColumnType(column, "word".to_owned(), Type::Text))
}
