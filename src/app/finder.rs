//! The quick finder: a line to type into, what it finds, and how far it looks.

mod deeds;

pub(super) use deeds::{open, recalled, run, typed};

use super::{History, parts::TextBuffer};
use crate::{
    domain::{HistoryQuery, HistoryRow},
    keys::Command,
};

/// How far the finder looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// The whole history.
    All,
    /// What was asked for since this studio was started.
    Studio,
    /// What was asked for in this directory.
    Directory,
    /// What was made with this profile.
    Profile,
}

impl Reach {
    /// All of them, in the order in which they are gone through.
    pub const ALL: &[Self] = &[Self::All, Self::Studio, Self::Directory, Self::Profile];

    /// The words on its tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Studio => "this studio",
            Self::Directory => "this directory",
            Self::Profile => "this profile",
        }
    }

    fn next(self) -> Self {
        let at = Self::ALL.iter().position(|reach| *reach == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }
}

/// The open finder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finder {
    buffer: TextBuffer,
    reach: Reach,
    found: History,
}

impl Finder {
    /// What is typed.
    #[must_use]
    pub const fn buffer(&self) -> &TextBuffer {
        &self.buffer
    }

    pub(super) const fn buffer_mut(&mut self) -> &mut TextBuffer {
        &mut self.buffer
    }

    /// How far it looks.
    #[must_use]
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// What it found.
    #[must_use]
    pub const fn found(&self) -> &History {
        &self.found
    }

    pub(super) const fn found_mut(&mut self) -> &mut History {
        &mut self.found
    }

    /// The selected request.
    #[must_use]
    pub fn current(&self) -> Option<&HistoryRow> {
        self.found.current()
    }

    pub(super) fn search(&mut self) -> Option<HistoryQuery> {
        let asked = self.found.search(self.buffer.text());
        if asked.is_some() {
            self.found.obey(Command::MoveFirst);
        }
        asked
    }
}

/// Which part of a request goes into the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recall {
    /// All of it.
    Whole,
    /// The prompt alone.
    Prompt,
}
