//! Sums of money: what was paid, what was only estimated, what nobody knows.

use jiff::Timestamp;

use crate::domain::Money;

/// Money that went out, by how sure it is; sandbox and free requests are not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Computed from reported usage.
    pub paid: Money,
    /// Computed before sending: running requests, reservations, and ends without usage.
    pub estimated: Money,
    /// May have been billed: what requests that ended unknown were estimated at.
    pub unknown: Money,
    /// How many attempts ended without anybody knowing what they cost, priced or not.
    pub unknown_count: u64,
}

impl Spent {
    /// All three together: what limits count with.
    #[must_use]
    pub fn most(&self) -> Money {
        self.paid + self.estimated + self.unknown
    }
}

/// What the rows of the Spend screen are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpendGroup {
    /// Days, `2026-11-20`, newest first.
    Day,
    /// Models, the dearest first.
    Model,
    /// Profiles, the dearest first.
    Profile,
}

/// A row of the Spend screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpendRow {
    /// The day, the model or the profile.
    pub key: String,
    /// How many attempts are in it.
    pub attempts: u64,
    /// The sums.
    pub spent: Spent,
}

/// At most so much since then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// When the day or month began.
    pub since: Timestamp,
    /// The most that may be spent since.
    pub cap: Money,
}
