//! Money as a whole number of micro-dollars, so that sums are exact.

use std::{fmt, iter::Sum, ops::Add, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{CostKind, RequestState, thousands};

/// An amount in micro-dollars (1,000,000 are one US dollar); never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(u64);

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an amount in dollars; write it like 0.25")]
pub struct MoneyError(String);

const MICRO: u64 = 1_000_000;

impl Money {
    /// Nothing at all.
    pub const ZERO: Self = Self(0);

    /// An amount from its micro-dollars.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The amount in micro-dollars.
    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// The amount `times` over.
    #[must_use]
    pub const fn times(self, times: u64) -> Self {
        Self(self.0.saturating_mul(times))
    }

    /// The exact decimal number of dollars, without a sign and with at least two decimals: `0.01317`, `1.50`.
    #[must_use]
    pub fn decimal(self) -> String {
        let fraction = format!("{:06}", self.0 % MICRO);
        let kept = fraction.trim_end_matches('0').len().max(2);
        format!("{}.{}", self.0 / MICRO, &fraction[..kept])
    }

    fn rounded(self, decimals: usize) -> String {
        let unit = 10_u64.pow(6 - u32::try_from(decimals).unwrap_or(6).min(6));
        let whole = self.0.saturating_add(unit / 2) / unit;
        let scale = MICRO / unit;
        format!("{}.{:0decimals$}", whole / scale, whole % scale)
    }

    /// The number without the dollar sign, with the digits that matter on a screen: `0.0132`, `0.165`, `1.42`.
    #[must_use]
    pub fn digits(self) -> String {
        match self.0 {
            0 => "0.00".to_owned(),
            1..50 => "0.0001".to_owned(),
            50..99_950 => self.rounded(4),
            99_950..995_000 => self.rounded(3),
            _ => self.rounded(2),
        }
    }

    /// With the dollar sign, as a sum of many prices: cents and no more, unless it is too small for them.
    #[must_use]
    pub fn as_sum(self) -> String {
        let cents = self.0.saturating_add(5_000) / 10_000;
        if cents < 10 {
            return self.to_string();
        }
        format!("${}.{:02}", thousands(cents / 100), cents % 100)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.digits())
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads dollars such as `0.25`, `$5` or `12.000001`; more than six decimals are refused.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || MoneyError(text.to_owned());
        let plain = text.trim().trim_start_matches('$');
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if plain.is_empty() || plain == "." || !digits(whole) || !digits(fraction) || fraction.len() > 6 {
            return Err(wrong());
        }
        let number = |part: &str| {
            if part.is_empty() {
                Ok(0)
            } else {
                part.parse::<u64>().map_err(|_| wrong())
            }
        };
        let micros = number(&format!("{fraction:0<6}"))?;
        let dollars = number(whole)?.checked_mul(MICRO).ok_or_else(wrong)?;
        dollars.checked_add(micros).map(Self).ok_or_else(wrong)
    }
}

impl CostKind {
    /// A cost as it is shown beside what became of the request: `~` where it is not sure, `–` where nothing was asked of
    /// anybody or it was refused.
    #[must_use]
    pub fn told(self, state: RequestState, cost: Option<Money>) -> String {
        match (self, cost) {
            (Self::Paid, Some(cost)) => cost.to_string(),
            (Self::Estimated | Self::Unknown, Some(cost)) => format!("~{cost}"),
            (Self::Paid | Self::Estimated | Self::Unknown, None) => "$?".to_owned(),
            (Self::None, _) => match state {
                RequestState::Refused | RequestState::NotSent | RequestState::Cancelled => "–".to_owned(),
                RequestState::Queued
                | RequestState::Running
                | RequestState::Stored
                | RequestState::Partial
                | RequestState::Unknown => "free".to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_have_cents() {
        let cases = [
            (0, "$0.00"),
            (8_400, "$0.0084"),
            (420_000, "$0.42"),
            (3_996_000, "$4.00"),
            (1_234_560_000, "$1,234.56"),
        ];
        for (micros, expected) in cases {
            assert_eq!(Money::from_micros(micros).as_sum(), expected);
        }
    }

    #[test]
    fn dollars_are_read_and_written_exactly() {
        for (text, micros, decimal, screen) in [
            ("0.01317", 13_170, "0.01317", "$0.0132"),
            ("$5", 5_000_000, "5.00", "$5.00"),
            ("0.1646", 164_600, "0.1646", "$0.165"),
            (".5", 500_000, "0.50", "$0.500"),
            ("0.000001", 1, "0.000001", "$0.0001"),
            ("1.419", 1_419_000, "1.419", "$1.42"),
            ("0", 0, "0.00", "$0.00"),
        ] {
            let money: Money = text.parse().unwrap();
            assert_eq!(
                (money.micros(), money.decimal().as_str(), money.to_string().as_str()),
                (micros, decimal, screen)
            );
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            ".",
            "-1",
            "1,5",
            "0.0000001",
            "abc",
            "1.2.3",
            "99999999999999999999",
        ] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_cost_says_how_sure_it_is() {
        let money = Some(Money::from_micros(33_600));
        let cases = [
            (RequestState::Stored, money, CostKind::Paid, "$0.0336"),
            (RequestState::Running, money, CostKind::Estimated, "~$0.0336"),
            (RequestState::Unknown, money, CostKind::Unknown, "~$0.0336"),
            (RequestState::Unknown, None, CostKind::Unknown, "$?"),
            (RequestState::Refused, None, CostKind::None, "–"),
            (RequestState::NotSent, None, CostKind::None, "–"),
            (RequestState::Stored, money, CostKind::None, "free"),
        ];
        for (state, money, kind, expected) in cases {
            assert_eq!(kind.told(state, money), expected);
        }
    }
}
