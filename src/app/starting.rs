//! The screen as it starts, and what the program does first.

use std::path::PathBuf;

use jiff::civil::Date;

use super::{
    App, Effect, Fit, Form, FormField, Gallery, History, Jobs, Pane, ProfileFacts, ResultPane, Search, SettingsScreen,
    Spend, View, compose::Guard, looking::Looking, memory::Memory, served::Served,
};
use crate::{
    domain::{Draft, LastSeen, ModelTable, SavedSearch, Settings, first_draft},
    keys::Keymap,
};

/// A cell in pixels until the terminal tells: its proportions are those of most fonts.
const USUAL_CELL: (u16, u16) = (10, 20);

/// Everything the screen starts with.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The keys.
    pub keymap: Keymap,
    /// The models.
    pub models: ModelTable,
    /// The settings.
    pub settings: Settings,
    /// Every profile.
    pub profiles: Vec<ProfileFacts>,
    /// The profile in use.
    pub profile: String,
    /// The theme in use.
    pub theme: String,
    /// Every theme.
    pub themes: Vec<String>,
    /// The form as it was left, if it was.
    pub draft: Option<Draft>,
    /// What the last run showed.
    pub seen: Option<LastSeen>,
    /// Pictures used lately, newest first.
    pub recents: Vec<PathBuf>,
    /// Searches that were kept under a name.
    pub searches: Vec<SavedSearch>,
    /// The home directory.
    pub home: Option<PathBuf>,
    /// The directory that pochade was started in.
    pub directory: PathBuf,
    /// Where the settings are, for people.
    pub config_file: String,
    /// Labels and values for the settings screen.
    pub facts: Vec<(String, String)>,
    /// The day.
    pub today: Date,
    /// The time, in milliseconds since 1970.
    pub now_ms: i64,
}

impl App {
    /// The screen as it starts.
    #[must_use]
    pub fn new(start: Start) -> Self {
        let downscale = start.settings.inputs.downscale;
        let fresh = || first_draft(&start.models.model(start.models.default_id()), downscale);
        let draft = start.draft.unwrap_or_else(fresh);
        let form = Form::new(draft, &start.models, start.today);
        let (history, jobs) = remembered(start.seen);
        let profile = start.profiles.iter().find(|facts| facts.name == start.profile);
        let profile = profile.cloned().unwrap_or_default();
        let mut app = Self {
            keymap: start.keymap,
            models: start.models,
            settings: start.settings,
            profile,
            profiles: start.profiles,
            theme: start.theme,
            themes: start.themes,
            pictures: "auto".to_owned(),
            config_file: start.config_file,
            home: start.home,
            directory: start.directory,
            picked_in: None,
            recents: start.recents,
            today: start.today,
            now_ms: start.now_ms,
            fit: Fit::default(),
            view: View::Compose,
            pane: Pane::Form,
            fullscreen: false,
            form,
            result: ResultPane::default(),
            history,
            gallery: Gallery::default(),
            jobs,
            spend: Spend::default(),
            settings_screen: SettingsScreen::new(start.facts),
            overlays: Vec::new(),
            pending: Vec::new(),
            pending_until_ms: 0,
            toast: None,
            undo: Vec::new(),
            redo: Vec::new(),
            guard: Guard::default(),
            sent: None,
            waiting: None,
            recalling: None,
            search: Search::with(start.searches),
            started_ms: start.now_ms,
            looking: Looking::default(),
            making: None,
            served: Served::default(),
            copying: None,
            follows: None,
            replacing: None,
            later: Vec::new(),
            cell: USUAL_CELL,
            marked: None,
            memory: Memory::default(),
        };
        app.begin();
        app
    }

    fn begin(&mut self) {
        self.form.go_to(FormField::Prompt);
        self.price_form();
        self.fit_lists();
        if !self.profile.has_key() {
            self.open_first_run();
        }
    }

    /// What the program does first: the newest page of the history, the sums.
    #[must_use]
    pub fn first_effects(&mut self) -> Vec<Effect> {
        vec![Effect::LoadHistory(self.history.ask_first()), Effect::LoadSpend(None)]
    }
}

/// What the last run showed, until the store tells.
fn remembered(seen: Option<LastSeen>) -> (History, Jobs) {
    let unknown = seen.as_ref().map_or(0, |seen| seen.unknown);
    (
        History::remembered(seen.map(|seen| seen.page)),
        Jobs::remembered(unknown),
    )
}
