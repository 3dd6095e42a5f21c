//! What keys do in the dialogue of profiles, and what becomes of the answers that come.

use super::{ProfileField, ProfileForm, checks};
use crate::{
    app::{App, Effect, Overlay, ProfileFacts, parts::Edit},
    domain::{Failure, ServedModel},
    keys::{Command, Key, KeyCode},
};

/// Opens the dialogue: for a profile that lacks its key, or for a server that nobody told of yet.
pub fn open(app: &mut App, name: Option<&str>) {
    let facts = name.and_then(|name| app.profiles.iter().find(|facts| facts.name == name));
    let form = ProfileForm::for_profile(facts);
    app.open(Overlay::Profile(Box::new(form)));
}

fn form(app: &mut App) -> Option<&mut ProfileForm> {
    match app.overlays.last_mut() {
        Some(Overlay::Profile(form)) => Some(form),
        _ => None,
    }
}

/// A command in the dialogue.
pub fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let Some(form) = form(app) else { return Vec::new() };
    match command {
        Command::MoveUp => form.walk(false),
        Command::MoveDown => form.walk(true),
        Command::MoveLeft | Command::MoveRight => {
            let forward = command == Command::MoveRight;
            match form.text_mut() {
                Some(buffer) => {
                    let key = if forward { KeyCode::Right } else { KeyCode::Left };
                    buffer.press(Key::new(key));
                }
                None => form.step(forward),
            }
        }
        Command::DialogAccept => match form.field {
            ProfileField::Test => return checked(app, true),
            ProfileField::Save => return checked(app, false),
            ProfileField::Server
            | ProfileField::Speaks
            | ProfileField::KeyFrom
            | ProfileField::Key
            | ProfileField::Name => form.walk(true),
        },
        _ => {}
    }
    Vec::new()
}

/// A key that is no command in the dialogue.
pub fn typed(app: &mut App, key: Key) {
    let Some(form) = form(app) else { return };
    match form.text_mut() {
        Some(buffer) => {
            buffer.press(key);
            form.changed();
        }
        None if key == Key::char(' ') => form.step(true),
        None => {}
    }
}

/// A text was pasted into the dialogue.
pub fn pasted(app: &mut App, text: &str) {
    let Some(form) = form(app) else { return };
    if let Some(buffer) = form.text_mut() {
        buffer.edit(Edit::Paste(text.trim().to_owned()));
        form.changed();
    }
}

/// Checks what was typed; a fault is told in place, and nothing typed is lost.
fn checked(app: &mut App, test: bool) -> Vec<Effect> {
    let Some(Overlay::Profile(given)) = app.overlays.last() else {
        return Vec::new();
    };
    let read = checks::read(app, given);
    let Some(form) = form(app) else { return Vec::new() };
    match read {
        Ok(new) if test => {
            form.problem = None;
            form.asking = Some(Box::new(new.clone()));
            vec![Effect::TestProfile(Box::new(new))]
        }
        Ok(new) => vec![Effect::SaveProfile(Box::new(new))],
        Err((field, problem)) => {
            form.fault(field, problem);
            Vec::new()
        }
    }
}

/// The server that is tested answered, or did not; says whether this was about the dialogue.
pub fn tested(app: &mut App, profile: &str, answer: &Result<Vec<ServedModel>, Failure>) -> Option<Vec<Effect>> {
    let form = form(app)?;
    let new = form.asking.take_if(|new| new.name == profile)?;
    match answer {
        Ok(_) => Some(vec![Effect::SaveProfile(new)]),
        Err(failure) => {
            let hint = failure
                .hint
                .as_ref()
                .map(|hint| format!(" · {hint}"))
                .unwrap_or_default();
            form.fault(ProfileField::Test, format!("{}{hint}", failure.message));
            Some(Vec::new())
        }
    }
}

/// The engine ended while it asked.
pub fn lost(app: &mut App) {
    if let Some(form) = form(app)
        && form.asking.take().is_some()
    {
        form.fault(ProfileField::Test, "the engine has ended; test again".to_owned());
    }
}

/// The profile was written down, or not.
pub fn saved(app: &mut App, answer: Result<Box<ProfileFacts>, Failure>) -> Vec<Effect> {
    let facts = match answer {
        Ok(facts) => *facts,
        Err(failure) => {
            match form(app) {
                Some(form) => form.fault(ProfileField::Save, failure.message),
                None => app.fail(failure),
            }
            return Vec::new();
        }
    };
    if form(app).is_some() {
        app.close();
    }
    let name = facts.name.clone();
    app.served.forget(&name);
    match app.profiles.iter_mut().find(|known| known.name == name) {
        Some(known) => *known = facts,
        None => app.profiles.push(facts),
    }
    let effects = app.choose_profile(&name);
    let kept = format!("profile {name}, kept in {}", app.config_file);
    app.say(kept);
    effects
}
