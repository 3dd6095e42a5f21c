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
        line: Line::Start,
        field: Vec::new(),
        name: Vec::new(),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Before the colon.
    Start,
    /// After the colon of `data:`, where one space is passed over.
    Data {
        fresh: bool,
    },
    /// After the colon of `event:`.
    Name,
    Other,
}

/// Reads the data of one event.
#[derive(Debug)]
pub(super) struct Data<S> {
    lines: BufReader<Take<S>>,
    line: Line,
    field: Vec<u8>,
    name: Vec<u8>,
}

impl<S> Data<S> {
    /// What the event's `event:` line says, once all data has been read; empty where there is none.
    pub(super) fn name(&self) -> String {
        String::from_utf8_lossy(self.name.trim_ascii()).into_owned()
    }

    /// What a line is, by the letter that comes next and those before it.
    fn begun(&mut self, letter: u8) -> Line {
        const LONGEST: usize = 8;
        match letter {
            // Some servers leave the word out.
            b'{' if self.field.is_empty() => Line::Data { fresh: false },
            b':' => match self.field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.field) {
                b"data" => Line::Data { fresh: true },
                b"event" => Line::Name,
                _ => Line::Other,
            },
            _ if self.field.len() >= LONGEST => Line::Other,
            letter => {
                self.field.push(letter);
                Line::Start
            }
        }
    }
}

impl<S: Read> Read for Data<S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        const LONGEST_NAME: usize = 128;
        loop {
            let bytes = self.lines.fill_buf()?;
            let Some(first) = bytes.first().copied() else {
                return Ok(0);
            };
            let line = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
            let ended = bytes[line - 1] == b'\n';
            let (used, given) = match self.line {
                Line::Start if first == b'\n' => (1, 0),
                Line::Start => {
                    self.line = self.begun(first);
                    // A brace is data already.
                    let used = usize::from(self.line != Line::Data { fresh: false });
                    self.lines.consume(used);
                    continue;
                }
                Line::Data { fresh: true } => {
                    self.line = Line::Data { fresh: false };
                    self.lines.consume(usize::from(first == b' '));
                    continue;
                }
                Line::Data { fresh: false } => {
                    let n = line.min(out.len());
                    out[..n].copy_from_slice(&bytes[..n]);
                    (n, n)
                }
                Line::Name => {
                    let room = LONGEST_NAME.saturating_sub(self.name.len());
                    self.name.extend(bytes[..line].iter().take(room));
                    (line, 0)
                }
                Line::Other => (line, 0),
            };
            self.lines.consume(used);
            if ended && used == line {
                self.line = Line::Start;
                self.field.clear();
            }
            if given > 0 {
                return Ok(given);
            }
        }
    }
}

/// Notices, while a stream arrives, that everything asked for has come: a server may keep the line open after that.
#[derive(Debug)]
pub(super) struct Finish {
    wanted: u32,
    came: u32,
    done: bool,
    tail: Vec<u8>,
    at: u64,
    marks: Vec<(u64, bool)>,
}

impl Finish {
    const COMPLETED: [&'static [u8]; 2] = [b"image_generation.completed\"", b"image_edit.completed\""];
    const DONE: &'static [u8] = b"[DONE]";
    /// An event that says nothing else is no longer than this.
    const LONGEST_DONE: u64 = 32;

    /// So many finished pictures are wanted.
    pub(super) const fn after(wanted: u32) -> Self {
        Self {
            wanted,
            came: 0,
            done: false,
            tail: Vec::new(),
            at: 0,
            marks: Vec::new(),
        }
    }

    /// Takes in the next bytes of the stream.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        const LONGEST: usize = 32;
        // A mark may lie across two pieces: only so much of the second matters for that.
        let seam = self.tail.len();
        self.tail.extend_from_slice(&bytes[..bytes.len().min(LONGEST)]);
        let begins = self.at - seam as u64;
        if may_hold_marks(&self.tail) || may_hold_marks(bytes) {
            let across = marks_in(&self.tail).filter(|(from, to, _)| *from < seam && *to > seam);
            let whole = marks_in(bytes).map(|(from, to, done)| (from + seam, to + seam, done));
            let found = across.chain(whole).map(|(from, _, done)| (begins + from as u64, done));
            self.marks.extend(found);
        }
        self.at += bytes.len() as u64;
        if bytes.len() >= LONGEST {
            self.tail.clear();
            self.tail.extend_from_slice(&bytes[bytes.len() - LONGEST..]);
        } else {
            let more = self.tail.len().saturating_sub(LONGEST);
            self.tail.drain(..more);
        }
    }

