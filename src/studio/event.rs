//! What the loop waits for: the terminal, the answers of the hands, and pictures that became ready.

use std::sync::mpsc::Sender;

use crate::{
    app::Msg,
    domain::Failure,
    term::{Canvas, Input, Pane, PreviewKey, ReadyPreview},
};

/// Something for the loop.
pub enum Event {
    /// The terminal or the system.
    Input(Input),
    /// A hand's answer.
    Msg(Msg),
    /// Bytes for the terminal, made for it; where more follow, whoever makes them waits for a word.
    ForTerminal(Vec<u8>, Option<Sender<()>>),
    /// A picture was made for a canvas, or could not be.
    Picture(Canvas, PreviewKey, Result<ReadyPreview, Failure>),
    /// tmux told where our pane is.
    Tmux(Pane),
}
