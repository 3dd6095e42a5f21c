//! Reads what servers say when they refuse, in the many shapes they say it, and judges it by code, status, words.

use std::time::Duration;

use serde_json::Value;

use super::{Head, Said, Verdict};
use crate::domain::{Redactor, one_line};

/// A message longer than this is a page, not a sentence.
const LONGEST: usize = 400;

const MODERATION: &[&str] = &[
    "moderation_blocked",
    "content_policy_violation",
    "image_content_policy_violation",
    "content_filter",
    "responsibleaipolicyviolation",
];
const QUOTA: &[&str] = &[
    "insufficient_quota",
    "billing_hard_limit_reached",
    "project_spend_limit_exceeded",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
];
const SETUP: &[&str] = &["invalid_api_key", "unsupported_country_region_territory"];

/// What is found in an error body, whatever its shape.
#[derive(Debug, Default)]
struct Words {
    message: String,
    code: Option<String>,
    kind: Option<String>,
    param: Option<String>,
    stage: Option<String>,
    categories: Vec<String>,
}

/// Judges a refusal with an HTTP status of its own.
pub(super) fn judged(head: Head, body: Vec<u8>, redactor: &Redactor) -> Said {
    let words = match serde_json::from_slice::<Value>(&body) {
        Ok(value) => words_of(&value),
        Err(_) => Words {
            message: excerpt(&body),
            ..Words::default()
        },
    };
    said(&words, head, body, redactor)
}

/// Judges the `error` inside an answer that calls itself a success (images-api.md §13.1).
pub(super) fn judged_inside(error: &Value, head: Head, redactor: &Redactor) -> Said {
    let wrapped = serde_json::json!({ "error": error });
    said(&words_of(&wrapped), head, Vec::new(), redactor)
}

fn said(words: &Words, head: Head, body: Vec<u8>, redactor: &Redactor) -> Said {
    let verdict = verdict(words, head.status);
    let safe = |text: &str| -> String {
        let clean = redactor.clean(text);
        one_line(clean.trim()).chars().take(LONGEST).collect()
    };
    let wait = head.retry_after.or_else(|| wait_in(&words.message));
    let status = head.status;
    let message = match safe(&words.message) {
        text if text.is_empty() => format!("the server answered {status} and said nothing"),
        text => format!("the server answered {status}: {text}"),
    };
    Said {
        verdict,
        message,
        hint: hint(words, verdict, status).map(|text| safe(&text)),
        code: words.code.as_deref().map(safe),
        param: words.param.as_deref().map(safe),
        wait,
        head,
        body,
    }
}

/// First the code, then the status, then the words (images-api.md §9).
fn verdict(words: &Words, status: u16) -> Verdict {
    let code = words.code.as_deref().unwrap_or_default().to_ascii_lowercase();
    let text = words.message.to_ascii_lowercase();
    if MODERATION.contains(&code.as_str()) {
        return Verdict::Refused;
    }
    if QUOTA.contains(&code.as_str()) || words.kind.as_deref().is_some_and(|kind| QUOTA.contains(&kind)) {
        return Verdict::Quota;
    }
    if SETUP.contains(&code.as_str()) {
        return Verdict::Setup;
    }
    match status {
        300..=399 | 401 | 403 | 407 => Verdict::Setup,
        429 if ["quota", "billing", "spend limit", "credit"]
            .iter()
            .any(|word| text.contains(word) || code.contains(word)) =>
        {
            Verdict::Quota
        }
        429 if asks_for_more_than_the_limit(&text) => Verdict::Refused,
        429 => Verdict::RateLimited,
        408 | 409 => Verdict::MayHaveRun,
        // An error inside a success is a no: the server had its say.
        200..=299 | 400..=499 => Verdict::Refused,
        _ => Verdict::MayHaveRun,
    }
}

fn hint(words: &Words, verdict: Verdict, status: u16) -> Option<String> {
    let code = words.code.as_deref().unwrap_or_default();
    if is_moderation(words) {
        let stage = words.stage.as_deref().filter(|stage| *stage != "unknown");
        let stage = stage.map(|stage| format!(" at the {stage}")).unwrap_or_default();
        let categories = match words.categories.as_slice() {
            [] => String::new(),
            names => format!(" ({})", names.join(", ")),
        };
        return Some(format!("moderation stopped it{stage}{categories}; change the prompt"));
    }
    let hint = match (verdict, code, status) {
        (Verdict::Quota, ..) => "see billing and limits at the server's own page",
        (Verdict::Setup, _, 300..=399) => "set base_url to the address that the server names",
        (Verdict::Setup, "unsupported_country_region_territory", _) => "the server does not serve this region",
        (Verdict::Setup, _, 401) | (Verdict::Setup, "invalid_api_key", _) => "check the profile's key",
        (Verdict::Setup, ..) => "check what the key is allowed to do",
        (Verdict::RateLimited, ..) => "send fewer at once, or later",
        (Verdict::Refused, "model_not_found", _) => "see which models the server has: pochade models",
        (Verdict::Refused, _, 404) if words.message.is_empty() => "this server does not have this path",
        (Verdict::Refused, _, 413) => "the input images are too large for this server; shrink them",
        (Verdict::Refused, _, 415) => "set edits = \"json\" or \"multipart\" in the profile",
        (Verdict::Refused, _, 429) => "ask for fewer images",
        (Verdict::MayHaveRun, ..) => "it may have been billed; look at the server's usage page before trying again",
        _ => return None,
    };
    Some(hint.to_owned())
}

