//! Lines of the index: writing one, reading one.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Row, named_params, params, types::Type};
use uuid::Uuid;

use crate::{
    domain::{CostKind, HistoryRow, Money, Operation, Places, RequestId, RequestState},
    store::{entries::Line, layout},
};

/// The columns of a row, in the order in which `row` reads them.
pub(super) const COLUMNS: &str = "requests.id, created_ms, state, operation, prompt, model, size, count, quality, cost, cost_kind, starred, picture, pictures, parent, engine, key";

/// So many keys are there for each millisecond.
const KEYS_BITS: u32 = 20;
const LAST_MS: i64 = (1 << 42) - 1;

/// The first key of the millisecond in which a request was named.
pub(super) fn first_key(id: RequestId) -> i64 {
    layout::named_at(id).clamp(0, LAST_MS) << KEYS_BITS
}

/// The key of a request that is listed.
pub(super) fn key(connection: &Connection, id: RequestId) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT key FROM requests WHERE id = ?1")?
        .query_row(params![id.uuid().as_bytes()], |row| row.get(0))
        .optional()
}

fn new_key(connection: &Connection, id: RequestId) -> rusqlite::Result<i64> {
    let first = first_key(id);
    let end = first + (1 << KEYS_BITS);
    let newest: Option<i64> = connection
        .prepare_cached("SELECT max(key) FROM requests WHERE key >= ?1 AND key < ?2")?
        .query_row(params![first, end], |row| row.get(0))?;
    Ok(newest.map_or(first, |newest| newest + 1))
}

pub(super) fn micros(money: Option<Money>) -> Option<i64> {
    money.map(|money| i64::try_from(money.micros()).unwrap_or(i64::MAX))
}

pub(super) fn money(micros: Option<i64>) -> Option<Money> {
    micros.map(|micros| Money::from_micros(u64::try_from(micros).unwrap_or(0)))
}

/// Lists a request as its records say, in the place of what was listed before.
pub(super) fn put(connection: &Connection, places: &Places, line: &Line) -> rusqlite::Result<()> {
    let id = line.row.id;
    let key = match key(connection, id)? {
        Some(key) => key,
        None => new_key(connection, id)?,
    };
    connection
        .prepare_cached("DELETE FROM requests WHERE key = ?1")?
        .execute([key])?;
    insert(connection, places, line, key)?;
    connection
        .prepare_cached(
            "INSERT INTO searched VALUES (?1, ?2) ON CONFLICT(key) DO UPDATE SET text = excluded.text
             WHERE text <> excluded.text",
        )?
        .execute(params![key, line.text])?;
    connection
        .prepare_cached("DELETE FROM charges WHERE key = ?1")?
        .execute([key])?;
    for charge in &line.charges {
        connection
            .prepare_cached("INSERT INTO charges VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                key,
                charge.number,
                charge.at.as_millisecond(),
                micros(charge.cost),
                charge.kind.word(),
            ])?;
    }
    if line.engine.is_some() {
        // What was reserved is an open attempt now.
        connection
            .prepare_cached("DELETE FROM reservations WHERE key = ?1")?
            .execute([key])?;
    }
    Ok(())
}

fn insert(connection: &Connection, places: &Places, line: &Line, key: i64) -> rusqlite::Result<()> {
    let row = &line.row;
    let picture = row
        .picture
        .as_ref()
        .map(|path| layout::relative(places, path).display().to_string());
    let parent = row.parent.map(RequestId::uuid);
    let mut statement = connection.prepare_cached(
        "INSERT INTO requests VALUES (:key, :id, :created_ms, :state, :operation, :prompt, :model, :size, :count,
         :quality, :cost, :cost_kind, :starred, :trashed, :dismissed, :picture, :pictures, :parent, :profile, :engine)",
    )?;
    statement.execute(named_params! {
        ":key": key, ":id": row.id.uuid().as_bytes(), ":created_ms": row.created_ms, ":state": row.state.word(),
        ":operation": row.operation.word(), ":prompt": row.prompt, ":model": row.model, ":size": row.size,
        ":count": row.count, ":quality": row.quality, ":cost": micros(row.cost), ":cost_kind": row.cost_kind.word(),
        ":starred": row.starred, ":trashed": line.trashed, ":dismissed": line.dismissed, ":picture": picture,
        ":pictures": row.pictures, ":parent": parent.as_ref().map(Uuid::as_bytes), ":profile": line.profile,
        ":engine": line.engine,
    })?;
    Ok(())
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

/// The id in a column.
pub(super) fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<RequestId> {
    row.get(column)
        .map(|bytes| RequestId::from_uuid(Uuid::from_bytes(bytes)))
}

/// A word that nobody knows is damage.
fn word<T>(column: usize, known: Option<T>) -> rusqlite::Result<T> {
    known.ok_or_else(|| rusqlite::Error::InvalidColumnType(column, "word".to_owned(), Type::Text))
}
