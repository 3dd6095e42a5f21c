//! The names and values of the options that a request can carry beside prompt, model, size and count.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! option_names {
    ($($name:ident $wire:literal $label:literal $help:literal),+ $(,)?) => {
        /// An option of a request, named as on the wire (images-api.md §4).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum OptionName {
            $(#[doc = $help] #[serde(rename = $wire)] $name,)+
        }

        impl OptionName {
            /// Every option, in the order of the form.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in requests, records, flags and settings.
            #[must_use]
            pub const fn wire(self) -> &'static str {
                match self { $(Self::$name => $wire),+ }
            }

            /// The short label of the form.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),+ }
            }

            /// One sentence of help.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Self::$name => $help),+ }
            }
        }
    };
}

option_names! {
    Quality "quality" "Quality" "How much work the model puts into the picture; the main part of the price.",
    OutputFormat "output_format" "Format" "The file format of the result.",
    OutputCompression "output_compression" "Compression" "How much of the picture is kept, in percent; JPEG and WebP only.",
    Background "background" "Background" "Opaque, or transparent in PNG and WebP.",
    Moderation "moderation" "Moderation" "How strict the server's filter is.",
    InputFidelity "input_fidelity" "Fidelity" "How closely an edit keeps to the details of its input images.",
    Complexity "complexity" "Complexity" "How much planning goes into the picture.",
    FrameCount "frame_count" "Frames" "How many frames a GIF has.",
    FrameDurationMs "frame_duration_ms" "Frame ms" "How long a GIF frame stands, in milliseconds.",
    Style "style" "Style" "Vivid or natural; DALL-E 3 only.",
    ResponseFormat "response_format" "Answer as" "Whether the answer holds the picture or a link to it; DALL-E only.",
    PartialImages "partial_images" "Partials" "How many unfinished pictures are streamed while it works; each costs 100 tokens.",
    SvgModel "svg_model" "SVG model" "The text model that writes an SVG.",
    SvgEffort "svg_effort" "SVG effort" "How long the SVG's author thinks.",
    SafetyIdentifier "safety_identifier" "Safety id" "A stable, anonymous name of the end user.",
    User "user" "User" "The older name of the safety identifier.",
}

impl fmt::Display for OptionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire())
    }
}

impl FromStr for OptionName {
    type Err = String;

    /// Reads a wire name; dashes count as underscores, so that flags read the same.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wire = text.replace('-', "_");
        let found = Self::ALL.iter().find(|name| name.wire() == wire);
        found.copied().ok_or_else(|| format!("there is no option '{text}'"))
    }
}

/// The value of an option: a word or a whole number, as the API wants it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OptionValue {
    /// A whole number.
    Number(u64),
    /// A word or a text.
    Word(String),
}

impl fmt::Display for OptionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}
