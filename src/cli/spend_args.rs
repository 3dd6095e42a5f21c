//! The arguments of `pochade spend`.

use clap::Args;
use jiff::civil::Date;
use serde::{Deserialize as _, de::IntoDeserializer as _};

use crate::domain::SpendBy;

/// `spend`.
#[derive(Debug, Args)]
pub(super) struct SpendArgs {
    /// What the lines are: day, week, model or profile
    #[arg(long, value_name = "WHAT", default_value = "day", value_parser = spend_by)]
    pub(super) by: SpendBy,
    /// Only what went out since this day, as in 2026-11-01
    #[arg(long, value_name = "DAY")]
    pub(super) since: Option<Date>,
    /// Print comma-separated values
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
}

/// What lines are put together by, by its word.
fn spend_by(word: &str) -> Result<SpendBy, serde::de::value::Error> {
    SpendBy::deserialize(word.into_deserializer())
}
