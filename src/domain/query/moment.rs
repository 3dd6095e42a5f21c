//! Days and longer stretches of time as people name them: `tue`, `yesterday`, `3d`, `nov`, `2026-11-17`.

use jiff::{
    Timestamp, ToSpan as _, Zoned,
    civil::{Date, Weekday},
    tz::TimeZone,
};

/// More of a unit than this is before any history; it also keeps the reckoning inside the calendar.
const MOST: u32 = 9999;

/// A stretch of time; most of them mean another one from day to day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So many days ago; 0 is today.
    DaysAgo(u32),
    /// So many hours ago, to the second.
    HoursAgo(u32),
    /// The last such day that has begun.
    Weekday(Weekday),
    /// The last such month that has begun, from 1.
    Month(i8),
    /// A day.
    Day(Date),
    /// All days from the first to the last of these.
    Days(Date, Date),
    /// Settled: from the first to before the second.
    Between(Timestamp, Timestamp),
}

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const MONTHS: [(&str, i8); 12] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

/// The days of the week and the months, as they are written.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let days = DAYS.iter().map(|(name, _)| *name);
    days.chain(MONTHS.iter().map(|(name, _)| *name))
}

impl Moment {
    /// Reads small letters.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        match word {
            "today" => return Some(Self::DaysAgo(0)),
            "yesterday" => return Some(Self::DaysAgo(1)),
            _ => {}
        }
        let of = |name: &str| word.len() >= 3 && name.starts_with(word);
        if let Some((_, day)) = DAYS.iter().find(|(name, _)| of(name)) {
            return Some(Self::Weekday(*day));
        }
        if let Some((_, month)) = MONTHS.iter().find(|(name, _)| of(name)) {
            return Some(Self::Month(*month));
        }
        ago(word).or_else(|| date(word))
    }

    /// Whether what was typed so far can become a moment.
    pub(super) fn begins_one(word: &str) -> bool {
        let mut names = names().chain(["today", "yesterday"]);
        let is_number = word.len() < 10 && word.chars().all(|c| c.is_ascii_digit() || c == '-');
        is_number || names.any(|name| name.starts_with(word))
    }

    /// Whether it is days or longer.
    pub(super) const fn is_of_days(&self) -> bool {
        !matches!(self, Self::HoursAgo(_))
    }

    /// Whether it means the same whenever it is asked.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(self, Self::Between(..))
    }

    /// What it means now.
    #[must_use]
    pub fn settled(self, now: &Zoned) -> Self {
        let (from, to) = self.span(now);
        Self::Between(from, to)
    }

    /// From when to before when; days are those of the person's own zone.
    #[must_use]
    pub fn span(self, now: &Zoned) -> (Timestamp, Timestamp) {
        let today = now.date();
        let days_ago = |days: i64| today.saturating_sub(days.days());
        let (first, last) = match self {
            Self::Between(from, to) => return (from, to),
            Self::HoursAgo(hours) => {
                let then = now.timestamp().saturating_sub(i64::from(hours).hours());
                let then = then.unwrap_or(Timestamp::MIN);
                return (then, then);
            }
            Self::DaysAgo(days) => (days_ago(days.into()), days_ago(days.into())),
            Self::Weekday(day) => {
                let back = i64::from(today.weekday().since(day));
                (days_ago(back), days_ago(back))
            }
            Self::Month(month) => {
                let year = today.year() - i16::from(month > today.month());
                let first = Date::new(year, month, 1).unwrap_or(today);
                (first, first.last_of_month())
            }
            Self::Day(day) => (day, day),
            Self::Days(first, last) => (first, last),
        };
        let zone = now.time_zone();
        let begins = midnight(first, zone).unwrap_or(Timestamp::MIN);
        let ends = last.tomorrow().ok().and_then(|day| midnight(day, zone));
        (begins, ends.unwrap_or(Timestamp::MAX))
    }
}

fn midnight(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp())
}

/// `3d`, `2w`, `5h`: a number and a unit.
fn ago(word: &str) -> Option<Moment> {
    let unit = word.chars().next_back().filter(char::is_ascii_alphabetic)?;
    let digits = &word[..word.len() - 1];
    let number: u32 = digits
        .chars()
        .all(|c| c.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    if number > MOST {
        return None;
    }
    match unit {
        'h' => Some(Moment::HoursAgo(number)),
        'd' => Some(Moment::DaysAgo(number)),
        'w' => Some(Moment::DaysAgo(number * 7)),
        _ => None,
    }
}

/// `2026-11-17`, `2026-11`, `2026`.
fn date(word: &str) -> Option<Moment> {
    let parts: Vec<&str> = word.split('-').collect();
    let is_digits = |part: &&str, length: usize| part.len() == length && part.chars().all(|c| c.is_ascii_digit());
    let fits = parts
        .iter()
        .enumerate()
        .all(|(at, part)| is_digits(part, if at == 0 { 4 } else { 2 }));
    if !fits {
        return None;
    }
    let year: i16 = parts.first()?.parse().ok()?;
    let month: Option<i8> = parts.get(1).map(|part| part.parse()).transpose().ok()?;
    let day: Option<i8> = parts.get(2).map(|part| part.parse()).transpose().ok()?;
    match (month, day, parts.len()) {
        (Some(month), Some(day), 3) => Some(Moment::Day(Date::new(year, month, day).ok()?)),
        (Some(month), None, 2) => {
            let first = Date::new(year, month, 1).ok()?;
            Some(Moment::Days(first, first.last_of_month()))
        }
        (None, None, 1) => {
            let first = Date::new(year, 1, 1).ok()?;
            Some(Moment::Days(first, first.last_of_year()))
        }
        _ => None,
    }
}
