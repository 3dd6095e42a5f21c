//! A profile: which server, which key, who pays.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use url::Url;

/// The name of the built-in profile whose server is our own.
pub const SANDBOX: &str = "sandbox";

/// How a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flavor {
    /// As OpenAI does.
    Openai,
    /// As Azure does.
    Azure,
    /// As OpenRouter does.
    Openrouter,
    /// As xAI does.
    Xai,
    /// Like OpenAI, more or less.
    #[default]
    Compatible,
}

/// How edits are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditForm {
    /// As a form with files.
    #[default]
    Multipart,
    /// As JSON with data URLs.
    Json,
}

/// Whether a server is reached through the proxy that the surroundings name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyUse {
    /// As `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    #[default]
    Env,
    /// Never.
    Off,
}

/// Where a profile's key comes from; never the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// The output of a program, given as its arguments.
    Command(Vec<String>),
    /// An environment variable.
    Env(String),
    /// A file that only its owner can read.
    File(PathBuf),
    /// The desktop's keyring.
    Keyring,
    /// The built-in server takes any.
    Sandbox,
    /// Nothing is set.
    Missing,
}

/// One server and how to reach it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a line of the settings that stands for itself"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Where it is; `/images/generations` is appended.
    pub base_url: Option<Url>,
    /// How it speaks.
    pub flavor: Flavor,
    /// A program that prints the key.
    pub key_command: Vec<String>,
    /// A variable that holds the key.
    pub key_env: Option<String>,
    /// A file that holds the key.
    pub key_file: Option<PathBuf>,
    /// The desktop's keyring holds the key, where this build can ask it.
    pub keyring: bool,
    /// A file with prices over those of the table.
    pub prices: Option<PathBuf>,
    /// The server charges nothing.
    pub free: bool,
    /// The version that Azure's classic addresses carry, such as `2025-04-01-preview`; empty for the v1 form.
    pub api_version: String,
    /// Headers added to every request.
    pub headers: BTreeMap<String, String>,
    /// Sent as `OpenAI-Organization`.
    pub organization: String,
    /// Sent as `OpenAI-Project`.
    pub project: String,
    /// A certificate authority beside those of the system.
    pub ca_file: Option<PathBuf>,
    /// Which proxy its server is reached through.
    pub proxy: ProxyUse,
    /// How edits are sent.
    pub edits: EditForm,
    /// Models offered beside those of the table.
    pub models: Vec<String>,
    /// Its server takes a seed, so that of a request is sent.
    pub seed: bool,
    /// Merged into every request.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Plain http to a host that is not loopback is allowed.
    pub insecure: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            base_url: None,
            flavor: Flavor::Compatible,
            key_command: Vec::new(),
            key_env: None,
            key_file: None,
            keyring: false,
            prices: None,
            free: false,
            api_version: String::new(),
            headers: BTreeMap::new(),
            organization: String::new(),
            project: String::new(),
            ca_file: None,
            proxy: ProxyUse::Env,
            edits: EditForm::Multipart,
            models: Vec::new(),
            seed: false,
            extra: serde_json::Map::new(),
            insecure: false,
        }
    }
}

impl Profile {
    /// The built-in profile of OpenAI.
    #[must_use]
    pub fn openai() -> Self {
        Self {
            base_url: Url::parse("https://api.openai.com/v1").ok(),
            flavor: Flavor::Openai,
            key_env: Some("OPENAI_API_KEY".to_owned()),
            ..Self::default()
        }
    }

    /// The built-in profile of our own server; the engine fills in the address.
    #[must_use]
    pub fn sandbox() -> Self {
        Self {
            flavor: Flavor::Openai,
            ..Self::default()
        }
    }

    /// Where the key comes from: the first source that is set, in the order command, variable, file, keyring.
    #[must_use]
    pub fn key_source(&self, name: &str) -> KeySource {
        if name == SANDBOX {
            KeySource::Sandbox
        } else if !self.key_command.is_empty() {
            KeySource::Command(self.key_command.clone())
        } else if let Some(variable) = &self.key_env {
            KeySource::Env(variable.clone())
        } else if let Some(file) = &self.key_file {
            KeySource::File(file.clone())
        } else if self.keyring {
            KeySource::Keyring
        } else {
            KeySource::Missing
        }
    }
}
