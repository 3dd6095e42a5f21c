//! Lines to fill in: who opens them, and what becomes of what was typed.

use std::path::PathBuf;

use super::{
    App, Effect, FormField, Line, LinePurpose, Marking, Overlay, View, being_written::BeingWritten, exporting, labels,
    mask_making, parts::TextBuffer, refuge, search, snippets,
};
use crate::domain::{Failure, Input, Remote, Role, Size, one_line, sheet};

/// Before the note of a line that was left and is there again.
const AS_LEFT: &str = "as you left it · ";

/// Asks for the address of a picture, for the field in focus.
pub fn open_address(app: &mut App) {
    if app.form.field() != FormField::Mask {
        app.view = View::Compose;
        app.pane = super::Pane::Form;
        app.form.go_to(FormField::Images);
    }
    app.open(Overlay::Line(Line {
        title: if app.form.field() == FormField::Mask {
            "Mask by address".to_owned()
        } else {
            "Image by address".to_owned()
        },
        note: "https://… or the id of a file that the server has, such as file-abc; the server fetches it by itself"
            .to_owned(),
        buffer: TextBuffer::single_line(),
        purpose: LinePurpose::Address,
    }));
}

/// Asks for the id of a model that no list has; it begins with what was typed, or with the present one.
pub fn open_model_id(app: &mut App, typed: &str) {
    let begins = if typed.is_empty() { app.form.model().id() } else { typed };
    app.open(Overlay::Line(Line {
        title: "Model".to_owned(),
        note: "its id as the server spells it; what you set is sent unchecked where the table has no rules for it"
            .to_owned(),
        buffer: TextBuffer::single_line().with_text(begins),
        purpose: LinePurpose::ModelId,
    }));
}

/// Asks where a copy goes; `problem` is why the last try failed.
pub fn open_copy(app: &mut App, what: LinePurpose, typed: &str, problem: Option<&Failure>) {
    let note = match problem {
        Some(failure) => {
            let hint = failure
                .hint
                .as_ref()
                .map(|hint| format!("; {hint}"))
                .unwrap_or_default();
            format!("not written: {}{hint}", failure.message)
        }
        None => "a file that is there is never overwritten".to_owned(),
    };
    app.open(Overlay::Line(Line {
        title: "Write a copy to".to_owned(),
        note,
        buffer: TextBuffer::single_line().with_text(typed),
        purpose: what,
    }));
}

/// A copy was written, or not: then the line comes back with what was typed.
pub fn copy_written(app: &mut App, answer: Result<PathBuf, Failure>) {
    let copying = app.copying.take();
    match (answer, copying) {
        (Ok(path), _) => app.answer(format!("written to {}", one_line(&path.to_string_lossy()))),
        (Err(failure), Some(BeingWritten { what, typed })) if app.overlays.is_empty() => {
            open_copy(app, what, &typed, Some(&failure));
        }
        (Err(failure), _) => app.fail(failure),
    }
}

/// A line was left: what was typed into it is kept, and is there when it is opened again.
pub fn left(app: &mut App, line: Line) {
    if !line.buffer.is_edited() || line.buffer.text().trim().is_empty() {
        return;
    }
    app.memory.left = Some((line.purpose, line.buffer.text().to_owned()));
    app.say("not done; what you typed is there when you come again");
}

impl Line {
    /// Puts another note under it; that what was typed came back stays told.
    pub(super) fn tell(&mut self, note: &str) {
        let again = if self.note.starts_with(AS_LEFT) { AS_LEFT } else { "" };
        self.note = format!("{again}{note}");
    }
}

impl App {
    /// Puts back into a line what was typed when it was left.
    pub(super) fn bring_back(&mut self, line: &mut Line) {
        if let Some((_, typed)) = self.memory.left.take_if(|(purpose, _)| *purpose == line.purpose) {
            line.buffer.replace(&typed);
            line.note = format!("{AS_LEFT}{}", line.note);
        }
    }
}

/// Takes what was typed into a line.
pub fn filled_in(app: &mut App, line: Line) -> Vec<Effect> {
    let text = line.buffer.text().trim().to_owned();
    match line.purpose {
        LinePurpose::Search => return search::done(app, line),
        LinePurpose::SaveSearch => return search::keep(app, &text),
        LinePurpose::Tags(ids) => return labels::retag(app, ids, &text),
        LinePurpose::Note(ids) => return labels::put(app, ids, &[Marking::Note(text)]),
        LinePurpose::Title(id) => return labels::put(app, vec![id], &[Marking::Title(text)]),
        _ if text.is_empty() => app.say("nothing was typed"),
        LinePurpose::Export(ids, written_as) => return exporting::export(app, ids, written_as, &text),
        LinePurpose::WriteCopy(from) => {
            let to = writing_to(app, LinePurpose::WriteCopy(from.clone()), text);
            return vec![Effect::WriteCopy { from, to }];
        }
        LinePurpose::WriteText(written) => {
            let to = writing_to(app, LinePurpose::WriteText(written.clone()), text);
            return vec![Effect::WriteText { to, text: written }];
        }
        LinePurpose::SaveElsewhere(id) => return refuge::named(app, id, &text),
        LinePurpose::Address => add_remote(app, &text),
        LinePurpose::ModelId => {
            app.choose_model(&text);
            return snippets::ask_last(app);
        }
        LinePurpose::MaskSubject => mask_making::named(app, &text),
    }
    Vec::new()
}

/// Remembers what was typed, in case that it cannot be written there.
fn writing_to(app: &mut App, what: LinePurpose, typed: String) -> PathBuf {
    let to = app.typed_path(&typed);
    app.copying = Some(BeingWritten { what, typed });
    to
}

/// Adds a picture that the server has or fetches; says whether the text names one.
pub fn add_remote(app: &mut App, text: &str) {
    let Some(remote) = Remote::read(text) else {
        app.say("that is neither an address nor an id: https://… or file-…");
        return;
    };
    if app.form.field() == FormField::Mask {
        app.form.set_mask(Some(Input::remote(Role::Mask, remote)));
    } else {
        app.form.add_image(Input::remote(Role::Image, remote));
    }
    app.say("added by address; requests with it go as JSON, and the server fetches it");
}

/// Sizes that a person may have meant by what was typed for one; nothing where it is taken as it stands.
pub fn meant_sizes(app: &App, text: &str) -> Vec<Size> {
    let text = text.replace('×', "x");
    let sheet = sheet(&app.form.draft(), app.form.model());
    let rule = &app.form.model().rules().size;
    if text.trim().is_empty() || rule.check_on(&Size::from(text.clone()), sheet).is_ok() {
        return Vec::new();
    }
    rule.suggest_on(&text, sheet)
}
