//! The router: takes in one message, changes the state, and says what the world should do about it.
#![deny(clippy::wildcard_enum_match_arm)]

use std::path::PathBuf;

use super::{
    App, Confirm, Confirmed, Effect, Fit, Msg, Overlay, Pane, View, answers, compose, entries, exporting, gallery,
    greeting, labels, lines, loaded, marks, parts::Listing, pickers, picture_recipe, profile_form, queueing, refuge,
    replay, strokes, submitted, unsettled, zoom,
};
use crate::domain::{
    Came, Copied, Diagnosis, Failure, FailureKind, HistoryEntry, HistoryPage, HistoryQuery, Report, RequestId,
    RequestState, ServedModel, SinceLeft, one_line,
};

/// Takes in one message and says what the world should do about it.
#[must_use]
pub fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    let mut effects = taken_in(app, msg);
    if app.view != View::History {
        // Everywhere else the newest are looked for.
        effects.extend(app.history.put_aside().map(Effect::LoadHistory));
    } else if let Some(asked) = app.history.take_up() {
        effects.push(Effect::LoadHistory(asked));
        app.fit_lists();
        effects.extend(app.show_current());
    }
    effects.extend(gallery::follow(app));
    effects
}

fn taken_in(app: &mut App, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Pressed { key, now_ms } => strokes::pressed(app, key, now_ms),
        Msg::Pasted { text, now_ms } => strokes::pasted(app, &text, now_ms),
        Msg::Ticked { now_ms } => ticked(app, now_ms),
        Msg::LaidOut(fit) => laid_out(app, fit),
        Msg::HistoryLoaded { asked, answer } => page_loaded(app, &asked, answer),
        Msg::Indexing(indexing) => app.indexing(indexing),
        Msg::HistoryTallied { asked, tally } => app.tallied(&asked, tally),
        Msg::HistoryWidened { asked, counts } => app.widened(&asked, &counts),
        Msg::NearLoaded { asked, near } => app.near_loaded(&asked, &near),
        Msg::NamesLoaded(known) => app.names_loaded(known),
        Msg::EntryLoaded { id, answer } => entry_loaded(app, id, answer),
        Msg::Submitted { id, answer } => submitted::submitted(app, id, answer),
        Msg::Reported { report, now_ms } => reported(app, &report, now_ms),
        Msg::StoreChanged => store_changed(app),
        Msg::Listed(listing) => listed(app, listing),
        Msg::Inspected { path, purpose, answer } => compose::inspected(app, &path, purpose, answer),
        Msg::RecipeRead { path, answer } => picture_recipe::read(app, &path, answer),
        Msg::OriginChanged { profile, before, now } => origin_changed(app, profile, &before, &now),
        Msg::TextEdited(answer) => text_edited(app, answer),
        Msg::ClipboardRead(answer) => compose::clipboard_read(app, answer),
        Msg::CopyWritten(answer) => copy_written(app, answer),
        Msg::MaskMeasured {
            image,
            over,
            thousandths,
        } => {
            app.measured(&image, over, thousandths);
            Vec::new()
        }
        Msg::Copied(Ok(thing)) => copied(app, &thing),
        Msg::Diagnosed(diagnosis) => diagnosed(app, *diagnosis),
        Msg::SpendLoaded(Ok(sheet)) => {
            app.spend.loaded(sheet);
            Vec::new()
        }
        Msg::DiskMeasured(disk) => {
            app.settings_screen.measured(disk);
            Vec::new()
        }
        Msg::Put { way, answer } => labels::was_put(app, way, answer),
        Msg::Purged(answer) => marks::purged(app, answer),
        Msg::Exported(answer) => exporting::exported(app, answer),
        Msg::Answered(Ok(answer)) => answers::answered(app, *answer),
        Msg::Answered(Err(failure)) => answers::failed(app, failure),
        Msg::Greeted(left) => greeted(app, left),
        Msg::ProfileSaved(answer) => profile_form::saved(app, answer),
        msg @ (Msg::Unfinished { .. } | Msg::Slept(_) | Msg::OverSsh(_)) => queueing::told(app, msg),
        Msg::CameRead { id, answer } => came_read(app, id, answer),
        Msg::Marked { id, answer: Ok(()) } => queueing::marked(app, id),
        Msg::OpenedOutside(Ok(())) | Msg::SettingKept(Ok(())) => Vec::new(),
        Msg::Marked {
            answer: Err(failure), ..
        } => not_marked(app, failure),
        Msg::SpendLoaded(Err(failure))
        | Msg::Copied(Err(failure))
        | Msg::OpenedOutside(Err(failure))
        | Msg::Failed(failure)
        | Msg::SettingKept(Err(failure)) => failed(app, failure),
    }
}

