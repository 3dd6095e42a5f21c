//! The folder that the file picker shows: what is known of it, and which of its names fit what was typed.

use std::path::{Path, PathBuf};

use super::entry::{DirectoryEntry, EntryKind, Listing};
use crate::app::parts::fuzzy::ranked;

/// Which row it is, by its place in what the picker knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowIndex {
    Parent,
    Entry(usize),
    Recent(usize),
}

/// A folder and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    path: PathBuf,
    content: Content,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Awaited,
    Read(Vec<DirectoryEntry>),
    Unreadable(String),
}

impl Folder {
    /// A folder of which nothing is known yet.
    pub(super) const fn awaited(path: PathBuf) -> Self {
        Self {
            path,
            content: Content::Awaited,
        }
    }

    /// Takes in what it holds: folders first, then pictures, then other files, each by name. False, and nothing
    /// happens, if the answer is about another folder.
    pub(super) fn read(&mut self, listing: Listing) -> bool {
        if listing.directory != self.path {
            return false;
        }
        self.content = match listing.entries {
            Ok(mut entries) => {
                entries.sort_by_cached_key(|entry| (entry.kind, entry.shown.to_lowercase(), entry.name.clone()));
                Content::Read(entries)
            }
            Err(why) => Content::Unreadable(why),
        };
        true
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where it is, with `~` for home.
    pub(super) fn shown(&self, home: Option<&Path>) -> String {
        match home.and_then(|home| self.path.strip_prefix(home).ok()) {
            Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
            Some(rest) => format!("~/{}", rest.display()),
            None => self.path.display().to_string(),
        }
    }

    /// Whether nothing is known of it yet.
    pub(super) fn is_awaited(&self) -> bool {
        self.content == Content::Awaited
    }

    /// Why it could not be read.
    pub(super) fn failure(&self) -> Option<&str> {
        match &self.content {
            Content::Unreadable(why) => Some(why),
            Content::Awaited | Content::Read(_) => None,
        }
    }

    /// One of its names.
    pub(super) fn entry(&self, index: usize) -> Option<&DirectoryEntry> {
        self.entries().get(index)
    }

    fn entries(&self) -> &[DirectoryEntry] {
        match &self.content {
            Content::Read(entries) => entries,
            Content::Awaited | Content::Unreadable(_) => &[],
        }
    }

    /// The rows that fit what was typed, the best first; dot files and files that are no pictures only when
    /// everything is wanted. The way up stands first, unless nothing fits: Enter shall not lead away then.
    pub(super) fn rows(&self, typed: &str, everything: bool) -> Vec<RowIndex> {
        let entries = self.entries();
        let is_shown = |entry: &DirectoryEntry| {
            let is_hidden = entry.name.as_encoded_bytes().starts_with(b".");
            everything || (entry.kind != EntryKind::Other && (!is_hidden || typed.starts_with('.')))
        };
        let shown: Vec<usize> = (0..entries.len()).filter(|index| is_shown(&entries[*index])).collect();
        let fitting = ranked(typed, shown.iter().map(|index| [entries[*index].shown.as_str()]));
        let leads_up = self.path.parent().is_some() && ("..".starts_with(typed) || !fitting.is_empty());
        let parent = leads_up.then_some(RowIndex::Parent);
        parent
            .into_iter()
            .chain(fitting.into_iter().map(|place| RowIndex::Entry(shown[place])))
            .collect()
    }
}

/// A path that is typed below a folder, as one from the root or from home; nothing for what is one already, and for a
/// name without a slash.
pub(super) fn whole_path(typed: &str, folder: &Path, home: Option<&Path>) -> Option<String> {
    if typed.starts_with(['/', '~']) {
        return None;
    }
    let (below, name) = typed.rsplit_once('/')?;
    let mut directory = folder.to_path_buf();
    for part in below.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = directory.pop(),
            part => directory.push(part),
        }
    }
    let shown = Folder::awaited(directory).shown(home);
    Some(format!("{}/{name}", shown.trim_end_matches('/')))
}

/// The folder of a path that is being typed: everything up to its last slash.
pub(super) fn typed_directory(typed: &str, home: Option<&Path>) -> Option<PathBuf> {
    let (directory, _) = typed.rsplit_once('/')?;
    match (directory, directory.strip_prefix("~/")) {
        ("", _) => Some(PathBuf::from("/")),
        ("~", _) => home.map(Path::to_path_buf),
        (_, Some(rest)) => home.map(|home| home.join(rest)),
        (_, None) => directory.starts_with('/').then(|| PathBuf::from(directory)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_names_its_folder() {
        let home = Path::new("/home/ada");
        for (typed, folder) in [
            ("/", Some("/")),
            ("/t", Some("/")),
            ("/tmp/", Some("/tmp")),
            ("/tmp/a b/c", Some("/tmp/a b")),
            ("~/", Some("/home/ada")),
            ("~/x/y", Some("/home/ada/x")),
            ("kite", None),
            ("old/kite", None),
            ("~", None),
        ] {
            assert_eq!(typed_directory(typed, Some(home)), folder.map(PathBuf::from), "{typed}");
        }
        assert_eq!(typed_directory("~/x", None), None);
    }

    #[test]
    fn a_path_below_the_folder_is_made_whole() {
        let home = Path::new("/home/ada");
        let whole = |typed: &str, folder: &str| whole_path(typed, Path::new(folder), Some(home));
        for (typed, folder, expected) in [
            ("meta/", "/home/ada/x", Some("~/x/meta/")),
            ("meta/a1.png", "/srv", Some("/srv/meta/a1.png")),
            ("../b/c.png", "/srv/a", Some("/srv/b/c.png")),
            ("./c.png", "/srv/a", Some("/srv/a/c.png")),
            ("../../../c", "/srv", Some("/c")),
            ("kite", "/srv", None),
            ("/tmp/kite", "/srv", None),
            ("~/kite", "/srv", None),
        ] {
            assert_eq!(whole(typed, folder).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn home_is_written_short() {
        let shown = |path: &str| Folder::awaited(path.into()).shown(Some(Path::new("/home/ada")));
        assert_eq!(shown("/home/ada"), "~");
        assert_eq!(shown("/home/ada/x"), "~/x");
        assert_eq!(shown("/home/adam"), "/home/adam");
    }
}
