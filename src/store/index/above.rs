//! The way up from the oldest requests.

use rusqlite::{Connection, OptionalExtension, params};

use super::{columns, keys, shared::SharedIndex};
use crate::{domain::RequestId, store::StoreError};

impl SharedIndex {
    /// The request outside the trash that exactly so many others lie between and another one, or the oldest end;
    /// nothing where there are not so many.
    pub(in crate::store) fn above(&self, of: Option<RequestId>, rows: usize) -> Result<Option<RequestId>, StoreError> {
        self.with(|connection| above(connection, of, rows))
    }
}

fn above(connection: &Connection, of: Option<RequestId>, rows: usize) -> rusqlite::Result<Option<RequestId>> {
    let key = match of {
        Some(id) => keys::key(connection, id)?.unwrap_or(i64::MAX),
        None => i64::MIN,
    };
    // A page is skipped, not a history.
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    connection
        .prepare_cached("SELECT id FROM requests WHERE trashed = 0 AND key > ?1 ORDER BY key LIMIT 1 OFFSET ?2")?
        .query_row(params![key, rows], |row| columns::id(row, 0))
        .optional()
}
