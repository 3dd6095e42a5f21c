//! Older prompts in the prompt's box: Up goes back among them, Down comes forward again.

use crate::{
    app::{App, Effect, Inquiry, Typing},
    keys::{Key, KeyCode},
};

/// Up or Down in the prompt, where they mean older prompts; nothing where they only move the cursor.
pub(in crate::app) fn pressed(app: &mut App, key: Key) -> Option<Vec<Effect>> {
    let older = key == Key::new(KeyCode::Up);
    if !(older || key == Key::new(KeyCode::Down)) || !app.settings.prompt.recall {
        app.memory.recall.at = None;
        return None;
    }
    let recall = &app.memory.recall;
    let recalled = recall.at.and_then(|at| recall.prompts.as_ref()?.get(at));
    // What was changed since, as by pasting, is one's own.
    let walks = recalled.is_some_and(|text| text == app.form.prompt().text());
    if !walks {
        app.memory.recall.at = None;
    }
    let width = app.fit.prompt_width;
    let on_top = app.form.prompt().cursor_position(width).0 == 0;
    match (older, walks) {
        (true, false) if !on_top => None,
        (true, _) => Some(back(app)),
        (false, false) => None,
        (false, true) => {
            forward(app);
            Some(Vec::new())
        }
    }
}

fn back(app: &mut App) -> Vec<Effect> {
    let Some(prompts) = &app.memory.recall.prompts else {
        app.memory.recall.waits = true;
        return vec![Effect::Ask(Inquiry::Prompts)];
    };
    let next = app.memory.recall.at.map_or(0, |at| at + 1);
    // The prompt that is in the box already is no older one.
    let own = app.form.prompt().text();
    let next = (next..prompts.len()).find(|at| prompts[*at] != own);
    let Some((next, text)) = next.and_then(|at| Some((at, prompts.get(at)?.clone()))) else {
        app.say("no older prompt");
        return Vec::new();
    };
    if app.memory.recall.at.is_none() {
        app.memory.recall.own = own.to_owned();
    }
    app.memory.recall.at = Some(next);
    app.form.replace_prompt(&text);
    app.say("an older prompt · down comes back");
    Vec::new()
}

fn forward(app: &mut App) {
    let recall = &mut app.memory.recall;
    let newer = recall.at.and_then(|at| at.checked_sub(1));
    recall.at = newer;
    let text = newer.and_then(|at| recall.prompts.as_ref()?.get(at).cloned());
    let text = text.unwrap_or_else(|| recall.own.clone());
    app.form.replace_prompt(&text);
}

/// The latest prompts came.
pub(in crate::app) fn came(app: &mut App, prompts: Vec<String>) -> Vec<Effect> {
    app.memory.recall.prompts = Some(prompts);
    let waits = std::mem::take(&mut app.memory.recall.waits);
    if waits && *app.form.typing() == Typing::Prompt && app.is_typing() {
        return back(app);
    }
    Vec::new()
}

/// A request was sent: its prompt is the newest.
pub(in crate::app) fn sent(app: &mut App, prompt: &str) {
    let recall = &mut app.memory.recall;
    recall.at = None;
    if let Some(prompts) = recall.prompts.as_mut().filter(|_| !prompt.trim().is_empty()) {
        prompts.retain(|known| known != prompt);
        prompts.insert(0, prompt.to_owned());
    }
}
