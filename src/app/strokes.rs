//! What a key does, and what a pasted text does.

use super::{App, Effect, Pane, Typing, View, commands, compose, overlays};
use crate::{
    domain::Enter,
    keys::{Command, Found, Key, KeyCode},
};

/// A key was pressed.
pub(super) fn pressed(app: &mut App, key: Key, now_ms: i64) -> Vec<Effect> {
    app.now_ms = now_ms;
    app.note_key(key);
    app.toast = None;
    let waiting = app.waiting.take();
    if matches!(
        waiting,
        Some((_, Command::RequestRerun | Command::RequestRetry | Command::QueueHold))
    ) {
        app.say("not sent: the request was still being read");
    }
    app.pending.push(key);
    let contexts = app.contexts();
    let mut found = app.keymap.look_up(&contexts, &app.pending);
    if found == Found::Nothing && app.pending.len() > 1 {
        // The keys before it began a sequence that never came: they are dropped, this one counts for itself.
        app.pending = vec![key];
        found = app.keymap.look_up(&contexts, &app.pending);
    }
    match found {
        Found::Prefix => {
            app.begun(now_ms);
            Vec::new()
        }
        Found::Command(command) => {
            app.pending.clear();
            commands::run(app, command)
        }
        Found::Nothing => {
            app.pending.clear();
            typed(app, key)
        }
    }
}

fn typed(app: &mut App, key: Key) -> Vec<Effect> {
    if !app.overlays.is_empty() {
        let outcome = overlays::typed(app, key);
        return commands::go_on(app, outcome);
    }
    if !app.is_typing() {
        return Vec::new();
    }
    let in_prompt = *app.form.typing() == Typing::Prompt;
    if in_prompt && key == Key::new(KeyCode::Enter) && app.settings.prompt.enter == Enter::Send {
        return compose::send(app);
    }
    compose::typed(app, key)
}

/// A text was pasted.
pub(super) fn pasted(app: &mut App, text: &str, now_ms: i64) -> Vec<Effect> {
    app.now_ms = now_ms;
    app.pending.clear();
    if app.overlays.is_empty() {
        if app.view == View::Compose && app.pane == Pane::Form {
            return compose::pasted(app, text);
        }
        return Vec::new();
    }
    overlays::pasted(app, text)
}
