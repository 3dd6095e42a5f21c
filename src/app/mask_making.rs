//! A mask on its way from the API.
#![deny(clippy::wildcard_enum_match_arm)]

mod deeds;

pub(super) use deeds::{agreed, ask, loaded, named, queued};

use crate::domain::{Input, RequestId};

/// A mask on its way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MaskMaking {
    prompt: String,
    subject: String,
    /// The image that it is for.
    image: Input,
    id: Option<RequestId>,
}
