//! How many of something there are, in words.

/// A number with the word for one or for several, as in `1 file` and `2 files`.
#[must_use]
pub fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
