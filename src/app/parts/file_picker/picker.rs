//! The state of the file picker and what each command does to it.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use super::{
    entry::{EntryKind, Listing, Opening, Outcome, PickerRow, RowKind},
    folder::{Folder, RowIndex, typed_directory, whole_path},
    marks::Marks,
};
use crate::app::parts::{
    List, TextBuffer,
    dropped_paths::dropped_paths,
    fuzzy::ranked,
    text_buffer::{Edit, Motion},
};
use crate::keys::{Command, Key};

/// A picker of picture files, which sees the disk only through what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePicker {
    given: Opening,
    folder: Folder,
    filter: TextBuffer,
    everything: bool,
    among_recents: bool,
    marks: Marks,
    rows: Vec<RowIndex>,
    list: List,
    /// The folder below that was left upwards, to stand on when the one above is read.
    came_from: Option<PathBuf>,
}

type Order = fn(&mut FilePicker) -> Outcome;

/// The commands of the picker, beside those that move in any list.
const ORDERS: &[(Command, Order)] = &[
    (Command::PickerChoose, FilePicker::choose),
    (Command::PickerMark, FilePicker::mark),
    (Command::PickerTake, FilePicker::take_marked),
    (Command::PickerRecents, FilePicker::switch_recents),
    (Command::PickerHidden, FilePicker::switch_everything),
    (Command::PickerParent, FilePicker::erase_or_leave),
    (Command::DialogDecline, |_| Outcome::Closed),
    (Command::FocusLeave, |_| Outcome::Closed),
];

impl FilePicker {
    /// A picker that waits for its first folder, and the wish to read it.
    #[must_use]
    pub fn open(opening: Opening) -> (Self, Outcome) {
        let mut picker = Self {
            folder: Folder::awaited(opening.directory.clone()),
            given: opening,
            filter: TextBuffer::single_line(),
            everything: false,
            among_recents: false,
            marks: Marks::default(),
            rows: Vec::new(),
            list: List::default(),
            came_from: None,
        };
        let wish = picker.go_to(picker.given.directory.clone());
        (picker, wish)
    }

    /// The folder, with `~` for home.
    #[must_use]
    pub fn shown_directory(&self) -> String {
        self.folder.shown(self.given.home.as_deref())
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

    /// The rows of a window, such as that of [`FilePicker::list`].
    pub fn rows(&self, window: Range<usize>) -> impl Iterator<Item = PickerRow<'_>> {
        window.filter_map(|index| self.row(index))
    }

