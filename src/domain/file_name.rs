//! Names of files that people see: a template with facts of the request in it.

use std::{fmt, path::PathBuf};

use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use super::{HistoryEntry, RequestId, StoredImage, slug};

/// File systems take 255 bytes of a name; so many are left for a number and an ending.
const LONGEST: usize = 220;

/// The fields, and what they stand for.
const FIELDS: &[(&str, &str)] = &[
    ("date", "2026-11-20, where the person is"),
    ("time", "141502, where the person is"),
    ("slug", "the first words of the prompt"),
    ("title", "the title, or the first words of the prompt"),
    ("model", "the model's id"),
    ("profile", "who was paid"),
    ("op", "generate, edit or variation"),
    ("size", "width and height of the picture, 1024x1024"),
    ("quality", "as it was asked"),
    ("n", "which picture of the request, from 1"),
    ("id8", "the last eight characters of the request's id"),
    ("id", "the request's id"),
];

/// How copies of pictures are named; the ending is added, and a number where a name is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NameTemplate {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(&'static str),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameTemplateError {
    /// A field that nobody knows.
    #[error("there is no field {{{0}}}; there are {fields}", fields = fields())]
    Field(String),
    /// A brace without its other half.
    #[error("a brace is open: a field is written {{slug}}")]
    Brace,
    /// It leads out of the folder, or is empty.
    #[error("'{0}' is no name inside a folder")]
    Place(String),
}

fn fields() -> String {
    let names: Vec<String> = FIELDS.iter().map(|(name, _)| format!("{{{name}}}")).collect();
    names.join(" ")
}

impl Default for NameTemplate {
    fn default() -> Self {
        let field = |name| Part::Field(name);
        let dash = || Part::Text("-".to_owned());
        Self {
            text: "{date}-{slug}-{id8}-{n}".to_owned(),
            parts: vec![
                field("date"),
                dash(),
                field("slug"),
                dash(),
                field("id8"),
                dash(),
                field("n"),
            ],
        }
    }
}

impl TryFrom<String> for NameTemplate {
    type Error = NameTemplateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let end = from.find('}').filter(|_| from.starts_with('{'));
            let end = end.ok_or(NameTemplateError::Brace)?;
            let name = &from[1..end];
            let known = FIELDS.iter().find(|(known, _)| *known == name);
            let (known, _) = known.ok_or_else(|| NameTemplateError::Field(name.to_owned()))?;
            parts.push(Part::Field(known));
            rest = &from[end + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let strange = |piece: &str| piece.is_empty() || piece == "." || piece == "..";
        if text.chars().any(char::is_control) || text.split('/').any(strange) {
            return Err(NameTemplateError::Place(text));
        }
        Ok(Self { text, parts })
    }
}

impl From<NameTemplate> for String {
    fn from(template: NameTemplate) -> Self {
        template.text
    }
}

impl fmt::Display for NameTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl NameTemplate {
    /// The path of a copy below its folder, with its ending. Every piece of it is a name that file systems and shells
    /// take as it is, at most 255 bytes long, whatever the prompt holds.
    #[must_use]
    pub fn path(&self, entry: &HistoryEntry, image: &StoredImage, offset: Offset) -> PathBuf {
        let filled: String = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Field(name) => value(name, entry, image, offset),
            })
            .collect();
        let mut path: PathBuf = filled.split('/').map(piece).collect();
        let ending = image.path.extension().and_then(|ending| ending.to_str());
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        path.set_file_name(format!("{}.{}", name.unwrap_or_default(), ending.unwrap_or("bin")));
        path
    }
}

/// One piece of a path: without gaps where fields were empty, not hidden, not too long.
fn piece(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        let gap = matches!(c, '-' | '_' | ' ' | '.');
        if gap && (name.is_empty() || name.ends_with(['-', '_', ' ', '.'])) {
            continue;
        }
        if name.len() + c.len_utf8() > LONGEST {
            break;
        }
        name.push(c);
    }
    name.truncate(name.trim_end_matches(['-', '_', ' ', '.']).len());
    if name.is_empty() { "picture".to_owned() } else { name }
}

fn value(field: &str, entry: &HistoryEntry, image: &StoredImage, offset: Offset) -> String {
    let request = &entry.request;
    let at = offset.to_datetime(entry.created_at);
    let words = || {
        let words = slug(request.prompt());
        if words.is_empty() {
            request.operation().word().to_owned()
        } else {
            words
        }
    };
    match field {
        "date" => at.strftime("%Y-%m-%d").to_string(),
        "time" => at.strftime("%H%M%S").to_string(),
        "slug" => words(),
        "title" => {
            let title = entry.marks.title.as_deref().map(slug).unwrap_or_default();
            if title.is_empty() { words() } else { title }
        }
        "model" => plain(request.model()),
        "profile" => plain(&entry.profile),
        "op" => request.operation().word().to_owned(),
        "size" if image.width > 0 => format!("{}x{}", image.width, image.height),
        "quality" => {
            let quality = request.options().get(&super::OptionName::Quality);
            quality.map(|quality| plain(&quality.to_string())).unwrap_or_default()
        }
        "n" => (image.index + 1).to_string(),
        "id8" => entry.id.short(),
        "id" => entry.id.to_string(),
        _ => String::new(),
    }
}

/// Letters, digits and the signs of version numbers; everything else becomes a dash.
fn plain(text: &str) -> String {
    let kept = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            c
        } else {
            '-'
        }
    };
    text.chars().take(80).map(kept).collect()
}

/// Whether the name of an input is one that pochade itself gave to a picture that it made, and no word of the person's:
/// it is made as the usual template has it (`{date}-{slug}-{id8}-{n}`), or of `{id8}-{n}` alone, or has the short id of
/// the request that the picture came from.
#[must_use]
pub fn is_given_here(name: &str, from: Option<RequestId>) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut parts = stem.rsplit('-');
    let number = parts.next().unwrap_or_default();
    let id = parts.next().unwrap_or_default();
    let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    let is_short_id = id.len() == 8 && id.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let rest = parts.rev().collect::<Vec<_>>().join("-");
    let is_dated = rest
        .get(..10)
        .is_some_and(|date| date.parse::<jiff::civil::Date>().is_ok());
    (is_number && is_short_id && (rest.is_empty() || is_dated)) || from.is_some_and(|from| name.contains(&from.short()))
}

/// The fields as they are written, for help texts.
#[must_use]
pub fn name_fields() -> String {
    fields()
}
