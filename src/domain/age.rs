//! How long ago something was, in words.

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// How long ago something was, in at most four cells: `11s 3m 2h 5d 4y`.
#[must_use]
pub fn age(milliseconds: i64) -> String {
    match milliseconds {
        ..SECOND => "now".to_owned(),
        SECOND..MINUTE => format!("{}s", milliseconds / SECOND),
        MINUTE..HOUR => format!("{}m", milliseconds / MINUTE),
        HOUR..DAY => format!("{}h", milliseconds / HOUR),
        DAY..YEAR => format!("{}d", milliseconds / DAY),
        YEAR.. => format!("{}y", milliseconds / YEAR),
    }
}

/// The same in a sentence: `3m ago`, and `just now`.
#[must_use]
pub fn ago(milliseconds: i64) -> String {
    match milliseconds {
        ..SECOND => "just now".to_owned(),
        _ => format!("{} ago", age(milliseconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_take_four_cells() {
        let cases = [
            (-5, "now"),
            (999, "now"),
            (11_000, "11s"),
            (59_999, "59s"),
            (3 * MINUTE, "3m"),
            (2 * HOUR + 59 * MINUTE, "2h"),
            (5 * DAY, "5d"),
            (364 * DAY, "364d"),
            (800 * DAY, "2y"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(age(milliseconds), expected);
            assert!(age(milliseconds).len() <= 4);
        }
    }
}
