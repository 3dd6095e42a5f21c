//! Words on requests: tags, notes and titles, typed into a line and put on one or on all marked ones.

use super::{
    App, Effect, Inquiry, Line, LinePurpose, Marking, Overlay, Way, deed::Deed, parts::TextBuffer, state::Undo,
};
use crate::{
    domain::{Failure, RequestId, one_line, tags_in, thousands},
    keys::{Command, Context},
};

/// Opens the line of tags, of a note, or of a title.
pub(super) fn ask(app: &mut App, ids: Vec<RequestId>, command: Command) -> Vec<Effect> {
    let one = match ids.as_slice() {
        [id] => app
            .result
            .entry()
            .filter(|entry| entry.id == *id)
            .map(|entry| entry.marks.clone()),
        _ => None,
    };
    let marks = one.unwrap_or_default();
    let whose = if ids.len() == 1 {
        String::new()
    } else {
        format!(" of {} requests", thousands(ids.len()))
    };
    let (title, note, text, purpose) = match (command, ids.as_slice()) {
        (Command::RequestTag, _) => (
            format!("Tags{whose}"),
            tag_note(&app.memory.tags),
            marks.tags.join(" "),
            LinePurpose::Tags(ids),
        ),
        (Command::RequestTitle, [id]) => (
            "Title".to_owned(),
            "lists show it in place of the prompt; empty takes it away".to_owned(),
            marks.title.unwrap_or_default(),
            LinePurpose::Title(*id),
        ),
        (Command::RequestTitle, _) => {
            app.say("a title is for one request; esc takes the marks away");
            return Vec::new();
        }
        _ => (
            format!("Note{whose}"),
            "a search finds its words; empty takes it away".to_owned(),
            marks.note.unwrap_or_default(),
            LinePurpose::Note(ids),
        ),
    };
    let question = match &purpose {
        LinePurpose::Tags(_) => Some(Inquiry::Tags),
        // Those of one request are known.
        LinePurpose::Note(ids) if ids.len() > 1 => Some(Inquiry::Notes(ids.clone())),
        _ => None,
    };
    app.open(Overlay::Line(Line {
        title,
        note,
        buffer: TextBuffer::single_line().with_text(&text),
        purpose,
    }));
    question.map(Effect::Ask).into_iter().collect()
}

fn tag_note(known: &[String]) -> String {
    let how = "words apart by spaces or commas; -word takes one away; tab completes";
    if known.is_empty() {
        return how.to_owned();
    }
    format!("{how} · known: {}", known.join(" "))
}

/// The store told every tag there is: an open line of tags shows them.
pub(super) fn tags_known(app: &mut App, tags: Vec<String>) {
    if let Some(Overlay::Line(line)) = app.overlays.last_mut()
        && matches!(line.purpose, LinePurpose::Tags(_))
    {
        line.tell(&tag_note(&tags));
    }
    app.memory.tags = tags;
}

/// It is known what several requests have as notes, which a new one takes the place of: an open line of theirs says so,
/// and begins with the note that all of them share.
pub(super) fn notes_known(app: &mut App, ids: &[RequestId], notes: &[String]) {
    let undo = app.keymap.hint(&[Context::Screen], Command::EditUndo);
    let undo = undo.map_or_else(String::new, |keys| format!("; {keys} brings them back"));
    let Some(Overlay::Line(line)) = app.overlays.last_mut() else {
        return;
    };
    if line.purpose != LinePurpose::Note(ids.to_vec()) {
        return;
    }
    let of = thousands(ids.len());
    let Some(first) = notes.first() else {
        return line.tell(&format!("none of the {of} has a note yet; a search finds its words"));
    };
    let is_shared = notes.len() == ids.len() && notes.iter().all(|note| note == first);
    if is_shared && line.buffer.is_empty() && !line.buffer.is_edited() {
        line.buffer = TextBuffer::single_line().with_text(first);
    }
    let has = match (is_shared, notes.len()) {
        (true, _) => format!("all {of} have this note: what you write takes its place"),
        (false, 1) => format!("1 of the {of} has a note: what you write takes its place"),
        (false, count) => format!(
            "{} of the {of} have a note: what you write takes their place",
            thousands(count)
        ),
    };
    line.tell(&format!("{has}, empty takes them away{undo}"));
}

/// Completes the word at the end of an open line of tags.
pub(super) fn complete(app: &mut App) -> Vec<Effect> {
    let known = &app.memory.tags;
    let Some(Overlay::Line(line)) = app.overlays.last_mut() else {
        return Vec::new();
    };
    let text = line.buffer.text().to_owned();
    let start = text.rfind([' ', ',']).map_or(0, |at| at + 1);
    let (before, word) = text.split_at(start);
    let (minus, word) = word.strip_prefix('-').map_or(("", word), |word| ("-", word));
    let fits = |tag: &&String| !word.is_empty() && tag.starts_with(word) && *tag != word;
    if let Some(tag) = known.iter().find(fits) {
        line.buffer.replace(&format!("{before}{minus}{tag} "));
    }
    Vec::new()
}

/// Tags were typed for requests: they are put on all of them, and one with a minus is taken away.
pub(super) fn tag(app: &mut App, ids: Vec<RequestId>, typed: &str) -> Vec<Effect> {
    retag_with(app, ids, typed, &[])
}

