//! The arguments of `pochade export` and `pochade import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::domain::{NameTemplate, NameTemplateError, name_fields};

/// `export`.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Ids (- reads them from standard input, one a line), or words and tokens as of `history`; all that is not in the
    /// trash where nothing is given
    #[arg(value_name = "ID|QUERY")]
    pub(super) words: Vec<String>,
    /// A new directory, a new .zip, a new .jsonl (history lines without pictures) or a new .html (a contact sheet)
    #[arg(long, value_name = "PATH")]
    pub(super) to: PathBuf,
    /// What is written, where the ending of PATH is not to decide
    #[arg(long = "as", value_name = "FORM", value_enum)]
    pub(super) form: Option<ExportForm>,
    // The help is put together from the fields that there are.
    #[arg(long, value_name = "TEMPLATE", value_parser = name_template, help = name_help())]
    pub(super) name: Option<NameTemplate>,
    /// Write prompt, model, options, id and price into the pictures of --as images
    #[arg(long)]
    pub(super) metadata: bool,
    /// How wide the pictures of a contact sheet are, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 512, value_parser = clap::value_parser!(u32).range(32..=4096))]
    pub(super) width: u32,
}

/// What an export can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportForm {
    /// A directory of records and pictures that import reads
    Folder,
    /// The same in one file
    Zip,
    /// History lines, as history --json prints them
    Jsonl,
    /// Only the pictures, with names for people
    Images,
    /// One page with small pictures, for any browser
    Html,
}

/// `import`.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// What `export` or `backup` has made: a directory or a .zip; or pictures, whose prompts are printed as requests
    #[arg(value_name = "DIR|ZIP|PICTURE", required = true)]
    pub(super) from: Vec<PathBuf>,
    /// The model that is to make what a picture's prompt says
    #[arg(long, short, value_name = "ID")]
    pub(super) model: Option<String>,
}

fn name_help() -> String {
    let fields = name_fields();
    // The library takes a bare {n} for the end of a line; with an empty sequence of colours in it, which it leaves out
    // again wherever colours are not shown, it is the field.
    let fields = fields.replace("{n}", "{\x1b[0mn}");
    format!("How the pictures of --as images are named: {fields} (otherwise as the settings say)")
}

fn name_template(text: &str) -> Result<NameTemplate, NameTemplateError> {
    NameTemplate::try_from(text.to_owned())
}
