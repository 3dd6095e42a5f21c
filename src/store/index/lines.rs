//! Lines of the index: writing one, with all that the tables hold of a request.

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};
use uuid::Uuid;

use super::{columns::micros, keys, kin, letters};
use crate::{
    domain::{Places, RequestId},
    store::{entries::Line, layout},
};

/// Lists a request as its records say, in the place of what was listed before; false where there is no room between its
/// neighbours, so that the index must be made again.
pub(super) fn put(connection: &Connection, places: &Places, line: &Line) -> rusqlite::Result<bool> {
    let id = line.row.id;
    let known = keys::key(connection, id)?;
    let key = match known {
        Some(key) => key,
        None => match keys::new_key(connection, id)? {
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
    keys::note_skew(connection, line)?;
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
