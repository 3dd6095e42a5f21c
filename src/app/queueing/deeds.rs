//! What can be done to requests that wait: hold, let go, reorder, change in place.

use super::Replacing;
use crate::{
    app::{
        App, Effect, Msg, View,
        job::{Held, Job, Turn},
    },
    domain::{CostKind, HistoryEntry, HistoryRow, Request, RequestId, RequestState},
    keys::Command,
};

/// A command on the selected request that waits; nothing where the whole request is to be read for it.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let Some(job) = app.jobs.current().filter(|_| app.view == View::Queue).cloned() else {
        app.say("nothing in the queue is selected");
        return Some(Vec::new());
    };
    if !job.waits() {
        say_not_waiting(app, &job, command);
        return Some(Vec::new());
    }
    Some(match (command, job.turn) {
        (Command::QueueHold, Turn::Comes) => {
            app.say("holding it: it starts only when you let it go");
            vec![Effect::Hold(job.row.id)]
        }
        (Command::QueueHold, Turn::Held(_)) => return None,
        (Command::QueueHold, Turn::Elsewhere) => {
            app.say("another window, or an engine that works on alone, has it in its line");
            Vec::new()
        }
        (command, _) => shift(app, &job, command == Command::QueueLater),
    })
}

/// What runs or has ended is neither held nor moved: says what the person may have meant by the key.
fn say_not_waiting(app: &mut App, job: &Job, command: Command) {
    let keys = |command| app.keymap.hint(&app.contexts(), command).map(ToString::to_string);
    let told = if job.is_live() {
        let stops = keys(Command::RequestCancel).map(|keys| format!("; {keys} stops it"));
        format!(
            "it runs already: only what waits can be held or moved{}",
            stops.unwrap_or_default()
        )
    } else {
        // In History these keys do something else.
        let way = match command {
            Command::QueueLater => keys(Command::RequestRaw).map(|keys| format!("; {keys} reads request and answer")),
            Command::QueueEarlier => {
                keys(Command::KeepOriginal).map(|keys| format!("; {keys} puts the original back outside the mask"))
            }
            _ => None,
        };
        format!(
            "it has ended: only what waits can be held or moved{}",
            way.unwrap_or_default()
        )
    };
    app.say(told);
}

fn shift(app: &mut App, job: &Job, later: bool) -> Vec<Effect> {
    if !app.jobs.shift(job.row.id, later) {
        app.say(if later {
            "it is the last one"
        } else {
            "it is the next one"
        });
        return Vec::new();
    }
    vec![Effect::Reorder(app.jobs.waiting())]
}

/// Lets a held request go, now that it is read: it is sent when its turn comes.
pub(in crate::app) fn let_go(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let held = app.jobs.of(entry.id).and_then(Job::held);
    if held.is_none() || !app.may_send() {
        return Vec::new();
    }
    app.say("let go: it is sent when its turn comes");
    let resume = Effect::Resume {
        id: entry.id,
        profile: entry.profile.clone(),
    };
    vec![resume, Effect::Reorder(app.jobs.waiting())]
}

/// A waiting request was loaded into the form to be changed: it is taken back, and what is sent next has its place.
pub(in crate::app) fn change_in_place(app: &mut App, id: RequestId) -> Vec<Effect> {
    app.replacing = None;
    let Some(job) = app.jobs.of(id).filter(|job| app.view == View::Queue && job.waits()) else {
        return Vec::new();
    };
    let effect = match job.turn {
        // Another engine may begin it at any moment.
        Turn::Elsewhere => return Vec::new(),
        Turn::Comes | Turn::Held(Held::ByPerson) => Effect::Withdraw(id),
        // No engine knows it.
        Turn::Held(Held::ByFailure | Held::Left) => Effect::Cancel(id),
    };
    app.jobs.cancelling(id);
    app.replacing = Some(Replacing {
        old: id,
        is_free: false,
        sent: None,
    });
    vec![effect]
}

/// What is said when a request was loaded from the queue.
pub(in crate::app) fn loaded_words(app: &App, id: RequestId) -> Option<&'static str> {
    let job = app.jobs.of(id)?;
    if app.replacing.as_ref().is_some_and(|replacing| replacing.old == id) {
        return Some("taken back; what you send now has its place in the queue");
    }
    match job.row.state {
        RequestState::Running => Some("it has begun already: this is a copy, and it goes on"),
        RequestState::Queued if job.turn == Turn::Elsewhere => {
            Some("it waits in another line: this is a copy, and it goes on")
        }
        _ => None,
    }
}

