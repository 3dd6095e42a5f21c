//! Reads a spooled answer: pictures to a sink, the rest as plain values.

use std::io::{self, Read, Seek, SeekFrom};

use serde_json::Value;

use super::{
    ApiError, Head, Link, PictureSink, events,
    links::{links, revised_prompt},
    refusal::{excerpt, judged_inside},
    scanner::{Scanned, scan},
    sink::Nowhere,
};
use crate::domain::{Redactor, Usage, one_line};

/// What an answer says of a picture that it held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// It came whole.
    pub whole: bool,
    /// The prompt as the server rewrote it, byte for byte.
    pub revised_prompt: Option<String>,
}

/// An answer without its pictures.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The pictures that went to the sink, in order.
    pub pictures: Vec<Picture>,
    /// Pictures still to be fetched.
    pub links: Vec<Link>,
    /// The tokens reported.
    pub usage: Option<Usage>,
    /// What the server says it did: `size`, `quality`, `output_format`, `background`; safe to show.
    pub echoed: Vec<(String, String)>,
    /// When it was made, in seconds since 1970, where it says so.
    pub created: Option<i64>,
    /// The JSON with its pictures taken out; nothing when the answer was no JSON and is best kept as it came.
    pub json: Option<Vec<u8>>,
    /// What is wrong with it, if anything; pictures can have come all the same.
    pub fault: Option<ApiError>,
}

/// Reads an answer of any kind: JSON, an event stream, or a bare picture. What it is is told by its first bytes,
/// because content types lie (images-api.md §13.1).
pub fn read_answer<S: Read + Seek>(
    spool: &mut S,
    head: &Head,
    redactor: &Redactor,
    sink: &mut dyn PictureSink,
) -> io::Result<Answer> {
    spool.seek(SeekFrom::Start(0))?;
    let mut start = Vec::new();
    spool.by_ref().take(4096).read_to_end(&mut start)?;
    spool.seek(SeekFrom::Start(0))?;
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    let reader = Reader { head, redactor };
    if is_picture(&start) {
        return bare_picture(spool, sink);
    }
    match text.first() {
        Some(b'{' | b'[') => reader.json(spool, sink),
        _ if is_stream(text, head) => reader.stream(spool, sink),
        _ => Ok(Answer {
            fault: Some(reader.no_json(text)),
            ..Answer::default()
        }),
    }
}

fn is_picture(start: &[u8]) -> bool {
    matches!(
        start,
        [0x89, b'P', b'N', b'G', ..]
            | [0xff, 0xd8, 0xff, ..]
            | [b'G', b'I', b'F', b'8', ..]
            | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..]
    )
}

fn is_stream(text: &[u8], head: &Head) -> bool {
    head.content_type == "text/event-stream"
        || [&b"data:"[..], b"event:", b"id:", b"retry:", b":"]
            .iter()
            .any(|word| text.starts_with(word))
}

fn bare_picture<S: Read>(spool: &mut S, sink: &mut dyn PictureSink) -> io::Result<Answer> {
    sink.start(0)?;
    let mut piece = vec![0; 64 * 1024];
    loop {
        match spool.read(&mut piece)? {
            0 => break,
            n => sink.bytes(&piece[..n])?,
        }
    }
    sink.finish(true)?;
    Ok(Answer {
        pictures: vec![Picture {
            whole: true,
            revised_prompt: None,
        }],
        json: Some(b"\"(picture 0)\"".to_vec()),
        ..Answer::default()
    })
}

struct Reader<'a> {
    head: &'a Head,
    redactor: &'a Redactor,
}

