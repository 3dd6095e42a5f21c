//! What goes into the file picker and what comes out of it.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

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

/// What the picker wants the world to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Stay,
    /// Read this folder and tell it by [`super::FilePicker::listed`].
    List(PathBuf),
    /// The cursor has come to this file: its facts and its preview are wanted.
    Inspect(PathBuf),
    /// These files were chosen, in this order; the picker is done.
    Chosen(Vec<PathBuf>),
    /// Nothing was chosen; the picker is done.
    Closed,
}

/// What a picker begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The folder to begin in, absolute.
    pub directory: PathBuf,
    /// What `~` stands for, if anything.
    pub home: Option<PathBuf>,
    /// Pictures used lately, the latest first.
    pub recents: Vec<PathBuf>,
    /// Whether several files may be chosen.
    pub several: bool,
}