/// Looks whether a request that was to be taken back has ended so, or has begun after all.
pub(in crate::app) fn follow_up(app: &mut App, id: RequestId) {
    let Some(replacing) = app.replacing.as_mut().filter(|replacing| replacing.old == id) else {
        return;
    };
    match app.jobs.of(id).map(|job| job.row.state) {
        Some(RequestState::Cancelled) => replacing.is_free = true,
        Some(RequestState::Queued) => {}
        Some(_) if replacing.is_free => {}
        Some(_) | None => {
            app.replacing = None;
            app.jobs.goes_on(id);
            app.say("it had begun meanwhile and goes on: the form holds a copy");
        }
    }
}

/// The form was sent: if it is to have the place of another request, this is the one.
pub(in crate::app) fn sent(app: &mut App, request: &Request) {
    let from_form = app.form.request().as_ref() == Some(request);
    if let Some(replacing) = app.replacing.as_mut().filter(|_| from_form) {
        replacing.sent = Some(Box::new(request.clone()));
    }
}

/// A request became durable; it takes the place of the one that it was made from.
pub(in crate::app) fn took_place(app: &mut App, row: &HistoryRow) -> Vec<Effect> {
    let is_it = |replacing: &mut Replacing| {
        let sent = replacing.sent.as_ref();
        sent.is_some_and(|sent| sent.model() == row.model && sent.prompt().starts_with(&row.prompt))
    };
    let Some(replacing) = app.replacing.take_if(is_it) else {
        return Vec::new();
    };
    app.jobs.take_place(row.id, replacing.old);
    app.say("it has the other one's place in the queue");
    vec![Effect::Reorder(app.jobs.waiting())]
}

/// What a waiting request may cost.
fn price(job: &Job) -> String {
    match (job.row.cost_kind, job.row.cost) {
        (CostKind::None, _) => "free".to_owned(),
        (CostKind::Paid | CostKind::Estimated | CostKind::Unknown, Some(cost)) => format!("~{cost}"),
        (CostKind::Paid | CostKind::Estimated | CostKind::Unknown, None) => "$?".to_owned(),
    }
}

/// What was learned beside the reports of this window's engine.
pub(in crate::app) fn told(app: &mut App, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Unfinished { found, now_ms } => {
            app.now_ms = now_ms;
            let lost = app.jobs.found(&found, now_ms);
            app.fit_lists();
            return lost.into_iter().map(Effect::LoadEntry).collect();
        }
        Msg::Slept(ms) => app.jobs.slept(ms),
        Msg::OverSsh(hint) => app.tell_later(hint),
        _ => {}
    }
    Vec::new()
}

/// A mark was written down; a request that no engine has in its line ends by the mark alone.
pub(in crate::app) fn marked(app: &App, id: RequestId) -> Vec<Effect> {
    let is_stopping = app.jobs.of(id).is_some_and(|job| job.cancelling);
    Some(Effect::LoadEntry(id))
        .filter(|_| is_stopping)
        .into_iter()
        .collect()
}

impl App {
    /// Whether a command would let the selected request go, which spends.
    #[must_use]
    pub fn lets_go(&self, command: Command) -> bool {
        let in_queue = command == Command::QueueHold && self.view == View::Queue;
        in_queue && self.jobs.current().is_some_and(|job| job.held().is_some())
    }

    /// Verb and price of the key that holds the selected request or lets it go.
    pub(in crate::app) fn hold_hint(&self) -> Option<(String, String)> {
        let job = self.jobs.current().filter(|job| job.waits())?;
        match job.turn {
            Turn::Comes => Some((Command::QueueHold.verb().to_owned(), String::new())),
            Turn::Held(_) => Some(("let go".to_owned(), price(job))),
            Turn::Elsewhere => None,
        }
    }

    /// Whether a request is under way that another engine may run, so that the store is worth a look now and then.
    #[must_use]
    pub fn watches_others(&self) -> bool {
        let is_strange = |row: &HistoryRow| !row.state.is_final() && self.jobs.of(row.id).is_none();
        self.jobs.are_elsewhere() || self.history.rows().iter().any(is_strange)
    }
}
