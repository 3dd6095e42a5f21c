//! Puts other bytes over keys while they are written, in whatever pieces they come.

use crate::domain::Redactor;

/// What stands in the place of a key; the rest of its length is filled up with stars.
const GONE: &[u8] = b"[key]";

/// Looks for words in bytes that come piece by piece.
#[derive(Debug, Default)]
pub(super) struct Blot {
    words: Vec<Vec<u8>>,
    /// The last bytes as they came, one fewer than the longest word has.
    last: Vec<u8>,
    /// The same bytes as they were written.
    written: Vec<u8>,
}

/// What is to be written when a word was found.
#[derive(Debug)]
pub(super) struct Blotted {
    /// In the place of as many bytes that were written last.
    pub before: Vec<u8>,
    /// In the place of those that came.
    pub now: Vec<u8>,
}

impl Blot {
    /// Over the keys that a redactor knows, in all their spellings.
    pub(super) fn new(redactor: &Redactor) -> Self {
        Self {
            words: redactor.spellings().into_iter().map(String::into_bytes).collect(),
            ..Self::default()
        }
    }

    /// What is to be written where a word stands in the last bytes and these together.
    pub(super) fn over(&self, bytes: &[u8]) -> Option<Blotted> {
        if self.words.is_empty() {
            return None;
        }
        let came = [self.last.as_slice(), bytes].concat();
        let mut clean = [self.written.as_slice(), bytes].concat();
        let mut found = false;
        for word in &self.words {
            for at in memchr::memmem::find_iter(&came, word) {
                found = true;
                let place = &mut clean[at..at + word.len()];
                place.fill(b'*');
                let name = GONE.len().min(place.len());
                place[..name].copy_from_slice(&GONE[..name]);
            }
        }
        found.then(|| {
            let now = clean.split_off(self.written.len());
            Blotted { before: clean, now }
        })
    }

    /// Remembers what came and what was written of it, as far as a word may go on after it.
    pub(super) fn wrote(&mut self, came: &[u8], before: Option<Vec<u8>>, now: &[u8]) {
        let most = self.words.iter().map(Vec::len).max().unwrap_or(1) - 1;
        if let Some(before) = before {
            self.written = before;
        }
        for (kept, bytes) in [(&mut self.last, came), (&mut self.written, now)] {
            kept.extend_from_slice(&bytes[bytes.len().saturating_sub(most)..]);
            kept.drain(..kept.len().saturating_sub(most));
        }
    }
}
