//! Culling: keeping and rejecting pictures, and throwing rejects away together.

use super::{Discarded, Gone, Judgement, Rejected};
use crate::{
    app::{App, Confirm, Confirmed, Effect, Overlay, View, marks::set_star, state::Undo},
    domain::{RequestId, counted, spelled_bytes},
    keys::Command,
};

/// Carries out a command of culling; nothing for another.
pub(in crate::app) fn run(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    match command {
        Command::RequestStar if app.marks_in_focus().is_empty() => Some(keep(app)),
        Command::GalleryReject => Some(reject(app)),
        Command::GalleryFinish => Some(finish(app)),
        Command::RequestTrash if app.gallery.rejected() > 0 => Some(finish(app)),
        Command::GalleryLarger | Command::GallerySmaller => {
            app.gallery.resize(command == Command::GalleryLarger);
            Some(Vec::new())
        }
        _ => None,
    }
}

/// The star is the request's; a rejected picture that gets one is wanted after all.
fn keep(app: &mut App) -> Vec<Effect> {
    let Some((before, place)) = judged(app) else {
        return Vec::new();
    };
    let mut rejected = before.rejected.clone();
    let was_rejected = rejected.places.remove(&place);
    let on = was_rejected || !before.starred;
    judge(app, before, rejected, on)
}

/// A starred request of which the last picture is rejected loses its star.
fn reject(app: &mut App) -> Vec<Effect> {
    if app.history.shows_trash() {
        app.say("it is in the trash");
        return Vec::new();
    }
    let Some((before, place)) = judged(app) else {
        return Vec::new();
    };
    let mut rejected = before.rejected.clone();
    if !rejected.places.remove(&place) {
        rejected.places.insert(place);
    }
    let on = before.starred && !rejected.is_whole();
    judge(app, before, rejected, on)
}

/// What is thought of the selected request, and which of its pictures is selected.
fn judged(app: &mut App) -> Option<(Judgement, usize)> {
    let tile = app.gallery.tiles().get(app.selected_tile()?).copied()?;
    let row = app.history.rows().get(tile.row)?;
    if !row.state.is_final() {
        app.say("it is not finished yet");
        return None;
    }
    let mut rejected = app.gallery.rejects.of(row.id);
    rejected.of = usize::try_from(row.pictures.max(1)).unwrap_or(usize::MAX);
    let judgement = Judgement {
        id: row.id,
        rejected,
        starred: row.starred,
    };
    Some((judgement, tile.place))
}

fn judge(app: &mut App, before: Judgement, rejected: Rejected, starred: bool) -> Vec<Effect> {
    let id = before.id;
    let star_changes = starred != before.starred;
    app.did(Undo::Judged(Box::new(before)));
    app.gallery.rejects.set(id, rejected);
    if star_changes {
        set_star(app, id, starred)
    } else {
        Vec::new()
    }
}

/// Thinks of a request as before a step; gives back what was thought until now.
pub(in crate::app) fn judge_again(app: &mut App, before: Judgement) -> (Vec<Effect>, Option<Undo>) {
    let id = before.id;
    let row = app.history.rows().iter().find(|row| row.id == id);
    let now = Judgement {
        id,
        rejected: app.gallery.rejects.of(id),
        starred: row.map_or(before.starred, |row| row.starred),
    };
    let effects = if now.starred == before.starred {
        Vec::new()
    } else {
        set_star(app, id, before.starred)
    };
    app.gallery.rejects.set(id, before.rejected);
    app.history.select(id);
    (effects, Some(Undo::Judged(Box::new(now))))
}

fn finish(app: &mut App) -> Vec<Effect> {
    if app.gallery.rejected() == 0 {
        app.say("nothing is rejected");
    } else if !ask(app) {
        app.say("nothing to trash: it takes whole requests, and every one of these has a picture that you keep");
    }
    Vec::new()
}

/// Leaving the gallery asks once about the same rejects.
pub(in crate::app) fn left(app: &mut App) {
    if app.gallery.rejects.by_request != app.gallery.rejects.declined {
        ask(app);
    }
}

