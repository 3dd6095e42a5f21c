//! Numbers as words on the screen: ages, durations, bytes, sizes, prices, names of models.

use jiff::{Timestamp, tz::Offset};

use crate::domain::{CostKind, HistoryEntry, Money, RequestState, Size, cells, differences};
pub(super) use crate::domain::{age, ago, counted, elapsed, spelled_bytes as bytes, thousands, took};

/// A moment where the person is: `Tue 17 Nov 2026 14:02`.
pub(super) fn moment(at: Timestamp, offset: Offset) -> String {
    at.to_zoned(offset.to_time_zone())
        .strftime("%a %-d %b %Y %H:%M")
        .to_string()
}

/// What came otherwise than it was asked, as long as there is room, else how much of it; empty where nothing did.
pub(super) fn differing(entry: &HistoryEntry, room: usize) -> String {
    let differences = differences(entry);
    if differences.is_empty() {
        return String::new();
    }
    let asked: Vec<_> = differences
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one.what,
                if one.what == "size" {
                    size(&one.asked)
                } else {
                    one.asked.clone()
                }
            )
        })
        .collect();
    let whole = format!("asked {}", asked.join(", "));
    if cells(&whole) <= room {
        whole
    } else {
        format!("{} not as asked", differences.len())
    }
}

/// A size as the screen shows it, from how it is typed and sent: `1536×1024`.
pub(super) fn size(text: &str) -> String {
    match Size::from(text.to_owned()) {
        Size::Exact { width, height } => format!("{width}×{height}"),
        Size::Auto => "auto".to_owned(),
        Size::Other(other) => other,
    }
}

/// The shape of a size: `16:9`, `1:1`, or `1.85:1` where no small numbers say it; empty without a size.
pub(super) fn shape(text: &str) -> String {
    let Size::Exact { width, height } = Size::from(text.to_owned()) else {
        return String::new();
    };
    let mut divisor = (width, height);
    while divisor.1 > 0 {
        divisor = (divisor.1, divisor.0 % divisor.1);
    }
    let (across, down) = (width / divisor.0.max(1), height / divisor.0.max(1));
    if across <= 21 && down <= 21 {
        return format!("{across}:{down}");
    }
    let hundredths = |long: u32, short: u32| (u64::from(long) * 100 + u64::from(short) / 2) / u64::from(short);
    if width >= height {
        let ratio = hundredths(width, height);
        format!("{}.{:02}:1", ratio / 100, ratio % 100)
    } else {
        let ratio = hundredths(height, width);
        format!("1:{}.{:02}", ratio / 100, ratio % 100)
    }
}

/// The telling part of a model's id: `2.5-flare` of `gpt-image-2.5-flare`.
pub(super) fn model(id: &str) -> &str {
    match id.strip_prefix("gpt-image-") {
        Some(rest) if !rest.is_empty() => rest,
        _ => id,
    }
}

/// What is booked, and what attempts under way may add to it.
pub(super) fn running(booked: Money, running: Money) -> String {
    format!("{} + {} running", booked.as_sum(), running.as_sum())
}

/// What a request cost, in the price column of a list, which has no other for what became of the request.
pub(super) fn cost(state: RequestState, cost: Option<Money>, kind: CostKind) -> String {
    match (kind, state) {
        (CostKind::None, RequestState::Refused | RequestState::NotSent | RequestState::Cancelled) => {
            state.label().to_owned()
        }
        _ => kind.told(state, cost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_the_day_of_the_week_where_the_person_is() {
        let at: Timestamp = "2026-11-17T14:02:59Z".parse().unwrap();
        assert_eq!(moment(at, Offset::UTC), "Tue 17 Nov 2026 14:02");
        assert_eq!(moment(at, jiff::tz::offset(10)), "Wed 18 Nov 2026 00:02");
    }

    #[test]
    fn files_are_told_in_decimal_units() {
        let cases = [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (9_960, "10 kB"),
            (212_400, "212 kB"),
            (999_600, "1.0 MB"),
            (1_940_000, "1.9 MB"),
            (3_200_000_000, "3.2 GB"),
        ];
        for (count, expected) in cases {
            assert_eq!(bytes(count), expected, "{count}");
        }
    }

    #[test]
    fn sizes_have_a_true_cross_and_a_shape() {
        let cases = [
            ("1536x864", "1536×864", "16:9"),
            ("1024X1024", "1024×1024", "1:1"),
            ("1024x1536", "1024×1536", "2:3"),
            ("1000x541", "1000×541", "1.85:1"),
            ("541x1000", "541×1000", "1:1.85"),
            ("", "auto", ""),
            ("huge", "huge", ""),
        ];
        for (text, shown, ratio) in cases {
            assert_eq!(size(text), shown);
            assert_eq!(shape(text), ratio, "{text}");
        }
    }

    #[test]
    fn models_of_one_kind_are_told_apart_by_their_ends() {
        for (id, shown) in [
            ("gpt-image-2.5-flare", "2.5-flare"),
            ("gpt-image-2", "2"),
            ("gpt-image-", "gpt-image-"),
            ("dall-e-3", "dall-e-3"),
        ] {
            assert_eq!(model(id), shown);
        }
    }

    #[test]
    fn the_price_column_says_why_nothing_was_billed() {
        let money = Some(Money::from_micros(33_600));
        let cases = [
            (RequestState::Unknown, money, CostKind::Unknown, "~$0.0336"),
            (RequestState::Refused, None, CostKind::None, "refused"),
            (RequestState::NotSent, None, CostKind::None, "not sent"),
            (RequestState::Stored, money, CostKind::None, "free"),
        ];
        for (state, money, kind, expected) in cases {
            assert_eq!(cost(state, money, kind), expected);
        }
    }
}
