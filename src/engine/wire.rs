//! The lines that go down to the engine, one JSON object each; what comes up is `domain::Report`.

use std::{
    fmt,
    io::{self, BufRead},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use crate::domain::{
    AfterHangup, Against, ApiKey, Caps, Files, Money, Overlaid, Part, Places, Profile, Question, RequestId,
};

/// The version that both ends must share: an upgrade on disk must not change the language in mid-talk.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A longer line is no line of ours.
const LONGEST: u64 = 4 * 1024 * 1024;

/// What the screen says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum Down {
    /// The first line.
    Hello(Hello),
    /// A profile that requests name, with its key.
    Profile {
        name: String,
        profile: Box<Profile>,
        key: Option<KeyText>,
    },
    /// A queued request is to be sent.
    Run { id: RequestId },
    /// A request that has ended is to be sent again; `after` is how many attempts the person saw.
    Retry { id: RequestId, after: u32 },
    /// A request is to be stopped.
    Cancel { id: RequestId },
    /// A request is to be taken back, unless it has begun.
    Withdraw { id: RequestId },
    /// A waiting request is not to start by itself.
    Hold { id: RequestId },
    /// A held request may start when its turn comes; one that this engine does not know is run.
    Resume { id: RequestId },
    /// Waiting requests are to start in this order, also those that come later.
    Order { ids: Vec<RequestId> },
    /// What came of a request and finds no room is to be written into this directory.
    SaveElsewhere { id: RequestId, directory: PathBuf },
    /// What dead engines have left in the spool is to be read.
    Salvage,
    /// A picture is wanted small.
    Picture(Errand),
    /// Pixels are to be looked at.
    Look { question: Question },
    /// Pictures that are not wanted any more, by the names of their errands.
    ForgetPictures { asked: Vec<String> },
    /// The list of models of a profile's server is wanted.
    Models { profile: String },
}

/// How the engine is to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hello {
    pub version: String,
    pub places: Places,
    pub parallel: u32,
    pub after_hangup: AfterHangup,
    pub sandbox_latency_ms: Option<u64>,
    pub spending: Spending,
    pub files: Files,
    /// Whether the person can be asked where to save what finds no room.
    pub asks: bool,
}

/// What an engine may spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spending {
    /// The limits of the settings; they bind when their action is to refuse.
    pub caps: Caps,
    /// The most that all requests of this engine may cost together; it always binds.
    pub most: Option<Money>,
}

/// A picture to be made small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Errand {
    pub asked: String,
    #[serde(flatten)]
    pub wish: Wish,
    /// Whether its frames are wanted, in place of one picture.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moving: bool,
}

/// Which picture is wanted small, and how small.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wish {
    /// The picture's file.
    pub path: PathBuf,
    /// The most pixels across.
    pub width: u32,
    /// The most pixels down.
    pub height: u32,
    /// A mask to show over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Overlaid>,
    /// Only this part of it, in its own pixels; enlarged by whole numbers where there is room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// Another picture beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
}

impl Wish {
    /// Whether pixels themselves are to be seen; such pictures are not kept for later.
    pub(super) const fn is_close(&self) -> bool {
        self.part.is_some() || self.against.is_some()
    }
}

/// A key on its way through the pipe: the one place where it is written.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct KeyText(String);

impl KeyText {
    pub(super) fn of(key: &ApiKey) -> Self {
        Self(key.reveal().to_owned())
    }

    pub(super) fn key(&self) -> Option<ApiKey> {
        ApiKey::new(&self.0)
    }
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyText(…)")
    }
}

/// The next whole line; `None` at the end of the input. A line without its newline was torn by a death and is dropped.
pub(super) fn next_line(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = io::Read::take(&mut *input, LONGEST).read_until(b'\n', &mut line)?;
    if read == 0 || line.pop() != Some(b'\n') {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

/// A value as a line with its newline.
pub(super) fn line(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut line = serde_json::to_string(value)?;
    line.push('\n');
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_survives_the_pipe_and_never_prints_its_key() {
        let key = ApiKey::new("sk-test-1234567890").unwrap();
        let down = Down::Profile {
            name: "work".to_owned(),
            profile: Box::new(Profile::openai()),
            key: Some(KeyText::of(&key)),
        };
        let text = line(&down).unwrap();
        assert!(text.contains(key.reveal()) && text.ends_with('\n') && text.matches('\n').count() == 1);
        let again: Down = serde_json::from_str(&text).unwrap();
        assert_eq!(again, down);
        assert!(!format!("{again:?}").contains(key.reveal()));
    }

    #[test]
    fn a_torn_last_line_is_dropped() {
        let mut input = io::Cursor::new(b"one\n\ntwo\nthr".to_vec());
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut input).unwrap() {
            lines.push(line);
        }
        assert_eq!(lines, ["one", "", "two"]);
    }
}
