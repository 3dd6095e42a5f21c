//! When a request is tried again by itself: only when it certainly did not run (faults.md §3).

use std::time::Duration;

use crate::api::{ApiError, Verdict};

/// Connections that were never made are tried so often again.
const MORE_CONNECTS: u32 = 2;
/// So often the server's wish to wait is granted.
const MORE_WAITS: u32 = 5;
/// A longer wait is the person's to decide.
const LONGEST: Duration = Duration::from_mins(2);

/// How often it was tried again already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tried {
    connects: u32,
    waits: u32,
}

impl Tried {
    /// How long to wait before the next try, or nothing when there is none. `luck`, from 0 to 1, spreads the tries
    /// of several engines.
    pub(super) fn wait(&mut self, error: &ApiError, luck: f64) -> Option<Duration> {
        let spread = |wait: Duration| wait.mul_f64(1.0 - luck.clamp(0.0, 1.0) / 4.0);
        match error {
            ApiError::NotSent {
                never_connected: true, ..
            } if self.connects < MORE_CONNECTS => {
                let wait = Duration::from_millis(500) * 2_u32.pow(self.connects);
                self.connects += 1;
                Some(spread(wait))
            }
            ApiError::Said(said)
                if said.verdict == Verdict::RateLimited && !said.head.said_no_retry && self.waits < MORE_WAITS =>
            {
                // A server that names no time is asked again after 5, 10, 20 … seconds.
                let wait = said
                    .wait
                    .unwrap_or_else(|| spread(Duration::from_secs(5) * 2_u32.pow(self.waits)));
                self.waits += 1;
                (wait <= LONGEST).then_some(wait)
            }
            ApiError::NotSent { .. }
            | ApiError::Said(_)
            | ApiError::Setup(_)
            | ApiError::Request(_)
            | ApiError::Lost(_)
            | ApiError::NoPicture { .. }
            | ApiError::Stopped
            | ApiError::Spool(_)
            | ApiError::Link(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Head, Particulars, Said};

    fn said(verdict: Verdict, wait: Option<u64>) -> ApiError {
        ApiError::Said(Box::new(Said {
            verdict,
            message: String::new(),
            code: None,
            param: None,
            hint: None,
            link: None,
            particulars: Particulars::default(),
            wait: wait.map(Duration::from_secs),
            head: Head::default(),
            body: Vec::new(),
        }))
    }

    fn waits(error: &ApiError) -> Vec<f64> {
        let mut tried = Tried::default();
        std::iter::from_fn(|| tried.wait(error, 0.0))
            .map(|wait| wait.as_secs_f64())
            .collect()
    }

    #[test]
    fn only_what_certainly_did_not_run_is_tried_again() {
        let not_sent = |never_connected| ApiError::NotSent {
            message: String::new(),
            never_connected,
        };
        for (error, expected) in [
            (not_sent(true), vec![0.5, 1.0]),
            (not_sent(false), vec![]),
            (said(Verdict::RateLimited, Some(12)), vec![12.0; 5]),
            (said(Verdict::RateLimited, Some(120)), vec![120.0; 5]),
            (said(Verdict::RateLimited, Some(121)), vec![]),
            (said(Verdict::RateLimited, None), vec![5.0, 10.0, 20.0, 40.0, 80.0]),
            (said(Verdict::Quota, Some(1)), vec![]),
            (said(Verdict::Refused, Some(1)), vec![]),
            (said(Verdict::Setup, None), vec![]),
            (said(Verdict::MayHaveRun, Some(1)), vec![]),
            (ApiError::Lost(String::new()), vec![]),
            (ApiError::Stopped, vec![]),
        ] {
            assert_eq!(waits(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn a_server_that_wants_no_other_try_gets_none() {
        let mut refusal = said(Verdict::RateLimited, Some(1));
        if let ApiError::Said(said) = &mut refusal {
            said.head.said_no_retry = true;
        }
        assert!(waits(&refusal).is_empty());
    }
}
