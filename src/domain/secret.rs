//! The key, which must never be printed, and the redactor that takes it out of everything that is.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A key of an API: no `Debug` text, no serialisation, wiped when dropped.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// A key from its text, without white space around it; `None` when nothing is left.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| Self(SecretString::from(trimmed.to_owned())))
    }

    /// The text itself, for the header of a request and the engine's pipe only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

impl PartialEq for ApiKey {
    fn eq(&self, other: &Self) -> bool {
        self.reveal() == other.reveal()
    }
}

/// Takes live keys, and what looks like a key, out of a text.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    keys: Vec<ApiKey>,
}

const GONE: &str = "[key]";

impl Redactor {
    /// A redactor that knows these keys.
    #[must_use]
    pub const fn new(keys: Vec<ApiKey>) -> Self {
        Self { keys }
    }

    /// The keys that are known, as a server may spell them in text, in JSON and in addresses. Words that are hardly
    /// secret are left out: of fewer than eight letters, or of so few different ones that a picture may hold them.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        let keys = self.keys.iter().map(ApiKey::reveal).filter(|key| {
            let different: std::collections::BTreeSet<u8> = key.bytes().collect();
            key.len() >= 8 && different.len() >= 4
        });
        let mut all = Vec::new();
        for key in keys {
            let in_json = key.replace('\\', "\\\\").replace('"', "\\\"");
            let in_address: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
            all.extend([key.to_owned(), in_json.replace('/', "\\/"), in_json, in_address]);
        }
        all.sort_unstable();
        all.dedup();
        // The longest first: one spelling may be the beginning of another.
        all.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        all
    }

    /// The text without any key.
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for key in &self.keys {
            // Shorter "keys" of local servers are ordinary words.
            if key.reveal().len() >= 8 {
                clean = clean.replace(key.reveal(), GONE);
            }
        }
        let mut out = String::with_capacity(clean.len());
        let mut rest = clean.as_str();
        while let Some((start, end)) = key_shape(rest) {
            out.push_str(&rest[..start]);
            out.push_str(GONE);
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }

    /// Bytes without the keys that are known; all else stays as it came, since it may be half a picture.
    #[must_use]
    pub fn clean_bytes(&self, bytes: Vec<u8>) -> Vec<u8> {
        let keys = self.keys.iter().map(ApiKey::reveal).filter(|key| key.len() >= 8);
        keys.fold(bytes, |bytes, key| {
            let mut clean = Vec::new();
            let mut rest = bytes.as_slice();
            while let Some(at) = memchr::memmem::find(rest, key.as_bytes()) {
                clean.extend_from_slice(&rest[..at]);
                clean.extend_from_slice(GONE.as_bytes());
                rest = &rest[at + key.len()..];
            }
            if clean.is_empty() {
                return bytes;
            }
            clean.extend_from_slice(rest);
            clean
        })
    }
}

/// The first run that looks like a key: `sk-…`, or what follows `Bearer `.
fn key_shape(text: &str) -> Option<(usize, usize)> {
    let run = |start: usize| {
        let length = text[start..].find(|c: char| !(c.is_ascii_alphanumeric() || "-_.*".contains(c)));
        length.map_or(text.len(), |length| start + length)
    };
    let sk = text
        .match_indices("sk-")
        .map(|(at, _)| (at, run(at)))
        .find(|(at, end)| end - at >= 8);
    let bearer = text
        .match_indices("Bearer ")
        .map(|(at, word)| (at + word.len(), run(at + word.len())));
    let bearer = bearer.into_iter().find(|(at, end)| end - at >= 8);
    match (sk, bearer) {
        (Some(one), Some(other)) => Some(if one.0 <= other.0 { one } else { other }),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_nothing_of_itself() {
        let key = ApiKey::new(" sk-test-1234567890\n").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        assert_eq!(key.reveal(), "sk-test-1234567890");
        assert!(ApiKey::new("  ").is_none());
    }

    #[test]
    fn a_key_is_known_in_every_spelling_and_words_that_are_no_secret_are_not() {
        let spelled = |key: &str| Redactor::new(vec![ApiKey::new(key).unwrap()]).spellings();
        assert_eq!(spelled("sk-plain_0123"), ["sk-plain_0123"]);
        assert_eq!(
            spelled("a/b+c=0123"),
            ["a%2Fb%2Bc%3D0123", "a\\/b+c=0123", "a/b+c=0123"]
        );
        assert!(spelled("short").is_empty() && spelled("AAAAAAAAAA").is_empty());
    }

    #[test]
    fn keys_and_what_looks_like_one_are_taken_out() {
        let redactor = Redactor::new(vec![ApiKey::new("local-secret-9").unwrap()]);
        for (text, clean) in [
            ("bad key local-secret-9!", "bad key [key]!"),
            (
                "Incorrect API key: sk-proj-abcd****wxyz. See",
                "Incorrect API key: [key] See",
            ),
            ("authorization: Bearer abcdefghij", "authorization: Bearer [key]"),
            ("a sk-y blue sky", "a sk-y blue sky"),
            ("two sk-aaaaaaaa, sk-bbbbbbbb", "two [key], [key]"),
        ] {
            assert_eq!(redactor.clean(text), clean);
        }
    }
}
