//! What commands and answers do to close looks: begin them, move in them, take in what was found.

use super::{Subject, Zoom};
use crate::{
    app::{App, Effect, Overlay, compare, result::NO_PICTURE},
    domain::{Failure, FailureKind, HistoryEntry, Looked, Question},
    keys::Command,
};

/// A command on the input picture that is looked at; nothing where it is one for the result of the current request.
pub(in crate::app) fn on_input(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let of_result = matches!(command, Command::CompareOriginal | Command::KeepOriginal);
    let looked_at = app.looked_at().filter(|_| !of_result)?;
    Some(match Subject::input(&looked_at) {
        Some(subject) if command == Command::CompareMark => compare::mark(app, subject),
        Some(subject) => open(app, vec![subject], 0, command == Command::ZoomIn),
        None => {
            app.say("this picture is not here");
            Vec::new()
        }
    })
}

/// A command on the pictures of a request that was read.
pub(in crate::app) fn on_entry(app: &mut App, entry: &HistoryEntry, command: Command) -> Vec<Effect> {
    let place = app.result.place().0;
    match (command, Subject::result(entry, place)) {
        (Command::CompareOriginal, _) => compare::with_original(app, entry),
        (Command::CompareMark, Some(subject)) => compare::mark(app, subject),
        (Command::KeepOriginal, Some(subject)) => compare::keep(app, &subject),
        (Command::ZoomOpen | Command::ZoomIn, _) => {
            let pictures = Subject::results(entry);
            let at = pictures.iter().position(|subject| subject.place == place).unwrap_or(0);
            open(app, pictures, at, command == Command::ZoomIn)
        }
        _ => {
            app.say(NO_PICTURE);
            Vec::new()
        }
    }
}

fn open(app: &mut App, pictures: Vec<Subject>, at: usize, closer: bool) -> Vec<Effect> {
    let Some(zoom) = Zoom::of(pictures, at, app.now_ms) else {
        app.say("there is no picture here to look at");
        return Vec::new();
    };
    app.open(Overlay::Zoom(Box::new(zoom)));
    if closer { run(app, Command::ZoomIn) } else { Vec::new() }
}

/// Carries out a command while a picture is looked at closely.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let (sizes, now_ms) = ((app.close_room(), app.cell), app.now_ms);
    let Some(Overlay::Zoom(zoom)) = app.overlays.last_mut() else {
        return Vec::new();
    };
    match (command, zoom.subject()) {
        (Command::PreviewProtocol, _) => return vec![Effect::NextProtocol],
        (Command::CompareMark, Some(subject)) => {
            let subject = subject.clone();
            return compare::mark(app, subject);
        }
        _ => {}
    }
    let asked = zoom.follow(command, sizes, now_ms);
    let shown = zoom.subject();
    if let Some((id, place)) = shown.and_then(|subject| Some((subject.entry.as_ref()?.id, subject.place))) {
        app.result.show(id, place);
    }
    asked.map(Effect::Look).into_iter().collect()
}

/// A question about pixels was answered.
pub(in crate::app) fn looked(app: &mut App, question: &Question, answer: &Result<Looked, Failure>) {
    for overlay in &mut app.overlays {
        match overlay {
            Overlay::Zoom(zoom) => zoom.answered(question, answer),
            Overlay::Compare(compare) => compare.measured(question, answer),
            _ => {}
        }
    }
}

/// The engine is gone: what was asked of it is asked again with the next step, or told as not known.
pub(in crate::app) fn lost(app: &mut App) {
    for overlay in &mut app.overlays {
        match overlay {
            Overlay::Zoom(zoom) => zoom.lost(),
            Overlay::Compare(compare) => {
                let gone = "the engine has ended before it could tell";
                compare.lost(Failure::new(FailureKind::Internal, gone));
            }
            _ => {}
        }
    }
}

impl App {
    /// The pixels of the screen that a close look has for the picture.
    #[must_use]
    pub fn close_room(&self) -> (u32, u32) {
        let (columns, rows) = self.fit.close;
        let along = |cells: u16, cell: u16| (u32::from(cells) * u32::from(cell)).max(1);
        (along(columns, self.cell.0), along(rows, self.cell.1))
    }

    /// Tells how many pixels a cell of the terminal has across and down.
    pub const fn set_cell(&mut self, cell: (u16, u16)) {
        self.cell = cell;
    }

    /// Whether a close look has just changed, so that waiting for it may be worth a word.
    pub(in crate::app) fn watches_a_look(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Zoom(zoom)) => zoom.earlier().is_watched(self.now_ms),
            Some(Overlay::Compare(compare)) => compare.earlier().is_watched(self.now_ms),
            _ => false,
        }
    }
}
