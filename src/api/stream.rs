//! Reads an answer that is an event stream: finished pictures first, unfinished ones where no finished one came.

use std::{
    collections::BTreeMap,
    io::{self, Read, Seek},
    ops::Range,
};

use serde_json::Value;

use super::{
    Answer, ApiError, Picture, PictureSink, events,
    links::links,
    plain::{Reader, no_picture, picture, take_in, values},
    refusal::judged_inside,
    scanned::Scanned,
    scanner::{scan, skim},
    tokens,
};

/// What an event is about (images-api.md §8, §13.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Finished,
    /// A picture on its way to the finished one.
    Unfinished,
    /// A picture of a server that has no events for finished ones.
    Chunk,
    Error,
    /// Anything else: usage, words, nothing.
    Note,
}

/// An event with its pictures taken out.
struct Event {
    number: usize,
    range: Range<u64>,
    look: Scanned,
    value: Value,
    kind: Kind,
}

/// Takes the next event apart.
pub(super) fn look<S: Read + Seek>(spool: &mut S, range: &Range<u64>) -> io::Result<(Scanned, Value, String)> {
    let mut data = events::data(spool, range)?;
    let look = skim(&mut data)?;
    let value = values(&look.json).0.into_iter().next().unwrap_or(Value::Null);
    let name = ["type", "object", "event"]
        .iter()
        .find_map(|name| value.get(name)?.as_str());
    let name = match name {
        Some(name) => name.to_owned(),
        None if !data.name().is_empty() => data.name(),
        None => cut_type(&look.json),
    };
    Ok((look, value, name))
}

/// The type of an event whose end is missing.
fn cut_type(json: &[u8]) -> String {
    let text = String::from_utf8_lossy(json);
    let rest = text.split_once("\"type\"").map_or("", |(_, rest)| rest);
    rest.split('"').nth(1).unwrap_or_default().to_owned()
}

/// Whether an event of this name brings an unfinished picture.
pub(super) fn is_partial(name: &str) -> bool {
    name.contains("partial")
}

fn kind(name: &str, look: &Scanned, value: &Value) -> Kind {
    let is_error = |error: &Value| !matches!(error, Value::Null | Value::Bool(false));
    let holds = || !look.found.is_empty() || !links(value, look).is_empty();
    if name == "error" || name.ends_with(".failed") || value.get("error").is_some_and(is_error) {
        Kind::Error
    } else if !holds() {
        Kind::Note
    } else if is_partial(name) {
        Kind::Unfinished
    } else if ["completed", "done"].iter().any(|word| name.contains(word)) {
        Kind::Finished
    } else if ["chunk", "progress", "preview", "delta", "generating"]
        .iter()
        .any(|word| name.contains(word))
    {
        Kind::Chunk
    } else {
        Kind::Finished
    }
}

/// An unfinished picture, the newest of its image.
struct Sketch {
    image: String,
    range: Range<u64>,
    number: usize,
    whole: bool,
    kind: Kind,
}

/// Keeps the newest unfinished picture of each image apart.
#[derive(Default)]
struct Sketches {
    /// The longest known comes last.
    newest: Vec<Sketch>,
    seen: BTreeMap<u64, usize>,
}

impl Sketches {
    /// Images are told apart by name, or else by how often the same step of a picture has come: with several at
    /// once each brings its own step 0 (images-api.md §8).
    fn take(&mut self, event: Event) {
        let image = named_image(&event.value).unwrap_or_else(|| {
            let step = event.value.get("partial_image_index").and_then(Value::as_u64);
            let nth = step.map_or(0, |step| {
                let times = self.seen.entry(step).or_default();
                *times += 1;
                *times - 1
            });
            format!("number {nth}")
        });
        let sketch = Sketch {
            image,
            range: event.range,
            number: event.number,
            whole: event.look.whole && event.look.found.iter().all(|found| found.whole),
            kind: event.kind,
        };
        let older = self.newest.iter().position(|one| one.image == sketch.image);
        match older {
            // Half a picture does not replace a whole one.
            Some(at) if self.newest[at].whole && !sketch.whole => {}
            Some(at) => {
                self.newest.remove(at);
                self.newest.push(sketch);
            }
            None => self.newest.push(sketch),
        }
    }

    /// A finished picture has come, so its sketch is of no use any more.
    fn finished(&mut self, value: &Value) -> bool {
        let name = named_image(value);
        let before = self.newest.len();
        self.newest.retain(|one| Some(&one.image) != name.as_ref());
        self.newest.len() < before
    }
}

/// The image that an event names, where it names one.
fn named_image(value: &Value) -> Option<String> {
    ["image_index", "output_index", "item_id", "index"]
        .iter()
        .find_map(|name| {
            let id = value.get(name).filter(|id| id.is_u64() || id.is_string())?;
            Some(format!("{name} {id}"))
        })
}

/// What has been read of a stream.
#[derive(Default)]
struct Course {
    answer: Answer,
    kept: Vec<u8>,
    sketches: Sketches,
    /// Finished pictures whose image has no name.
    finished: usize,
    /// The server's last word came.
    done: bool,
    cut: bool,
    heard: bool,
}

impl Course {
    /// What is wrong with the whole of it.
    fn ended(&mut self, asked: u32) {
        let answer = &mut self.answer;
        let finished = answer.pictures.iter().filter(|one| one.whole && !one.partial).count() + answer.links.len();
        if answer.fault.is_some() {
            return;
        }
        let is_partial = answer.pictures.iter().any(|one| one.partial);
        answer.fault = if finished == 0 && !self.heard && !is_partial {
            Some(no_picture("the stream holds nothing that can be read".to_owned()))
        } else if finished == 0 {
            Some(ApiError::Lost(
                "the stream ended before a finished picture came".to_owned(),
            ))
        } else if is_partial || self.cut && finished < usize::try_from(asked).unwrap_or(usize::MAX) {
            Some(ApiError::Lost(
                "the stream ended before all pictures were finished".to_owned(),
            ))
        } else {
            None
        };
    }
}

