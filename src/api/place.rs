//! Tells by place and first letters whether a string of an answer holds a picture (images-api.md §13.1).

use std::fmt::Write as _;

/// A string in a place that only sometimes holds a picture must be at least this long to be one.
const SHORTEST_UNSURE: usize = 256;

/// How sure it is that a string holds a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Always base64.
    Picture,
    /// Base64 or a word.
    Perhaps,
    /// A link, which may be a `data:` URL.
    Link,
}

/// Whether a string is a picture, by its first letters; `None` while they do not tell.
pub(super) fn verdict(place: Place, letters: &[u8], ended: bool) -> Option<bool> {
    const TELLING: usize = 8;
    if letters.len() < TELLING && !ended {
        return None;
    }
    if is_data_url(letters) {
        return Some(true);
    }
    if starts_with(letters, b"http://") || starts_with(letters, b"https://") {
        return Some(false);
    }
    match place {
        Place::Link => Some(false),
        Place::Picture => Some(!letters.iter().all(u8::is_ascii_whitespace)),
        // The first letters of PNG, JPEG, WebP, GIF and SVG in base64.
        Place::Perhaps
            if [&b"iVBOR"[..], b"/9j/", b"UklGR", b"R0lGOD", b"PHN2Zy", b"PD94bW"]
                .iter()
                .any(|magic| letters.starts_with(magic)) =>
        {
            Some(true)
        }
        Place::Perhaps if letters.len() >= SHORTEST_UNSURE => Some(!letters.contains(&b' ')),
        Place::Perhaps => ended.then_some(false),
    }
}

/// Whether these letters begin a `data:` URL.
pub(super) fn is_data_url(letters: &[u8]) -> bool {
    starts_with(letters, b"data:")
}

fn starts_with(letters: &[u8], beginning: &[u8]) -> bool {
    letters
        .get(..beginning.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// What a scan is inside of, from the outside in.
pub(super) enum Level {
    Object { key: Vec<u8>, at_key: bool },
    Array { index: usize },
}

/// Whether a string at this place can hold a picture (images-api.md §13.1).
pub(super) fn place_of(levels: &[Level]) -> Option<Place> {
    let key = levels.iter().rev().find_map(|level| match level {
        Level::Object { key, .. } => Some(key.as_slice()),
        Level::Array { .. } => None,
    })?;
    match (key, levels.last()) {
        (b"b64_json" | b"b64" | b"base64", _) => Some(Place::Picture),
        (b"images" | b"output" | b"data", Some(Level::Array { .. }))
        | (b"image" | b"result", Some(Level::Object { .. })) => Some(Place::Perhaps),
        (b"url" | b"image_url" | b"imageUrl", Some(Level::Object { .. })) => Some(Place::Link),
        _ => None,
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
