//! `pochade star`, `tag`, `trash`, `restore` and `cancel`: marks on kept requests.

use jiff::Timestamp;

use super::{
    args::{StarArgs, TagArgs},
    asked_ids,
    desk::Desk,
    entry_line::EntryLine,
    exit::Code,
    output::Output,
    problem::Problem,
};
use crate::{
    domain::{Failure, FailureKind, HistoryEntry, RequestState, cut_at_word, one_line, tags_in},
    store::{Mark, Store},
};

/// Puts a mark on each request; all are found before the first is marked.
pub(super) fn run(desk: &Desk, output: &mut Output, ids: &[String], mark: &Mark) -> Result<Code, Problem> {
    put(desk, output, ids, std::slice::from_ref(mark))
}

/// Stops requests; one that has ended is told of, and keeps the others from nothing.
pub(super) fn cancel(desk: &Desk, output: &mut Output, ids: &[String]) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let mut worst = Code::DONE;
    for id in asked_ids::requests(output, &store, ids)? {
        let entry = store.entry(id)?;
        if entry.state.is_final() {
            let message = format!("{} has ended: it is {}", id.short(), entry.state.label());
            let failure = Failure::new(FailureKind::Request, message).with_hint("there is nothing to stop");
            output.failure(&failure);
            worst = worst.max(Code::from(&failure));
        } else {
            store.mark(id, &Mark::Cancel, Timestamp::now())?;
        }
        let now = store.entry(id)?;
        told(output, &store, &now)?;
        if !now.state.is_final() {
            output.note(asked_to_stop(now.state));
        }
    }
    Ok(worst)
}

/// What stopping comes to: who is asked does it a moment later, and what is on its way is paid for.
const fn asked_to_stop(state: RequestState) -> &'static str {
    match state {
        RequestState::Running => {
            "  asked to stop; what is sent already may be billed, and `pochade show` tells how it ended"
        }
        _ => "  asked to stop before it is sent",
    }
}

/// Stars requests, or takes the stars away.
pub(super) fn star(desk: &Desk, output: &mut Output, args: &StarArgs) -> Result<Code, Problem> {
    run(desk, output, &args.which.ids, &Mark::Star(!args.off))
}

/// Tags a request, or takes tags away.
pub(super) fn tag(desk: &Desk, output: &mut Output, args: &TagArgs) -> Result<Code, Problem> {
    let mark = if args.remove { Mark::Untag } else { Mark::Tag };
    let words = args.tags.iter().flat_map(|typed| tags_in(typed));
    let mut marks: Vec<_> = words.map(str::to_owned).map(mark).collect();
    if args.remove {
        // A tag from before they were told apart is taken away by its whole name.
        let odd = args.tags.iter().filter(|typed| !tags_in(typed).eq([typed.as_str()]));
        marks.extend(odd.cloned().map(Mark::Untag));
    }
    if marks.is_empty() {
        return Err(Problem::usage("no tag is named: blanks and commas stand between tags"));
    }
    put(desk, output, std::slice::from_ref(&args.id), &marks)
}

/// What a request is now, in words.
fn standing(entry: &HistoryEntry) -> String {
    let mut words = vec![entry.id.short(), entry.state.label().to_owned()];
    if entry.marks.starred {
        words.push("starred".to_owned());
    }
    words.extend(entry.marks.tags.iter().map(|tag| format!("#{}", one_line(tag))));
    if entry.marks.trashed {
        words.push("in the trash".to_owned());
    }
    words.join(" · ")
}

fn put(desk: &Desk, output: &mut Output, ids: &[String], marks: &[Mark]) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let restores = marks.contains(&Mark::Restore);
    let found = if restores {
        asked_ids::requests_in_trash(output, &store, ids)?
    } else {
        asked_ids::requests(output, &store, ids)?
    };
    for id in found {
        if restores && !store.entry(id)?.marks.trashed {
            let message = format!("{} is not in the trash", id.short());
            return Err(Failure::new(FailureKind::Request, message)
                .with_hint("pochade history --trash lists what is")
                .into());
        }
        for mark in marks {
            store.mark(id, mark, Timestamp::now())?;
        }
        told(output, &store, &store.entry(id)?)?;
    }
    Ok(Code::DONE)
}

fn told(output: &mut Output, store: &Store, entry: &HistoryEntry) -> Result<(), Problem> {
    if output.is_json() {
        return output.json(&EntryLine::of(store, entry));
    }
    let prompt = one_line(entry.request.prompt());
    output.note(&format!(
        "{}  {}",
        standing(entry),
        cut_at_word(&prompt, asked_ids::PROMPT_TOLD)
    ));
    Ok(())
}
