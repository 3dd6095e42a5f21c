//! What the server allows in a minute, counted like a bucket that runs empty all the time.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::refusal::Refusal;

const MINUTE: Duration = Duration::from_mins(1);
/// So much that nobody comes upon it.
const REQUESTS: u32 = 30_000;
const TOKENS: u32 = 1_000_000_000;
const IMAGES: u32 = 30_000;

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub struct Demand {
    /// The pictures wanted and the pictures brought: both count as input images.
    pub images: u32,
    /// Read and drawn.
    pub tokens: u64,
}

/// The three limits of the live server (`images-api.md §10`).
#[derive(Debug)]
pub struct Meter {
    limits: Mutex<[Limit; 3]>,
}

/// How full one bucket is, told by the moment when it will be empty.
#[derive(Debug)]
struct Limit {
    name: &'static str,
    /// In a minute.
    most: u32,
    empty_at: Option<Instant>,
}

impl Meter {
    /// Counts as many images a minute as given; otherwise more than anybody asks for.
    pub fn new(images_per_minute: Option<u32>) -> Self {
        let limit = |name, most| Limit {
            name,
            most,
            empty_at: None,
        };
        let images = images_per_minute.unwrap_or(IMAGES).max(1);
        Self {
            limits: Mutex::new([
                limit("requests", REQUESTS),
                limit("tokens", TOKENS),
                limit("input-images", images),
            ]),
        }
    }

    /// Counts one request, or refuses it and counts nothing.
    pub fn take(&self, demand: Demand, model: &str, now: Instant) -> Result<(), Refusal> {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let tokens = u32::try_from(demand.tokens).unwrap_or(u32::MAX);
        let wanted = [1, tokens, demand.images];
        for (limit, wanted) in limits.iter().zip(wanted) {
            limit.check(wanted, model, now)?;
        }
        for (limit, wanted) in limits.iter_mut().zip(wanted) {
            limit.fill(wanted, now);
        }
        Ok(())
    }

    /// The headers that tell how much is left.
    pub fn headers(&self, now: Instant) -> Vec<(String, String)> {
        let limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let told = limits.iter().flat_map(|limit| {
            let left = limit.most.saturating_sub(limit.used(now));
            [
                ("limit", limit.most.to_string()),
                ("remaining", left.to_string()),
                ("reset", worded(limit.backlog(now))),
            ]
            .map(|(what, value)| (format!("x-ratelimit-{what}-{}", limit.name), value))
        });
        told.collect()
    }
}

impl Limit {
    fn backlog(&self, now: Instant) -> Duration {
        self.empty_at
            .map_or(Duration::ZERO, |at| at.saturating_duration_since(now))
    }

    fn used(&self, now: Instant) -> u32 {
        let used = (self.backlog(now).as_nanos() * u128::from(self.most)).div_ceil(MINUTE.as_nanos());
        u32::try_from(used).unwrap_or(u32::MAX)
    }

    /// How long the bucket takes to swallow so much.
    fn time_for(&self, amount: u32) -> Duration {
        let nanoseconds = MINUTE.as_nanos() * u128::from(amount) / u128::from(self.most.max(1));
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }

    fn check(&self, wanted: u32, model: &str, now: Instant) -> Result<(), Refusal> {
        let used = self.used(now);
        if used.saturating_add(wanted) <= self.most {
            return Ok(());
        }
        let begin = format!(
            "Rate limit reached for {model} on {} per min: Limit {}, Used {used}, Requested {wanted}.",
            self.name, self.most
        );
        if wanted > self.most {
            return Err(Refusal::too_often(self.name, format!("{begin} Ask for less at once.")));
        }
        let wait = (self.backlog(now) + self.time_for(wanted)).saturating_sub(MINUTE);
        let message = format!("{begin} Please try again in {}.", worded(wait));
        let milliseconds = wait.as_nanos().div_ceil(1_000_000);
        Err(Refusal::too_often(self.name, message)
            .with_header("retry-after", milliseconds.div_ceil(1_000).max(1).to_string())
            .with_header("retry-after-ms", milliseconds.max(1).to_string()))
    }

    fn fill(&mut self, amount: u32, now: Instant) {
        let backlog = self.backlog(now);
        self.empty_at = Some(now + backlog + self.time_for(amount));
    }
}

/// A time in the live server's words: `1m0s`, `12s`, `1.5s`, `467ms`.
fn worded(time: Duration) -> String {
    let milliseconds = time.as_nanos().div_ceil(1_000_000);
    let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000);
    let (seconds, rest) = (rest / 1_000, rest % 1_000);
    match (minutes, seconds, rest) {
        (0, 0, rest) => format!("{rest}ms"),
        (0, seconds, 0) => format!("{seconds}s"),
        (0, seconds, rest) => format!("{}s", format!("{seconds}.{rest:03}").trim_end_matches('0')),
        (minutes, seconds, _) => format!("{minutes}m{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Demand = Demand { images: 1, tokens: 200 };

    fn left(meter: &Meter, now: Instant) -> String {
        let headers = meter.headers(now).into_iter();
        let mut left = headers.filter(|(name, _)| name == "x-ratelimit-remaining-input-images");
        left.next().unwrap().1
    }

    #[test]
    fn five_images_a_minute_are_five_and_then_one_every_twelve_seconds() {
        let meter = Meter::new(Some(5));
        let start = Instant::now();
        for expected in ["4", "3", "2", "1", "0"] {
            meter.take(ONE, "gpt-image-2", start).unwrap();
            assert_eq!(left(&meter, start), expected);
        }

        let refusal = meter.take(ONE, "gpt-image-2", start).unwrap_err();

        assert_eq!(
            refusal.message,
            "Rate limit reached for gpt-image-2 on input-images per min: Limit 5, Used 5, Requested 1. Please try again in 12s."
        );
        assert_eq!(
            (refusal.kind, refusal.code),
            ("input-images", Some("rate_limit_exceeded"))
        );
        assert_eq!(refusal.headers[0], ("retry-after", "12".to_owned()));
        let later = start + Duration::from_secs(12);
        assert_eq!(left(&meter, later), "1");
        meter.take(ONE, "gpt-image-2", later).unwrap();
        meter.take(ONE, "gpt-image-2", later).unwrap_err();
        assert_eq!(left(&meter, start + MINUTE * 2), "5");
    }

    #[test]
    fn more_than_a_whole_minute_allows_has_no_wait() {
        let meter = Meter::new(Some(3));
        let four = Demand { images: 4, tokens: 1 };
        let refusal = meter.take(four, "gpt-image-2", Instant::now()).unwrap_err();
        assert!(
            refusal.message.contains("Limit 3, Used 0, Requested 4"),
            "{}",
            refusal.message
        );
        assert!(refusal.headers.is_empty());
    }

    #[test]
    fn a_time_is_worded_as_the_live_server_does() {
        let cases = [
            (0, "0ms"),
            (467, "467ms"),
            (1_500, "1.5s"),
            (12_000, "12s"),
            (60_000, "1m0s"),
            (361_200, "6m1s"),
        ];
        for (milliseconds, expected) in cases {
            assert_eq!(worded(Duration::from_millis(milliseconds)), expected);
        }
    }
}
