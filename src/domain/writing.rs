//! Settings of writing prompts and of running requests again.

use serde::{Deserialize, Serialize};

/// What Enter does while a prompt is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enter {
    /// It begins a new line.
    #[default]
    Newline,
    /// It sends.
    Send,
}

/// The prompt's editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PromptSettings {
    /// What Enter does.
    pub enter: Enter,
    /// Whether Up in the first row of the prompt goes back to older prompts.
    pub recall: bool,
    /// Whether choosing a model brings back the options that were last used with it.
    pub model_options: bool,
}

impl Default for PromptSettings {
    fn default() -> Self {
        Self {
            enter: Enter::Newline,
            recall: true,
            model_options: true,
        }
    }
}

/// Running again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RerunSettings {
    /// The quality of a final run; empty for the model's highest.
    pub final_quality: String,
}
