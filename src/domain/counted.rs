//! Counts in words that a person reads.

/// A whole number with its thousands apart: `5,488`.
#[must_use]
pub fn thousands(count: impl Copy + ToString) -> String {
    let digits = count.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A number with the word for one or for several, as in `1 file` and `4,120 files`.
#[must_use]
pub fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (count, expected) in [(0, "0"), (999, "999"), (5_488, "5,488"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(count), expected);
        }
        assert_eq!(counted(1, "request", "requests"), "1 request");
        assert_eq!(counted(4_120, "request", "requests"), "4,120 requests");
    }
}
