//! What a switch can do.

use std::time::Duration;

use super::{
    super::{answer::Answer, painted::Painted, refusal::Refusal, shelf::Shelf},
    delivery::Delivery,
    errors::Case,
    spoiling::Spoiling,
};

/// What a switch does, once a request has passed every rule.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// The request is refused.
    Refuse(fn(&Case) -> Refusal),
    /// Something else is said in place of an answer.
    Say(fn() -> Answer),
    /// The answer comes this much later.
    Wait(Duration),
    /// The right answer does not arrive as it should.
    Deliver(Delivery),
    /// The pictures are not what they should be.
    Spoil(Spoiling),
    /// The pictures come in the shape of another server.
    Shape(fn(&Painted, &Shelf) -> Answer),
    /// A stream is told wrongly; what is not streamed is answered as ever.
    Tell(StreamFault),
}

/// What can be wrong with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFault {
    /// The connection is lost before the first whole picture.
    CutAfterPartial,
    /// An error comes in place of the first whole picture.
    ErrorInside,
    /// It ends as if all were well, but no whole picture ever comes.
    NoCompleted,
    /// Before each picture come partial ones with nothing in them.
    EmptyPartials,
    /// No `event:` lines, heartbeats between, `[DONE]` at the end.
    Bare,
    /// Objects of another kind, as vLLM-Omni sends them.
    Chunks,
}
