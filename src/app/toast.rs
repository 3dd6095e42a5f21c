//! A short message.

mod deeds;

/// A short message that goes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub problem: bool,
    /// When it goes, in milliseconds since 1970.
    pub until_ms: i64,
    /// Whether it answers a key: what happens by itself is told after it.
    pub answers: bool,
}
