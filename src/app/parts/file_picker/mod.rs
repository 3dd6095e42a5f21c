//! Chooses picture files by keys: folders, type-to-filter, recents, several in order; it only knows what it is told.

mod entry;
mod folder;
mod marks;
mod picker;

#[cfg(test)]
mod tests;

pub use entry::{DirectoryEntry, EntryKind, Listing, Opening, Outcome, PickerRow, RowKind};
pub use picker::FilePicker;
