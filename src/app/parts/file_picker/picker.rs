//! The state of the file picker and what each command does to it.

use std::path::{Path, PathBuf};

use super::{
    super::{
        List, TextBuffer,
        dropped_paths::dropped_paths,
        text_buffer::{Edit, Motion},
    },
    entry::{DirectoryEntry, EntryKind, Listing, PickerRow, RowIndex, RowKind, fitting, fitting_recents, in_order},
};
use crate::keys::{Command, Key};

/// What the picker wants the world to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Stay,
    /// Read this folder and tell it by [`FilePicker::listed`].
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

/// What is known of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Awaited,
    Read(Vec<DirectoryEntry>),
    Unreadable(String),
}

/// A picker of picture files, which sees the disk only through what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePicker {
    given: Opening,
    directory: PathBuf,
    content: Content,
    filter: TextBuffer,
    everything: bool,
    among_recents: bool,
    marked: Vec<PathBuf>,
    rows: Vec<RowIndex>,
    list: List,
    /// The folder below that was left upwards, to stand on when the one above is read.
    came_from: Option<PathBuf>,
}

/// The commands of the picker, beside those that move in any list.
const ORDERS: &[(Command, fn(&mut FilePicker) -> Outcome)] = &[
    (Command::PickerChoose, FilePicker::choose),
    (Command::PickerMark, FilePicker::mark),
    (Command::PickerTake, FilePicker::take_marked),
    (Command::PickerRecents, FilePicker::switch_recents),
    (Command::PickerHidden, FilePicker::switch_everything),
    (Command::PickerParent, FilePicker::erase_or_leave),
    (Command::DialogDecline, FilePicker::close),
    (Command::FocusLeave, FilePicker::close),
];

impl FilePicker {
    /// A picker that waits for its first folder, and the wish to read it.
    #[must_use]
    pub fn open(opening: Opening) -> (Self, Outcome) {
        let mut picker = Self {
            directory: opening.directory.clone(),
            given: opening,
            content: Content::Awaited,
            filter: TextBuffer::single_line(),
            everything: false,
            among_recents: false,
            marked: Vec::new(),
            rows: Vec::new(),
            list: List::default(),
            came_from: None,
        };
        let wish = picker.go_to(picker.directory.clone());
        (picker, wish)
    }

    /// The folder, with `~` for home.
    #[must_use]
    pub fn shown_directory(&self) -> String {
        let below_home = self
            .given
            .home
            .as_ref()
            .and_then(|home| self.directory.strip_prefix(home).ok());
        match below_home {
            Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
            Some(rest) => format!("~/{}", rest.display()),
            None => self.directory.display().to_string(),
        }
    }

    /// What was typed to narrow the list, or the beginning of a path.
    #[must_use]
    pub const fn filter(&self) -> &TextBuffer {
        &self.filter
    }

    /// The selection and the window among the rows.
    #[must_use]
    pub const fn list(&self) -> &List {
        &self.list
    }

