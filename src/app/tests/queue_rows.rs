//! What can be done to a row of the queue: the same as to that request in History.

use super::scenes::{
    answer_entry, answer_page, app, app_with_history, ended, hint, id, loads, on_top, press, read, row, sent, stored,
    submit, toast, type_text,
};
use crate::{
    app::{App, Effect, Inquiry, Marking, MenuPurpose, Overlay, Way},
    domain::RequestState,
};

/// One request that was sent just now and has ended, selected in the queue and read; the list of History is narrowed to
/// others.
fn queue() -> App {
    let mut app = app_with_history(&["a fox", "a heron"]);
    submit(&mut app, 9, "a newt");
    let effects = stored(&mut app, 9);
    read(&mut app, &effects);
    press(&mut app, "/");
    let asked = loads(&type_text(&mut app, "fox")).pop().unwrap();
    answer_page(&mut app, &asked, vec![row(2, "a fox")], 3);
    press(&mut app, "enter 4 g g");
    answer_entry(&mut app, &row(9, "a newt"));
    app
}

fn purpose(app: &App) -> Option<MenuPurpose> {
    match app.overlays().last() {
        Some(Overlay::Menu(menu)) => Some(menu.purpose),
        _ => None,
    }
}

#[test]
fn the_ladder_stands_on_a_row_of_the_queue() {
    for (keys, expected) in [
        ("R", MenuPurpose::Several),
        ("m", MenuPurpose::Elsewhere),
        ("x", MenuPurpose::Actions),
        ("y", MenuPurpose::Copy),
    ] {
        let mut app = queue();
        press(&mut app, keys);
        assert_eq!(purpose(&app), Some(expected), "{keys}");
    }
    let mut app = queue();
    assert_eq!(sent(&press(&mut app, "R 2")), ["a newt"; 2]);
    assert_eq!(sent(&press(&mut app, ".")), ["a newt"; 2]);
    assert!(hint(&app, "repeat ×2").is_some_and(|(_, price)| price.contains('$')));
    let mut app = queue();
    assert!(hint(&app, "final").is_some_and(|(keys, price)| keys == "P" && price.contains('$')));
    assert_eq!(sent(&press(&mut app, "P")), ["a newt"]);
    assert_eq!(press(&mut queue(), "E"), [Effect::EditText("a newt".to_owned())]);
}

#[test]
fn its_words_family_and_files_are_at_hand() {
    let mut app = queue();
    assert_eq!(press(&mut app, "g j"), [Effect::Ask(Inquiry::Raw(id(9)))]);
    assert_eq!(press(&mut app, "t"), [Effect::Ask(Inquiry::Lineage(id(9)))]);
    press(&mut app, "I");
    assert_eq!(on_top(&app), "reading");
    press(&mut app, "esc w");
    assert_eq!(on_top(&app), "line");
    press(&mut app, "esc n");
    type_text(&mut app, "good");
    let markings = vec![(id(9), Marking::Note("good".to_owned()))];
    assert_eq!(press(&mut app, "enter"), [Effect::Put { markings, way: Way::Do }]);
    assert_eq!(press(&mut app, "*"), [Effect::Star { id: id(9), on: true }]);
    press(&mut app, "i");
    assert_eq!(app.form().images().len(), 1);
}

#[test]
fn what_has_ended_goes_from_the_queue_into_the_trash_and_comes_back() {
    let mut app = queue();
    assert_eq!(press(&mut app, "d")[0], Effect::Trash { id: id(9), on: true });
    assert!(app.jobs().all().is_empty());
    let effects = press(&mut app, "u");
    assert!(effects.contains(&Effect::Trash { id: id(9), on: false }), "{effects:?}");
    assert_eq!(loads(&effects).len(), 1, "the store says where it belongs");
    assert_eq!(app.current_id(), Some(id(9)));
    assert_eq!(app.history().rows().len(), 1, "not where the search does not find it");
}

#[test]
fn what_is_on_its_way_goes_into_the_trash_only_after_a_question_that_names_it() {
    let mut app = app();
    submit(&mut app, 1, "a newt");
    press(&mut app, "alt-4 d");
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question: {}", toast(&app));
    };
    assert_eq!(confirm.lines[0], "a newt");
    press(&mut app, "y");
    assert_eq!(app.jobs().live(), 1, "it is still sent, and seen");
}

#[test]
fn while_the_trash_is_shown_in_history_d_means_the_trash_in_the_queue() {
    let mut app = queue();
    press(&mut app, "2 g t 4");
    assert_eq!(hint(&app, "trash"), Some(("d".to_owned(), String::new())));
    assert_eq!(press(&mut app, "d")[0], Effect::Trash { id: id(9), on: true });
}

#[test]
fn keys_that_make_no_sense_there_say_why() {
    for (keys, words) in [
        ("v", "marked in History"),
        ("V", "marked in History"),
        ("space", "it has ended"),
        ("J", "g j reads request and answer"),
        ("K", "g k puts the original back"),
    ] {
        let mut app = queue();
        assert_eq!(press(&mut app, keys), [], "{keys}");
        assert!(toast(&app).contains(words), "{keys}: {}", toast(&app));
    }
}

#[test]
fn its_pictures_are_gone_through() {
    let mut app = queue();
    press(&mut app, "]");
    assert_eq!((app.result().place(), toast(&app)), ((1, 2), "picture 2 of 2"));
}

#[test]
fn marks_of_the_history_mean_nothing_in_the_queue() {
    let mut app = queue();
    press(&mut app, "2 space 4");
    assert_eq!(press(&mut app, "*"), [Effect::Star { id: id(9), on: true }]);
    ended(&mut app, 9, RequestState::Stored, None);
    assert_eq!(app.marked().count(), 1);
}