/// Another program has changed the store: rows and sums are read again.
fn store_changed(app: &mut App) -> Vec<Effect> {
    let by = (app.view == View::Spend).then(|| app.spend.by());
    vec![Effect::LoadHistory(app.history.ask_first()), Effect::LoadSpend(by)]
}

fn diagnosed(app: &mut App, diagnosis: Diagnosis) -> Vec<Effect> {
    app.diagnosed(diagnosis);
    Vec::new()
}

fn came_read(app: &mut App, id: RequestId, answer: Result<Came, Failure>) -> Vec<Effect> {
    unsettled::came(app, id, answer);
    Vec::new()
}

fn laid_out(app: &mut App, fit: Fit) -> Vec<Effect> {
    app.fit = fit;
    app.fit_lists();
    Vec::new()
}

fn entry_loaded(app: &mut App, id: RequestId, answer: Result<Box<HistoryEntry>, Failure>) -> Vec<Effect> {
    match answer {
        Ok(entry) => loaded::loaded(app, entry),
        Err(failure) => {
            replay::failed(app, id);
            entry_failed(app, id, failure)
        }
    }
}

fn not_marked(app: &mut App, failure: Failure) -> Vec<Effect> {
    app.fail(failure);
    // The row shows what was not written down.
    vec![Effect::LoadHistory(app.history.ask_first())]
}

fn page_loaded(app: &mut App, asked: &HistoryQuery, answer: Result<HistoryPage, Failure>) -> Vec<Effect> {
    if let Some(Overlay::Finder(finder)) = app.overlays.last_mut() {
        finder.found_mut().loaded(asked, answer.clone(), false);
    }
    app.history.loaded(asked, answer, !app.is_in_list());
    app.jobs.listed(app.history.rows(), app.now_ms);
    let mut effects = if app.is_in_list() && !app.is_finding() {
        app.show_current()
    } else {
        Vec::new()
    };
    app.each_history(|history| {
        effects.extend(history.ask_tally().map(Effect::TallyHistory));
        effects.extend(history.ask_wider().map(Effect::WidenHistory));
        effects.extend(history.ask_near().map(Effect::LoadNear));
    });
    effects
}

/// Nothing waits any longer for a request that cannot be read.
fn entry_failed(app: &mut App, id: RequestId, failure: Failure) -> Vec<Effect> {
    app.waiting.take_if(|(waiting, _)| *waiting == id);
    app.recalling.take_if(|(recalled, _)| *recalled == id);
    app.result.failed(id);
    failed(app, failure)
}

fn copy_written(app: &mut App, answer: Result<PathBuf, Failure>) -> Vec<Effect> {
    lines::copy_written(app, answer);
    Vec::new()
}

fn copied(app: &mut App, thing: &Copied) -> Vec<Effect> {
    app.answer(thing.sentence());
    Vec::new()
}

fn greeted(app: &mut App, left: SinceLeft) -> Vec<Effect> {
    greeting::greeted(app, &left);
    Vec::new()
}

fn failed(app: &mut App, failure: Failure) -> Vec<Effect> {
    app.fail(failure);
    Vec::new()
}

fn ticked(app: &mut App, now_ms: i64) -> Vec<Effect> {
    app.now_ms = now_ms;
    app.toast.take_if(|toast| toast.until_ms <= now_ms);
    app.forget_begun(now_ms);
    greeting::go_on(app);
    Vec::new()
}