/// The line of tags was filled in. For one request whose tags are known it is what they are to be.
pub(super) fn retag(app: &mut App, ids: Vec<RequestId>, typed: &str) -> Vec<Effect> {
    let had = match ids.as_slice() {
        [id] => app
            .result
            .entry()
            .filter(|entry| entry.id == *id)
            .map(|entry| entry.marks.tags.clone()),
        _ => None,
    };
    let words: Vec<_> = tags_in(typed).collect();
    let mut gone = had.unwrap_or_default();
    gone.retain(|tag| !words.contains(&tag.as_str()));
    retag_with(app, ids, typed, &gone)
}

/// Puts on what was typed and takes away what is gone.
fn retag_with(app: &mut App, ids: Vec<RequestId>, typed: &str, gone: &[String]) -> Vec<Effect> {
    let put_on = tags_in(typed).filter_map(|word| {
        let (tag, on) = word.strip_prefix('-').map_or((word, true), |tag| (tag, false));
        let tag = tag.to_owned();
        (!tag.is_empty()).then_some(Marking::Tag { tag, on })
    });
    let taken = gone.iter().map(|tag| Marking::Tag {
        tag: tag.clone(),
        on: false,
    });
    let markings: Vec<_> = put_on.chain(taken).collect();
    let effects = put(app, ids, &markings);
    if !effects.is_empty() {
        let minus = gone.iter().map(|tag| format!(" -{tag}"));
        let all: String = std::iter::once(typed.to_owned()).chain(minus).collect();
        app.memory.last = Some(Deed::Tags(all.trim().to_owned()));
    }
    effects
}

/// Puts marks with words on requests; what turns them back comes with the answer.
pub(super) fn put(app: &mut App, ids: Vec<RequestId>, markings: &[Marking]) -> Vec<Effect> {
    app.memory.putting = markings.to_vec();
    let all: Vec<_> = ids
        .into_iter()
        .flat_map(|id| markings.iter().map(move |marking| (id, marking.clone())))
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    vec![Effect::Put {
        markings: all,
        way: Way::Do,
    }]
}

/// What was done, in words: `tagged fox: 3 requests · u undo`. It is read from what turns it back, so that only what
/// changed something is told; `put` is what was typed for a note or a title.
fn told(back: &[(RequestId, Marking)], put: &[Marking], way: Way) -> String {
    let (mut on, mut off, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let once = |words: &mut Vec<String>, word: String| {
        if !words.contains(&word) {
            words.push(word);
        }
    };
    for (_, marking) in back.iter().rev() {
        match marking {
            // What turns it back is the opposite of what was done.
            Marking::Tag { tag, on: false } => once(&mut on, one_line(tag).into_owned()),
            Marking::Tag { tag, on: true } => once(&mut off, one_line(tag).into_owned()),
            Marking::Note(_) => once(&mut others, text_told("note", put, way)),
            Marking::Title(_) => once(&mut others, text_told("title", put, way)),
        }
    }
    let mut words = Vec::new();
    words.extend((!on.is_empty()).then(|| format!("tagged {}", on.join(", "))));
    words.extend((!off.is_empty()).then(|| format!("took away {}", off.join(", "))));
    words.extend(others);
    let mut ids: Vec<_> = back.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    let how_many = match ids.len() {
        1 => String::new(),
        count => format!(": {} requests", thousands(count)),
    };
    let then = if way == Way::Undo { "U does it again" } else { "u undo" };
    format!("{}{how_many} · {then}", words.join(", "))
}

/// What became of a note or a title.
fn text_told(what: &str, put: &[Marking], way: Way) -> String {
    let gone = |marking: &Marking| matches!(marking, Marking::Note(text) | Marking::Title(text) if text.is_empty());
    match way {
        Way::Do if put.iter().any(gone) => format!("{what} taken away"),
        Way::Do => format!("{what} written"),
        Way::Undo => format!("{what} as it was"),
        Way::Redo => format!("{what} changed again"),
    }
}

/// Marks were put, or not; the answer is what turns them back.
pub(super) fn was_put(app: &mut App, way: Way, answer: Result<Vec<(RequestId, Marking)>, Failure>) -> Vec<Effect> {
    let back = match answer {
        Ok(back) => back,
        Err(failure) => {
            app.memory.last.take_if(|deed| matches!(deed, Deed::Tags(_)));
            app.fail(failure);
            return Vec::new();
        }
    };
    if back.is_empty() {
        app.say("it is so already");
        return Vec::new();
    }
    let shown = app
        .result
        .wanted()
        .filter(|shown| back.iter().any(|(id, _)| id == shown));
    let said = told(&back, &std::mem::take(&mut app.memory.putting), way);
    app.say(said);
    let step = Undo::Put(back);
    match way {
        Way::Do => app.did(step),
        Way::Undo => app.redo.push(step),
        Way::Redo => app.undo.push(step),
    }
    // A title stands in the list.
    let mut effects = vec![Effect::LoadHistory(app.history.ask_first())];
    effects.extend(shown.map(Effect::LoadEntry));
    effects
}
