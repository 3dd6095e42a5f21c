//! What commands and keys do in the file picker.

use std::path::Path;

use super::Picking;
use crate::{
    app::{
        App, Effect, FormField, Inspection, Overlay,
        compose::attach,
        parts::{FilePicker, Opening, Outcome},
    },
    keys::{Command, Key},
};

/// Opens the picker for the field in focus.
pub fn open(app: &mut App) -> Vec<Effect> {
    let purpose = match app.form.field() {
        FormField::Mask => Inspection::SetMask,
        FormField::Markup => Inspection::SetMarkup,
        _ => Inspection::AddImage,
    };
    open_for(app, purpose)
}

/// Opens the picker for a purpose of its own.
pub fn open_for(app: &mut App, purpose: Inspection) -> Vec<Effect> {
    let (picker, outcome) = FilePicker::open(Opening {
        directory: app.picked_in.clone().unwrap_or_else(|| app.directory.clone()),
        home: app.home.clone(),
        recents: app.recents.clone(),
        several: purpose == Inspection::AddImage,
    });
    app.open(Overlay::Picker(Box::new(Picking {
        picker,
        purpose,
        looked_at: None,
    })));
    follow(app, outcome)
}

/// A command in the picker.
pub fn run(app: &mut App, command: Command) -> Vec<Effect> {
    if command == Command::FormRecall {
        return recall(app);
    }
    let outcome = match app.overlays.last_mut() {
        Some(Overlay::Picker(picking)) => picking.picker.obey(command),
        _ => None,
    };
    outcome.map(|outcome| follow(app, outcome)).unwrap_or_default()
}

/// Whatever the picker is for, the highlighted picture's own prompt can be had instead.
fn recall(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Picker(picking)) = app.overlays.last_mut() else {
        return Vec::new();
    };
    let Some(path) = picking.picker.highlighted() else {
        app.say("stand on a picture first: its prompt goes into the form");
        return Vec::new();
    };
    picking.purpose = Inspection::Recall;
    follow(app, Outcome::Chosen(vec![path]))
}

/// A key that is no command in the picker.
pub fn typed(app: &mut App, key: Key) -> Vec<Effect> {
    let outcome = match app.overlays.last_mut() {
        Some(Overlay::Picker(picking)) => picking.picker.press(key),
        _ => None,
    };
    outcome.map(|outcome| follow(app, outcome)).unwrap_or_default()
}

/// What the picker wants.
pub fn follow(app: &mut App, outcome: Outcome) -> Vec<Effect> {
    match outcome {
        Outcome::Stay => Vec::new(),
        Outcome::List(directory) => vec![Effect::List(directory)],
        Outcome::Inspect(path) => vec![Effect::Inspect {
            path,
            purpose: Inspection::Highlight,
        }],
        Outcome::Closed => {
            app.close();
            Vec::new()
        }
        Outcome::Chosen(paths) => {
            let purpose = match app.overlays.last() {
                Some(Overlay::Picker(picking)) => picking.purpose,
                _ => Inspection::AddImage,
            };
            app.close();
            app.picked_in = paths.first().and_then(|path| path.parent()).map(Path::to_owned);
            attach(paths, purpose)
        }
    }
}
