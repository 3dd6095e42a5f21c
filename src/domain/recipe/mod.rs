//! What a picture file says about how it was made, whoever made it, and what of that fits into our form.

mod automatic;
mod comfy;
mod contents;
mod graph;
mod invoke;
mod left_out;
mod own;
mod recall;
mod swarm;

use std::path::Path;

use self::left_out::MOST_LEFT;
use super::{Failure, FailureKind};

pub use contents::{Maker, Recipe};
pub use left_out::LeftOut;
pub use own::{KEY, made_with};
pub use recall::{Recalled, recall};

/// A longer text is no metadata of a picture; the largest workflows seen are a tenth of it.
const LONGEST: usize = 8 * 1024 * 1024;
/// A longer prompt is cut: no model takes a third of it, in characters.
const LONGEST_PROMPT: usize = 100_000;

/// A text that a picture file carries beside its pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureText {
    /// What it is called: the keyword of a PNG text, the name of an EXIF field, `xmp`.
    pub key: String,
    /// What it says.
    pub text: String,
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

#[cfg(test)]
mod tests;
