//! Tells by place and first letters whether a string of an answer holds a picture (images-api.md §13.1).

use std::fmt::Write as _;

use super::magic::{begins, is_base64, is_data_url, is_picture_in_base64};

/// A string in a place that only sometimes holds a picture must be at least this long to be one.
const SHORTEST_UNSURE: usize = 256;
/// So many letters tell whether the base64 of a picture begins.
const TELLING: usize = 8;
/// White space before a picture is passed over up to this length.
const MOST_SPACE: usize = 4096;

/// How sure it is that a string holds a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Always base64.
    Picture,
    /// Base64 or a word.
    Perhaps,
    /// A link, which may be a `data:` URL.
    Link,
    /// Words, in which only the unmistakable is a picture.
    Words,
}

/// Whether a string is a picture from its first letter on; `None` while its letters do not tell.
pub(super) fn verdict(place: Place, letters: &[u8], ended: bool) -> Option<bool> {
    let start = letters.trim_ascii_start();
    if start.len() < TELLING && !ended {
        return (letters.len() > MOST_SPACE).then_some(false);
    }
    if is_data_url(start) && place != Place::Words {
        return Some(true);
    }
    if begins(start, b"http://") || begins(start, b"https://") {
        return Some(false);
    }
    if is_picture_in_base64(start) {
        return Some(true);
    }
    match place {
        Place::Picture => Some(!start.is_empty()),
        Place::Perhaps if start.len() >= SHORTEST_UNSURE => Some(
            start
                .iter()
                .all(|letter| is_base64(*letter) || matches!(letter, b'\r' | b'\n')),
        ),
        Place::Perhaps => ended.then_some(false),
        Place::Link | Place::Words => Some(false),
    }
}

/// What a scan is inside of, from the outside in.
pub(super) enum Level {
    Object { key: Vec<u8>, at_key: bool },
    Array { index: usize },
}

/// What a string at this place can hold (images-api.md §13.1).
pub(super) fn place_of(levels: &[Level]) -> Place {
    let key = levels.iter().rev().find_map(|level| match level {
        Level::Object { key, .. } => Some(key.as_slice()),
        Level::Array { .. } => None,
    });
    match (key, levels.last()) {
        (Some(b"b64_json" | b"b64" | b"base64" | b"partial_image_b64" | b"image_base64"), _) => Place::Picture,
        (Some(b"images" | b"output" | b"data"), Some(_))
        | (Some(b"image" | b"result"), Some(Level::Object { .. }))
        | (None, _) => Place::Perhaps,
        (Some(b"url" | b"image_url" | b"imageUrl"), Some(Level::Object { .. })) => Place::Link,
        _ => Place::Words,
    }
}

/// The place as a JSON pointer.
pub(super) fn pointer(levels: &[Level]) -> String {
    let mut pointer = String::new();
    for level in levels {
        pointer.push('/');
        match level {
            Level::Object { key, .. } => {
                pointer.push_str(&String::from_utf8_lossy(key).replace('~', "~0").replace('/', "~1"));
            }
            // Writing to a String does not fail.
            Level::Array { index } => drop(write!(pointer, "{index}")),
        }
    }
    pointer
}
