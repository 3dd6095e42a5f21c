//! The files that were marked, in the order in which they were.

use std::path::{Path, PathBuf};

/// Marked files; each has a number, and taking one mark away moves the later ones up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marks(Vec<PathBuf>);

impl Marks {
    /// The files, the first one first.
    pub(super) fn paths(&self) -> &[PathBuf] {
        &self.0
    }

    /// The number of a file, from 1.
    pub(super) fn number_of(&self, file: &Path) -> Option<usize> {
        self.0.iter().position(|marked| marked == file).map(|place| place + 1)
    }

    /// Marks a file that is not marked yet.
    pub(super) fn add(&mut self, file: PathBuf) {
        if self.number_of(&file).is_none() {
            self.0.push(file);
        }
    }

    /// Marks a file, or takes its mark away.
    pub(super) fn toggle(&mut self, file: PathBuf) {
        match self.number_of(&file) {
            Some(number) => {
                self.0.remove(number - 1);
            }
            None => self.0.push(file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_close_up_when_a_mark_goes() {
        let mut marks = Marks::default();
        for name in ["a", "b", "c", "b"] {
            marks.add(name.into());
        }
        assert_eq!(marks.number_of(Path::new("c")), Some(3));

        marks.toggle("b".into());

        assert_eq!(marks.number_of(Path::new("c")), Some(2));
        assert_eq!(marks.paths(), [Path::new("a"), Path::new("c")]);
    }
}
