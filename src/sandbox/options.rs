//! How a sandbox is to behave.

use std::time::Duration;

use super::faults::Fault;

/// How the sandbox behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on the loopback address; 0 takes a free one.
    pub port: u16,
    /// How long an answer with pictures takes, at least. Refusals come at once.
    pub latency: Duration,
    /// Whether variations are made, as compatible servers do. Otherwise they are gone, as from the live server.
    pub variations: bool,
    /// Whether `gpt-image-1`, `dall-e-3` and `dall-e-2` are still there. Otherwise they do not exist, as on the live server.
    pub retired: bool,
    /// How many pictures a minute are allowed, those brought and those wanted together; so many that nobody
    /// comes upon it by default.
    pub images_per_minute: Option<u32>,
    /// What goes wrong with every request that would be billed. A word in a prompt goes before it.
    pub fault: Option<Fault>,
    /// Whose requests are understood.
    pub dialect: Dialect,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            latency: Duration::from_secs(1),
            variations: false,
            retired: false,
            images_per_minute: None,
            fault: None,
            dialect: Dialect::OpenAi,
        }
    }
}

/// Whose requests are understood, and how they are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// OpenAI's, with Azure's addresses beside them.
    #[default]
    OpenAi,
    /// OpenRouter's `POST /api/v1/images`.
    OpenRouter,
    /// xAI's, whose edits are JSON with URLs.
    Xai,
}
