//! Keys of requests in the index, in the order of their names: finding one, and making one between two neighbours.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::{domain::RequestId, store::entries::Line};

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
pub(super) fn new_key(connection: &Connection, id: RequestId) -> rusqlite::Result<Option<i64>> {
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

/// Notes how far the request's time is from the one that its name begins with.
pub(super) fn note_skew(connection: &Connection, line: &Line) -> rusqlite::Result<()> {
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
