//! What a picture's metadata says and our form has no place for.

use std::fmt;

/// So much of a value that does not carry over is told, in characters.
const LONGEST_GIVEN: usize = 400;
/// So many things that do not carry over are told.
pub(super) const MOST_LEFT: usize = 60;

/// Something that a picture's metadata says and a request of ours cannot hold, or not as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is, such as `negative prompt`.
    pub what: String,
    /// What it says, at most 400 characters of it.
    pub given: String,
    /// Why it did not come along, or what became of it, as a sentence without its dot.
    pub why: String,
}

impl LeftOut {
    pub(super) fn new(what: impl Into<String>, given: impl fmt::Display, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            given: beginning(given.to_string(), LONGEST_GIVEN),
            why: why.into(),
        }
    }
}

/// What other programs say under these names, and what it is called here. Hosted models decide all of it by themselves.
const THEIRS: &[(&str, &str)] = &[
    ("steps", "steps"),
    ("cfg", "guidance (CFG)"),
    ("cfg_scale", "guidance (CFG)"),
    ("cfgscale", "guidance (CFG)"),
    ("cfg scale", "guidance (CFG)"),
    ("guidance", "guidance"),
    ("fluxguidancescale", "guidance"),
    ("distilled cfg scale", "guidance"),
    ("sampler", "sampler"),
    ("sampler_name", "sampler"),
    ("scheduler", "scheduler"),
    ("schedule type", "scheduler"),
    ("clip skip", "CLIP skip"),
    ("clip_skip", "CLIP skip"),
    ("clipskip", "CLIP skip"),
    ("clipstopatlayer", "CLIP skip"),
    ("vae", "VAE"),
    ("vae_name", "VAE"),
    ("hires upscale", "upscaling"),
    ("hires upscaler", "upscaler"),
    ("hires steps", "upscaling steps"),
    ("refiner", "refiner"),
    ("refinermodel", "refiner"),
    ("variation seed", "variation seed"),
    ("batch size", "batch size"),
    ("batch_size", "batch size"),
    ("styles", "styles"),
];

/// What has no place in our form, by the name that its program gives it.
pub(super) fn theirs(name: &str, given: &str) -> Option<LeftOut> {
    let name = name.to_lowercase();
    let (_, what) = THEIRS.iter().find(|(known, _)| *known == name)?;
    let why = match *what {
        // The file holds one picture of the batch.
        "batch size" if given == "1" => return None,
        "batch size" => "set the count in the form",
        _ => "the model on the server decides this itself",
    };
    Some(LeftOut::new(*what, given, why))
}

pub(super) fn negative(text: &str) -> Option<LeftOut> {
    let why = "the API has none; say in the prompt what is to be there instead";
    (!text.trim().is_empty()).then(|| LeftOut::new("negative prompt", text.trim(), why))
}

pub(super) fn lora(given: impl fmt::Display) -> LeftOut {
    LeftOut::new("LoRA", given, "the model on the server takes none")
}

pub(super) fn control(given: impl fmt::Display) -> LeftOut {
    LeftOut::new("control", given, "the model on the server takes no control pictures")
}

pub(super) fn input_image(given: impl fmt::Display) -> LeftOut {
    LeftOut::new(
        "input image",
        given,
        "the file does not hold it; add it to the images and it becomes an edit",
    )
}

/// The beginning of a text, with a sign where there was more.
fn beginning(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
