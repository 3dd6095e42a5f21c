//! What can be done to a kept request: show, load, run again, star, trash, copy, open, cancel.

use super::{
    App, Confirm, Confirmed, Effect, FormField, Inquiry, Job, LinePurpose, Overlay, Pane, View, actions, again,
    compare, compose, copying, details, lineage, lines, marks, queueing, rerun, result::NO_PICTURE,
    selection::NONE_SELECTED, state::Undo, unsettled, zoom,
};
use crate::{
    domain::{CostKind, HistoryEntry, RequestId, RequestState, ago, thousands},
    keys::Command,
};

impl App {
    /// The request that commands act on: the selected row, or what the result shows.
    #[must_use]
    pub fn current_id(&self) -> Option<RequestId> {
        match (self.view, self.pane) {
            (View::Compose, Pane::Form | Pane::Result) => self.result.wanted(),
            (View::Compose, Pane::History) | (View::History, _) => self.history.current().map(|row| row.id),
            // A row without a picture is not seen there.
            (View::Gallery, _) => self.selected_tile().and(self.history.current()).map(|row| row.id),
            (View::Queue, _) => self.jobs.current().map(|job| job.row.id),
            (View::Spend | View::Settings, _) => None,
        }
    }

    /// Whether the focus is on a list of requests, whose selected one is shown.
    pub(super) const fn is_in_list(&self) -> bool {
        match (self.view, self.pane) {
            (View::Compose, Pane::History) | (View::History | View::Gallery | View::Queue, _) => true,
            (View::Compose, Pane::Form | Pane::Result) | (View::Spend | View::Settings, _) => false,
        }
    }

    /// Goes on to a request that was sent from a list and has ended, if the person is still where it was sent from.
    pub(super) fn follow_to(&mut self, id: RequestId) -> bool {
        let Some((_, from)) = self.follows.take_if(|(sent, _)| *sent == id) else {
            return false;
        };
        // What a search does not find is not in the list: what is done there would meet another request than the one shown.
        let is_listed = self.history.rows().iter().any(|row| row.id == id);
        let still = is_listed && self.is_in_list() && self.overlays.is_empty() && self.current_id() == Some(from);
        if still {
            self.history.select(id);
            self.result.follow(id);
        }
        still
    }

    /// How to go to a request that came while the person looks at another one of the list.
    pub(super) fn way_to(&self, id: RequestId) -> String {
        let key = |command, then: &str| {
            let keys = self.keys_of(command);
            keys.map_or_else(String::new, |keys| format!(" · {keys} {then}"))
        };
        let is_first = self.history.rows().first().is_some_and(|row| row.id == id);
        let in_list = matches!(self.view, View::History | View::Gallery);
        if in_list && is_first {
            key(Command::MoveFirst, "goes to it")
        } else if in_list && !self.history.words().is_empty() && !self.history.rows().iter().any(|row| row.id == id) {
            format!(
                ", outside of this search{}",
                key(Command::FocusLeave, "ends the search")
            )
        } else {
            String::new()
        }
    }

    /// Where a request that has ended is, behind the word for its end.
    pub(super) fn place_of(&self, id: RequestId) -> String {
        let is_newest = || self.history.rows().first().is_some_and(|row| row.id == id);
        match self.way_to(id) {
            way if !way.is_empty() => way,
            _ if is_newest() => ": the newest request in the history".to_owned(),
            _ => ": it is in the history".to_owned(),
        }
    }

    /// Asks a narrowed list anew when a request came or ended: only the store knows whether it belongs there.
    pub(super) fn look_again(&mut self) -> Vec<Effect> {
        if self.history.is_narrowed() {
            vec![Effect::LoadHistory(self.history.ask_first())]
        } else {
            Vec::new()
        }
    }

