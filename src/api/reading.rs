//! Reads a spooled answer: pictures to a sink, the rest as plain values.

use std::io::{self, Read, Seek, SeekFrom};

use super::{
    Answer, Head, Link, Picture, PictureSink,
    magic::{begins, is_data_url, is_picture, is_picture_in_base64},
    plain::Reader,
};
use crate::domain::Redactor;

/// So much of an answer tells what it is.
const TELLING: u64 = 4096;

/// Reads an answer of any kind: JSON, an event stream, or a bare picture. What it is is told by its first bytes,
/// because content types lie (images-api.md §13.1). `asked` is how many pictures were asked for: of the unfinished
/// pictures of a stream no more are taken than are missing.
pub fn read_answer<S: Read + Seek>(
    spool: &mut S,
    head: &Head,
    redactor: &Redactor,
    asked: u32,
    sink: &mut dyn PictureSink,
) -> io::Result<Answer> {
    let (from, start) = beginning(spool)?;
    spool.seek(SeekFrom::Start(from))?;
    let reader = Reader { head, redactor };
    match Kind::of(&start, head) {
        Kind::Picture => bare_picture(spool, sink),
        Kind::Json => reader.json(spool, sink),
        Kind::Letters => {
            // Letters without quotes are read as a string is.
            let quoted = b"\"".chain(spool).chain(&b"\""[..]);
            reader.json(quoted, sink)
        }
        Kind::Link => Ok(Answer {
            links: vec![Link {
                url: String::from_utf8_lossy(start.trim_ascii_end()).into_owned(),
                revised_prompt: None,
            }],
            json: Some(start),
            ..Answer::default()
        }),
        Kind::Stream => reader.stream(spool, asked, sink),
        Kind::Other => Ok(Answer {
            fault: Some(reader.no_json(&start)),
            ..Answer::default()
        }),
    }
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Picture,
    Json,
    Stream,
    /// Nothing but base64 or a `data:` URL.
    Letters,
    /// Nothing but a link.
    Link,
    Other,
}

impl Kind {
    /// By its first bytes, behind white space.
    fn of(start: &[u8], head: &Head) -> Self {
        let is_image_type = head.content_type.starts_with("image/");
        let is_link = (begins(start, b"https://") || begins(start, b"http://"))
            && !start.trim_ascii_end().iter().any(u8::is_ascii_whitespace)
            && (start.len() as u64) < TELLING;
        if is_picture(start) {
            Self::Picture
        } else if matches!(start.first(), Some(b'{' | b'[' | b'"')) {
            Self::Json
        } else if is_picture_in_base64(start) || is_data_url(start) && begins(&start[5..], b"image/") {
            Self::Letters
        } else if is_link {
            Self::Link
        } else if is_stream(start) || head.content_type == "text/event-stream" {
            Self::Stream
        } else if (is_image_type && !start.starts_with(b"<") && !start.is_empty()) || start.contains(&0) {
            // A picture of a kind that is not known here is one all the same.
            Self::Picture
        } else {
            Self::Other
        }
    }
}

/// Whether a text begins as an event stream does.
pub(super) fn is_stream(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    [&b"data:"[..], b"event:", b"id:", b"retry:", b":"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// Where the answer begins, past a byte order mark and the white space with which some servers keep a line open, and
/// its first bytes.
fn beginning<S: Read + Seek>(spool: &mut S) -> io::Result<(u64, Vec<u8>)> {
    let mut from = 0;
    loop {
        spool.seek(SeekFrom::Start(from))?;
        let mut start = Vec::new();
        spool.by_ref().take(TELLING).read_to_end(&mut start)?;
        let marked = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
        let text = marked.trim_ascii_start();
        let skipped = (start.len() - text.len()) as u64;
        if skipped == 0 || start.is_empty() {
            return Ok((from, start));
        }
        from += skipped;
    }
}

fn bare_picture<S: Read>(spool: &mut S, sink: &mut dyn PictureSink) -> io::Result<Answer> {
    sink.start(0)?;
    let mut piece = vec![0; 64 * 1024];
    loop {
        match spool.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => sink.bytes(&piece[..n])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    sink.finish(true)?;
    Ok(Answer {
        pictures: vec![Picture {
            whole: true,
            ..Picture::default()
        }],
        json: Some(b"\"(picture 0)\"".to_vec()),
        ..Answer::default()
    })
}

#[cfg(test)]
mod tests;
