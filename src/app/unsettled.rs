//! The ways on from an end that nobody can vouch for: see what came, try again, dismiss.

use super::{App, Confirm, Confirmed, Effect, Overlay, Retry, details, job::Job, queueing, state::Undo};
use crate::{
    domain::{Came, CostKind, Failure, HistoryEntry, RequestId, RequestState, one_line},
    keys::Command,
};

/// So many characters of a raw answer are shown; the rest is for a program that shows files.
const SHOWN: usize = 800;

/// Whether there is something to settle about an end.
#[must_use]
pub const fn is_unsettled(entry: &HistoryEntry) -> bool {
    matches!(entry.state, RequestState::Unknown | RequestState::Partial) && !entry.marks.dismissed
}

impl App {
    /// Whether there is something to settle about the current request.
    #[must_use]
    pub fn is_unsettled_here(&self) -> bool {
        let current = self.current_id();
        self.result
            .entry()
            .is_some_and(|entry| Some(entry.id) == current && is_unsettled(entry))
    }
}

/// A command on a request that was read.
pub(super) fn act(app: &mut App, entry: &HistoryEntry, command: Command) -> Vec<Effect> {
    match command {
        Command::QueueHold => queueing::let_go(app, entry),
        Command::RequestRetry => {
            ask_retry(app, entry);
            Vec::new()
        }
        Command::RequestDismiss => dismiss(app, entry),
        Command::RequestCame => vec![Effect::ReadCame(entry.id)],
        _ => Vec::new(),
    }
}

fn ask_retry(app: &mut App, entry: &HistoryEntry) {
    if !matches!(entry.state, RequestState::Unknown | RequestState::Partial) {
        app.say("only an unknown or partial end can be tried again; r sends it as a new request");
        return;
    }
    let free = entry.cost_kind == CostKind::None;
    let price = app
        .price_again()
        .map_or_else(|| "$?".to_owned(), |price| price.to_string());
    let (question, billed) = if free {
        ("Try it again?".to_owned(), "Nothing is billed.".to_owned())
    } else {
        let before = entry.cost.map_or_else(|| "$?".to_owned(), |cost| format!("~{cost}"));
        let billed = format!("The try before it may have been billed, {before}; this one is billed beside it.");
        (format!("Try it again for {price}?"), billed)
    };
    let lines = vec![
        one_line(entry.request.prompt()).into_owned(),
        billed,
        format!("The profile '{}' pays.", one_line(&entry.profile)),
    ];
    app.open(Overlay::Confirm(Confirm {
        question,
        lines,
        then: Confirmed::Retry(Retry {
            id: entry.id,
            after: entry.attempts,
            profile: entry.profile.clone(),
        }),
    }));
}

/// The person agreed to one more try.
pub(super) fn retry(app: &mut App, retry: Retry) -> Vec<Effect> {
    let listed = app.history.rows().iter().find(|row| row.id == retry.id).cloned();
    let shown = app
        .result
        .entry()
        .filter(|entry| entry.id == retry.id)
        .map(HistoryEntry::row);
    if let Some(row) = listed.or(shown) {
        app.jobs.again(row, retry.after, app.now_ms);
    }
    app.say("it is tried again when its turn comes");
    vec![Effect::Retry(retry)]
}

fn dismiss(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let may_be = matches!(entry.state, RequestState::Unknown | RequestState::Partial);
    if may_be && entry.marks.dismissed {
        let again = app.keys_of(Command::RequestRetry);
        let again = again.map_or_else(String::new, |keys| format!("; {keys} tries it again"));
        app.say(format!("it is dismissed already{again}"));
        return Vec::new();
    }
    if !is_unsettled(entry) {
        app.say("there is nothing to dismiss: only an unknown or partial end asks for it");
        return Vec::new();
    }
    let (step, effects) = settle(app, entry.id);
    app.did(step);
    app.say_undoable(&format!(
        "dismissed; it stays in the history as {}",
        entry.state.label()
    ));
    effects
}

/// Notes that an end was seen; says what turns that back.
pub(super) fn settle(app: &mut App, id: RequestId) -> (Undo, Vec<Effect>) {
    let job = app.jobs.take_out(id).map(Box::new);
    app.result.dismiss(id, true);
    let mut effects = vec![Effect::Dismiss { id, on: true }];
    if app.is_in_list() {
        effects.extend(app.show_current());
    }
    (Undo::Dismissed { id, job }, effects)
}

/// An end that was dismissed is to be settled after all.
pub(super) fn reopen(app: &mut App, id: RequestId, job: Option<Box<(usize, Job)>>) -> (Vec<Effect>, Option<Undo>) {
    if let Some((at, job)) = job.map(|job| *job) {
        app.jobs.put_back(at, job);
    }
    app.result.dismiss(id, false);
    app.say("no longer dismissed: see what came, try again, or dismiss");
    let mut effects = vec![Effect::Dismiss { id, on: false }];
    if app.is_in_list() {
        effects.extend(app.show_current());
    }
    (effects, Some(Undo::Reopened(id)))
}

/// What came of a request was looked at: it is shown.
pub(super) fn came(app: &mut App, id: RequestId, answer: Result<Came, Failure>) {
    let came = match answer {
        Ok(came) => came,
        Err(failure) => return app.fail(failure),
    };
    let Some(entry) = app.result.entry().filter(|entry| entry.id == id) else {
        return;
    };
    let mut lines: Vec<String> = entry
        .images
        .iter()
        .map(|image| format!("picture {}: {}", image.index + 1, image.path.display()))
        .collect();
    lines.extend(came.answer.map(|path| format!("raw answer: {}", path.display())));
    let spool = came
        .spool
        .map(|(path, bytes)| format!("as it arrived, {bytes} bytes: {}", path.display()));
    lines.extend(spool);
    if lines.is_empty() {
        lines.push("Nothing came: no picture, no answer.".to_owned());
    }
    if !came.text.is_empty() {
        let more = came.text.chars().nth(SHOWN).map_or("", |_| " …");
        let beginning: String = came.text.chars().take(SHOWN).collect();
        lines.push(String::new());
        lines.push(format!("{}{more}", one_line(&beginning)));
    }
    app.open(Overlay::Reading(details::sentences("What came", lines)));
}
