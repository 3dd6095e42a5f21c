//! The whole state of the screen, and the small changes that many screens make to it.
#![deny(clippy::wildcard_enum_match_arm)]

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{
    Fit, Form, Gallery, History, Jobs, Marking, Overlay, Pane, ProfileFacts, Recall, ResultPane, Search,
    SettingsScreen, Spend, Subject, Toast, View, being_written::BeingWritten, compose::Guard, culling, job::Job,
    looking::Looking, mask_making::MaskMaking, memory::Memory, queueing::Replacing, selection::Marked, served::Served,
    taken::Taken,
};
use crate::{
    domain::{Draft, HistoryRow, Model, ModelTable, Prices, Request, RequestId, SavedSearch, Settings},
    keys::{Key, Keymap},
};

/// How many pictures used lately are remembered.
const RECENTS: usize = 30;

/// What can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Undo {
    /// A request went into the trash.
    Trashed(Box<Taken>),
    /// Where the selection was before several went there.
    Stood(RequestId),
    /// A request came out of the trash.
    Restored(RequestId),
    /// A star changed.
    Starred { id: RequestId, was: bool },
    /// A picture was kept or rejected.
    Judged(Box<culling::Judgement>),
    /// Rejects went into the trash together.
    Discarded(Box<culling::Discarded>),
    /// They came out again.
    DiscardAgain(Vec<RequestId>),
    /// An unknown end was dismissed; its job and the place that had in the queue.
    Dismissed {
        id: RequestId,
        job: Option<Box<(usize, Job)>>,
    },
    /// That was turned back.
    Reopened(RequestId),
    /// The form was emptied or filled.
    Filled(Box<Draft>),
    /// A request came out of the trash where the trash is shown.
    Recovered { place: usize, row: Box<HistoryRow> },
    /// That was turned back.
    Returned(RequestId),
    /// Marks were taken away; these were there before.
    Marks(Box<Marked>),
    /// A search was ended; empty where one was begun again.
    Searched(String),
    /// A search was kept or forgotten; these were kept before.
    Searches(Vec<SavedSearch>),
    /// Tags, notes or titles were put; this is what turns them back.
    Put(Vec<(RequestId, Marking)>),
    /// Several things at once, in the order of their doing.
    Many(Vec<Undo>),
}

/// Everything the screen knows.
#[derive(Debug, Clone, PartialEq)]
pub struct App {
    pub(super) keymap: Keymap,
    pub(super) models: ModelTable,
    pub(super) settings: Settings,
    pub(super) profile: ProfileFacts,
    pub(super) profiles: Vec<ProfileFacts>,
    pub(super) theme: String,
    pub(super) themes: Vec<String>,
    pub(super) pictures: String,
    pub(super) config_file: String,
    pub(super) home: Option<PathBuf>,
    pub(super) directory: PathBuf,
    pub(super) picked_in: Option<PathBuf>,
    pub(super) recents: Vec<PathBuf>,
    pub(super) today: Date,
    pub(super) now_ms: i64,
    pub(super) fit: Fit,
    pub(super) view: View,
    pub(super) pane: Pane,
    pub(super) fullscreen: bool,
    pub(super) form: Form,
    pub(super) result: ResultPane,
    pub(super) history: History,
    pub(super) gallery: Gallery,
    pub(super) jobs: Jobs,
    pub(super) spend: Spend,
    pub(super) settings_screen: SettingsScreen,
    pub(super) overlays: Vec<Overlay>,
    /// The keys of a sequence that is not finished.
    pub(super) pending: Vec<Key>,
    /// When it is forgotten, in milliseconds since 1970.
    pub(super) pending_until_ms: i64,
    pub(super) toast: Option<Toast>,
    pub(super) undo: Vec<Undo>,
    pub(super) redo: Vec<Undo>,
    /// What keeps a key that was meant for something else from sending.
    pub(super) guard: Guard,
    /// What was sent last, and until when the same is not sent again.
    pub(super) sent: Option<(Box<Request>, i64)>,
    /// A command that waits for the selected request to be read.
    pub(super) waiting: Option<(RequestId, crate::keys::Command)>,
    /// A request that is read for the form, and which part of it is wanted.
    pub(super) recalling: Option<(RequestId, Recall)>,
    pub(super) search: Search,
    /// When the studio was started, in milliseconds since 1970.
    pub(super) started_ms: i64,
    pub(super) looking: Looking,
    pub(super) making: Option<MaskMaking>,
    pub(super) served: Served,
    /// A copy that is being written, so that what was typed is not lost when that fails.
    pub(super) copying: Option<BeingWritten>,
    /// A request sent from a list, and the row that was selected there: its result is shown when it ends, unless the
    /// person has gone elsewhere.
    pub(super) follows: Option<(RequestId, RequestId)>,
    pub(super) replacing: Option<Replacing>,
    /// What is said once there is room for it.
    pub(super) later: Vec<String>,
    /// A cell of the terminal in pixels, across and down.
    pub(super) cell: (u16, u16),
    /// The picture that waits to be compared with another one.
    pub(super) marked: Option<Subject>,
    /// What this run remembers of what was done to requests.
    pub(super) memory: Memory,
}

