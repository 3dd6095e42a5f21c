//! The life of a request: its name, its states, and what is reported while it runs.

use std::{fmt, path::PathBuf, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Failure, ImageFacts, Looked, Question};

/// The name of a request: a UUID v7, so that names sort by the time of their making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(Uuid);

impl RequestId {
    /// A name from its UUID.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID itself.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The last eight characters, enough to tell requests apart on a screen.
    #[must_use]
    pub fn short(self) -> String {
        let text = self.0.simple().to_string();
        text[text.len() - 8..].to_owned()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for RequestId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// Where a request stands; one list for records, JSON, search and glyphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Durable, not yet sent.
    Queued,
    /// An engine is at work on it.
    Running,
    /// Every picture that came is on disk.
    Stored,
    /// Some pictures, or a part of one, are kept; billed.
    Partial,
    /// The server said no; not billed unless it says so.
    Refused,
    /// It provably never ran.
    NotSent,
    /// Stopped before it was sent.
    Cancelled,
    /// It may have been billed; only the person tries again.
    Unknown,
}

impl RequestState {
    /// Every state, in the order of a life.
    pub const ALL: &[Self] = &[
        Self::Queued,
        Self::Running,
        Self::Stored,
        Self::Partial,
        Self::Refused,
        Self::NotSent,
        Self::Cancelled,
        Self::Unknown,
    ];

    /// The word in records and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Stored => "stored",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::NotSent => "not_sent",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// The word on a screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            Self::Queued
            | Self::Running
            | Self::Stored
            | Self::Partial
            | Self::Refused
            | Self::Cancelled
            | Self::Unknown => self.word(),
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.word() == word)
    }

    /// Whether nothing more happens to it by itself.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// What a running request is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waiting before another try, as the server asked.
    Holding,
    /// Its body is on the way to the server.
    Sending,
    /// The server works; nothing has come yet.
    Waiting,
    /// The answer is arriving.
    Receiving,
    /// Pictures and record are written to disk.
    Storing,
}

impl Stage {
    /// The word on a screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Holding => "holding",
            Self::Sending => "sending",
            Self::Waiting => "waiting",
            Self::Receiving => "receiving",
            Self::Storing => "storing",
        }
    }
}

/// How sure the cost of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostKind {
    /// Computed from the usage that the server reported.
    Paid,
    /// Computed before sending, and nothing better came.
    Estimated,
    /// Nothing is known.
    #[default]
    Unknown,
    /// Nothing was billed.
    None,
}

impl CostKind {
    /// The word in records and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Estimated => "estimated",
            Self::Unknown => "unknown",
            Self::None => "none",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Paid, Self::Estimated, Self::Unknown, Self::None]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// What the engine says of requests and errands, one line of its pipe each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Report {
    /// The engine holds its lock and takes work.
    Ready {
        /// The engine's name, which is that of its lock.
        engine: String,
        /// The engine's version.
        version: String,
        /// Its process id, for messages only.
        pid: u32,
    },
    /// A request stands in the engine's line, new there or again.
    Waiting {
        /// The request.
        id: RequestId,
        /// Whether it is held: it has no turn until it is let go.
        held: bool,
    },
    /// A request entered a stage.
    Stage {
        /// The request.
        id: RequestId,
        /// The stage.
        stage: Stage,
        /// Seconds left to wait, when it is holding.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait_s: Option<u64>,
    },
    /// Bytes of the answer have arrived.
    Bytes {
        /// The request.
        id: RequestId,
        /// How many so far.
        n: u64,
        /// How many in all, where the server said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<u64>,
    },
    /// An unfinished picture is on disk.
    Partial {
        /// The request.
        id: RequestId,
        /// Its number, from 0.
        index: u32,
        /// Where it lies.
        path: PathBuf,
    },
    /// A request reached its final state; the record says the rest.
    Ended {
        /// The request.
        id: RequestId,
        /// Its final state.
        state: RequestState,
        /// Why, when it was not stored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Failure>,
    },
    /// What came of a request was paid for and finds no room. It is tried again; where the engine was told that
    /// somebody can be asked, it waits longer, for the name of another directory.
    NoRoom {
        /// The request.
        id: RequestId,
        /// Why.
        failure: Failure,
    },
    /// What came of a request was to be written into another directory.
    SavedElsewhere {
        /// The request.
        id: RequestId,
        /// The files, or why nothing was written.
        answer: Result<Vec<PathBuf>, Failure>,
    },
    /// The pictures of a request are kept, but could not be copied to the folder of the person's choice.
    NotCopied {
        /// The request.
        id: RequestId,
        /// Why.
        failure: Failure,
    },
    /// A picture was shrunk for the screen.
    Picture {
        /// The errand's own name, as it was given.
        asked: String,
        /// The small picture's file (PNG), or why there is none.
        answer: Result<SmallPicture, Failure>,
    },
    /// A question about pixels was answered.
    Looked {
        /// The question.
        question: Question,
        /// What was found, or why nothing was.
        answer: Result<Looked, Failure>,
    },
    /// The models that the server of a profile lists, or why they are not known.
    Models {
        /// The profile's name.
        profile: String,
        /// Its server's list.
        answer: Result<Vec<ServedModel>, Failure>,
    },
    /// The engine has ended, or its pipe broke.
    Gone,
}

/// A picture made small enough for a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallPicture {
    /// Where the small picture lies.
    pub path: PathBuf,
    /// Facts of the original.
    pub original: ImageFacts,
    /// How much of it a mask lets be repainted, in thousandths, where one was laid over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repainted: Option<u16>,
    /// Whether the original may have more than one frame.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moves: bool,
    /// Its frames in their order, where they were asked for; the file holds one after the other then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<SmallFrame>,
}

/// A frame of a moving picture, as a PNG inside a file of frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmallFrame {
    /// How long it stands, in milliseconds.
    pub ms: u32,
    /// Where it begins in the file, in bytes.
    pub at: u64,
    /// How many bytes it has.
    pub bytes: u64,
}

/// A model as the list of a server names it (images-api.md §2.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedModel {
    /// Its id.
    pub id: String,
    /// The day on which it stops, where the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shutdown: Option<jiff::civil::Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in RequestState::ALL {
            assert_eq!(RequestState::named(state.word()), Some(*state));
            assert_eq!(serde_json::to_string(state).unwrap(), format!("\"{}\"", state.word()));
        }
    }

    #[test]
    fn a_report_survives_the_pipe() {
        let id = RequestId::from_uuid(Uuid::nil());
        let report = Report::Stage {
            id,
            stage: Stage::Waiting,
            wait_s: None,
        };
        let line = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&line).unwrap(), report);
    }
}