    /// Whether the folder is still being read.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.folder.is_awaited() && !self.among_recents
    }

    /// Why the folder could not be read.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.folder.failure().filter(|_| !self.among_recents)
    }

    /// The marked files, in the order of their numbers.
    #[must_use]
    pub fn marked(&self) -> &[PathBuf] {
        self.marks.paths()
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
                let path = self.folder.path().join(path);
                self.filter.replace(&path.to_string_lossy());
            }
            Some(paths) if self.given.several => {
                for path in paths {
                    self.marks.add(self.folder.path().join(path));
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
        if !self.folder.read(listing) {
            return Outcome::Stay;
        }
        self.narrow();
        let below = self.came_from.take();
        self.stand_on(below.as_deref());
        self.inspected()
    }

    fn choose(&mut self) -> Outcome {
        let Some(row) = self.list.selected().and_then(|index| self.rows.get(index)).copied() else {
            return Outcome::Stay;
        };
        match (self.file_of(row), self.path_of(row)) {
            (Some(_), _) if !self.marked().is_empty() => self.take_marked(),
            (Some(file), _) => Outcome::Chosen(vec![file]),
            (None, Some(directory)) => self.enter(directory),
            (None, None) => self.leave(),
        }
    }

    fn mark(&mut self) -> Outcome {
        let Some(file) = self.highlighted().filter(|_| self.given.several) else {
            return Outcome::Stay;
        };
        self.marks.toggle(file);
        self.list.down();
        self.inspected()
    }

    fn take_marked(&mut self) -> Outcome {
        match self.marked() {
            [] => Outcome::Stay,
            marked => Outcome::Chosen(marked.to_vec()),
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
        self.stand_on(before.as_deref());
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

    /// To the folder above, with the cursor on this one.
    fn leave(&mut self) -> Outcome {
        let Some(above) = self.folder.path().parent().map(Path::to_path_buf) else {
            return Outcome::Stay;
        };
        let below = self.folder.path().to_path_buf();
        let wish = self.enter(above);
        self.came_from = Some(below);
        wish
    }

    fn enter(&mut self, directory: PathBuf) -> Outcome {
        self.filter.replace("");
        self.go_to(directory)
    }

    fn go_to(&mut self, directory: PathBuf) -> Outcome {
        self.folder = Folder::awaited(directory.clone());
        self.among_recents = false;
        self.came_from = None;
        self.narrow();
        Outcome::List(directory)
    }

    fn filter_changed(&mut self) -> Outcome {
        let home = self.given.home.as_deref();
        let whole = whole_path(self.filter.text(), self.folder.path(), home).filter(|_| !self.among_recents);
        if let Some(path) = whole {
            self.filter.replace(&path);
        }
        if let Some(directory) = self.typed_directory() {
            self.among_recents = false;
            if directory != self.folder.path() {
                return self.go_to(directory);
            }
        }
        self.narrow();
        self.inspected()
    }

    fn typed_directory(&self) -> Option<PathBuf> {
        typed_directory(self.filter.text(), self.given.home.as_deref())
    }

    /// The rows that fit, and the cursor on the first one that is not the way up.
    fn narrow(&mut self) {
        let typed = self.filter.text();
        let name = match self.typed_directory() {
            Some(_) => typed.rsplit('/').next().unwrap_or(typed),
            None => typed,
        };
        let begins_above = name == "..";
        self.rows = if self.among_recents {
            let names: Vec<_> = self.given.recents.iter().map(|path| path.to_string_lossy()).collect();
            let fitting = ranked(name, names.iter().map(|name| [name.as_ref()]));
            fitting.into_iter().map(RowIndex::Recent).collect()
        } else {
            self.folder.rows(name, self.everything)
        };
        self.list.set_length(self.rows.len());
        let passes_parent = self.rows.first() == Some(&RowIndex::Parent) && !begins_above;
        self.list.select(usize::from(passes_parent));
    }

    /// Puts the cursor on a file or folder, if it is shown.
    fn stand_on(&mut self, path: Option<&Path>) {
        let is_it = |row: &RowIndex| path.is_some() && self.path_of(*row).as_deref() == path;
        if let Some(index) = self.rows.iter().position(is_it) {
            self.list.select(index);
        }
    }

    fn inspected(&self) -> Outcome {
        self.highlighted().map_or(Outcome::Stay, Outcome::Inspect)
    }

    fn row(&self, index: usize) -> Option<PickerRow<'_>> {
        let row = *self.rows.get(index)?;
        let kind = match row {
            RowIndex::Parent => RowKind::Parent,
            RowIndex::Entry(index) => RowKind::Entry(self.folder.entry(index)?),
            RowIndex::Recent(index) => RowKind::Recent(self.given.recents.get(index)?),
        };
        let mark = self.path_of(row).and_then(|path| self.marks.number_of(&path));
        Some(PickerRow {
            kind,
            mark,
            is_selected: self.list.selected() == Some(index),
        })
    }

    /// The file or folder of a row; none for the way up.
    fn path_of(&self, row: RowIndex) -> Option<PathBuf> {
        match row {
            RowIndex::Parent => None,
            RowIndex::Entry(index) => Some(self.folder.path().join(&self.folder.entry(index)?.name)),
            RowIndex::Recent(index) => self.given.recents.get(index).cloned(),
        }
    }

    /// The file of a row; none for a folder.
    fn file_of(&self, row: RowIndex) -> Option<PathBuf> {
        let is_file = match row {
            RowIndex::Parent => false,
            RowIndex::Entry(index) => self.folder.entry(index)?.kind != EntryKind::Directory,
            RowIndex::Recent(_) => true,
        };
        self.path_of(row).filter(|_| is_file)
    }
}
