//! Our keys, every command, and the keymap that joins them.

mod command;
mod conflicts;
mod context;
mod dump;
mod key;
mod keymap;
mod keymap_file;

pub use command::Command;
pub use conflicts::Conflict;
pub use context::Context;
pub use key::{Key, KeyCode, KeyError, Sequence};
pub use keymap::{Found, Keymap};
pub use keymap_file::{KeymapError, KeymapFault};
