//! The views that the tabs lead to.

use crate::keys::Command;

/// A screen of its own, on a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// The form, the result and the latest requests.
    Compose,
    /// Every request ever made.
    History,
    /// The pictures side by side.
    Gallery,
    /// What waits, what runs and what ended.
    Queue,
    /// What was paid.
    Spend,
    /// Profiles, theme, keys and paths.
    Settings,
}

impl View {
    /// All of them, in the order of their digits.
    pub const ALL: &[Self] = &[
        Self::Compose,
        Self::History,
        Self::Gallery,
        Self::Queue,
        Self::Spend,
        Self::Settings,
    ];

    /// The screen that a command leads to.
    #[must_use]
    pub fn of(command: Command) -> Option<Self> {
        Self::ALL.iter().copied().find(|view| view.command() == command)
    }

    /// The command that leads there.
    #[must_use]
    pub const fn command(self) -> Command {
        match self {
            Self::Compose => Command::ViewCompose,
            Self::History => Command::ViewHistory,
            Self::Gallery => Command::ViewGallery,
            Self::Queue => Command::ViewQueue,
            Self::Spend => Command::ViewSpend,
            Self::Settings => Command::ViewSettings,
        }
    }

    /// The name on its tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Compose => "Compose",
            Self::History => "History",
            Self::Gallery => "Gallery",
            Self::Queue => "Queue",
            Self::Spend => "Spend",
            Self::Settings => "Settings",
        }
    }
}
