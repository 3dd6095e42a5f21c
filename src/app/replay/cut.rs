//! A chain whose studio ended before it did: it is kept while it is made, and gone on with later.

use super::{Replay, Run};
use crate::{
    app::{App, Effect, Menu, MenuItem, MenuPurpose, Overlay, chain::Choice},
    domain::{CutChain, HistoryEntry},
    keys::{Command, Context},
};

/// The second thing that can be done with such a chain.
const FORGET: &str = "forget it";

impl Run {
    /// How far the chain is.
    pub(super) fn kept(&self, at_ms: i64) -> Option<Box<CutChain>> {
        Some(Box::new(CutChain {
            of: self.choice.steps.last()?.id,
            skipped: self.choice.skipped,
            source: self.choice.source.clone(),
            model: self.choice.model.clone(),
            profile: self.facts.name().to_owned(),
            steps: self.choice.steps.len(),
            at: self.at,
            sent: self.id,
            after: self.after,
            at_ms,
        }))
    }
}

/// The chain that is on its way, or about to be.
pub(super) fn under_way(app: &App) -> Option<&Run> {
    app.memory.replay.as_ref()?.run.as_ref()
}

/// A studio ended while it made a chain again.
pub(in crate::app) fn was_cut(app: &mut App, cut: Box<CutChain>) {
    if under_way(app).is_some() {
        // What is being made has taken its place.
        return;
    }
    let keys = app.keymap.hint(&[Context::History], Command::RequestReplay);
    let way = keys.map_or_else(String::new, |keys| format!(" · {keys} on any request goes on with it"));
    app.say(format!("a chain ended with its studio after {}{way}", step_of(&cut)));
    app.memory.cut_chain = Some(cut);
}

fn step_of(cut: &CutChain) -> String {
    format!("step {} of {}", cut.at + 1, cut.steps)
}

/// The steps of the chain came: offers the rest of it.
pub(super) fn offer(app: &mut App, cut: Box<CutChain>, steps: Vec<HistoryEntry>) -> Vec<Effect> {
    let choice = Choice {
        label: "go on with it",
        skipped: cut.skipped,
        from: cut.at + 1,
        steps: steps.into_iter().skip(cut.skipped).collect(),
        source: cut.source.clone(),
        model: cut.model.clone(),
    };
    if choice.steps.len() != cut.steps || choice.from >= cut.steps {
        app.say("the chain that ended with its studio is not what it was: it is forgotten");
        return vec![Effect::ForgetChain];
    }
    let mut intro = vec![format!("It ended with its studio after {}.", step_of(&cut))];
    let forget = MenuItem::new(FORGET, String::new());
    let pays = cut.profile == app.profile.name();
    let items = if pays {
        vec![MenuItem::new(choice.label, choice.price(app).0.to_string()), forget]
    } else {
        intro.push(format!(
            "Profile '{}' pays for it: choose that one to go on.",
            cut.profile
        ));
        vec![forget]
    };
    let menu = Menu {
        intro,
        foot: pays.then(|| choice.told(app)),
        ..Menu::new("A chain that was cut", items, 0, MenuPurpose::Replay)
    };
    app.memory.replay = Some(Replay {
        choices: pays.then_some(choice).into_iter().collect(),
        run: None,
        cut: Some(cut),
    });
    app.open(Overlay::Menu(menu));
    Vec::new()
}

/// Goes on behind the step that was sent last, once that is read.
pub(super) fn go_on(app: &mut App) -> Option<Vec<Effect>> {
    let replay = app.memory.replay.as_mut()?;
    let (run, cut) = (replay.run.as_mut()?, replay.cut.as_ref()?);
    run.at = cut.at;
    run.id = cut.sent;
    Some(vec![Effect::LoadEntry(cut.sent?)])
}

/// The step that was sent last has not ended: the chain waits for another time.
pub(super) fn not_yet(app: &mut App) {
    let cut = app.memory.replay.as_ref().and_then(|replay| replay.cut.as_ref());
    if let Some(told) = cut.map(|cut| step_of(cut)) {
        put_away(app);
        app.say(format!("{told} has not ended yet: try again once it has"));
    }
}

/// Nothing is made again now; what was offered to be gone on with is offered another time.
pub(super) fn put_away(app: &mut App) {
    if let Some(cut) = app.memory.replay.take().and_then(|replay| replay.cut) {
        app.memory.cut_chain = Some(cut);
    }
}

/// The chain that is offered is not wanted any more; nothing where none is offered.
pub(in crate::app) fn forget(app: &mut App) -> Option<Vec<Effect>> {
    app.memory.replay.take_if(|replay| replay.cut.is_some())?;
    app.say("forgotten: its requests stay in the history");
    Some(vec![Effect::ForgetChain])
}

/// The chain that is being made cannot be kept: whoever leaves is told that nobody goes on with it.
pub(in crate::app) fn unkept(app: &mut App) {
    if let Some(run) = app.memory.replay.as_mut().and_then(|replay| replay.run.as_mut()) {
        run.unkept = true;
    }
}

/// A question was not answered: where it was for the steps of a chain that was cut, it is not in the way of others.
pub(in crate::app) fn not_told(app: &mut App) -> Vec<Effect> {
    if !std::mem::take(&mut app.memory.cut_asked) {
        return Vec::new();
    }
    app.memory.cut_chain = None;
    vec![Effect::ForgetChain]
}
