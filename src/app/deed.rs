//! What was done to a request last, so that it can be done to another.

use crate::keys::Command;

/// Something that was done to a request and can be done to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    /// A command that needs nothing else.
    Command(Command),
    /// It was sent so many times.
    Several(u8),
    /// It was sent to another model or profile, as the menu names it.
    Elsewhere(String),
    /// Its tags were changed, as typed.
    Tags(String),
}