/// Asks whether the rejects go into the trash; says whether there was something to ask.
fn ask(app: &mut App) -> bool {
    let rejects = &app.gallery.rejects;
    let whole = rejects.whole();
    let going: usize = whole.iter().map(|id| rejects.of(*id).places.len()).sum();
    if going == 0 {
        return false;
    }
    let staying = rejects.count() - going;
    let known = whole.iter().map(|id| app.gallery.kept(*id));
    let bytes: u64 = known.clone().flatten().flatten().map(|kept| kept.bytes).sum();
    let more = if known.clone().all(|kept| kept.is_some()) {
        ""
    } else {
        "more than "
    };
    let size = match bytes {
        0 => String::new(),
        bytes => format!(" ({more}{})", spelled_bytes(bytes)),
    };
    let word = if going == 1 { "reject" } else { "rejects" };
    let mut lines = Vec::new();
    if whole.len() != going {
        let requests = counted(whole.len() as u64, "request", "requests");
        lines.push(format!("They are all the pictures of {requests}."));
    }
    if staying > 0 {
        let (stay, these) = if staying == 1 {
            ("reject stays", "its")
        } else {
            ("rejects stay", "their")
        };
        lines.push(format!(
            "{staying} {stay}: the trash takes whole requests, and you keep other pictures of {these} request."
        ));
    }
    let them = if going == 1 { "it" } else { "them" };
    lines.push(format!("u brings {them} back."));
    app.gallery.rejects.declined = app.gallery.rejects.by_request.clone();
    app.open(Overlay::Confirm(Confirm {
        question: format!("Trash {going} {word}{size}?"),
        lines,
        then: Confirmed::Discard,
    }));
    true
}

/// Puts every request of which all pictures are rejected into the trash.
pub(in crate::app) fn discard(app: &mut App) -> Vec<Effect> {
    let ids = app.gallery.rejects.whole();
    let (step, effects) = into_trash(app, ids);
    app.did(step);
    effects
}

fn into_trash(app: &mut App, ids: Vec<RequestId>) -> (Undo, Vec<Effect>) {
    let count = ids.len();
    let mut effects: Vec<Effect> = ids.iter().map(|id| Effect::Trash { id: *id, on: true }).collect();
    let mut requests = Vec::new();
    for id in ids {
        let rejected = app.gallery.rejects.of(id);
        app.gallery.rejects.set(id, Rejected::default());
        requests.push(Gone {
            id,
            rejected,
            listed: app.history.take(id),
        });
        if app.result.wanted() == Some(id) {
            app.result.clear();
        }
    }
    app.gallery.rejects.declined.clear();
    let words = counted(count as u64, "request", "requests");
    app.say_undoable(&format!("{words} in the trash"));
    effects.extend(app.show_current());
    (Undo::Discarded(Box::new(Discarded { requests })), effects)
}

/// Takes what was trashed together out again, with its rejects.
pub(in crate::app) fn take_out(app: &mut App, discarded: Discarded) -> (Vec<Effect>, Option<Undo>) {
    let mut effects = Vec::new();
    let mut ids = Vec::new();
    // The last one went first: each finds its old place again.
    for Gone { id, rejected, listed } in discarded.requests.into_iter().rev() {
        app.gallery.rejects.set(id, rejected);
        if let Some((place, row)) = listed {
            app.history.put_back(place, row);
        }
        effects.push(Effect::Trash { id, on: false });
        ids.push(id);
    }
    ids.reverse();
    app.gallery.rejects.declined = app.gallery.rejects.by_request.clone();
    app.say("taken out of the trash");
    effects.extend(app.show_current());
    (effects, Some(Undo::DiscardAgain(ids)))
}

/// Trashes again what was taken out.
pub(in crate::app) fn discard_again(app: &mut App, ids: Vec<RequestId>) -> (Vec<Effect>, Option<Undo>) {
    let (step, effects) = into_trash(app, ids);
    (effects, Some(step))
}

impl App {
    /// What is said of rejects that are forgotten by leaving the program; nothing where there are none.
    #[must_use]
    pub fn forgotten_rejects(&self) -> Option<String> {
        let count = self.gallery.rejected();
        let (was, is) = if count == 1 { ("was", "is") } else { ("were", "are") };
        let pictures = counted(count as u64, "picture", "pictures");
        (count > 0).then(|| format!("{pictures} {was} rejected and {is} kept all the same."))
    }

    /// What is told of in the last line; what spends stands first, so that its price is always seen.
    pub(in crate::app) fn wanted_in_gallery(&self) -> Vec<Command> {
        use Command as C;
        let mut wanted = vec![C::RequestRerun];
        if self.is_culling() {
            // Whoever culls wants these keys; the others that spend ask first, as long as their prices are not there.
            wanted.extend([
                C::RequestStar,
                C::GalleryReject,
                C::GalleryFinish,
                C::EditUndo,
                C::ItemOpen,
            ]);
        } else {
            wanted.extend([C::RequestFinal, C::RequestRepeat]);
            wanted.extend([C::ItemOpen, C::RequestStar, C::GalleryReject, C::EditUndo]);
        }
        wanted.push(C::RequestLoad);
        wanted.extend((!self.fullscreen).then_some(C::GalleryLarger));
        wanted.extend([C::HistorySearch, C::CompareMark, C::RequestParent, C::RequestChild]);
        wanted
    }

    /// Whether pictures are being rejected in the gallery.
    pub(in crate::app) fn is_culling(&self) -> bool {
        self.view == View::Gallery && self.gallery.rejected() > 0
    }
}
