//! A waiting request that gives its place to another one.

mod deeds;

pub(super) use deeds::{change_in_place, follow_up, let_go, loaded_words, marked, run, sent, told, took_place};

use crate::domain::{Request, RequestId};

/// A waiting request that is taken back so that another one can have its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacing {
    old: RequestId,
    /// Whether it was taken back before it began; until then it is not known.
    is_free: bool,
    /// What was sent in its place.
    sent: Option<Box<Request>>,
}