fn reported(app: &mut App, report: &Report, now_ms: i64) -> Vec<Effect> {
    app.now_ms = now_ms;
    if let Report::Models { profile, answer } = report {
        return models_listed(app, profile, answer.clone());
    }
    if let Report::Looked { question, answer } = report {
        zoom::looked(app, question, answer);
        return Vec::new();
    }
    if let Report::NotCopied { failure, .. } = report {
        app.fail(failure.clone());
        return Vec::new();
    }
    if let Report::SavedElsewhere { answer, .. } = report {
        refuge::saved(app, answer.clone());
        return Vec::new();
    }
    app.history.reported(report);
    if *report == Report::Gone {
        return engine_gone(app);
    }
    let ended = app.jobs.reported(report, now_ms);
    if let Report::NoRoom { failure, .. } = report {
        refuge::no_room(app, failure.clone());
    }
    if let Report::Stage { id, .. } | Report::Ended { id, .. } = report {
        queueing::follow_up(app, *id);
    }
    let Some(id) = ended else {
        return Vec::new();
    };
    let seen = (app.view == View::Spend).then(|| app.spend.by());
    let mut effects = vec![Effect::LoadEntry(id), Effect::LoadSpend(seen)];
    effects.extend(app.look_again());
    let followed = app.follow_to(id);
    if let Report::Ended { state, failure, .. } = report {
        if !state.is_final() {
            // It was not sent: it is held, or somebody else was faster.
            if let Some(failure) = failure.clone() {
                app.fail(failure);
            }
            return effects;
        }
        let word = if *state == RequestState::Stored {
            "done"
        } else {
            state.label()
        }
        .to_owned();
        match failure.clone() {
            Some(failure) if *state != RequestState::Stored => app.fail(failure),
            _ if followed => app.report(format!("{word}: shown here")),
            _ if app.result.wanted() == Some(id) => app.report(word.clone()),
            _ => app.report(format!("{word}{}", app.place_of(id))),
        }
        effects.push(Effect::Announce(word));
    }
    effects
}

fn engine_gone(app: &mut App) -> Vec<Effect> {
    app.served.lost();
    zoom::lost(app);
    profile_form::lost(app);
    let live = app.jobs.live();
    let running = app.jobs.all().iter().filter(|job| job.is_live() && !job.waits());
    let running: Vec<_> = running.map(|job| Effect::LoadEntry(job.row.id)).collect();
    app.jobs.lost();
    if live == 0 {
        return Vec::new();
    }
    app.fail(Failure::new(
        FailureKind::Internal,
        "the engine has ended while requests were running; their state is read from the store",
    ));
    let mut effects = vec![Effect::LoadHistory(app.history.ask_first())];
    effects.extend(running);
    effects
}

fn listed(app: &mut App, listing: Listing) -> Vec<Effect> {
    let outcome = match app.overlays.last_mut() {
        Some(Overlay::Picker(picking)) => picking.picker.listed(listing),
        _ => return Vec::new(),
    };
    pickers::follow(app, outcome)
}

/// Nothing was sent: the person must agree first that the key goes to another server.
fn origin_changed(app: &mut App, profile: String, before: &str, now: &str) -> Vec<Effect> {
    app.open(Overlay::Confirm(Confirm {
        question: format!("Send the key of '{}' to {}?", one_line(&profile), one_line(now)),
        lines: vec![format!("So far it went to {}. Nothing was sent.", one_line(before))],
        then: Confirmed::Trust(profile),
    }));
    Vec::new()
}

fn text_edited(app: &mut App, answer: Result<String, Failure>) -> Vec<Effect> {
    let of = app.memory.editing.take();
    match answer {
        Ok(text) => {
            let effects = of.map_or_else(Vec::new, |entry| entries::load(app, &entry));
            app.form.replace_prompt(text.trim_end_matches('\n'));
            app.pane = Pane::Form;
            app.view = View::Compose;
            app.form.go_to(super::FormField::Prompt);
            effects
        }
        Err(failure) => failed(app, failure),
    }
}

/// A server's list belongs to the dialogue that tests it, or to the model picker.
fn models_listed(app: &mut App, profile: &str, answer: Result<Vec<ServedModel>, Failure>) -> Vec<Effect> {
    if let Some(effects) = profile_form::tested(app, profile, &answer) {
        return effects;
    }
    app.models_listed(profile, answer);
    Vec::new()
}
