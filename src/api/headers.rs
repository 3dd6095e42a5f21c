//! The headers of an answer that are worth keeping.

use std::{collections::BTreeMap, time::Duration};

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::{StatusCode, header::HeaderMap};
use url::Url;

use super::waits::duration;
use crate::domain::{Redactor, one_line};

const LONGEST: usize = 512;

/// What an answer says before its body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// The server's name for the request, for its support.
    pub request_id: Option<String>,
    /// Headers worth keeping: request id, rate limits, timing, content type; safe to show.
    pub kept: Vec<(String, String)>,
    /// The content type without parameters, in lower case; may be wrong (images-api.md §13.1).
    pub content_type: String,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// The server says that another try is no use.
    pub said_no_retry: bool,
    /// What it says of its limits, by family.
    pub rate_limits: Vec<RateLimit>,
    /// The host that answered; empty where that is not known.
    pub host: String,
}

/// One family of `x-ratelimit-…` headers, such as `input-images` (images-api.md §10).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateLimit {
    /// What is limited: `requests`, `tokens`, `input-images`; empty where the server has one limit for all.
    pub name: String,
    /// How much is allowed.
    pub limit: Option<u64>,
    /// How much is left.
    pub remaining: Option<u64>,
    /// When it is all there again.
    pub reset: Option<Duration>,
}

impl Head {
    pub(super) fn read(status: StatusCode, headers: &HeaderMap, redactor: &Redactor) -> Self {
        let text = |name: &str| {
            let value = headers.get(name)?;
            let text = redactor.clean(&String::from_utf8_lossy(value.as_bytes()));
            let safe = one_line(&text);
            Some(safe.chars().take(LONGEST).collect::<String>())
        };
        let mut names: Vec<&str> = headers.keys().map(reqwest::header::HeaderName::as_str).collect();
        names.retain(|name| is_kept(name));
        let kept = names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), text(name)?)))
            .collect();
        let request_id = ["x-request-id", "apim-request-id", "x-ms-request-id", "request-id"]
            .into_iter()
            .find_map(text);
        let content_type = text("content-type").unwrap_or_default();
        let milliseconds = text("retry-after-ms").and_then(|ms| ms.trim().parse::<f64>().ok());
        let wait = milliseconds
            .and_then(|ms| Duration::try_from_secs_f64(ms / 1000.0).ok())
            .or_else(|| text("retry-after").and_then(|value| wait_of(&value, Timestamp::now())));
        let rate_limits = rate_limits(&names, |name| text(name), Timestamp::now());
        Self {
            status: status.as_u16(),
            request_id,
            kept,
            content_type: content_type
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
            retry_after: wait,
            said_no_retry: text("x-should-retry").is_some_and(|word| word.trim() == "false"),
            rate_limits,
            host: String::new(),
        }
    }

    /// The same with the host that answered.
    pub(super) fn answered_by(self, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().to_owned();
        Self { host, ..self }
    }

    /// The limit that is used up.
    pub(super) fn exhausted(&self) -> Option<&RateLimit> {
        self.rate_limits.iter().find(|limit| limit.remaining == Some(0))
    }
}

/// Families in the order of their names; a header's last words may also stand first.
fn rate_limits(names: &[&str], text: impl Fn(&str) -> Option<String>, now: Timestamp) -> Vec<RateLimit> {
    let mut found: BTreeMap<String, RateLimit> = BTreeMap::new();
    for name in names {
        let Some((words, value)) = name.strip_prefix("x-ratelimit-").zip(text(name)) else {
            continue;
        };
        let parts: Vec<&str> = words.split('-').collect();
        let Some(what) = parts
            .iter()
            .position(|part| ["limit", "remaining", "reset"].contains(part))
        else {
            continue;
        };
        let family = [&parts[..what], &parts[what + 1..]].concat().join("-");
        let limit = found.entry(family.clone()).or_default();
        limit.name = family;
        match parts[what] {
            "limit" => limit.limit = value.trim().parse().ok(),
            "remaining" => limit.remaining = value.trim().parse().ok(),
            _ => limit.reset = reset(value.trim(), now),
        }
    }
    found.into_values().collect()
}

