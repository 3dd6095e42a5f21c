//! Families of requests: whose pictures each was made from, found by the hashes of pictures and inputs.

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{columns, keys};
use crate::{
    domain::{HistoryRow, Parent, Places, RequestId},
    store::entries::Line,
};

/// The place of the parent that a request names itself; those that its inputs lead to come after it.
const NAMED: i64 = -1;

/// What was made from a request, oldest first; what is in the trash is left out, and so is what is over `most`.
pub(super) fn children(
    connection: &Connection,
    places: &Places,
    id: RequestId,
    most: usize,
) -> rusqlite::Result<Vec<HistoryRow>> {
    let sql = format!(
        "SELECT {} FROM kin CROSS JOIN requests ON requests.key = kin.child
         WHERE kin.parent = ?1 AND requests.trashed = 0 ORDER BY kin.child LIMIT {most}",
        columns::LISTED
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([id.uuid().as_bytes()], |row| Ok(columns::row(row, places)?.0))?;
    rows.collect()
}

/// How many requests were made from one; what is in the trash is left out.
pub(super) fn made_from(connection: &Connection, id: RequestId) -> rusqlite::Result<u64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM kin CROSS JOIN requests ON requests.key = kin.child
             WHERE kin.parent = ?1 AND requests.trashed = 0",
        )?
        .query_row([id.uuid().as_bytes()], |row| row.get::<_, i64>(0))
        .map(|count| u64::try_from(count).unwrap_or(0))
}

/// What a request was made from: the parent that it names, then those whose pictures are among its inputs, in their
/// order; also those that are in the trash or gone.
pub(super) fn parents(connection: &Connection, id: RequestId) -> rusqlite::Result<Vec<Parent>> {
    let Some(key) = keys::key(connection, id)? else {
        return Ok(Vec::new());
    };
    let mut statement =
        connection.prepare_cached("SELECT parent, number FROM kin WHERE child = ?1 ORDER BY place, parent DESC")?;
    let found = statement.query_map([key], parent)?;
    found.collect()
}

/// The newest request outside the trash that has this picture.
pub(super) fn maker(connection: &Connection, sha256: &str) -> rusqlite::Result<Option<Parent>> {
    let Some(hash) = hash(sha256) else {
        return Ok(None);
    };
    connection
        .prepare_cached(
            "SELECT requests.id, made.number FROM made CROSS JOIN requests ON requests.key = made.key
             WHERE made.hash = ?1 AND requests.trashed = 0 ORDER BY made.key DESC, made.number LIMIT 1",
        )?
        .query_row([hash], parent)
        .optional()
}

/// A parent, as its id and the number of its picture stand in two columns.
fn parent(row: &Row<'_>) -> rusqlite::Result<Parent> {
    Ok(Parent {
        id: columns::id(row, 0)?,
        index: row.get(1)?,
    })
}

/// The first eight bytes of a hash: two pictures of one store never share them by chance, and a whole hash would make
/// the index a third larger.
fn hash(sha256: &str) -> Option<i64> {
    let digits = u64::from_str_radix(sha256.get(..16)?, 16).ok()?;
    Some(digits.cast_signed())
}

/// Lists what a request made, what it used, and whose child it is; where its pictures are other ones than before, what
/// was made from them finds its parents anew. Of a new one nothing is listed yet, which spares most of the questions.
pub(super) fn put(connection: &Connection, line: &Line, (key, is_new): (i64, bool)) -> rusqlite::Result<()> {
    let made = line
        .made
        .iter()
        .filter_map(|(number, sha256)| Some((hash(sha256)?, i64::from(*number))));
    let used = (0..)
        .zip(&line.used)
        .filter_map(|(place, sha256)| Some((hash(sha256)?, place)));
    let has_parents = line.row.parent.is_some() || !line.used.is_empty();
    let is_other = list(connection, "made", (key, is_new), made.collect())?;
    list(connection, "used", (key, is_new), used.collect())?;
    if has_parents || !is_new {
        join(connection, key)?;
    }
    if is_other {
        for child in users(connection, line.row.id, key)? {
            join(connection, child)?;
        }
    }
    Ok(())
}

