//! How long ago something was, and how long it took, in words.

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

/// How long something took: `0.4 s`, `19.4 s`, `2 min 14 s`.
#[must_use]
pub fn took(milliseconds: u64) -> String {
    let tenths = milliseconds.saturating_add(50) / 100;
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    elapsed(milliseconds)
}

/// How long something takes by now, in whole seconds: `14 s`, `2 min 14 s`.
#[must_use]
pub fn elapsed(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
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

    #[test]
    fn durations_have_the_digits_that_matter() {
        for (milliseconds, expected) in [
            (0, "0.0 s"),
            (380, "0.4 s"),
            (19_370, "19.4 s"),
            (59_960, "59 s"),
            (134_000, "2 min 14 s"),
        ] {
            assert_eq!(took(milliseconds), expected);
        }
        for (milliseconds, expected) in [(14_900, "14 s"), (62_000, "1 min 02 s"), (3_660_000, "1 h 01 min")] {
            assert_eq!(elapsed(milliseconds), expected);
        }
    }
}
