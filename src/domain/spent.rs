//! What was spent, with what is sure and what is not kept apart.

use serde::{Deserialize, Serialize};

use super::{CostKind, Money};

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
