//! What is to be sent: a request, or one more try of it.

use crate::domain::{CutChain, Money, Request, RequestId};

/// A request that the person has sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// What is asked.
    pub request: Request,
    /// The profile that pays.
    pub profile: String,
    /// The most that it may cost, where known.
    pub estimate: Option<Money>,
    /// Whether anybody is billed.
    pub billed: bool,
    /// The chain that it is a step of, kept with the name of the request before that is sent.
    pub chain: Option<Box<CutChain>>,
}

/// One more try of a request, though the one before may have been billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// The request.
    pub id: RequestId,
    /// How many attempts the person saw: whoever comes later is too late.
    pub after: u32,
    /// The profile that pays.
    pub profile: String,
}
