//! `pochade export`: writes requests with their pictures out.

use jiff::Timestamp;

use super::{args::ExportArgs, asked_ids, check, desk::Desk, exit::Code, history, output::Output, problem::Problem};
use crate::{
    domain::{HistoryQuery, Query, RequestId},
    store::{ExportTarget, Store},
};

/// How many are read at a time.
const PAGE: usize = 500;

/// Writes what is asked for under a new name.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &ExportArgs) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let ids = asked(output, &store, &args.words)?;
    if ids.is_empty() {
        return Err(Problem::usage("no request is meant by that; nothing was written"));
    }
    let report = store.export(&ids, &ExportTarget::of(&args.to), Timestamp::now())?;
    if output.is_json() {
        output.json(&serde_json::json!({
            "v": 1,
            "to": args.to,
            "requests": report.requests,
            "files": report.files,
            "bytes": report.bytes,
            "left_out": check::damages(&report.left_out),
        }))?;
    } else {
        check::lines(output, "left out ", &report.left_out)?;
        output.line(&format!(
            "{} requests in {} files, {} bytes: {}",
            report.requests,
            report.files,
            report.bytes,
            args.to.display()
        ))?;
    }
    Ok(check::code(&report.left_out))
}

/// The requests of those names, with the lines of standard input for `-`; or, where one of the words is no name, those
/// that meet the words and tokens.
fn asked(output: &mut Output, store: &Store, words: &[String]) -> Result<Vec<RequestId>, Problem> {
    if words.iter().any(|word| word == "-") {
        return asked_ids::requests(store, words);
    }
    let named: Vec<RequestId> = words.iter().map_while(|word| store.find(word).ok()).collect();
    if !words.is_empty() && named.len() == words.len() {
        return Ok(named);
    }
    let sought = history::read(output, &words.join(" "))?;
    all(store, sought, false)
}

/// Every request that is like that, in the trash or outside it, oldest first.
pub(super) fn all(store: &Store, sought: Query, trashed: bool) -> Result<Vec<RequestId>, Problem> {
    let mut query = HistoryQuery {
        sought,
        trashed,
        limit: PAGE,
        ..HistoryQuery::default()
    };
    let mut ids = Vec::new();
    loop {
        let page = store.history(&query)?;
        ids.extend(page.rows.iter().map(|row| row.id));
        query.before = page.rows.last().map(|row| row.id);
        if page.rows.len() < PAGE {
            ids.reverse();
            return Ok(ids);
        }
    }
}
