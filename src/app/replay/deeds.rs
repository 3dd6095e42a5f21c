//! A chain of requests made again, step after step: each is sent once the picture of the one before it is stored.

use super::{
    Replay, Run,
    cut::{self, under_way},
};
use crate::{
    app::{
        App, Confirm, Confirmed, Effect, Menu, MenuItem, MenuPurpose, Overlay, Submission, chain, compose::over_cap,
        lineage,
    },
    domain::{Carried, HistoryEntry, HistoryRow, Input, Parent, Proposal, Request, RequestId, RequestState, estimate},
};

impl App {
    /// What of a chain that is being made is not sent where the person leaves now; nothing where the last step is.
    #[must_use]
    pub fn unsent_steps(&self) -> Option<String> {
        let run = under_way(self)?;
        let (sent, all) = (run.at + 1, run.choice.steps.len());
        let offered = |what| {
            if run.unkept {
                String::new()
            } else {
                format!("; the next start offers {what}")
            }
        };
        (run.has_begun() && sent < all).then(|| match all - sent {
            1 => format!("Step {all} of {all} of the chain is not sent{}.", offered("it")),
            _ => format!(
                "Steps {} to {all} of {all} of the chain are not sent{}.",
                sent + 1,
                offered("them")
            ),
        })
    }
}

/// The steps that led to a request came: asks on what to make them again.
pub(in crate::app) fn came(app: &mut App, id: RequestId, steps: Vec<HistoryEntry>) -> Vec<Effect> {
    app.memory.cut_asked = false;
    if under_way(app).is_some() {
        app.say("a chain is being made already: wait for its end");
        return Vec::new();
    }
    if !app.overlays.is_empty() {
        return Vec::new();
    }
    if let Some(cut) = app.memory.cut_chain.take_if(|cut| cut.of == id) {
        return cut::offer(app, cut, steps);
    }
    if app.current_id() != Some(id) {
        return Vec::new();
    }
    let choices = chain::choices(app, steps);
    let items = choices.iter().map(|choice| {
        let (price, _) = choice.price(app);
        MenuItem::new(choice.label, price.to_string())
    });
    let intro = vec![
        "Each step is sent when the picture before it is stored; where the studio ends, the next one offers the rest."
            .to_owned(),
    ];
    let menu = Menu {
        intro,
        ..Menu::new("Make the chain again", items.collect(), 0, MenuPurpose::Replay)
    };
    app.memory.replay = Some(Replay {
        choices,
        run: None,
        cut: None,
    });
    app.open(Overlay::Menu(menu));
    moved(app);
    Vec::new()
}

/// The selection of the menu moved: what is told below it follows.
pub(in crate::app) fn moved(app: &mut App) {
    let Some(Overlay::Menu(menu)) = app.overlays.last() else {
        return;
    };
    if menu.purpose != MenuPurpose::Replay {
        return;
    }
    let chosen = menu.list.selected().and_then(|at| {
        let replay = app.memory.replay.as_ref()?;
        replay.choices.get(at)
    });
    let foot = chosen.map(|choice| choice.told(app));
    if let Some(Overlay::Menu(menu)) = app.overlays.last_mut() {
        menu.foot = foot;
    }
}

/// The send key in the menu: sends the first step, after a question where the total is above the person's threshold.
pub(in crate::app) fn begin(app: &mut App, chosen: usize) -> Vec<Effect> {
    app.overlays.pop();
    let facts = app.profile.clone();
    let Some(replay) = app.memory.replay.as_mut() else {
        return Vec::new();
    };
    let Some(choice) = replay.choices.get(chosen).cloned() else {
        return cut::forget(app).unwrap_or_default();
    };
    replay.run = Some(Run {
        choice: choice.clone(),
        facts: facts.clone(),
        at: 0,
        sent: None,
        id: None,
        after: None,
        unkept: false,
    });
    if !facts.has_key() {
        cut::put_away(app);
        app.open_first_run();
        return Vec::new();
    }
    let (price, dearest) = choice.price(app);
    let over = over_cap(app, dearest, price.most()).filter(|_| facts.is_billed());
    if let (Some(reason), crate::domain::CapAction::Refuse) = (&over, app.settings.caps.action) {
        cut::put_away(app);
        app.say(format!("not sent: {reason}; caps are in config.toml"));
        return Vec::new();
    }
    let lost = choice.lost(app);
    let dear = price.most().is_none_or(|most| most > app.settings.confirm.above) && facts.is_billed();
    if over.is_none() && lost.is_empty() && !dear {
        return agreed(app);
    }
    let mut lines = vec![choice.label.to_owned(), choice.told(app).0];
    lines.extend(over);
    app.open(Overlay::Confirm(Confirm {
        question: format!("Make the chain again for {price}?"),
        lines,
        then: Confirmed::Replay,
    }));
    Vec::new()
}

/// The chain begins.
pub(in crate::app) fn agreed(app: &mut App) -> Vec<Effect> {
    if let Some(effects) = cut::go_on(app) {
        return effects;
    }
    let source = under_way(app).and_then(|run| run.choice.source.clone());
    // A picture of ours in the form knows where it came from.
    let form = app.form.draft();
    let parent = form.parent.filter(|_| form.images.first() == source.as_ref());
    send(app, source.map(|source| (source, parent)))
}

/// A menu or question about a chain was closed without a yes.
pub(in crate::app) fn declined(app: &mut App) {
    if !under_way(app).is_some_and(Run::has_begun) {
        cut::put_away(app);
    }
}

