//! Pieces of text for prompts, with places to fill in, and the options that a model was last used with.

use super::Slots;
use crate::{
    app::{
        App, Effect, FormField, Inquiry, Menu, MenuItem, MenuPurpose, Overlay, Pane, Typing, View, parts::Edit,
        state::Undo,
    },
    domain::{Request, cut, one_line},
    keys::Key,
};

/// So many cells of a snippet are shown beside its name.
const SHOWN: usize = 48;
/// What begins a place that is to be filled in; `}` ends it.
const OPENS: &str = "${";

/// The first place from a byte on: where it begins and ends.
fn slot(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(OPENS)?;
    let end = start + text[start..].find('}')? + 1;
    Some((start, end))
}

/// Opens the menu of snippets.
pub(in crate::app) fn open(app: &mut App) {
    if app.settings.snippets.is_empty() {
        app.say("no snippets yet: write them into [snippets] of config.toml, as name = \"text with ${place}\"");
        return;
    }
    let item = |(name, text): (&String, &String)| MenuItem::new(name.clone(), cut(&one_line(text), SHOWN).into_owned());
    let items = app.settings.snippets.iter().map(item).collect();
    app.open(Overlay::Menu(Menu::new("Snippet", items, 0, MenuPurpose::Snippets)));
}

/// A snippet was chosen.
pub(in crate::app) fn take(app: &mut App, name: &str) {
    if let Some(text) = app.settings.snippets.get(name).cloned() {
        insert(app, text);
    }
}

/// A text goes into the prompt at the cursor, which stands at its first place to fill in then.
pub(in crate::app) fn insert(app: &mut App, text: String) {
    app.view = View::Compose;
    app.pane = Pane::Form;
    app.form.go_to(FormField::Prompt);
    let start = app.form.prompt().cursor();
    app.form.write_prompt(Edit::Paste(text));
    app.memory.slots.any = slot(app.form.prompt().text(), start).is_some();
    if app.memory.slots.any {
        go_on(app, start);
    }
}

/// Tab in a prompt with places to fill in: goes to the next one; says whether there was one.
pub(in crate::app) fn next(app: &mut App) -> bool {
    if !app.memory.slots.any || !app.is_typing() || *app.form.typing() != Typing::Prompt {
        return false;
    }
    let from = app.form.prompt().cursor() + usize::from(app.memory.slots.at.is_some());
    go_on(app, from)
}

fn go_on(app: &mut App, from: usize) -> bool {
    let text = app.form.prompt().text().to_owned();
    let Some((start, end)) = slot(&text, from).or_else(|| slot(&text, 0)) else {
        app.memory.slots = Slots::default();
        return false;
    };
    app.form.place_cursor(start);
    app.memory.slots.at = Some(start);
    app.say(format!(
        "{}: type it, tab goes on",
        one_line(&text[start + OPENS.len()..end - 1])
    ));
    true
}

/// A key is about to be typed into the prompt: at a place it takes the place away first.
pub(in crate::app) fn typed(app: &mut App, key: Key) {
    let Some(start) = app.memory.slots.at.take() else {
        return;
    };
    if key.printed().is_none() || app.form.prompt().cursor() != start {
        return;
    }
    if let Some((from, end)) = slot(app.form.prompt().text(), start)
        && from == start
    {
        app.form.take_from_prompt(start..end);
    }
}

/// Whether a place is still to be filled in; the person is told once, then it is sent as it stands.
pub(in crate::app) fn holds_back(app: &mut App) -> bool {
    let text = app.form.prompt().text();
    let Some((start, end)) = slot(text, 0).filter(|_| app.memory.slots.any) else {
        return false;
    };
    let place = one_line(&text[start..end]).into_owned();
    app.memory.slots = Slots::default();
    app.say(format!(
        "not sent: {place} is still to fill in; once more sends it as it stands"
    ));
    true
}

/// A model was chosen anew: asks what it was last used with.
pub(in crate::app) fn ask_last(app: &mut App) -> Vec<Effect> {
    if !app.settings.prompt.model_options {
        return Vec::new();
    }
    let model = app.form.model().id().to_owned();
    app.memory.options_of = Some((model.clone(), app.form.revision()));
    vec![Effect::Ask(Inquiry::LastOf(model))]
}

/// What a model was last used with came: its size and options are back, unless the form has changed since.
pub(in crate::app) fn last_came(app: &mut App, model: &str, request: Option<&Request>) {
    let asked = app.memory.options_of.take();
    let same = asked.is_some_and(|(of, revision)| of == model && revision == app.form.revision());
    let (Some(request), true) = (request, same) else {
        return;
    };
    let (last, form) = (request.to_draft(), app.form.draft());
    let mut told = Vec::new();
    if last.size != form.size {
        told.push(if last.size.is_empty() {
            "size auto".to_owned()
        } else {
            last.size.clone()
        });
    }
    let names = last.options.keys().chain(form.options.keys());
    let mut names: Vec<_> = names
        .filter(|name| last.options.get(*name) != form.options.get(*name))
        .collect();
    names.sort();
    names.dedup();
    told.extend(names.into_iter().map(|name| {
        let value = last.options.get(name).map_or("as the model likes", String::as_str);
        format!("{} {value}", name.label().to_lowercase())
    }));
    if told.is_empty() {
        return;
    }
    app.did(Undo::Filled(Box::new(form.clone())));
    app.form.set(FormField::Size, &last.size);
    for name in form.options.keys().chain(last.options.keys()) {
        let value = last.options.get(name).map_or("", String::as_str);
        app.form.set(FormField::Option(*name), value);
    }
    app.say_undoable(&format!("as last with {model}: {}", told.join(", ")));
}
