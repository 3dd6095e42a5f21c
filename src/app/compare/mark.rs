//! Choosing what is compared: the first picture is marked, the second one opens both.

use super::{Comparing, deeds::open};
use crate::{
    app::{App, Effect, Inquiry, result::NO_PICTURE, zoom::Subject},
    domain::{HistoryEntry, Parent, RequestId, Role, cut_at_word, one_line, thousands},
    keys::Command,
};

/// What is said when the mark is gone.
const NO_MARK: &str = "no picture is marked any more";

/// So much of a name is told in a message, which is one line on a screen of 80 columns.
const NAME: usize = 22;

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
            app.say(NO_MARK);
            Vec::new()
        }
        Some(marked) => open(app, marked, subject),
        None => {
            let name = one_line(&subject.name);
            let name = cut_at_word(&name, NAME);
            let key = app.keys_of(Command::CompareMark);
            let key = key.unwrap_or_else(|| "the same key".to_owned());
            // In a close look the key that leaves closes that.
            let leave = app.keys_of(Command::FocusLeave).filter(|_| app.overlays.is_empty());
            let leave = leave.map_or_else(String::new, |keys| format!(", {keys} takes A away"));
            app.say(format!("A is {name}: {key} on another compares them{leave}"));
            app.marked = Some(subject);
            Vec::new()
        }
    }
}

/// Takes the mark of the first picture away; says whether there was one.
pub(in crate::app) fn drop_mark(app: &mut App) -> bool {
    let was = app.marked.take().is_some();
    if was {
        app.say(NO_MARK);
    }
    was
}

/// Compares the two marked requests of the list; says what to do where more are marked.
pub(in crate::app) fn marked_rows(app: &mut App) -> Vec<Effect> {
    let marked = app.marks_in_focus();
    let [a, b] = *marked.as_slice() else {
        let marked = thousands(marked.len());
        app.say(format!(
            "{marked} are marked, and two are compared: leave two marks, or none"
        ));
        return Vec::new();
    };
    app.memory.comparing = Some(Comparing::Marked(a, b));
    vec![Effect::Ask(Inquiry::Pair(a, b))]
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
                app.memory.comparing = Some(Comparing::Parent(parent, entry.id));
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

/// Two requests were read; says whether that was for a comparison of their pictures.
pub(in crate::app) fn pair_came(app: &mut App, pair: &[HistoryEntry; 2]) -> Option<Vec<Effect>> {
    let [first, second] = pair;
    let is_it = |wanted: &mut Comparing| match wanted {
        Comparing::Parent(parent, id) => (parent.id, *id) == (first.id, second.id),
        Comparing::Marked(a, b) => (*a, *b) == (first.id, second.id),
    };
    Some(match app.memory.comparing.take_if(is_it)? {
        Comparing::Parent(parent, _) => with_parent(app, parent, pair),
        Comparing::Marked(..) => both_marked(app, pair),
    })
}

/// Compares what is seen of two marked requests.
fn both_marked(app: &mut App, pair: &[HistoryEntry; 2]) -> Vec<Effect> {
    // Whoever has gone on or marked others meant these no longer.
    let marked = app.marks_meant() == 2 && pair.iter().all(|entry| app.marked().has(entry.id));
    if !marked || !app.overlays.is_empty() {
        return Vec::new();
    }
    let shown = |entry: &HistoryEntry| {
        let place = (app.result.wanted() == Some(entry.id)).then(|| app.result.place().0);
        let results = Subject::results(entry);
        let seen = results.iter().find(|subject| Some(subject.place) == place);
        seen.or(results.first()).cloned()
    };
    if let Some((a, b)) = shown(&pair[0]).zip(shown(&pair[1])) {
        return open(app, a, b);
    }
    app.say("one of the marked requests has no picture");
    Vec::new()
}

/// Compares the shown picture of a request with the one that it came from.
fn with_parent(app: &mut App, asked: Parent, [parent, entry]: &[HistoryEntry; 2]) -> Vec<Effect> {
    // Whoever has gone on meant that request no longer.
    if app.current_id() != Some(entry.id) || !app.overlays.is_empty() {
        return Vec::new();
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
        return open(app, original, shown);
    }
    app.say("the request that it came from has no picture");
    Vec::new()
}

fn is_same(one: &Subject, other: &Subject) -> bool {
    let of = |subject: &Subject| subject.entry.as_ref().map(|entry| entry.id);
    one.path == other.path && of(one) == of(other) && one.place == other.place
}
