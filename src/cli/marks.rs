//! `pochade star`, `tag`, `trash`, `restore` and `cancel`: marks on kept requests.

use jiff::Timestamp;

use super::{
    args::{StarArgs, TagArgs},
    desk::Desk,
    exit::Code,
    output::Output,
    problem::Problem,
};
use crate::store::Mark;

/// Puts a mark on each request; all are found before the first is marked.
pub(super) fn run(desk: &Desk, output: &mut Output, ids: &[String], mark: &Mark) -> Result<Code, Problem> {
    put(desk, output, ids, std::slice::from_ref(mark))
}

/// Stars requests, or takes the stars away.
pub(super) fn star(desk: &Desk, output: &mut Output, args: &StarArgs) -> Result<Code, Problem> {
    run(desk, output, &args.which.ids, &Mark::Star(!args.off))
}

/// Tags a request, or takes tags away.
pub(super) fn tag(desk: &Desk, output: &mut Output, args: &TagArgs) -> Result<Code, Problem> {
    let mark = if args.remove { Mark::Untag } else { Mark::Tag };
    let marks: Vec<_> = args.tags.iter().cloned().map(mark).collect();
    put(desk, output, std::slice::from_ref(&args.id), &marks)
}

fn put(desk: &Desk, output: &mut Output, ids: &[String], marks: &[Mark]) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let mut found = Vec::new();
    for id in ids {
        found.push(store.find(id)?);
    }
    for id in found {
        for mark in marks {
            store.mark(id, mark, Timestamp::now())?;
        }
        if output.is_json() {
            output.json(&store.entry(id)?)?;
        }
    }
    Ok(Code::DONE)
}
