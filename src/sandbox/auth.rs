//! Who may ask: anyone with a key, except keys that say of themselves that they are bad.

use axum::http::{HeaderMap, StatusCode, header};

use super::answers::Refusal;

/// Keys that start so are refused, for trying out a wrong key.
const BAD_KEY: &str = "sk-bad";

/// Accepts any key that is not empty; `sk-bad…` is answered like a wrong key.
pub fn check(headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = given
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map_or("", |(_, key)| key.trim());
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
    fn told(value: Option<&'static str>) -> (u16, &'static str) {
        let mut headers = HeaderMap::new();
        if let Some(value) = value {
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
        }
        let refusal = check(&headers).err();
        refusal.map_or((0, ""), |refusal| (refusal.status.as_u16(), refusal.code.unwrap_or("")))
    }

    #[test]
    fn any_bearer_key_is_taken_but_none_and_bad_ones_are_not() {
        let cases = [
            (Some("Bearer sk-anything"), (0, "")),
            (Some("bearer x"), (0, "")),
            (None, (401, "")),
            (Some("Bearer "), (401, "")),
            (Some("Basic abc"), (401, "")),
            (Some("Bearer sk-bad-12345678"), (401, "invalid_api_key")),
        ];
        for (given, expected) in cases {
            assert_eq!(told(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_wrong_key_is_not_repeated_whole() {
        assert_eq!(masked("sk-bad-12345678"), "sk-bad*****5678");
    }
}
