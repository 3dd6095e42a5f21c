//! Reads one string of an answer's JSON: a picture, words, or words with pictures in them.

use std::io;

use super::{
    base64_pieces::Base64Pieces,
    embedded::{Opening, Words},
    magic::is_data_url,
    outlet::Outlet,
    place::{Level, Place, pointer, verdict},
    scanned::{Found, Scanned},
};

/// Where the parts of a string go.
pub(super) struct Out<'a, 'b> {
    pub outlet: &'a mut Outlet<'b>,
    pub scanned: &'a mut Scanned,
    pub levels: &'a [Level],
}

enum Mode {
    /// A string whose first letters will tell what it is: as they came, and unescaped.
    Unsure {
        place: Place,
        raw: Vec<u8>,
        letters: Vec<u8>,
    },
    Words(Words),
    Picture(Base64Pieces),
    /// A picture in the middle of words; `raw` is the beginning of an escape that may belong to the words after it.
    Embedded {
        decoder: Base64Pieces,
        opening: Opening,
        raw: Vec<u8>,
    },
    Closed,
}

#[derive(Clone, Copy)]
enum Escape {
    None,
    Slash,
    Hex { digits: u8, value: u32 },
}

/// A string whose opening quote has come.
pub(super) struct StringValue {
    mode: Mode,
    escape: Escape,
}

impl StringValue {
    pub(super) const fn at(place: Place) -> Self {
        let mode = Mode::Unsure {
            place,
            raw: Vec::new(),
            letters: Vec::new(),
        };
        let escape = Escape::None;
        Self { mode, escape }
    }

    pub(super) const fn is_closed(&self) -> bool {
        matches!(self.mode, Mode::Closed)
    }

    /// Takes in the next bytes, run by run because some servers escape every slash; says how many it took.
    pub(super) fn feed(&mut self, bytes: &[u8], out: &mut Out<'_, '_>) -> io::Result<usize> {
        match self.escape {
            Escape::None => {
                let at = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
                if at > 0 {
                    self.letters(&bytes[..at], &bytes[..at], out)?;
                }
                match bytes.get(at) {
                    Some(b'"') => self.close(out)?,
                    Some(_) => {
                        self.escape = Escape::Slash;
                        self.raw(b"\\");
                    }
                    None => {}
                }
                Ok((at + 1).min(bytes.len()))
            }
            Escape::Slash => {
                self.escape = Escape::None;
                let meant = match bytes[0] {
                    b'u' => {
                        self.escape = Escape::Hex { digits: 0, value: 0 };
                        self.raw(b"u");
                        return Ok(1);
                    }
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' | b'b' | b'f' => b' ',
                    other => other,
                };
                self.letters(&bytes[..1], &[meant], out)?;
                Ok(1)
            }
            Escape::Hex { digits, value } => {
                let digit = char::from(bytes[0]).to_digit(16).unwrap_or(0);
                let value = value << 4 | digit;
                if digits < 3 {
                    let digits = digits + 1;
                    self.escape = Escape::Hex { digits, value };
                    self.raw(&bytes[..1]);
                } else {
                    self.escape = Escape::None;
                    let mut buffer = [0; 4];
                    let meant = char::from_u32(value).unwrap_or('\u{fffd}').encode_utf8(&mut buffer);
                    self.letters(&bytes[..1], meant.as_bytes(), out)?;
                }
                Ok(1)
            }
        }
    }

    /// The answer ended inside the string.
    pub(super) fn cut(&mut self, out: &mut Out<'_, '_>) -> io::Result<()> {
        self.ended(false, out)
    }

    /// Letters as they stand in the JSON, where they stand for no letter of their own.
    fn raw(&mut self, bytes: &[u8]) {
        match &mut self.mode {
            Mode::Unsure { raw, .. } | Mode::Embedded { raw, .. } => raw.extend_from_slice(bytes),
            Mode::Words(words) => words.take_raw(bytes),
            Mode::Picture(_) | Mode::Closed => {}
        }
    }

    fn letters(&mut self, as_written: &[u8], meant: &[u8], out: &mut Out<'_, '_>) -> io::Result<()> {
        let mut from = 0;
        while from < meant.len() {
            // An escaped letter is one in the JSON, however many bytes it means.
            let written = as_written.get(from..).unwrap_or_default();
            from += self.some(written, &meant[from..], out)?;
        }
        Ok(())
    }

