//! Machines that several screens share: texts, lists, choices, the palette and the file picker.

mod dropped_paths;
mod file_picker;
mod fuzzy;
mod list;
mod palette;
mod text_buffer;

pub use dropped_paths::{dropped_paths, has_image_extension};
pub use file_picker::{DirectoryEntry, EntryKind, FilePicker, Listing, Opening, Outcome, PickerRow, RowKind};
pub(super) use fuzzy::fitting;
pub use list::List;
pub use palette::{Palette, PaletteItem};
pub use text_buffer::{Edit, Edited, Motion, Row, Rows, TEXT_KEYS, TextBuffer, edit_for};
