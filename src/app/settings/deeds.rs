//! What the rows of the settings screen say.

use super::SettingsRow;
use crate::app::App;

impl App {
    /// The value of a settings line.
    #[must_use]
    pub fn setting(&self, row: SettingsRow) -> String {
        match row {
            SettingsRow::Profile => self.profile.name().to_owned(),
            SettingsRow::Theme => self.theme.clone(),
            SettingsRow::Pictures => self.pictures.clone(),
            SettingsRow::Doctor => "what the terminal can do, and what could be better".to_owned(),
        }
    }
}
