//! The time zone of this machine, and what time it is there.

use std::{env, fs};

use jiff::{Timestamp, Zoned, tz::TimeZone};

/// Where the rules of the machine's own zone lie.
const RULES: &str = "/etc/localtime";

/// The zone of `TZ`, or else that of the machine. Its rules are read from one file: a zone that is asked for by its name,
/// as jiff does it, costs a walk through every zone there is, which is milliseconds at every start.
#[must_use]
pub fn zone() -> TimeZone {
    let own = env::var_os("TZ").is_none().then(|| fs::read(RULES).ok()).flatten();
    own.and_then(|rules| TimeZone::tzif("local", &rules).ok())
        .unwrap_or_else(TimeZone::system)
}

/// What time it is, in [`zone`].
#[must_use]
pub fn now() -> Zoned {
    Timestamp::now().to_zoned(zone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_late_as_by_the_system() {
        let (own, system) = (now(), Zoned::now());
        assert!(own.duration_until(&system).as_secs() < 60);
        assert_eq!(own.offset(), system.offset());
    }
}
