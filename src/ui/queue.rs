//! Queue: what waits, what runs and what ended since the start, with how far each one is.

use std::path::Path;

use ratatui::{Frame, layout::Rect};

use super::{
    cells::folded,
    glyphs::{ARROW, Look},
    layout::{self, Skeleton},
    pen,
    picture::{self, Shape, Wanted},
    result,
    widgets::placeholder,
    words,
};
use crate::{
    app::{App, Held, Job},
    domain::Size,
    keys::Command,
    term::Previews,
};

/// Rows for what is said of the selected request, and those where its picture stands beside that.
const BELOW: u16 = 4;
const BELOW_WITH_PICTURE: u16 = 12;
/// From these columns and rows on there is room for the picture.
const ROOM_FOR_PICTURE: (u16, u16) = (80, 28);

const fn below_height(body: Rect) -> u16 {
    if body.width >= ROOM_FOR_PICTURE.0 && body.height >= ROOM_FOR_PICTURE.1 {
        BELOW_WITH_PICTURE
    } else {
        BELOW
    }
}

/// The rows of the list.
pub(super) fn list_area(body: Rect) -> Rect {
    layout::rows(body, 1, body.height.saturating_sub(2 + below_height(body)))
}

/// Words and picture of the selected request.
fn below_areas(body: Rect) -> (Rect, Rect) {
    let height = below_height(body);
    let below = layout::rows(body, body.height.saturating_sub(height), height);
    if height == BELOW {
        return (below, Rect::default());
    }
    let words = below.width * 3 / 5;
    (
        layout::columns(below, 0, words),
        layout::columns(below, words + 1, below.width.saturating_sub(words + 2)),
    )
}

/// The picture of the selected request: the newest unfinished one, and the one that is looked at once it ended.
fn picture_of(app: &App) -> Option<(&Path, (u32, u32))> {
    let job = app.jobs().current()?;
    if job.is_live() {
        let pixels = match Size::from(job.row.size.clone()) {
            Size::Exact { width, height } => (width, height),
            Size::Auto | Size::Other(_) => (1, 1),
        };
        return Some((job.partial.as_deref()?, pixels));
    }
    let shown = app.result().entry().filter(|entry| entry.id == job.row.id)?;
    let place = app.result().place().0;
    let image = shown.images.get(place).filter(|image| image.width > 0)?;
    Some((&image.path, (image.width, image.height)))
}

/// The picture that the queue has cells for.
pub(super) fn wanted_picture(body: Rect, app: &App) -> Option<Wanted> {
    picture::fitted(below_areas(body).1, picture_of(app)?.0)
}

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) -> Rect {
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
    let waiting = app.jobs().held();
    let ended = jobs.len() - app.jobs().live() - waiting;
    let (live, ended) = (words::thousands(app.jobs().live()), words::thousands(ended));
    let mut counts = format!("{live} on the way   {ended} ended");
    if waiting > 0 {
        counts = format!("{live} on the way   {} held   {ended} ended", words::thousands(waiting));
    }
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
        let (words, area) = below_areas(body);
        below(frame, words, (job, app), look);
        if let Some((path, pixels)) = picture_of(app) {
            let shape = Shape {
                path,
                over: None,
                until: job.stand_in.as_deref(),
                pixels,
                words: "",
            };
            picture::draw(frame, area, shape, previews, look);
        }
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
    let quiet = match (job.is_live(), job.held()) {
        (_, Some(_)) => theme.warning,
        (true, None) => theme.running,
        (false, None) => theme.faint,
    };
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

/// Why a held request waits, in a sentence; and what can be done, by its key.
fn why_held(app: &App, held: Held) -> String {
    let why = match held {
        Held::ByPerson => "Held: it keeps its place and starts only when you let it go.",
        Held::ByFailure => "",
        Held::Left => "Nobody has it in line: whoever had it is gone. It was not sent and costs nothing so far.",
    };
    let way = app.keymap().hint(&app.contexts(), Command::QueueHold);
    let way = way.map_or_else(String::new, |keys| format!("{keys} lets it go."));
    [why, &way].join(" ").trim().to_owned()
}

/// What one should know of a request, in sentences, and whether it tells of something that went wrong.
fn told(app: &App, job: &Job) -> (String, bool) {
    let mut sentences = Vec::new();
    if let Some(failure) = &job.failure {
        sentences.push(failure.message.clone());
        sentences.extend(failure.hint.clone());
    }
    if job.no_room {
        let way = app.keymap().hint(&app.contexts(), Command::RequestCame);
        sentences.extend(way.map(|keys| format!("{keys} saves it elsewhere")));
    }
    sentences.extend(job.held().map(|held| why_held(app, held)));
    let shown = app.result().entry().filter(|entry| entry.id == job.row.id);
    let ways = shown.map(|entry| result::unsettled_ways(app, entry, &app.contexts()));
    sentences.extend(ways.filter(|ways| !ways.is_empty()).map(|ways| ways.join(" · ")));
    if sentences.is_empty() {
        (job.row.prompt.clone(), false)
    } else {
        (sentences.join(" · "), job.failure.is_some())
    }
}

fn below(frame: &mut Frame, area: Rect, (job, app): (&Job, &App), look: Look<'_>) {
    let theme = look.theme;
    let inner = layout::columns(area, 2, area.width.saturating_sub(4));
    let row = &job.row;
    let facts = [
        row.model.clone(),
        words::size(&row.size),
        row.quality.clone(),
        words::counted(u64::from(row.count), "picture", "pictures"),
    ];
    let partials = if job.partials > 0 && job.is_live() {
        words::counted(u64::from(job.partials), "unfinished one came", "unfinished ones came")
    } else {
        String::new()
    };
    let facts: Vec<_> = facts
        .into_iter()
        .chain([partials])
        .filter(|fact| !fact.is_empty())
        .collect();
    pen::left(frame, inner, &facts.join(" · "), theme.faint);
    let rest = layout::rows(inner, 1, inner.height);
    let (words, is_problem) = told(app, job);
    let lines = folded(&words, usize::from(rest.width));
    pen::lines(frame, rest, &lines, if is_problem { theme.problem } else { theme.text });
}