    /// An event has ended.
    pub(super) fn ended(&mut self, event: &Range<u64>) {
        for (at, done) in &self.marks {
            if event.contains(at) && *done {
                self.done |= event.end - event.start <= Self::LONGEST_DONE;
            } else if event.contains(at) {
                self.came += 1;
            }
        }
        self.marks.retain(|(at, _)| *at >= event.end);
    }

    /// Whether nothing more is to be waited for.
    pub(super) const fn is_reached(&self) -> bool {
        self.done || self.came >= self.wanted
    }
}

/// Whether a closer look is worth it: base64, which is nearly all of a stream, has none of these letters.
fn may_hold_marks(bytes: &[u8]) -> bool {
    memchr::memchr2(b'.', b'[', bytes).is_some()
}

/// The marks of a piece of a stream: from where to where, and whether it is the last word.
fn marks_in(bytes: &[u8]) -> impl Iterator<Item = (usize, usize, bool)> {
    let [generated, edited] = Finish::COMPLETED;
    [(generated, false), (edited, false), (Finish::DONE, true)]
        .into_iter()
        .flat_map(move |(mark, done)| memchr::memmem::find_iter(bytes, mark).map(move |at| (at, at + mark.len(), done)))
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
            ("\u{feff}data: bom\n\n", vec!["bom"]),
            ("{\"a\":1}\n\n", vec!["{\"a\":1}"]),
            ("event: data\ndata:  x\n\n", vec![" x"]),
            ("dat: x\ndatabase: y\n\n", vec![""]),
            ("", vec![]),
        ] {
            assert_eq!(events(text), found, "{text:?}");
        }
    }

    #[test]
    fn the_name_of_an_event_is_known_once_it_was_read() {
        for (text, name) in [
            ("event: image_edit.completed\r\ndata: 1\r\n\r\n", "image_edit.completed"),
            ("data: 1\nevent:late\n\n", "late"),
            ("data: 1\n\n", ""),
        ] {
            let mut spool = Cursor::new(text.as_bytes());
            let event = all(&mut spool).unwrap().remove(0);
            let mut data = data(&mut spool, &event).unwrap();
            data.read_to_end(&mut Vec::new()).unwrap();
            assert_eq!(data.name(), name, "{text:?}");
        }
    }

    #[test]
    fn the_end_is_noticed_however_it_is_cut() {
        let partial = "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"iVBOR\"}\n\n";
        let done = "data: {\"b64_json\":\"iVBOR\",\"type\":\"image_generation.completed\"}\n\n";
        for (text, wanted, reached) in [
            (format!("{partial}{done}"), 1, true),
            (format!("{partial}{done}{partial}"), 2, false),
            (format!("{done}{done}"), 2, true),
            (format!("{done}data: [DONE]\n\n"), 2, true),
            (done.trim_end().to_owned(), 1, false),
            (
                "data: {\"prompt\":\"write [DONE] on a wall, please\"}\n\n".to_owned(),
                1,
                false,
            ),
        ] {
            for cut in [1, 3, 7, 31, 32, 33, 1000] {
                let (mut splitter, mut finish) = (Splitter::default(), Finish::after(wanted));
                for piece in text.as_bytes().chunks(cut) {
                    finish.feed(piece);
                    splitter.feed(piece, &mut |event| finish.ended(&event));
                }
                assert_eq!(finish.is_reached(), reached, "{text} in pieces of {cut}");
            }
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
