//! A file picker on top of a screen, and what it picks for.

mod deeds;

pub(super) use deeds::{follow, open, open_for, run, typed};

use std::path::{Path, PathBuf};

use super::{Inspection, parts::FilePicker};
use crate::domain::{Failure, ImageFacts};

/// An open file picker.
#[derive(Debug, Clone, PartialEq)]
pub struct Picking {
    /// Its state.
    pub picker: FilePicker,
    /// What the picked files are for.
    pub purpose: Inspection,
    looked_at: Option<(PathBuf, Result<ImageFacts, Failure>)>,
}

impl Picking {
    /// The highlighted file and its facts, once they came.
    #[must_use]
    pub fn highlighted(&self) -> Option<(&Path, &Result<ImageFacts, Failure>)> {
        self.looked_at.as_ref().map(|(path, facts)| (path.as_path(), facts))
    }

    pub(super) fn inspected(&mut self, path: &Path, answer: Result<ImageFacts, Failure>) {
        self.looked_at = Some((path.to_owned(), answer));
    }
}
