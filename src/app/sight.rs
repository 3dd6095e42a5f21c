//! What faces and the loop may see of the state.

use super::{
    App, Fit, Form, History, Jobs, Overlay, Pane, ProfileFacts, ResultPane, Search, SettingsScreen, Spend, Toast, View,
};
use crate::{
    domain::{ModelTable, Settings},
    keys::Keymap,
};

impl App {
    /// The day where the person is.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        let now = jiff::Timestamp::from_millisecond(self.now_ms);
        now.map_or(self.today, |now| self.spend.offset().to_datetime(now).date())
    }

    /// The keys.
    #[must_use]
    pub const fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The table of models.
    #[must_use]
    pub const fn models(&self) -> &ModelTable {
        &self.models
    }

    /// The profile in use.
    #[must_use]
    pub const fn profile(&self) -> &ProfileFacts {
        &self.profile
    }

    /// The theme's name.
    #[must_use]
    pub fn theme(&self) -> &str {
        &self.theme
    }

    /// The present view.
    #[must_use]
    pub const fn view(&self) -> View {
        self.view
    }

    /// The pane of Compose that has the focus.
    #[must_use]
    pub const fn pane(&self) -> Pane {
        self.pane
    }

    /// Whether the focused pane has the whole screen.
    #[must_use]
    pub const fn is_fullscreen(&self) -> bool {
        self.fullscreen
    }

    /// The form.
    #[must_use]
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// The result pane.
    #[must_use]
    pub const fn result(&self) -> &ResultPane {
        &self.result
    }

    /// The history list.
    #[must_use]
    pub const fn history(&self) -> &History {
        &self.history
    }

    /// What helps to search.
    #[must_use]
    pub const fn search(&self) -> &Search {
        &self.search
    }

    /// The requests of this session.
    #[must_use]
    pub const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The spend screen.
    #[must_use]
    pub const fn spend(&self) -> &Spend {
        &self.spend
    }

    /// The settings screen.
    #[must_use]
    pub const fn settings_screen(&self) -> &SettingsScreen {
        &self.settings_screen
    }

    /// What lies on top, the topmost last.
    #[must_use]
    pub fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// A short message, while it stands.
    #[must_use]
    pub const fn toast(&self) -> Option<&Toast> {
        self.toast.as_ref()
    }

    /// The time of the last message, in milliseconds since 1970.
    #[must_use]
    pub const fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The room that the layout gave.
    #[must_use]
    pub const fn fit(&self) -> Fit {
        self.fit
    }

    /// Whether something on the screen changes with time, so that a tick is worth its cost.
    #[must_use]
    pub fn wants_ticks(&self) -> bool {
        let something_passes = self.toast.is_some() || !self.later.is_empty() || !self.pending.is_empty();
        self.jobs.live() > 0 || something_passes || self.watches_a_look()
    }

    /// How pictures are drawn now, in a word.
    #[must_use]
    pub fn pictures(&self) -> &str {
        &self.pictures
    }

    /// Tells how pictures are drawn now, in a word.
    pub fn set_pictures(&mut self, word: &str) {
        word.clone_into(&mut self.pictures);
    }
}
