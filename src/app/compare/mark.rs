//! Choosing what is compared: the first picture is marked, the second one opens both.

use super::open;
use crate::{
    app::{
        App, Effect, Inquiry,
        result::NO_PICTURE,
        zoom::{Subject, mask_of, overlaid},
    },
    domain::{HistoryEntry, Overlaid, RequestId, Role, one_line},
};

/// So much of a name is told in a message.
const NAME: usize = 40;

impl App {
    /// The request that the marked picture is a result of.
    #[must_use]
    pub fn compared(&self) -> Option<RequestId> {
        self.marked.as_ref()?.entry.as_ref().map(|entry| entry.id)
    }
}

/// Marks a picture, compares it with the marked one, or takes its own mark away.
pub(in crate::app) fn mark(app: &mut App, subject: Subject) -> Vec<Effect> {
    match app.marked.take() {
        Some(marked) if is_same(&marked, &subject) => {
            app.say("no picture is marked any more");
            Vec::new()
        }
        Some(marked) => open(app, marked, subject),
        None => {
            let name: String = one_line(&subject.name).chars().take(NAME).collect();
            app.say(format!("A is {name}: the same key on another picture compares them"));
            app.marked = Some(subject);
            Vec::new()
        }
    }
}

/// Compares the shown picture of an edit with the first picture that it was made of.
pub(in crate::app) fn with_original(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    let original = entry.request.inputs_as(Role::Image).find_map(Subject::of_input);
    let shown = Subject::result(entry, app.result.place().0);
    match (original, shown) {
        (Some(original), Some(shown)) => open(app, original, shown),
        (None, Some(_)) => {
            // A new roll of the dice has a parent and no picture that it was made of.
            if let Some(parent) = entry.request.parent() {
                app.memory.comparing = Some((parent, entry.id));
                return vec![Effect::Ask(Inquiry::Pair(parent.id, entry.id))];
            }
            app.say("it was not made of a picture that is kept here, and came from no other request");
            Vec::new()
        }
        (_, None) => {
            app.say(NO_PICTURE);
            Vec::new()
        }
    }
}

/// A request and the one that it came from were read, for a comparison of their pictures; says whether that is what they
/// were read for.
pub(in crate::app) fn with_parent(app: &mut App, [parent, entry]: &[HistoryEntry; 2]) -> Option<Vec<Effect>> {
    let pair = (parent.id, entry.id);
    let (asked, _) = app.memory.comparing.take_if(|(asked, id)| (asked.id, *id) == pair)?;
    // Whoever has gone on meant that request no longer.
    if app.current_id() != Some(entry.id) || !app.overlays.is_empty() {
        return Some(Vec::new());
    }
    let places = Subject::results(parent);
    let of_asked = |subject: &Subject| subject.image().is_some_and(|image| image.index == asked.index);
    let original = places
        .iter()
        .find(|subject| of_asked(subject))
        .or(places.first())
        .cloned();
    let shown = Subject::result(entry, app.result.place().0);
    if let Some((original, shown)) = original.zip(shown) {
        return Some(open(app, original, shown));
    }
    app.say("the request that it came from has no picture");
    Some(Vec::new())
}

fn is_same(one: &Subject, other: &Subject) -> bool {
    let of = |subject: &Subject| subject.entry.as_ref().map(|entry| entry.id);
    one.path == other.path && of(one) == of(other) && one.place == other.place
}

/// The mask that tells where the second picture may differ from the first: that of the edit that made one of the other,
/// or one that both were made with.
pub(super) fn mask_between(a: &Subject, b: &Subject) -> Option<Overlaid> {
    let (of_a, of_b) = (a.entry.as_deref(), b.entry.as_deref());
    if let Some(edit) = of_b.filter(|edit| is_made_of(edit, a)) {
        return mask_of(edit);
    }
    if let Some(edit) = of_a.filter(|edit| is_made_of(edit, b)) {
        return mask_of(edit);
    }
    let mask = |entry: &HistoryEntry| entry.request.inputs_as(Role::Mask).next().cloned();
    let (one, other) = (mask(of_a?)?, mask(of_b?)?);
    let same = one.sha256.is_some() && one.sha256 == other.sha256 && one.treatment == other.treatment;
    (same && one.remote.is_none()).then(|| overlaid(&one))
}

fn is_made_of(edit: &HistoryEntry, picture: &Subject) -> bool {
    let first = edit.request.inputs_as(Role::Image).next();
    let same_file = first
        .is_some_and(|input| input.path == picture.path || (input.sha256.is_some() && input.sha256 == picture.sha256));
    let parent = edit.request.parent();
    let child = picture.entry.as_ref().zip(parent).is_some_and(|(entry, parent)| {
        entry.id == parent.id && picture.image().is_some_and(|image| image.index == parent.index)
    });
    same_file || child
}
