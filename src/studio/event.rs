//! What the loop waits for: the terminal, the answers of the hands, and pictures that became ready.

use crate::{
    app::Msg,
    domain::Failure,
    term::{Input, PreviewKey, ReadyPreview},
};

/// Something for the loop.
pub enum Event {
    /// The terminal or the system.
    Input(Input),
    /// A hand's answer.
    Msg(Msg),
    /// A picture can be drawn, or cannot.
    Picture(PreviewKey, Result<ReadyPreview, Failure>),
    /// A sentence worth showing that belongs to no request.
    Notice(Failure),
}
