//! The looks of the screen by role, read from a theme's text.

mod built_in;
mod colour;
mod file;
mod look;
mod roles;

#[cfg(test)]
mod tests;

use crate::term::ColourDepth;

pub use file::{ThemeError, ThemeFault};
pub use roles::Theme;

impl Theme {
    /// The names of the themes that pochade brings, the standard one first.
    #[must_use]
    pub const fn names() -> &'static [&'static str] {
        built_in::NAMES
    }

    /// Reads a theme for a terminal of that colour depth: `user_text` where a person wrote one, otherwise the one
    /// of that name that pochade brings.
    ///
    /// # Errors
    /// When there is no theme of that name, or its text has a fault; the error names its line and role.
    pub fn load(name: &str, user_text: Option<&str>, depth: ColourDepth) -> Result<Self, ThemeError> {
        match user_text {
            Some(text) => file::read(name, text, depth),
            None => built_in::theme(name, depth).ok_or_else(|| ThemeError::no_theme(name)),
        }
    }
}