fn is_moderation(words: &Words) -> bool {
    let code = words.code.as_deref().unwrap_or_default().to_ascii_lowercase();
    let text = words.message.to_ascii_lowercase();
    MODERATION.contains(&code.as_str())
        || (code.is_empty()
            && ["safety system", "content policy", "content_policy"]
                .iter()
                .any(|w| text.contains(w)))
}

/// `Limit 5, Used 5, Requested 9`: no waiting makes that fit.
fn asks_for_more_than_the_limit(text: &str) -> bool {
    let number = |after: &str| {
        let rest = &text[text.find(after)? + after.len()..];
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().ok()
    };
    matches!((number("limit "), number("requested ")), (Some(limit), Some(asked)) if asked > limit)
}

/// `Please try again in 12s.` or `467ms` (images-api.md §9).
fn wait_in(message: &str) -> Option<Duration> {
    let rest = message.split_once("try again in ")?.1;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number: f64 = rest[..end].trim_end_matches('.').parse().ok()?;
    let seconds = match &rest[end..] {
        unit if unit.starts_with("ms") => number / 1000.0,
        unit if unit.starts_with('s') => number,
        unit if unit.starts_with('m') => number * 60.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

/// The shapes of images-api.md §13.1, rule 5.
fn words_of(value: &Value) -> Words {
    let body = value.as_array().and_then(|all| all.first()).unwrap_or(value);
    let error = match body.get("error") {
        Some(Value::Null) | None => body.get("errors").and_then(|all| all.get(0)),
        found => found,
    };
    match error {
        Some(Value::String(text)) => Words {
            message: text.clone(),
            code: code_of(body),
            ..Words::default()
        },
        Some(error) => from_object(error),
        None => from_object(body),
    }
}

fn from_object(error: &Value) -> Words {
    let text = |name: &str| error.get(name).and_then(Value::as_str).map(str::to_owned);
    let message = text("message")
        .or_else(|| text("msg"))
        .or_else(|| detail(error.get("detail")?))
        .or_else(|| text("title"))
        .or_else(|| error.as_str().map(str::to_owned))
        .unwrap_or_default();
    let details = error.get("moderation_details");
    let listed = details.and_then(|details| details.get("categories")?.as_array());
    let categories = match listed {
        Some(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        None => categories_in(&message),
    };
    let inner = error.get("inner_error").or_else(|| error.get("innererror"));
    Words {
        code: code_of(error)
            .filter(|code| !code.chars().all(|c| c.is_ascii_digit()))
            .or_else(|| inner.and_then(code_of))
            .or_else(|| code_of(error)),
        kind: text("type"),
        param: text("param"),
        stage: details
            .and_then(|details| details.get("moderation_stage")?.as_str())
            .map(str::to_owned),
        categories,
        message,
    }
}

fn code_of(error: &Value) -> Option<String> {
    match error.get("code")? {
        Value::String(code) if !code.is_empty() => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    }
}

/// The `detail` of `FastAPI`: a sentence, or a list of `{msg, loc}`.
fn detail(detail: &Value) -> Option<String> {
    match detail {
        Value::String(text) => Some(text.clone()),
        Value::Array(all) => {
            let line = |one: &Value| {
                let words = one.get("msg")?.as_str()?;
                let field = one.get("loc").and_then(|loc| loc.as_array()?.last()?.as_str());
                Some(field.map_or_else(|| words.to_owned(), |field| format!("{field}: {words}")))
            };
            Some(all.iter().filter_map(line).collect::<Vec<_>>().join("; "))
        }
        Value::Object(_) => Some(from_object(detail).message),
        _ => None,
    }
}

/// Older bodies end with `safety_violations=[sexual, violence]`.
fn categories_in(message: &str) -> Vec<String> {
    let list = message
        .split_once("safety_violations=[")
        .and_then(|(_, rest)| rest.split_once(']'));
    let names = list.map_or("", |(names, _)| names).split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The sentence of a body that is no JSON: a page's title, or the beginning of a text.
pub(super) fn excerpt(body: &[u8]) -> String {
    let start = String::from_utf8_lossy(&body[..body.len().min(16 * 1024)]).into_owned();
    // Only ASCII is lowered, so places in one text are places in the other.
    let lower = start.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let open = at + lower[at..].find('>')? + 1;
        let close = open + lower[open..].find("</title")?;
        Some(start[open..close].trim().to_owned())
    });
    title.unwrap_or_else(|| start.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ApiKey;

    fn head(status: u16) -> Head {
        Head {
            status,
            ..Head::default()
        }
    }

    fn judge(status: u16, body: &str) -> Said {
        judged(head(status), body.as_bytes().to_vec(), &Redactor::default())
    }

    #[test]
    fn a_code_outweighs_the_status() {
        for (status, code, verdict) in [
            (400, "moderation_blocked", Verdict::Refused),
            (400, "invalid_value", Verdict::Refused),
            (400, "billing_hard_limit_reached", Verdict::Quota),
            (429, "billing_not_active", Verdict::Quota),
            (429, "insufficient_quota", Verdict::Quota),
            (429, "project_spend_limit_exceeded", Verdict::Quota),
            (429, "rate_limit_exceeded", Verdict::RateLimited),
            (401, "invalid_api_key", Verdict::Setup),
            (403, "unsupported_country_region_territory", Verdict::Setup),
            (503, "content_filter", Verdict::Refused),
            (500, "server_error", Verdict::MayHaveRun),
        ] {
            let said = judge(
                status,
                &format!(r#"{{"error":{{"message":"m","type":"x","code":"{code}"}}}}"#),
            );
            assert_eq!((said.verdict, said.code.as_deref()), (verdict, Some(code)), "{status}");
        }
    }

    #[test]
    fn without_a_code_the_status_decides_and_then_the_words() {
        for (status, body, verdict) in [
            (
                429,
                r#"{"error":{"message":"m","type":"insufficient_quota","code":null}}"#,
                Verdict::Quota,
            ),
            (429, "You exceeded your current quota", Verdict::Quota),
            (429, "Limit 5, Used 0, Requested 9.", Verdict::Refused),
            (429, "slow down", Verdict::RateLimited),
            (
                403,
                r#"{"error":{"message":"must be verified","code":null}}"#,
                Verdict::Setup,
            ),
            (307, "", Verdict::Setup),
            (404, "", Verdict::Refused),
            (413, "<html><title>413 Too Large</title>", Verdict::Refused),
            (
                422,
                r#"{"detail":[{"msg":"field required","loc":["body","prompt"]}]}"#,
                Verdict::Refused,
            ),
            (408, "", Verdict::MayHaveRun),
            (409, "", Verdict::MayHaveRun),
            (500, "oops", Verdict::MayHaveRun),
            (502, "<html>", Verdict::MayHaveRun),
            (524, "", Verdict::MayHaveRun),
        ] {
            let said = judge(status, body);
            assert_eq!((said.verdict, said.code), (verdict, None), "{status} {body}");
        }
    }

    #[test]
    fn the_words_are_found_in_every_shape() {
        for (body, words) in [
            (r#"{"error":{"message":"a"}}"#, "a"),
            (r#"{"error":"b"}"#, "b"),
            (r#"{"detail":"c"}"#, "c"),
            (
                r#"{"detail":[{"msg":"required","loc":["body","prompt"]},{"msg":"x"}]}"#,
                "prompt: required; x",
            ),
            (r#"{"message":"d"}"#, "d"),
            (r#"{"errors":[{"message":"e"}]}"#, "e"),
            (r#"{"code":17,"msg":"f"}"#, "f"),
            (r#"{"title":"g","status":400}"#, "g"),
            (r#"[{"error":{"message":"h"}}]"#, "h"),
            ("<html><head><TITLE>\n i </TITLE></head>", "i"),
            ("plain\n\ttext", "plain text"),
        ] {
            assert_eq!(
                judge(400, body).message,
                format!("the server answered 400: {words}"),
                "{body}"
            );
        }
        assert_eq!(judge(404, "").message, "the server answered 404 and said nothing");
    }

    #[test]
    fn what_is_said_is_safe_and_short_and_holds_no_key() {
        let redactor = Redactor::new(vec![ApiKey::new("local-secret-9").unwrap()]);
        let body = format!(r#"{{"error":"no \u001b[2J local-secret-9 {}"}}"#, "x".repeat(5000));
        let said = judged(head(400), body.into_bytes(), &redactor);
        assert!(!said.message.contains('\u{1b}') && !said.message.contains("local-secret-9"));
        assert!(said.message.contains("[key]") && said.message.len() < 500);
    }

    #[test]
    fn moderation_says_where_and_why() {
        let body = r#"{"error":{"message":"rejected","code":"moderation_blocked",
            "moderation_details":{"moderation_stage":"input","categories":["violence","other"]}}}"#;
        assert_eq!(
            judge(400, body).hint.unwrap(),
            "moderation stopped it at the input (violence, other); change the prompt"
        );
        let old = r#"{"error":{"message":"rejected by the safety system. safety_violations=[sexual]."}}"#;
        assert_eq!(
            judge(400, old).hint.unwrap(),
            "moderation stopped it (sexual); change the prompt"
        );
    }

    #[test]
    fn the_wait_is_read_from_the_words_when_no_header_names_one() {
        for (words, ms) in [
            ("try again in 12s.", Some(12_000)),
            ("try again in 467ms", Some(467)),
            ("try again in 1.5s", Some(1500)),
            ("later", None),
        ] {
            assert_eq!(wait_in(words).map(|wait| wait.as_millis()), ms, "{words}");
        }
    }
}
