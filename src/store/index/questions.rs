//! What the store asks of the index, one short question each.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{
    amounts, columns, kin, known,
    names::{self, Found},
    pages,
    shared::SharedIndex,
};
use crate::{
    domain::{HistoryRow, KnownNames, Parent, RequestId, SinceLeft, SpendBy, SpendLine, Spent},
    store::StoreError,
};

impl SharedIndex {
    pub(in crate::store) fn known_names(&self) -> Result<KnownNames, StoreError> {
        self.with(|connection| known::names(connection))
    }

    pub(in crate::store) fn find(&self, name: &str) -> Result<RequestId, StoreError> {
        self.only(name, names::find)
    }

    pub(in crate::store) fn find_in_trash(&self, name: &str) -> Result<RequestId, StoreError> {
        self.only(name, names::find_in_trash)
    }

    fn only(
        &self,
        name: &str,
        find: impl Fn(&Connection, &str) -> rusqlite::Result<Found>,
    ) -> Result<RequestId, StoreError> {
        match self.with(|connection| find(connection, name))? {
            Found::One(id) => Ok(id),
            Found::None => Err(StoreError::NoSuch(name.to_owned())),
            Found::Many { matches, newest } => Err(StoreError::Ambiguous {
                name: name.to_owned(),
                matches,
                candidates: newest
                    .into_iter()
                    .filter_map(|id| self.listed(id).transpose())
                    .collect::<Result<_, _>>()?,
            }),
        }
    }

    pub(in crate::store) fn spent(&self, since: Timestamp) -> Result<Spent, StoreError> {
        self.with(|connection| amounts::spent(connection, &self.places, since))
    }

    pub(in crate::store) fn spend_by(
        &self,
        by: SpendBy,
        since: Timestamp,
        offset: i32,
    ) -> Result<Vec<SpendLine>, StoreError> {
        self.with(|connection| amounts::spend_by(connection, by, since, offset))
    }

    pub(in crate::store) fn ended_since(&self, since: Timestamp) -> Result<SinceLeft, StoreError> {
        self.with(|connection| amounts::ended_since(connection, since))
    }

    /// What is listed of a request.
    pub(in crate::store) fn listed(&self, id: RequestId) -> Result<Option<HistoryRow>, StoreError> {
        let listed = self.with(|connection| columns::listed(connection, &self.places, id))?;
        Ok(listed.map(|(row, _)| row))
    }

    /// How many requests are listed, the purged ones included.
    pub(in crate::store) fn lines(&self) -> Result<u64, StoreError> {
        let count: i64 =
            self.with(|connection| connection.query_row("SELECT count(*) FROM requests", [], |row| row.get(0)))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    pub(in crate::store) fn queued(&self) -> Result<Vec<RequestId>, StoreError> {
        self.with(|connection| pages::ids(connection, "INDEXED BY requests_by_state WHERE state = 'queued'"))
    }

    pub(in crate::store) fn unsettled(&self) -> Result<Vec<RequestId>, StoreError> {
        self.with(|connection| {
            pages::ids(
                connection,
                "INDEXED BY requests_by_state WHERE state = 'unknown' AND dismissed = 0 AND trashed = 0",
            )
        })
    }

    /// The requests with an attempt that has no end.
    pub(in crate::store) fn open_attempts(&self) -> Result<Vec<RequestId>, StoreError> {
        self.with(|connection| pages::ids(connection, "INDEXED BY requests_open WHERE engine IS NOT NULL"))
    }

    /// What was made from a request, oldest first; what is in the trash is left out, and so is what is over `most`.
    pub(in crate::store) fn children(&self, id: RequestId, most: usize) -> Result<Vec<HistoryRow>, StoreError> {
        self.with(|connection| kin::children(connection, &self.places, id, most))
    }

    /// How many requests were made from one; what is in the trash is left out.
    pub(in crate::store) fn made_from(&self, id: RequestId) -> Result<u64, StoreError> {
        self.with(|connection| kin::made_from(connection, id))
    }

    /// What a request was made from: the parent that it names, then those whose pictures are among its inputs, in their
    /// order; also those that are in the trash or gone.
    pub(in crate::store) fn parents(&self, id: RequestId) -> Result<Vec<Parent>, StoreError> {
        self.with(|connection| kin::parents(connection, id))
    }

    /// The newest request outside the trash that has this picture.
    pub(in crate::store) fn maker(&self, sha256: &str) -> Result<Option<Parent>, StoreError> {
        self.with(|connection| kin::maker(connection, sha256))
    }

    /// The newest request for a model that is not in the trash.
    pub(in crate::store) fn newest_of_model(&self, model: &str) -> Result<Option<RequestId>, StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(
                    "SELECT id FROM requests WHERE model = ?1 AND trashed = 0 AND state = 'stored'
                     ORDER BY key DESC LIMIT 1",
                )?
                .query_row([model], |row| columns::id(row, 0))
                .optional()
        })
    }

    pub(in crate::store) fn changes(&self) -> Result<i64, StoreError> {
        self.with(|connection| connection.query_row("PRAGMA data_version", [], |row| row.get(0)))
    }

    /// SQLite's own look at every page; empty when all is well.
    pub(in crate::store) fn faults(&self) -> Result<Vec<String>, StoreError> {
        self.with(|connection| {
            let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
            let found: Vec<String> = statement
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(found.into_iter().filter(|line| line != "ok").collect())
        })
    }
}