/// Lists hashes with a number each in the place of those that were listed; says whether they are other ones.
fn list(
    connection: &Connection,
    table: &str,
    (key, is_new): (i64, bool),
    mut pairs: Vec<(i64, i64)>,
) -> rusqlite::Result<bool> {
    pairs.sort_unstable();
    pairs.dedup();
    let column = if table == "made" { "number" } else { "place" };
    let before = if is_new {
        Vec::new()
    } else {
        let sql = format!("SELECT hash, {column} FROM {table} WHERE key = ?1 ORDER BY hash, {column}");
        listed(connection, &sql, key)?
    };
    if pairs == before {
        return Ok(false);
    }
    if !before.is_empty() {
        connection
            .prepare_cached(&format!("DELETE FROM {table} WHERE key = ?1"))?
            .execute([key])?;
    }
    let mut insert = connection.prepare_cached(&format!("INSERT INTO {table} VALUES (?1, ?2, ?3)"))?;
    for (hash, other) in pairs {
        insert.execute(params![hash, key, other])?;
    }
    Ok(true)
}

fn listed(connection: &Connection, sql: &str, key: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The requests that name this one as their parent, or use one of its pictures.
fn users(connection: &Connection, id: RequestId, key: i64) -> rusqlite::Result<Vec<i64>> {
    let mut named = connection.prepare_cached("SELECT child FROM kin WHERE parent = ?1")?;
    let named = named.query_map([id.uuid().as_bytes()], |row| row.get(0))?;
    let mut found: Vec<i64> = named.collect::<rusqlite::Result<_>>()?;
    let mut using = connection.prepare_cached(
        "SELECT used.key FROM made CROSS JOIN used ON used.hash = made.hash WHERE made.key = ?1 AND used.key > ?1",
    )?;
    for child in using.query_map([key], |row| row.get(0))? {
        found.push(child?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Whether a request has a hash among those that it made or used.
fn has(connection: &Connection, table: &str, key: i64, hash: i64) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(&format!("SELECT 1 FROM {table} WHERE hash = ?1 AND key = ?2"))?
        .exists(params![hash, key])
}

/// Finds the parents of a request. The one that it names comes first and accounts for every input that it made; and,
/// where the request was only run again, so that it uses none of its pictures, for those that it used as well. Any other
/// input leads to every older request that made it.
fn join(connection: &Connection, key: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM kin WHERE child = ?1")?
        .execute([key])?;
    let named = connection
        .prepare_cached("SELECT parent, parent_index FROM requests WHERE key = ?1")?
        .query_row([key], |row| {
            Ok((row.get::<_, Option<[u8; 16]>>(0)?, row.get::<_, i64>(1)?))
        })
        .optional()?;
    let named = named.and_then(|(parent, index)| Some((RequestId::from_uuid(Uuid::from_bytes(parent?)), index)));
    let inputs = listed(
        connection,
        "SELECT place, hash FROM used WHERE key = ?1 ORDER BY place",
        key,
    )?;
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO kin VALUES (?1, ?2, ?3, ?4)")?;
    let mut first = None;
    let mut was_run_again = false;
    if let Some((id, index)) = named {
        insert.execute(params![id.uuid().as_bytes(), key, NAMED, index])?;
        first = keys::key(connection, id)?;
    }
    if let Some(first) = first {
        let mut uses_it = false;
        for (_, hash) in &inputs {
            uses_it |= has(connection, "made", first, *hash)?;
        }
        was_run_again = !uses_it;
    }
    for (place, hash) in inputs {
        if let Some(first) = first
            && (has(connection, "made", first, hash)? || (was_run_again && has(connection, "used", first, hash)?))
        {
            continue;
        }
        let mut makers = connection.prepare_cached(
            "SELECT requests.id, made.number FROM made CROSS JOIN requests ON requests.key = made.key
             WHERE made.hash = ?1 AND made.key < ?2",
        )?;
        let makers = makers.query_map(params![hash, key], |row| {
            Ok((columns::id(row, 0)?, row.get::<_, i64>(1)?))
        })?;
        for maker in makers {
            let (id, number) = maker?;
            insert.execute(params![id.uuid().as_bytes(), key, place, number])?;
        }
    }
    Ok(())
}
