//! After a crash: ends for attempts that lost their engine, lines for requests that the index missed.

use jiff::Timestamp;

use super::{EngineLock, Store, StoreError, attempt, layout, records, repair};
use crate::domain::RequestId;

impl Store {
    /// Ends what dead engines of this machine left open as unknown, and lists what the index has missed; the answer is
    /// what was ended.
    pub fn recover(&self, at: Timestamp) -> Result<Vec<RequestId>, StoreError> {
        self.writable()?;
        let places = self.places();
        self.index().list_new(&records::newest(places))?;
        let mut ended = Vec::new();
        let mut looked_at = self.index().open_attempts()?;
        // Whoever began one of these may have died before the index heard of it.
        looked_at.extend(self.index().queued()?);
        for id in looked_at {
            let record = match records::read(places, id) {
                Ok(record) => record,
                // Damage is told by the list and by the check; the others are recovered all the same.
                Err(StoreError::Damaged { .. } | StoreError::NoSuch(_)) => continue,
                Err(error) => return Err(error),
            };
            if record.attempts.is_empty() {
                continue;
            }
            let open = record.attempts.last().filter(|attempt| attempt.end.is_none());
            let is_left = match open.map(|attempt| attempt.sent.as_ref()) {
                // The locks of another machine cannot be seen from here.
                Some(Some(sent)) if !sent.host.is_empty() && sent.host != layout::host() => false,
                Some(Some(sent)) => !EngineLock::is_held(places, &sent.engine),
                Some(None) => true,
                None => false,
            };
            if is_left && attempt::end_left_open(self, &record, at)? {
                ended.push(id);
            }
            if is_left || open.is_none() {
                self.index().refresh(id);
            }
        }
        repair::remove_abandoned_pictures(places);
        Ok(ended)
    }
}
