//! What a picture file says about how it was made, whoever made it, and what of that fits into our form.

mod automatic;
mod comfy;
mod graph;
mod invoke;
mod own;
mod recall;
mod swarm;

use std::{fmt, path::Path};

use super::{Draft, Failure, FailureKind};

pub use own::{KEY, made_with};
pub use recall::{Recalled, recall};

/// A longer text is no metadata of a picture; the largest workflows seen are a tenth of it.
const LONGEST: usize = 8 * 1024 * 1024;
/// A longer prompt is cut: no model takes a third of it, in characters.
const LONGEST_PROMPT: usize = 100_000;
/// So much of a value that does not carry over is told, in characters.
const LONGEST_GIVEN: usize = 400;
/// So many things that do not carry over are told.
const MOST_LEFT: usize = 60;

/// A text that a picture file carries beside its pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureText {
    /// What it is called: the keyword of a PNG text, the name of an EXIF field, `xmp`.
    pub key: String,
    /// What it says.
    pub text: String,
}

/// The program that wrote a picture's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Maker {
    /// This one, by `export --metadata`.
    Pochade,
    /// `ComfyUI`, as a graph of nodes.
    ComfyUi,
    /// AUTOMATIC1111's web UI, and the many that write as it does.
    Automatic1111,
    /// `InvokeAI`.
    InvokeAi,
    /// `SwarmUI`.
    SwarmUi,
}

impl Maker {
    /// Its name, as it writes itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pochade => "pochade",
            Self::ComfyUi => "ComfyUI",
            Self::Automatic1111 => "AUTOMATIC1111",
            Self::InvokeAi => "InvokeAI",
            Self::SwarmUi => "SwarmUI",
        }
    }
}

impl fmt::Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

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
    fn new(what: impl Into<String>, given: impl fmt::Display, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            given: beginning(given.to_string(), LONGEST_GIVEN),
            why: why.into(),
        }
    }
}

/// What a picture's metadata says, with everything that has a place in our form in the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Who wrote it.
    pub maker: Maker,
    /// What has a place in the form. An empty model leaves that of the form.
    pub draft: Draft,
    /// The model that made the picture, as its program names it; empty where it is not said.
    pub model: String,
    /// What has no place.
    pub left: Vec<LeftOut>,
}

/// Reads what a picture says of itself. Nothing where no text holds a prompt that one of the known programs wrote.
#[must_use]
pub fn recipe(texts: &[PictureText]) -> Option<Recipe> {
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .filter(|text| text.text.len() <= LONGEST)
        .map(|text| split(&text.key, &text.text))
        .collect();
    let read = |reader: fn(&str, &str) -> Option<Recipe>| texts.iter().find_map(|(key, text)| reader(key, text));
    let found = read(own::read)
        .or_else(|| read(invoke::read))
        .or_else(|| read(swarm::read))
        .or_else(|| read(automatic::read))
        .or_else(|| comfy::read(&texts));
    let mut found = found.filter(|recipe| !recipe.draft.prompt.trim().is_empty())?;
    let length = found.draft.prompt.chars().count();
    if length > LONGEST_PROMPT {
        found.draft.prompt = found.draft.prompt.chars().take(LONGEST_PROMPT).collect();
        let why = format!("it was cut after {LONGEST_PROMPT} characters");
        found
            .left
            .insert(0, LeftOut::new("prompt", format!("{length} characters"), why));
    }
    found.left.truncate(MOST_LEFT);
    Some(found)
}

/// What to say of a picture without a prompt.
#[must_use]
pub fn no_recipe(path: &Path) -> Failure {
    let name = path.display().to_string();
    let message = format!("{} carries no prompt that pochade can read", super::one_line(&name));
    Failure::new(FailureKind::Request, message).with_hint(
        "prompts of ComfyUI, AUTOMATIC1111, InvokeAI, SwarmUI and of pochade export --metadata are read; many sites \
         remove them from the file",
    )
}

/// Where there are no keywords, programs write them before the text: `prompt:{…}`, `Workflow: {…}`.
fn split<'a>(key: &'a str, text: &'a str) -> (&'a str, &'a str) {
    for (lead, name) in [
        ("prompt:", "prompt"),
        ("Prompt:", "prompt"),
        ("workflow:", "workflow"),
        ("Workflow:", "workflow"),
    ] {
        if let Some(rest) = text
            .strip_prefix(lead)
            .filter(|rest| rest.trim_start().starts_with('{'))
        {
            return (name, rest);
        }
    }
    (key, text)
}

/// The beginning of a text, with a sign where there was more.
fn beginning(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// A value of JSON as a person would write it; nothing for nulls, lists, objects and empty texts.
fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(on) => Some(on.to_string()),
        serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => None,
    }
}

/// The size as a draft has it, of two whole numbers in text; empty where they are none.
fn size_text(width: &str, height: &str) -> String {
    let edge = |text: &str| text.trim().parse::<u32>().ok().filter(|edge| *edge > 0);
    match (edge(width), edge(height)) {
        (Some(width), Some(height)) => format!("{width}x{height}"),
        _ => String::new(),
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
fn theirs(name: &str, given: &str) -> Option<LeftOut> {
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

fn negative(text: &str) -> Option<LeftOut> {
    let why = "the API has none; say in the prompt what is to be there instead";
    (!text.trim().is_empty()).then(|| LeftOut::new("negative prompt", text.trim(), why))
}

fn lora(given: impl fmt::Display) -> LeftOut {
    LeftOut::new("LoRA", given, "the model on the server takes none")
}

fn control(given: impl fmt::Display) -> LeftOut {
    LeftOut::new("control", given, "the model on the server takes no control pictures")
}

fn input_image(given: impl fmt::Display) -> LeftOut {
    LeftOut::new(
        "input image",
        given,
        "the file does not hold it; add it to the images and it becomes an edit",
    )
}

#[cfg(test)]
mod tests;