/// A reset is a length of time such as `6m0s`, seconds, or a moment in seconds or milliseconds since 1970.
fn reset(value: &str, now: Timestamp) -> Option<Duration> {
    const YEAR_2001: f64 = 1e9;
    let Ok(number) = value.parse::<f64>() else {
        return duration(value);
    };
    let seconds = match number {
        ms if ms > YEAR_2001 * 1000.0 => ms / 1000.0,
        other => other,
    };
    if seconds < YEAR_2001 {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let at = Timestamp::UNIX_EPOCH
        .checked_add(Duration::try_from_secs_f64(seconds).ok()?)
        .ok()?;
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

fn is_kept(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "x-request-id",
        "apim-request-id",
        "x-ms-request-id",
        "request-id",
        "content-type",
        "date",
        "retry-after",
        "retry-after-ms",
        "x-should-retry",
        "cf-ray",
    ];
    NAMES.contains(&name) || name.starts_with("openai-") || name.starts_with("x-ratelimit-")
}

/// A `Retry-After`: seconds, or a date.
fn wait_of(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let at = rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()?;
    // A date in the past means now.
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_wait_is_a_time_or_nothing(
            value in prop_oneof![any::<String>(), "[0-9.eE+-]{0,20}", "[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{5,8} [A-Z]{1,4}"],
            seconds in -377_705_023_201_i64..253_402_207_200,
        ) {
            let now = Timestamp::from_second(seconds).unwrap();
            if let Some(wait) = wait_of(&value, now) {
                prop_assert!(wait < Duration::MAX);
            }
            let mut headers = HeaderMap::new();
            for name in ["retry-after", "retry-after-ms", "x-should-retry", "x-request-id", "content-type"] {
                if let Ok(value) = value.parse() {
                    headers.insert(name, value);
                }
            }
            let head = Head::read(StatusCode::TOO_MANY_REQUESTS, &headers, &Redactor::default());
            prop_assert!(head.kept.iter().all(|(_, value)| value.chars().count() <= LONGEST));
        }
    }

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        let now: Timestamp = "2026-11-20T20:15:00Z".parse().unwrap();
        for (value, seconds) in [
            ("12", Some(12.0)),
            ("0.5", Some(0.5)),
            ("Fri, 20 Nov 2026 20:15:30 GMT", Some(30.0)),
            ("Fri, 20 Nov 2026 20:14:30 GMT", Some(0.0)),
            ("-3", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(wait_of(value, now).map(|wait| wait.as_secs_f64()), seconds, "{value}");
        }
    }

    #[test]
    fn limits_are_read_by_family() {
        let now: Timestamp = "2026-11-20T20:15:00Z".parse().unwrap();
        let in_90_s = (now.as_second() + 90).to_string();
        let in_90_s_ms = format!("{in_90_s}000");
        let headers = [
            ("x-ratelimit-limit-requests", "500"),
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-reset-requests", "6m0s"),
            ("x-ratelimit-limit-input-images", "5"),
            ("x-ratelimit-remaining-input-images", "-1"),
            ("x-ratelimit-reset-input-images", "250ms"),
            ("x-ratelimit-tokens-remaining", "7"),
            ("x-ratelimit-reset-tokens", &in_90_s),
            ("x-ratelimit-limit", "20"),
            ("x-ratelimit-reset", &in_90_s_ms),
            ("x-ratelimit-note", "none"),
        ];
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        let text = |name: &str| {
            headers
                .iter()
                .find(|(one, _)| *one == name)
                .map(|(_, value)| (*value).to_owned())
        };
        let found = rate_limits(&names, text, now);
        let found: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.name.as_str(),
                    one.limit,
                    one.remaining,
                    one.reset.map(|reset| reset.as_millis()),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("", Some(20), None, Some(90_000)),
                ("input-images", Some(5), None, Some(250)),
                ("requests", Some(500), Some(0), Some(360_000)),
                ("tokens", None, Some(7), Some(90_000)),
            ]
        );
    }

    #[test]
    fn what_is_kept_is_safe_to_show_and_holds_no_cookie() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-request-id", "req_1"),
            ("set-cookie", "a=b"),
            ("x-ratelimit-remaining-input-images", "4"),
            ("content-type", "Application/JSON; charset=utf-8"),
            ("retry-after-ms", "250"),
            ("retry-after", "9"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        headers.insert(
            "openai-version",
            reqwest::header::HeaderValue::from_bytes(b"a\xff\x9bb").unwrap(),
        );
        let head = Head::read(StatusCode::OK, &headers, &Redactor::default());
        assert_eq!(head.request_id.as_deref(), Some("req_1"));
        assert_eq!(head.content_type, "application/json");
        assert_eq!(head.retry_after, Some(Duration::from_millis(250)));
        assert!(head.kept.iter().all(|(name, _)| name != "set-cookie"));
        let version = head.kept.iter().find(|(name, _)| name == "openai-version").unwrap();
        assert_eq!(version.1, "a\u{fffd}\u{fffd}b");
    }
}
