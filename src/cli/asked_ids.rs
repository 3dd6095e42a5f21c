//! The requests that a person names: by id, by a part of one, by `@` and how far back, or by `-` from standard input.

use std::io::{self, BufRead as _};

use jiff::Timestamp;

use super::{output::Output, problem::Problem};
use crate::{
    domain::{Failure, FailureKind, RequestId, age, cut, one_line, thousands},
    store::{Store, StoreError},
};

/// Stands for the ids on standard input, one a line.
const STANDARD_INPUT: &str = "-";
/// The longest line that can be a name; an id has 36 characters.
const LONGEST_NAME: usize = 200;
/// Cells of a prompt that tell a request from its neighbours on a terminal of 80 columns.
pub(super) const PROMPT_TOLD: usize = 60;

/// Names as they were given, with the lines of standard input in the place of `-`; empty lines are passed over.
pub(super) fn names(given: &[String]) -> Result<Vec<String>, Problem> {
    let mut names = Vec::new();
    let mut read = false;
    for name in given {
        if name != STANDARD_INPUT {
            names.push(name.clone());
        } else if !std::mem::replace(&mut read, true) {
            for line in io::stdin().lock().lines() {
                names.extend(name_of(&line.map_err(|error| unreadable(&error))?)?);
            }
        }
    }
    Ok(names)
}

/// Every request of these names, each once and in the order of its first name; all are found before any is used.
pub(super) fn requests(output: &mut Output, store: &Store, given: &[String]) -> Result<Vec<RequestId>, Problem> {
    found_by(given, |name| one(output, store, name))
}

/// The same in the trash, where `@` is what went there last.
pub(super) fn requests_in_trash(
    output: &mut Output,
    store: &Store,
    given: &[String],
) -> Result<Vec<RequestId>, Problem> {
    found_by(given, |name| match store.find_in_trash(name) {
        Err(StoreError::NoSuch(_)) if name.starts_with('@') => Err(too_far_back(name).into()),
        found => told(output, name, found),
    })
}

fn found_by(
    given: &[String],
    mut find: impl FnMut(&str) -> Result<RequestId, Problem>,
) -> Result<Vec<RequestId>, Problem> {
    let mut found = Vec::new();
    for name in names(given)? {
        let id = find(&name)?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(found)
}

/// The request of that name; where several have it, those are told, so that one of them can be picked.
pub(super) fn one(output: &mut Output, store: &Store, name: &str) -> Result<RequestId, Problem> {
    told(output, name, store.find(name))
}

fn told(output: &mut Output, name: &str, found: Result<RequestId, StoreError>) -> Result<RequestId, Problem> {
    if let Err(StoreError::Ambiguous {
        matches, candidates, ..
    }) = &found
    {
        output.say(&format!("'{}' could be", one_line(name)));
        let now = Timestamp::now();
        for row in candidates {
            let (id, age) = (row.id.short(), age(now.as_millisecond() - row.created_ms));
            let prompt = one_line(&row.prompt);
            output.say(&format!("  {id}  {age:>4}  {}", cut(&prompt, PROMPT_TOLD)));
        }
        let told = u64::try_from(candidates.len()).unwrap_or(u64::MAX);
        if *matches > told {
            output.say(&format!("  and {} older ones", thousands(matches - told)));
        }
    }
    Ok(found?)
}

fn too_far_back(name: &str) -> Failure {
    if name == "@" {
        return Failure::new(FailureKind::Request, "the trash is empty");
    }
    let message = format!("the trash holds less than '{}' goes back", one_line(name));
    Failure::new(FailureKind::Request, message).with_hint("`pochade history --trash` lists what is in it")
}

/// The name on a line, if there is one.
fn name_of(line: &str) -> Result<Option<String>, Problem> {
    let name = line.trim();
    if name.len() > LONGEST_NAME || name.contains(char::is_whitespace) {
        let head: String = name.chars().take(40).collect();
        let message = format!("standard input holds one id a line, and '{head}' is none");
        return Err(Failure::new(FailureKind::Request, message)
            .with_hint("pochade history --json | jq -r .id prints ids")
            .into());
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

fn unreadable(error: &io::Error) -> Problem {
    Problem::usage(format!("standard input cannot be read as lines of text: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_one_name_or_none() {
        for (line, name) in [
            ("  1a2b3c4d\r", Some("1a2b3c4d")),
            ("", None),
            (" \t", None),
            ("@~2", Some("@~2")),
        ] {
            assert_eq!(name_of(line).unwrap().as_deref(), name, "{line:?}");
        }
        for line in ["1a2b3c4d a fox", "{\"v\": 1}", &"a".repeat(LONGEST_NAME + 1)] {
            assert!(name_of(line).is_err(), "{line}");
        }
    }
}
