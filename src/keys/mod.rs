//! Our keys, every command, and the keymap that joins them.

mod command;
mod conflicts;
mod dump;
mod key;
mod keymap;
mod keymap_file;

pub use command::Command;
pub use conflicts::Conflict;
pub use key::{Key, KeyCode, KeyError, Sequence};
pub use keymap::{Context, Found, Keymap};
pub use keymap_file::{KeymapError, KeymapFault};
