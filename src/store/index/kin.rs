//! Questions to the index about families of requests, and about what a model was last used for.

use rusqlite::{Connection, OptionalExtension};

use super::{lines, shared::SharedIndex};
use crate::{
    domain::{HistoryRow, Places, RequestId},
    store::StoreError,
};

impl SharedIndex {
    /// What was made from a request, oldest first; what is in the trash is left out, and so is what is over `most`.
    pub(in crate::store) fn children(&self, id: RequestId, most: usize) -> Result<Vec<HistoryRow>, StoreError> {
        self.with(|connection| children(connection, &self.places, id, most))
    }

    /// How many requests were made from one; what is in the trash is left out.
    pub(in crate::store) fn made_from(&self, id: RequestId) -> Result<u64, StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(
                    "SELECT count(*) FROM requests INDEXED BY requests_by_parent
                     WHERE parent IS NOT NULL AND parent = ?1 AND trashed = 0",
                )?
                .query_row([id.uuid().as_bytes()], |row| row.get::<_, i64>(0))
                .map(|count| u64::try_from(count).unwrap_or(0))
        })
    }

    /// The newest request for a model that is not in the trash.
    pub(in crate::store) fn newest_of_model(&self, model: &str) -> Result<Option<RequestId>, StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(
                    "SELECT id FROM requests WHERE model = ?1 AND trashed = 0 AND state = 'stored'
                     ORDER BY key DESC LIMIT 1",
                )?
                .query_row([model], |row| lines::id(row, 0))
                .optional()
        })
    }
}

fn children(connection: &Connection, places: &Places, id: RequestId, most: usize) -> rusqlite::Result<Vec<HistoryRow>> {
    let sql = format!(
        "SELECT {} FROM requests INDEXED BY requests_by_parent WHERE parent = ?1 AND trashed = 0 ORDER BY key LIMIT {most}",
        lines::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([id.uuid().as_bytes()], |row| Ok(lines::row(row, places)?.0))?;
    rows.collect()
}
