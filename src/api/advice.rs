//! Says what can be done about a refusal, and where.

use std::time::Duration;

use super::{Head, Said, Verdict, particulars::link_in, wording::Words};

/// Where an organisation is verified, at the server whose sentence it is.
const VERIFY: &str = "https://platform.openai.com/settings/organization/general";
const BILLING: &str = "https://platform.openai.com/settings/organization/billing/overview";
const LIMITS: &str = "https://platform.openai.com/settings/organization/limits";

/// What a refusal is about, as far as that decides what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Moderation,
    /// The organisation is not verified.
    Verification,
    /// The model is not there, or not any more.
    Model,
    Other,
}

/// A page where it can be mended: one that the server names, or a known one of a known server.
pub(super) fn link(words: &Words, verdict: Verdict, topic: Topic, head: &Head) -> Option<String> {
    let named = || link_in(&words.message).map(str::to_owned);
    let is_openai = head.host == "api.openai.com"
        || head.host.ends_with(".openai.com")
        || words.message.contains("platform.openai.com");
    let code = words.code.as_deref().unwrap_or_default();
    match (topic, verdict) {
        (Topic::Verification, _) => named().or_else(|| Some(VERIFY.to_owned())),
        (_, Verdict::Quota) if is_openai => {
            let page = if code.contains("limit") { LIMITS } else { BILLING };
            Some(page.to_owned())
        }
        _ => named(),
    }
}

pub(super) fn hint(said: &Said, words: &Words, topic: Topic) -> Option<String> {
    let code = words.code.as_deref().unwrap_or_default();
    let status = said.head.status;
    if let Some(moderation) = &said.particulars.moderation {
        let categories = match moderation.categories.as_slice() {
            [] => String::new(),
            names => format!(" ({})", names.join(", ")),
        };
        let stopped = match moderation.stage.as_deref() {
            Some("input") => format!("moderation stopped it at the input{categories}: not billed"),
            Some("output") => format!("moderation stopped it at the output{categories}: it may have been billed"),
            Some(_) => format!("moderation stopped it{categories}: whether it was billed is not said"),
            None => format!("moderation stopped it{categories}"),
        };
        return Some(format!("{stopped}; change the prompt"));
    }
    let at_link = said.link.as_deref().map(|link| format!(": {link}")).unwrap_or_default();
    let hint = match (said.verdict, topic) {
        (Verdict::Setup, Topic::Verification) => {
            return Some(format!(
                "verify the organisation{at_link}; it counts after up to 15 minutes"
            ));
        }
        (Verdict::Quota, _) => return Some(format!("see billing and limits at the server's own page{at_link}")),
        (Verdict::RateLimited, _) => return Some(rate(said)),
        (Verdict::Refused, _) if status == 429 => return Some(rate(said)),
        (Verdict::Refused, Topic::Model) => "the model is not there or not any more; pochade models lists what is",
        (Verdict::Setup, _) => match status {
            300..=399 => "set base_url to the address that the server names",
            _ if code == "unsupported_country_region_territory" => "the server does not serve this region",
            _ if status == 401 || code == "invalid_api_key" => "check the profile's key",
            _ => "check what the key is allowed to do",
        },
        (Verdict::Refused, _) => return value(said, code).or_else(|| path(words, status)),
        (Verdict::MayHaveRun, _) => "it may have been billed; look at the server's usage page before trying again",
    };
    Some(hint.to_owned())
}

/// What to change about a value.
fn value(said: &Said, code: &str) -> Option<String> {
    let field = said.param.as_deref();
    if let Some(position) = said.particulars.image {
        return Some(format!(
            "it is input image {position}; save it anew as a PNG with 8 bits a channel"
        ));
    }
    if let [first @ .., last] = said.particulars.supported.as_slice() {
        let first = first.join(", ");
        let or = if first.is_empty() { "" } else { " or " };
        return Some(format!("use {first}{or}{last}"));
    }
    match (code, field) {
        ("unknown_parameter", Some(field)) => Some(format!("this server or model takes no {field}; leave it out")),
        ("invalid_image_file", _) => Some("save the input image anew as a PNG with 8 bits a channel".to_owned()),
        _ => None,
    }
}

fn path(words: &Words, status: u16) -> Option<String> {
    let hint = match status {
        404 if words.message.is_empty() => "this server does not have this path",
        413 => "the input images are too large for this server; shrink them",
        415 => "set edits = \"json\" or \"multipart\" in the profile",
        _ => return None,
    };
    Some(hint.to_owned())
}

/// What is known of the limit, and how long to wait.
fn rate(said: &Said) -> String {
    let mut known = Vec::new();
    let mut of = String::new();
    if let Some(rate) = &said.particulars.rate {
        of.clone_from(&rate.of);
        let numbers = [
            ("limit", rate.limit),
            ("used", rate.used),
            ("requested", rate.requested),
        ];
        known.extend(numbers.iter().filter_map(|(name, n)| Some(format!("{name} {}", (*n)?))));
    } else if let Some(limit) = said.head.exhausted() {
        of.clone_from(&limit.name);
        let numbers = [("limit", limit.limit), ("left", limit.remaining)];
        known.extend(numbers.iter().filter_map(|(name, n)| Some(format!("{name} {}", (*n)?))));
    }
    if !of.is_empty() {
        known.push(format!("of {of}"));
    }
    let known = if known.is_empty() {
        String::new()
    } else {
        format!("{}; ", known.join(", "))
    };
    let advice = match (said.verdict, said.wait) {
        (Verdict::Refused, _) => "ask for fewer images".to_owned(),
        (_, Some(wait)) => format!("wait {}, or send fewer at once", words_of(wait)),
        (_, None) => "send fewer at once, or later".to_owned(),
    };
    format!("{known}{advice}")
}

/// A wait in words, rounded up.
fn words_of(wait: Duration) -> String {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}
