//! Reads what an answer says of time, tokens and money, in every dress that servers give it.

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::{Money, Usage};

/// The tokens of the text model that wrote a vector picture (images-api.md §7.1): billed apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SvgUsage {
    /// The text model's id, safe to show.
    pub model: String,
    /// Its input tokens.
    pub input_tokens: u64,
    /// Its output tokens, those of thinking among them.
    pub output_tokens: u64,
    /// Its tokens of thinking.
    pub reasoning_tokens: u64,
    /// All of its tokens.
    pub total_tokens: u64,
}

/// Seconds since 1970 in any clothes: a number, one with a fraction, a text, a date. 0 is no time.
pub(super) fn seconds(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    if let Ok(date) = text.parse::<Timestamp>() {
        return Some(date.as_second());
    }
    let whole = text.split('.').next()?;
    whole.parse().ok().filter(|seconds| *seconds != 0)
}

/// A count: a whole number, one with a fraction of nothing, or digits.
fn count(value: &Value) -> Option<u64> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    whole
        .parse()
        .ok()
        .filter(|_| fraction.bytes().all(|digit| digit == b'0'))
}

/// Token counts in the Images form or the chat form; all zeros say nothing (images-api.md §13.1).
pub(super) fn usage(value: &Value) -> Option<Usage> {
    let number = |names: [&str; 2]| names.iter().find_map(|name| count(value.get(name)?));
    let detail = |places: [&str; 2], name: &str| places.iter().find_map(|place| count(value.get(place)?.get(name)?));
    let input = ["input_tokens_details", "prompt_tokens_details"];
    let output = ["output_tokens_details", "completion_tokens_details"];
    let input_tokens = number(["input_tokens", "prompt_tokens"]).unwrap_or(0);
    let output_tokens = number(["output_tokens", "completion_tokens"]).unwrap_or(0);
    let usage = Usage {
        input_tokens,
        input_text_tokens: detail(input, "text_tokens"),
        input_image_tokens: detail(input, "image_tokens"),
        output_tokens,
        output_text_tokens: detail(output, "text_tokens"),
        output_image_tokens: detail(output, "image_tokens"),
        total_tokens: number(["total_tokens", "total"]).unwrap_or(input_tokens.saturating_add(output_tokens)),
    };
    (!usage.is_empty()).then_some(usage)
}

/// A stream of several pictures reports each one's tokens.
pub(super) fn sum(one: Option<Usage>, other: Option<Usage>) -> Option<Usage> {
    let (Some(a), Some(b)) = (one, other) else {
        return one.or(other);
    };
    let both =
        |a: Option<u64>, b: Option<u64>| a.or(b).is_some().then(|| a.unwrap_or(0).saturating_add(b.unwrap_or(0)));
    Some(Usage {
        input_tokens: a.input_tokens.saturating_add(b.input_tokens),
        input_text_tokens: both(a.input_text_tokens, b.input_text_tokens),
        input_image_tokens: both(a.input_image_tokens, b.input_image_tokens),
        output_tokens: a.output_tokens.saturating_add(b.output_tokens),
        output_text_tokens: both(a.output_text_tokens, b.output_text_tokens),
        output_image_tokens: both(a.output_image_tokens, b.output_image_tokens),
        total_tokens: a.total_tokens.saturating_add(b.total_tokens),
    })
}

/// The report of an SVG's text model; nothing when it says nothing.
pub(super) fn svg_usage(value: &Value, safe: impl Fn(&str) -> String) -> Option<SvgUsage> {
    let number = |name: &str| value.get(name).and_then(count).unwrap_or(0);
    let usage = SvgUsage {
        model: value.get("model").and_then(Value::as_str).map(safe).unwrap_or_default(),
        input_tokens: number("input_tokens"),
        output_tokens: number("output_tokens"),
        reasoning_tokens: number("reasoning_tokens"),
        total_tokens: number("total_tokens"),
    };
    (usage.total_tokens > 0 || usage.output_tokens > 0).then_some(usage)
}

/// Dollars that a server says it has taken, to the micro-dollar; nothing for 0, because free and unsaid look alike.
pub(super) fn dollars(value: &Value) -> Option<Money> {
    const MOST: f64 = 1_000_000.0;
    let dollars = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    if !(dollars > 0.0 && dollars < MOST) {
        return None;
    }
    // Six decimals are exact in micro-dollars; an amount below one counts as one.
    let text = format!("{:.6}", dollars.max(0.000_001));
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn money_is_read_to_the_micro_dollar() {
        for (value, micros) in [
            (json!(0.039), Some(39_000)),
            (json!("0.25"), Some(250_000)),
            (json!(3e-7), Some(1)),
            (json!(0), None),
            (json!(-1), None),
            (json!(1e12), None),
            (json!("much"), None),
            (json!(null), None),
        ] {
            assert_eq!(dollars(&value).map(Money::micros), micros, "{value}");
        }
    }

    #[test]
    fn counts_are_whole_numbers_in_any_clothes() {
        for (value, expected) in [
            (json!(7), Some(7)),
            (json!(7.0), Some(7)),
            (json!("7"), Some(7)),
            (json!(7.5), None),
            (json!(-7), None),
            (json!(true), None),
        ] {
            assert_eq!(count(&value), expected, "{value}");
        }
    }

    #[test]
    fn the_time_can_be_a_date() {
        assert_eq!(seconds(&json!("2026-11-20T20:15:03Z")), Some(1_795_205_703));
        assert_eq!(seconds(&json!("soon")), None);
    }
}
