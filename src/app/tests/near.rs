//! What a search nearly finds: asked for where hardly anything matches, listed under its own heading, real rows.

use super::finding::answer;
use super::scenes::{app_with_history, id, loads, on_top, press, read, row, type_text};
use crate::{
    app::{App, Effect, Msg, NearRows, Overlay, update},
    domain::{HistoryQuery, HistoryRow, Near, RequestId},
};

fn asks_near(effects: &[Effect]) -> Option<HistoryQuery> {
    effects.iter().find_map(|effect| match effect {
        Effect::LoadNear(asked) => Some(asked.clone()),
        _ => None,
    })
}

fn tell_near(app: &mut App, asked: &HistoryQuery, rows: Vec<HistoryRow>) -> Vec<Effect> {
    let near = Near {
        rows,
        words: vec!["heron".to_owned()],
        looked_at: 412,
    };
    update(
        app,
        Msg::NearLoaded {
            asked: asked.clone(),
            near,
        },
    )
}

/// A search that finds nothing, and what is asked after it.
fn searched(line: &str) -> (App, Option<HistoryQuery>) {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "/");
    let asked = loads(&type_text(&mut app, line));
    let effects = answer(&mut app, asked.last().unwrap(), Vec::new());
    (app, asks_near(&effects))
}

fn listed(app: &App) -> Vec<RequestId> {
    app.history().rows().iter().map(|row| row.id).collect()
}

#[test]
fn only_words_that_hardly_anything_has_are_looked_for_once_more() {
    assert!(searched("hern").1.is_some());
    for line in ["he", "hern model:x", "-hern", "\"hern fog\""] {
        assert_eq!(searched(line).1, None, "{line}");
    }
    let mut app = app_with_history(&["a fox"]);
    let asked = loads(&press(&mut app, "/ f o x"));
    let many = (1..=5).rev().map(|number| row(number, "a fox")).collect();
    assert_eq!(asks_near(&answer(&mut app, asked.last().unwrap(), many)), None);
}

#[test]
fn what_is_close_follows_what_matches_and_is_opened_and_run_like_any_row() {
    let (mut app, asked) = searched("hern");
    let effects = tell_near(&mut app, &asked.unwrap(), vec![row(8, "a heron"), row(3, "a hero")]);
    assert_eq!(listed(&app), [id(8), id(3)]);
    let expected = NearRows {
        from: 0,
        words: vec!["heron".to_owned()],
        looked_at: 412,
    };
    assert_eq!(app.history().near(), Some(&expected));
    assert_eq!(
        (
            app.history().matching().len(),
            app.history().tally().map(|tally| tally.count)
        ),
        (0, Some(0))
    );
    assert!(effects.contains(&Effect::LoadEntryAtRest(id(8))), "{effects:?}");

    press(&mut app, "enter");
    let effects = press(&mut app, "down");
    read(&mut app, &effects);
    let effects = press(&mut app, "r");
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Submit(_))),
        "{effects:?}"
    );
}

#[test]
fn the_next_letter_leaves_it_behind_and_a_late_answer_is_dropped() {
    let (mut app, asked) = searched("hern");
    let asked = asked.unwrap();
    let other = loads(&type_text(&mut app, "x"));
    assert_eq!(tell_near(&mut app, &asked, vec![row(8, "a heron")]), []);
    let effects = answer(&mut app, &other[0], Vec::new());
    assert_eq!(
        tell_near(&mut app, &asked, vec![row(8, "a heron")]),
        [],
        "it is of another search"
    );
    assert_eq!(listed(&app), []);
    let again = asks_near(&effects).unwrap();
    tell_near(&mut app, &again, Vec::new());
    assert_eq!(app.history().near(), None, "nothing is close");
    let asked = loads(&press(&mut app, "ctrl-u"));
    answer(&mut app, &asked[0], vec![row(2, "a fox")]);
    assert_eq!(listed(&app), [id(2)]);
}

#[test]
fn what_is_close_stays_while_new_results_arrive_and_is_not_among_all_that_is_marked() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/");
    let asked = loads(&type_text(&mut app, "hern"));
    let effects = answer(&mut app, asked.last().unwrap(), vec![row(5, "hern")]);
    let near = asks_near(&effects).unwrap();
    tell_near(
        &mut app,
        &near,
        vec![row(8, "a heron"), row(5, "hern"), row(3, "a hero")],
    );
    assert_eq!(listed(&app), [id(5), id(8), id(3)], "none is there twice");
    press(&mut app, "enter down");

    let asked = loads(&update(&mut app, Msg::StoreChanged));
    let effects = answer(&mut app, &asked[0], vec![row(9, "hern again"), row(5, "hern")]);
    assert_eq!(asks_near(&effects), None);
    assert_eq!(listed(&app), [id(9), id(5), id(8), id(3)]);
    assert_eq!(app.history().current().map(|row| row.id), Some(id(8)));
    assert_eq!(app.history().near().map(|near| near.from), Some(2));
    assert_eq!(app.history().tally().map(|tally| tally.count), Some(2));

    press(&mut app, "V");
    assert_eq!(app.marked().count(), 2);
    press(&mut app, "V g g d");
    assert_eq!(app.history().near().map(|near| near.from), Some(1));
    press(&mut app, "u");
    assert_eq!(app.history().near().map(|near| near.from), Some(2));
}

#[test]
fn the_finder_offers_it_too() {
    let mut app = app_with_history(&["a fox"]);
    let asked = loads(&press(&mut app, "ctrl-r"));
    answer(&mut app, &asked[0], vec![row(1, "a fox")]);
    let asked = loads(&type_text(&mut app, "hern"));
    let effects = answer(&mut app, asked.last().unwrap(), Vec::new());
    tell_near(
        &mut app,
        &asks_near(&effects).unwrap(),
        vec![row(8, "a heron"), row(3, "a hero")],
    );
    let Some(Overlay::Finder(finder)) = app.overlays().last() else {
        panic!("{}", on_top(&app));
    };
    assert_eq!(finder.found().rows().len(), 2);
    assert_eq!(press(&mut app, "down enter"), [Effect::LoadEntry(id(3))]);
}
