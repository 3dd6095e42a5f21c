//! An input picture: what it is for, where it is, and what is done to it before it is sent.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Downscale, ImageFacts};

/// What an input picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An image to edit or to take from.
    Image,
    /// Where an edit may repaint.
    Mask,
    /// Marks drawn over the first image.
    Markup,
}

/// An input picture that the server has or gets by itself; it is only ever sent as JSON (images-api.md §2.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remote {
    /// An `https` address that the server fetches, at most 20,971,520 characters.
    Url(String),
    /// The id of a file that was uploaded to the server.
    FileId(String),
}

impl Remote {
    /// What a person means by `https://…` or `file-…`; nothing for the name of a file.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.starts_with("https://") || text.starts_with("http://") {
            return Some(Self::Url(text.to_owned()));
        }
        let id = text.strip_prefix("file_id:").unwrap_or(text);
        let is_id = id.len() < text.len() || (id.starts_with("file-") && !id.contains(['.', '/', '\\']));
        (is_id && !id.is_empty()).then(|| Self::FileId(id.to_owned()))
    }

    /// The address or the id.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Url(text) | Self::FileId(text) => text,
        }
    }
}

/// What says where a mask repaints; two opposite conventions exist for black and white (images-api.md §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskReading {
    /// Its transparency: what is transparent is repainted.
    #[default]
    Alpha,
    /// Its brightness: white is repainted, as in `ComfyUI`.
    WhiteReplaces,
    /// Its brightness: white is kept, as in the vendor's cookbook.
    WhiteKeeps,
}

impl MaskReading {
    /// Every reading, in the order of the form.
    pub const ALL: &[Self] = &[Self::Alpha, Self::WhiteReplaces, Self::WhiteKeeps];

    /// The word on the command line and in records.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::WhiteReplaces => "white-replaces",
            Self::WhiteKeeps => "white-keeps",
        }
    }

    /// What a picture is taken for when nothing is said: its transparency where it has one.
    #[must_use]
    pub const fn of(facts: &ImageFacts) -> Self {
        if facts.alpha { Self::Alpha } else { Self::WhiteReplaces }
    }

    /// The reading of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reading| reading.word() == word)
    }
}

/// What is done to a mask before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Treatment {
    /// How it is read.
    pub reading: MaskReading,
    /// It is brought to the size of the first image.
    pub fit: bool,
    /// It becomes the transparency of the image instead of a part of its own (`dall-e-2` in images-api.md §12).
    pub merge: bool,
    /// What is nearly white is taken for white and what is nearly black for black, because a model painted it. Read by
    /// its transparency, it stays as it is.
    pub level: bool,
}

impl From<MaskReading> for Treatment {
    fn from(reading: MaskReading) -> Self {
        Self {
            reading,
            ..Self::default()
        }
    }
}

impl Treatment {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// An input picture: a file, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What it is for.
    pub role: Role,
    /// Where it lies: the person's file in a draft, the stored copy in a kept request; empty where it is remote.
    pub path: PathBuf,
    /// The name it had with the person.
    pub name: String,
    /// The hash of its bytes in hexadecimal, once it is stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Facts from its header, once it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<ImageFacts>,
    /// Where the server has it from, when it is no file of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<Remote>,
    /// What is done to a mask.
    #[serde(default, skip_serializing_if = "Treatment::is_none")]
    pub treatment: Treatment,
}

impl Input {
    /// A file with its facts; a mask is read by its transparency where it has one, by its brightness otherwise.
    #[must_use]
    pub fn file(role: Role, path: PathBuf, facts: Option<ImageFacts>) -> Self {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let mut treatment = Treatment::default();
        if let (Role::Mask, Some(facts)) = (role, &facts) {
            treatment.reading = MaskReading::of(facts);
        }
        Self {
            role,
            path,
            name,
            sha256: None,
            facts,
            remote: None,
            treatment,
        }
    }

    /// A picture that the server has or gets by itself.
    #[must_use]
    pub fn remote(role: Role, remote: Remote) -> Self {
        Self {
            name: remote.text().to_owned(),
            remote: Some(remote),
            ..Self::file(role, PathBuf::new(), None)
        }
    }

    /// Width and height as it is sent, after EXIF orientation and the rule; nothing is known of a remote one.
    #[must_use]
    pub fn sent_size(&self, rule: Downscale) -> Option<(u32, u32)> {
        let facts = self.facts?;
        Some(rule.size(facts.width, facts.height))
    }

    /// Whether its bytes go as they lie on disk; otherwise it is decoded, treated, and sent as a PNG.
    #[must_use]
    pub fn goes_untouched(&self, rule: Downscale) -> bool {
        let Some(facts) = self.facts else { return true };
        let same_size = rule.size(facts.width, facts.height) == (facts.width, facts.height);
        let whole = facts.format == super::ImageFormat::Png && facts.alpha;
        same_size
            && !facts.turned
            && match self.role {
                Role::Image => true,
                Role::Markup => whole,
                Role::Mask => whole && self.treatment.is_none(),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_an_id_are_told_from_a_file_name() {
        for (text, expected) in [
            (
                "https://a.example/x.png",
                Some(Remote::Url("https://a.example/x.png".to_owned())),
            ),
            ("file-hat01", Some(Remote::FileId("file-hat01".to_owned()))),
            ("file_id:abc", Some(Remote::FileId("abc".to_owned()))),
            ("file-1.png", None),
            ("./file-1", None),
            ("fox.png", None),
            ("file_id:", None),
        ] {
            assert_eq!(Remote::read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_reading_is_found_by_its_word() {
        for reading in MaskReading::ALL {
            assert_eq!(MaskReading::named(reading.word()), Some(*reading));
        }
    }
}
