//! The arguments of `mask`: a picture to convert, or a picture and what to find in it.

use std::path::PathBuf;

use clap::Args;

use crate::domain::{MaskReading, Money};

/// `mask`.
#[derive(Debug, Args)]
pub(super) struct MaskArgs {
    /// A black-and-white or transparent picture to make a mask of: a file, or a kept picture (@, an id, @~2#3; a file of that
    /// name comes first); - reads it from standard input
    #[arg(value_name = "FILE", conflicts_with_all = ["image", "subject"], required_unless_present = "image")]
    pub(super) file: Option<PathBuf>,
    /// What says where FILE repaints: alpha, white-replaces or white-keeps
    #[arg(long, value_name = "WORD", value_parser = reading, requires = "file")]
    pub(super) reading: Option<MaskReading>,
    /// Scale the mask to the size of this image
    #[arg(long, value_name = "IMAGE", conflicts_with = "size", requires = "file")]
    pub(super) like: Option<PathBuf>,
    /// Let a model draw the mask for this image, a file or a kept picture: one ordinary request, with its price
    #[arg(long, short, value_name = "IMAGE", requires = "subject")]
    pub(super) image: Option<PathBuf>,
    /// What the mask is to cover, such as "the hat"
    #[arg(long, value_name = "WORDS", requires = "image")]
    pub(super) subject: Option<String>,
    /// Width and height in pixels: of the mask made of FILE, or of what the model draws
    #[arg(long, short, value_name = "SIZE")]
    pub(super) size: Option<String>,
    /// The model that draws
    #[arg(long, short, value_name = "ID", requires = "subject")]
    pub(super) model: Option<String>,
    /// How much work the model puts into it
    #[arg(long, value_name = "WORD", requires = "subject")]
    pub(super) quality: Option<String>,
    /// Where the mask is written; - writes it to standard output. Without it, only its share is told
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Print the request and its price, and send nothing
    #[arg(long, requires = "subject")]
    pub(super) dry_run: bool,
    /// Refuse when it may cost more, in dollars
    #[arg(long, value_name = "USD", requires = "subject")]
    pub(super) max_cost: Option<Money>,
    /// Answer every question with yes
    #[arg(long, short)]
    pub(super) yes: bool,
}

/// A reading by its word.
pub(super) fn reading(word: &str) -> Result<MaskReading, String> {
    let words = || {
        MaskReading::ALL
            .iter()
            .map(|reading| reading.word())
            .collect::<Vec<_>>()
            .join(", ")
    };
    MaskReading::named(word).ok_or_else(|| format!("it must be one of {}", words()))
}
