//! What can go wrong with a request to a server, and whether it may have been billed.

use std::{sync::Arc, time::Duration};

use super::{Head, Particulars};
use crate::domain::{Failure, FailureKind};

/// What a server's refusal means for us (faults.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Key, access or base URL are to be mended.
    Setup,
    /// It said no: a bad value, moderation, an unknown model, a path that is not there.
    Refused,
    /// No credit is left, or a limit on spending is reached: waiting does not help.
    Quota,
    /// Too fast: the same request may pass later.
    RateLimited,
    /// The server failed in a way that leaves open whether it ran.
    MayHaveRun,
}

/// A refusal in the server's own words, safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it means for us.
    pub verdict: Verdict,
    /// What was said, in one line and without keys.
    pub message: String,
    /// The server's code, such as `moderation_blocked`.
    pub code: Option<String>,
    /// The field it is about.
    pub param: Option<String>,
    /// What can be done about it.
    pub hint: Option<String>,
    /// A page where it can be mended: billing, limits, verification.
    pub link: Option<String>,
    /// How long the server wants to be left alone.
    pub wait: Option<Duration>,
    /// Limits, lists of values, moderation: what the words hold beside.
    pub particulars: Particulars,
    /// Status, request id and headers.
    pub head: Head,
    /// The body as it came, up to a mebibyte, for the record.
    pub body: Vec<u8>,
}

impl Said {
    /// Whether the server may have billed it all the same: it failed half-way, or moderation did not stop it at the
    /// input (images-api.md §9).
    #[must_use]
    pub fn may_be_billed(&self) -> bool {
        let stage = self
            .particulars
            .moderation
            .as_ref()
            .and_then(|moderation| moderation.stage.as_deref());
        self.verdict == Verdict::MayHaveRun || stage.is_some_and(|stage| stage != "input")
    }

    /// Whether it is about a model that is not there, or not any more: `model` in [`Said::param`].
    #[must_use]
    pub fn is_about_model(&self) -> bool {
        self.verdict == Verdict::Refused && self.param.as_deref() == Some("model")
    }
}

/// Why a request brought no usable answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApiError {
    /// Key, base URL, header or certificate file cannot be used; nothing was sent.
    #[error("{0}")]
    Setup(String),
    /// The request cannot be put into a body; nothing was sent.
    #[error("the request cannot be sent: {0}")]
    Request(String),
    /// No byte of the body left this machine.
    #[error("{message}")]
    NotSent {
        /// What happened.
        message: String,
        /// No connection came about, so another try is harmless.
        never_connected: bool,
    },
    /// The body left, at least in part, and no whole answer came: it may have been billed.
    #[error("{0}; it may have been billed")]
    Lost(String),
    /// An answer came whole and holds no picture.
    #[error("{message}; it may have been billed")]
    NoPicture {
        /// What it holds instead.
        message: String,
        /// What can be done about it.
        hint: Option<String>,
    },
    /// The person stopped it before it was sent.
    #[error("stopped before it was sent")]
    Stopped,
    /// The server answered with a refusal.
    #[error("{}", .0.message)]
    Said(Box<Said>),
    /// What came could not be written to disk, or not read back.
    #[error("what came could not be kept: {0}")]
    Spool(Arc<std::io::Error>),
    /// A link of the answer could not be fetched.
    #[error("the picture at its link was not fetched: {0}")]
    Link(String),
}

impl ApiError {
    /// Whether it certainly did not run, so that nothing can have been billed.
    #[must_use]
    pub fn never_ran(&self) -> bool {
        match self {
            Self::Setup(_) | Self::Request(_) | Self::NotSent { .. } | Self::Stopped => true,
            Self::Said(said) => !said.may_be_billed(),
            Self::Lost(_) | Self::NoPicture { .. } | Self::Spool(_) | Self::Link(_) => false,
        }
    }

    /// The server's refusal, where it made one.
    #[must_use]
    pub fn said(&self) -> Option<&Said> {
        if let Self::Said(said) = self { Some(said) } else { None }
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        Self::Spool(Arc::new(error))
    }
}

impl From<&ApiError> for Failure {
    fn from(error: &ApiError) -> Self {
        let kind = match error {
            ApiError::Setup(_) => FailureKind::Setup,
            ApiError::Request(_) => FailureKind::Request,
            ApiError::NotSent { .. } => FailureKind::NotSent,
            ApiError::Lost(_) | ApiError::NoPicture { .. } | ApiError::Link(_) => FailureKind::Unknown,
            ApiError::Stopped => FailureKind::Cancelled,
            ApiError::Spool(_) => FailureKind::Storage,
            ApiError::Said(said) => match said.verdict {
                Verdict::Setup => FailureKind::Setup,
                Verdict::Refused | Verdict::Quota => FailureKind::Refused,
                Verdict::RateLimited => FailureKind::NotSent,
                Verdict::MayHaveRun => FailureKind::Unknown,
            },
        };
        let said = error.said();
        let hint = match error {
            ApiError::NoPicture { hint, .. } => hint.clone(),
            _ => said.and_then(|said| said.hint.clone()),
        };
        Self {
            kind,
            code: said.and_then(|said| said.code.clone()),
            message: error.to_string(),
            hint,
            param: said.and_then(|said| said.param.clone()),
            link: said.and_then(|said| said.link.as_deref().map(Box::from)),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::from(&error)
    }
}
