//! The settings screen: what can be changed at once, and where everything else is written.

mod deeds;

use super::parts::List;
use crate::{domain::DiskUse, keys::Command};

/// A line of the settings screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettingsRow {
    /// Who pays.
    Profile,
    /// Colours.
    Theme,
    /// How pictures get onto the screen.
    Pictures,
    /// What could be better.
    Doctor,
}

impl SettingsRow {
    /// All lines, in order.
    pub const ALL: &[Self] = &[Self::Profile, Self::Theme, Self::Pictures, Self::Doctor];

    /// The label.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Profile => "Profile",
            Self::Theme => "Theme",
            Self::Pictures => "Pictures",
            Self::Doctor => "Doctor",
        }
    }
}

/// The settings screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsScreen {
    list: List,
    /// Labels and values of paths and other facts that cannot be changed here.
    pub facts: Vec<(String, String)>,
    /// How much of the disk is taken and left, once that was measured.
    disk: Option<DiskUse>,
}

impl SettingsScreen {
    /// The screen with facts that cannot be changed on it.
    #[must_use]
    pub fn new(facts: Vec<(String, String)>) -> Self {
        Self {
            list: List::of(SettingsRow::ALL.len()),
            facts,
            disk: None,
        }
    }

    /// How much of the disk is taken and left, in words.
    #[must_use]
    pub fn disk(&self) -> String {
        self.disk.map_or_else(|| "measuring …".to_owned(), DiskUse::told)
    }

    pub(super) fn measured(&mut self, disk: DiskUse) {
        self.disk = Some(disk);
    }

    /// The selected line.
    #[must_use]
    pub fn current(&self) -> SettingsRow {
        let selected = self.list.selected().and_then(|place| SettingsRow::ALL.get(place));
        selected.copied().unwrap_or(SettingsRow::Profile)
    }

    /// Moves the selection, if the command is one that does; says whether it is.
    pub fn obey(&mut self, command: Command) -> bool {
        self.list.obey(command)
    }
}
