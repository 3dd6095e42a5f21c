//! Requests by the names that people write: an id, a part of one, or how long ago it was.

use rusqlite::{Connection, OptionalExtension, params};

use super::columns;
use crate::domain::{RequestId, steps_back};

/// How many of the requests that a name could mean are told.
const TOLD: usize = 8;

/// What a name led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Found {
    /// Just this one.
    One(RequestId),
    /// No request has it.
    None,
    /// More than one has it.
    Many {
        /// How many.
        matches: u64,
        /// A few of them, the newest first.
        newest: Vec<RequestId>,
    },
}

/// The request in the trash of that name: `@` and `@~2` count from the one that was thrown away last.
pub(super) fn find_in_trash(connection: &Connection, name: &str) -> rusqlite::Result<Found> {
    match name.strip_prefix('@').map(steps_back) {
        Some(Some(steps)) => nth(connection, IN_TRASH, steps),
        _ => find(connection, name),
    }
}

/// The request of that name: `@` and `@~2` count from the newest outside the trash, anything else is a part of an id.
pub(super) fn find(connection: &Connection, name: &str) -> rusqlite::Result<Found> {
    if let Some(back) = name.strip_prefix('@') {
        return match steps_back(back) {
            Some(steps) => newest(connection, steps),
            None => Ok(Found::None),
        };
    }
    let digits = name.replace('-', "").to_ascii_uppercase();
    let hexadecimal = digits.chars().all(|c| c.is_ascii_hexdigit());
    if digits.is_empty() || digits.len() > 32 || !hexadecimal {
        return Ok(Found::None);
    }
    if let Ok(id) = name.parse::<RequestId>() {
        let found = connection
            .prepare_cached("SELECT 1 FROM requests WHERE id = ?1 AND trashed < 2")?
            .exists([id.uuid().as_bytes()])?;
        return Ok(if found { Found::One(id) } else { Found::None });
    }
    let sql = format!(
        "SELECT id FROM requests WHERE trashed < 2 AND {} ORDER BY key DESC",
        is_part("id", "?1")
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query_map([&digits], |row| columns::id(row, 0))?;
    let newest = found.by_ref().take(TOLD).collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(match newest.as_slice() {
        [] => Found::None,
        [one] => Found::One(*one),
        several => Found::Many {
            matches: u64::try_from(several.len() + found.count()).unwrap_or(u64::MAX),
            newest,
        },
    })
}

/// Whether digits, in capitals, are a part of an id by which people know it: its beginning, its end, or the beginning of
/// the eight at its end, which lists show.
pub(super) fn is_part(id: &str, digits: &str) -> String {
    format!(
        "(substr(hex({id}), 1, length({digits})) = {digits} OR substr(hex({id}), -length({digits})) = {digits}
         OR substr(hex({id}), -8, length({digits})) = {digits})"
    )
}

/// The requests outside the trash, the newest first.
const OUTSIDE: &str = "INDEXED BY requests_by_trash WHERE trashed = 0 ORDER BY key DESC";
/// Those in it, the last one that went there first.
const IN_TRASH: &str = "INDEXED BY requests_in_trash WHERE trashed = 1 ORDER BY trashed_ms DESC, key DESC";

/// The request that many before the newest outside the trash.
pub(super) fn newest(connection: &Connection, steps: u32) -> rusqlite::Result<Found> {
    nth(connection, OUTSIDE, steps)
}

fn nth(connection: &Connection, which: &str, steps: u32) -> rusqlite::Result<Found> {
    let found = connection
        .prepare_cached(&format!("SELECT id FROM requests {which} LIMIT 1 OFFSET ?1"))?
        .query_row(params![steps], |row| columns::id(row, 0))
        .optional()?;
    Ok(found.map_or(Found::None, Found::One))
}
