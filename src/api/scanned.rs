//! What a scan leaves of an answer.

/// More text than this beside the pictures is not kept in memory.
const MOST_TEXT: usize = 8 * 1024 * 1024;

/// A picture that was handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it was, as a JSON pointer.
    pub pointer: String,
    /// It came whole.
    pub whole: bool,
    /// It begins as a picture does.
    pub known: bool,
}

/// What is left of an answer once its pictures are taken out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Scanned {
    /// The JSON, with `(picture N)` where a picture was.
    pub json: Vec<u8>,
    /// The pictures, in order.
    pub found: Vec<Found>,
    /// The outermost value was closed.
    pub whole: bool,
    /// There was more text than is kept, so that `json` is only its beginning.
    pub overflowed: bool,
}

impl Scanned {
    pub(super) fn keep(&mut self, text: &[u8]) {
        self.overflowed |= self.json.len() + text.len() > MOST_TEXT;
        if !self.overflowed {
            self.json.extend_from_slice(text);
        }
    }
}
