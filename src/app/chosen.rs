//! What the chosen item of a menu does.

use super::{
    App, Effect, FormField, Menu, MenuPurpose, Overlay, actions, by_name, choosing, compose, copying, elsewhere,
    entries, exporting, lines, menus::ANOTHER, outcome::Outcome, profile_form, registers, replay, search, snippets,
};
use crate::domain::SANDBOX;

/// The person chose an item.
pub(super) fn chosen(app: &mut App, menu: &Menu) -> Outcome {
    let place = menu.list.selected();
    let Some((place, item)) = place.and_then(|place| Some((place, menu.items.get(place)?))) else {
        if menu.is_searched() {
            choosing::nothing_fits(app, menu);
        }
        return Outcome::Done(Vec::new());
    };
    let effects = match menu.purpose {
        MenuPurpose::Actions => {
            let command = actions::named(app, &item.label);
            return command.map_or(Outcome::Done(Vec::new()), |command| {
                by_name::chosen_or_named(app, command)
            });
        }
        MenuPurpose::Model => model_chosen(app, menu),
        MenuPurpose::Value(..) | MenuPurpose::Sizes => {
            value_chosen(app, menu);
            Vec::new()
        }
        MenuPurpose::Profile => app.choose_profile(&item.label),
        MenuPurpose::FirstRun => first_step(app, place),
        MenuPurpose::Copy => copying::command(place).map_or_else(Vec::new, |command| entries::run(app, command)),
        MenuPurpose::Export => exporting::chosen(app, place),
        MenuPurpose::Replay if item.note.is_empty() => replay::forget(app).unwrap_or_default(),
        MenuPurpose::Several | MenuPurpose::Replay => {
            app.say("nothing was sent: press the key that has the price beside it");
            app.open(Overlay::Menu(menu.clone()));
            Vec::new()
        }
        MenuPurpose::Elsewhere => elsewhere::load_there(app, &item.label),
        MenuPurpose::Snippets => {
            snippets::take(app, &item.label);
            Vec::new()
        }
        MenuPurpose::Wider => search::widened_to(app, &item.label),
        MenuPurpose::Registers => {
            registers::chosen(app, &item.label);
            Vec::new()
        }
    };
    Outcome::Done(effects)
}

/// A model was chosen, or that one is to be named which no list has.
fn model_chosen(app: &mut App, menu: &Menu) -> Vec<Effect> {
    match menu.selected() {
        Some(item) if item.label == ANOTHER => {
            lines::open_model_id(app, menu.sought.text().trim());
            Vec::new()
        }
        Some(item) => {
            app.choose_model(&item.label);
            snippets::ask_last(app)
        }
        None => Vec::new(),
    }
}

/// A value was chosen, or one of its own that was typed in the list or is going to be.
fn value_chosen(app: &mut App, menu: &Menu) {
    match (menu.purpose, menu.selected()) {
        (MenuPurpose::Value(field, true), Some(item)) if item.label == ANOTHER => {
            let typed = menu.sought.text().trim();
            if typed.is_empty() {
                app.form.start_typing();
            } else {
                compose::typed_value(app, field, typed);
            }
        }
        (MenuPurpose::Value(field, _), Some(item)) => app.form.set(field, &item.label),
        (_, Some(item)) => app.form.set(FormField::Size, &item.label),
        (_, None) => {}
    }
}

fn first_step(app: &mut App, choice: usize) -> Vec<Effect> {
    match choice {
        0 => return app.choose_profile(SANDBOX),
        1 => {
            let name = app.profile.name().to_owned();
            profile_form::open(app, Some(&name));
        }
        _ => profile_form::open(app, None),
    }
    Vec::new()
}
