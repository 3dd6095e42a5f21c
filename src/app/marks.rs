//! Order among requests: stars, tags, notes, titles, the trash and what leaves it for good, for one or for all marked ones.

use super::{
    App, Confirm, Confirmed, Effect, Inquiry, Overlay, View, deed::Deed, exporting, labels, selection, state::Undo,
    taken::Taken,
};
use crate::{
    domain::{Failure, HistoryRow, RequestId, RequestState, cut_at_word, one_line, thousands},
    keys::Command,
};

impl App {
    /// Whether requests are seen that are in the trash.
    pub(super) fn is_in_trash(&self) -> bool {
        self.history.shows_trash() && self.view != View::Queue
    }

    /// The row of a request, from the list or else from the queue.
    fn row_of(&self, id: RequestId) -> Option<&HistoryRow> {
        let listed = self.history.rows().iter().find(|row| row.id == id);
        listed.or_else(|| self.jobs.of(id).map(|job| &job.row))
    }
}

/// A command that puts a mark, or throws away.
pub(super) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let ids = selection::targets(app);
    if ids.is_empty() {
        app.say(selection::NONE_SELECTED);
        return Vec::new();
    }
    match command {
        Command::RequestStar => star(app, &ids),
        Command::RequestTrash if app.is_in_trash() => step(app, &ids, "taken out of the trash", recover),
        Command::RequestTrash => ask_trash(app, ids),
        Command::RequestPurge => vec![Effect::Ask(Inquiry::Weight(ids))],
        Command::RequestExport => {
            exporting::ask(app);
            Vec::new()
        }
        _ => labels::ask(app, ids, command),
    }
}

/// Puts requests into the trash; where one of them is on its way, only after a question.
fn ask_trash(app: &mut App, ids: Vec<RequestId>) -> Vec<Effect> {
    let rows = ids.iter().filter_map(|id| app.row_of(*id));
    let mut live = rows.filter(|row| !row.state.is_final());
    let Some(row) = live.next() else {
        return trash(app, &ids);
    };
    let words = if row.state == RequestState::Queued {
        "It still waits: it is sent, billed and stored all the same."
    } else {
        "It goes on: it is billed and stored all the same."
    };
    let question = match ids.len() {
        1 => "Put it into the trash while it is on its way?".to_owned(),
        count => format!(
            "Put {} into the trash, of which {} on its way?",
            thousands(count),
            thousands(1 + live.count())
        ),
    };
    let mut lines = names(app, &ids);
    lines.push(words.to_owned());
    app.open(Overlay::Confirm(Confirm {
        question,
        lines,
        then: Confirmed::Trash(ids),
    }));
    Vec::new()
}

/// How many requests a question names.
const NAMED: usize = 3;
/// So many characters of each fit in a line of a question.
const NAME: usize = 60;

/// Which requests a question is about: the prompts or titles of the first ones, newest first, and how many more.
fn names(app: &App, ids: &[RequestId]) -> Vec<String> {
    let rows = app.history.rows().iter().filter(|row| ids.contains(&row.id));
    let mut names: Vec<_> = rows.map(|row| name(&row.prompt)).take(NAMED).collect();
    if let ([id], true) = (ids, names.is_empty()) {
        let shown = app.result.entry().filter(|entry| entry.id == *id);
        let prompt = shown.map(|entry| entry.request.prompt());
        let queued = || app.row_of(*id).map(|row| row.prompt.as_str());
        names.extend(prompt.or_else(queued).map(name));
    }
    let more = ids.len() - names.len();
    if more > 0 && !names.is_empty() {
        names.push(format!("and {} more", thousands(more)));
    }
    names
}

/// A prompt in one line, cut where it is long.
pub(super) fn name(prompt: &str) -> String {
    let line = one_line(prompt);
    if line.trim().is_empty() {
        return "(no prompt)".to_owned();
    }
    cut_at_word(&line, NAME).into_owned()
}

/// Puts requests into the trash, as one step.
pub(super) fn trash(app: &mut App, ids: &[RequestId]) -> Vec<Effect> {
    step(app, ids, "in the trash", into_trash)
}

/// Stars all of them, or takes the stars away where all have one.
fn star(app: &mut App, ids: &[RequestId]) -> Vec<Effect> {
    let all: Vec<_> = ids.iter().map(|id| (*id, is_starred(app, *id))).collect();
    let on = !all.iter().all(|(_, starred)| *starred);
    let steps = all.into_iter().filter(|(_, was)| *was != on);
    let steps: Vec<_> = steps.map(|(id, was)| Undo::Starred { id, was }).collect();
    let effects = steps.iter().filter_map(|step| match step {
        Undo::Starred { id, .. } => Some(*id),
        _ => None,
    });
    let effects: Vec<_> = effects.collect();
    app.memory.last = Some(Deed::Command(Command::RequestStar));
    let many = if ids.len() > 1 {
        format!("{} ", thousands(effects.len()))
    } else {
        String::new()
    };
    let word = if on { "starred" } else { "no longer starred" };
    app.answer(format!("{many}{word} · u undo"));
    done(app, steps);
    effects.into_iter().flat_map(|id| set_star(app, id, on)).collect()
}

fn is_starred(app: &App, id: RequestId) -> bool {
    let in_list = app
        .history
        .rows()
        .iter()
        .find(|row| row.id == id)
        .map(|row| row.starred);
    let shown = || {
        app.result
            .entry()
            .filter(|entry| entry.id == id)
            .map(|entry| entry.marks.starred)
    };
    in_list.or_else(shown).unwrap_or(false)
}

pub(super) fn set_star(app: &mut App, id: RequestId, on: bool) -> Vec<Effect> {
    app.history.star(id, on);
    app.result.star(id, on);
    vec![Effect::Star { id, on }]
}

