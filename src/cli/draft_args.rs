//! The arguments of the verbs that make pictures, and the draft they say.

use std::path::PathBuf;

use clap::Args;

use super::{args::SendArgs, problem::Problem};
use crate::domain::{Draft, OptionName};

/// `generate`.
#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    /// The words; - reads them from standard input
    pub(super) prompt: String,
    #[command(flatten)]
    pub(super) picture: PictureArgs,
    #[command(flatten)]
    pub(super) send: SendArgs,
}

/// `edit`.
#[derive(Debug, Args)]
pub(super) struct EditArgs {
    /// The words; - reads them from standard input
    pub(super) prompt: String,
    /// The images, in order; - reads one from standard input
    #[arg(long, short, value_name = "FILE", num_args = 1..)]
    pub(super) image: Vec<PathBuf>,
    /// A PNG whose transparent pixels say where to repaint
    #[arg(long, value_name = "FILE")]
    pub(super) mask: Option<PathBuf>,
    #[command(flatten)]
    pub(super) picture: PictureArgs,
    #[command(flatten)]
    pub(super) send: SendArgs,
}

/// `vary`.
#[derive(Debug, Args)]
pub(super) struct VaryArgs {
    /// The image; - reads it from standard input
    #[arg(long, short, value_name = "FILE", required = true)]
    pub(super) image: PathBuf,
    #[command(flatten)]
    pub(super) picture: PictureArgs,
    #[command(flatten)]
    pub(super) send: SendArgs,
}

/// What the picture should be like; everything is text here and checked with the rest of the request.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct PictureArgs {
    /// The model
    #[arg(long, short, value_name = "ID")]
    pub(super) model: Option<String>,
    /// Width and height in pixels, such as 1536x1024, or auto
    #[arg(long, short, value_name = "SIZE")]
    size: Option<String>,
    /// How many pictures
    #[arg(long, short = 'c', value_name = "N")]
    count: Option<String>,
    #[command(flatten)]
    options: OptionArgs,
    /// Any other option of the request
    #[arg(long = "option", short = 'O', value_name = "NAME=VALUE")]
    others: Vec<String>,
}

/// The options that people set often.
#[derive(Debug, Clone, Default, Args)]
struct OptionArgs {
    /// How much work goes into it: auto, low, medium, high, …
    #[arg(long, value_name = "WORD")]
    quality: Option<String>,
    /// opaque, transparent or auto
    #[arg(long, value_name = "WORD")]
    background: Option<String>,
    /// How strict the server's filter is: auto or low
    #[arg(long, value_name = "WORD")]
    moderation: Option<String>,
    /// The file format: png, jpeg, webp, …
    #[arg(long, value_name = "WORD")]
    format: Option<String>,
    /// How much is kept, in percent; JPEG and WebP only
    #[arg(long, value_name = "PERCENT")]
    compression: Option<String>,
    /// How closely an edit keeps to its images: low or high
    #[arg(long, value_name = "WORD")]
    input_fidelity: Option<String>,
}

impl PictureArgs {
    /// Writes what was said into a draft.
    pub(super) fn write_into(&self, draft: &mut Draft) -> Result<(), Problem> {
        for (given, field) in [
            (&self.model, &mut draft.model),
            (&self.size, &mut draft.size),
            (&self.count, &mut draft.count),
        ] {
            if let Some(text) = given {
                field.clone_from(text);
            }
        }
        let options = &self.options;
        for (name, given) in [
            (OptionName::Quality, &options.quality),
            (OptionName::Background, &options.background),
            (OptionName::Moderation, &options.moderation),
            (OptionName::OutputFormat, &options.format),
            (OptionName::OutputCompression, &options.compression),
            (OptionName::InputFidelity, &options.input_fidelity),
        ] {
            if let Some(text) = given {
                draft.options.insert(name, text.clone());
            }
        }
        for other in &self.others {
            let (name, value) = pair(other)?;
            let name: OptionName = name.parse().map_err(Problem::usage)?;
            draft.options.insert(name, value.to_owned());
        }
        Ok(())
    }
}

/// `NAME=VALUE` in two.
pub(super) fn pair(text: &str) -> Result<(&str, &str), Problem> {
    text.split_once('=')
        .ok_or_else(|| Problem::usage(format!("'{text}' is not of the form NAME=VALUE")))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::args::{Cli, Verb};

    fn draft_of(arguments: &[&str]) -> Result<Draft, Problem> {
        let all = ["pochade", "generate", "a fox"].iter().chain(arguments);
        let Some(Verb::Generate(generate)) = Cli::try_parse_from(all).unwrap().verb else {
            panic!("another verb");
        };
        let mut draft = Draft::default();
        generate.picture.write_into(&mut draft)?;
        Ok(draft)
    }

    #[test]
    fn every_flag_reaches_its_field() {
        let draft = draft_of(&[
            "--model",
            "gpt-image-2",
            "--size",
            "64x64",
            "--count",
            "x",
            "--quality",
            "low",
            "--background",
            "opaque",
            "--moderation",
            "low",
            "--format",
            "webp",
            "--compression",
            "80",
            "--input-fidelity",
            "high",
            "--option",
            "user=ada=1",
            "-O",
            "partial-images=2",
        ])
        .unwrap();
        assert_eq!(
            (draft.model.as_str(), draft.size.as_str(), draft.count.as_str()),
            ("gpt-image-2", "64x64", "x")
        );
        let options: Vec<_> = draft
            .options
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            options,
            [
                "quality=low",
                "output_format=webp",
                "output_compression=80",
                "background=opaque",
                "moderation=low",
                "input_fidelity=high",
                "partial_images=2",
                "user=ada=1",
            ]
        );
    }

    #[test]
    fn an_option_that_nobody_knows_is_a_wrong_usage() {
        assert!(draft_of(&["--option", "colour=red"]).is_err());
        assert!(draft_of(&["--option", "quality"]).is_err());
    }
}