    /// The verb of the key that loads the shown request: a refused one leads to the field that is to be mended.
    pub(super) fn load_verb(&self) -> String {
        let entry = self.result.entry().filter(|entry| Some(entry.id) == self.current_id());
        let failure = entry.and_then(|entry| entry.failure.as_ref());
        match failure.and_then(FormField::of_failure) {
            Some(field) => format!("mend {}", field.label().to_lowercase()),
            None => Command::RequestLoad.verb().to_owned(),
        }
    }

    /// Shows the selected request in the result pane.
    pub(super) fn show_current(&mut self) -> Vec<Effect> {
        let Some(id) = self.current_id() else {
            if self.view == View::History {
                self.result.leave();
            }
            return Vec::new();
        };
        let fresh = self.result.wanted() != Some(id);
        self.result.follow(id);
        fresh.then_some(Effect::LoadEntryAtRest(id)).into_iter().collect()
    }
}

/// A command on the current request; one that needs the whole request waits until it is read.
pub(super) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    use Command as C;
    match command {
        C::RequestStar
        | C::RequestTrash
        | C::RequestTag
        | C::RequestNote
        | C::RequestTitle
        | C::RequestPurge
        | C::RequestExport => return marks::run(app, command),
        C::RequestDifference if !app.marks_in_focus().is_empty() => return details::difference_of_marked(app),
        C::CompareMark if app.marks_meant() > 1 => return compare::marked_rows(app),
        _ => {}
    }
    let Some(id) = app.current_id() else {
        app.say(NONE_SELECTED);
        return Vec::new();
    };
    match command {
        C::CopyOpen => return copying::open(app),
        C::RequestChild | C::RequestTree | C::RequestReplay => return lineage::ask(app, id, command),
        C::RequestRaw => return vec![Effect::Ask(Inquiry::Raw(id))],
        C::RequestFinal if app.current_entry().is_none() => return again::unread(app),
        _ => {}
    }
    app.result.follow(id);
    if let Some(entry) = app.result.entry().cloned() {
        return act(app, &entry, command);
    }
    app.waiting = Some((id, command));
    vec![Effect::LoadEntry(id)]
}

/// A command on a request that was read.
pub(super) fn act(app: &mut App, entry: &HistoryEntry, command: Command) -> Vec<Effect> {
    if let Some(thing) = copying::thing(command) {
        return copying::copy(app, entry, thing);
    }
    match command {
        Command::RequestLoad => load(app, entry),
        Command::RequestInput => lineage::use_as_input(app, entry),
        Command::RequestParent => lineage::to_parent(app, entry),
        Command::RequestDetails => {
            details::open(app, entry);
            Vec::new()
        }
        Command::RequestDifference => details::difference_to_parent(app, entry),
        Command::RequestActions => {
            let menu = actions::menu(app);
            app.open(Overlay::Menu(menu));
            Vec::new()
        }
        Command::RequestWrite => {
            ask_where(app, entry);
            Vec::new()
        }
        Command::ZoomOpen
        | Command::ZoomIn
        | Command::CompareMark
        | Command::CompareOriginal
        | Command::KeepOriginal => zoom::on_entry(app, entry, command),
        Command::RequestOpenOutside => match (app.result.image(), entry.link()) {
            (Some(image), _) => vec![Effect::OpenOutside(image.path.clone())],
            (None, Some(link)) => vec![Effect::OpenLink(link.to_owned())],
            (None, None) => {
                app.say(NO_PICTURE);
                Vec::new()
            }
        },
        Command::RequestRetry | Command::RequestDismiss | Command::RequestCame | Command::QueueHold => {
            unsettled::act(app, entry, command)
        }
        _ => rerun::act(app, entry, command),
    }
}

pub(super) fn load(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let effects = queueing::change_in_place(app, entry.id);
    let words = queueing::loaded_words(app, entry.id);
    let draft = again::again(app, entry);
    again::fill(app, draft);
    match words {
        Some(words) => app.say(words),
        None => app.say_undoable("loaded into the form"),
    }
    let Some((failure, field)) = entry
        .failure
        .as_ref()
        .and_then(|it| Some((it, FormField::of_failure(it)?)))
    else {
        return effects;
    };
    let hint = failure
        .hint
        .as_ref()
        .map(|hint| format!(" · {hint}"))
        .unwrap_or_default();
    let sentence = format!("{}{hint}", failure.message);
    if !app.form.tell(field, &sentence) {
        app.say(sentence);
    }
    effects
}