impl Reader<'_> {
    fn safe(&self, text: &str) -> String {
        one_line(&self.redactor.clean(text)).chars().take(300).collect()
    }

    fn no_json(&self, text: &[u8]) -> ApiError {
        let words = self.safe(&excerpt(text));
        ApiError::Lost(if words.is_empty() {
            "the server answered with nothing".to_owned()
        } else {
            format!("the server answered with something that holds no picture: {words}")
        })
    }

    fn json<S: Read>(&self, spool: &mut S, sink: &mut dyn PictureSink) -> io::Result<Answer> {
        let scanned = scan(spool, sink, 0)?;
        let pictures = scanned.found.iter().map(|found| Picture {
            whole: found.whole,
            revised_prompt: None,
        });
        let mut answer = Answer {
            pictures: pictures.collect(),
            ..Answer::default()
        };
        match serde_json::from_str(&String::from_utf8_lossy(&scanned.json)) {
            Ok(value) => {
                self.take_in(&value, &scanned, &mut answer);
                answer.links = links(&value, &scanned);
                answer.fault = self.fault(&value, &answer);
            }
            Err(_) if scanned.whole => {
                answer.fault = Some(ApiError::Lost("the answer is no JSON from some point on".to_owned()));
            }
            Err(_) => answer.fault = Some(ApiError::Lost("the answer was cut before its end".to_owned())),
        }
        answer.json = Some(scanned.json);
        Ok(answer)
    }

    /// The plain values of one JSON object.
    fn take_in(&self, value: &Value, scanned: &Scanned, answer: &mut Answer) {
        let first = answer.pictures.len() - scanned.found.len();
        for (found, picture) in scanned.found.iter().zip(&mut answer.pictures[first..]) {
            let item = found.pointer.rsplit_once('/').map_or("", |(item, _)| item);
            picture.revised_prompt = value.pointer(item).and_then(revised_prompt);
        }
        for name in ["size", "quality", "output_format", "background"] {
            if let Some(text) = value.get(name).and_then(Value::as_str) {
                answer.echoed.retain(|(echoed, _)| echoed != name);
                answer.echoed.push((name.to_owned(), self.safe(text)));
            }
        }
        let created = value.get("created").or_else(|| value.get("created_at"));
        answer.created = answer.created.or_else(|| created.and_then(seconds));
        answer.usage = sum(answer.usage, value.get("usage").and_then(usage));
    }

    fn fault(&self, value: &Value, answer: &Answer) -> Option<ApiError> {
        if let Some(error) = value.get("error").filter(|error| !error.is_null()) {
            let said = judged_inside(error, self.head.clone(), self.redactor);
            return Some(ApiError::Said(Box::new(said)));
        }
        if !answer.pictures.is_empty() || !answer.links.is_empty() {
            return None;
        }
        let task = value
            .get("task_id")
            .or_else(|| value.get("status").and(value.get("id")));
        Some(ApiError::Lost(match task.and_then(Value::as_str) {
            Some(task) => format!(
                "the server answered with a task ({}) to be asked for later, which pochade does not do",
                self.safe(task)
            ),
            None => "the answer holds no picture".to_owned(),
        }))
    }

    /// An event stream: final pictures go to the sink; if none came, the last unfinished one does.
    fn stream<S: Read + Seek>(&self, spool: &mut S, sink: &mut dyn PictureSink) -> io::Result<Answer> {
        let mut answer = Answer::default();
        let mut kept = Vec::new();
        let mut unfinished = None;
        let mut cut = false;
        for event in events::all(spool)? {
            let number = u32::try_from(answer.pictures.len()).unwrap_or(u32::MAX);
            let look = scan(&mut events::data(spool, &event)?, &mut Nowhere, number)?;
            if look.json.trim_ascii() == b"[DONE]" {
                break;
            }
            if look.json.trim_ascii().is_empty() {
                continue;
            }
            let value: Value = serde_json::from_str(&String::from_utf8_lossy(&look.json)).unwrap_or(Value::Null);
            cut = !look.whole;
            let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
            if kind == "error" || value.get("error").is_some_and(|error| !error.is_null()) {
                let error = value.get("error").unwrap_or(&value);
                let said = judged_inside(error, self.head.clone(), self.redactor);
                answer.fault = Some(ApiError::Said(Box::new(said)));
            } else if !look.found.is_empty() && (cut || kind.contains("partial")) {
                unfinished = Some(event);
            } else if !look.found.is_empty() {
                scan(&mut events::data(spool, &event)?, sink, number)?;
                let whole = look.found.iter().map(|found| Picture {
                    whole: found.whole,
                    revised_prompt: None,
                });
                answer.pictures.extend(whole);
                self.take_in(&value, &look, &mut answer);
            }
            kept.extend_from_slice(&look.json);
            kept.push(b'\n');
        }
        if answer.pictures.is_empty() {
            if let Some(event) = unfinished {
                let scanned = scan(&mut events::data(spool, &event)?, sink, 0)?;
                let pictures = scanned.found.iter().map(|_| Picture::default());
                answer.pictures.extend(pictures);
            }
            let ended = "the stream ended before a finished picture came";
            answer.fault.get_or_insert_with(|| ApiError::Lost(ended.to_owned()));
        } else if cut {
            answer
                .fault
                .get_or_insert_with(|| ApiError::Lost("the stream was cut".to_owned()));
        }
        answer.json = Some(kept);
        Ok(answer)
    }
}

/// Seconds since 1970 in any clothes: a number, one with a fraction, or a text. 0 is no time.
fn seconds(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let whole = text.split('.').next()?;
    whole.parse().ok().filter(|seconds| *seconds != 0)
}

/// Token counts in the Images form or the chat form; all zeros say nothing (images-api.md §13.1).
fn usage(value: &Value) -> Option<Usage> {
    let number = |value: &Value, names: &[&str]| names.iter().find_map(|name| value.get(name)?.as_u64());
    let detail = |place: &str, name: &str| value.get(place)?.get(name)?.as_u64();
    let input_tokens = number(value, &["input_tokens", "prompt_tokens"]).unwrap_or(0);
    let output_tokens = number(value, &["output_tokens", "completion_tokens"]).unwrap_or(0);
    let usage = Usage {
        input_tokens,
        input_text_tokens: detail("input_tokens_details", "text_tokens"),
        input_image_tokens: detail("input_tokens_details", "image_tokens"),
        output_tokens,
        output_text_tokens: detail("output_tokens_details", "text_tokens"),
        output_image_tokens: detail("output_tokens_details", "image_tokens"),
        total_tokens: number(value, &["total_tokens"]).unwrap_or(input_tokens + output_tokens),
    };
    (!usage.is_empty()).then_some(usage)
}

/// A stream of several pictures reports each one's tokens.
fn sum(one: Option<Usage>, other: Option<Usage>) -> Option<Usage> {
    let (Some(a), Some(b)) = (one, other) else {
        return one.or(other);
    };
    let both = |a: Option<u64>, b: Option<u64>| Some(a.unwrap_or(0) + b.unwrap_or(0)).filter(|_| a.or(b).is_some());
    Some(Usage {
        input_tokens: a.input_tokens + b.input_tokens,
        input_text_tokens: both(a.input_text_tokens, b.input_text_tokens),
        input_image_tokens: both(a.input_image_tokens, b.input_image_tokens),
        output_tokens: a.output_tokens + b.output_tokens,
        output_text_tokens: both(a.output_text_tokens, b.output_text_tokens),
        output_image_tokens: both(a.output_image_tokens, b.output_image_tokens),
        total_tokens: a.total_tokens + b.total_tokens,
    })
}

#[cfg(test)]
mod tests;
