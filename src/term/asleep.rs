//! Notices that the machine slept, by two clocks of which only one goes on meanwhile.

use std::time::Duration;

/// A shorter difference is the time between two looks at the clocks.
const LEAST: Duration = Duration::from_secs(2);

/// What is known of the machine's sleep.
#[derive(Debug, Clone, Copy)]
pub struct Asleep {
    slept: Duration,
}

impl Asleep {
    /// From now on.
    #[must_use]
    pub fn from_now() -> Self {
        Self { slept: slept() }
    }

    /// How long the machine slept since the last look; nothing where it did not.
    pub fn look(&mut self) -> Option<Duration> {
        self.noticed(slept())
    }

    fn noticed(&mut self, slept: Duration) -> Option<Duration> {
        let more = slept.saturating_sub(self.slept);
        self.slept = slept;
        (more >= LEAST).then_some(more)
    }
}

/// How long the machine has slept since it was started: the clock that counts sleep is ahead of the other by that.
#[cfg(target_os = "linux")]
fn slept() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let since = |clock| {
        let time = clock_gettime(clock);
        let nanos = u32::try_from(time.tv_nsec).unwrap_or(0);
        Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), nanos)
    };
    let awake = since(ClockId::Monotonic);
    since(ClockId::Boottime).saturating_sub(awake)
}

/// Elsewhere there is no such pair of clocks to be had: nothing is noticed.
#[cfg(not(target_os = "linux"))]
const fn slept() -> Duration {
    Duration::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_told_once_and_a_look_between_the_clocks_is_none() {
        let mut asleep = Asleep {
            slept: Duration::from_secs(100),
        };
        assert_eq!(asleep.noticed(Duration::from_millis(100_400)), None);
        let woken = Duration::from_secs(100 + 40 * 60);
        assert_eq!(asleep.noticed(woken), Some(Duration::from_millis(2_399_600)));
        assert_eq!(asleep.noticed(woken), None);
    }

    #[test]
    fn while_nobody_sleeps_nothing_is_noticed() {
        assert_eq!(Asleep::from_now().look(), None);
    }
}
