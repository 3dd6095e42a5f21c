//! What was spent, with what is sure and what is not kept apart.

use jiff::{Timestamp, ToSpan as _, Zoned};
use serde::{Deserialize, Serialize};

use super::{CostKind, Money};

/// Since when money counts as spent today and this month, where the person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpendingSince {
    /// The beginning of the day.
    pub day: Timestamp,
    /// The beginning of the month.
    pub month: Timestamp,
}

impl SpendingSince {
    /// As it is now. Where a day or month has no beginning, as with a broken clock, the last 24 hours and 31 days count.
    #[must_use]
    pub fn of(now: &Zoned) -> Self {
        let since = |start: Result<Zoned, jiff::Error>, hours: i64| {
            start.map_or_else(
                |_| now.timestamp().saturating_sub(hours.hours()).unwrap_or(Timestamp::MIN),
                |zoned| zoned.timestamp(),
            )
        };
        Self {
            day: since(now.start_of_day(), 24),
            month: since(now.first_of_month().and_then(|first| first.start_of_day()), 31 * 24),
        }
    }
}

/// Sums of money by how sure they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spent {
    /// Computed from reported usage.
    pub paid: Money,
    /// Computed before sending, and nothing better came.
    pub estimated: Money,
    /// May have been billed: what requests that ended unknown were estimated at.
    pub unknown: Money,
    /// How many attempts ended without anybody knowing what they cost, priced or not.
    pub unknown_count: u64,
}

impl Spent {
    /// Counts one more sum in, by how sure it is; what was not billed is not counted.
    pub fn add(&mut self, kind: CostKind, count: u64, sum: Money) {
        match kind {
            CostKind::Paid => self.paid = self.paid + sum,
            CostKind::Estimated => self.estimated = self.estimated + sum,
            CostKind::Unknown => {
                self.unknown = self.unknown + sum;
                self.unknown_count += count;
            }
            CostKind::None => {}
        }
    }

    /// All of it, as caps count.
    #[must_use]
    pub fn total(&self) -> Money {
        self.paid + self.estimated + self.unknown
    }
}

/// One line of the spend sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendLine {
    /// What the line is about: a day, a model or a profile.
    pub label: String,
    /// How many requests.
    pub requests: u64,
    /// The sums.
    pub spent: Spent,
}

/// What was spent, by day, model and profile.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SpendSheet {
    /// Since midnight.
    pub today: Spent,
    /// Since the first of the month.
    pub month: Spent,
    /// Per day, newest first.
    pub days: Vec<SpendLine>,
    /// Per model, most first.
    pub models: Vec<SpendLine>,
    /// Per profile, most first.
    pub profiles: Vec<SpendLine>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_begin_where_the_person_is() {
        let now: Zoned = "2026-11-21T01:30:00+05:30[+05:30]".parse().unwrap();
        let since = SpendingSince::of(&now);
        assert_eq!(since.day.to_string(), "2026-11-20T18:30:00Z");
        assert_eq!(since.month.to_string(), "2026-10-31T18:30:00Z");
    }
}
