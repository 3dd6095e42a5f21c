//! History: every request ever made, what is searched for, and the selected one in detail.

use std::ops::Range;

use ratatui::{Frame, layout::Rect};

use super::{
    cells::{columns, folded},
    details,
    glyphs::Look,
    layout::{self, HistoryPanes, Skeleton},
    panes::shown,
    pen, result,
    search::Typed,
    widgets::request_rows,
    words,
};
use crate::{
    app::{App, History, NearRows, Offer, View},
    domain::{Money, cut},
    keys::{Command, Context, Keymap},
    term::Previews,
};

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) -> Rect {
    let noted = Typed::on_screen(app).map_or(0, |typed| typed.rows(skeleton.body.width));
    let panes = HistoryPanes::of(skeleton.body, shown(app)).noted(noted);
    pen::level(frame, skeleton.rule, None, look);
    search(frame, panes.search, app, look);
    pen::level(
        frame,
        panes.rule,
        (!panes.divider.is_empty()).then_some((panes.divider.x, "┬")),
        look,
    );
    if !panes.list.is_empty() {
        rows(frame, panes.list, (app, true), look);
    }
    pen::upright(frame, panes.divider, look);
    result::draw(frame, panes.result, (app, false), previews, look);
    if let (Some(entry), false) = (app.result().seen(), panes.details.is_empty()) {
        details::draw(frame, panes.details, (entry, app), look);
    }
    panes.rule
}

fn search(frame: &mut Frame, area: Rect, app: &App, look: Look<'_>) {
    let theme = look.theme;
    let history = app.history();
    let words = history.words();
    let inner = layout::columns(area, 1, area.width.saturating_sub(2));
    let told = if history.seeks_far() {
        format!("looking for the oldest …{}", ends(app, "stops"))
    } else {
        let what = if words.is_empty() { "leaves it" } else { "ends it" };
        format!("{}{}{}", found(app, words.is_empty()), saved(app), ends(app, what))
    };
    let room = layout::columns(inner, 0, inner.width.saturating_sub(columns(&told) + 2));
    if words.is_empty() && history.shows_trash() {
        pen::left(frame, room, "the trash", theme.title);
    } else if words.is_empty() {
        pen::left(frame, room, "every request ever made", theme.title);
    } else {
        pen::pieces(frame, room, &[("/ ", theme.focus_bar), (words, theme.strong)]);
    }
    pen::right(frame, inner, &told, theme.faint);
}

/// The key that ends what narrows the list, or the looking.
fn ends(app: &App, what: &str) -> String {
    if app.history().words().is_empty() && !app.history().shows_trash() {
        return String::new();
    }
    let key = app.keymap().hint(&[Context::Screen, Context::All], Command::FocusLeave);
    key.map_or_else(String::new, |key| format!(" · {key} {what}"))
}

/// The searches that are kept: the name of the present one, or the keys that go through them.
fn saved(app: &App) -> String {
    let search = app.search();
    match search.saved_as(app.history().words()) {
        Some(saved) => format!(" · saved: {}", saved.name),
        None if search.saved().is_empty() || !app.history().words().is_empty() => String::new(),
        None => {
            let key = |command| app.keymap().hint(&[Context::History], command).map(ToString::to_string);
            let keys = [Command::SearchPrevious, Command::SearchNext].map(key);
            let keys = keys.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let names: Vec<_> = search.saved().iter().map(|saved| saved.name.as_str()).collect();
            format!("   {keys} {}", names.join(" · "))
        }
    }
}

/// How many requests there are, or match; with the search's key or line where `more` is wanted.
pub(super) fn found(app: &App, more: bool) -> String {
    let history = app.history();
    let here = app.marked_here().len();
    let hidden = app.marked().count() - here;
    let trash = if history.shows_trash() { " in the trash" } else { "" };
    let count = match here {
        0 => format!("{}{trash}", counted(history)),
        here => format!("{} marked of {}{trash}", words::thousands(here), counted(history)),
    };
    let count = match hidden {
        0 => count,
        hidden => format!("{} marked, not here · {count}", words::thousands(hidden)),
    };
    match (history.words(), app.search_key()) {
        ("", Some((keys, verb))) if more => format!("{keys} {verb}   {count}"),
        ("", _) => count,
        (words, _) if more => format!("/ {words}   {count}"),
        _ => count,
    }
}

