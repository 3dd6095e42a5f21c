//! Reads an answer's JSON once, from front to back, and hands its pictures on in pieces instead of holding them.

use std::io::{self, Read};

use super::{
    PictureSink,
    base64_pieces::Base64Pieces,
    place::{Level, Place, is_data_url, place_of, pointer, verdict},
};

/// Deeper JSON is an attack, not an answer (faults.md §5, 54).
const DEEPEST: usize = 64;
/// More text than this beside the pictures is not kept in memory.
const MOST_TEXT: usize = 8 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// A picture that was handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it was, as a JSON pointer.
    pub pointer: String,
    /// It came whole.
    pub whole: bool,
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
}

/// Scans to the end of the input; pictures are numbered from `first`.
pub(super) fn scan(input: &mut dyn Read, sink: &mut dyn PictureSink, first: u32) -> io::Result<Scanned> {
    let mut scanner = Scanner::new(sink, first);
    let mut piece = vec![0; PIECE];
    loop {
        match input.read(&mut piece) {
            Ok(0) => return scanner.finish(),
            Ok(n) => scanner.feed(&piece[..n])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

enum Mode {
    Between,
    Key,
    Text,
    /// A string whose first letters will tell what it is: as they came, and unescaped.
    Unsure {
        place: Place,
        raw: Vec<u8>,
        letters: Vec<u8>,
    },
    Picture(Base64Pieces),
}

#[derive(Clone, Copy)]
enum Escape {
    None,
    Slash,
    Hex { digits: u8, value: u32 },
}

struct Scanner<'a> {
    sink: &'a mut dyn PictureSink,
    next: u32,
    levels: Vec<Level>,
    mode: Mode,
    escape: Escape,
    stopped: bool,
    scanned: Scanned,
}

impl<'a> Scanner<'a> {
    fn new(sink: &'a mut dyn PictureSink, first: u32) -> Self {
        Self {
            sink,
            next: first,
            levels: Vec::new(),
            mode: Mode::Between,
            escape: Escape::None,
            stopped: false,
            scanned: Scanned::default(),
        }
    }

    fn feed(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() && !self.stopped {
            let used = match self.mode {
                Mode::Between => self.between(bytes),
                Mode::Key | Mode::Text => self.text(bytes),
                Mode::Unsure { .. } | Mode::Picture(_) => self.string(bytes)?,
            };
            bytes = &bytes[used..];
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<Scanned> {
        if let Mode::Picture(decoder) = std::mem::replace(&mut self.mode, Mode::Between) {
            self.picture_ended(decoder, false)?;
        } else if let Mode::Unsure { raw, .. } = &self.mode {
            let raw = raw.clone();
            self.keep(&raw);
        }
        Ok(self.scanned)
    }

    fn keep(&mut self, text: &[u8]) {
        if self.scanned.json.len() + text.len() > MOST_TEXT {
            self.stopped = true;
            self.scanned.whole = false;
        } else {
            self.scanned.json.extend_from_slice(text);
        }
    }

    /// Everything outside strings, up to and with the quote that opens the next one.
    fn between(&mut self, bytes: &[u8]) -> usize {
        let used = memchr::memchr(b'"', bytes).map_or(bytes.len(), |quote| quote + 1);
        self.keep(&bytes[..used]);
        for byte in &bytes[..used] {
            match byte {
                b'{' => self.levels.push(Level::Object {
                    key: Vec::new(),
                    at_key: true,
                }),
                b'[' => self.levels.push(Level::Array { index: 0 }),
                b'}' | b']' => {
                    self.levels.pop();
                    self.scanned.whole = self.levels.is_empty();
                }
                b',' | b':' => match self.levels.last_mut() {
                    Some(Level::Object { at_key, .. }) => *at_key = *byte == b',',
                    Some(Level::Array { index }) => *index += 1,
                    None => {}
                },
                b'"' => self.mode = self.opened(),
                _ => {}
            }
            self.stopped |= self.levels.len() > DEEPEST;
        }
        used
    }

    fn opened(&mut self) -> Mode {
        if let Some(Level::Object { key, at_key: true }) = self.levels.last_mut() {
            key.clear();
            return Mode::Key;
        }
        match place_of(&self.levels) {
            Some(place) => Mode::Unsure {
                place,
                raw: Vec::new(),
                letters: Vec::new(),
            },
            None => Mode::Text,
        }
    }

    /// Keys and ordinary strings: kept as they are.
    fn text(&mut self, bytes: &[u8]) -> usize {
        let used = match self.escape {
            Escape::None => memchr::memchr2(b'"', b'\\', bytes).map_or(bytes.len(), |at| at + 1),
            Escape::Slash | Escape::Hex { .. } => 1,
        };
        let ended = matches!(self.escape, Escape::None) && bytes[used - 1] == b'"';
        let opens_escape = matches!(self.escape, Escape::None) && bytes[used - 1] == b'\\';
        self.escape = if opens_escape { Escape::Slash } else { Escape::None };
        self.keep(&bytes[..used]);
        if let (Mode::Key, Some(Level::Object { key, .. })) = (&self.mode, self.levels.last_mut()) {
            key.extend_from_slice(&bytes[..used - usize::from(ended)]);
        }
        if ended {
            self.mode = Mode::Between;
        }
        used
    }

    /// A string that is or may be a picture, unescaped run by run: some servers escape every slash.
    fn string(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.escape {
            Escape::None => {
                let at = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
                if at > 0 {
                    self.letters(&bytes[..at], &bytes[..at])?;
                }
                match bytes.get(at) {
                    Some(b'"') if !matches!(self.mode, Mode::Text) => self.closed()?,
                    Some(b'\\') => self.escape = Escape::Slash,
                    // The string has turned out to be text, which reads its end itself.
                    Some(_) => return Ok(at),
                    None => {}
                }
                if matches!(bytes.get(at), Some(b'\\')) {
                    self.raw(b"\\");
                }
                Ok((at + 1).min(bytes.len()))
            }
            Escape::Slash => {
                self.escape = Escape::None;
                let byte = bytes[0];
                if byte == b'u' {
                    self.escape = Escape::Hex { digits: 0, value: 0 };
                    self.raw(b"u");
                } else {
                    let meant = match byte {
                        b'n' | b'r' | b't' | b'b' | b'f' => b' ',
                        other => other,
                    };
                    self.letters(&[byte], &[meant])?;
                }
                Ok(1)
            }
            Escape::Hex { digits, value } => {
                let digit = char::from(bytes[0]).to_digit(16).unwrap_or(0);
                let value = value << 4 | digit;
                if digits < 3 {
                    self.escape = Escape::Hex {
                        digits: digits + 1,
                        value,
                    };
                    self.raw(&bytes[..1]);
                } else {
                    self.escape = Escape::None;
                    let mut buffer = [0; 4];
                    let meant = char::from_u32(value).unwrap_or('\u{fffd}').encode_utf8(&mut buffer);
                    self.letters(&bytes[..1], meant.as_bytes())?;
                }
                Ok(1)
            }
        }
    }

    /// Letters as they stand in the JSON, where they stand for no letter of their own.
    fn raw(&mut self, bytes: &[u8]) {
        match &mut self.mode {
            Mode::Unsure { raw, .. } => raw.extend_from_slice(bytes),
            Mode::Text => self.keep(bytes),
            Mode::Between | Mode::Key | Mode::Picture(_) => {}
        }
    }

    fn letters(&mut self, as_written: &[u8], meant: &[u8]) -> io::Result<()> {
        match &mut self.mode {
            Mode::Picture(decoder) => {
                let sink = &mut *self.sink;
                decoder.feed(meant, &mut |bytes| sink.bytes(bytes))
            }
            Mode::Unsure { place, raw, letters } => {
                raw.extend_from_slice(as_written);
                letters.extend_from_slice(meant);
                match verdict(*place, letters, false) {
                    Some(is_picture) => self.decided(is_picture),
                    None => Ok(()),
                }
            }
            Mode::Text => {
                self.keep(as_written);
                Ok(())
            }
            Mode::Between | Mode::Key => Ok(()),
        }
    }

    /// The string turned out to be a picture, or text.
    fn decided(&mut self, is_picture: bool) -> io::Result<()> {
        let Mode::Unsure { raw, letters, .. } = std::mem::replace(&mut self.mode, Mode::Text) else {
            return Ok(());
        };
        if !is_picture {
            self.keep(&raw);
            return Ok(());
        }
        let mut decoder = if is_data_url(&letters) {
            Base64Pieces::of_data_url()
        } else {
            Base64Pieces::default()
        };
        self.sink.start(self.next)?;
        let sink = &mut *self.sink;
        decoder.feed(&letters, &mut |bytes| sink.bytes(bytes))?;
        self.mode = Mode::Picture(decoder);
        Ok(())
    }

    /// The closing quote of a string that is or may be a picture.
    fn closed(&mut self) -> io::Result<()> {
        if let Mode::Unsure { place, letters, .. } = &self.mode {
            let is_picture = verdict(*place, letters, true) == Some(true);
            self.decided(is_picture)?;
        }
        if let Mode::Picture(decoder) = std::mem::replace(&mut self.mode, Mode::Between) {
            self.picture_ended(decoder, true)?;
        }
        self.keep(b"\"");
        Ok(())
    }

    fn picture_ended(&mut self, decoder: Base64Pieces, closed: bool) -> io::Result<()> {
        let sink = &mut *self.sink;
        let sound = decoder.finish(&mut |bytes| sink.bytes(bytes))?;
        let whole = sound && closed;
        sink.finish(whole)?;
        let placeholder = format!("(picture {})", self.next);
        self.next += 1;
        let pointer = pointer(&self.levels);
        self.scanned.found.push(Found { pointer, whole });
        self.keep(placeholder.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