/// Sends the step whose turn it is.
fn send(app: &mut App, from: Option<(Input, Option<Parent>)>) -> Vec<Effect> {
    let Some(run) = under_way(app).cloned() else {
        return Vec::new();
    };
    let Some(Carried { draft, .. }) = run.choice.draft(app, run.at, from) else {
        return Vec::new();
    };
    let (step, all) = (run.at + 1, run.choice.steps.len());
    let model = app.models.model(&draft.model);
    let checked = Request::try_from(Proposal {
        draft: &draft,
        model: &model,
    });
    let request = match checked {
        Ok(request) => request,
        Err(faults) => return stop(app, &format!("step {step} of {all} cannot be sent ({faults})")),
    };
    if let Some(fault) = run.facts.profile.refuses(&request).first() {
        let why = format!("step {step} of {all} cannot be sent ({fault})");
        return stop(app, &why);
    }
    let price = estimate(&draft, &model, &run.facts.prices_of(&model));
    // What is begun takes the place of what could have been gone on with.
    app.memory.cut_chain = None;
    let mut kept = None;
    if let Some(replay) = app.memory.replay.as_mut() {
        replay.cut = None;
        if let Some(run) = replay.run.as_mut() {
            run.sent = Some(request.clone());
            run.id = None;
            run.after = draft.parent.map(|parent| parent.id).filter(|_| run.at > 0);
            kept = run.kept(app.now_ms);
        }
    }
    app.say(format!("step {step} of {all} sent to the queue"));
    vec![Effect::Submit(Box::new(Submission {
        request,
        profile: run.facts.name().to_owned(),
        estimate: price.most(),
        billed: run.facts.is_billed(),
        chain: kept,
    }))]
}

fn stop(app: &mut App, why: &str) -> Vec<Effect> {
    app.memory.replay = None;
    app.say(format!("the chain stops: {why}"));
    vec![Effect::ForgetChain]
}

/// A request became durable: it may be the step that was sent.
pub(in crate::app) fn queued(app: &mut App, row: &HistoryRow) {
    let Some(run) = app.memory.replay.as_mut().and_then(|replay| replay.run.as_mut()) else {
        return;
    };
    let is_it = |sent: &Request| {
        sent.model() == row.model
            && sent.parent().map(|parent| parent.id) == row.parent
            // A row holds the beginning of a long prompt.
            && sent.prompt().starts_with(&row.prompt)
    };
    if run.id.is_none() && run.sent.as_ref().is_some_and(is_it) {
        run.id = Some(row.id);
    }
}

/// The step that was to be sent was not: the chain is gone on with another time, where it had begun.
pub(in crate::app) fn not_sent(app: &mut App) -> Vec<Effect> {
    let Some(run) = under_way(app).filter(|run| run.has_no_name()) else {
        return Vec::new();
    };
    let begun = run.kept(app.now_ms).and_then(|kept| kept.before());
    app.memory.replay = None;
    if begun.is_none() {
        return vec![Effect::ForgetChain];
    }
    app.memory.cut_chain = begun.map(Box::new);
    Vec::new()
}

/// A request did not become durable. Where a step waits for that it may be the one: nothing follows it here, and the next
/// studio knows by its name whether it was sent.
pub(in crate::app) fn not_durable(app: &mut App) {
    if under_way(app).is_some_and(Run::has_no_name) {
        app.memory.replay = None;
    }
}

/// A request could not be read: where it is the step under way, the chain is gone on with another time.
pub(in crate::app) fn failed(app: &mut App, id: RequestId) {
    let Some(run) = under_way(app).filter(|run| run.id == Some(id)) else {
        return;
    };
    app.memory.cut_chain = run.kept(app.now_ms);
    app.memory.replay = None;
}

/// A request was read: where it is the step under way and has ended, the next one goes.
pub(in crate::app) fn loaded(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let Some(run) = app.memory.replay.as_mut().and_then(|replay| replay.run.as_mut()) else {
        return Vec::new();
    };
    if run.id != Some(entry.id) {
        return Vec::new();
    }
    if !entry.state.is_final() {
        cut::not_yet(app);
        return Vec::new();
    }
    let (step, all) = (run.at + 1, run.choice.steps.len());
    if entry.state != RequestState::Stored {
        let reason = entry.failure.as_ref().map(|failure| format!(": {}", failure.message));
        let why = format!(
            "step {step} of {all} was {}{}",
            entry.state.label(),
            reason.unwrap_or_default()
        );
        return stop(app, &why);
    }
    if step == all {
        app.memory.replay = None;
        app.say(format!("the chain is done: {all} of {all}"));
        return vec![Effect::ForgetChain];
    }
    run.at += 1;
    run.id = None;
    // The next step took one of several pictures; where there are fewer now, the first.
    let next = &run.choice.steps[run.at].request;
    let old = &run.choice.steps[run.at - 1].images;
    let took = old.iter().position(|image| {
        let is_it = |input: &Input| input.sha256.as_deref() == Some(image.sha256.as_str());
        next.inputs().iter().any(is_it)
    });
    let image = took
        .and_then(|at| entry.images.get(at))
        .or_else(|| entry.images.first());
    let Some((input, image)) = image.and_then(|image| Some((lineage::as_input(app, entry, image)?, image))) else {
        let why = format!("step {step} of {all} brought no picture that can be an input");
        return stop(app, &why);
    };
    let parent = Parent {
        id: entry.id,
        index: image.index,
    };
    send(app, Some((input, Some(parent))))
}
