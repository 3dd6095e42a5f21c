//! History: every request ever made, what is searched for, and the selected one in detail.

use ratatui::{Frame, layout::Rect};

use super::{
    cells::{columns, cut, folded},
    fields,
    glyphs::Look,
    layout::{self, HistoryPanes, Skeleton},
    pen, result,
    room::shown,
    widgets::request_rows,
    words,
};
use crate::{
    app::{App, History},
    domain::{
        Difference, Downscale, HistoryEntry, Input, Money, OptionName, Request, Role, Usage, differences, one_line,
    },
    keys::{Command, Context},
    term::Previews,
};

/// Ways to find more.
const WITHOUT: &str = "without ";
const EVERYWHERE: &str = "in the whole history";

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
    if let (Some(entry), false) = (app.result().seen(), panes.details.is_empty()) {
        details(frame, panes.details, (entry, app.now_ms()), look);
    }
    panes.rule
}

fn search(frame: &mut Frame, area: Rect, app: &App, look: Look<'_>) {
    let theme = look.theme;
    let history = app.history();
    let words = history.words();
    let inner = layout::columns(area, 1, area.width.saturating_sub(2));
    let told = format!("{}{}", found(app, words.is_empty()), saved(app));
    let room = layout::columns(inner, 0, inner.width.saturating_sub(columns(&told) + 2));
    if words.is_empty() {
        pen::left(frame, room, "every request ever made", theme.title);
    } else {
        pen::pieces(frame, room, &[("/ ", theme.focus_bar), (words, theme.strong)]);
    }
    pen::right(frame, inner, &told, theme.faint);
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
    let count = counted(history);
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

/// How many requests a list has; of a search how many it found, of how many, and what they cost.
pub(super) fn counted(history: &History) -> String {
    let total = history.total();
    if !history.is_narrowed() {
        return words::counted(total, "request", "requests");
    }
    let all = words::thousands(total);
    match history.tally() {
        Some(tally) if tally.cost == Money::ZERO => format!("{} of {all}", words::thousands(tally.count)),
        Some(tally) => format!(
            "{} of {all} · {}",
            words::thousands(tally.count),
            words::sum(tally.cost)
        ),
        None => format!("{}+ of {all}", history.rows().len()),
    }
}

/// Says that a search found nothing, and how many requests each wider one would find.
pub(super) fn nothing(frame: &mut Frame, area: Rect, history: &History, look: Look<'_>) {
    let theme = look.theme;
    let row = layout::columns(area, 2, area.width.saturating_sub(2));
    let first = u16::from(area.height > 2);
    pen::left(frame, layout::rows(row, first, 1), "Nothing matches.", theme.faint);
    let below = layout::rows(row, first + 2, area.height);
    // Behind the longest way stand the counts, up to `99,999 requests` and a gap.
    let ways = wider(history, usize::from(row.width.saturating_sub(18)));
    if ways.is_empty() && history.wider().len() > 1 {
        pen::left(frame, below, "No single part of it is the reason.", theme.faint);
    }
    let widest = ways.iter().map(|(words, part, _)| columns(words) + columns(part)).max();
    for (line, (words, part, count)) in below.rows().zip(&ways) {
        pen::pieces(frame, line, &[(words, theme.faint), (part, theme.strong)]);
        let counts = layout::columns(line, widest.unwrap_or(0) + 3, line.width);
        let count = words::counted(*count, "request", "requests");
        pen::left(frame, counts, &count, theme.text);
    }
}

/// What a search could do without, in at most so many columns, and how many requests it would find then; what helps
/// most comes first, and what does not help is left out.
fn wider(history: &History, room: usize) -> Vec<(&'static str, String, u64)> {
    let clauses = history.found_with().clauses().iter().map(|clause| {
        let part = history.found_line().get(clause.at.clone()).unwrap_or_default();
        let room = room.saturating_sub(WITHOUT.len());
        (WITHOUT, cut(&one_line(part), room).into_owned())
    });
    let ways = clauses.chain([(EVERYWHERE, String::new())]).zip(history.wider());
    let mut ways: Vec<_> = ways
        .map(|((words, part), count)| (words, part, *count))
        .filter(|(_, _, count)| *count > 0)
        .collect();
    ways.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    ways
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
        if history.is_remembered() {
            return;
        }
        if history.is_narrowed() {
            return nothing(frame, area, history, look);
        }
        let words = "No request yet: every one you send is kept here.";
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
        sought: Some(history.found_with()),
        marked: app.marked(),
    };
    request_rows::draw(frame, area, &rows, look);
}

