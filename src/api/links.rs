//! Finds the pictures that an answer only points to.

use serde_json::Value;

use super::scanner::{Found, Scanned};

/// A picture that the answer only points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it is; may be relative to the server.
    pub url: String,
    /// The prompt as the server rewrote it, byte for byte.
    pub revised_prompt: Option<String>,
}

/// Links in the places of images-api.md §13.1, but not those of items whose picture came already.
pub(super) fn links(value: &Value, scanned: &Scanned) -> Vec<Link> {
    let mut found = Vec::new();
    let mut look = |item: &Value, pointer: String| {
        let came = |one: &Found| one.pointer.starts_with(&pointer);
        let nested = item.get("image_url").map(|inner| inner.get("url").unwrap_or(inner));
        let places = [
            Some(item),
            item.get("url"),
            nested,
            item.get("b64_json"),
            item.get("image"),
        ];
        let url = places.into_iter().flatten().find_map(|place| linked(place.as_str()?));
        if let Some(url) = url.filter(|_| !scanned.found.iter().any(came)) {
            found.push(Link {
                url: url.to_owned(),
                revised_prompt: revised_prompt(item),
            });
        }
    };
    for list in ["data", "images"] {
        for (index, item) in array(value.get(list)).iter().enumerate() {
            look(item, format!("/{list}/{index}"));
        }
    }
    for (choice, one) in array(value.get("choices")).iter().enumerate() {
        let message = one.get("message").unwrap_or(&Value::Null);
        for (index, item) in array(message.get("images")).iter().enumerate() {
            look(item, format!("/choices/{choice}/message/images/{index}"));
        }
        if let Some(url) = message.get("content").and_then(Value::as_str).and_then(in_words) {
            look(
                &Value::String(url.to_owned()),
                format!("/choices/{choice}/message/content"),
            );
        }
    }
    found
}

fn array(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text that is a link: with a scheme, or relative to the server.
fn linked(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_link = text.starts_with("https://") || text.starts_with("http://") || text.starts_with('/');
    (is_link && !text.contains(char::is_whitespace)).then_some(text)
}

/// A Markdown picture, or a bare link, in the words of a chat answer.
fn in_words(words: &str) -> Option<&str> {
    let start = words.find("](http").map(|at| at + 2).or_else(|| words.find("http"))?;
    let rest = &words[start..];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '"' | '>'));
    linked(&rest[..end.unwrap_or(rest.len())])
}

/// The prompt of an item as the server rewrote it.
pub(super) fn revised_prompt(item: &Value) -> Option<String> {
    item.get("revised_prompt")?.as_str().map(str::to_owned)
}
