//! What the person can set in `config.toml`, with the defaults.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CopySettings, Downscale, Money, NameTemplate, Profile, PromptSettings, RerunSettings, SANDBOX};

/// Everything in `config.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The profile used at start.
    pub profile: String,
    /// A theme's name, or `auto`.
    pub theme: String,
    /// The prompt's editor.
    pub prompt: PromptSettings,
    /// Running again.
    pub rerun: RerunSettings,
    /// Pieces of text for prompts, by name; `${word}` in them is a place to fill in.
    pub snippets: BTreeMap<String, String>,
    /// Pictures on the screen.
    pub preview: PreviewSettings,
    /// How requests run.
    pub engine: EngineSettings,
    /// Limits on spending.
    pub caps: Caps,
    /// Questions before sending.
    pub confirm: Confirm,
    /// Copies of results.
    pub files: Files,
    /// Input pictures.
    pub inputs: InputSettings,
    /// Copying.
    pub copy: CopySettings,
    /// What happens when a request is done.
    pub finished: Finished,
    /// Profiles by name, beside the built-in ones.
    pub profiles: BTreeMap<String, Profile>,
}

/// Input pictures, on their way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InputSettings {
    /// How a new request makes them smaller.
    pub downscale: Downscale,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: "openai".to_owned(),
            theme: "auto".to_owned(),
            prompt: PromptSettings::default(),
            rerun: RerunSettings::default(),
            snippets: BTreeMap::new(),
            preview: PreviewSettings::default(),
            engine: EngineSettings::default(),
            caps: Caps::default(),
            confirm: Confirm::default(),
            files: Files::default(),
            inputs: InputSettings::default(),
            copy: CopySettings::default(),
            finished: Finished::default(),
            profiles: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The profile of that name: the person's own, else a built-in one.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<Profile> {
        match (self.profiles.get(name), name) {
            (_, SANDBOX) => Some(Profile::sandbox()),
            (Some(profile), _) => Some(profile.clone()),
            (None, "openai") => Some(Profile::openai()),
            (None, _) => None,
        }
    }

    /// Every profile's name, the built-in ones included, sorted.
    #[must_use]
    pub fn profile_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.profiles.keys().cloned().collect();
        names.extend(["openai".to_owned(), SANDBOX.to_owned()]);
        names.sort();
        names.dedup();
        names
    }
}

/// How pictures get onto the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureProtocol {
    /// Whatever the terminal answers for.
    #[default]
    Auto,
    /// The kitty graphics protocol.
    Kitty,
    /// iTerm2 inline pictures.
    Iterm2,
    /// Sixel.
    Sixel,
    /// Blocks of two by three.
    Sextants,
    /// Half blocks in colour.
    Halfblocks,
    /// Characters by brightness.
    Ascii,
    /// No pictures.
    Off,
}

/// What shows through transparent pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PreviewGround {
    /// What is behind the text.
    #[default]
    Theme,
    /// Grey squares.
    Checkerboard,
}

/// How wide characters of East Asian ambiguous width are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// One cell.
    #[default]
    One,
    /// Two cells: letters stand for glyphs.
    Two,
    /// Letters stand for glyphs whatever the terminal.
    Ascii,
}

impl Serialize for Ambiguous {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One => serializer.serialize_u8(1),
            Self::Two => serializer.serialize_u8(2),
            Self::Ascii => serializer.serialize_str("ascii"),
        }
    }
}

impl<'de> Deserialize<'de> for Ambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Number(u8),
            Word(String),
        }
        match Given::deserialize(deserializer)? {
            Given::Number(1) => Ok(Self::One),
            Given::Number(2) => Ok(Self::Two),
            Given::Word(word) if word == "ascii" => Ok(Self::Ascii),
            Given::Number(_) | Given::Word(_) => Err(serde::de::Error::custom("ambiguous is 1, 2 or \"ascii\"")),
        }
    }
}

/// Pictures on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PreviewSettings {
    /// How they get there.
    pub protocol: PictureProtocol,
    /// What shows through where they are transparent.
    pub ground: PreviewGround,
    /// Cells of East Asian ambiguous characters.
    pub ambiguous: Ambiguous,
    /// Whether moving pictures are played.
    pub animate: bool,
}

impl Default for PreviewSettings {
    fn default() -> Self {
        Self {
            protocol: PictureProtocol::default(),
            ground: PreviewGround::default(),
            ambiguous: Ambiguous::default(),
            animate: true,
        }
    }
}

/// What the engine does with queued requests when the screen is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterHangup {
    /// It runs them.
    #[default]
    FinishQueue,
    /// It finishes what was sent and leaves the rest queued.
    FinishSent,
}

/// How requests run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EngineSettings {
    /// How many requests run at once, from 1.
    pub parallel: u32,
    /// What happens to queued requests when the screen is gone.
    pub after_hangup: AfterHangup,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            parallel: 2,
            after_hangup: AfterHangup::FinishQueue,
        }
    }
}

/// What a cap does when it is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapAction {
    /// It says so and asks.
    #[default]
    Warn,
    /// It refuses to send.
    Refuse,
}

/// Limits on spending, in dollars; 0 is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Caps {
    /// For one request.
    #[serde(with = "dollars")]
    pub request: Money,
    /// For a day.
    #[serde(with = "dollars")]
    pub day: Money,
    /// For a month.
    #[serde(with = "dollars")]
    pub month: Money,
    /// What happens at a limit.
    pub action: CapAction,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            request: Money::from_micros(1_000_000),
            day: Money::from_micros(10_000_000),
            month: Money::from_micros(100_000_000),
            action: CapAction::Warn,
        }
    }
}

/// Questions before sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirm {
    /// Ask before a request that may cost more, in dollars.
    #[serde(with = "dollars")]
    pub above: Money,
}

impl Default for Confirm {
    fn default() -> Self {
        Self {
            above: Money::from_micros(250_000),
        }
    }
}

/// Copies of results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Files {
    /// A folder that gets a readable copy of every result; empty is none.
    pub copies: PathBuf,
    /// How copies are named.
    pub name: NameTemplate,
}

/// What happens when a request is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Finished {
    /// Ring the terminal's bell.
    pub bell: bool,
    /// Say it in the window's title.
    pub title: bool,
}

impl Default for Finished {
    fn default() -> Self {
        Self {
            bell: true,
            title: true,
        }
    }
}

/// Dollars in TOML: `0.25`, `1` or `"0.25"`.
mod dollars {
    use super::{Deserialize, Deserializer, Money, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
    pub(super) fn serialize<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
        // A TOML number reads better than a string, and six decimals of a double are exact enough to read back.
        let number: f64 = money.decimal().parse().map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Whole(u64),
            Decimal(f64),
            Text(String),
        }
        let text = match Given::deserialize(deserializer)? {
            Given::Whole(number) => number.to_string(),
            Given::Decimal(number) => format!("{number:.6}"),
            Given::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}