/// Notes steps as one.
fn done(app: &mut App, mut steps: Vec<Undo>) {
    match steps.len() {
        0 => {}
        1 => app.did(steps.remove(0)),
        _ => app.did(Undo::Many(steps)),
    }
}

/// How a request is moved: what turns it back, and what is to be done; nothing where it is not listed.
pub(super) type Move = fn(&mut App, RequestId) -> Option<(Undo, Vec<Effect>)>;

/// Moves all of them as one step, and says so.
fn step(app: &mut App, ids: &[RequestId], words: &str, go: Move) -> Vec<Effect> {
    let live = ids
        .iter()
        .any(|id| app.row_of(*id).is_some_and(|row| !row.state.is_final()));
    let stood = app.history.current().map(|row| row.id);
    let (mut steps, effects): (Vec<_>, Vec<_>) = ids.iter().filter_map(|id| go(app, *id)).unzip();
    if steps.is_empty() {
        app.say("it is not in the list");
        return Vec::new();
    }
    let many = if ids.len() > 1 {
        format!("{} ", thousands(steps.len()))
    } else {
        String::new()
    };
    // Each that comes back is selected; the last step to be turned back is where the person was.
    steps.splice(..0, stood.filter(|_| ids.len() > 1).map(Undo::Stood));
    let still = if live { "; what still runs is stored" } else { "" };
    app.memory.last = Some(Deed::Command(Command::RequestTrash));
    done(app, steps);
    app.say_undoable(&format!("{many}{words}{still}"));
    let mut effects: Vec<_> = effects.into_iter().flatten().collect();
    effects.extend(app.show_current());
    // Where it was the last that a search found, others may find something.
    effects.extend(app.history.ask_wider().map(Effect::WidenHistory));
    effects
}

/// Puts a request into the trash; nothing happens where neither the list nor the queue has it.
pub(super) fn into_trash(app: &mut App, id: RequestId) -> Option<(Undo, Vec<Effect>)> {
    let marked = app.memory.marked.has(id);
    let (place, row) = if let Some((place, row)) = taken(app, id) {
        (Some(place), row)
    } else {
        let row = app.row_of(id)?.clone();
        app.history.one_less();
        (None, row)
    };
    let has_ended = app.jobs.of(id).is_some_and(|job| !job.is_live());
    let job = has_ended.then(|| app.jobs.take_out(id)).flatten();
    let taken = Taken {
        row,
        place,
        marked,
        job,
    };
    let effect = Effect::Trash { id, on: true };
    Some((Undo::Trashed(Box::new(taken)), vec![effect]))
}

/// Shows a request again that comes out of the trash, where it was before.
pub(super) fn give_back(app: &mut App, taken: Taken) -> Vec<Effect> {
    let id = taken.row.id;
    if let Some((at, job)) = taken.job {
        app.jobs.put_back(at, job);
    }
    if app.history.shows_trash() {
        app.history.take(id);
        return Vec::new();
    }
    if taken.marked {
        app.memory.marked.put_back(id);
    }
    match taken.place {
        Some(place) => {
            app.history.put_back(place, taken.row);
            Vec::new()
        }
        // Only the store knows where it belongs.
        None => vec![Effect::LoadHistory(app.history.ask_first())],
    }
}

/// Takes a request out of the trash where that is shown.
pub(super) fn recover(app: &mut App, id: RequestId) -> Option<(Undo, Vec<Effect>)> {
    let (place, row) = taken(app, id)?;
    let row = Box::new(row);
    Some((Undo::Recovered { place, row }, vec![Effect::Trash { id, on: false }]))
}

fn taken(app: &mut App, id: RequestId) -> Option<(usize, HistoryRow)> {
    let (place, row) = app.history.take(id)?;
    app.memory.marked.drop_all(&[id]);
    if app.result.wanted() == Some(id) {
        app.result.clear();
    }
    Some((place, row))
}

/// It is known what throwing away would free: asks whether to.
pub(super) fn ask_purge(app: &mut App, ids: Vec<RequestId>, bytes: u64, running: usize) {
    if running > 0 {
        app.say("a request that runs cannot be thrown away; ctrl-c stops it");
        return;
    }
    let what = if ids.len() == 1 {
        "this request".to_owned()
    } else {
        format!("these {} requests", thousands(ids.len()))
    };
    let megabytes = bytes / 100_000;
    let mut lines = names(app, &ids);
    lines.extend([
        "Prompts, marks and answers go at once; what it cost stays in Spend. This cannot be undone.".to_owned(),
        format!(
            "Pictures of {}.{} MB go a week later, where no other request uses them.",
            megabytes / 10,
            megabytes % 10
        ),
    ]);
    app.open(Overlay::Confirm(Confirm {
        question: format!("Throw {what} away for good?"),
        lines,
        then: Confirmed::Purge(ids),
    }));
}

/// The person agreed to throw requests away for good.
pub(super) fn purge(app: &mut App, ids: Vec<RequestId>) -> Vec<Effect> {
    for id in &ids {
        app.history.take(*id);
        app.jobs.take_out(*id);
        if app.result.wanted() == Some(*id) {
            app.result.clear();
        }
    }
    app.memory.marked.drop_all(&ids);
    app.forget(&ids);
    let mut effects = vec![Effect::Purge(ids)];
    effects.extend(app.show_current());
    effects
}

/// Requests were thrown away, or not.
pub(super) fn purged(app: &mut App, answer: Result<usize, Failure>) -> Vec<Effect> {
    match answer {
        Ok(1) => app.say("thrown away for good"),
        Ok(count) => app.say(format!("{} thrown away for good", thousands(count))),
        Err(failure) => app.fail(failure),
    }
    vec![Effect::LoadHistory(app.history.ask_first())]
}
