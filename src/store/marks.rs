//! What the person puts on a request, one small file a mark; the last of a kind wins.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    StoreError, layout,
    record_files::MarkRecord,
    records::{self, Record},
};
use crate::domain::{Marks, Places, RequestId};

/// A mark on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Starred or no longer so.
    Star(bool),
    /// One more tag.
    Tag(String),
    /// One tag less.
    Untag(String),
    /// A note; empty takes it away.
    Note(String),
    /// A title; empty takes it away.
    Title(String),
    /// Into the trash.
    Trash,
    /// Out of the trash.
    Restore,
    /// Whoever runs the request is to stop.
    Cancel,
    /// An unknown end was seen and needs no more telling, or does after all.
    Dismiss(bool),
}

impl Mark {
    /// Its kind and value in a record; cancel and dismiss say which attempt they mean.
    fn words(&self, attempts: u32) -> (&'static str, Value) {
        match self {
            Self::Star(on) => ("star", json!(on)),
            Self::Tag(tag) => ("tag", json!(tag)),
            Self::Untag(tag) => ("untag", json!(tag)),
            Self::Note(text) => ("note", json!(text)),
            Self::Title(text) => ("title", json!(text)),
            Self::Trash => ("trash", Value::Null),
            Self::Restore => ("restore", Value::Null),
            Self::Cancel => ("cancel", json!(attempts)),
            Self::Dismiss(true) => ("dismiss", json!(attempts)),
            Self::Dismiss(false) => ("dismiss", json!(false)),
        }
    }
}

impl MarkRecord {
    fn number(&self) -> u64 {
        self.value.as_u64().unwrap_or(0)
    }
}

/// Makes a mark durable; `attempts` is how many the request has by now.
pub(super) fn write(
    places: &Places,
    id: RequestId,
    mark: &Mark,
    attempts: u32,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (kind, value) = mark.words(attempts);
    let record = MarkRecord {
        v: 1,
        at,
        kind: kind.to_owned(),
        value,
        others: Map::new(),
    };
    let name = format!("mark-{}.json", Uuid::now_v7());
    let directory = layout::record(places, id);
    records::write(places, id, &name, &record).map_err(StoreError::disk("write in", directory))
}

/// What the marks of a request come to.
pub(super) fn sum(record: &Record) -> Marks {
    let mut sum = Marks::default();
    for mark in &record.marks {
        let text = || mark.value.as_str().unwrap_or_default().to_owned();
        match mark.kind.as_str() {
            "star" => sum.starred = mark.value.as_bool().unwrap_or(true),
            "tag" if !sum.tags.contains(&text()) => sum.tags.push(text()),
            "untag" => sum.tags.retain(|tag| *tag != text()),
            "note" => sum.note = Some(text()).filter(|note| !note.is_empty()),
            "title" => sum.title = Some(text()).filter(|title| !title.is_empty()),
            "trash" => sum.trashed = true,
            "restore" => sum.trashed = false,
            // Later versions know more kinds.
            _ => {}
        }
    }
    sum.tags.sort();
    sum.dismissed = dismissed(record);
    sum
}

/// When the request was put into the trash, where it is in there.
pub(super) fn trashed_at(record: &Record) -> Option<Timestamp> {
    let mut moves = record.marks.iter().rev();
    let last = moves.find(|mark| mark.kind == "trash" || mark.kind == "restore")?;
    (last.kind == "trash").then_some(last.at)
}

/// Whether the newest attempt, or the queued request, is to be stopped. A mark means the attempt that ran when it was
/// made; one that was made while the request was queued also means the first attempt, which may have begun just then.
pub(super) fn cancelled(record: &Record) -> bool {
    let newest = u64::from(record.newest());
    let mut cancels = record.marks.iter().filter(|mark| mark.kind == "cancel");
    cancels.any(|mark| mark.number() >= newest || (mark.number() == 0 && newest == 1))
}

/// Whether the end of the newest attempt was seen and dismissed.
pub(super) fn dismissed(record: &Record) -> bool {
    let newest = u64::from(record.newest());
    let mut marks = record.marks.iter().rev();
    let last = marks.find(|mark| mark.kind == "dismiss");
    last.is_some_and(|mark| mark.value.is_u64() && mark.number() >= newest)
}
