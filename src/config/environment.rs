//! The variables and the directory that a program was started with, as a value.

use std::{collections::BTreeMap, ffi::OsString, path::PathBuf};

/// What the surroundings say; read once at start, so that tests can bring their own.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    here: PathBuf,
}

impl std::fmt::Debug for Environment {
    // Variables hold keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("here", &self.here)
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// The surroundings of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            // Without a directory to stand in, relative paths stay relative and are refused where they matter.
            here: std::env::current_dir().unwrap_or_default(),
        }
    }

    /// Surroundings of these variables, standing in `here`.
    pub fn new<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>, here: impl Into<PathBuf>) -> Self {
        Self {
            variables: variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            here: here.into(),
        }
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&OsString> {
        self.variables
            .get(std::ffi::OsStr::new(name))
            .filter(|value| !value.is_empty())
    }

    /// A variable as text; one that is no UTF-8 counts as not set.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.variable(name).and_then(|value| value.to_str())
    }

    /// A variable as a path, made absolute.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.variable(name).map(|value| self.here.join(value))
    }

    /// The home directory, where the surroundings name one.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        self.path("HOME")
    }

    /// Every variable whose name does not say that it holds a key, and is none of `secret`.
    pub(super) fn without_keys<'a>(
        &'a self,
        secret: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a OsString, &'a OsString)> {
        self.variables.iter().filter(move |(name, _)| {
            let name = name.to_string_lossy();
            !name.ends_with("_API_KEY") && !secret.contains(&name.as_ref())
        })
    }
}
