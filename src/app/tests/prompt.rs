//! Writing the prompt.

use super::scenes::{
    app, app_with, app_with_history, app_with_prompt, draft, failure, id, on_top, press, sent, submit, toast, type_text,
};
use crate::{
    app::{Effect, FormField, Msg, Pane, Typing, View, update},
    domain::Draft,
};

#[test]
fn typing_goes_into_the_prompt_at_once() {
    let mut app = app();
    assert!(app.is_typing());

    assert_eq!(type_text(&mut app, "q 2 jk?/:"), []);

    assert_eq!(app.form().prompt().text(), "q 2 jk?/:");
    assert_eq!((app.view(), on_top(&app)), (View::Compose, "nothing"));
}

#[test]
fn enter_makes_a_line_and_sends_nothing() {
    let mut app = app_with_prompt("a fox");

    assert_eq!(press(&mut app, "enter ctrl-j b"), []);

    assert_eq!(app.form().prompt().text(), "a fox\n\nb");
}

#[test]
fn esc_leaves_typing_and_enter_comes_back() {
    let mut app = app_with_prompt("a fox");

    press(&mut app, "esc x");
    assert_eq!((app.is_typing(), app.form().prompt().text()), (false, "a fox"));
    press(&mut app, "enter !");
    assert_eq!((app.is_typing(), app.form().prompt().text()), (true, "a fox!"));
}

#[test]
fn a_person_who_has_sent_goes_on_typing() {
    let mut app = app_with_prompt("a fox");

    assert_eq!(sent(&press(&mut app, "alt-enter")), ["a fox"]);
    assert_eq!(submit(&mut app, 1, "a fox").len(), 1);
    assert_eq!(type_text(&mut app, " q"), []);

    assert_eq!(app.form().prompt().text(), "a fox q");
}

#[test]
fn a_look_at_another_view_interrupts_no_typing() {
    let mut app = app_with_prompt("a fo");

    press(&mut app, "alt-2 1");
    type_text(&mut app, "x");

    assert_eq!(app.form().prompt().text(), "a fox");
}

#[test]
fn undo_turns_the_text_back_first_and_then_what_was_done_before() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "*");
    press(&mut app, "1");
    type_text(&mut app, "owl");

    press(&mut app, "esc u");
    assert_eq!(app.form().prompt().text(), "");
    press(&mut app, "U");
    assert_eq!(app.form().prompt().text(), "owl");
    press(&mut app, "u");
    assert_eq!(press(&mut app, "u"), [Effect::Star { id: id(1), on: false }]);
}

#[test]
fn the_editor_takes_the_prompt_and_gives_it_back() {
    let mut app = app_with_prompt("a fox");

    assert_eq!(press(&mut app, "ctrl-x ctrl-e"), [Effect::EditText("a fox".to_owned())]);
    assert_eq!(press(&mut app, "esc E"), [Effect::EditText("a fox".to_owned())]);
    let _ = update(&mut app, Msg::TextEdited(Ok("a fox,\nin snow\n".to_owned())));

    assert_eq!(app.form().prompt().text(), "a fox,\nin snow");
    assert_eq!(app.form().draft().prompt, "a fox,\nin snow");
    assert_eq!((app.view(), app.pane()), (View::Compose, Pane::Form));
}

#[test]
fn a_failed_editor_changes_nothing() {
    let mut app = app_with_prompt("a fox");

    let _ = update(&mut app, Msg::TextEdited(Err(failure("no editor"))));

    assert_eq!((app.form().prompt().text(), toast(&app)), ("a fox", "no editor"));
}

#[test]
fn the_form_keeps_a_draft_as_it_was_given() {
    let mut many = draft("two\nlines é 漢");
    many.count = "3".to_owned();
    for given in [
        draft("a fox"),
        Draft {
            size: String::new(),
            ..draft("")
        },
        many,
    ] {
        let app = app_with(given.clone());
        assert_eq!(app.form().draft(), given);
    }
}

#[test]
fn a_new_form_is_empty_but_for_model_size_and_options_and_undo_brings_the_old_one_back() {
    let mut app = app_with(draft("a fox"));

    press(&mut app, "N");
    assert_eq!(app.form().draft(), draft(""));
    assert_eq!(*app.form().typing(), Typing::Prompt);
    press(&mut app, "esc u");
    assert_eq!(app.form().draft(), draft("a fox"));
    press(&mut app, "U");
    assert_eq!(app.form().draft(), draft(""));
}

#[test]
fn what_is_typed_follows_into_faults_and_price() {
    let mut app = app_with(draft(""));
    let revision = app.form().revision();
    press(&mut app, "enter");
    assert_eq!(
        app.form().fault(FormField::Prompt),
        None,
        "empty is no fault before sending"
    );

    type_text(&mut app, "a fox");

    assert!(app.form().revision() > revision);
    assert!(app.form().estimate().to_string().starts_with("~$0.00"));
}
