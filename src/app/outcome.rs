//! What came of a command or a key in something that lies on top.

use super::Effect;
use crate::keys::Command;

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// It is done, and this is what the world should do.
    Done(Vec<Effect>),
    /// A command was chosen there: it does what its key does now that the list is gone.
    Chose(Command),
}

impl From<Vec<Effect>> for Outcome {
    fn from(effects: Vec<Effect>) -> Self {
        Self::Done(effects)
    }
}
