//! `pochade spend`: what was paid, what is only estimated, and what nobody knows.

use jiff::Timestamp;

use super::{
    desk::Desk,
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
    spend_args::SpendArgs,
    table,
};
use crate::{
    domain::{Money, SpendLine, SpendingSince, Spent, one_line, spend_csv, thousands},
    store::now,
};

/// Lists the sums, those of today and this month beside their caps.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &SpendArgs) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let now = now();
    let since = match args.since {
        Some(moment) => moment.span(&now).0,
        None => Timestamp::UNIX_EPOCH,
    };
    let lines = store.spend_by(args.by, since, now.offset().seconds())?;
    if args.csv {
        for line in spend_csv(args.by, &lines).lines() {
            output.line(line)?;
        }
        return Ok(Code::DONE);
    }
    if output.is_json() {
        for line in &lines {
            output.json(&described(args, line))?;
        }
        return Ok(Code::DONE);
    }
    let began = SpendingSince::of(&now);
    let caps = &desk.settings.caps;
    for (label, since, cap) in [("today", began.day, caps.day), ("this month", began.month, caps.month)] {
        let spent = store.spent(since)?;
        output.pieces(&[
            (Tone::Quiet, &format!("{label:>10}  ")),
            (Tone::Plain, &total(&spent, cap)),
        ])?;
    }
    if lines.is_empty() {
        output.note("nothing was spent yet; what the sandbox and free servers do is not counted");
        return Ok(Code::DONE);
    }
    let head = [
        args.by.word(),
        "requests",
        "paid",
        "estimated",
        "unknown",
        "pictures",
        "kept",
        "per kept",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(lines.iter().map(cells));
    let right = std::array::from_fn(|at| at > 0);
    output.line("")?;
    for (at, line) in table::lines(&rows, right, 0, table::columns()).iter().enumerate() {
        let tone = if at == 0 { Tone::Quiet } else { Tone::Plain };
        output.pieces(&[(tone, line)])?;
    }
    Ok(Code::DONE)
}

/// A sum, its cap, and what of it is not sure.
fn total(spent: &Spent, cap: Money) -> String {
    let beside = |shown: bool, words: String| if shown { words } else { String::new() };
    let unsure = |sum: Money, what: &str| beside(sum > Money::ZERO, format!(" · {sum} {what}"));
    let parts = [
        spent.booked().to_string(),
        beside(spent.running > Money::ZERO, format!(" + {} running", spent.running)),
        beside(cap > Money::ZERO, format!(" of {cap}")),
        unsure(spent.estimated, "estimated"),
        unsure(spent.unknown, "unknown"),
    ];
    parts.concat()
}

fn cells(line: &SpendLine) -> [String; 8] {
    let money = |sum: Money| match sum {
        Money::ZERO => "-".to_owned(),
        sum => sum.to_string(),
    };
    [
        one_line(&line.label).into_owned(),
        thousands(line.requests),
        money(line.spent.paid),
        money(line.spent.estimated),
        money(line.spent.unknown),
        thousands(line.pictures),
        thousands(line.kept),
        line.per_kept().map_or_else(|| "-".to_owned(), |each| each.to_string()),
    ]
}

fn described(args: &SpendArgs, line: &SpendLine) -> serde_json::Value {
    let spent = &line.spent;
    serde_json::json!({
        "v": 1,
        "by": args.by,
        "label": line.label,
        "requests": line.requests,
        "paid_usd": spent.paid.decimal(),
        "estimated_usd": spent.estimated.decimal(),
        "unknown_usd": spent.unknown.decimal(),
        "unknown_requests": spent.unknown_count,
        "pictures": line.pictures,
        "kept": line.kept,
        "usd_per_kept": line.per_kept().map(Money::decimal),
    })
}