/// How many requests a list has; of a search how many it found, of how many, and what they cost.
pub(super) fn counted(history: &History) -> String {
    if let Some(indexing) = history.indexing() {
        return indexing.told();
    }
    let total = history.total();
    if !history.is_narrowed() {
        return words::counted(total, "request", "requests");
    }
    let all = words::thousands(total);
    match history.tally() {
        Some(tally) if tally.cost == Money::ZERO => format!("{} of {all}", words::thousands(tally.count)),
        Some(tally) => format!("{} of {all} · {}", words::thousands(tally.count), tally.cost.as_sum()),
        None => format!("{}+ of {all}", words::thousands(history.rows().len())),
    }
}

/// Says that a search found nothing, how many requests each wider one would find, and the keys that end or change it;
/// without a keymap the line of the search is at hand.
pub(super) fn nothing(frame: &mut Frame, area: Rect, (history, keymap): (&History, Option<&Keymap>), look: Look<'_>) {
    let row = layout::columns(area, 2, area.width.saturating_sub(2));
    let first = u16::from(area.height > 2);
    let clear = way(keymap, Command::FocusLeave);
    let clear = clear.map_or_else(String::new, |keys| format!(" {keys} ends the search."));
    let sentence = format!("Nothing matches.{clear}");
    pen::left(frame, layout::rows(row, first, 1), &sentence, look.theme.faint);
    ways(
        frame,
        layout::rows(row, first + 2, area.height),
        (history, keymap),
        look,
    );
}

/// The key of a command on a screen.
fn way(keymap: Option<&Keymap>, command: Command) -> Option<String> {
    Some(keymap?.hint(&[Context::Screen, Context::All], command)?.to_string())
}

/// Tells how many requests other searches would find, and the keys that lead there.
fn ways(frame: &mut Frame, below: Rect, (history, keymap): (&History, Option<&Keymap>), look: Look<'_>) {
    let theme = look.theme;
    let offers = history.offers();
    if offers.is_empty() && history.wider().len() > 1 && history.found_with().clauses().len() > 1 {
        let line = way(keymap, Command::HistorySearch);
        let change = line.map_or_else(|| "ctrl-w".to_owned(), |keys| format!("{keys} ctrl-w"));
        let words = format!("No single part of it is the reason. {change} takes its last part away.");
        pen::lines(frame, below, &folded(&words, usize::from(below.width)), theme.faint);
    }
    // Behind the longest way stand the counts, up to `99,999 requests` and a gap.
    let room = below.width.saturating_sub(18);
    let part = |offer: &Offer| cut(&offer.part, usize::from(room.saturating_sub(columns(&offer.words)))).into_owned();
    let lines: Vec<_> = offers.iter().map(|offer| (offer, part(offer))).collect();
    let widest = lines
        .iter()
        .map(|(offer, part)| columns(&offer.words) + columns(part))
        .max();
    for (line, (offer, part)) in below.rows().zip(&lines) {
        pen::pieces(frame, line, &[(&offer.words, theme.faint), (part, theme.strong)]);
        let counts = layout::columns(line, widest.unwrap_or(0) + 3, line.width);
        let count = words::counted(offer.count, "request", "requests");
        pen::left(frame, counts, &count, theme.text);
    }
    let take = keymap.filter(|_| !offers.is_empty()).and_then(|keymap| {
        let keys = keymap.hint(&[Context::History, Context::Screen, Context::All], Command::SearchWiden);
        keys.map(|keys| {
            format!(
                "{keys} searches for {}",
                if offers.len() > 1 { "one of these" } else { "this" }
            )
        })
    });
    let taken = u16::try_from(offers.len()).unwrap_or(u16::MAX).saturating_add(1);
    let row = layout::rows(below, taken, 1);
    pen::left(frame, row, &take.unwrap_or_default(), theme.faint);
}

/// The heading of rows that are only close to what was typed, in so many words as there is room for.
fn near_words(history: &History, near: &NearRows, room: u16) -> String {
    let nothing = if near.from == 0 {
        "Nothing matches; close"
    } else {
        "Close"
    };
    let newest = words::thousands(near.looked_at);
    let forms = if near.looked_at < history.total() {
        vec![
            format!("{nothing} to what you typed, among the newest {newest}:"),
            format!("Close to what you typed, newest {newest}:"),
            format!("Close, newest {newest}:"),
        ]
    } else {
        vec![
            format!("{nothing} to what you typed:"),
            "Close to what you typed:".to_owned(),
        ]
    };
    let fits = |form: &&String| columns(form) <= room;
    let form = forms.iter().find(fits).or(forms.last());
    form.cloned().unwrap_or_default()
}

