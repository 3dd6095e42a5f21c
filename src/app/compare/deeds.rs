//! What commands do while two pictures are compared.

use super::Compare;
use crate::{
    app::{App, Effect, Overlay, zoom::Subject},
    keys::Command,
};

/// Puts two pictures beside each other.
pub(super) fn open(app: &mut App, a: Subject, b: Subject) -> Vec<Effect> {
    let compare = Compare::new(a, b, app.now_ms);
    let question = compare.question();
    app.open(Overlay::Compare(Box::new(compare)));
    vec![Effect::Look(question)]
}

/// Carries out a command while two pictures are compared.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Vec<Effect> {
    let (room, now_ms) = (app.close_room(), app.now_ms);
    let Some(Overlay::Compare(compare)) = app.overlays.last_mut() else {
        return Vec::new();
    };
    match command {
        Command::PreviewProtocol => return vec![Effect::NextProtocol],
        Command::KeepOriginal => {
            let edit = [&compare.b, &compare.a].into_iter().find(|side| side.mask.is_some());
            let edit = edit.unwrap_or(&compare.b).clone();
            return super::keep(app, &edit);
        }
        _ => {}
    }
    let before = compare.view(compare.shows, room);
    compare.obey(command, room);
    if before != compare.view(compare.shows, room) {
        compare.earlier.left(before, now_ms);
    }
    Vec::new()
}
