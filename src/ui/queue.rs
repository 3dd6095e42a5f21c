//! Queue: what waits, what runs and what ended since the start, with how far each one is.

use ratatui::{Frame, layout::Rect};

use super::{
    cells::folded,
    glyphs::{ARROW, Look},
    layout::{self, Skeleton},
    pen, result,
    widgets::placeholder,
    words,
};
use crate::app::{App, Job};

/// Rows for what is said of the selected request.
const BELOW: u16 = 4;

/// The rows of the list.
pub(super) fn list_area(body: Rect) -> Rect {
    layout::rows(body, 1, body.height.saturating_sub(2 + BELOW))
}

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, look: Look<'_>) -> Rect {
    let theme = look.theme;
    pen::level(frame, skeleton.rule, None, look);
    let body = skeleton.body;
    let jobs = app.jobs().all();
    if jobs.is_empty() {
        let quiet = "What you send waits and runs here; it goes on when you leave.";
        placeholder::words(frame, body, "Nothing was sent since the start", quiet, look);
        return skeleton.rule;
    }
    let head = layout::rows(body, 0, 1);
    pen::title(frame, head, "Queue", true, look);
    let ended = jobs.len() - app.jobs().live();
    let counts = format!("{} on the way   {ended} ended", app.jobs().live());
    pen::right(
        frame,
        layout::columns(head, 0, head.width.saturating_sub(1)),
        &counts,
        theme.faint,
    );
    let list = list_area(body);
    let window = app.jobs().list().window_of(usize::from(list.height));
    let selected = app.jobs().list().selected();
    for (row, (at, job)) in list.rows().zip(jobs.iter().enumerate().skip(window.start)) {
        job_row(frame, row, (job, selected == Some(at), app.now_ms()), look);
    }
    let rule = layout::rows(body, list.height + 1, 1);
    pen::level(frame, rule, None, look);
    if let Some(job) = app.jobs().current() {
        below(frame, layout::rows(body, list.height + 2, BELOW), job, look);
    }
    rule
}

fn job_row(frame: &mut Frame, row: Rect, (job, selected, now_ms): (&Job, bool, i64), look: Look<'_>) {
    let theme = look.theme;
    let (sign, state_style) = look.state(job.row.state);
    let (arrow, style) = if selected {
        (ARROW, theme.selected)
    } else {
        (" ", theme.text)
    };
    let inner = layout::columns(row, 0, row.width.saturating_sub(1));
    let state = if job.is_live() {
        result::doing(job, row.width >= 100)
    } else {
        job.row.state.label().to_owned()
    };
    let right = [state]
        .into_iter()
        .chain(result::progress(job, now_ms))
        .collect::<Vec<_>>()
        .join(" · ");
    let right_room = inner.width / 2;
    let left = layout::columns(inner, 0, inner.width - right_room);
    pen::pieces(
        frame,
        left,
        &[
            (arrow, theme.focus_bar),
            (" ", theme.text),
            (sign, state_style),
            ("  ", theme.text),
            (&job.row.prompt, style),
        ],
    );
    let quiet = if job.is_live() { theme.running } else { theme.faint };
    let cost = words::cost(job.row.state, job.row.cost, job.row.cost_kind);
    let facts = layout::columns(inner, left.width + 2, right_room.saturating_sub(2));
    pen::left(
        frame,
        layout::columns(facts, 0, facts.width.saturating_sub(11)),
        &right,
        quiet,
    );
    pen::right(frame, facts, &cost, theme.text);
}

fn below(frame: &mut Frame, area: Rect, job: &Job, look: Look<'_>) {
    let theme = look.theme;
    let inner = layout::columns(area, 2, area.width.saturating_sub(4));
    let row = &job.row;
    let facts = [
        row.model.clone(),
        words::size(&row.size),
        row.quality.clone(),
        words::counted(u64::from(row.count), "picture", "pictures"),
    ];
    let facts: Vec<_> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    pen::left(frame, inner, &facts.join(" · "), theme.faint);
    let rest = layout::rows(inner, 1, inner.height);
    if let Some(failure) = &job.failure {
        let hint = failure.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
        let lines = folded(&format!("{}{hint}", failure.message), usize::from(rest.width));
        pen::lines(frame, rest, &lines, theme.problem);
    } else {
        let lines = folded(&row.prompt, usize::from(rest.width));
        pen::lines(frame, rest, &lines, theme.text);
    }
}
