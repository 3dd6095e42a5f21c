//! Sizes of files in words.

/// The size of a file in decimal units: `980 B`, `212 kB`, `1.9 MB`.
#[must_use]
pub fn spelled_bytes(count: u64) -> String {
    let in_units = |unit: u64, name: &str| {
        let tenths = (u128::from(count) * 10 + u128::from(unit) / 2) / u128::from(unit);
        if tenths < 100 {
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        } else {
            format!("{} {name}", (tenths + 5) / 10)
        }
    };
    match count {
        0..1_000 => format!("{count} B"),
        1_000..999_500 => in_units(1_000, "kB"),
        999_500..999_500_000 => in_units(1_000_000, "MB"),
        _ => in_units(1_000_000_000, "GB"),
    }
}
