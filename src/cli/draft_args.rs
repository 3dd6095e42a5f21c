//! The arguments of the verbs that make pictures, and the draft they say.

use std::path::PathBuf;

use clap::Args;

use super::{desk::Desk, inputs::Inputs, mask_args::reading, problem::Problem, send_args::SendArgs};
use crate::domain::{Downscale, Draft, MaskReading, OptionName, first_draft};

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
    /// The images, in order: files, kept pictures (@ for the newest request's, an id or a part of one, @~2#3 for the third
    /// picture of that request; a file of that name comes first), https addresses or file ids; - reads one from standard
    /// input
    #[arg(long, short, value_name = "FILE", num_args = 1..)]
    pub(super) image: Vec<PathBuf>,
    /// A picture that says where to repaint: a file, a kept picture as for --image, an https address or a file id
    #[arg(long, value_name = "FILE")]
    pub(super) mask: Option<PathBuf>,
    /// What in the mask says so: alpha, white-replaces or white-keeps (alpha where it has transparent pixels)
    #[arg(long, value_name = "WORD", value_parser = reading, requires = "mask")]
    pub(super) mask_reading: Option<MaskReading>,
    /// Scale the mask to the size of the first image
    #[arg(long, requires = "mask")]
    pub(super) fit_mask: bool,
    /// A transparent PNG with marks over the first image: a file, a kept picture, an https address or a file id
    #[arg(long, value_name = "FILE")]
    pub(super) markup: Option<PathBuf>,
    /// Make larger input pictures smaller: 2048x2048, 1536x1024 or off (otherwise as the settings say)
    #[arg(long, value_name = "RULE")]
    pub(super) downscale: Option<Downscale>,
    #[command(flatten)]
    pub(super) picture: PictureArgs,
    #[command(flatten)]
    pub(super) send: SendArgs,
}

/// `vary`.
#[derive(Debug, Args)]
pub(super) struct VaryArgs {
    /// The image: a file, or a kept picture (@ for the newest request's, an id or a part of one, @~2#3 for the third picture
    /// of that request; a file of that name comes first); - reads it from standard input
    #[arg(long, short, value_name = "FILE", required = true)]
    pub(super) image: PathBuf,
    /// Make a larger picture smaller: 2048x2048, 1536x1024 or off (otherwise as the settings say)
    #[arg(long, value_name = "RULE")]
    pub(super) downscale: Option<Downscale>,
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
    /// Width and height in pixels, such as 1536x1024; auto; or a wish, such as 16:9, "16:9 2mp", portrait or 4k
    /// (1024x1024 where the model has it, as in the studio)
    #[arg(long, short, value_name = "SIZE")]
    size: Option<String>,
    /// How many pictures
    #[arg(long, short = 'c', value_name = "N")]
    count: Option<String>,
    /// A number kept with the request; only sent by profiles whose server takes a seed
    #[arg(long, value_name = "N")]
    seed: Option<String>,
    /// A JSON object that is merged into the request and wins over everything else; @FILE reads it from a file
    #[arg(long, value_name = "JSON")]
    extra: Option<String>,
    #[command(flatten)]
    options: OptionArgs,
    /// Any other option of the request
    #[arg(long = "option", short = 'O', value_name = "NAME=VALUE")]
    others: Vec<String>,
}

/// The options that people set often.
#[derive(Debug, Clone, Default, Args)]
struct OptionArgs {
    /// How much work goes into it: auto, low, medium, high, … (medium where the model has it, as in the studio)
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
    /// How many unfinished pictures are streamed, 0 to 3
    #[arg(long, value_name = "N")]
    partials: Option<String>,
}

impl PictureArgs {
    /// What the studio's new form asks of the same model: what is not said costs the same from both.
    pub(super) fn first_draft(&self, desk: &Desk, downscale: Downscale) -> Draft {
        let model = self.model.as_deref().unwrap_or_else(|| desk.models.default_id());
        first_draft(&desk.models.model(model.trim()), downscale)
    }

    /// Writes what was said into a draft.
    pub(super) fn write_into(&self, draft: &mut Draft, inputs: &mut Inputs<'_>) -> Result<(), Problem> {
        for (given, field) in [
            (&self.model, &mut draft.model),
            (&self.size, &mut draft.size),
            (&self.count, &mut draft.count),
            (&self.seed, &mut draft.seed),
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
            (OptionName::PartialImages, &options.partials),
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
        if let Some(extra) = &self.extra {
            draft.extra = inputs.json(extra)?;
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
        generate.picture.write_into(&mut draft, &mut Inputs::default())?;
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
            "svg-effort=low",
            "--partials",
            "2",
            "--seed",
            "7",
            "--extra",
            "{\"steps\":20}",
        ])
        .unwrap();
        assert_eq!(
            (draft.model.as_str(), draft.size.as_str(), draft.count.as_str()),
            ("gpt-image-2", "64x64", "x")
        );
        assert_eq!((draft.seed.as_str(), draft.extra.as_str()), ("7", "{\"steps\":20}"));
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
                "svg_effort=low",
                "user=ada=1",
            ]
        );
    }

    #[test]
    fn extra_json_can_lie_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("extra.json");
        std::fs::write(&file, "{\"a\": 1}\n").unwrap();
        let given = format!("@{}", file.display());
        assert_eq!(draft_of(&["--extra", &given]).unwrap().extra, "{\"a\": 1}\n");
        assert!(draft_of(&["--extra", "@/nowhere.json"]).is_err());
    }

    #[test]
    fn an_option_that_nobody_knows_is_a_wrong_usage() {
        assert!(draft_of(&["--option", "colour=red"]).is_err());
        assert!(draft_of(&["--option", "quality"]).is_err());
    }
}
