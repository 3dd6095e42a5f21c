//! The arguments of `pochade spend`.

use clap::Args;
use serde::{Deserialize as _, de::IntoDeserializer as _};

use crate::domain::{Moment, SpendBy, Token};

/// `spend`.
#[derive(Debug, Args)]
pub(super) struct SpendArgs {
    /// What the lines are: day, week, model or profile
    #[arg(long, value_name = "WHAT", default_value = "day", value_parser = spend_by)]
    pub(super) by: SpendBy,
    /// Only what went out since this day, in the words of a search: 2026-11-01, tue, yesterday, 3d, 2w, nov, 2026, or 2h
    #[arg(long, value_name = "DAY", value_parser = moment)]
    pub(super) since: Option<Moment>,
    /// Print comma-separated values
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
}

/// A day in the words of a search.
fn moment(word: &str) -> Result<Moment, String> {
    Moment::read(&word.to_lowercase()).ok_or_else(|| format!("it is {}", Token::Since.values()))
}

/// What lines are put together by, by its word.
fn spend_by(word: &str) -> Result<SpendBy, serde::de::value::Error> {
    SpendBy::deserialize(word.into_deserializer())
}
