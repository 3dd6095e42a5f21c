//! Answers that dead engines have left in the spool, and whose requests nobody has given their true end yet.

use std::fs;

use super::{Attempt, EngineLock, Store, layout, record_files::Dollars, records};
use crate::domain::{Money, RequestId};

/// An answer, or a part of one, that nobody has read.
#[derive(Debug)]
pub struct Leftover {
    /// The attempt that it answers; its end replaces the one that was only supposed.
    pub attempt: Attempt,
    /// What the request was estimated at.
    pub estimate: Option<Money>,
    /// Whether anybody bills it.
    pub billed: bool,
}

impl Store {
    /// What is to be salvaged: something lies in the spool, the engine that received it is dead, and the end of the
    /// attempt, if any, was written without a look at it.
    #[must_use]
    pub fn leftovers(&self) -> Vec<Leftover> {
        let Ok(spools) = fs::read_dir(layout::spool(self.places())) else {
            return Vec::new();
        };
        let left = spools.flatten().filter_map(|entry| {
            let name = entry.file_name();
            let (id, number) = name.to_str()?.rsplit_once('-')?;
            self.leftover(id.parse().ok()?, number.parse().ok()?)
        });
        left.collect()
    }

    fn leftover(&self, id: RequestId, number: u32) -> Option<Leftover> {
        let places = self.places();
        let record = records::read(places, id).ok()?;
        let tried = record.attempts.iter().find(|attempt| attempt.number == number)?;
        let open = tried.end.is_none() || tried.supposed;
        let engine = tried.sent.as_ref().map(|sent| sent.engine.as_str());
        if !open || engine.is_some_and(|engine| EngineLock::is_held(places, engine)) {
            return None;
        }
        let attempt = Attempt::left_open(self.clone(), id, number);
        attempt.spool_left().ok().filter(|spool| !spool.is_empty())?;
        Some(Leftover {
            attempt,
            estimate: record.request.estimate_usd.map(|Dollars(money)| money),
            billed: record.request.billed,
        })
    }
}
