//! Reads all record files of a request, and writes single ones.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Map;

use super::{
    AttemptEnd, Damage, StoreError, disk, layout,
    record_files::{self, AnswerFile, EndRecord, MarkRecord, RequestRecord, Residue, SentRecord},
};
use crate::domain::{Failure, FailureKind, Places, RequestId, RequestState};

/// One attempt, as far as its files are there.
#[derive(Debug, Clone)]
pub(super) struct AttemptRecord {
    pub number: u32,
    /// Missing when its file is, or cannot be read.
    pub sent: Option<SentRecord>,
    pub end: Option<AttemptEnd>,
    /// What its raw answer must be.
    pub answer: Option<AnswerFile>,
    /// The end was written by a recovery that knew nothing of the answer: what is in the spool may say more.
    pub supposed: bool,
}

/// All record files of one request.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub request: RequestRecord,
    /// Oldest first.
    pub attempts: Vec<AttemptRecord>,
    /// Oldest first.
    pub marks: Vec<MarkRecord>,
    pub damage: Vec<Damage>,
    /// Some of the damage may pass: the system did not read a file, as when too many are open.
    pub unread: bool,
}

/// What a directory of records holds.
#[derive(Debug)]
pub(super) enum Found {
    /// A request.
    Kept(Box<Record>),
    /// What is left of one that the person has thrown away for good.
    Purged(Box<Residue>),
}

/// Reads every file of a request; one that was purged is none any more.
pub(super) fn read(places: &Places, id: RequestId) -> Result<Record, StoreError> {
    match look(places, id)? {
        Found::Kept(record) => Ok(*record),
        Found::Purged(_) => Err(StoreError::NoSuch(id.to_string())),
    }
}

/// Reads every file of a request. Only a damaged `request.json` is an error; other damage is told in the record.
pub(super) fn look(places: &Places, id: RequestId) -> Result<Found, StoreError> {
    let directory = layout::record(places, id);
    let names = file_names(&directory, id)?;
    let mut damage = Wrongs::default();
    let mut attempts: Vec<AttemptRecord> = Vec::new();
    let mut marks = Vec::new();
    for name in &names {
        let path = directory.join(name);
        if name.starts_with("mark-") {
            match parse(&path) {
                Ok(mark) => marks.push(mark),
                Err(error) => damage.push(error),
            }
            if let Some(residue) = marks.last().and_then(record_files::residue) {
                return Ok(Found::Purged(Box::new(residue)));
            }
        } else if let Some((number, part)) = attempt_file(name) {
            let attempt = attempt_of(&mut attempts, number);
            match part {
                Part::Sent => attempt.sent = parse(&path).map_err(|error| damage.push(error)).ok(),
                Part::End => {
                    let record = end(&path, &mut damage);
                    attempt.supposed = record.others.contains_key(SUPPOSED);
                    attempt.end = Some(record.end);
                    attempt.answer = record.answer;
                }
            }
        }
    }
    attempts.sort_by_key(|attempt| attempt.number);
    if attempts.is_empty() && !names.iter().any(|name| name == REQUEST) {
        return Err(StoreError::NoSuch(id.to_string()));
    }
    let request = parse(&directory.join(REQUEST)).map_err(|wrong| StoreError::Damaged {
        path: wrong.damage.path,
        reason: wrong.damage.reason,
    })?;
    Ok(Found::Kept(Box::new(Record {
        request,
        attempts,
        marks,
        damage: damage.all,
        unread: damage.unread,
    })))
}

/// The field of an end that was only supposed.
pub(super) const SUPPOSED: &str = "supposed";

/// The name of the file that makes a directory a request.
pub(super) const REQUEST: &str = "request.json";

/// Sorted, so that marks come in the order of their making and a late end after the one that it replaces.
fn file_names(directory: &Path, id: RequestId) -> Result<Vec<String>, StoreError> {
    let listing = fs::read_dir(directory).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => StoreError::NoSuch(id.to_string()),
        _ => StoreError::disk("read", directory)(error),
    })?;
    let mut names = Vec::new();
    for entry in listing {
        let name = entry.map_err(StoreError::disk("read", directory))?.file_name();
        if let Ok(name) = name.into_string()
            && Path::new(&name)
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            names.push(name);
        }
    }
    names.sort_by_key(|name| (name.contains(".late."), name.clone()));
    Ok(names)
}

