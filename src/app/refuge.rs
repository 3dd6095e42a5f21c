//! What came and finds no room on the disk: the person is asked where else to save it.

use std::path::PathBuf;

use super::{App, Effect, Line, LinePurpose, Overlay, parts::TextBuffer};
use crate::{
    domain::{Failure, RequestId, one_line},
    keys::{Command, Context},
};

/// The disk is full under a picture that was paid for: said with the key that saves it elsewhere.
pub(super) fn no_room(app: &mut App, failure: Failure) {
    let keys = app
        .keymap
        .hint(&[Context::Queue, Context::Screen], Command::RequestCame);
    let way = keys.map_or_else(String::new, |keys| format!("; {keys} in the queue saves it elsewhere"));
    let hint = failure.hint.clone().unwrap_or_default();
    app.fail(failure.with_hint(format!("{hint}{way}")));
}

/// Asks for the directory, when there is something that finds no room; says whether it does.
pub(super) fn ask(app: &mut App) -> bool {
    let Some(id) = app.jobs.without_room(app.current_id()) else {
        return false;
    };
    open(
        app,
        id,
        "",
        "a directory on another disk; it is made where there is none",
    );
    true
}

fn open(app: &mut App, id: RequestId, typed: &str, note: &str) {
    app.open(Overlay::Line(Line {
        title: "Save what came to".to_owned(),
        note: note.to_owned(),
        buffer: TextBuffer::single_line().with_text(typed),
        purpose: LinePurpose::SaveElsewhere(id),
    }));
}

/// A directory was named.
pub(super) fn named(app: &mut App, id: RequestId, typed: &str) -> Vec<Effect> {
    let directory = app.typed_path(typed);
    app.say("writing it there");
    vec![Effect::SaveElsewhere { id, directory }]
}

/// It was written there, or not; it stays in memory then, and the question can be asked again.
pub(super) fn saved(app: &mut App, answer: Result<Vec<PathBuf>, Failure>) {
    match answer {
        Ok(paths) => {
            let paths: Vec<_> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            app.say(format!("saved as {}", one_line(&paths.join(", "))));
        }
        Err(failure) => no_room(app, failure),
    }
}
