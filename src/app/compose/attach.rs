//! Pictures on their way into the form: picked, pasted, dropped, or from the clipboard.
#![deny(clippy::wildcard_enum_match_arm)]

use std::path::{Path, PathBuf};

use super::{FormField, Typing};
use crate::{
    app::{
        App, Confirm, Confirmed, Effect, Inspection, Message, Overlay, lines,
        parts::{Edit, TextBuffer, dropped_paths},
    },
    domain::{Failure, ImageFacts, Input, Remote, Role, one_line},
};

/// So many characters of a long text show which it is.
const BEGINNING: usize = 60;

/// Asks for the facts of files that are to be images or the mask, or for the prompt that one carries.
#[must_use]
pub fn attach(paths: Vec<PathBuf>, purpose: Inspection) -> Vec<Effect> {
    let ask = |path| match purpose {
        Inspection::Recall => Effect::ReadRecipe(path),
        Inspection::AddImage
        | Inspection::AddPasted
        | Inspection::SetMask
        | Inspection::SetMarkup
        | Inspection::Highlight => Effect::Inspect { path, purpose },
    };
    paths.into_iter().map(ask).collect()
}

fn input(path: PathBuf, role: Role, facts: ImageFacts) -> Input {
    Input::file(role, path, Some(facts))
}

/// The facts of a picture came.
pub(in crate::app) fn inspected(
    app: &mut App,
    path: &Path,
    purpose: Inspection,
    answer: Result<ImageFacts, Failure>,
) -> Vec<Effect> {
    if purpose == Inspection::Highlight {
        if let Some(Overlay::Picker(picking)) = app.overlays.last_mut() {
            picking.inspected(path, answer);
        }
        return Vec::new();
    }
    match (answer, purpose) {
        (Ok(facts), Inspection::SetMask) => app.form.set_mask(Some(input(path.to_owned(), Role::Mask, facts))),
        (Ok(facts), Inspection::SetMarkup) => {
            let markup = input(path.to_owned(), Role::Markup, facts);
            app.form.set_markup(Some(markup));
        }
        (Ok(facts), _) => {
            app.form.add_image(input(path.to_owned(), Role::Image, facts));
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            app.say(format!("added {} · {}×{}", one_line(&name), facts.width, facts.height));
        }
        (Err(failure), Inspection::AddPasted) => {
            let text = path.to_string_lossy().into_owned();
            insert(app, &text);
            app.say(format!("pasted as text: {}", failure.message));
            return Vec::new();
        }
        (Err(failure), _) => {
            app.fail(failure);
            return Vec::new();
        }
    }
    app.remember(path);
    vec![Effect::KeepRecents(app.recents.clone())]
}

/// A text was pasted: paths of pictures become images, everything else is text; nothing is ever sent by it.
pub(in crate::app) fn pasted(app: &mut App, text: &str) -> Vec<Effect> {
    if let Some(paths) = dropped_paths(text, app.home.as_deref()) {
        return attach(paths, Inspection::AddPasted);
    }
    let on_input = matches!(app.form.field(), FormField::Images | FormField::Mask);
    if on_input && Remote::read(text).is_some() {
        lines::add_remote(app, text);
        return Vec::new();
    }
    if !is_huge(app, text) {
        insert(app, text);
    }
    Vec::new()
}

/// A text that no model could take was copied by mistake, as a whole file is: the person is asked first, or told that it
/// fits nowhere (faults.md §5, 49). What follows it in further parts falls on what is on top.
fn is_huge(app: &mut App, text: &str) -> bool {
    let longest = app.form.model().rules().prompt_longest;
    let length = text.chars().take(longest + 1).count();
    if length <= longest || *app.form.typing() == Typing::Off {
        return false;
    }
    let begins: String = text.chars().take(BEGINNING).collect();
    let begins = format!("It begins: {}", one_line(begins.trim()));
    let size = format!("{} kB", text.len().div_ceil(1000));
    if text.len() > TextBuffer::LIMIT {
        app.open(Overlay::Message(Message {
            title: format!("Not pasted: {size} of text"),
            lines: vec![
                begins,
                format!("The form holds {} bytes in a field.", TextBuffer::LIMIT),
            ],
            problem: true,
        }));
        return true;
    }
    app.open(Overlay::Confirm(Confirm {
        question: format!("Paste {size} of text?"),
        lines: vec![
            begins,
            format!("{} takes {longest} characters at most.", app.form.model().id()),
        ],
        then: Confirmed::Paste(text.to_owned()),
    }));
    true
}

/// The person agreed to paste a long text.
pub(in crate::app) fn insert(app: &mut App, text: &str) {
    let edit = Edit::Paste(text.to_owned());
    let limit = match app.form.typing_mut() {
        Typing::Prompt => app.form.prompt_mut().edit(edit),
        Typing::Value(buffer) => buffer.edit(edit),
        Typing::Off => {
            app.say("press enter in the prompt first, then paste");
            return;
        }
    };
    if let crate::app::parts::Edited::TooLong { limit } = limit {
        app.say(format!("not pasted: the text would be longer than {limit} bytes"));
    }
    app.form.changed();
}

/// The clipboard was read.
pub(in crate::app) fn clipboard_read(app: &mut App, answer: Result<(PathBuf, ImageFacts), Failure>) -> Vec<Effect> {
    match answer {
        Ok((path, facts)) => {
            app.form.add_image(input(path, Role::Image, facts));
            app.say(format!(
                "added the picture from the clipboard · {}×{}",
                facts.width, facts.height
            ));
        }
        Err(failure) => app.fail(failure),
    }
    Vec::new()
}
