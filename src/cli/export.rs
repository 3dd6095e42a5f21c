//! `pochade export`: writes requests with their pictures out.

use jiff::Timestamp;

use super::{
    archive_args::{ExportArgs, ExportForm},
    asked_ids, check,
    desk::Desk,
    exit::Code,
    export_pictures, history,
    kept_picture::can_be_request,
    output::Output,
    problem::Problem,
};
use crate::{
    domain::{Failure, FailureKind, HistoryQuery, Query, RequestId, counted},
    store::{ExportReport, ExportTarget, Sheet, Store, StoreError},
};

/// How many are read at a time.
const PAGE: usize = 500;
/// So many digits of an id are told in lists.
const TOLD_OF_AN_ID: usize = 8;

/// Writes what is asked for under a new name.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &ExportArgs) -> Result<Code, Problem> {
    let form = form(args);
    for (given, is_wrong) in [("--metadata", args.metadata), ("--name", args.name.is_some())] {
        if is_wrong && form != ExportForm::Images {
            return Err(Problem::usage(format!(
                "{given} is for --as images: everything else keeps files as they are"
            )));
        }
    }
    let store = desk.store(output)?;
    let ids = asked(output, &store, &args.words)?;
    if ids.is_empty() {
        return Err(Problem::usage("no request is meant by that; nothing was written"));
    }
    let now = Timestamp::now();
    let to = args.to.clone();
    let report = match form {
        ExportForm::Folder => store.export(&ids, &ExportTarget::Folder(to), now)?,
        ExportForm::Zip => store.export(&ids, &ExportTarget::Zip(to), now)?,
        ExportForm::Jsonl => store.export(&ids, &ExportTarget::Lines(to), now)?,
        ExportForm::Images => export_pictures::write(&store, &ids, &desk.settings, args, output)?,
        ExportForm::Html => store.export(&ids, &ExportTarget::Sheet(to, sheet(args)), now)?,
    };
    tell(output, args, &report)?;
    Ok(check::code(&report.left_out))
}

/// What is wished: what was said, or what the ending means.
fn form(args: &ExportArgs) -> ExportForm {
    args.form.unwrap_or_else(|| match ExportTarget::of(&args.to) {
        ExportTarget::Folder(_) if args.metadata || args.name.is_some() => ExportForm::Images,
        ExportTarget::Folder(_) => ExportForm::Folder,
        ExportTarget::Zip(_) => ExportForm::Zip,
        ExportTarget::Lines(_) => ExportForm::Jsonl,
        ExportTarget::Sheet(..) => ExportForm::Html,
    })
}

/// The sheet that is wished; ids say nothing to those who read it.
fn sheet(args: &ExportArgs) -> Sheet {
    let by_id = args.words.iter().any(|word| word == "-");
    Sheet {
        width: args.width,
        about: if by_id { String::new() } else { args.words.join(" ") },
    }
}

fn tell(output: &mut Output, args: &ExportArgs, report: &ExportReport) -> Result<(), Problem> {
    if output.is_json() {
        return output.json(&serde_json::json!({
            "v": 1,
            "to": args.to,
            "requests": report.requests,
            "files": report.files,
            "bytes": report.bytes,
            "left_out": check::damages(&report.left_out),
        }));
    }
    check::lines(output, "left out ", &report.left_out)?;
    output.line(&format!(
        "{} in {}, {}: {}",
        counted(report.requests, "request", "requests"),
        counted(report.files, "file", "files"),
        counted(report.bytes, "byte", "bytes"),
        args.to.display()
    ))
}

/// The requests of those names, with the lines of standard input for `-`; or, where one of the words is no name, those
/// that meet the words and tokens.
fn asked(output: &mut Output, store: &Store, words: &[String]) -> Result<Vec<RequestId>, Problem> {
    if words.iter().any(|word| word == "-") {
        return asked_ids::requests(output, store, words);
    }
    if let Some(named) = named(output, store, words)? {
        return Ok(named);
    }
    let sought = history::read(output, &words.join(" "))?;
    all(store, sought, false)
}

/// The requests of those names; nothing where one of the words is the name of none. Where each is the name of some, one
/// of several is no word to search for: it is told which they are.
fn named(output: &mut Output, store: &Store, words: &[String]) -> Result<Option<Vec<RequestId>>, Problem> {
    let is_name = |word: &String| can_be_request(word) && !matches!(store.find(word), Err(StoreError::NoSuch(_)));
    let Some(word) = words.iter().find(|word| !is_name(word)) else {
        let names = words.iter().map(|word| asked_ids::one(output, store, word));
        return match words {
            [] => Ok(None),
            _ => names.collect::<Result<_, _>>().map(Some),
        };
    };
    // So much of an id is not written by chance, and what is searched for beside it would be left out.
    match words
        .iter()
        .find(|it| (it.starts_with('@') || it.len() >= TOLD_OF_AN_ID) && is_name(it))
    {
        Some(name) => Err(mixed(name, word)),
        None => Ok(None),
    }
}

/// An id among words is no wish that can be read in one way only.
fn mixed(name: &str, word: &str) -> Problem {
    let message = format!("'{name}' is the id of a request, and '{word}' is none");
    Failure::new(FailureKind::Request, message)
        .with_hint("give ids only, or words and tokens only: id:… is the token of an id")
        .into()
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
