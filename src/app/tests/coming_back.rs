//! What was typed and left by esc comes back: searches, the finder's line, words on requests.

use super::scenes::{app, app_with_history, hint, id, loads, on_top, press, sought, toast, type_text};
use crate::{
    app::{App, Effect, Marking, Overlay, Way},
    domain::SavedSearch,
};

fn line(app: &App) -> (&str, &str) {
    match app.overlays().last() {
        Some(Overlay::Line(line)) => (line.buffer.text(), &line.note),
        Some(Overlay::Finder(finder)) => (finder.buffer().text(), ""),
        other => panic!("no line but {other:?}"),
    }
}

fn last_sought(effects: &[Effect]) -> String {
    sought(loads(effects).last().unwrap())
}

#[test]
fn a_search_that_was_ended_comes_back_with_u() {
    for keys in ["esc", "enter esc"] {
        let mut app = app_with_history(&["a fox", "a heron"]);
        press(&mut app, "/");
        type_text(&mut app, "heron snow");
        press(&mut app, keys);
        assert_eq!(app.history().words(), "", "{keys}");
        assert_eq!(toast(&app), "the search has ended · u undo");

        assert_eq!(last_sought(&press(&mut app, "u")), "heron snow");
        assert_eq!(
            (app.history().words(), toast(&app)),
            ("heron snow", "the search is back: heron snow")
        );
        assert_eq!(last_sought(&press(&mut app, "U")), "");
    }
}

#[test]
fn a_line_that_is_wrong_stays_one_to_be_mended() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "2 /");
    type_text(&mut app, "fox cost>abc");
    press(&mut app, "enter");
    assert_eq!(line(&app).0, "fox cost>abc", "enter leaves it open");
    assert!(toast(&app).starts_with("it is searched for once"), "{}", toast(&app));

    press(&mut app, "esc u");
    assert_eq!(line(&app).0, "fox cost>abc", "no verb hits what the rest of it finds");
    assert!(app.history().fault().is_some());
    press(&mut app, "backspace backspace backspace 0 enter");
    assert!(app.overlays().is_empty() && app.history().fault().is_none());
}

#[test]
fn ending_a_search_leaves_what_can_be_done_again() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "* u /");
    type_text(&mut app, "fox");
    press(&mut app, "esc");
    assert_eq!(press(&mut app, "U"), [Effect::Star { id: id(1), on: true }]);
}

#[test]
fn in_the_queue_esc_ends_no_search_that_nobody_sees() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/");
    type_text(&mut app, "fox");
    press(&mut app, "enter 4 esc");
    assert_eq!(app.history().words(), "fox");
}

#[test]
fn up_in_an_empty_search_line_brings_the_last_ones() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/");
    assert!(hint(&app, "last search").is_none());
    for words in ["fox", "heron"] {
        type_text(&mut app, words);
        press(&mut app, "enter esc /");
    }
    assert_eq!(hint(&app, "last search"), Some(("up".to_owned(), String::new())));
    assert_eq!(last_sought(&press(&mut app, "up")), "heron");
    assert_eq!(last_sought(&press(&mut app, "up")), "fox");
    assert_eq!(press(&mut app, "up"), [], "there is none before it");
    press(&mut app, "down");
    assert_eq!(line(&app).0, "heron");
    press(&mut app, "down");
    assert_eq!(line(&app).0, "");

    type_text(&mut app, "hare");
    press(&mut app, "up");
    assert_eq!(line(&app).0, "hare", "what is typed stays");
}

#[test]
fn what_was_typed_in_the_finder_comes_back() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "ctrl-r");
    type_text(&mut app, "red kite");
    press(&mut app, "esc");
    assert_eq!(toast(&app), "ctrl-r up brings back what you typed");
    press(&mut app, "ctrl-r");
    assert_eq!(line(&app).0, "");
    assert_eq!(last_sought(&press(&mut app, "up")), "red kite");
}

#[test]
fn a_note_that_was_left_is_offered_again_for_the_same_request_only() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "n");
    type_text(&mut app, "the good one");
    press(&mut app, "esc");
    assert!(toast(&app).contains("what you typed is there"), "{}", toast(&app));

    press(&mut app, "j n");
    assert_eq!(line(&app).0, "");
    press(&mut app, "esc k n");
    let (typed, note) = line(&app);
    assert!(
        typed == "the good one" && note.starts_with("as you left it"),
        "{typed}, {note}"
    );
    let note = Marking::Note("the good one".to_owned());
    let markings = vec![(id(2), note)];
    assert_eq!(press(&mut app, "enter"), [Effect::Put { markings, way: Way::Do }]);
    press(&mut app, "n");
    assert_eq!(line(&app).0, "", "it was done");
}

#[test]
fn a_line_in_which_nothing_was_changed_is_left_in_silence() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "g w enter");
    assert_eq!(on_top(&app), "line");
    press(&mut app, "esc");
    assert_eq!(toast(&app), "");
}

#[test]
fn a_search_that_is_kept_no_longer_comes_back_with_u() {
    let mut app = app_with_history(&["a fox"]);
    let kept = |name: &str| SavedSearch {
        name: name.to_owned(),
        line: "fox".to_owned(),
    };
    press(&mut app, "/");
    type_text(&mut app, "fox");
    press(&mut app, "enter S");
    type_text(&mut app, "reds");
    press(&mut app, "enter S ctrl-u");
    assert_eq!(press(&mut app, "enter"), [Effect::KeepSearches(Vec::new())]);
    assert_eq!(toast(&app), "the search is kept no longer · u undo");
    assert_eq!(press(&mut app, "u"), [Effect::KeepSearches(vec![kept("reds")])]);
    assert_eq!(app.search().saved(), [kept("reds")]);
    assert_eq!(press(&mut app, "U"), [Effect::KeepSearches(Vec::new())]);
}

#[test]
fn going_to_a_kept_search_loses_no_line_that_is_kept_nowhere() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/");
    type_text(&mut app, "fox");
    press(&mut app, "enter S");
    type_text(&mut app, "reds");
    press(&mut app, "enter / ctrl-u");
    type_text(&mut app, "a rare line");
    assert_eq!(last_sought(&press(&mut app, "enter }")), "fox");
    assert_eq!(last_sought(&press(&mut app, "u")), "a rare line");
}

#[test]
fn an_empty_finder_is_left_in_silence() {
    let mut app = app();
    press(&mut app, "esc ctrl-r esc");
    assert_eq!(toast(&app), "");
}
