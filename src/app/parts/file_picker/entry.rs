//! What stands in a folder, and what of it is shown.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::super::fuzzy::ranked;

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A folder, or a link to one.
    Directory,
    /// A file whose name ends as pictures do.
    Picture,
    /// Any other file; it may be a picture all the same.
    Other,
}

/// One name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The name on the disk.
    pub name: OsString,
    /// The name as it may be shown: cleaned of everything that a terminal would obey.
    pub shown: String,
    /// What it stands for.
    pub kind: EntryKind,
    /// The file's size in bytes.
    pub bytes: u64,
    /// When it was changed last, where the disk tells.
    pub modified: Option<Timestamp>,
}

/// A folder as it was read, or the reason why it could not be, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The folder that was asked for.
    pub directory: PathBuf,
    /// Its entries, in any order, without `.` and `..`.
    pub entries: Result<Vec<DirectoryEntry>, String>,
}

/// One row of the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickerRow<'a> {
    /// What stands in it.
    pub kind: RowKind<'a>,
    /// Its number, from 1, among the marked files.
    pub mark: Option<usize>,
    /// Whether the cursor is on it.
    pub is_selected: bool,
}

/// What stands in a row of the picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind<'a> {
    /// The way to the folder above.
    Parent,
    /// A name in the folder.
    Entry(&'a DirectoryEntry),
    /// A picture used lately.
    Recent(&'a Path),
}

/// Which row it is, by its place in what the picker knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowIndex {
    Parent,
    Entry(usize),
    Recent(usize),
}

/// Folders first, then pictures, then other files, each by name.
pub(super) fn in_order(mut entries: Vec<DirectoryEntry>) -> Vec<DirectoryEntry> {
    entries.sort_by_cached_key(|entry| (entry.kind, entry.shown.to_lowercase(), entry.name.clone()));
    entries
}

/// The entries that fit what was typed, the best first; dot files and files that are no pictures only on request.
pub(super) fn fitting(entries: &[DirectoryEntry], typed: &str, everything: bool) -> Vec<RowIndex> {
    let is_shown = |entry: &DirectoryEntry| {
        let is_hidden = entry.name.as_encoded_bytes().starts_with(b".");
        everything || (entry.kind != EntryKind::Other && (!is_hidden || typed.starts_with('.')))
    };
    let shown: Vec<usize> = (0..entries.len()).filter(|index| is_shown(&entries[*index])).collect();
    let names = shown.iter().map(|index| [entries[*index].shown.as_str()]);
    ranked(typed, names)
        .into_iter()
        .map(|place| RowIndex::Entry(shown[place]))
        .collect()
}

/// The recent files that fit what was typed, the best first.
pub(super) fn fitting_recents(recents: &[PathBuf], typed: &str) -> Vec<RowIndex> {
    let names: Vec<String> = recents.iter().map(|path| path.display().to_string()).collect();
    ranked(typed, names.iter().map(|name| [name.as_str()]))
        .into_iter()
        .map(RowIndex::Recent)
        .collect()
}
