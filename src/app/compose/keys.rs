//! What commands do while the form has the focus.

use super::{FormField, Typing};
use crate::{
    app::{App, Effect, Overlay, lines, menus, parts::Edited, pickers, recall, snippets},
    keys::{Command, Key},
};

/// Carries out a command in the form; `None` when the form has no use for it.
pub fn run_in_form(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let on_image = app.form.field() == FormField::Images;
    let form = &mut app.form;
    match command {
        Command::FormOpen | Command::ItemOpen => return Some(open(app)),
        Command::FormNextValue | Command::MoveRight if on_image => form.select_image(true),
        Command::FormPreviousValue | Command::MoveLeft if on_image => form.select_image(false),
        Command::FormNextValue | Command::MoveRight => step(app, true),
        Command::FormPreviousValue | Command::MoveLeft => step(app, false),
        Command::MoveDown => walk(app, true),
        Command::MoveUp => walk(app, false),
        Command::MoveFirst => form.go_to(FormField::Mode),
        Command::MoveLast => {
            if let Some(last) = form.fields().last() {
                form.go_to(*last);
            }
        }
        Command::ImagesRemove if form.field() == FormField::Mask => form.set_mask(None),
        Command::ImagesRemove if form.field() == FormField::Markup => form.set_markup(None),
        Command::ImagesRemove => form.remove_image(),
        Command::MaskScale | Command::MaskMerge => treat_mask(app, command),
        Command::ModelReplace => replace_model(app),
        Command::ImagesEarlier => form.move_image(false),
        Command::ImagesLater => form.move_image(true),
        Command::RequestOpenOutside if on_image && !form.images().is_empty() => {
            let image = form.images().get(form.image()).map(|image| image.path.clone());
            return Some(image.map(Effect::OpenOutside).into_iter().collect());
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Up and down walk the fields without starting to type in the prompt.
fn walk(app: &mut App, forward: bool) {
    let fields = app.form.fields();
    let at = fields.iter().position(|field| *field == app.form.field()).unwrap_or(0);
    let next = if forward {
        (at + 1).min(fields.len() - 1)
    } else {
        at.saturating_sub(1)
    };
    if next != at {
        app.form.go_to(fields[next]);
        app.form.stop_typing();
    }
}

fn step(app: &mut App, forward: bool) {
    let field = app.form.field();
    if field == FormField::Model {
        step_model(app, forward);
        return;
    }
    if field == FormField::More {
        app.form.toggle_more();
        return;
    }
    let next = super::field::stepped(field, &app.form.set_value(field), forward, app.form.model());
    if let Some(next) = next {
        app.form.set(field, &next);
    }
}

fn step_model(app: &mut App, forward: bool) {
    let ids: Vec<String> = app.catalog().iter().map(|row| row.model.id().to_owned()).collect();
    let at = ids.iter().position(|id| id == app.form.model().id());
    let last = ids.len().saturating_sub(1);
    let next = match (at, forward) {
        (Some(at), true) => (at + 1).min(last),
        (Some(at), false) => at.saturating_sub(1),
        (None, _) => 0,
    };
    if let Some(id) = ids.get(next).cloned() {
        app.choose_model(&id);
    }
}

/// Takes a typed value; a size that the model does not take leads to those that it does.
pub(in crate::app) fn typed_value(app: &mut App, field: FormField, text: &str) {
    let meant = match field {
        FormField::Size => lines::meant_sizes(app, text),
        _ => Vec::new(),
    };
    // What was typed stays until one of the sizes is chosen.
    app.form.set(field, text);
    if !meant.is_empty() {
        let menu = menus::sizes(app, text, &meant);
        app.open(Overlay::Menu(menu));
    }
}

fn treat_mask(app: &mut App, command: Command) {
    let said = if command == Command::MaskScale {
        match app.form.scale_mask() {
            Some(true) => "the mask is scaled to the first image",
            Some(false) => "the mask is sent in its own size",
            None => "there is no mask",
        }
    } else {
        match app.form.merge_mask() {
            Some(true) => "the mask becomes the image's transparency",
            Some(false) => "the mask is sent apart",
            None => "this model has its mask apart",
        }
    };
    app.say(said);
}

/// Takes the model that is offered in place of one that ends.
fn replace_model(app: &mut App) {
    match app.form.model().replacement().map(str::to_owned) {
        Some(id) => app.choose_model(&id),
        None => app.say("nothing takes its place"),
    }
}

/// Enter on a field: type into it, or choose from the list of its values.
fn open(app: &mut App) -> Vec<Effect> {
    match app.form.field() {
        FormField::Model => return app.open_models(),
        FormField::Mode | FormField::MaskReading | FormField::Downscale => step(app, true),
        FormField::More => app.form.toggle_more(),
        FormField::Images | FormField::Mask | FormField::Markup => return pickers::open(app),
        field @ FormField::Size => {
            let menu = menus::values(app, field, true);
            app.open(Overlay::Menu(menu));
        }
        field @ FormField::Option(_) if !app.form.choices(field).is_empty() => {
            let menu = menus::values(app, field, false);
            app.open(Overlay::Menu(menu));
        }
        FormField::Prompt | FormField::Count | FormField::Option(_) | FormField::Seed | FormField::Extra => {
            app.form.start_typing();
        }
    }
    Vec::new()
}

/// A key that is no command, while something is typed in the form.
pub(in crate::app) fn typed(app: &mut App, key: Key) -> Vec<Effect> {
    if *app.form.typing() == Typing::Prompt {
        if let Some(effects) = recall::pressed(app, key) {
            return effects;
        }
        snippets::typed(app, key);
    }
    let edited = match app.form.typing_mut() {
        Typing::Off => return Vec::new(),
        Typing::Prompt => app.form.prompt_mut().press(key),
        Typing::Value(buffer) if key.code == crate::keys::KeyCode::Enter => {
            let text = buffer.text().to_owned();
            let field = app.form.field();
            app.form.stop_typing();
            typed_value(app, field, &text);
            return Vec::new();
        }
        Typing::Value(buffer) => buffer.press(key),
    };
    match edited {
        Some(Edited::Text) if *app.form.typing() == Typing::Prompt => app.form.changed(),
        Some(Edited::TooLong { limit }) => app.say(format!("the text would be longer than {limit} bytes")),
        Some(Edited::Text | Edited::Cursor | Edited::Nothing) | None => {}
    }
    Vec::new()
}
