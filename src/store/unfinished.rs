//! Which requests are not at rest, and what came of one besides its pictures.

use std::{
    fs::{self, File},
    io::Read,
};

use super::{Store, StoreError, layout, locks, queue_order, records};
use crate::domain::{Came, RequestId, RequestState, Unfinished};

/// So many bytes of a raw answer are read to be looked at.
const LOOKED_AT: u64 = 16 * 1024;
/// More requests of one kind than these, the newest, are not told of; the history has them all.
const TOLD: usize = 200;

impl Store {
    /// What waits, runs, or ended unknown and was neither tried again nor dismissed; `own` is the caller's engine.
    pub fn unfinished(&self, own: Option<&str>) -> Result<Unfinished, StoreError> {
        let index = self.index();
        let newest = |mut ids: Vec<RequestId>| ids.split_off(ids.len().saturating_sub(TOLD));
        let mut rows = Vec::new();
        // What is asked with every other key reads no file where the index knows all.
        for id in newest(index.unsettled()?) {
            rows.extend(index.listed(id)?);
        }
        let mut ids = [newest(index.queued()?), newest(index.open_attempts()?)].concat();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            // Damage is told by the list and by the check.
            let Ok(record) = records::read(self.places(), id) else {
                continue;
            };
            let line = record.line(self.places());
            let waits_for_somebody = match line.row.state {
                RequestState::Queued | RequestState::Running => true,
                RequestState::Unknown => !line.dismissed && rows.iter().all(|row| row.id != id),
                RequestState::Stored
                | RequestState::Partial
                | RequestState::Refused
                | RequestState::NotSent
                | RequestState::Cancelled => false,
            };
            if waits_for_somebody && !line.trashed {
                rows.push(line.row);
            }
        }
        rows.sort_by_key(|row| row.id);
        Ok(Unfinished {
            rows,
            order: queue_order::read(self.places()),
            elsewhere: locks::any_engine_lives(self.places(), own),
        })
    }

    /// What came of the newest attempt of a request besides its pictures.
    pub fn came(&self, id: RequestId) -> Result<Came, StoreError> {
        let places = self.places();
        let number = records::read(places, id)?.newest();
        let answer = layout::record(places, id).join(format!("answer-{number}.json"));
        let spool = layout::spool(places).join(format!("{id}-{number}"));
        let size = fs::metadata(&spool).map_or(0, |facts| facts.len());
        let mut bytes = Vec::new();
        let answer = match File::open(&answer) {
            Ok(file) => {
                file.take(LOOKED_AT)
                    .read_to_end(&mut bytes)
                    .map_err(StoreError::disk("read", &answer))?;
                Some(answer)
            }
            Err(_) => None,
        };
        Ok(Came {
            answer,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            spool: (size > 0).then_some((spool, size)),
        })
    }
}
