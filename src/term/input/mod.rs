//! What comes from the terminal: keys, pastes, the mouse, and answers to questions, parted from one another.

mod answers;
mod decoder;
mod mouse;
mod reader;
mod sequences;

pub use answers::{Answer, Colour};
pub use decoder::Decoder;
pub use mouse::{Mouse, MouseButton, MouseKind};
pub use reader::Reader;

use crate::keys::Key;

/// One thing that the terminal or the system told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// A text was pasted; line breaks are `\n`, all else is as it came. It never counts as keys.
    Paste(String),
    /// The window got (`true`) or lost the focus.
    Focus(bool),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal answered a question.
    Answer(Answer),
    /// The window has another size now.
    Resized,
    /// The program goes on after it was stopped.
    Continued,
    /// Somebody asks the program to end (SIGTERM, SIGINT).
    Terminated,
    /// The terminal is gone: nothing can be shown or asked any more.
    HungUp,
}
