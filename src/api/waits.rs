//! Reads how long a server wants to be left alone, as headers and sentences write it.

use std::time::Duration;

/// The length of time at the beginning of a text: `12s`, `467ms`, `6m0s`, `1h2m3.5s`, `20 seconds`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim_start();
    let mut sum = None;
    while let Some((number, unit, after)) = part(rest) {
        let more = Duration::try_from_secs_f64(number * unit).ok()?;
        sum = Some(sum.unwrap_or(Duration::ZERO).checked_add(more)?);
        rest = after;
    }
    sum
}

/// A number, how many seconds its unit has, and what follows.
fn part(text: &str) -> Option<(f64, f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number = text[..end].parse().ok()?;
    let unit = text[end..].trim_start_matches(' ');
    let length = unit.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(unit.len());
    let seconds = match unit[..length].to_ascii_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        _ => return None,
    };
    Some((number, seconds, &unit[length..]))
}

/// `Please try again in 12s.` and its like (images-api.md §9).
pub(super) fn wait_in(message: &str) -> Option<Duration> {
    let lower = message.to_ascii_lowercase();
    ["try again in ", "retry after ", "retry in ", "wait "]
        .iter()
        .find_map(|words| duration(lower.split_once(words)?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_in_every_form() {
        for (text, ms) in [
            ("1s", Some(1000)),
            ("250ms", Some(250)),
            ("6m0s", Some(360_000)),
            ("1h2m3.5s", Some(3_723_500)),
            ("2d", Some(172_800_000)),
            ("20 seconds.", Some(20_000)),
            ("1m12.5s, please", Some(72_500)),
            ("soon", None),
            ("12", None),
            ("1.2.3s", None),
            ("99999999999999999999d", None),
            ("", None),
        ] {
            assert_eq!(duration(text).map(|wait| wait.as_millis()), ms, "{text}");
        }
    }

    #[test]
    fn the_wait_is_read_from_the_words() {
        for (words, ms) in [
            ("Please try again in 12s.", Some(12_000)),
            ("try again in 467ms", Some(467)),
            ("Try again in 1.5s", Some(1500)),
            ("Please retry after 23 seconds.", Some(23_000)),
            ("later", None),
        ] {
            assert_eq!(wait_in(words).map(|wait| wait.as_millis()), ms, "{words}");
        }
    }
}
