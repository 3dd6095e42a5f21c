//! Writing requests out: as what, where to, and what came of it.

use std::path::PathBuf;

use super::{
    App, Effect, Line, LinePurpose, Menu, MenuItem, MenuPurpose, Overlay, WrittenAs, parts::TextBuffer, selection,
};
use crate::domain::{Failure, RequestId, one_line, thousands};

/// Lets choose as what requests are written out.
pub(super) fn ask(app: &mut App) {
    let named = format!("a folder of copies called {}", app.settings.files.name);
    let items = vec![
        MenuItem::new("everything", "a .zip or folder to import, a contact sheet, or lines"),
        MenuItem::new("pictures", named),
        MenuItem::new(
            "pictures with their prompts",
            "prompt, model, options, id and price are in each file",
        ),
    ];
    app.open(Overlay::Menu(Menu::new("Write out", items, 0, MenuPurpose::Export)));
}

/// The form was chosen: asks where to.
pub(super) fn chosen(app: &mut App, choice: usize) -> Vec<Effect> {
    let ids = selection::targets(app);
    let stem = match ids.as_slice() {
        [] => {
            app.say("no request is selected");
            return Vec::new();
        }
        [id] => format!("pochade-{}", id.short()),
        _ => format!("pochade-{}-requests", ids.len()),
    };
    let written_as = match choice {
        0 => WrittenAs::All,
        _ => WrittenAs::Pictures {
            names: app.settings.files.name.clone(),
            metadata: choice == 2,
        },
    };
    let (title, note, name) = match &written_as {
        WrittenAs::All => (
            "Write out with pictures to",
            ".zip, .html for a contact sheet, .jsonl for lines alone, anything else is a new folder; nothing is overwritten",
            format!("{stem}.zip"),
        ),
        WrittenAs::Pictures { metadata: false, .. } => (
            "Write pictures to the folder",
            "one that is there gets more; nothing is overwritten, and a name that is taken gets a number",
            stem,
        ),
        WrittenAs::Pictures { metadata: true, .. } => (
            "Write pictures with prompts to the folder",
            "whoever gets such a picture can read its prompt; one that is there gets more, nothing is overwritten",
            stem,
        ),
    };
    let proposed = app.directory.join(name);
    app.open(Overlay::Line(Line {
        title: title.to_owned(),
        note: note.to_owned(),
        buffer: TextBuffer::single_line().with_text(&proposed.to_string_lossy()),
        purpose: LinePurpose::Export(ids, written_as),
    }));
    Vec::new()
}

/// Where to was typed.
pub(super) fn export(app: &mut App, ids: Vec<RequestId>, written_as: WrittenAs, typed: &str) -> Vec<Effect> {
    let to = app.typed_path(typed);
    app.say("writing …");
    vec![Effect::Export { ids, to, written_as }]
}

/// Requests were written out, or not.
pub(super) fn exported(app: &mut App, answer: Result<(PathBuf, u64), Failure>) -> Vec<Effect> {
    match answer {
        Ok((path, count)) => {
            let path = one_line(&path.to_string_lossy()).into_owned();
            app.say(format!("{} written to {path}", thousands(count)));
        }
        Err(failure) => app.fail(failure),
    }
    Vec::new()
}