/// Draws the rows of a list that are seen: those that match, and under a heading those that are only close to it.
/// `beside` says that something stands right of the list and tells the rest of the selected request.
pub(super) fn listed(
    frame: &mut Frame,
    area: Rect,
    (history, app, focused): (&History, &App, bool),
    (keymap, beside): (Option<&Keymap>, bool),
    look: Look<'_>,
) {
    let near = history.near();
    let height = area.height.saturating_sub(u16::from(near.is_some()));
    let window = history.list().window_of(usize::from(height));
    let selected = history.list().selected();
    let sought: Vec<&str> = history.found_with().texts().collect();
    let mut part = |part: Range<usize>, words: &[&str], area: Rect| {
        let rows = request_rows::Rows {
            seen: history.rows().get(part.clone()).unwrap_or_default(),
            selected: selected.and_then(|at| at.checked_sub(part.start)),
            focused,
            now_ms: app.now_ms(),
            words,
            compared: app.compared(),
            marked: app.marked(),
            beside,
        };
        request_rows::draw(frame, area, &rows, look);
    };
    let Some(near) = near.filter(|near| near.from < window.end) else {
        return part(window, &sought, area);
    };
    let from = near.from.max(window.start);
    let above = u16::try_from(from - window.start).unwrap_or(u16::MAX);
    let below = u16::try_from(window.end - from).unwrap_or(u16::MAX);
    let close: Vec<&str> = near.words.iter().map(String::as_str).collect();
    part(window.start..from, &sought, layout::rows(area, 0, above));
    part(from..window.end, &close, layout::rows(area, above + 1, below));
    let row = layout::columns(area, 2, area.width.saturating_sub(2));
    let words = near_words(history, near, row.width);
    pen::left(frame, layout::rows(row, above, 1), &words, look.theme.faint);
    if near.from == 0 {
        ways(
            frame,
            layout::rows(row, above + below + 2, area.height),
            (history, keymap),
            look,
        );
    }
}

/// Why there is nothing to see, and the next step.
fn none(app: &App) -> String {
    let key = |command| {
        app.keymap()
            .hint(&[Context::Screen, Context::All], command)
            .map(ToString::to_string)
    };
    if app.history().shows_trash() {
        let back = key(Command::FocusLeave).map_or_else(String::new, |keys| format!(" {keys} leads back."));
        return format!("The trash is empty.{back}");
    }
    if app.history().was_emptied() {
        let trash = key(Command::HistoryTrash).map_or_else(String::new, |keys| format!(": {keys} shows the trash"));
        return format!("Nothing is left here{trash}.");
    }
    // In Compose the form is on the same screen.
    let write = key(Command::ViewCompose).filter(|_| app.view() != View::Compose);
    let write = write.map_or_else(String::new, |keys| {
        format!(" {keys} leads to the form, where one is written.")
    });
    format!("No request yet: every one you send is kept here.{write}")
}

/// Draws the rows of the list that are seen, or why there are none; `focused` says whether it has the keys.
pub(super) fn rows(frame: &mut Frame, area: Rect, (app, focused): (&App, bool), look: Look<'_>) {
    let history = app.history();
    if let Some(problem) = history.problem() {
        let inner = layout::columns(area, 2, area.width.saturating_sub(4));
        let lines = folded(&problem.message, usize::from(inner.width));
        pen::lines(frame, inner, &lines, look.theme.problem);
        return;
    }
    // While a line is typed its letters are no keys.
    let keymap = Typed::on_screen(app).is_none().then(|| app.keymap());
    if history.rows().is_empty() {
        // Before the store has answered nobody knows whether there is something.
        if history.is_unknown() {
            return;
        }
        if history.is_narrowed() {
            return nothing(frame, area, (history, keymap), look);
        }
        let row = layout::columns(area, 2, area.width.saturating_sub(2));
        let row = layout::rows(row, u16::from(area.height > 2), area.height);
        let lines = folded(&none(app), usize::from(row.width));
        return pen::lines(frame, row, &lines, look.theme.faint);
    }
    let beside = app.view() == View::History && area.width < frame.area().width;
    listed(frame, area, (history, app, focused), (keymap, beside), look);
}
