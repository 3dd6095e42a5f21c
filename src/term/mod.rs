//! The terminal: raw mode, input, pictures, clipboard, notifications.

mod ask;
mod asleep;
mod backend;
mod clipboard;
mod doctor;
mod environment;
mod failure;
mod guard;
mod host;
mod input;
mod links;
mod modes;
mod notify;
mod pictures;
mod probe;
mod questions;
mod screen;
mod session;
mod signals;
mod size;
mod strokes;
mod tmux;
mod tmux_facts;
mod transfer;

pub use ask::{Asked, ask};
pub use asleep::Asleep;
pub use backend::Frugal;
pub use clipboard::{Clipboard, CopyWay, LONGEST_COPY, Passage, copy_through_terminal, copy_ways};
pub use doctor::TerminalLook;
pub use environment::{ColourDepth, Environment, Multiplexer};
pub use failure::TermError;
pub use host::host_name;
pub use input::{Answer, Colour, Decoder, Input, Mouse, MouseButton, MouseKind, Reader};
pub use links::{file_address, linked, shows_links};
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
pub use tmux::{Pane, load_buffer, pane};
pub use tmux_facts::TmuxFacts;
pub use transfer::{handed_over, keeps_files};
