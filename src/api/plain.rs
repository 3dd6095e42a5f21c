//! Reads an answer that is JSON: its pictures, its plain values, and what is wrong with it.

use std::io::{self, Read};

use serde_json::Value;

use super::{
    Answer, ApiError, Head, Picture, PictureSink,
    links::{array, links, revised_prompt},
    refusal::judged_inside,
    scanned::Found,
    scanner::scan,
    tokens,
    wording::excerpt,
};
use crate::domain::{Redactor, one_line};

/// What a server names the state of work that is not done yet.
const UNDONE: &[&str] = &[
    "queued",
    "pending",
    "processing",
    "in_progress",
    "in_queue",
    "running",
    "starting",
    "submitted",
    "created",
    "accepted",
    "waiting",
    "not_start",
];

/// What reading an answer takes beside its bytes.
pub(super) struct Reader<'a> {
    pub head: &'a Head,
    pub redactor: &'a Redactor,
}

impl Reader<'_> {
    pub(super) fn safe(&self, text: &str) -> String {
        one_line(&self.redactor.clean(text)).chars().take(300).collect()
    }

    pub(super) fn no_json(&self, text: &[u8]) -> ApiError {
        let words = self.safe(&excerpt(text));
        let message = match (words.as_str(), self.head.status) {
            ("", 202) => return asynchronous(None),
            ("", _) => "the server answered with nothing".to_owned(),
            (words, _) => format!("the server answered with something that holds no picture: {words}"),
        };
        no_picture(message)
    }

    pub(super) fn json<S: Read>(&self, mut spool: S, sink: &mut dyn PictureSink) -> io::Result<Answer> {
        let scanned = scan(&mut spool, sink, 0)?;
        let (values, sound) = values(&scanned.json);
        let mut answer = Answer {
            pictures: scanned.found.iter().map(|found| picture(found, "")).collect(),
            ..Answer::default()
        };
        for value in &values {
            take_in(value, &scanned.found, &mut answer.pictures);
            self.take_in_values(value, &mut answer);
            answer.links.extend(links(value, &scanned));
        }
        let nothing = answer.pictures.is_empty() && answer.links.is_empty();
        let error = values.iter().find_map(|value| self.error_in(value, nothing));
        answer.fault = if error.is_some() {
            error
        } else if scanned.overflowed && nothing {
            Some(no_picture(
                "the answer holds too much text to look for pictures in it".to_owned(),
            ))
        } else if !sound && !scanned.whole {
            Some(ApiError::Lost("the answer was cut before its end".to_owned()))
        } else if !sound && !scanned.overflowed && (nothing || values.is_empty()) {
            Some(no_picture("the answer is no JSON from some point on".to_owned()))
        } else {
            values.first().filter(|_| nothing).map(|value| self.nothing_in(value))
        };
        // What could not be read is kept as it came.
        let is_unread = (!sound && nothing) || scanned.overflowed;
        answer.json = Some(scanned.json).filter(|_| !is_unread);
        Ok(answer)
    }

    /// The plain values of an object, or of the object that it wraps.
    pub(super) fn take_in_values(&self, value: &Value, answer: &mut Answer) {
        let wrapped = ["response", "result", "data", "output", "body"].map(|name| value.get(name));
        let item = array(value.get("data")).first();
        for body in [Some(value)].into_iter().chain(wrapped).chain([item]).flatten() {
            for name in ["size", "quality", "output_format", "background"] {
                let known = answer.echoed.iter().any(|(echoed, _)| echoed == name);
                if let Some(text) = body.get(name).and_then(Value::as_str).filter(|_| !known) {
                    answer.echoed.push((name.to_owned(), self.safe(text)));
                }
            }
            let created = ["created", "created_at"]
                .iter()
                .find_map(|name| tokens::seconds(body.get(name)?));
            answer.created = answer.created.or(created);
            let usage = body.get("usage");
            answer.usage = answer.usage.or_else(|| usage.and_then(tokens::usage));
            let cost = usage.and_then(|usage| usage.get("cost")).or_else(|| body.get("cost"));
            answer.cost = answer.cost.or_else(|| cost.and_then(tokens::dollars));
            if answer.svg_usage.is_none() {
                let svg = body.get("svg_usage");
                answer.svg_usage = svg.and_then(|svg| tokens::svg_usage(svg, |text| self.safe(text)));
            }
        }
    }

    /// The error that an object holds; without any picture a bare message is one as well.
    pub(super) fn error_in(&self, value: &Value, nothing: bool) -> Option<ApiError> {
        let said = |error: &Value| ApiError::Said(Box::new(judged_inside(error, self.head.clone(), self.redactor)));
        let error = |value: &Value| value.get("error").filter(|error| says_something(error)).map(said);
        if let Some(error) = error(value).or_else(|| error(value.get("response")?)) {
            return Some(error);
        }
        let items = ["data", "output", "images", "choices"].map(|name| array(value.get(name)));
        if let Some(error) = items.into_iter().flatten().find_map(error) {
            return Some(error);
        }
        let words = ["detail", "message", "msg", "errors"]
            .iter()
            .find_map(|name| value.get(name));
        let is_word = words.is_some_and(|words| says_something(words) && !is_praise(words));
        (nothing && is_word && self.undone(value).is_none()).then(|| said(value))
    }

    /// Why an object without a picture and without an error is of no use.
    fn nothing_in(&self, value: &Value) -> ApiError {
        if let Some(task) = self.undone(value) {
            return asynchronous(Some(&task));
        }
        let message = value.pointer("/choices/0/message");
        let words = ["refusal", "content"].iter().find_map(|name| {
            let text = message?.get(name)?;
            let part = text.pointer("/0/text").or(Some(text))?.as_str()?;
            Some(self.safe(part.trim())).filter(|words| !words.is_empty())
        });
        no_picture(match words {
            Some(words) => format!("the server answered with words and no picture: {words}"),
            None => "the answer holds no picture".to_owned(),
        })
    }

    /// The name of the task that the server is still busy with, if that is what it says.
    fn undone(&self, value: &Value) -> Option<String> {
        let text = |value: Option<&Value>| match value? {
            Value::String(text) if !text.is_empty() => Some(self.safe(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let inner = ["data", "output", "result"].map(|name| value.get(name));
        let item = array(value.get("data")).first();
        for body in [Some(value), item].into_iter().chain(inner).flatten() {
            let task = text(body.get("task_id")).or_else(|| text(body.get("taskId")));
            if task.is_some() {
                return task;
            }
            let state = ["status", "task_status", "state"]
                .iter()
                .find_map(|name| body.get(name)?.as_str());
            let is_undone = state.is_some_and(|state| UNDONE.contains(&state.to_ascii_lowercase().as_str()));
            if is_undone || self.head.status == 202 {
                let id = text(body.get("id")).or_else(|| text(body.get("request_id")));
                return id.or_else(|| Some("without a name".to_owned()));
            }
        }
        None
    }
}

/// What an object says of each of its pictures.
pub(super) fn take_in(value: &Value, found: &[Found], pictures: &mut [Picture]) {
    for (found, picture) in found.iter().zip(pictures) {
        let mut place = found.pointer.as_str();
        while picture.revised_prompt.is_none() {
            picture.revised_prompt = value.pointer(place).and_then(revised_prompt);
            match place.rsplit_once('/') {
                Some((above, _)) => place = above,
                None => break,
            }
        }
    }
}

/// The answer of a server that has only begun.
fn asynchronous(task: Option<&str>) -> ApiError {
    let task = task.map(|task| format!(": task {task}")).unwrap_or_default();
    ApiError::NoPicture {
        message: format!("an asynchronous answer, which is not supported{task}"),
        hint: Some("the picture may be found at the server's own page; use a model that answers at once".to_owned()),
    }
}

/// An answer that came and holds nothing to keep but itself.
pub(super) fn no_picture(message: String) -> ApiError {
    ApiError::NoPicture { message, hint: None }
}

pub(super) fn picture(found: &Found, event: &str) -> Picture {
    Picture {
        whole: found.whole,
        place: format!("{event}{}", found.pointer),
        ..Picture::default()
    }
}

/// Whether what stands under a name for errors is one.
fn says_something(error: &Value) -> bool {
    match error {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) => true,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty(),
        Value::Object(all) => !all.is_empty(),
    }
}

/// Servers that always send a message say so when all is well.
fn is_praise(words: &Value) -> bool {
    let words = words.as_str().unwrap_or_default().trim().to_ascii_lowercase();
    ["success", "succeeded", "ok", "done"].contains(&words.as_str())
}

/// The values of a text that should hold one, and whether there was nothing else.
pub(super) fn values(json: &[u8]) -> (Vec<Value>, bool) {
    let text = String::from_utf8_lossy(json);
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter() {
        match value {
            Ok(value) => found.push(value),
            Err(_) => return (found, false),
        }
    }
    let sound = !found.is_empty();
    (found, sound)
}