impl App {
    /// Notes something that can be taken back; what was taken back before cannot be done again after it.
    pub(super) fn did(&mut self, step: Undo) {
        self.redo.clear();
        self.undo.push(step);
    }

    pub(super) fn open(&mut self, mut overlay: Overlay) {
        self.pending.clear();
        if let Overlay::Line(line) = &mut overlay {
            self.bring_back(line);
        }
        self.overlays.push(overlay);
        self.fit_lists();
    }

    pub(super) fn close(&mut self) -> Option<Overlay> {
        self.hold_sending();
        self.overlays.pop()
    }

    /// The prices of a model in the profile in use.
    pub(super) fn prices_of(&self, model: &Model) -> Prices {
        self.profile.prices_of(model)
    }

    pub(super) fn price_form(&mut self) {
        let prices = self.prices_of(self.form.model());
        self.form.set_terms(prices, &self.profile.profile);
    }

    pub(super) fn choose_model(&mut self, id: &str) {
        let lost = self.form.choose_model(id, &self.models);
        self.price_form();
        if !lost.is_empty() {
            let lost: Vec<_> = lost.iter().map(|(name, value)| format!("{name} {value}")).collect();
            self.say(format!("left out, as {id} does not take it: {}", lost.join(", ")));
        }
    }

    pub(super) fn remember(&mut self, path: &Path) {
        self.recents.retain(|known| known != path);
        self.recents.insert(0, path.to_owned());
        self.recents.truncate(RECENTS);
    }

    /// A path as a person types it; `~/` is home, and others begin where pochade was started.
    pub(super) fn typed_path(&self, text: &str) -> PathBuf {
        match (text.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.directory.join(text),
        }
    }

    pub(super) fn fit_lists(&mut self) {
        self.history.fit(self.fit.history_rows);
        self.jobs.fit(self.fit.history_rows);
        self.form.prompt_fit(self.fit.prompt_width);
        let rows = self.fit.overlay_rows;
        match self.overlays.last_mut() {
            Some(Overlay::Menu(menu)) => menu.list.fit(rows),
            Some(Overlay::Palette(palette)) => palette.fit(rows),
            Some(Overlay::Tree(tree)) => tree.list.fit(rows),
            Some(Overlay::Picker(picking)) => picking.picker.fit(rows),
            Some(Overlay::Finder(finder)) => finder.found_mut().fit(rows),
            Some(
                Overlay::Help(_)
                | Overlay::Line(_)
                | Overlay::Profile(_)
                | Overlay::Zoom(_)
                | Overlay::Compare(_)
                | Overlay::Confirm(_)
                | Overlay::Message(_)
                | Overlay::Doctor(_)
                | Overlay::Reading(_),
            )
            | None => {}
        }
    }
}
