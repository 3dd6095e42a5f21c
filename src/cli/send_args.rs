//! The arguments of every verb that sends.

use std::path::PathBuf;

use clap::Args;

use crate::domain::Money;

/// Where results go beside the store, and how much may be spent.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct SendArgs {
    /// Print the request and its price, and send nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Refuse when it may cost more, in dollars
    #[arg(long, value_name = "USD")]
    pub(super) max_cost: Option<Money>,
    /// Copy results into a directory under readable names; - writes one picture to standard output
    #[arg(long, value_name = "DIR", conflicts_with = "detach")]
    pub(super) out: Option<PathBuf>,
    /// Print the id and leave; the request goes on
    #[arg(long)]
    pub(super) detach: bool,
    /// Answer every question with yes
    #[arg(long, short)]
    pub(super) yes: bool,
}
