//! Choosing what is compared: the first picture is marked, the second one opens both.

use super::deeds::open;
use crate::{
    app::{App, Effect, Inquiry, result::NO_PICTURE, zoom::Subject},
    domain::{HistoryEntry, RequestId, Role, one_line},
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
