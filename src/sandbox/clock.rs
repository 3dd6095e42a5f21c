//! The time of day, as answers tell it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub fn created() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