/// Empties the form; undo brings it back.
pub(super) fn new_form(app: &mut App) {
    let draft = app.form.draft();
    let empty = crate::domain::Draft {
        model: draft.model.clone(),
        size: draft.size.clone(),
        options: draft.options.clone(),
        downscale: app.settings.inputs.downscale,
        ..crate::domain::Draft::default()
    };
    app.replacing = None;
    app.did(Undo::Filled(Box::new(draft)));
    app.form.fill(empty, &app.models);
    app.price_form();
    app.view = View::Compose;
    app.pane = Pane::Form;
    app.form.go_to(compose::FormField::Prompt);
    app.say_undoable("a new form");
}

fn ask_where(app: &mut App, entry: &HistoryEntry) {
    let Some(image) = app.result.image().cloned() else {
        app.say(NO_PICTURE);
        return;
    };
    let names = &app.settings.files.name;
    let proposed = app.directory.join(names.path(entry, &image, app.spend.offset()));
    lines::open_copy(
        app,
        LinePurpose::WriteCopy(image.path),
        &proposed.to_string_lossy(),
        None,
    );
}

/// So many requests that could be stopped are named.
const NAMED: usize = 3;

/// What a request that can be stopped does, and how old it is.
fn doing(app: &App, job: &Job) -> String {
    let state = match (job.row.state, job.held()) {
        (_, Some(_)) => "held",
        (RequestState::Running, None) => "running",
        _ => "waiting",
    };
    format!("{state}, asked {}", ago(app.now_ms - job.row.created_ms))
}

/// The selected request of the queue has ended: another one is not stopped in its place, only named.
fn say_it_has_ended(app: &mut App) {
    let live: Vec<_> = app.jobs.all().iter().filter(|job| job.is_live()).collect();
    let told = |job: &&Job| format!("{} ({})", marks::name(&job.row.prompt), doing(app, job));
    let names: Vec<_> = live.iter().take(NAMED).map(told).collect();
    let more = match live.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {} more", thousands(more)),
    };
    app.answer(if names.is_empty() {
        "this one has ended, and nothing else is on its way".to_owned()
    } else {
        format!(
            "this one has ended; select what is to be stopped: {}{more}",
            names.join("; ")
        )
    });
}

/// Asks whether to stop the running request, saying what is billed anyway.
pub(super) fn ask_cancel(app: &mut App) -> Vec<Effect> {
    if app.view == View::Queue && app.jobs.current().is_some_and(|job| !job.is_live()) {
        say_it_has_ended(app);
        return Vec::new();
    }
    let selected = app.current_id().filter(|id| app.jobs.of(*id).is_some_and(Job::is_live));
    let Some(id) = selected.or_else(|| app.jobs.youngest_live()) else {
        app.say("nothing runs; q leaves");
        return Vec::new();
    };
    let job = app.jobs.of(id);
    let sent = job.is_some_and(|job| job.row.state == RequestState::Running);
    let prompt = job.map(|job| marks::name(&job.row.prompt)).unwrap_or_default();
    let doing = job.map(|job| doing(app, job)).unwrap_or_default();
    let free = job.is_some_and(|job| job.row.cost_kind == CostKind::None);
    let billed = if free {
        "Nothing is billed; its picture is lost."
    } else if sent {
        "It was sent: the server may bill it anyway, and its picture is lost."
    } else {
        "It was not sent yet: it costs nothing."
    };
    app.open(Overlay::Confirm(Confirm {
        question: "Stop this request?".to_owned(),
        lines: vec![prompt, doing, billed.to_owned()],
        then: Confirmed::Cancel(id),
    }));
    Vec::new()
}
