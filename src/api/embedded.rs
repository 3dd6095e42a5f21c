//! Finds the `data:` URL of a picture in the middle of words, and where it ends.

use super::magic::is_base64;

const WORD: &[u8] = b"data:image/";
/// A longer beginning is none.
const LONGEST: usize = 160;

/// Words, and what of them may be the beginning of a `data:` URL: as it came, and unescaped.
#[derive(Debug, Default)]
pub(super) struct Words {
    raw: Vec<u8>,
    start: Vec<u8>,
    before: Option<u8>,
}

impl Words {
    /// Takes in letters and keeps those that are certainly words. When the base64 of a picture begins after some of
    /// them, those after it are left alone, and their place is the answer.
    pub(super) fn take(&mut self, as_written: &[u8], meant: &[u8], keep: &mut dyn FnMut(&[u8])) -> Option<usize> {
        if as_written != meant || (self.start.is_empty() && !self.raw.is_empty()) {
            return self.take_escaped(as_written, meant, keep);
        }
        let mut at = 0;
        while at < meant.len() {
            if self.start.is_empty() {
                let next = memchr::memchr(b'd', &meant[at..]).map_or(meant.len(), |next| at + next);
                self.before = meant[at..next].last().copied().or(self.before);
                keep(&as_written[at..next]);
                at = next;
            }
            let letter = meant.get(at)?;
            at += 1;
            self.start.push(*letter);
            self.raw.push(*letter);
            match begins_after(&self.start) {
                Some(true) => return Some(at),
                Some(false) => {
                    // The letter that does not fit may be the beginning of another one.
                    let again = *letter == b'd';
                    at -= usize::from(again);
                    self.start.truncate(self.start.len() - usize::from(again));
                    self.raw.truncate(self.raw.len() - usize::from(again));
                    self.are_words(keep);
                }
                None => {}
            }
        }
        None
    }

    /// A letter that was escaped; no `data:` URL begins with one.
    fn take_escaped(&mut self, as_written: &[u8], meant: &[u8], keep: &mut dyn FnMut(&[u8])) -> Option<usize> {
        self.raw.extend_from_slice(as_written);
        let was_open = !self.start.is_empty();
        self.start.extend_from_slice(meant);
        let begins = begins_after(&self.start).filter(|begins| was_open || !begins);
        match begins {
            Some(true) => return Some(meant.len()),
            None if was_open => {}
            Some(false) | None => self.are_words(keep),
        }
        None
    }

    /// The beginning of an escape.
    pub(super) fn take_raw(&mut self, raw: &[u8]) {
        self.raw.extend_from_slice(raw);
    }

    fn are_words(&mut self, keep: &mut dyn FnMut(&[u8])) {
        keep(&self.raw);
        self.raw.clear();
        self.before = self.start.last().copied().or(self.before);
        self.start.clear();
    }

    /// What is left when the words end.
    pub(super) fn rest(&self) -> &[u8] {
        &self.raw
    }

    /// What stands before the picture that begins.
    pub(super) const fn opening(&self) -> Opening {
        Opening::after(self.before)
    }

    /// Words that go on after a picture.
    pub(super) fn after_a_picture() -> Self {
        Self {
            before: Some(b' '),
            ..Self::default()
        }
    }
}

/// Whether the base64 of a picture begins after these letters; `None` while that is open.
fn begins_after(letters: &[u8]) -> Option<bool> {
    let known = letters.len().min(WORD.len());
    if letters[..known] != WORD[..known] || letters.len() > LONGEST {
        return Some(false);
    }
    match letters.last() {
        Some(b',') => Some(letters.ends_with(b";base64,")),
        Some(letter) if known < WORD.len() || letter.is_ascii_alphanumeric() || b"/.+-_;=".contains(letter) => None,
        _ => Some(false),
    }
}

/// What stands before the `data:` URL of a picture in words, which tells where it may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing: it is all that the words hold, or their beginning.
    Start,
    /// A bracket or a quote, which will be closed.
    Bracket,
    /// Other words.
    Words,
}

impl Opening {
    const fn after(letter: Option<u8>) -> Self {
        match letter {
            None => Self::Start,
            Some(b'(' | b'<' | b'[' | b'"' | b'\'' | b'`') => Self::Bracket,
            Some(_) => Self::Words,
        }
    }

    /// How many of these letters still belong to the picture; `padded` is whether its last `=` has come.
    pub(super) fn belonging(self, letters: &[u8], padded: bool) -> usize {
        let breaks = match self {
            Self::Bracket => true,
            Self::Start => !padded,
            Self::Words => false,
        };
        let is_foreign = |letter: &u8| !(is_base64(*letter) || breaks && matches!(letter, b'\r' | b'\n'));
        letters.iter().position(is_foreign).unwrap_or(letters.len())
    }
}