    /// Takes in letters until the string becomes something else; says how many of `meant` it took.
    fn some(&mut self, as_written: &[u8], meant: &[u8], out: &mut Out<'_, '_>) -> io::Result<usize> {
        match &mut self.mode {
            Mode::Picture(decoder) => out.outlet.feed(decoder, meant)?,
            Mode::Unsure { place, raw, letters } => {
                raw.extend_from_slice(as_written);
                letters.extend_from_slice(meant);
                if let Some(is_picture) = verdict(*place, letters, false) {
                    self.decided(is_picture, out)?;
                }
            }
            Mode::Words(words) => {
                let begun = words.take(as_written, meant, &mut |text| out.scanned.keep(text));
                if let Some(at) = begun {
                    let opening = words.opening();
                    self.mode = Mode::Embedded {
                        decoder: Base64Pieces::default(),
                        opening,
                        raw: Vec::new(),
                    };
                    return Ok(at);
                }
            }
            Mode::Embedded { decoder, opening, raw } => {
                let mine = opening.belonging(meant, decoder.is_padded());
                out.outlet.feed_all(decoder, &meant[..mine])?;
                if mine == meant.len() {
                    raw.clear();
                    return Ok(mine);
                }
                let mut words = Words::after_a_picture();
                words.take_raw(raw);
                let ended = std::mem::replace(&mut self.mode, Mode::Words(words));
                if let Mode::Embedded { decoder, .. } = ended {
                    out.picture_ended(decoder, true)?;
                }
                return Ok(mine);
            }
            Mode::Closed => {}
        }
        Ok(meant.len())
    }

    /// The string turned out to be a picture, or words.
    fn decided(&mut self, is_picture: bool, out: &mut Out<'_, '_>) -> io::Result<()> {
        let words = Mode::Words(Words::default());
        let Mode::Unsure { raw, letters, .. } = std::mem::replace(&mut self.mode, words) else {
            return Ok(());
        };
        if is_picture {
            let is_url = is_data_url(letters.trim_ascii_start());
            let mut decoder = if is_url {
                Base64Pieces::of_data_url()
            } else {
                Base64Pieces::default()
            };
            out.outlet.feed(&mut decoder, &letters)?;
            self.mode = Mode::Picture(decoder);
            return Ok(());
        }
        // Read once more from its first letter, because a picture may begin in the middle of words.
        let mut rest = raw.as_slice();
        while !rest.is_empty() {
            let used = self.feed(rest, out)?;
            rest = &rest[used..];
        }
        Ok(())
    }

    /// The closing quote.
    fn close(&mut self, out: &mut Out<'_, '_>) -> io::Result<()> {
        if let Mode::Unsure { place, letters, .. } = &self.mode {
            let is_picture = verdict(*place, letters, true) == Some(true);
            self.decided(is_picture, out)?;
        }
        self.ended(true, out)?;
        out.scanned.keep(b"\"");
        Ok(())
    }

    fn ended(&mut self, closed: bool, out: &mut Out<'_, '_>) -> io::Result<()> {
        match std::mem::replace(&mut self.mode, Mode::Closed) {
            Mode::Picture(decoder) => out.picture_ended(decoder, closed)?,
            Mode::Embedded { decoder, raw, .. } => {
                out.picture_ended(decoder, closed)?;
                out.scanned.keep(&raw);
            }
            Mode::Words(words) => out.scanned.keep(words.rest()),
            Mode::Unsure { raw, .. } => out.scanned.keep(&raw),
            Mode::Closed => {}
        }
        Ok(())
    }
}

impl Out<'_, '_> {
    fn picture_ended(&mut self, decoder: Base64Pieces, closed: bool) -> io::Result<()> {
        let Some(ended) = self.outlet.end(decoder, closed)? else {
            self.scanned.keep(b"(no picture)");
            return Ok(());
        };
        self.scanned.keep(format!("(picture {})", ended.number).as_bytes());
        self.scanned.found.push(Found {
            pointer: pointer(self.levels),
            whole: ended.whole,
            known: ended.known,
        });
        Ok(())
    }
}
