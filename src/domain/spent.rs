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
    /// What attempts under way may cost; it is booked as one of the others when they end.
    #[serde(default)]
    pub running: Money,
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

    /// What attempts that have ended came to.
    #[must_use]
    pub fn booked(&self) -> Money {
        self.paid + self.estimated + self.unknown
    }

    /// All of it, as caps count.
    #[must_use]
    pub fn total(&self) -> Money {
        self.booked() + self.running
    }

    /// Takes out of the estimated sum what belongs to attempts under way.
    pub fn is_running(&mut self, sum: Money) {
        let rest = self.estimated.micros().saturating_sub(sum.micros());
        self.estimated = Money::from_micros(rest);
        self.running = self.running + sum;
    }
}

/// What the lines of a spend sheet are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpendBy {
    /// Days, `2026-11-20`, newest first.
    #[default]
    Day,
    /// Weeks by their Mondays, `2026-11-16`, newest first.
    Week,
    /// Models, the dearest first.
    Model,
    /// Profiles, the dearest first.
    Profile,
}

impl SpendBy {
    /// All of them, in the order in which they are shown.
    pub const ALL: &[Self] = &[Self::Day, Self::Week, Self::Model, Self::Profile];

    /// The word on the screen and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Model => "model",
            Self::Profile => "profile",
        }
    }

    /// How many days one line stands for, where it stands for days.
    #[must_use]
    pub const fn days(self) -> Option<i32> {
        match self {
            Self::Day => Some(1),
            Self::Week => Some(7),
            Self::Model | Self::Profile => None,
        }
    }
}

/// One line of the spend sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpendLine {
    /// What the line is about: a day, the Monday of a week, a model or a profile.
    pub label: String,
    /// How many attempts that may have cost something.
    pub requests: u64,
    /// The sums.
    pub spent: Spent,
    /// How many pictures came.
    pub pictures: u64,
    /// How many of them are of starred requests.
    pub kept: u64,
}

impl SpendLine {
    /// What one kept picture came to, the rejected ones included; nothing where none is kept.
    #[must_use]
    pub fn per_kept(&self) -> Option<Money> {
        (self.kept > 0).then(|| Money::from_micros(self.spent.total().micros() / self.kept))
    }
}

/// What was spent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SpendSheet {
    /// The person's distance from UTC, in seconds: where their days begin.
    pub offset_s: i32,
    /// Since midnight.
    pub today: Spent,
    /// Since the first of the month.
    pub month: Spent,
    /// The lines and what they are, where they were asked for.
    pub lines: Option<(SpendBy, Vec<SpendLine>)>,
}

/// The lines as comma-separated values with a head (RFC 4180), sums in dollars.
#[must_use]
pub fn spend_csv(by: SpendBy, lines: &[SpendLine]) -> String {
    let mut csv = format!(
        "{},requests,paid_usd,estimated_usd,unknown_usd,unknown_requests,pictures,kept,usd_per_kept\r\n",
        by.word()
    );
    for line in lines {
        let spent = &line.spent;
        let cells = [
            quoted(&line.label),
            line.requests.to_string(),
            spent.paid.decimal(),
            spent.estimated.decimal(),
            spent.unknown.decimal(),
            spent.unknown_count.to_string(),
            line.pictures.to_string(),
            line.kept.to_string(),
            line.per_kept().map(Money::decimal).unwrap_or_default(),
        ];
        csv.push_str(&cells.join(","));
        csv.push_str("\r\n");
    }
    csv
}

/// A cell of text. A spreadsheet would run what begins like a formula, so that gets an apostrophe.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_picture_costs_what_the_rejected_ones_cost_too() {
        let line = |label: &str, kept| SpendLine {
            label: label.to_owned(),
            requests: 3,
            spent: Spent {
                paid: Money::from_micros(90_000),
                unknown: Money::from_micros(10_000),
                unknown_count: 1,
                ..Spent::default()
            },
            pictures: 4,
            kept,
        };
        assert_eq!(line("a", 2).per_kept(), Some(Money::from_micros(50_000)));
        assert_eq!(line("a", 0).per_kept(), None);
        let csv = spend_csv(SpendBy::Model, &[line("=HYPERLINK(\"x\")", 2), line("gpt-image-2", 0)]);
        assert_eq!(
            csv,
            "model,requests,paid_usd,estimated_usd,unknown_usd,unknown_requests,pictures,kept,usd_per_kept\r\n\
             \"'=HYPERLINK(\"\"x\"\")\",3,0.09,0.00,0.01,1,4,2,0.05\r\n\
             \"gpt-image-2\",3,0.09,0.00,0.01,1,4,0,\r\n"
        );
    }

    #[test]
    fn days_and_months_begin_where_the_person_is() {
        let now: Zoned = "2026-11-21T01:30:00+05:30[+05:30]".parse().unwrap();
        let since = SpendingSince::of(&now);
        assert_eq!(since.day.to_string(), "2026-11-20T18:30:00Z");
        assert_eq!(since.month.to_string(), "2026-10-31T18:30:00Z");
    }
}
