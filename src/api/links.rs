//! Finds the pictures that an answer only points to.

use serde_json::Value;

use super::scanned::{Found, Scanned};

/// A picture that the answer only points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it is; may be relative to the server.
    pub url: String,
    /// The prompt as the server rewrote it, byte for byte.
    pub revised_prompt: Option<String>,
}

/// Links in the places of images-api.md §13.1 and in their order, but not those of items whose picture came already.
/// Words are looked at only when nothing was found elsewhere, because they also hold links to pages.
pub(super) fn links(value: &Value, scanned: &Scanned) -> Vec<Link> {
    let mut found = Finder {
        scanned,
        found: Vec::new(),
    };
    found.body(value, "");
    for name in ["data", "result", "response", "output", "body"] {
        // Some servers wrap the answer once more.
        if let Some(inner) = value.get(name).filter(|inner| inner.is_object()) {
            found.body(inner, &format!("/{name}"));
        }
    }
    let came = scanned.found.iter().any(|one| one.known);
    if found.found.is_empty() && !came {
        found.words(value);
    }
    found.found
}

struct Finder<'a> {
    scanned: &'a Scanned,
    found: Vec<Link>,
}

impl Finder<'_> {
    fn body(&mut self, body: &Value, at: &str) {
        if let Some(list) = body.as_array() {
            self.list(list, at);
        } else if body.is_object() {
            self.item(body, at);
        }
        for name in ["data", "images", "output", "results", "image_urls"] {
            self.list(array(body.get(name)), &format!("{at}/{name}"));
        }
        for name in ["data", "images", "image", "output", "result", "image_url"] {
            // One picture where others have a list.
            if let Some(one) = body.get(name).filter(|one| one.is_string() || name == "image") {
                self.item(one, &format!("{at}/{name}"));
            }
        }
        for (choice, one) in array(body.get("choices")).iter().enumerate() {
            for part in ["message", "delta"] {
                let message = one.get(part).unwrap_or(&Value::Null);
                let at = format!("{at}/choices/{choice}/{part}");
                self.list(array(message.get("images")), &format!("{at}/images"));
                self.list(array(message.get("content")), &format!("{at}/content"));
            }
        }
    }

    fn list(&mut self, items: &[Value], at: &str) {
        let before = self.found.len();
        for (index, item) in items.iter().enumerate() {
            let at = format!("{at}/{index}");
            if let Some(link) = self.link_of(item, &at) {
                // The same link in another list is the same picture once more.
                if !self.found[..before].iter().any(|one| one.url == link.url) {
                    self.found.push(link);
                }
            }
        }
    }

    fn item(&mut self, item: &Value, at: &str) {
        if let Some(link) = self.link_of(item, at).filter(|link| !self.has(&link.url)) {
            self.found.push(link);
        }
    }

    fn has(&self, url: &str) -> bool {
        self.found.iter().any(|one| one.url == url)
    }

    fn link_of(&self, item: &Value, at: &str) -> Option<Link> {
        let below = format!("{at}/");
        let came = |one: &Found| one.whole && one.known && (one.pointer == at || one.pointer.starts_with(&below));
        if !at.is_empty() && self.scanned.found.iter().any(came) {
            return None;
        }
        let nested = ["image_url", "imageUrl", "image"].map(|name| {
            let inner = item.get(name)?;
            Some(inner.get("url").unwrap_or(inner))
        });
        let [first, second, third] = nested;
        let places = [
            Some(item),
            item.get("url"),
            first,
            second,
            item.get("b64_json"),
            third,
            item.get("result"),
        ];
        let url = places.into_iter().flatten().find_map(|place| linked(place.as_str()?))?;
        Some(Link {
            url: url.to_owned(),
            revised_prompt: revised_prompt(item),
        })
    }

    fn words(&mut self, value: &Value) {
        for choice in array(value.get("choices")) {
            let message = choice.get("message").or_else(|| choice.get("delta"));
            let content = message.and_then(|message| message.get("content"));
            let whole = content.and_then(Value::as_str);
            let parts = array(content).iter().filter_map(|part| part.get("text")?.as_str());
            for words in whole.into_iter().chain(parts) {
                for url in in_words(words) {
                    if !self.has(url) {
                        self.found.push(Link {
                            url: url.to_owned(),
                            revised_prompt: None,
                        });
                    }
                }
            }
        }
        if let Some(url) = value.as_str().and_then(linked) {
            self.found.push(Link {
                url: url.to_owned(),
                revised_prompt: None,
            });
        }
    }
}

/// A list, or nothing.
pub(super) fn array(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A text that is a link: with a scheme, or relative to the server.
fn linked(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_link = text.starts_with("https://") || text.starts_with("http://") || text.starts_with('/');
    (is_link && !text.contains(char::is_whitespace) && text.len() > 1).then_some(text)
}

/// The links in the words of a chat answer: those of Markdown pictures, else those that end as pictures do, else the
/// first one.
fn in_words(words: &str) -> Vec<&str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '>' | '<' | ']' | '`');
    let mut all = Vec::new();
    for (at, _) in words.match_indices("http") {
        let rest = &words[at..];
        let url = rest[..rest.find(ends).unwrap_or(rest.len())].trim_end_matches(['.', ',', ';', '*']);
        let Some(url) = linked(url) else {
            continue;
        };
        let before = words[..at].strip_suffix("](");
        let is_picture = before.is_some_and(|before| {
            let bracket = before.rfind('[').unwrap_or(0);
            before[..bracket].ends_with('!')
        });
        all.push((url, is_picture));
    }
    let path = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let endings = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"];
    let is_named = |url: &&str| endings.iter().any(|ending| path(url).ends_with(ending));
    let drawn: Vec<_> = all
        .iter()
        .filter(|(_, is_picture)| *is_picture)
        .map(|(url, _)| *url)
        .collect();
    if !drawn.is_empty() {
        return drawn;
    }
    let named: Vec<_> = all.iter().map(|(url, _)| *url).filter(is_named).collect();
    if !named.is_empty() {
        return named;
    }
    all.first().map(|(url, _)| *url).into_iter().collect()
}

/// The prompt of an item as the server rewrote it.
pub(super) fn revised_prompt(item: &Value) -> Option<String> {
    item.get("revised_prompt")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_give_their_pictures_before_their_pages() {
        for (words, links) in [
            (
                "see https://a/docs and ![x](https://a/i?sig=1)",
                vec!["https://a/i?sig=1"],
            ),
            (
                "![1](https://a/1) ![2](https://a/2)",
                vec!["https://a/1", "https://a/2"],
            ),
            (
                "[page](https://a/p) https://a/x.PNG?x=1, done.",
                vec!["https://a/x.PNG?x=1"],
            ),
            ("[download](https://a/f) or <https://a/g>", vec!["https://a/f"]),
            ("**https://a/f**", vec!["https://a/f"]),
            ("no link, http alone", vec![]),
        ] {
            assert_eq!(in_words(words), links, "{words}");
        }
    }
}
