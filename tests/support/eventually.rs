//! Waiting for what another process or thread does.

use std::{
    thread,
    time::{Duration, Instant},
};

/// How long anything may take before a test gives up; a loaded machine is slow.
const PATIENCE: Duration = Duration::from_secs(90);

/// Looks again and again until there is something to be seen.
pub fn eventually<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(10));
    }
}
