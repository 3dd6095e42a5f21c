//! The one shape in which people and records see that something went wrong.

use serde::{Deserialize, Serialize};

/// Who must act after a failure; decides colour on the screen and the exit code on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The request itself is wrong: the person mends a field. Nothing was sent.
    Request,
    /// Key, access, base URL, certificate or configuration: the person mends the set-up.
    Setup,
    /// The server or its moderation said no.
    Refused,
    /// A spending cap stands in the way.
    Cap,
    /// It provably never ran: network, name, TLS, a rate limit that was given up on.
    NotSent,
    /// It may have run and been billed; only the person decides to try again.
    Unknown,
    /// Files or the disk.
    Storage,
    /// The person stopped it.
    Cancelled,
    /// A defect of pochade.
    Internal,
}

/// What went wrong, in words for a person, with the next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Who must act.
    pub kind: FailureKind,
    /// The server's own code, such as `moderation_blocked`, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What was asked and what came.
    pub message: String,
    /// The next step, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The server's name of the field that is wrong, such as `size`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// A page where it can be mended: billing, limits, verification. Boxed, because every error carries this type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Box<str>>,
}

impl Failure {
    /// A failure with a message and nothing else.
    #[must_use]
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            message: message.into(),
            hint: None,
            param: None,
            link: None,
        }
    }

    /// The same failure with the next step named.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure with the server's code.
    #[must_use]
    pub fn with_code(mut self, code: Option<String>) -> Self {
        self.code = code;
        self
    }
}
