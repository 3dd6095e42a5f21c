//! What has ended while nobody looked, for the greeting at the next start.

use std::fmt;

use super::{Money, RequestState, Spent, counted, thousands};

/// What has ended since a time: unknown ends first, then "3 done, $0.42".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SinceLeft {
    /// Stored whole.
    pub done: u64,
    /// Stored in part.
    pub partial: u64,
    /// May have been billed, and nothing came.
    pub unknown: u64,
    /// Refused, not sent or cancelled: not billed.
    pub failed: u64,
    /// What they cost, by how sure it is.
    pub spent: Spent,
}

impl SinceLeft {
    /// Whether there is nothing to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.done + self.partial + self.unknown + self.failed == 0
    }

    /// Counts requests that ended in a state; those that have not ended are not counted.
    pub const fn count(&mut self, state: RequestState, count: u64) {
        match state {
            RequestState::Stored => self.done += count,
            RequestState::Partial => self.partial += count,
            RequestState::Unknown => self.unknown += count,
            RequestState::Refused | RequestState::NotSent | RequestState::Cancelled => self.failed += count,
            RequestState::Queued | RequestState::Running => {}
        }
    }
}

impl fmt::Display for SinceLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let unsure = self.spent.unknown;
        if self.unknown > 0 {
            let billed = if unsure > Money::ZERO {
                format!(", about {unsure} may have been billed")
            } else {
                String::new()
            };
            parts.push(format!(
                "{} ended without an answer{billed}",
                counted(self.unknown, "request", "requests")
            ));
        }
        let counts = [
            (self.done, "done"),
            (self.partial, "partial"),
            (self.failed, "not done"),
        ];
        let mut known: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", thousands(count)))
            .collect();
        let sure = self.spent.paid + self.spent.estimated;
        let unsaid = if self.unknown > 0 { sure } else { sure + unsure };
        if unsaid > Money::ZERO && !known.is_empty() {
            let about = if unsaid == self.spent.paid { "" } else { "~" };
            known.push(format!("{about}{unsaid}"));
        }
        if !known.is_empty() {
            parts.push(known.join(", "));
        }
        f.write_str(&parts.join(" · "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CostKind;

    #[test]
    fn only_what_ended_is_told_and_a_sum_says_how_sure_it_is() {
        let mut left = SinceLeft::default();
        left.count(RequestState::Running, 5);
        assert!(left.is_empty());
        left.count(RequestState::Stored, 3);
        left.spent.add(CostKind::Paid, 3, Money::from_micros(420_000));
        assert_eq!(left.to_string(), "3 done, $0.420");
        left.count(RequestState::Unknown, 1);
        left.count(RequestState::Cancelled, 2);
        left.spent.add(CostKind::Unknown, 1, Money::from_micros(80_000));
        assert_eq!(
            left.to_string(),
            "1 request ended without an answer, about $0.0800 may have been billed · 3 done, 2 not done, $0.420"
        );
        let mut only = SinceLeft::default();
        only.count(RequestState::Unknown, 3);
        assert_eq!(only.to_string(), "3 requests ended without an answer");
        let mut free = SinceLeft::default();
        free.count(RequestState::Partial, 1);
        assert_eq!(free.to_string(), "1 partial");
    }
}
