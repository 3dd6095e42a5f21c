//! The result pane: the request that is shown, and which of its pictures.

use crate::domain::{HistoryEntry, RequestId, StoredImage};

/// What is said where a picture is needed and there is none.
pub(super) const NO_PICTURE: &str = "this request has no picture";

/// What the result pane shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResultPane {
    wanted: Option<RequestId>,
    entry: Option<Box<HistoryEntry>>,
    index: usize,
    /// Which picture of the wanted request is to be shown once it is read.
    asked: usize,
}

impl ResultPane {
    /// Shows a request as soon as it is read; what was there stays until then.
    pub fn follow(&mut self, id: RequestId) {
        if self.wanted.replace(id) != Some(id) {
            self.asked = 0;
            if self.entry().is_some() {
                self.index = 0;
            }
        }
    }

    /// Shows none, because nothing is selected.
    pub(super) const fn leave(&mut self) {
        self.wanted = None;
    }

    /// Shows a request and, of its pictures, that one.
    pub(super) fn follow_picture(&mut self, id: RequestId, index: u32) {
        self.follow(id);
        self.look_at(usize::try_from(index).unwrap_or(0));
    }

    /// The request that is to be shown.
    #[must_use]
    pub const fn wanted(&self) -> Option<RequestId> {
        self.wanted
    }

    /// The request that is shown, once it is read.
    #[must_use]
    pub fn entry(&self) -> Option<&HistoryEntry> {
        self.entry.as_deref().filter(|entry| Some(entry.id) == self.wanted)
    }

    /// What is seen: until the wanted request is read, the one before it.
    #[must_use]
    pub fn seen(&self) -> Option<&HistoryEntry> {
        self.entry.as_deref().filter(|_| self.wanted.is_some())
    }

    /// The picture that is seen.
    #[must_use]
    pub fn seen_image(&self) -> Option<&StoredImage> {
        self.seen()?.images.get(self.place().0)
    }

    /// The picture of the wanted request that is shown.
    #[must_use]
    pub fn image(&self) -> Option<&StoredImage> {
        let images = &self.entry()?.images;
        images.get(self.index.min(images.len().saturating_sub(1)))
    }

    /// Which picture is shown, from 0, and of how many.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        let count = self.seen().map_or(0, |entry| entry.images.len());
        (self.index.min(count.saturating_sub(1)), count)
    }

    /// Which picture is asked for, from 0, whether the request is read or not.
    #[must_use]
    pub fn index(&self) -> usize {
        self.entry().map_or(self.asked, |_| self.index)
    }

    /// Shows that picture of the request.
    pub(super) fn look_at(&mut self, index: usize) {
        self.asked = index;
        if self.entry().is_some() {
            self.index = index;
        }
    }

    /// Takes in a request that was read.
    pub fn loaded(&mut self, entry: Box<HistoryEntry>) {
        if Some(entry.id) == self.wanted {
            if self.entry.as_ref().is_none_or(|before| before.id != entry.id) {
                self.index = self.asked;
            }
            self.entry = Some(entry);
        }
    }

    /// A request could not be read: another one must not be taken for it.
    pub(super) fn failed(&mut self, id: RequestId) {
        if self.wanted == Some(id) {
            self.entry = None;
        }
    }

    /// Goes to the next or the previous picture, round and round.
    pub fn turn(&mut self, forward: bool) {
        let (at, count) = self.place();
        if count > 1 {
            self.index = if forward {
                (at + 1) % count
            } else {
                (at + count - 1) % count
            };
        }
    }

    /// Shows a picture of the request that is shown.
    pub(super) fn show(&mut self, id: RequestId, place: usize) {
        if self.wanted == Some(id) {
            self.look_at(place);
        }
    }

    /// Puts a star on what is shown, or takes it away.
    pub(super) fn star(&mut self, id: RequestId, on: bool) {
        if let Some(entry) = self.entry.as_mut().filter(|entry| entry.id == id) {
            entry.marks.starred = on;
        }
    }

    /// Notes that the end of what is shown was seen and settled, or that it is open again.
    pub(super) fn dismiss(&mut self, id: RequestId, on: bool) {
        if let Some(entry) = self.entry.as_mut().filter(|entry| entry.id == id) {
            entry.marks.dismissed = on;
        }
    }

    /// Empties the pane.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