enum Part {
    Sent,
    End,
}

fn attempt_file(name: &str) -> Option<(u32, Part)> {
    let (number, rest) = name.strip_prefix("attempt-")?.split_once('.')?;
    let part = match rest {
        "sent.json" => Part::Sent,
        "json" | "late.json" => Part::End,
        _ => return None,
    };
    Some((number.parse().ok()?, part))
}

fn attempt_of(attempts: &mut Vec<AttemptRecord>, number: u32) -> &mut AttemptRecord {
    let at = attempts
        .iter()
        .position(|attempt| attempt.number == number)
        .unwrap_or_else(|| {
            attempts.push(AttemptRecord {
                number,
                sent: None,
                end: None,
                answer: None,
                supposed: false,
            });
            attempts.len() - 1
        });
    &mut attempts[at]
}

/// An end that cannot be read is an end all the same: nothing is sent again because of it.
fn end(path: &Path, damage: &mut Wrongs) -> EndRecord {
    match parse::<EndRecord>(path) {
        Ok(record) => record,
        Err(error) => {
            let at = fs::metadata(path).and_then(|facts| facts.modified()).ok();
            let at = at.and_then(|time| Timestamp::try_from(time).ok());
            let failure = Failure::new(
                FailureKind::Storage,
                format!("{} is damaged: {}", error.damage.path.display(), error.damage.reason),
            );
            damage.push(error);
            let at = at.unwrap_or(Timestamp::UNIX_EPOCH);
            EndRecord {
                v: 1,
                end: AttemptEnd::new(RequestState::Unknown, at, Some(failure)),
                answer: None,
                others: Map::new(),
            }
        }
    }
}

/// What is wrong with the files of a record.
#[derive(Default)]
struct Wrongs {
    all: Vec<Damage>,
    unread: bool,
}

impl Wrongs {
    fn push(&mut self, wrong: Wrong) {
        self.unread |= wrong.unread;
        self.all.push(wrong.damage);
    }
}

/// What is wrong with a file.
struct Wrong {
    damage: Damage,
    /// The system did not read it, so that nothing is known of what it holds.
    unread: bool,
}

fn parse<T: DeserializeOwned>(path: &Path) -> Result<T, Wrong> {
    let wrong = |reason: String, unread: bool| Wrong {
        damage: Damage {
            path: path.to_path_buf(),
            reason,
        },
        unread,
    };
    let bytes = fs::read(path).map_err(|error| wrong(error.to_string(), true))?;
    serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string(), false))
}

/// Writes a new record file of a request, durable; `AlreadyExists` when another was first.
pub(super) fn write<T: Serialize>(places: &Places, id: RequestId, name: &str, record: &T) -> io::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(record)?;
    bytes.push(b'\n');
    disk::write_new(&layout::record(places, id).join(name), &bytes)
}

/// The ids of all requests, oldest first, as the names of their directories say.
pub(super) fn all(places: &Places) -> Vec<RequestId> {
    let mut ids: Vec<RequestId> = months(places).iter().flat_map(|month| ids_in(month)).collect();
    ids.sort_unstable();
    ids
}

/// The ids of the newest two months that have any.
pub(super) fn newest(places: &Places) -> Vec<RequestId> {
    let months = months(places);
    let recent = months.iter().rev().take(2).flat_map(|month| ids_in(month));
    recent.collect()
}

fn months(places: &Places) -> Vec<PathBuf> {
    let mut months: Vec<_> = children(&layout::records(places))
        .iter()
        .flat_map(|year| children(year))
        .collect();
    months.sort_unstable();
    months
}

fn ids_in(month: &Path) -> Vec<RequestId> {
    let name = |path: &PathBuf| path.file_name()?.to_str()?.parse().ok();
    children(month).iter().filter_map(name).collect()
}

fn children(directory: &Path) -> Vec<PathBuf> {
    // A directory that is not there, or is none, holds no records.
    let Ok(listing) = fs::read_dir(directory) else {
        return Vec::new();
    };
    listing.flatten().map(|entry| entry.path()).collect()
}
