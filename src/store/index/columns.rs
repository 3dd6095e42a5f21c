//! The columns of a row of the history, and what is read from each.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Row, types::Type};
use uuid::Uuid;

use crate::{
    domain::{CostKind, HistoryRow, Money, Operation, Places, RequestId, RequestState},
    store::layout,
};

/// The columns of a row, in the order in which `row` reads them.
pub(super) const LISTED: &str = "requests.id, created_ms, state, operation, prompt, model, size, count, quality, cost, cost_kind, starred, picture, pictures, requests.parent, engine, requests.key";

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
        .prepare_cached(&format!("SELECT {LISTED} FROM requests WHERE id = ?1"))?
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

/// An amount as a column holds it: in millionths.
pub(super) fn micros(money: Option<Money>) -> Option<i64> {
    money.map(|money| i64::try_from(money.micros()).unwrap_or(i64::MAX))
}

/// The amount that a column holds.
pub(super) fn money(micros: Option<i64>) -> Option<Money> {
    micros.map(|micros| Money::from_micros(u64::try_from(micros).unwrap_or(0)))
}
