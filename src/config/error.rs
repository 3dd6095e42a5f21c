//! What can be wrong with settings, the places they lie in, and keys.

use std::{io, path::PathBuf};

use crate::domain::{Failure, FailureKind, shell_word};

/// Why settings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The system names no home directory.
    #[error("there is no home directory to keep files in")]
    NoHome,
    /// A file cannot be read.
    #[error("{file} cannot be read: {source}", file = .file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("{file} cannot be written: {source}", file = .file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is already there.
    #[error("{file} is already there; it is left as it is", file = .file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// A file says something that cannot be.
    #[error("{file}:{line}:{column}: {message}\n    {text}", file = .file.display())]
    Fault {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The line's text.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// A profile of that name is there already, or it is a built-in one that cannot be changed.
    #[error("there is a profile '{name}' already; it is left as it is")]
    Taken {
        /// The name.
        name: String,
    },
    /// A name that cannot be the name of a file.
    #[error("'{name}' cannot be the name of a {what}: use letters, digits, - and _")]
    Name {
        /// What was to be named.
        what: &'static str,
        /// The name.
        name: String,
    },
}

impl ConfigError {
    /// A fault at a byte of a file's text; without one it is told of the first line.
    pub(super) fn at(file: PathBuf, text: &str, byte: Option<usize>, message: impl Into<String>) -> Self {
        let byte = text.floor_char_boundary(byte.unwrap_or(0).min(text.len()));
        let start = text[..byte].rfind('\n').map_or(0, |end| end + 1);
        Self::Fault {
            file,
            line: line_of(text, byte),
            column: text[start..byte].chars().count() + 1,
            text: text[start..].lines().next().unwrap_or_default().trim_end().to_owned(),
            message: message.into().trim_end().to_owned(),
        }
    }
}

/// The line that a byte stands in, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let hint = match &error {
            ConfigError::NoHome => Some(
                "set HOME, or POCHADE_DATA_DIR, POCHADE_STATE_DIR, POCHADE_CACHE_DIR and POCHADE_CONFIG_DIR".to_owned(),
            ),
            ConfigError::Fault { .. } => Some("`pochade config init` in an empty directory shows every key".to_owned()),
            ConfigError::Read { .. }
            | ConfigError::Write { .. }
            | ConfigError::Exists { .. }
            | ConfigError::Taken { .. }
            | ConfigError::Name { .. } => None,
        };
        Self {
            hint,
            ..Self::new(FailureKind::Setup, error.to_string())
        }
    }
}

/// Why a profile has no usable key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No source has one.
    #[error("the profile '{profile}' has no key{}", .variable.as_ref().map(|name| format!(": {name} is not set")).unwrap_or_default())]
    Missing {
        /// The profile.
        profile: String,
        /// The variable that was looked into.
        variable: Option<String>,
    },
    /// The program that prints the key went wrong.
    #[error("the key command '{program}' {problem}")]
    Command {
        /// The program.
        program: String,
        /// What happened, as the rest of the sentence.
        problem: String,
    },
    /// Others than the owner can read the file.
    #[error("the key file {file} can be read by others (mode {mode:03o})", file = .file.display())]
    Loose {
        /// The file.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file cannot be read.
    #[error("the key file {file} cannot be read: {source}", file = .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The keyring has no key, or does not say.
    #[error("the keyring {problem}")]
    Keyring {
        /// What happened, as the rest of the sentence.
        problem: String,
    },
    /// The source has nothing, or no text.
    #[error("{0} holds no key")]
    Empty(String),
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let hint = match &error {
            KeyError::Missing { variable, .. } => {
                let variable = variable.as_deref().unwrap_or("OPENAI_API_KEY");
                Some(format!(
                    "--sandbox tries it without a key; or set one: export {variable}=…, or key_command, key_env or \
                     key_file of the profile in config.toml"
                ))
            }
            KeyError::Loose { file, .. } => Some(format!("chmod 600 {}", shell_word(&file.display().to_string()))),
            KeyError::Keyring { .. } => {
                Some("key_command, key_env or key_file of the profile go before the keyring".to_owned())
            }
            KeyError::Command { .. } | KeyError::Unreadable { .. } | KeyError::Empty(_) => None,
        };
        Self {
            hint,
            ..Self::new(FailureKind::Setup, error.to_string())
        }
    }
}
