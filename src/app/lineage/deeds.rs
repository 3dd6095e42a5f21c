//! Where a request came from and what was made from it: parent, child, tree, and its picture as an input.

use super::{Tree, Wish};
use crate::{
    app::{App, Effect, Inquiry, Overlay, Pane, View, again, result::NO_PICTURE},
    domain::{Draft, HistoryEntry, ImageFormat, Input, Lineage, Operation, Parent, RequestId, Role, StoredImage},
    keys::Command,
};

/// Asks for the family of a request, or for the chain that led to it.
pub(in crate::app) fn ask(app: &mut App, id: RequestId, command: Command) -> Vec<Effect> {
    let question = match command {
        // A chain that was cut is gone on with, or forgotten, before another one is made again.
        Command::RequestReplay => {
            let of = app.memory.cut_chain.as_ref().map(|cut| cut.of);
            app.memory.cut_asked = of.is_some();
            Inquiry::Chain(of.unwrap_or(id))
        }
        Command::RequestChild => {
            app.memory.kin = Some((id, Wish::Child));
            Inquiry::Lineage(id)
        }
        _ => {
            app.memory.kin = Some((id, Wish::Tree));
            Inquiry::Lineage(id)
        }
    };
    vec![Effect::Ask(question)]
}

/// A family came.
pub(in crate::app) fn came(app: &mut App, id: RequestId, family: Lineage) -> Vec<Effect> {
    let Some((_, wish)) = app.memory.kin.take_if(|(of, _)| *of == id) else {
        return Vec::new();
    };
    // Whoever has gone on meant that request no longer.
    if app.current_id() != Some(id) || !app.overlays.is_empty() {
        return Vec::new();
    }
    let children: Vec<_> = family.children(id).map(|row| row.id).collect();
    let parents = family.parents.clone();
    match (wish, children.as_slice()) {
        (Wish::Parent, _) => match parents.as_slice() {
            [] => {
                app.say(NO_PARENT);
                Vec::new()
            }
            [parent] => go_to(app, parent.id, parent.index),
            [main, ..] => {
                app.open(Overlay::Tree(Tree::new(id, family, Some(main.id))));
                Vec::new()
            }
        },
        (Wish::Child, []) => {
            app.say("nothing was made from it yet");
            Vec::new()
        }
        (Wish::Child, [child]) => go_to(app, *child, 0),
        (Wish::Child, [first, ..]) => {
            app.open(Overlay::Tree(Tree::new(id, family, Some(*first))));
            Vec::new()
        }
        (Wish::Tree, _) if family.branches.len() < 2 => {
            app.say("it came from nothing else, and nothing was made from it yet");
            Vec::new()
        }
        (Wish::Tree, _) => {
            app.open(Overlay::Tree(Tree::new(id, family, Some(id))));
            Vec::new()
        }
    }
}

/// Goes to the branch that was chosen.
pub(in crate::app) fn chosen(app: &mut App, tree: &Tree) -> Vec<Effect> {
    let branch = tree.list.selected().and_then(|at| tree.family.branches.get(at));
    match branch.map(|branch| branch.row.id) {
        Some(id) => go_to(app, id, 0),
        None => Vec::new(),
    }
}

const NO_PARENT: &str = "it came from no other request";

/// Goes to the request that this one came from, and to the picture that it was; several are shown to choose from, which
/// only the index knows.
pub(in crate::app) fn to_parent(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let kept = entry.request.inputs().iter().filter(|input| input.sha256.is_some());
    match (entry.request.parent(), kept.count()) {
        (Some(parent), 0 | 1) => go_to(app, parent.id, parent.index),
        (None, 0) => {
            app.say(NO_PARENT);
            Vec::new()
        }
        _ => {
            app.memory.kin = Some((entry.id, Wish::Parent));
            vec![Effect::Ask(Inquiry::Lineage(entry.id))]
        }
    }
}

/// Shows a request: in the list where it is listed, else as the result.
fn go_to(app: &mut App, id: RequestId, picture: u32) -> Vec<Effect> {
    let listed = app.history.rows().iter().any(|row| row.id == id);
    let in_history = app.is_in_list() && app.view != View::Queue;
    if in_history && listed {
        app.history.select(id);
    } else if app.is_in_list() || app.view != View::Compose {
        let from = app.view;
        app.view = View::Compose;
        app.pane = Pane::Result;
        // Beside the form the list of the latest is the next pane.
        let back = if from == View::Compose {
            Command::FocusNext
        } else {
            from.command()
        };
        let keys = app.keys_of(back).unwrap_or_default();
        app.say(match from {
            View::Queue => format!("shown beside the form · {keys} goes back to the queue"),
            _ => format!("the list does not have it, so it is shown here · {keys} goes back to its place there"),
        });
    } else {
        app.show_result();
    }
    app.result.follow_picture(id, picture);
    vec![Effect::LoadEntry(id)]
}

/// A stored picture as an input, with a name that a person can read.
pub(in crate::app) fn as_input(app: &App, entry: &HistoryEntry, image: &StoredImage) -> Option<Input> {
    let facts = image.facts().filter(|facts| facts.format != ImageFormat::Svg)?;
    let named = app.settings.files.name.path(entry, image, app.spend.offset());
    let name = named.file_name().map(|name| name.to_string_lossy().into_owned())?;
    Some(Input {
        name,
        sha256: Some(image.sha256.clone()),
        ..Input::file(Role::Image, image.path.clone(), Some(facts))
    })
}

/// The shown picture becomes an image of an edit.
pub(in crate::app) fn use_as_input(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let Some(image) = app.result.image().cloned() else {
        app.say(NO_PICTURE);
        return Vec::new();
    };
    let Some(input) = as_input(app, entry, &image) else {
        app.say("no model takes a picture of this kind as an input");
        return Vec::new();
    };
    let form = app.form.draft();
    if form.images.iter().any(|known| known.path == input.path) {
        app.say("it is among the images of the form already");
        return Vec::new();
    }
    let parent = Parent {
        id: entry.id,
        index: image.index,
    };
    let mut draft = Draft {
        operation: match form.operation {
            Operation::Generate => Operation::Edit,
            other => other,
        },
        parent: if form.images.is_empty() {
            Some(parent)
        } else {
            form.parent
        },
        ..form
    };
    draft.images.push(input);
    let count = draft.images.len();
    again::fill(app, draft);
    app.say_undoable(&format!("image {count} of the edit"));
    Vec::new()
}
