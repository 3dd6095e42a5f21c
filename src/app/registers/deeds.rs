//! Prompts that are kept under letters: `"` and a letter choose a register, then `y` keeps the prompt at hand there
//! and `p` pastes it; a capital letter adds to what is there, as in vi.

use std::collections::BTreeMap;

use crate::{
    app::{App, Effect, Inquiry, Keeping, Menu, MenuItem, MenuPurpose, Overlay, Pane, View, snippets},
    domain::{HistoryEntry, cut, one_line},
    keys::Key,
};

/// Characters of a register that its line in the list shows.
const PREVIEW: usize = 56;

/// Opens the list, with what is known; what other windows have kept meanwhile comes at once.
pub(in crate::app) fn open(app: &mut App) -> Vec<Effect> {
    app.memory.registers.chosen = None;
    app.memory.registers.pasting = None;
    let menu = menu(app);
    app.open(Overlay::Menu(menu));
    vec![Effect::Ask(Inquiry::Registers(None))]
}

fn menu(app: &App) -> Menu {
    let item = |(name, text): (&char, &String)| {
        let line = one_line(text.trim());
        MenuItem::new(name.to_string(), cut(&line, PREVIEW).into_owned())
    };
    let registers = &app.memory.registers;
    let items: Vec<_> = registers.held.iter().flatten().map(item).collect();
    let chosen = registers.chosen.map(|name| name.to_ascii_lowercase().to_string());
    let selected = items.iter().position(|item| Some(&item.label) == chosen.as_ref());
    let foot = match registers.chosen {
        None => "a letter chooses a register, a capital one adds to it".to_owned(),
        Some(name) if name.is_ascii_uppercase() => {
            let name = name.to_ascii_lowercase();
            format!("{name} is chosen: y adds the prompt to it, p pastes it")
        }
        Some(name) => format!("{name} is chosen: y keeps the prompt in it, p pastes it"),
    };
    Menu {
        foot: Some((foot, false)),
        ..Menu::new("Registers", items, selected.unwrap_or(0), MenuPurpose::Registers)
    }
}

/// Shows in an open list what is known now.
fn renew(app: &mut App) {
    let fresh = menu(app);
    if let Some(Overlay::Menu(menu)) = app.overlays.last_mut()
        && menu.purpose == MenuPurpose::Registers
    {
        *menu = fresh;
        app.fit_lists();
    }
}

/// A key in the list: a letter chooses, and the next one says what for.
pub(in crate::app) fn pressed(app: &mut App, key: Key) -> Vec<Effect> {
    match (app.memory.registers.chosen, key.printed()) {
        (Some(name), Some('y')) => {
            app.close();
            keep(app, name)
        }
        (Some(name), Some('p')) => {
            paste(app, name.to_ascii_lowercase());
            Vec::new()
        }
        (_, Some(name)) if name.is_ascii_alphabetic() => {
            app.memory.registers.chosen = Some(name);
            renew(app);
            Vec::new()
        }
        (_, Some(_)) => {
            app.say("the registers are a to z");
            Vec::new()
        }
        (_, None) => Vec::new(),
    }
}

/// Keeps the prompt at hand: that of the form, or of the selected request, which may have to be read first.
fn keep(app: &mut App, name: char) -> Vec<Effect> {
    let in_form = app.view == View::Compose && app.pane == Pane::Form;
    match app.current_id().filter(|_| !in_form) {
        None => kept(app, name, app.form.prompt().text().to_owned()),
        Some(id) => {
            if let Some(prompt) = app.current_entry().map(|entry| entry.request.prompt().to_owned()) {
                return kept(app, name, prompt);
            }
            app.memory.registers.keeping = Some((id, name));
            app.result.follow(id);
            vec![Effect::LoadEntry(id)]
        }
    }
}

fn kept(app: &mut App, name: char, text: String) -> Vec<Effect> {
    if text.trim().is_empty() {
        app.say("there is no prompt to keep");
        return Vec::new();
    }
    vec![Effect::Ask(Inquiry::Registers(Some(Keeping {
        name: name.to_ascii_lowercase(),
        text,
        adds: name.is_ascii_uppercase(),
    })))]
}

/// A request was read: its prompt may be the one to keep.
pub(in crate::app) fn loaded(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    match app.memory.registers.keeping.take_if(|(id, _)| *id == entry.id) {
        Some((_, name)) => kept(app, name, entry.request.prompt().to_owned()),
        None => Vec::new(),
    }
}

/// The store told what the registers hold, and which of them it has just filled.
pub(in crate::app) fn came(app: &mut App, held: BTreeMap<char, String>, filled: Option<char>) {
    if let Some(name) = filled {
        app.say(format!("the prompt is in register {name}"));
    }
    app.memory.registers.held = Some(held);
    renew(app);
    if let Some(name) = app.memory.registers.pasting.take() {
        paste(app, name);
    }
}

/// Pastes a register into the prompt and closes the list; an empty one leaves it open.
fn paste(app: &mut App, name: char) {
    let Some(held) = &app.memory.registers.held else {
        app.memory.registers.pasting = Some(name);
        return;
    };
    let Some(text) = held.get(&name).cloned() else {
        app.say(format!("register {name} is empty"));
        return;
    };
    if matches!(app.overlays.last(), Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Registers) {
        app.close();
    }
    if app.overlays.is_empty() {
        snippets::insert(app, text);
    }
}

/// An item of the list was taken, which closed it.
pub(in crate::app) fn chosen(app: &mut App, label: &str) {
    if let Some(name) = label.chars().next() {
        paste(app, name);
    }
}
