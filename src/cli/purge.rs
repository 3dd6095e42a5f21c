//! `pochade purge`: throws requests away for good.

use jiff::Timestamp;

use super::{args::PurgeArgs, asked_ids, desk::Desk, exit::Code, export, output::Output, problem::Problem};
use crate::{
    domain::{Failure, FailureKind, Query, RequestState, counted, thousands},
    store::Swept,
};

/// Asks, throws away, and removes the pictures whose week is over.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &PurgeArgs) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let mut ids = Vec::new();
    if args.trash {
        ids = export::all(&store, Query::default(), true)?;
    }
    ids.extend(asked_ids::requests(output, &store, &args.ids)?);
    for id in &ids {
        let state = store.entry(*id).map(|entry| entry.state);
        if matches!(state, Ok(RequestState::Running)) {
            let message = format!("{} is running; nothing was purged", id.short());
            return Err(Failure::new(FailureKind::Request, message)
                .with_hint("wait for it, or stop it with pochade cancel")
                .into());
        }
    }
    if !ids.is_empty() {
        agreed(output, ids.len(), args.yes)?;
    }
    for id in &ids {
        store.purge(*id, Timestamp::now())?;
    }
    let swept = store.sweep(Timestamp::now())?;
    if output.is_json() {
        output.json(&serde_json::json!({
            "v": 1,
            "purged": ids,
            "pictures_removed": swept.removed,
            "bytes_removed": swept.bytes,
            "pictures_waiting": swept.waiting,
            "held": swept.held,
        }))?;
    } else {
        output.line(&format!("{} purged; {}", requests(ids.len()), told(&swept)))?;
    }
    Ok(Code::DONE)
}

fn agreed(output: &mut Output, count: usize, yes: bool) -> Result<(), Problem> {
    if yes {
        return Ok(());
    }
    if !Output::can_ask() {
        let failure = Failure::new(
            FailureKind::Request,
            "purging cannot be undone, and nobody can be asked here",
        );
        return Err(failure.with_hint("say --yes to go on without a question").into());
    }
    let question = format!(
        "Purge {} with prompts and pictures? This cannot be undone.",
        requests(count)
    );
    if output.ask(&question) {
        Ok(())
    } else {
        Err(Failure::new(FailureKind::Cancelled, "nothing was purged").into())
    }
}

fn requests(count: usize) -> String {
    counted(count as u64, "request", "requests")
}

fn told(swept: &Swept) -> String {
    match &swept.held {
        Some(why) => format!("no picture was removed, because {why}"),
        None => format!(
            "{} removed, {} to go when nothing has asked for them for a week",
            counted(swept.removed, "picture", "pictures"),
            thousands(swept.waiting)
        ),
    }
}
