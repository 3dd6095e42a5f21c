//! How SQLite means to answer: through the index that serves a search, in the order of the keys.

use std::path::Path;

use jiff::Zoned;
use rusqlite::params_from_iter;

use super::*;
use crate::{
    domain::{Places, Token},
    store::{Opener, index::schema},
};

fn empty() -> Connection {
    let places = Places::below(Path::new("/nowhere"));
    let mut connection = Connection::open_in_memory().unwrap();
    schema::build(&mut connection, &places, true, &Opener::default()).unwrap();
    connection
        .execute_batch("INSERT INTO tags VALUES ('kites', 1), ('kite', 1), ('snow', 1)")
        .unwrap();
    connection
}

/// The steps of the statement that reads a page.
fn plan(connection: &Connection, line: &str, scope: Scope, oldest: bool) -> Vec<String> {
    let query = HistoryQuery {
        oldest,
        sought: Query::read(line).unwrap().settled(&Zoned::now()),
        scope,
        ..HistoryQuery::default()
    };
    let question = Question::of(connection, &query, i64::MAX).unwrap();
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {}", question.rows()))
        .unwrap();
    let mut values = question.values_of((i64::MIN, i64::MAX));
    values.push(Value::from(50));
    let steps = statement.query_map(params_from_iter(&values), |row| row.get(3));
    steps.unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

const ALL: &str = "USING INDEX requests_by_trash (trashed=? AND rowid>? AND rowid<?)";
const FACETS: &str = "USING INDEX requests_facets (trashed=? AND key>? AND key<?)";
const TEXTS: &str = "SEARCH searched USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";
const WORDS: &str = "SCAN words VIRTUAL TABLE INDEX";
const STARRED: &str = "USING INDEX requests_starred (trashed=? AND rowid>? AND rowid<?)";
const STATE: &str = "USING INDEX requests_by_state (state=? AND trashed=? AND rowid>? AND rowid<?)";
const TAGGED: &str = "USING INDEX requests_tagged (trashed=? AND rowid>? AND rowid<?)";
const PARENT_ID: &str = "parent:01890a5d-ac96-774b-bcce-b302099a8057";

#[test]
fn each_token_is_answered_through_the_index_that_serves_it() {
    let connection = empty();
    let lines = [
        ("", ALL),
        ("fox", WORDS),
        ("fox heron model:flare", WORDS),
        ("fo", TEXTS),
        ("-fox", TEXTS),
        ("model:flare", FACETS),
        ("state:refused", STATE),
        ("state:stored", FACETS),
        ("op:edit", FACETS),
        ("profile:o", FACETS),
        ("size:1024", FACETS),
        ("quality:low", FACETS),
        ("cost>0.1", FACETS),
        ("since:tue", FACETS),
        ("until:tue", FACETS),
        ("on:tue", FACETS),
        ("star", STARRED),
        ("star fox heron", STARRED),
        ("-star", FACETS),
        ("mask", FACETS),
        ("tag:snow", "SEARCH tags USING PRIMARY KEY (tag=? AND key>? AND key<?)"),
        ("tag:kite", TAGGED),
        (
            PARENT_ID,
            "SEARCH kin USING PRIMARY KEY (parent=? AND child>? AND child<?)",
        ),
        (
            "parent:@",
            "SEARCH kin USING PRIMARY KEY (parent=? AND child>? AND child<?)",
        ),
        ("id:01890a", FACETS),
        ("has:image", FACETS),
        ("has:failure", FACETS),
        (
            "has:note",
            "USING INDEX requests_noted (trashed=? AND rowid>? AND rowid<?)",
        ),
        ("has:tag", TAGGED),
        (
            "has:partial",
            "USING INDEX requests_unfinished (trashed=? AND rowid>? AND rowid<?)",
        ),
    ];
    for token in Token::ALL {
        let named = |line: &str| line.starts_with(token.name());
        assert!(lines.iter().any(|(line, _)| named(line)), "{token:?}");
    }
    for (line, driver) in lines {
        for oldest in [false, true] {
            ordered(line, driver, &plan(&connection, line, Scope::All, oldest));
        }
    }
}

/// It goes through that index, sorts nothing, and looks everything else up by its key.
fn ordered(line: &str, driver: &str, plan: &[String]) {
    assert!(plan[0].contains(driver), "{line}: {plan:#?}");
    for step in plan {
        let walks = step.starts_with("SCAN") && !step.starts_with("SCAN words VIRTUAL TABLE");
        assert!(!walks && !step.contains("TEMP B-TREE"), "{line}: {plan:#?}");
    }
}

#[test]
fn each_scope_is_answered_through_the_index_that_serves_it() {
    let connection = empty();
    let here = || Scope::Directory("/home/ada".into());
    let work = || Scope::Profile("work".to_owned());
    let by_directory = "USING INDEX requests_by_directory (directory=? AND trashed=? AND rowid>? AND rowid<?)";
    let by_profile = "USING INDEX requests_by_profile (profile=? AND trashed=? AND rowid>? AND rowid<?)";
    for (line, scope, driver) in [
        ("", here(), by_directory),
        ("fo", here(), by_directory),
        ("fox", here(), WORDS),
        ("", work(), by_profile),
        ("mask", work(), FACETS),
        ("", Scope::Since(3), ALL),
        ("fo", Scope::Since(3), TEXTS),
    ] {
        for oldest in [false, true] {
            ordered(line, driver, &plan(&connection, line, scope.clone(), oldest));
        }
    }
}

#[test]
fn a_part_of_a_parents_name_looks_only_at_requests_that_have_one() {
    let plan = plan(&empty(), "parent:0a1b", Scope::All, false);
    let walks: Vec<_> = plan.iter().filter(|step| step.starts_with("SCAN")).collect();
    assert!(walks.iter().all(|step| step.contains("kin")), "{plan:#?}");
}
