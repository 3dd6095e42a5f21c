//! Texts to read about requests: everything known of one, its kept files, and what differs between two.

use super::{App, Body, Effect, Inquiry, Overlay, Page, Reading, Relatives, Tone, actions};
use crate::domain::{
    HistoryEntry, HistoryRow, RequestId, Words, ago, cut_at_word, entries_between, one_line, words_between,
};

/// The characters of a request's name in a title.
const NAME: usize = 40;

impl App {
    /// What a request was made from and how much from it, as far as that is known.
    #[must_use]
    pub fn relatives_of(&self, entry: &HistoryEntry) -> Relatives {
        let known = self.memory.relatives.as_ref().filter(|(of, _)| *of == entry.id);
        let named = || Relatives {
            parents: entry.request.parent().into_iter().collect(),
            made: 0,
        };
        known.map_or_else(named, |(_, relatives)| relatives.clone())
    }
}

fn name_of(entry: &HistoryEntry) -> String {
    let words = entry.marks.title.as_deref().unwrap_or_else(|| entry.request.prompt());
    let words = one_line(words.trim());
    if words.is_empty() {
        return entry.id.short();
    }
    cut_at_word(&words, NAME).into_owned()
}

/// What tells a request from another one of the same words: its model, its age, its name.
fn title(app: &App, entry: &HistoryEntry) -> String {
    let age = ago(app.now_ms - entry.created_at.as_millisecond());
    let model = one_line(entry.request.model()).into_owned();
    format!("{} · {model} · {age} · {}", name_of(entry), entry.id.short())
}

/// Opens everything that is known of a request.
pub(super) fn open(app: &mut App, entry: &HistoryEntry) {
    let page = Page {
        name: "details".to_owned(),
        body: Body::Entry {
            entry: Box::new(entry.clone()),
            relatives: app.relatives_of(entry),
            offset: app.spend.offset(),
        },
    };
    app.open(Overlay::Reading(Reading::new(name_of(entry), vec![page])));
}

/// Messages with how long ago each was said.
pub(super) fn messages(told: Vec<(String, String)>) -> Reading {
    let lines = told
        .into_iter()
        .flat_map(|(when, text)| [(Tone::Faint, when), (Tone::Plain, text)]);
    text("Messages", lines.collect())
}

/// Sentences that may be more than the screen holds.
pub(super) fn sentences(title: &str, lines: Vec<String>) -> Reading {
    text(title, lines.into_iter().map(|line| (Tone::Plain, line)).collect())
}

fn text(title: &str, lines: Vec<(Tone, String)>) -> Reading {
    let page = Page {
        name: title.to_owned(),
        body: Body::Text(lines),
    };
    Reading::new(title.to_owned(), vec![page])
}

/// It is known what a request was made from, and how much from it; where it is being read, that is there too.
pub(super) fn relatives_came(app: &mut App, id: RequestId, known: Relatives) {
    if let Some(Overlay::Reading(reading)) = app.overlays.last_mut() {
        for page in &mut reading.pages {
            if let Body::Entry { entry, relatives, .. } = &mut page.body
                && entry.id == id
            {
                relatives.clone_from(&known);
            }
        }
    }
    app.memory.relatives = Some((id, known));
    actions::renew(app);
}

/// A request was queued: where it comes from the one that is shown, that one has one more.
pub(super) fn child_queued(app: &mut App, row: &HistoryRow) {
    let Some(entry) = app.result.entry().filter(|entry| Some(entry.id) == row.parent) else {
        return;
    };
    let known = app.relatives_of(entry);
    let made = known.made + 1;
    app.memory.relatives = Some((entry.id, Relatives { made, ..known }));
}

/// The kept files of a request came.
pub(super) fn raw_came(app: &mut App, id: RequestId, files: Vec<(String, String)>) {
    if app.current_id() != Some(id) || !app.overlays.is_empty() {
        return;
    }
    let page = |(name, text): (String, String)| Page {
        name,
        body: Body::Text(text.lines().map(|line| (Tone::Plain, line.to_owned())).collect()),
    };
    let pages: Vec<_> = files.into_iter().map(page).collect();
    if pages.is_empty() {
        app.say("nothing of it is on disk");
        return;
    }
    app.open(Overlay::Reading(Reading::new(format!("JSON of {}", id.short()), pages)));
}

/// Asks for two requests: both marked ones, or the marked one and the current one.
pub(super) fn difference_of_marked(app: &mut App) -> Vec<Effect> {
    let marked = app.marks_in_focus();
    let pair = match (marked.as_slice(), app.current_id()) {
        ([first, second], _) => Some((*first, *second)),
        ([one], Some(current)) if *one != current => Some((*one, current)),
        _ => None,
    };
    if let Some((first, second)) = pair {
        return vec![Effect::Ask(Inquiry::Pair(first, second))];
    }
    app.say("mark one other request, or two, to read what differs");
    Vec::new()
}

/// Asks for a request and the one that it came from.
pub(super) fn difference_to_parent(app: &mut App, entry: &HistoryEntry) -> Vec<Effect> {
    if let Some(parent) = entry.request.parent() {
        return vec![Effect::Ask(Inquiry::Pair(parent.id, entry.id))];
    }
    app.say("it came from no other request: mark one to read what differs");
    Vec::new()
}

/// Two requests came: what differs between them is shown.
pub(super) fn pair_came(app: &mut App, [first, second]: &[HistoryEntry; 2]) {
    if !app.overlays.is_empty() {
        return;
    }
    let words = words_between(first.request.prompt(), second.request.prompt());
    let fields = entries_between(first, second);
    let mut lines = vec![
        (Tone::Faint, format!("A  {}", title(app, first))),
        (Tone::Faint, format!("B  {}", title(app, second))),
        (Tone::Plain, String::new()),
    ];
    if words.is_empty() && fields.is_empty() {
        lines.push((Tone::Plain, "Nothing differs.".to_owned()));
    }
    if !words.is_empty() {
        lines.push((Tone::Heading, "Prompt, [-only in A-] and {+only in B+}".to_owned()));
        lines.extend(told(&words).lines().map(|line| (Tone::Plain, line.to_owned())));
        lines.push((Tone::Plain, String::new()));
    }
    if !fields.is_empty() {
        lines.push((Tone::Heading, "Fields, A → B".to_owned()));
        let widest = fields.iter().map(|field| field.label.len()).max().unwrap_or(0);
        let word = |text: &str| match text {
            "" => "—".to_owned(),
            text => text.to_owned(),
        };
        lines.extend(fields.iter().map(|field| {
            let (before, after) = (word(&field.before), word(&field.after));
            (Tone::Plain, format!("{:<widest$}  {before} → {after}", field.label))
        }));
    }
    let page = Page {
        name: "difference".to_owned(),
        body: Body::Text(lines),
    };
    app.open(Overlay::Reading(Reading::new("What differs".to_owned(), vec![page])));
}

/// Two prompts in one text; what stands in only one of them is in brackets, so that it reads without colour.
fn told(words: &[Words]) -> String {
    let told = words.iter().map(|some| match some {
        Words::Same(text) => text.clone(),
        Words::Gone(text) => format!("[-{text}-]"),
        Words::Come(text) => format!("{{+{text}+}}"),
    });
    told.collect()
}
