//! History: every request ever made, what is searched for, and the selected one in detail.

use ratatui::{Frame, layout::Rect};

use super::{
    cells::folded,
    details,
    glyphs::Look,
    layout::{self, HistoryPanes, Skeleton},
    pen, result,
    room::shown,
    widgets::request_rows,
    words,
};
use crate::{
    app::App,
    keys::{Command, Context},
    term::Previews,
};

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) -> Rect {
    let panes = HistoryPanes::of(skeleton.body, shown(app));
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
    if let (Some(entry), false) = (app.result().entry(), panes.details.is_empty()) {
        details::draw(frame, panes.details, (entry, app.now_ms()), look);
    }
    panes.rule
}

fn search(frame: &mut Frame, area: Rect, app: &App, look: Look<'_>) {
    let theme = look.theme;
    let words = app.history().words();
    let inner = layout::columns(area, 1, area.width.saturating_sub(2));
    if words.is_empty() && app.history().shows_trash() {
        pen::left(frame, inner, "the trash", theme.title);
    } else if words.is_empty() {
        pen::left(frame, inner, "every request ever made", theme.title);
    } else {
        pen::pieces(frame, inner, &[("/ ", theme.focus_bar), (words, theme.strong)]);
    }
    pen::right(frame, inner, &found(app, words.is_empty()), theme.faint);
}

/// How many requests there are, or match; with the search's key or words where `more` is wanted.
pub(super) fn found(app: &App, more: bool) -> String {
    let history = app.history();
    let count = words::counted(history.total(), "request", "requests");
    let count = match (app.marked().count(), history.shows_trash()) {
        (0, false) => count,
        (0, true) => format!("{count} in the trash"),
        (marked, false) => format!("{marked} marked of {count}"),
        (marked, true) => format!("{marked} marked of {count} in the trash"),
    };
    let keys = app.keymap().hint(
        &[Context::History, Context::Screen, Context::All],
        Command::HistorySearch,
    );
    match (history.words(), keys) {
        ("", Some(keys)) if more => format!("{keys} search   {count}"),
        ("", _) => count,
        (words, _) if more => format!("/ {words}   {count}"),
        _ => count,
    }
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
    if history.rows().is_empty() {
        // Before the store has answered nobody knows whether there is something.
        let words = match (history.words().is_empty(), history.is_remembered()) {
            (_, true) => return,
            (true, false) if history.shows_trash() => "The trash is empty.",
            (true, false) => "No request yet: every one you send is kept here.",
            (false, false) => "Nothing matches these words.",
        };
        let row = layout::columns(area, 2, area.width);
        return pen::left(
            frame,
            layout::rows(row, u16::from(area.height > 2), 1),
            words,
            look.theme.faint,
        );
    }
    let window = history.list().window_of(usize::from(area.height));
    let seen = history.rows().get(window.clone()).unwrap_or_default();
    let selected = history.list().selected().and_then(|at| at.checked_sub(window.start));
    let rows = request_rows::Rows {
        seen,
        selected,
        focused,
        now_ms: app.now_ms(),
        words: history.words(),
        compared: app.compared(),
        marked: app.marked(),
    };
    request_rows::draw(frame, area, &rows, look);
}