    /// The rows of the window that was told to [`FilePicker::fit`].
    pub fn rows(&self) -> impl Iterator<Item = PickerRow<'_>> {
        self.list.window().filter_map(|index| self.row(index))
    }

    /// Whether the folder is still being read.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.content == Content::Awaited && !self.among_recents
    }

    /// Why the folder could not be read.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        match &self.content {
            Content::Unreadable(why) if !self.among_recents => Some(why),
            Content::Unreadable(_) | Content::Awaited | Content::Read(_) => None,
        }
    }

    /// The marked files, in the order of their numbers.
    #[must_use]
    pub fn marked(&self) -> &[PathBuf] {
        &self.marked
    }

    /// Whether the list shows recent pictures, not a folder.
    #[must_use]
    pub const fn shows_recents(&self) -> bool {
        self.among_recents
    }

    /// Whether dot files and files that are no pictures are shown too.
    #[must_use]
    pub const fn shows_everything(&self) -> bool {
        self.everything
    }

    /// The file under the cursor; none on a folder.
    #[must_use]
    pub fn highlighted(&self) -> Option<PathBuf> {
        let row = self.rows.get(self.list.selected()?)?;
        self.file_of(*row)
    }

    /// Tells the height of the list in rows.
    pub fn fit(&mut self, height: usize) {
        self.list.fit(height);
    }

    /// Does what a command asks for; `None` when it is none of the picker's.
    pub fn obey(&mut self, command: Command) -> Option<Outcome> {
        if self.list.obey(command) {
            return Some(self.inspected());
        }
        let (_, order) = ORDERS.iter().find(|(of, _)| *of == command)?;
        Some(order(self))
    }

    /// Takes a key that is no command here into the filter; `None` when it is of no use there.
    pub fn press(&mut self, key: Key) -> Option<Outcome> {
        let revision = self.filter.revision();
        self.filter.press(key)?;
        Some(if self.filter.revision() == revision {
            Outcome::Stay
        } else {
            self.filter_changed()
        })
    }

    /// Takes a paste: one path is gone to, several pictures are marked, any other text goes into the filter.
    pub fn paste(&mut self, text: &str) -> Outcome {
        let home = self.given.home.as_deref();
        match dropped_paths(text, home).as_deref() {
            Some([path]) => {
                let path = self.directory.join(path);
                self.filter.replace(&path.to_string_lossy());
            }
            Some(paths) if self.given.several => {
                for path in paths {
                    let path = self.directory.join(path);
                    if !self.marked.contains(&path) {
                        self.marked.push(path);
                    }
                }
                return Outcome::Stay;
            }
            Some(_) | None => {
                self.filter.edit(Edit::Paste(text.trim().to_owned()));
            }
        }
        self.filter_changed()
    }

    /// Takes in what a folder holds; a late answer for a folder that was left is not heeded.
    pub fn listed(&mut self, listing: Listing) -> Outcome {
        if listing.directory != self.directory {
            return Outcome::Stay;
        }
        self.content = match listing.entries {
            Ok(entries) => Content::Read(in_order(entries)),
            Err(why) => Content::Unreadable(why),
        };
        self.narrow();
        if let Some(below) = self.came_from.take() {
            let is_below = |row: &RowIndex| self.path_of(*row).is_some_and(|path| path == below);
            if let Some(index) = self.rows.iter().position(is_below) {
                self.list.select(index);
            }
        }
        self.inspected()
    }

    fn choose(&mut self) -> Outcome {
        let Some(row) = self.list.selected().and_then(|index| self.rows.get(index)).copied() else {
            return Outcome::Stay;
        };
        match (self.file_of(row), self.path_of(row)) {
            (Some(_), _) if !self.marked.is_empty() => Outcome::Chosen(self.marked.clone()),
            (Some(file), _) => Outcome::Chosen(vec![file]),
            (None, Some(directory)) => self.enter(directory),
            (None, None) => self.leave(),
        }
    }

    fn mark(&mut self) -> Outcome {
        let Some(file) = self.highlighted().filter(|_| self.given.several) else {
            return Outcome::Stay;
        };
        match self.marked.iter().position(|marked| *marked == file) {
            Some(index) => {
                self.marked.remove(index);
            }
            None => self.marked.push(file),
        }
        self.list.down();
        self.inspected()
    }

    fn take_marked(&mut self) -> Outcome {
        if self.marked.is_empty() {
            Outcome::Stay
        } else {
            Outcome::Chosen(self.marked.clone())
        }
    }

    fn switch_recents(&mut self) -> Outcome {
        self.among_recents = !self.among_recents;
        self.filter.replace("");
        self.narrow();
        self.inspected()
    }

    fn switch_everything(&mut self) -> Outcome {
        self.everything = !self.everything;
        let before = self.highlighted();
        self.narrow();
        if let Some(index) = self
            .rows
            .iter()
            .position(|row| before.is_some() && self.file_of(*row) == before)
        {
            self.list.select(index);
        }
        self.inspected()
    }

    fn erase_or_leave(&mut self) -> Outcome {
        if !self.filter.is_empty() {
            self.filter.edit(Edit::Erase(Motion::Left));
            return self.filter_changed();
        }
        if self.among_recents {
            self.switch_recents()
        } else {
            self.leave()
        }
    }

    #[expect(
        clippy::unused_self,
        clippy::needless_pass_by_ref_mut,
        reason = "it stands in the table of orders"
    )]
    fn close(&mut self) -> Outcome {
        Outcome::Closed
    }

    /// To the folder above, with the cursor on this one.
    fn leave(&mut self) -> Outcome {
        let Some(above) = self.directory.parent().map(Path::to_path_buf) else {
            return Outcome::Stay;
        };
        let below = self.directory.clone();
        let wish = self.enter(above);
        self.came_from = Some(below);
        wish
    }

    fn enter(&mut self, directory: PathBuf) -> Outcome {
        self.filter.replace("");
        self.go_to(directory)
    }

    fn go_to(&mut self, directory: PathBuf) -> Outcome {
        self.directory.clone_from(&directory);
        self.content = Content::Awaited;
        self.among_recents = false;
        self.came_from = None;
        self.narrow();
        Outcome::List(directory)
    }

    fn filter_changed(&mut self) -> Outcome {
        if let Some(directory) = self.typed_directory().filter(|directory| *directory != self.directory) {
            return self.go_to(directory);
        }
        self.narrow();
        self.inspected()
    }

    /// The folder of a path that is being typed: everything up to its last slash.
    fn typed_directory(&self) -> Option<PathBuf> {
        let typed = self.filter.text();
        let (directory, _) = typed.rsplit_once('/')?;
        if directory.is_empty() {
            return Some(PathBuf::from("/"));
        }
        if directory == "~" {
            return self.given.home.clone();
        }
        match directory.strip_prefix("~/") {
            Some(rest) => self.given.home.as_ref().map(|home| home.join(rest)),
            None => directory.starts_with('/').then(|| PathBuf::from(directory)),
        }
    }

    /// The rows that fit, and the cursor on the first one that is not the way up.
    fn narrow(&mut self) {
        let typed = self.filter.text();
        let name = if self.typed_directory().is_some() {
            typed.rsplit('/').next().unwrap_or(typed)
        } else {
            typed
        };
        let mut rows = Vec::new();
        if self.among_recents {
            rows = fitting_recents(&self.given.recents, name);
        } else {
            rows.extend(self.directory.parent().map(|_| RowIndex::Parent));
            if let Content::Read(entries) = &self.content {
                rows.extend(fitting(entries, name, self.everything));
            }
        }
        self.rows = rows;
        self.list.set_length(self.rows.len());
        self.list
            .select(usize::from(self.rows.first() == Some(&RowIndex::Parent)));
    }

    fn inspected(&self) -> Outcome {
        self.highlighted().map_or(Outcome::Stay, Outcome::Inspect)
    }

    fn row(&self, index: usize) -> Option<PickerRow<'_>> {
        let row = *self.rows.get(index)?;
        let kind = match row {
            RowIndex::Parent => RowKind::Parent,
            RowIndex::Entry(index) => RowKind::Entry(self.entry(index)?),
            RowIndex::Recent(index) => RowKind::Recent(self.given.recents.get(index)?),
        };
        let path = self.path_of(row);
        let mark = self.marked.iter().position(|marked| Some(marked) == path.as_ref());
        Some(PickerRow {
            kind,
            mark: mark.map(|place| place + 1),
            is_selected: self.list.selected() == Some(index),
        })
    }

    fn entry(&self, index: usize) -> Option<&DirectoryEntry> {
        match &self.content {
            Content::Read(entries) => entries.get(index),
            Content::Awaited | Content::Unreadable(_) => None,
        }
    }

    /// The file or folder of a row; none for the way up.
    fn path_of(&self, row: RowIndex) -> Option<PathBuf> {
        match row {
            RowIndex::Parent => None,
            RowIndex::Entry(index) => Some(self.directory.join(&self.entry(index)?.name)),
            RowIndex::Recent(index) => self.given.recents.get(index).cloned(),
        }
    }

    /// The file of a row; none for a folder.
    fn file_of(&self, row: RowIndex) -> Option<PathBuf> {
        let is_file = match row {
            RowIndex::Parent => false,
            RowIndex::Entry(index) => self.entry(index)?.kind != EntryKind::Directory,
            RowIndex::Recent(_) => true,
        };
        self.path_of(row).filter(|_| is_file)
    }
}
