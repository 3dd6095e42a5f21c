//! The terminal: raw mode, input, pictures, clipboard, notifications.

mod ask;
mod asleep;
mod clipboard;
mod environment;
mod failure;
mod guard;
mod input;
mod modes;
mod notify;
mod pictures;
mod probe;
mod screen;
mod session;
mod signals;
mod size;
mod tmux;

pub use ask::ask;
pub use asleep::Asleep;
#[cfg(feature = "clipboard")]
pub use clipboard::Clipboard;
pub use clipboard::{LONGEST_COPY, copies_through_terminal, copy_through_terminal};
pub use environment::{ColourDepth, Environment, Multiplexer};
pub use failure::TermError;
pub use input::{Answer, Colour, Decoder, Input, Mouse, MouseButton, MouseKind, Reader};
pub use modes::Modes;
pub use notify::{BELL, note, title};
pub use pictures::{Canvas, Preview, PreviewKey, Previews, ReadyPreview, encode, print_picture, size_in_cells};
pub use probe::{Capabilities, PATIENCE, Probe, Protocol, questions};
pub use screen::Screen;
pub use session::Session;
pub use signals::SignalWatch;
pub use size::{CellSize, TerminalSize, size};
pub use tmux::allow_pass_through;
