//! `pochade check`: whether everything that is kept is whole, and mending what can be mended.

use jiff::Timestamp;

use super::{
    args::CheckArgs,
    desk::Desk,
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
};
use crate::{
    domain::{counted, thousands},
    store::{CheckReport, Damage},
};

/// Looks at every record and every picture, after mending what can be mended where that is asked for.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &CheckArgs) -> Result<Code, Problem> {
    // Opening the store has read what dead engines left behind.
    let store = desk.store(output)?;
    let done = if args.repair {
        store.repair(Timestamp::now())?
    } else {
        Vec::new()
    };
    let report = store.check()?;
    for notice in store.notices() {
        output.warn(&notice);
    }
    if output.is_json() {
        output.json(&serde_json::json!({
            "v": 1,
            "records": report.records,
            "blobs": report.blobs,
            "purged": report.purged,
            "digest": report.digest,
            "damaged": damages(&report.damaged),
            "disorder": report.disorder,
            "done": done,
        }))?;
    } else {
        tell(output, &report, &done, args.repair)?;
    }
    Ok(code(&report.damaged))
}

fn tell(output: &mut Output, report: &CheckReport, done: &[String], repaired: bool) -> Result<(), Problem> {
    for line in done {
        output.pieces(&[(Tone::Good, "done     "), (Tone::Plain, line)])?;
    }
    for line in &report.disorder {
        output.pieces(&[(Tone::Doubt, "disorder "), (Tone::Plain, line)])?;
    }
    lines(output, "damaged  ", &report.damaged)?;
    let (records, blobs, damaged) = (report.records, report.blobs, thousands(report.damaged.len()));
    output.line(&format!(
        "{} and {} read, {damaged} damaged",
        counted(records, "request", "requests"),
        counted(blobs, "picture file", "picture files")
    ))?;
    output.line(&format!("digest {}", report.digest))?;
    let is_well = report.disorder.is_empty() && report.damaged.is_empty();
    if !repaired && !is_well {
        output
            .note("pochade check --repair puts right what can be; pochade import brings lost files back from a backup");
    }
    Ok(())
}

/// What is wrong with files, for a program.
pub(super) fn damages(damaged: &[Damage]) -> Vec<serde_json::Value> {
    let line = |damage: &Damage| serde_json::json!({ "path": damage.path, "reason": damage.reason });
    damaged.iter().map(line).collect()
}

/// What is wrong with files, for a person.
pub(super) fn lines(output: &mut Output, word: &str, damaged: &[Damage]) -> Result<(), Problem> {
    for damage in damaged {
        let line = format!("{}: {}", damage.path.display(), damage.reason);
        output.pieces(&[(Tone::Bad, word), (Tone::Plain, &line)])?;
    }
    Ok(())
}

/// Damage that remains is a storage failure.
pub(super) const fn code(damaged: &[Damage]) -> Code {
    if damaged.is_empty() { Code::DONE } else { Code::STORAGE }
}
