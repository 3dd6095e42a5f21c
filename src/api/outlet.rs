//! Numbers the pictures of an answer and hands their bytes on as they are decoded.

use std::io;

use super::{PictureSink, base64_pieces::Base64Pieces, magic::is_picture};

/// So many bytes tell whether a picture is one.
const TELLING: usize = 64;

/// The way from a decoder to the sink. A picture begins with its first byte: one without any is none.
pub(super) struct Outlet<'a> {
    /// Nothing for a look at an answer, which decodes no more of a picture than tells what it is.
    sink: Option<&'a mut dyn PictureSink>,
    next: u32,
    start: Vec<u8>,
}

/// How a picture ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    pub number: u32,
    /// It came whole.
    pub whole: bool,
    /// It begins as a picture does.
    pub known: bool,
}

impl<'a> Outlet<'a> {
    /// Pictures are numbered from `first`.
    pub(super) const fn new(sink: Option<&'a mut dyn PictureSink>, first: u32) -> Self {
        Self {
            sink,
            next: first,
            start: Vec::new(),
        }
    }

    pub(super) fn feed(&mut self, decoder: &mut Base64Pieces, letters: &[u8]) -> io::Result<()> {
        if self.sink.is_none() && self.start.len() >= TELLING {
            return Ok(());
        }
        decoder.feed(letters, &mut |bytes| self.hand_on(bytes))
    }

    /// The same for a picture in the middle of words, whose decoder must see every letter to know its end.
    pub(super) fn feed_all(&mut self, decoder: &mut Base64Pieces, letters: &[u8]) -> io::Result<()> {
        decoder.feed(letters, &mut |bytes| self.hand_on(bytes))
    }

    /// `closed` means that its string ended by itself; nothing when there was no picture.
    pub(super) fn end(&mut self, decoder: Base64Pieces, closed: bool) -> io::Result<Option<Ended>> {
        let sound = decoder.finish(&mut |bytes| self.hand_on(bytes))?;
        if self.start.is_empty() {
            return Ok(None);
        }
        let ended = Ended {
            number: self.next,
            whole: sound && closed,
            known: is_picture(&self.start),
        };
        self.start.clear();
        self.next += 1;
        if let Some(sink) = &mut self.sink {
            sink.finish(ended.whole)?;
        }
        Ok(Some(ended))
    }

    fn hand_on(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        if let Some(sink) = self.sink.as_mut().filter(|_| self.start.is_empty()) {
            sink.start(self.next)?;
        }
        let room = TELLING - self.start.len().min(TELLING);
        self.start.extend_from_slice(&bytes[..room.min(bytes.len())]);
        self.sink.as_mut().map_or(Ok(()), |sink| sink.bytes(bytes))
    }
}
