//! The models that a server lists, in the picker.

use super::scenes::{NOW, app_with, draft, failure, go_to, on_top, press, start, type_text};
use crate::{
    app::{App, Effect, FormField, Menu, Msg, Overlay, Start, update},
    domain::{Failure, Report, ServedModel},
};

fn picker() -> (App, Vec<Effect>) {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Model);
    let effects = press(&mut app, "enter");
    (app, effects)
}

fn answer(app: &mut App, answer: Result<Vec<ServedModel>, Failure>) {
    let report = Report::Models {
        profile: "openai".to_owned(),
        answer,
    };
    assert_eq!(update(app, Msg::Reported { report, now_ms: NOW }), []);
}

fn menu(app: &App) -> &Menu {
    match app.overlays().last() {
        Some(Overlay::Menu(menu)) => menu,
        other => panic!("no menu but {other:?}"),
    }
}

fn note<'a>(app: &'a App, id: &str) -> &'a str {
    let item = menu(app).items.iter().find(|item| item.label == id);
    item.map_or("", |item| item.note.as_str())
}

fn served(id: &str, shutdown: Option<&str>) -> ServedModel {
    ServedModel {
        id: id.to_owned(),
        shutdown: shutdown.map(|day| day.parse().unwrap()),
    }
}

#[test]
fn the_list_is_asked_for_once_and_is_not_waited_for() {
    let (mut app, effects) = picker();
    assert_eq!(effects, [Effect::AskModels("openai".to_owned())]);
    assert!(menu(&app).foot.as_ref().unwrap().0.contains("asking api.openai.com"));
    press(&mut app, "esc");

    assert_eq!(press(&mut app, "enter"), [], "once is enough");
}

#[test]
fn a_server_without_a_key_is_not_asked() {
    let mut app = App::new(Start {
        profile: "gone".to_owned(),
        ..start()
    });
    press(&mut app, "esc esc");
    go_to(&mut app, FormField::Model);

    assert_eq!(press(&mut app, "enter"), []);
}

#[test]
fn what_the_server_lists_stands_beside_the_table() {
    let (mut app, _) = picker();
    press(&mut app, "down");
    let selected = menu(&app).list.selected().unwrap();
    let label = menu(&app).items[selected].label.clone();

    answer(
        &mut app,
        Ok(vec![
            served("gpt-image-2", Some("2027-03-01")),
            served("gpt-image-9-preview", None),
            served("gpt-6-luna", None),
        ]),
    );

    assert!(note(&app, "gpt-image-2").contains("ends 2027-03-01"));
    assert!(note(&app, "gpt-image-9-preview").contains("not in the table"));
    assert!(note(&app, "gpt-image-2.5-flare").contains("not listed by this server"));
    assert_eq!(note(&app, "gpt-6-luna"), "", "it makes no pictures");
    let selected = menu(&app).list.selected().unwrap();
    assert_eq!(menu(&app).items[selected].label, label, "the selection stays");
    assert_eq!(
        menu(&app).foot,
        Some(("api.openai.com lists 3 models".to_owned(), false))
    );
}

#[test]
fn a_list_that_cannot_be_read_is_said_at_the_foot() {
    let (mut app, _) = picker();

    answer(&mut app, Err(failure("the server is silent")));

    let (foot, warns) = menu(&app).foot.clone().unwrap();
    assert!(warns && foot.contains("the server is silent"), "{foot}");
    assert!(menu(&app).items.len() > 5, "the table is there all the same");
}

#[test]
fn a_model_that_no_list_has_can_be_typed() {
    let (mut app, _) = picker();
    press(&mut app, "end enter");
    assert_eq!(on_top(&app), "line");
    press(&mut app, "ctrl-u");

    type_text(&mut app, "flux-kontext-pro");
    press(&mut app, "enter");

    assert_eq!(app.form().model().id(), "flux-kontext-pro");
}
