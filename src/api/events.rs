//! Finds the events of a stream, and reads the data of one (images-api.md §8).

use std::{
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Take},
    ops::Range,
};

/// Finds where events begin and end, in time linear in their length whatever the cutting.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    at: u64,
    line_start: u64,
    event: Option<u64>,
    line_has_text: bool,
}

impl Splitter {
    /// Takes in the next bytes and tells of every event that ends in them, as its place in the stream.
    pub(super) fn feed(&mut self, bytes: &[u8], ended: &mut dyn FnMut(Range<u64>)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let newline = memchr::memchr(b'\n', rest);
            let line = &rest[..newline.unwrap_or(rest.len())];
            if !self.line_has_text && line.iter().any(|byte| *byte != b'\r') {
                self.line_has_text = true;
                self.event.get_or_insert(self.line_start);
            }
            let used = newline.map_or(rest.len(), |at| at + 1);
            self.at += used as u64;
            rest = &rest[used..];
            if newline.is_none() {
                return;
            }
            self.line_start = self.at;
            if !std::mem::take(&mut self.line_has_text)
                && let Some(start) = self.event.take()
            {
                ended(start..self.at);
            }
        }
    }

    /// The event that the end of the stream cut or closed.
    fn last(self) -> Option<Range<u64>> {
        self.event.map(|start| start..self.at)
    }
}

/// Every event of a stream, the unfinished last one too.
pub(super) fn all<S: Read + Seek>(spool: &mut S) -> io::Result<Vec<Range<u64>>> {
    spool.seek(SeekFrom::Start(0))?;
    let mut splitter = Splitter::default();
    let mut found = Vec::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match spool.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => splitter.feed(&piece[..n], &mut |range| found.push(range)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    found.extend(splitter.last());
    Ok(found)
}

/// The data of one event: its `data:` lines without that word, joined by newlines.
pub(super) fn data<'a, S: Read + Seek>(spool: &'a mut S, event: &Range<u64>) -> io::Result<Data<&'a mut S>> {
    spool.seek(SeekFrom::Start(event.start))?;
    Ok(Data {
        lines: BufReader::with_capacity(64 * 1024, Read::take(spool, event.end - event.start)),
        line: Line::Start(0),
    })
}

#[derive(Debug, Clone, Copy)]
enum Line {
    /// That many letters of `data:` have been met.
    Start(usize),
    Data,
    Other,
}

/// Reads the data of one event.
#[derive(Debug)]
pub(super) struct Data<S> {
    lines: BufReader<Take<S>>,
    line: Line,
}

impl<S: Read> Read for Data<S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        const WORD: &[u8] = b"data:";
        loop {
            let bytes = self.lines.fill_buf()?;
            let Some(first) = bytes.first() else {
                return Ok(0);
            };
            let line = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
            let ended = bytes[line - 1] == b'\n';
            match self.line {
                Line::Start(met) if met == WORD.len() => {
                    self.line = Line::Data;
                    if *first == b' ' {
                        self.lines.consume(1);
                    }
                }
                Line::Start(met) if *first == WORD[met] => {
                    self.line = Line::Start(met + 1);
                    self.lines.consume(1);
                }
                Line::Start(_) => self.line = Line::Other,
                Line::Data => {
                    let n = line.min(out.len());
                    out[..n].copy_from_slice(&bytes[..n]);
                    self.lines.consume(n);
                    if ended && n == line {
                        self.line = Line::Start(0);
                    }
                    return Ok(n);
                }
                Line::Other => {
                    self.lines.consume(line);
                    if ended {
                        self.line = Line::Start(0);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn events(text: &str) -> Vec<String> {
        let mut spool = Cursor::new(text.as_bytes());
        let ranges = all(&mut spool).unwrap();
        let read = |range| {
            let mut out = String::new();
            data(&mut spool, &range).unwrap().read_to_string(&mut out).unwrap();
            out.trim_end().to_owned()
        };
        ranges.into_iter().map(read).collect()
    }

    #[test]
    fn events_are_read_whatever_their_lines_look_like() {
        for (text, found) in [
            (
                "event: a\ndata: {\"x\":1}\n\ndata: [DONE]\n\n",
                vec!["{\"x\":1}", "[DONE]"],
            ),
            ("data:{}\r\n\r\n: ping\r\n\r\ndata: 2\r\n\r\n", vec!["{}", "", "2"]),
            ("\n\n\ndata: a\ndata: b\nid: 7\n\n", vec!["a\nb"]),
            ("data: cut", vec!["cut"]),
            ("dat: x\ndatabase: y\n\n", vec![""]),
            ("", vec![]),
        ] {
            assert_eq!(events(text), found, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_cutting_finds_the_same_events(text in "(data: [a-z]{0,9}|event: x|:|)(\n|\r\n|\n\n){1,2}[a-z\n\r]{0,20}", cut in 1_usize..9) {
            let mut whole = Vec::new();
            Splitter::default().feed(text.as_bytes(), &mut |range| whole.push(range));
            let mut pieces = Vec::new();
            let mut splitter = Splitter::default();
            for piece in text.as_bytes().chunks(cut) {
                splitter.feed(piece, &mut |range| pieces.push(range));
            }
            prop_assert_eq!(whole, pieces);
        }
    }
}
