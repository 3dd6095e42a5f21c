//! The terminal: raw mode, input, pictures, clipboard, notifications.

mod ask;
mod backend;
mod clipboard;
mod environment;
mod failure;
mod guard;
mod input;
mod modes;
mod notify;
mod pictures;
mod probe;
mod questions;
mod screen;
mod session;
mod signals;
mod size;
mod tmux;

pub use ask::ask;
pub use backend::Frugal;
#[cfg(feature = "clipboard")]
pub use clipboard::Clipboard;
pub use clipboard::{LONGEST_COPY, copies_through_terminal, copy_through_terminal};
pub use environment::{ColourDepth, Environment, Multiplexer};
pub use failure::TermError;
pub use input::{Answer, Colour, Decoder, Input, Mouse, MouseButton, MouseKind, Reader};
pub use modes::Modes;
pub use notify::{BELL, note, title};
pub use pictures::{
    Canvas, Effort, Grade, Ground, Pace, Preview, PreviewKey, Previews, ReadyPreview, Shown, encode, print_picture,
    size_in_cells,
};
pub use probe::{Capabilities, PATIENCE, Probe, Protocol};
pub use questions::{questions, ready_question};
pub use screen::Screen;
pub use session::Session;
pub use signals::SignalWatch;
pub use size::{CellSize, TerminalSize, size};
pub use tmux::{Pane, pane};
