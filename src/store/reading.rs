//! What people read of requests: by their names, their lines, kept files as text, prompts, tags, the weight of pictures.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use super::{Store, StoreError, layout};
use crate::domain::{HistoryQuery, RequestId, RequestState};

/// So many requests are looked through for prompts and tags.
const LATEST: usize = 500;
/// A longer text in an answer is shown by its beginning; pictures in base64 are far longer.
const LONGEST: usize = 2_000;
/// The most of one file that is shown, in bytes.
const SHOWN: usize = 200_000;

impl Store {
    /// The kept files of a request, each with its name, as JSON that people can read: long texts are cut, and what
    /// holds a picture is told by its length. No key is ever in them.
    pub fn raw(&self, id: RequestId) -> Result<Vec<(String, String)>, StoreError> {
        let directory = layout::record(self.places(), id);
        let listing = fs::read_dir(&directory).map_err(StoreError::disk("read", &directory))?;
        let mut names: Vec<_> = listing
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| is_json(name) && !name.starts_with("mark-"))
            .collect();
        names.sort_by_key(|name| {
            (
                name != super::records::REQUEST,
                name.starts_with("answer-"),
                name.clone(),
            )
        });
        let read = |name: String| {
            let path = directory.join(&name);
            let bytes = fs::read(&path).map_err(StoreError::disk("read", path))?;
            Ok((name.trim_end_matches(".json").to_owned(), readable(&bytes)))
        };
        names.into_iter().map(read).collect()
    }

    /// The request of that name: an id, its unique beginning or end, `@` for the newest, `@~2` for the second before it.
    pub fn find(&self, name: &str) -> Result<RequestId, StoreError> {
        self.index().find(name)
    }

    /// As [`Store::find`], but `@` is the request that went into the trash last, and `@~2` the second before it.
    pub fn find_in_trash(&self, name: &str) -> Result<RequestId, StoreError> {
        self.index().find_in_trash(name)
    }

    /// The latest prompts, newest first, each once.
    pub fn prompts(&self) -> Result<Vec<String>, StoreError> {
        let mut prompts: Vec<String> = Vec::new();
        for id in self.latest()? {
            // A damaged record has no prompt to offer.
            let Ok(entry) = self.entry(id) else { continue };
            let prompt = entry.request.prompt();
            if !prompt.trim().is_empty() && !prompts.iter().any(|known| known == prompt) {
                prompts.push(prompt.to_owned());
            }
        }
        Ok(prompts)
    }

    /// The tags of the latest requests, sorted.
    pub fn tags(&self) -> Result<Vec<String>, StoreError> {
        let mut tags = BTreeSet::new();
        for id in self.latest()? {
            if let Ok(entry) = self.entry(id) {
                tags.extend(entry.marks.tags);
            }
        }
        Ok(tags.into_iter().collect())
    }

    fn latest(&self) -> Result<Vec<RequestId>, StoreError> {
        let query = HistoryQuery {
            limit: LATEST,
            ..HistoryQuery::default()
        };
        Ok(self.history(&query)?.rows.into_iter().map(|row| row.id).collect())
    }

    /// What is noted on requests, one text for each that has a note; a damaged one has none.
    pub fn notes(&self, ids: &[RequestId]) -> Result<Vec<String>, StoreError> {
        let mut notes = Vec::new();
        for id in ids {
            match self.entry(*id) {
                Ok(entry) => notes.extend(entry.marks.note),
                Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(notes)
    }

    /// The bytes of the pictures of requests, each file once, and how many of the requests run.
    pub fn weight(&self, ids: &[RequestId]) -> Result<(u64, usize), StoreError> {
        let (mut seen, mut bytes, mut running) = (BTreeSet::new(), 0, 0);
        for id in ids {
            let entry = match self.entry(*id) {
                Ok(entry) => entry,
                // A damaged one can be thrown away; nobody knows what its pictures are.
                Err(StoreError::Damaged { .. }) => continue,
                Err(error) => return Err(error),
            };
            running += usize::from(entry.state == RequestState::Running);
            let results = entry.images.iter().map(|image| image.path.clone());
            let inputs = entry.request.inputs().iter().filter(|input| input.remote.is_none());
            for path in results.chain(inputs.map(|input| input.path.clone())) {
                if seen.insert(path.clone()) {
                    bytes += fs::metadata(&path).map_or(0, |facts| facts.len());
                }
            }
        }
        Ok((bytes, running))
    }
}

fn is_json(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "json")
}

fn readable(bytes: &[u8]) -> String {
    let Ok(mut value) = serde_json::from_slice::<Value>(bytes) else {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned();
        let lines: Vec<_> = text.lines().map(shortened).collect();
        return lines.join("\n");
    };
    shorten(&mut value);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    if text.len() > SHOWN {
        text.truncate(text.floor_char_boundary(SHOWN));
        text.push_str("\n…");
    }
    text
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if text.len() > LONGEST {
                *text = shortened(text);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The beginning of a long text, and how long it is.
fn shortened(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let beginning = &text[..text.floor_char_boundary(60)];
    format!("{beginning}… ({} bytes)", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_by_their_length_and_prompts_stay_whole() {
        let prompt = "a fox ".repeat(100);
        let picture = "iVBOR".repeat(1000);
        let json = serde_json::json!({ "prompt": prompt, "data": [{ "b64_json": picture }] });
        let told = readable(json.to_string().as_bytes());
        assert!(told.contains(&prompt), "{told}");
        assert!(told.contains("… (5000 bytes)") && told.len() < 1500, "{told}");
        let cut = readable(picture.as_bytes());
        assert!(cut.ends_with("(5000 bytes)"), "{cut}");
    }
}
