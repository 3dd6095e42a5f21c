//! Requests by the names that people write: an id, a part of one, or how long ago it was.

use rusqlite::{Connection, OptionalExtension, params};

use super::lines;
use crate::domain::{RequestId, steps_back};

/// What a name led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Found {
    /// Just this one.
    One(RequestId),
    /// So many, which may be none.
    Many(u64),
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
            None => Ok(Found::Many(0)),
        };
    }
    let digits = name.replace('-', "").to_ascii_uppercase();
    let hexadecimal = digits.chars().all(|c| c.is_ascii_hexdigit());
    if digits.is_empty() || digits.len() > 32 || !hexadecimal {
        return Ok(Found::Many(0));
    }
    if let Ok(id) = name.parse::<RequestId>() {
        let found = connection
            .prepare_cached("SELECT 1 FROM requests WHERE id = ?1 AND trashed < 2")?
            .exists([id.uuid().as_bytes()])?;
        return Ok(if found { Found::One(id) } else { Found::Many(0) });
    }
    let mut statement = connection.prepare_cached(
        "SELECT id FROM requests WHERE trashed < 2
         AND (substr(hex(id), 1, length(?1)) = ?1 OR substr(hex(id), -length(?1)) = ?1)",
    )?;
    let mut found = statement.query_map([&digits], |row| lines::id(row, 0))?;
    let Some(first) = found.next().transpose()? else {
        return Ok(Found::Many(0));
    };
    let others = u64::try_from(found.count()).unwrap_or(u64::MAX);
    Ok(if others == 0 {
        Found::One(first)
    } else {
        Found::Many(others + 1)
    })
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
        .query_row(params![steps], |row| lines::id(row, 0))
        .optional()?;
    Ok(found.map_or(Found::Many(0), Found::One))
}