/// What is known of a request, in two columns.
fn details(frame: &mut Frame, area: Rect, (entry, now_ms): (&HistoryEntry, i64), look: Look<'_>) {
    let theme = look.theme;
    let inner = layout::columns(area, 1, area.width.saturating_sub(2));
    let mut lines = inner.rows();
    let (sign, style) = look.state(entry.state);
    let age = now_ms - entry.created_at.as_millisecond();
    let took = entry
        .timings
        .total
        .map(|total| format!(" · {}", words::took(total)))
        .unwrap_or_default();
    let when = format!(" {} · {} ago{took}", entry.state.label(), words::age(age));
    if let Some(line) = lines.next() {
        pen::pieces(frame, line, &[(sign, style), (&when, theme.text)]);
    }
    for ((label, value), line) in told(entry).into_iter().zip(lines) {
        pen::left(frame, line, label, theme.field_label);
        pen::left(
            frame,
            layout::columns(line, columns("tokens") + 2, line.width),
            &value,
            theme.text,
        );
    }
}

fn told(entry: &HistoryEntry) -> Vec<(&'static str, String)> {
    let request = &entry.request;
    let mut told = Vec::new();
    let mut tell = |label, value: String| {
        if !value.is_empty() {
            told.push((label, value));
        }
    };
    tell("model", format!("{} · {}", request.model(), entry.profile));
    let options =
        [OptionName::Quality, OptionName::OutputFormat, OptionName::Background].map(|name| request.option(name));
    let asked = [words::size(&request.size().to_string())]
        .into_iter()
        .chain(options)
        .filter(|word| !word.is_empty());
    let times = if request.count() > 1 {
        format!(" ×{}", request.count())
    } else {
        String::new()
    };
    tell("asked", format!("{}{times}", asked.collect::<Vec<_>>().join(" ")));
    let differing: Vec<_> = differences(entry).iter().map(differing).collect();
    tell("but", differing.join(", "));
    let unfinished = entry.images.iter().filter(|image| image.partial).count();
    if unfinished > 0 {
        let counted = words::counted(entry.images.len() as u64, "picture", "pictures");
        tell("got", format!("{counted}, {unfinished} of them unfinished"));
    }
    if let Some(failure) = entry.failure.as_ref().filter(|_| !entry.images.is_empty()) {
        tell("why", failure.message.clone());
        tell("do", failure.hint.clone().unwrap_or_default());
        tell("page", failure.link.as_deref().unwrap_or_default().to_owned());
    }
    let kind = entry.cost_kind.word();
    let cost = words::cost(entry.state, entry.cost, entry.cost_kind);
    tell("tokens", entry.usage.map(tokens).unwrap_or_default());
    tell(
        "cost",
        if entry.cost.is_some() {
            format!("{cost} {kind}")
        } else {
            cost
        },
    );
    let from = request.inputs().iter().map(|input| match input.role {
        Role::Image => input_words(input, request.downscale()),
        Role::Mask => format!("mask {} by {}", input.name, input.treatment.reading.word()),
        Role::Markup => format!("marks {}", input.name),
    });
    tell("from", from.collect::<Vec<_>>().join(", "));
    tell("extra", extra(request));
    tell("seed", request.seed().map(|seed| seed.to_string()).unwrap_or_default());
    tell("tags", entry.marks.tags.join(", "));
    tell("note", entry.marks.note.clone().unwrap_or_default());
    told
}

fn differing(difference: &Difference) -> String {
    let spelled = |text: &str| match difference.what {
        "size" => words::size(text),
        _ => text.to_owned(),
    };
    let (asked, got) = (spelled(&difference.asked), spelled(&difference.got));
    format!("{} {got}, not {asked}", difference.what)
}

/// The name of an image, and the sizes where it was made smaller.
fn input_words(input: &Input, rule: Downscale) -> String {
    let size = fields::sent_size(input, rule);
    if size.contains('→') {
        format!("{} {size}", input.name)
    } else {
        input.name.clone()
    }
}

/// The JSON that was merged into the request, as it was sent.
fn extra(request: &Request) -> String {
    if request.extra().is_empty() {
        return String::new();
    }
    serde_json::to_string(request.extra()).unwrap_or_default()
}

fn tokens(usage: Usage) -> String {
    format!(
        "{} in, {} out",
        words::thousands(usage.input_tokens),
        words::thousands(usage.output_tokens)
    )
}
