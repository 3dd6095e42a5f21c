//! Reads an answer's JSON once, from front to back, and hands its pictures on in pieces instead of holding them.

use std::io::{self, Read};

use super::{
    PictureSink,
    outlet::Outlet,
    place::{Level, place_of},
    scanned::Scanned,
    string_value::{Out, StringValue},
};

/// Deeper JSON is an attack, not an answer (faults.md §5, 54).
const DEEPEST: usize = 64;
const PIECE: usize = 64 * 1024;
/// No key of an answer is as long.
const LONGEST_KEY: usize = 256;

/// Scans to the end of the input; pictures are numbered from `first`.
pub(super) fn scan(input: &mut dyn Read, sink: &mut dyn PictureSink, first: u32) -> io::Result<Scanned> {
    scanned(input, Scanner::new(Some(sink), first))
}

/// Scans to the end of the input without handing its pictures on; whether their letters make sense is not known then.
pub(super) fn skim(input: &mut dyn Read) -> io::Result<Scanned> {
    scanned(input, Scanner::new(None, 0))
}

fn scanned(input: &mut dyn Read, mut scanner: Scanner<'_>) -> io::Result<Scanned> {
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
    Key { escaped: bool },
    Value(StringValue),
}

struct Scanner<'a> {
    outlet: Outlet<'a>,
    levels: Vec<Level>,
    mode: Mode,
    stopped: bool,
    scanned: Scanned,
}

impl<'a> Scanner<'a> {
    fn new(sink: Option<&'a mut dyn PictureSink>, first: u32) -> Self {
        Self {
            outlet: Outlet::new(sink, first),
            levels: Vec::new(),
            mode: Mode::Between,
            stopped: false,
            scanned: Scanned::default(),
        }
    }

    fn feed(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() && !self.stopped {
            let used = match &mut self.mode {
                Mode::Between => self.between(bytes),
                Mode::Key { escaped } => {
                    let escaped = std::mem::take(escaped);
                    self.key(bytes, escaped)
                }
                Mode::Value(value) => {
                    let used = value.feed(
                        bytes,
                        &mut Out {
                            outlet: &mut self.outlet,
                            scanned: &mut self.scanned,
                            levels: &self.levels,
                        },
                    )?;
                    if value.is_closed() {
                        self.mode = Mode::Between;
                        self.scanned.whole = self.levels.is_empty();
                    }
                    used
                }
            };
            bytes = &bytes[used..];
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<Scanned> {
        if let Mode::Value(value) = &mut self.mode {
            value.cut(&mut Out {
                outlet: &mut self.outlet,
                scanned: &mut self.scanned,
                levels: &self.levels,
            })?;
        }
        Ok(self.scanned)
    }

    /// Everything outside strings, up to and with the quote that opens the next one.
    fn between(&mut self, bytes: &[u8]) -> usize {
        let used = memchr::memchr(b'"', bytes).map_or(bytes.len(), |quote| quote + 1);
        self.scanned.keep(&bytes[..used]);
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
        self.scanned.whole = false;
        if let Some(Level::Object { key, at_key: true }) = self.levels.last_mut() {
            key.clear();
            return Mode::Key { escaped: false };
        }
        Mode::Value(StringValue::at(place_of(&self.levels)))
    }

    /// A key: kept as it is.
    fn key(&mut self, bytes: &[u8], escaped: bool) -> usize {
        let used = if escaped {
            1
        } else {
            memchr::memchr2(b'"', b'\\', bytes).map_or(bytes.len(), |at| at + 1)
        };
        let last = bytes.get(used - 1).filter(|_| !escaped);
        let ended = last == Some(&b'"');
        self.scanned.keep(&bytes[..used]);
        if let Some(Level::Object { key, .. }) = self.levels.last_mut() {
            let letters = &bytes[..used - usize::from(ended)];
            key.extend(letters.iter().take(LONGEST_KEY.saturating_sub(key.len())));
        }
        self.mode = if ended {
            Mode::Between
        } else {
            Mode::Key {
                escaped: last == Some(&b'\\'),
            }
        };
        used
    }
}

#[cfg(test)]
mod tests;
