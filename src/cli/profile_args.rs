//! The arguments of the verbs about profiles and their servers.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::{Deserialize as _, de::IntoDeserializer as _};
use url::Url;

use crate::domain::{EditForm, Flavor};

/// `models`.
#[derive(Debug, Args)]
pub(super) struct ModelsArgs {
    /// Ask the profile's server for its own list, and lay it over the table
    #[arg(long)]
    pub(super) served: bool,
}

/// `profiles`.
#[derive(Debug, Args)]
pub(super) struct ProfilesArgs {
    #[command(subcommand)]
    pub(super) verb: Option<ProfilesVerb>,
}

/// What is done with profiles; without a word they are listed.
#[derive(Debug, Subcommand)]
pub(super) enum ProfilesVerb {
    /// Try a profile: is its server there, does it take the key, which models has it; nothing is billed
    Test {
        /// The profile
        name: String,
        /// Let a key go to another server than so far
        #[arg(long, short)]
        yes: bool,
    },
    /// Write a new profile into config.toml
    Add(AddProfileArgs),
}

/// `profiles add`.
#[derive(Debug, Args)]
pub(super) struct AddProfileArgs {
    /// Its name
    pub(super) name: String,
    /// Where its server is, with or without /v1
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Url,
    /// How it speaks: openai, azure, openrouter, xai, compatible (otherwise guessed by its host)
    #[arg(long, value_name = "WORD", value_parser = flavor)]
    pub(super) flavor: Option<Flavor>,
    /// The variable that holds its key
    #[arg(long, value_name = "NAME", conflicts_with = "key_file")]
    pub(super) key_env: Option<String>,
    /// The file that holds its key, with mode 0600
    #[arg(long, value_name = "FILE")]
    pub(super) key_file: Option<PathBuf>,
    /// A model that is offered beside those of the table
    #[arg(long = "model", short, value_name = "ID")]
    pub(super) models: Vec<String>,
    /// The version in Azure's classic addresses
    #[arg(long, value_name = "VERSION")]
    pub(super) api_version: Option<String>,
    /// How edits are sent: multipart or json
    #[arg(long, value_name = "WORD", value_parser = edits, default_value = "multipart")]
    pub(super) edits: EditForm,
    /// Its server takes a seed
    #[arg(long)]
    pub(super) seed: bool,
    /// Its server charges nothing
    #[arg(long)]
    pub(super) free: bool,
    /// Allow plain http to another machine
    #[arg(long)]
    pub(super) insecure: bool,
}

fn edits(word: &str) -> Result<EditForm, serde::de::value::Error> {
    EditForm::deserialize(word.into_deserializer())
}

fn flavor(word: &str) -> Result<Flavor, serde::de::value::Error> {
    Flavor::deserialize(word.into_deserializer())
}
