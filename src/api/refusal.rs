//! Judges what servers say when they refuse: by code, then by status, then by words (images-api.md §9).

use serde_json::Value;

use super::{
    Head, Particulars, Said, Verdict,
    advice::{Topic, hint, link},
    particulars::field_in,
    waits::wait_in,
    wording::{Words, is_digits},
};
use crate::domain::{Redactor, one_line};

/// A message longer than this is a page, not a sentence.
const LONGEST: usize = 400;

const MODERATION: &[&str] = &[
    "moderation_blocked",
    "content_policy_violation",
    "image_content_policy_violation",
    "content_filter",
    "contentfilter",
    "content_blocked",
    "responsibleaipolicyviolation",
];
const QUOTA: &[&str] = &[
    "insufficient_quota",
    "insufficient_user_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "project_spend_limit_exceeded",
    "organization_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
];
const SETUP: &[&str] = &["invalid_api_key", "unsupported_country_region_territory"];
const RATE: &[&str] = &["rate_limit_exceeded"];
const BROKEN: &[&str] = &["server_error", "internal_error", "internal_server_error"];
const NO_MODEL: &[&str] = &["model_not_found", "deploymentnotfound", "model_not_available"];
const MODERATION_WORDS: &[&str] = &[
    "safety system",
    "content policy",
    "content_policy",
    "moderation_blocked",
];
const QUOTA_WORDS: &[&str] = &[
    "insufficient_quota",
    "billing hard limit",
    "billing_hard_limit",
    "exceeded your current quota",
    "insufficient balance",
    "insufficient credit",
    "not enough credit",
];

/// Judges a refusal with an HTTP status of its own.
pub(super) fn judged(head: Head, body: Vec<u8>, redactor: &Redactor) -> Said {
    said(Words::of(&body), head, body, redactor)
}

/// Judges the `error` inside an answer that calls itself a success (images-api.md §13.1).
pub(super) fn judged_inside(error: &Value, head: Head, redactor: &Redactor) -> Said {
    let wrapped = serde_json::json!({ "error": error });
    said(Words::within(&wrapped), head, Vec::new(), redactor)
}

fn said(mut words: Words, head: Head, body: Vec<u8>, redactor: &Redactor) -> Said {
    let safe = |text: &str| -> String {
        let clean = redactor.clean(text);
        one_line(clean.trim()).chars().take(LONGEST).collect()
    };
    let topic = topic(&words);
    if words.param.is_none() {
        words.param = field_in(&words.message).map(str::to_owned);
    }
    let particulars = Particulars::of(&words, topic == Topic::Moderation, safe);
    if words.param.is_none() {
        words.param = match topic {
            Topic::Model => Some("model".to_owned()),
            _ => particulars.image.map(|_| "image".to_owned()),
        };
    }
    let verdict = verdict(&words, head.status, topic, &particulars);
    let wait = head.retry_after.or_else(|| wait_in(&words.message)).or_else(|| {
        head.exhausted()
            .and_then(|limit| limit.reset)
            .filter(|_| head.status == 429)
    });
    let status = head.status;
    let message = match safe(&words.message) {
        text if text.is_empty() => format!("the server answered {status} and said nothing"),
        text => format!("the server answered {status}: {text}"),
    };
    let mut said = Said {
        verdict,
        message,
        code: words.code.as_deref().map(safe),
        param: words.param.as_deref().map(safe),
        hint: None,
        link: link(&words, verdict, topic, &head).map(|link| safe(&link)),
        wait,
        particulars,
        head,
        body,
    };
    said.hint = hint(&said, &words, topic).map(|text| safe(&text));
    said
}

fn is_one_of(words: &Words, codes: &[&str]) -> bool {
    let code = words.code.as_deref().unwrap_or_default().to_ascii_lowercase();
    codes.contains(&code.as_str())
}

/// A code that says something: a number says no more than a status.
fn has_code(words: &Words) -> bool {
    words.code.as_deref().is_some_and(|code| !is_digits(code))
}

fn topic(words: &Words) -> Topic {
    let text = words.message.to_ascii_lowercase();
    let has = |all: &[&str]| all.iter().any(|some| text.contains(some));
    let is_of_model = words.param.as_deref() == Some("model") || text.contains("model");
    if is_one_of(words, MODERATION) || (!has_code(words) && has(MODERATION_WORDS)) {
        Topic::Moderation
    } else if has(&["must be verified", "verify organization", "verify your organization"]) {
        Topic::Verification
    } else if is_one_of(words, NO_MODEL)
        || (is_of_model
            && has(&[
                "does not exist",
                "not found",
                "no such model",
                "invalid model name",
                "has been deprecated",
                "unknown model",
            ]))
    {
        Topic::Model
    } else {
        Topic::Other
    }
}

fn verdict(words: &Words, status: u16, topic: Topic, particulars: &Particulars) -> Verdict {
    let inside = (200..300).contains(&status);
    if topic == Topic::Moderation && is_one_of(words, MODERATION) {
        return Verdict::Refused;
    }
    if is_one_of(words, QUOTA) || words.kind.as_deref().is_some_and(|kind| QUOTA.contains(&kind)) {
        return Verdict::Quota;
    }
    if is_one_of(words, SETUP) {
        return Verdict::Setup;
    }
    if is_one_of(words, BROKEN) && inside {
        return Verdict::MayHaveRun;
    }
    let too_much = particulars.rate.as_ref().is_some_and(super::Rate::is_too_small);
    if is_one_of(words, RATE) && (400..500).contains(&status) {
        return if too_much {
            Verdict::Refused
        } else {
            Verdict::RateLimited
        };
    }
    // An answer that calls itself a success has its status inside, if anywhere.
    let inner = words.code.as_deref().and_then(|code| code.parse::<u16>().ok());
    let status = inner
        .filter(|code| inside && (400..600).contains(code))
        .unwrap_or(status);
    let text = words.message.to_ascii_lowercase();
    let code = words.code.as_deref().unwrap_or_default().to_ascii_lowercase();
    let has = |all: &[&str]| all.iter().any(|some| text.contains(some));
    match status {
        402 => Verdict::Quota,
        400..=499 if status != 408 && status != 409 && has(QUOTA_WORDS) => Verdict::Quota,
        400..=499 if topic == Topic::Verification => Verdict::Setup,
        403 if topic == Topic::Moderation => Verdict::Refused,
        300..=399 | 401 | 403 | 407 => Verdict::Setup,
        429 if ["quota", "billing", "spend limit", "credit"]
            .iter()
            .any(|word| text.contains(word) || code.contains(word)) =>
        {
            Verdict::Quota
        }
        429 if too_much => Verdict::Refused,
        // It was let in, so a rate limit in it is no reason to send it again.
        429 if inside => Verdict::Refused,
        429 => Verdict::RateLimited,
        // An error inside a success is a no: the server had its say.
        200..=299 | 400..=407 | 410..=499 => Verdict::Refused,
        _ => Verdict::MayHaveRun,
    }
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
            "moderation stopped it at the input (violence, other): not billed; change the prompt"
        );
        let old = r#"{"error":{"message":"rejected by the safety system. safety_violations=[sexual]."}}"#;
        assert_eq!(
            judge(400, old).hint.unwrap(),
            "moderation stopped it (sexual); change the prompt"
        );
    }
}
