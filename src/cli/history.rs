//! `pochade history`: requests, newest first.

use jiff::Timestamp;

use super::{
    args::HistoryArgs,
    desk::Desk,
    entry_line::EntryLine,
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
    results::tone,
    table,
    template::Template,
};
use crate::{
    domain::{
        Failure, FailureKind, HistoryQuery, HistoryRow, Query, RequestId, Wider, age, cells, counted, cut, one_line,
    },
    store::Store,
};

/// How many are shown on a terminal.
const ON_A_TERMINAL: usize = 50;
/// From so many columns on, size and count are shown.
const WIDE: usize = 110;
/// Columns of a model on a narrow terminal.
const NARROW_MODEL: usize = 12;
/// How many are read at a time.
const PAGE: usize = 200;
/// So many ways to widen a search are looked at.
const MOST_WAYS: usize = 8;

/// Lists what is not in the trash, or what is.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &HistoryArgs) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let terminal = Output::is_terminal() && !output.is_json();
    let mut left = args.limit.unwrap_or(if terminal { ON_A_TERMINAL } else { usize::MAX });
    let columns = table::columns().filter(|_| terminal);
    let now = Timestamp::now();
    let mut query = HistoryQuery {
        sought: read(output, &args.words.join(" "))?,
        trashed: args.trash,
        ..HistoryQuery::default()
    };
    let template = args.format.as_deref().map(Template::read).transpose()?;
    let mut shown = 0;
    while left > 0 {
        query.limit = left.min(PAGE);
        let ids = if let Some(template) = &template {
            told(output, &store, template, &query)?
        } else {
            let page = store.history(&query)?;
            for row in &page.rows {
                one(output, &store, row, &Look { now, columns })?;
            }
            page.rows.iter().map(|row| row.id).collect()
        };
        shown += ids.len();
        left -= ids.len().min(left);
        query.before = ids.last().copied();
        if ids.len() < query.limit {
            break;
        }
    }
    if shown == 0 && args.limit != Some(0) {
        query.before = None;
        nothing(output, &store, &query, &args.words.join(" "))?;
    }
    Ok(Code::DONE)
}

/// Prints a page by a template; records are read only for what no index knows.
fn told(
    output: &mut Output,
    store: &Store,
    template: &Template,
    query: &HistoryQuery,
) -> Result<Vec<RequestId>, Problem> {
    let lines = store.lines(query)?;
    for line in &lines {
        let entry = if template.needs_records() {
            Some(store.entry(line.row.id)?)
        } else {
            None
        };
        output.columns(&template.filled(line, entry.as_ref()))?;
    }
    Ok(lines.iter().map(|line| line.row.id).collect())
}

/// Says that nothing was found, and what would find something: the search without one of its parts, or the trash.
fn nothing(output: &mut Output, store: &Store, query: &HistoryQuery, line: &str) -> Result<(), Problem> {
    if query.is_of_all() {
        output.note(if query.trashed {
            "the trash is empty"
        } else {
            "nothing is kept here yet: `pochade generate` makes a picture, `pochade import` brings others in"
        });
        return Ok(());
    }
    output.note("no request is like that");
    if output.is_quiet() {
        return Ok(());
    }
    let elsewhere = HistoryQuery {
        trashed: !query.trashed,
        ..query.clone()
    };
    let place = if query.trashed {
        "outside the trash"
    } else {
        "in the trash, with --trash"
    };
    let mut ways = vec![(place.to_owned(), store.tally(&elsewhere)?.count)];
    // Each way is counted, and a line of many parts has many.
    for (clause, wider) in query.sought.clauses().iter().zip(query.widened()).take(MOST_WAYS) {
        let part = line.get(clause.at.clone()).unwrap_or_default();
        ways.push((format!("without {part}"), store.tally(&wider)?.count));
    }
    for (way, wider) in query.ways().iter().zip(query.widened()) {
        if let Wider::As(read) = way {
            let way = format!("{}, {}", read.meaning(), read.spelled());
            ways.push((way, store.tally(&wider)?.count));
        }
    }
    ways.retain(|(_, count)| *count > 0);
    for (way, count) in &ways {
        output.note(&format!("  {way}: {}", counted(*count, "request", "requests")));
    }
    if ways.is_empty() {
        output.note("  pochade history without words lists everything; a part of a word is enough");
    }
    Ok(())
}

/// The query of a line; where it cannot be understood, the place is marked.
pub(super) fn read(output: &mut Output, line: &str) -> Result<Query, Problem> {
    Query::read(line).map_err(|fault| {
        let before = cells(line.get(..fault.at.start).unwrap_or_default());
        let marked = cells(line.get(fault.at.clone()).unwrap_or_default()).max(1);
        output.say(&format!("  {line}"));
        output.say(&format!("  {}{}", " ".repeat(before), "^".repeat(marked)));
        Problem::Failure(Failure::new(FailureKind::Request, fault.message).with_hint(fault.right))
    })
}

/// What a line is fitted to: the time, and how many columns there are, where that matters.
struct Look {
    now: Timestamp,
    columns: Option<usize>,
}

fn one(output: &mut Output, store: &Store, row: &HistoryRow, look: &Look) -> Result<(), Problem> {
    if output.is_json() {
        return output.json(&EntryLine::of(store, &store.entry(row.id)?));
    }
    let state = format!("{:<9}", row.state.label());
    let star = if row.starred { "★ " } else { "  " };
    let facts = facts(row, look);
    let taken = [state.as_str(), star, &facts].iter().map(|text| cells(text)).sum();
    let prompt = one_line(&row.prompt);
    let prompt = match look.columns {
        Some(columns) => cut(&prompt, columns.saturating_sub(taken)),
        None => prompt.as_ref().into(),
    };
    output.pieces(&[
        (tone(row.state), &state),
        (Tone::Doubt, star),
        (Tone::Quiet, &facts),
        (Tone::Plain, prompt.trim_end()),
    ])
}

/// What stands between state and prompt; a narrow terminal gets less of it, so that the prompt can be read.
fn facts(row: &HistoryRow, look: &Look) -> String {
    let (id, age, model) = (
        row.id.short(),
        age(look.now.as_millisecond() - row.created_ms),
        one_line(&row.model),
    );
    let cost = row.cost_kind.told(row.state, row.cost);
    if look.columns.is_some_and(|columns| columns < WIDE) {
        let model = cut(model.strip_prefix("gpt-image-").unwrap_or(&model), NARROW_MODEL);
        return format!("{id}  {age:>4}  {model:<NARROW_MODEL$}  {cost:>8}  ");
    }
    let (size, count) = (one_line(&row.size), format!("×{}", row.count));
    format!("{id}  {age:>4}  {model:<22}  {size:>9}  {count:>3}  {cost:>8}  ")
}
