//! The names that the index knows, each once.

use rusqlite::Connection;

use crate::domain::KnownNames;

/// Every name of each kind.
pub(super) fn names(connection: &Connection) -> rusqlite::Result<KnownNames> {
    Ok(KnownNames {
        models: column(connection, "requests", "model")?,
        profiles: column(connection, "requests", "profile")?,
        tags: column(connection, "tags", "tag")?,
        sizes: column(connection, "requests", "size")?,
        qualities: column(connection, "requests", "quality")?,
    })
}

/// The texts of an indexed column, sorted: one look into the index for each, however many rows have it.
pub(super) fn column(connection: &Connection, table: &str, column: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH RECURSIVE found(name) AS (
             SELECT min({column}) FROM {table}
             UNION ALL SELECT (SELECT min({column}) FROM {table} WHERE {column} > found.name) FROM found
             WHERE found.name IS NOT NULL)
         SELECT name FROM found WHERE name <> ''"
    ))?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.collect()
}
