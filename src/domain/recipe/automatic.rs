//! AUTOMATIC1111's text: the prompt, a line with the negative prompt, and a last line of names and values.

use super::{
    contents::{Maker, Recipe, size_text},
    left_out::{LeftOut, control, input_image, lora, negative, theirs},
};
use crate::domain::Draft;

/// A longer `<lora:…>` is none, in characters.
const LONGEST_TAG: usize = 300;
/// More values are not looked at; the programs write about thirty.
const MOST_VALUES: usize = 500;
/// How the line after the prompt begins.
const NEGATIVE: &str = "Negative prompt:";

/// Reads the text `parameters` of a PNG, or the comment that JPEG and WebP files carry.
pub(super) fn read(key: &str, text: &str) -> Option<Recipe> {
    if !matches!(key, "parameters" | "UserComment" | "ImageDescription") || text.trim_start().starts_with('{') {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    // Prompts can have a line that begins so; the last one is that of the values.
    let end = lines
        .iter()
        .rposition(|line| line.trim_start().starts_with("Steps: "))?;
    let before = lines.get(..end)?;
    let middle = before
        .iter()
        .rposition(|line| line.starts_with(NEGATIVE))
        .unwrap_or(end);
    let prompt = before.get(..middle)?.join("\n");
    let refused = before.get(middle..)?.join("\n");
    let refused = refused.strip_prefix(NEGATIVE).unwrap_or(&refused);
    let (prompt, loras) = without_loras(&prompt);
    let mut draft = Draft {
        prompt,
        ..Draft::default()
    };
    let mut model = String::new();
    let mut left: Vec<LeftOut> = negative(refused).into_iter().collect();
    left.extend(loras.into_iter().map(lora));
    if is_weighted(&draft.prompt) {
        let why = "they stay in the prompt, as text without a meaning";
        left.push(LeftOut::new("weights in the prompt", "(…:1.2)", why));
    }
    let values = values(lines.get(end)?);
    let upscaled = values.iter().any(|(name, _)| name.starts_with("Hires "));
    for (name, value) in values {
        match name.to_lowercase().as_str() {
            "size" => {
                let (width, height) = value.split_once('x').unwrap_or_default();
                draft.size = size_text(width, height);
            }
            "seed" => draft.seed = value,
            "model" => model = value,
            // With the upscaler it is that one's strength, and the picture came from words alone.
            "denoising strength" if upscaled => {}
            "denoising strength" => left.push(input_image(format!("changed with strength {value}"))),
            name if name.starts_with("controlnet") => left.push(control(value)),
            name => left.extend(theirs(name, &value)),
        }
    }
    Some(Recipe {
        maker: Maker::Automatic1111,
        draft,
        model,
        left,
    })
}

/// `Name: value` pairs between commas; a value in quotes can have commas of its own.
fn values(line: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = line.trim();
    while let Some((name, after)) = rest.split_once(':').filter(|_| found.len() < MOST_VALUES) {
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted),
            None => match after.split_once(',') {
                Some((value, next)) => (value.trim().to_owned(), next),
                None => (after.trim().to_owned(), ""),
            },
        };
        found.push((name.trim().trim_start_matches(',').trim().to_owned(), value));
        rest = next;
    }
    found
}

/// What stands before the closing quote, and what comes after it.
fn quoted_value(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, text.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            c => value.push(c),
        }
    }
    (value, "")
}

/// The prompt without its `<lora:name:0.8>` and their like, and what those named.
fn without_loras(prompt: &str) -> (String, Vec<String>) {
    let mut kept = String::new();
    let mut loras = Vec::new();
    let mut rest = prompt;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let inside = from.get(1..).unwrap_or_default();
        let end = inside.char_indices().take(LONGEST_TAG).find(|(_, c)| *c == '>');
        let end = end.map(|(at, _)| at);
        let tag = end.and_then(|end| inside.get(..end)).and_then(|tag| {
            let (kind, name) = tag.split_once(':')?;
            matches!(kind, "lora" | "lyco" | "hypernet").then_some(name)
        });
        if let (Some(name), Some(end)) = (tag, end) {
            loras.push(name.to_owned());
            rest = inside.get(end + 1..).unwrap_or_default();
        } else {
            kept.push('<');
            rest = inside;
        }
    }
    kept.push_str(rest);
    let kept = if loras.is_empty() {
        kept
    } else {
        kept.trim().trim_end_matches(',').to_owned()
    };
    (kept, loras)
}

/// Whether a prompt has words with weights, such as `(fur:1.3)`.
fn is_weighted(prompt: &str) -> bool {
    prompt.split('(').skip(1).any(|part| {
        let weight = part.split(')').next().and_then(|inside| inside.rsplit_once(':'));
        weight.is_some_and(|(_, weight)| weight.trim().parse::<f32>().is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_their_quotes() {
        let line = r#"Steps: 20, Sampler: Euler a, Lora hashes: "a: 1, b: \"2\"", Size: 512x768, Version: v1.9"#;
        let found = values(line);
        let names: Vec<(&str, &str)> = found.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(
            names,
            [
                ("Steps", "20"),
                ("Sampler", "Euler a"),
                ("Lora hashes", "a: 1, b: \"2\""),
                ("Size", "512x768"),
                ("Version", "v1.9")
            ]
        );
    }

    #[test]
    fn loras_leave_the_prompt_and_other_angles_stay() {
        let (prompt, loras) = without_loras("a fox <lora:fur:0.8>, <b> 1 < 2 <lora:open");
        assert_eq!(prompt, "a fox , <b> 1 < 2 <lora:open");
        assert_eq!(loras, ["fur:0.8"]);
        assert!(is_weighted("a (red:1.2) fox") && !is_weighted("a fox (red) at 12:30"));
    }
}
