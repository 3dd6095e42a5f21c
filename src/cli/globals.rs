//! The options that every verb understands.

use clap::{Args, ValueEnum};
use serde::{Deserialize as _, de::IntoDeserializer as _};

use crate::domain::PictureProtocol;

/// Above the options of every verb, so that they do not stand between its own.
const EVERYWHERE: &str = "Everywhere";

/// What every verb understands.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Globals {
    /// The profile to use: which server, which key, who pays
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NAME", conflicts_with = "sandbox")]
    pub(super) profile: Option<String>,
    /// Use the built-in server: no key, no network, nothing billed
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) sandbox: bool,
    /// Print one JSON object a line and nothing else
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) json: bool,
    /// Print results and errors only
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub(super) quiet: bool,
    /// When to use colours
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, value_name = "WHEN", default_value_t)]
    pub(super) color: Colour,
    /// How pictures are drawn: auto, kitty, iterm2, sixel, sextants, halfblocks, ascii, off
    #[arg(long, global = true, visible_alias = "protocol", help_heading = EVERYWHERE, value_name = "PROTOCOL", value_parser = protocol)]
    pub(super) preview: Option<PictureProtocol>,
    /// The studio's theme
    #[arg(long, value_name = "NAME", help_heading = EVERYWHERE)]
    pub(super) theme: Option<String>,
}

impl Globals {
    /// The profile that was asked for, if one was.
    pub(super) fn wanted_profile(&self) -> Option<&str> {
        if self.sandbox {
            Some(crate::domain::SANDBOX)
        } else {
            self.profile.as_deref()
        }
    }
}

/// A protocol by the word of the settings.
fn protocol(word: &str) -> Result<PictureProtocol, serde::de::value::Error> {
    PictureProtocol::deserialize(word.into_deserializer())
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal that wants them.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
