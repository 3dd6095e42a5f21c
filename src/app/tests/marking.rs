//! Marks that a search hides are left alone, and questions say which requests they are about.

use super::scenes::{answer_page, app_with_history, hint, id, loads, page, press, row, toast, type_text};
use crate::{
    app::{Answer, App, Effect, Inquiry, Msg, Overlay, update},
    domain::{HistoryPage, RequestState},
};

/// The first of three requests is marked, and then a search finds the last one alone.
fn hidden() -> App {
    let mut app = app_with_history(&["a fox", "a heron", "a red kite"]);
    press(&mut app, "space /");
    let asked = loads(&type_text(&mut app, "kite")).pop().unwrap();
    answer_page(&mut app, &asked, vec![row(1, "a red kite")], 3);
    press(&mut app, "enter");
    app
}

fn question(app: &App) -> (String, Vec<String>) {
    match app.overlays().last() {
        Some(Overlay::Confirm(confirm)) => (confirm.question.clone(), confirm.lines.clone()),
        other => panic!("no question but {other:?}: {}", toast(app)),
    }
}

fn weighed(app: &mut App, effects: &[Effect]) {
    let [Effect::Ask(Inquiry::Weight(ids))] = effects else {
        panic!("{effects:?}");
    };
    let answer = Answer::Weight {
        ids: ids.clone(),
        bytes: 2_000_000,
        running: 0,
    };
    let _ = update(app, Msg::Answered(Ok(Box::new(answer))));
}

#[test]
fn what_a_search_hides_is_neither_thrown_away_nor_starred() {
    let mut app = hidden();
    assert_eq!((app.marked().count(), app.marked_here()), (1, vec![]));

    assert_eq!(press(&mut app, "*"), [Effect::Star { id: id(1), on: true }]);
    let effects = press(&mut app, "D");
    weighed(&mut app, &effects);
    assert_eq!(question(&app).1[0], "a red kite");
    assert_eq!(press(&mut app, "y")[0], Effect::Purge(vec![id(1)]));
    assert!(app.marked().has(id(3)), "it stays marked");
}

#[test]
fn marks_out_of_sight_are_told_and_esc_ends_the_search_before_it_takes_them_away() {
    let mut app = hidden();
    press(&mut app, "space");
    assert_eq!(toast(&app), "1 marked, 1 more not in this list");
    assert_eq!(hint(&app, "trash 1"), Some(("d".to_owned(), String::new())));
    press(&mut app, "space");
    assert_eq!(toast(&app), "1 marked, not in this list");
    assert_eq!(hint(&app, "trash 1"), None);

    let asked = loads(&press(&mut app, "esc")).remove(0);
    assert!(asked.sought.is_empty(), "the search ends");
    let HistoryPage { rows, total } = page(&["a fox", "a heron", "a red kite"]);
    answer_page(&mut app, &asked, rows, total);
    assert_eq!(app.marked_here(), [id(3)], "it is seen again");
    press(&mut app, "esc");
    assert_eq!(app.marked().count(), 0);
}

#[test]
fn marks_that_esc_takes_away_come_back_with_u() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    press(&mut app, "space space esc");
    assert_eq!((app.marked().count(), toast(&app)), (0, "2 no longer marked · u undo"));
    press(&mut app, "u");
    assert_eq!((app.marked_here(), toast(&app)), (vec![id(2), id(3)], "2 marked"));
    press(&mut app, "U");
    assert_eq!(app.marked().count(), 0);
}

#[test]
fn in_the_gallery_a_mark_without_a_picture_there_does_not_take_the_star() {
    let mut app = hidden();
    press(&mut app, "3");
    assert_eq!(press(&mut app, "*"), [Effect::Star { id: id(1), on: true }]);
    press(&mut app, "space");
    assert_eq!(app.marked_here(), [id(1)]);
}

#[test]
fn a_question_names_the_first_of_many_and_counts_the_others() {
    let long = "a fox ".repeat(30);
    let mut app = app_with_history(&[&long, "a heron", "", "a hare", "a newt"]);
    press(&mut app, "V");
    let effects = press(&mut app, "D");
    weighed(&mut app, &effects);
    let (question, lines) = question(&app);
    assert_eq!(question, "Throw these 5 requests away for good?");
    assert!(
        lines[0].starts_with("a fox a fox") && lines[0].ends_with('…'),
        "{lines:?}"
    );
    assert_eq!(lines[1..4], ["a heron", "(no prompt)", "and 2 more"]);
}

#[test]
fn the_trash_names_what_is_on_its_way() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    let asked = loads(&update(&mut app, Msg::StoreChanged)).remove(0);
    let mut rows = page(&["a fox", "a heron"]).rows;
    rows[1].state = RequestState::Running;
    answer_page(&mut app, &asked, rows, 2);
    press(&mut app, "V d");
    assert_eq!(question(&app).1[..2], ["a fox", "a heron"]);
}

#[test]
fn marks_come_back_with_what_comes_out_of_the_trash_again() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    press(&mut app, "space space d");
    assert_eq!(app.marked().count(), 0);
    press(&mut app, "u");
    assert_eq!(app.marked_here(), [id(2), id(3)]);
    press(&mut app, "U");
    assert_eq!(app.marked().count(), 0);
}

#[test]
fn one_stands_where_one_stood_when_several_come_back() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    press(&mut app, "V g g");
    let stood = app.current_id();
    assert_eq!(stood, Some(id(3)));
    press(&mut app, "d u");
    assert_eq!((app.history().rows().len(), app.current_id()), (3, stood));
}

#[test]
fn where_all_of_several_are_gone_for_good_nothing_is_left_to_undo() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    press(&mut app, "down space space g g d");
    assert_eq!(app.current_id(), Some(id(3)));
    app.forget(&[id(1), id(2)]);
    press(&mut app, "u");
    assert_eq!(toast(&app), "nothing to undo");
}

#[test]
fn the_trash_names_its_own_keys() {
    let mut app = app_with_history(&["a fox"]);
    let asked = loads(&press(&mut app, "g t")).remove(0);
    answer_page(&mut app, &asked, vec![row(7, "an old fox"), row(6, "an old hare")], 2);
    let place = |app: &App, verb: &str| app.hints().iter().position(|hint| hint.verb == verb);
    let (out, run) = (place(&app, "take out").unwrap(), place(&app, "run again"));
    assert!(out < 4 && place(&app, "purge").is_some(), "{:?}", app.hints());
    assert!(run.is_none_or(|run| run < out), "prices come first");
    press(&mut app, "d");
    assert_eq!(hint(&app, "repeat take out"), Some((".".to_owned(), String::new())));
    press(&mut app, "V");
    assert_eq!(hint(&app, "take out 1"), Some(("d".to_owned(), String::new())));
}
