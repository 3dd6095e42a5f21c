//! Throws requests away for good: what they cost stays, everything else goes.

use std::{fs, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Store, StoreError, disk,
    entries::Charge,
    layout,
    marks::MarkRecord,
    records::{self, Dollars, Found},
    spool,
};
use crate::domain::{CostKind, Operation, Places, RequestId, RequestState};

/// The kind of a purge mark.
const PURGE: &str = "purge";

/// What is left of a purged request, as its mark holds it: enough for the sums, nothing of what was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Residue {
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    #[serde(default)]
    pub profile: String,
    #[serde(default)]
    pub model: String,
    #[serde(default = "generate")]
    pub operation: Operation,
    #[serde(default)]
    pub charges: Vec<PurgedCharge>,
}

const fn generate() -> Operation {
    Operation::Generate
}

impl Default for Residue {
    fn default() -> Self {
        Self {
            created_at: None,
            profile: String::new(),
            model: String::new(),
            operation: Operation::Generate,
            charges: Vec::new(),
        }
    }
}

/// What an attempt of a purged request cost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PurgedCharge {
    number: u32,
    at: Timestamp,
    cost_usd: Option<Dollars>,
    cost_kind: CostKind,
}

impl PurgedCharge {
    pub(super) fn charge(&self) -> Charge {
        Charge {
            number: self.number,
            at: self.at,
            cost: self.cost_usd.map(|Dollars(money)| money),
            kind: self.cost_kind,
            pictures: 0,
        }
    }

    fn of(charge: &Charge) -> Self {
        Self {
            number: charge.number,
            at: charge.at,
            cost_usd: charge.cost.map(Dollars),
            cost_kind: charge.kind,
        }
    }
}

/// What a mark says is left, if it is a purge mark; one of another version is a purge mark all the same.
pub(super) fn residue(mark: &MarkRecord) -> Option<Residue> {
    let is_purge = mark.kind == PURGE;
    is_purge.then(|| serde_json::from_value(mark.value.clone()).unwrap_or_default())
}

impl Store {
    /// Throws a request away for good, running ones excepted (`Taken`). Its pictures go with a later sweep.
    pub fn purge(&self, id: RequestId, at: Timestamp) -> Result<(), StoreError> {
        self.writable()?;
        let places = self.places();
        let directory = layout::record(places, id);
        let before = files_of(&directory);
        let residue = match records::look(places, id) {
            Ok(Found::Purged(_)) => None,
            Ok(Found::Kept(record)) if record.state(places) == RequestState::Running => {
                return Err(StoreError::Taken(id));
            }
            Ok(Found::Kept(record)) => Some(Residue {
                created_at: Some(record.request.created_at),
                profile: record.request.profile.clone(),
                model: record.request.request.model().to_owned(),
                operation: record.request.request.operation(),
                charges: record.charges(places).iter().map(PurgedCharge::of).collect(),
            }),
            // Of a damaged one nothing is known that could be kept.
            Err(StoreError::Damaged { .. }) => Some(Residue::default()),
            Err(error) => return Err(error),
        };
        if let Some(residue) = residue {
            write_mark(places, id, &residue, at)?;
            remove(places, id, &before)?;
        } else {
            // An earlier purge was cut short.
            remove(places, id, &rests(places, id))?;
        }
        self.index().refresh(id);
        Ok(())
    }
}

fn write_mark(places: &Places, id: RequestId, residue: &Residue, at: Timestamp) -> Result<(), StoreError> {
    let failed = |error| StoreError::disk("write in", layout::record(places, id))(error);
    let mark = MarkRecord {
        v: 1,
        at,
        kind: PURGE.to_owned(),
        value: serde_json::to_value(residue).map_err(|error| failed(error.into()))?,
        others: serde_json::Map::new(),
    };
    records::write(places, id, &format!("mark-{}.json", Uuid::now_v7()), &mark).map_err(failed)
}

/// The files of a purged request that should be gone: everything but the marks that say so.
pub(super) fn rests(places: &Places, id: RequestId) -> Vec<String> {
    let directory = layout::record(places, id);
    let mut files = files_of(&directory);
    files.retain(|name| !is_purge_mark(&directory.join(name)));
    files
}

fn is_purge_mark(path: &Path) -> bool {
    let named = path.file_name().and_then(|name| name.to_str());
    let mark = named.is_some_and(|name| name.starts_with("mark-"));
    let read = || serde_json::from_slice::<MarkRecord>(&fs::read(path).ok()?).ok();
    mark && read().is_some_and(|mark| mark.kind == PURGE)
}

fn files_of(directory: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    names.collect()
}

fn remove(places: &Places, id: RequestId, names: &[String]) -> Result<(), StoreError> {
    let directory = layout::record(places, id);
    for number in names.iter().filter_map(|name| attempt_number(name)) {
        spool::remove(places, id, number);
    }
    for name in names {
        let path = directory.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::disk("remove", path)(error));
            }
            _ => {}
        }
    }
    disk::sync_directory(&directory).map_err(StoreError::disk("write in", directory))
}

fn attempt_number(name: &str) -> Option<u32> {
    name.strip_prefix("attempt-")?.split('.').next()?.parse().ok()
}
