//! The arguments of the verbs that print what belongs to the program: keys, completions, manual.

use std::path::PathBuf;

use clap::Args;

/// `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

/// `keys`.
#[derive(Debug, Args)]
pub(super) struct KeysArgs {
    /// Print them as a commented keymap.toml
    #[arg(long, conflicts_with = "json")]
    pub(super) dump: bool,
}

/// `man`.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write pochade.1 and a page for every verb into this directory
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}