impl Reader<'_> {
    /// Finished pictures go to the sink, then the unfinished ones of images that were not finished.
    pub(super) fn stream<S: Read + Seek>(
        &self,
        spool: &mut S,
        asked: u32,
        sink: &mut dyn PictureSink,
    ) -> io::Result<Answer> {
        let mut course = Course::default();
        for (number, range) in events::all(spool)?.into_iter().enumerate() {
            let (look, value, name) = look(spool, &range)?;
            let text = look.json.trim_ascii();
            if text == b"[DONE]" {
                course.done = true;
                break;
            }
            if text.is_empty() {
                continue;
            }
            course.heard |= !value.is_null();
            course.cut = !look.whole;
            course.kept.extend_from_slice(text);
            course.kept.push(b'\n');
            let kind = kind(&name, &look, &value);
            let event = Event {
                number,
                range,
                look,
                value,
                kind,
            };
            self.event(spool, event, &mut course, sink)?;
        }
        self.sketches(spool, asked, &mut course, sink)?;
        course.ended(asked);
        let Course {
            mut answer,
            kept,
            heard,
            ..
        } = course;
        answer.json = Some(kept).filter(|_| heard || !answer.pictures.is_empty());
        Ok(answer)
    }

    fn event<S: Read + Seek>(
        &self,
        spool: &mut S,
        event: Event,
        course: &mut Course,
        sink: &mut dyn PictureSink,
    ) -> io::Result<()> {
        match event.kind {
            Kind::Unfinished | Kind::Chunk => course.sketches.take(event),
            Kind::Finished => {
                course.finished += usize::from(!course.sketches.finished(&event.value) && event.look.whole);
                self.picture(spool, &event, &mut course.answer, sink)?;
            }
            Kind::Error => {
                let error = event
                    .value
                    .get("error")
                    .or_else(|| event.value.pointer("/response/error"));
                let said = judged_inside(error.unwrap_or(&event.value), self.head.clone(), self.redactor);
                course.answer.fault.get_or_insert(ApiError::Said(Box::new(said)));
                self.picture(spool, &event, &mut course.answer, sink)?;
            }
            Kind::Note => {
                let usage = course.answer.usage;
                self.take_in_values(&event.value, &mut course.answer);
                course.answer.usage = usage.or(course.answer.usage);
            }
        }
        Ok(())
    }

    /// Hands on the pictures of an event, and takes in what it says.
    fn picture<S: Read + Seek>(
        &self,
        spool: &mut S,
        event: &Event,
        answer: &mut Answer,
        sink: &mut dyn PictureSink,
    ) -> io::Result<()> {
        let first = u32::try_from(answer.pictures.len()).unwrap_or(u32::MAX);
        let found = if event.look.found.is_empty() {
            Vec::new()
        } else {
            scan(&mut events::data(spool, &event.range)?, sink, first)?.found
        };
        let place = format!("/{}", event.number);
        let mut pictures: Vec<Picture> = found.iter().map(|found| picture(found, &place)).collect();
        take_in(&event.value, &found, &mut pictures);
        answer.pictures.extend(pictures);
        let known: Vec<_> = answer.links.iter().map(|link| link.url.clone()).collect();
        let links = links(&event.value, &event.look);
        answer
            .links
            .extend(links.into_iter().filter(|link| !known.contains(&link.url)));
        // What the last one says counts, but each one's tokens do.
        let (usage, cost) = (answer.usage.take(), answer.cost.take());
        if event.kind == Kind::Finished {
            answer.echoed.clear();
        }
        self.take_in_values(&event.value, answer);
        answer.usage = tokens::sum(usage, answer.usage);
        answer.cost = match (cost, answer.cost) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
        Ok(())
    }

    /// Hands on the newest unfinished pictures of as many images as are missing.
    fn sketches<S: Read + Seek>(
        &self,
        spool: &mut S,
        asked: u32,
        course: &mut Course,
        sink: &mut dyn PictureSink,
    ) -> io::Result<()> {
        let whole = course.answer.pictures.iter().filter(|one| one.whole).count() + course.answer.links.len();
        let missing = usize::try_from(asked).unwrap_or(usize::MAX).saturating_sub(whole);
        let newest = std::mem::take(&mut course.sketches.newest);
        let open = newest.len().saturating_sub(course.finished);
        let kept = missing.min(open);
        let no_finished = course.answer.pictures.is_empty() && course.answer.links.is_empty();
        let is_final = |sketch: &Sketch| {
            // A server without events for finished pictures means its last one, if it says that it is done.
            sketch.kind == Kind::Chunk && course.done && course.answer.fault.is_none() && no_finished
        };
        let from = newest.len() - kept;
        let newest: Vec<_> = newest.into_iter().skip(from).map(|one| (is_final(&one), one)).collect();
        for (is_final, sketch) in newest {
            let (look, value, _) = look(spool, &sketch.range)?;
            let event = Event {
                number: sketch.number,
                range: sketch.range,
                look,
                value,
                kind: sketch.kind,
            };
            let first = course.answer.pictures.len();
            self.picture(spool, &event, &mut course.answer, sink)?;
            for picture in &mut course.answer.pictures[first..] {
                picture.partial = !is_final;
            }
        }
        Ok(())
    }
}
