//! A chain of requests that was being made again when its studio ended.

use serde::{Deserialize, Serialize};

use super::{Input, RequestId};

/// How far a chain came that is being made again, so that another studio can go on with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutChain {
    /// The last request of the chain that is made again.
    pub of: RequestId,
    /// So many of its first requests are left out.
    pub skipped: usize,
    /// What takes the place of its first picture, where anything does.
    pub source: Option<Input>,
    /// The model that takes the place of its own, where one does.
    pub model: Option<String>,
    /// The profile that pays.
    pub profile: String,
    /// How many steps it has without those that are left out.
    pub steps: usize,
    /// The step that was sent last, from 0; below `steps`.
    pub at: usize,
    /// The request of that step; nothing while it has no name.
    pub sent: Option<RequestId>,
    /// The request of the step before it.
    pub after: Option<RequestId>,
    /// When it was sent, in milliseconds since 1970.
    pub at_ms: i64,
}

impl CutChain {
    /// The same where the step that was to be sent last was not; nothing where it was the first.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        let at = self.at.checked_sub(1)?;
        Some(Self {
            at,
            sent: Some(self.after?),
            after: None,
            ..self
        })
    }
}
