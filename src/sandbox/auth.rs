//! Who may ask: anyone with a key, except keys that say of themselves that they are bad.

use axum::http::{HeaderMap, StatusCode, Uri, header};

use super::refusal::Refusal;

/// Keys that start so are refused, for trying out a wrong key.
const BAD_KEY: &str = "sk-bad";

/// Where Azure's addresses begin.
const AZURE: &str = "/openai/";

/// Accepts any key that is not empty; `sk-bad…` is answered like a wrong key.
///
/// At Azure's addresses the key may stand in the header `api-key` as well (`images-api.md §13.3`).
pub fn check(uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = given
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map_or("", |(_, key)| key.trim());
    let azure = headers.get("api-key").and_then(|value| value.to_str().ok());
    let azure = azure.filter(|_| uri.path().starts_with(AZURE)).map_or("", str::trim);
    let key = if azure.is_empty() { bearer } else { azure };
    if key.is_empty() {
        return Err(refusal(
            None,
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth \
             (i.e. Authorization: Bearer YOUR_KEY). The sandbox takes any key."
                .to_owned(),
        ));
    }
    if key.starts_with(BAD_KEY) {
        return Err(refusal(
            Some("invalid_api_key"),
            format!("Incorrect API key provided: {}.", masked(key)),
        ));
    }
    Ok(())
}

fn refusal(code: Option<&'static str>, message: String) -> Refusal {
    Refusal::general(StatusCode::UNAUTHORIZED, code, message)
}

/// The live server repeats the ends of a wrong key, so that its owner knows which one it was.
fn masked(key: &str) -> String {
    let end: String = key.chars().skip(BAD_KEY.len()).collect();
    let shown: String = end
        .chars()
        .rev()
        .take(4)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let hidden = end.chars().count().saturating_sub(shown.chars().count());
    format!("{BAD_KEY}{}{shown}", "*".repeat(hidden))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    /// The status and code of the refusal; empty when there is none.
    fn told(path: &'static str, header: &'static str, value: &'static str) -> (u16, &'static str) {
        let mut headers = HeaderMap::new();
        headers.insert(header, HeaderValue::from_static(value));
        let refusal = check(&Uri::from_static(path), &headers).err();
        refusal.map_or((0, ""), |refusal| (refusal.status.as_u16(), refusal.code.unwrap_or("")))
    }

    #[test]
    fn any_key_is_taken_but_none_and_bad_ones_are_not() {
        let cases = [
            ("authorization", "Bearer sk-anything", (0, "")),
            ("authorization", "bearer x", (0, "")),
            ("accept", "*/*", (401, "")),
            ("authorization", "Bearer ", (401, "")),
            ("authorization", "Basic abc", (401, "")),
            ("authorization", "Bearer sk-bad-12345678", (401, "invalid_api_key")),
            ("api-key", "x", (401, "")),
        ];
        for (header, given, expected) in cases {
            assert_eq!(told("/v1/images/edits", header, given), expected, "{header}: {given}");
        }
    }

    #[test]
    fn azure_takes_its_own_header_too() {
        let cases = [
            ("api-key", "x", (0, "")),
            ("authorization", "Bearer x", (0, "")),
            ("api-key", "", (401, "")),
            ("api-key", "sk-bad-12345678", (401, "invalid_api_key")),
        ];
        for (header, given, expected) in cases {
            assert_eq!(told("/openai/v1/models", header, given), expected, "{header}: {given}");
        }
    }

    #[test]
    fn a_wrong_key_is_not_repeated_whole() {
        assert_eq!(masked("sk-bad-12345678"), "sk-bad*****5678");
    }
}
