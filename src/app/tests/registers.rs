//! Prompts under letters: kept, added to, pasted, and listed.

use std::collections::BTreeMap;

use super::scenes::{answer_entry, app_with_history, app_with_prompt, hint, id, on_top, press, row, toast, type_text};
use crate::{
    app::{Answer, App, Effect, Inquiry, Keeping, Menu, Msg, Overlay, View, update},
    domain::HistoryRow,
};

/// The store tells what the registers hold.
fn told(app: &mut App, held: &[(char, &str)], filled: Option<char>) {
    let held: BTreeMap<_, _> = held.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    let answer = Box::new(Answer::Registers { held, filled });
    assert_eq!(update(app, Msg::Answered(Ok(answer))), []);
}

fn keeps(name: char, text: &str, adds: bool) -> Effect {
    let text = text.to_owned();
    Effect::Ask(Inquiry::Registers(Some(Keeping { name, text, adds })))
}

fn menu(app: &App) -> &Menu {
    match app.overlays().last() {
        Some(Overlay::Menu(menu)) => menu,
        other => panic!("no list but {other:?}"),
    }
}

#[test]
fn the_prompt_of_the_form_is_kept_and_a_capital_letter_adds() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "esc");
    assert_eq!(press(&mut app, "\""), [Effect::Ask(Inquiry::Registers(None))]);
    assert_eq!(press(&mut app, "a y"), [keeps('a', "a fox", false)]);
    assert_eq!(on_top(&app), "nothing");
    told(&mut app, &[('a', "a fox")], Some('a'));
    assert_eq!(toast(&app), "the prompt is in register a");

    press(&mut app, "\" A");
    assert!(menu(&app).foot.as_ref().unwrap().0.contains("adds"));
    assert_eq!(press(&mut app, "y"), [keeps('a', "a fox", true)]);
}

#[test]
fn y_and_p_are_letters_too() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "esc");

    assert_eq!(press(&mut app, "\" y y").last(), Some(&keeps('y', "a fox", false)));
    assert_eq!(press(&mut app, "\" p y").last(), Some(&keeps('p', "a fox", false)));
}

#[test]
fn the_selected_request_gives_its_whole_prompt_even_if_it_must_be_read_first() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    assert_eq!(press(&mut app, "\" a y").last(), Some(&keeps('a', "a fox", false)));

    press(&mut app, "j");
    assert_eq!(press(&mut app, "\" b y").last(), Some(&Effect::LoadEntry(id(1))));
    let heron = HistoryRow { ..row(1, "a heron") };
    assert_eq!(answer_entry(&mut app, &heron), [keeps('b', "a heron", false)]);
}

#[test]
fn a_register_is_pasted_where_the_cursor_stands_and_its_places_are_filled_in() {
    let mut app = app_with_prompt("ink, ");
    press(&mut app, "alt-r");
    assert_eq!(on_top(&app), "menu", "also while typing");
    told(&mut app, &[('a', "a ${bird} at dawn"), ('b', "fog")], None);
    assert_eq!(menu(&app).items.len(), 2);

    press(&mut app, "a p");
    type_text(&mut app, "heron");

    assert_eq!(
        (on_top(&app), app.form().prompt().text()),
        ("nothing", "ink, a heron at dawn")
    );
}

#[test]
fn what_is_not_known_yet_is_pasted_when_it_comes_and_an_empty_register_says_so() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "\" a p");
    told(&mut app, &[('a', "a heron")], None);
    assert_eq!((app.view(), app.form().prompt().text()), (View::Compose, "a heron"));

    press(&mut app, "esc \" q p");
    assert_eq!((on_top(&app), toast(&app)), ("menu", "register q is empty"));
    press(&mut app, "1");
    assert_eq!(toast(&app), "the registers are a to z");
}

#[test]
fn enter_pastes_the_selected_one() {
    let mut app = app_with_prompt("");
    press(&mut app, "esc \"");
    assert_eq!(press(&mut app, "enter"), [], "there is none yet");
    press(&mut app, "\"");
    told(&mut app, &[('a', "a heron"), ('c', "a kite")], None);

    press(&mut app, "down enter");

    assert_eq!(app.form().prompt().text(), "a kite");
}

#[test]
fn nothing_to_keep_is_said() {
    let mut app = app_with_prompt("  ");
    press(&mut app, "esc \" a");
    assert_eq!(press(&mut app, "y"), []);
    assert_eq!(toast(&app), "there is no prompt to keep");
}

#[test]
fn empty_registers_offer_no_paste_and_alt_r_opens_them_everywhere() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "alt-r");
    assert_eq!(on_top(&app), "menu");
    told(&mut app, &[], None);
    assert!(hint(&app, "paste").is_none());
    told(&mut app, &[('a', "a fox")], None);
    assert!(hint(&app, "paste").is_some());
}
