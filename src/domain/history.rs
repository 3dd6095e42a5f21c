//! What is kept of a request, as lists, details and JSON show it.

mod json;

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CostKind, Failure, ImageFacts, ImageFormat, Money, Operation, Query, Request, RequestId, RequestState, Usage, took,
};

/// A picture that is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredImage {
    /// Its place in the answer, from 0.
    pub index: u32,
    /// Where it lies.
    pub path: PathBuf,
    /// The hash of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Width in pixels; 0 where the bytes are no picture.
    pub width: u32,
    /// Height in pixels; 0 where the bytes are no picture.
    pub height: u32,
    /// Its format; nothing where the bytes are no picture.
    pub format: Option<ImageFormat>,
    /// The prompt as the server rewrote it.
    #[serde(default)]
    pub revised_prompt: Option<String>,
    /// It is an unfinished picture of a stream whose final one never came.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// Whether its pixels can be transparent; nothing where that was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpha: Option<bool>,
}

impl StoredImage {
    /// What is known of it as an input; nothing where its bytes are no picture. One whose pixels nobody looked at counts
    /// as opaque.
    #[must_use]
    pub fn facts(&self) -> Option<ImageFacts> {
        Some(ImageFacts {
            format: self.format?,
            width: self.width,
            height: self.height,
            bytes: self.bytes,
            alpha: self.alpha.unwrap_or(false),
            turned: false,
        })
    }
}

/// How long the parts of a request took, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timings {
    /// From queued to sending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued: Option<u64>,
    /// How long name, TCP and TLS of its connection took; nothing where a kept one was used. It is part of the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect: Option<u64>,
    /// From sending to the first byte of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_byte: Option<u64>,
    /// From the first byte to the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<u64>,
    /// From the last byte to the pictures on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<u64>,
    /// From sending to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// Everything that is kept of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Its name.
    pub id: RequestId,
    /// When it was queued.
    pub created_at: Timestamp,
    /// Where it stands.
    pub state: RequestState,
    /// The profile it was made with.
    pub profile: String,
    /// What was asked; input pictures at their stored places.
    pub request: Request,
    /// What came.
    pub images: Vec<StoredImage>,
    /// The tokens reported.
    pub usage: Option<Usage>,
    /// What it cost.
    pub cost: Option<Money>,
    /// How sure that is.
    pub cost_kind: CostKind,
    /// How often it was tried.
    pub attempts: u32,
    /// The server's name for it.
    pub request_id: Option<String>,
    /// How long its parts took.
    pub timings: Timings,
    /// Why it was not stored.
    pub failure: Option<Failure>,
    /// What the person and the server noted about it.
    pub marks: Marks,
    /// What the server said it did: size, quality, format, background.
    pub echoed: Vec<(String, String)>,
}

impl Timings {
    /// What is known of them, in the order in which it happened: `queued 0.2 s`.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let parts = [
            ("queued", self.queued),
            ("connected", self.connect),
            ("to the first byte", self.first_byte),
            ("body", self.body),
            ("stored", self.store),
            ("in all", self.total),
        ];
        let known = parts.into_iter().filter_map(|(name, time)| Some((name, time?)));
        known.map(|(name, time)| format!("{name} {}", took(time))).collect()
    }
}

impl HistoryEntry {
    /// The page that helps with a failure; whatever else a server sends there is not opened.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        let link = self.failure.as_ref()?.link.as_deref()?;
        link.starts_with("https://").then_some(link)
    }
}

/// What the person put on a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Starred.
    pub starred: bool,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// A title.
    pub title: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// In the trash.
    pub trashed: bool,
    /// Its unknown or partial end was seen and needs no more telling.
    pub dismissed: bool,
}

/// A line of the history list: enough to show, nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// The request.
    pub id: RequestId,
    /// When it was queued, in milliseconds since 1970.
    pub created_ms: i64,
    /// Where it stands.
    pub state: RequestState,
    /// What was asked of the server.
    pub operation: Operation,
    /// The beginning of its prompt, or its title.
    pub prompt: String,
    /// The model's id.
    pub model: String,
    /// The size, as asked.
    pub size: String,
    /// How many pictures were asked for.
    pub count: u32,
    /// The quality as set, or empty.
    pub quality: String,
    /// What it cost or may cost.
    pub cost: Option<Money>,
    /// How sure that is.
    pub cost_kind: CostKind,
    /// Starred.
    pub starred: bool,
    /// The first picture's file and how many there are.
    pub picture: Option<PathBuf>,
    /// How many pictures came.
    pub pictures: u32,
    /// The request it came from.
    pub parent: Option<RequestId>,
}

/// A line of the history list with what a row leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// The row.
    pub row: HistoryRow,
    /// The profile it was made with.
    pub profile: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The whole prompt.
    pub prompt: String,
    /// Its tags, sorted.
    pub tags: Vec<String>,
}

/// Which part of the history is wanted; the answer carries the question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryQuery {
    /// Only requests older than this one.
    pub before: Option<RequestId>,
    /// Only requests newer than this one.
    pub after: Option<RequestId>,
    /// Of more requests than `limit` the oldest ones, instead of the newest; the newest of them is first all the same.
    pub oldest: bool,
    /// Only requests that meet this.
    pub sought: Query,
    /// Only requests of this part of a person's work.
    pub scope: Scope,
    /// Show the trash instead.
    pub trashed: bool,
    /// At most so many rows.
    pub limit: usize,
}

impl HistoryQuery {
    /// Whether nothing is searched for, so that every request outside or inside the trash is meant.
    #[must_use]
    pub fn is_of_all(&self) -> bool {
        self.sought.is_empty() && self.scope == Scope::All
    }

    /// The searches that look for one thing less: without each of the clauses, in their order, and, where only a part
    /// of a person's work is looked at, in all of it.
    #[must_use]
    pub fn widened(&self) -> Vec<Self> {
        let without = |at| Self {
            sought: self.sought.without(at),
            ..self.clone()
        };
        let everywhere = (self.scope != Scope::All).then(|| Self {
            scope: Scope::All,
            ..self.clone()
        });
        let clauses = 0..self.sought.clauses().len();
        clauses.map(without).chain(everywhere).collect()
    }
}

/// A part of a person's work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// All of it.
    #[default]
    All,
    /// What was queued since then, in milliseconds since 1970.
    Since(i64),
    /// What was asked for from within this directory.
    Directory(PathBuf),
    /// What was made with this profile.
    Profile(String),
}

/// A page of the history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The rows.
    pub rows: Vec<HistoryRow>,
    /// How many requests there are in all, outside or inside the trash, whatever is searched for.
    pub total: u64,
}

/// What the screen showed last: enough for the first frame of the next start, never used to act.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LastSeen {
    /// The newest requests.
    pub page: HistoryPage,
    /// How many ended unknown and waited for the person.
    pub unknown: usize,
}

/// Requests whose words are close to those that a search was made for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Near {
    /// The closest first, and the newer ones of those that are equally close.
    pub rows: Vec<HistoryRow>,
    /// The words in them that are close to those that were typed, folded.
    pub words: Vec<String>,
    /// Among how many requests, from the newest on, they were looked for.
    pub looked_at: u64,
}

/// How many requests a search finds in all, and what they cost or may have cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// What was billed or may have been.
    pub cost: Money,
}
