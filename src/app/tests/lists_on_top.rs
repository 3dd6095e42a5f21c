//! What lies on top: help, palette, menus, lines, questions.

use super::scenes::{
    app_with_history, app_with_prompt, failure, hint, id, keys as sequence, loads, on_top, paste, press, reading,
    sought, start, submit, toast, type_text,
};
use crate::{
    app::{App, Effect, FormField, Msg, Overlay, Start, View, update},
    domain::SpendBy,
    keys::{Command, Context, Keymap},
};

/// Every kind of overlay, and the keys that open it from the prompt.
const OPENED: &[(&str, &str)] = &[
    ("palette", "ctrl-p"),
    ("line", "esc /"),
    ("finder", "ctrl-r"),
    ("menu", "esc P"),
    ("picker", "esc G enter"),
];

fn help(app: &App) -> Vec<(Command, String)> {
    let Some(Overlay::Help(help)) = app.overlays().last() else {
        panic!("no help");
    };
    let keys = app.keymap().reachable(&help.contexts);
    keys.into_iter()
        .map(|(command, keys)| (command, keys.to_string()))
        .collect()
}

fn palette(app: &App) -> Vec<(String, String)> {
    let Some(Overlay::Palette(palette)) = app.overlays().last() else {
        panic!("no palette");
    };
    palette
        .rows()
        .map(|item| (item.id.clone(), item.keys.clone()))
        .collect()
}

#[test]
fn help_shows_the_keys_of_the_place_where_it_was_opened() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "f1");
    let keys = help(&app);
    assert!(keys.contains(&(Command::FormSend, "alt-enter".to_owned())));
    assert!(
        !keys.iter().any(|(command, _)| *command == Command::AppQuit),
        "q is a letter here"
    );

    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "?");
    let keys = help(&app);
    assert!(keys.contains(&(Command::RequestRerun, "r".to_owned())));
    assert!(keys.contains(&(Command::AppQuit, "q".to_owned())));
    assert!(!keys.iter().any(|(command, _)| *command == Command::FormSend));
}

#[test]
fn help_and_hints_show_the_keys_that_the_person_chose() {
    let mut app = App::new(Start {
        keymap: Keymap::overlaid("[prompt]\n\"form.send\" = [\"f9\"]\n[screen]\n\"app.quit\" = [\"Q\"]").unwrap(),
        ..start()
    });
    assert_eq!(hint(&app, "generate").map(|(keys, _)| keys).as_deref(), Some("f9"));

    press(&mut app, "f1");
    assert!(help(&app).contains(&(Command::FormSend, "f9".to_owned())));
    press(&mut app, "esc esc");
    assert_eq!(press(&mut app, "q"), []);
    assert_eq!(press(&mut app, "Q"), [Effect::Quit]);
}

#[test]
fn help_scrolls_and_closes_by_the_keys_that_opened_it() {
    for close in ["?", "f1", "q", "esc"] {
        let mut app = app_with_history(&["a fox"]);
        press(&mut app, "? j j k space");
        let Some(Overlay::Help(help)) = app.overlays().last() else {
            panic!("no help");
        };
        assert_eq!(help.scroll, 11);
        press(&mut app, close);
        assert_eq!((on_top(&app), app.view()), ("nothing", View::History), "{close}");
    }
}

#[test]
fn help_redraw_suspend_and_themes_work_under_whatever_lies_on_top() {
    for (name, keys) in OPENED {
        let mut app = app_with_prompt("a fox");
        press(&mut app, keys);
        assert_eq!(on_top(&app), *name);

        assert_eq!(press(&mut app, "ctrl-l"), [Effect::Redraw], "{name}");
        assert_eq!(press(&mut app, "ctrl-z"), [Effect::Suspend], "{name}");
        assert_eq!(
            press(&mut app, "ctrl-t"),
            [Effect::KeepTheme("light".to_owned())],
            "{name}"
        );
        press(&mut app, "f1");
        assert_eq!(on_top(&app), "help", "{name}");
        assert!(!help(&app).is_empty());
        press(&mut app, "f1");
        assert_eq!(on_top(&app), *name, "and it is there again");
    }
}

#[test]
fn what_was_said_can_be_read_again() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "g m");
    assert_eq!((on_top(&app), toast(&app)), ("nothing", "nothing was said yet"));
    let _ = update(&mut app, Msg::Failed(failure("the disk is gone")));
    press(&mut app, "d j");
    assert_eq!(toast(&app), "", "a message goes with the next key");

    press(&mut app, "g m");

    assert_eq!(
        reading(&app).1,
        [
            "3 s ago",
            "in the trash · u undo",
            "4 s ago",
            "the disk is gone",
            "4 s ago",
            "nothing was said yet"
        ]
    );
    press(&mut app, "esc");
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn a_question_can_be_read_about_too() {
    let mut app = app_with_history(&["a fox"]);
    submit(&mut app, 9, "a newt");
    press(&mut app, "ctrl-c");
    assert_eq!(on_top(&app), "question");

    assert_eq!(press(&mut app, "ctrl-l"), [Effect::Redraw]);
    press(&mut app, "f1");
    assert!(help(&app).contains(&(Command::DialogAccept, "y".to_owned())));
    assert_eq!(press(&mut app, "y"), [], "y is no key of help");
    assert_eq!(on_top(&app), "help");
    press(&mut app, "esc");
    assert_eq!(press(&mut app, "y"), [Effect::Cancel(id(9))]);
}

#[test]
fn esc_closes_whatever_lies_on_top_and_nothing_else() {
    for (name, keys) in OPENED {
        let mut app = app_with_prompt("a fox");
        press(&mut app, keys);
        let typing = app.form().typing().clone();
        press(&mut app, "esc");
        assert_eq!((on_top(&app), app.form().typing()), ("nothing", &typing), "{name}");
        assert_eq!(app.form().prompt().text(), "a fox");
    }
}

#[test]
fn views_and_cancelling_wait_until_the_overlay_is_gone() {
    // The line of a search belongs to the list: it gives way.
    for (name, keys) in OPENED.iter().filter(|(_, keys)| !keys.ends_with('/')) {
        let mut app = app_with_prompt("a fox");
        submit(&mut app, 9, "a newt");
        press(&mut app, keys);
        let view = app.view();
        assert_eq!(press(&mut app, "alt-5 ctrl-c"), [], "{name}");
        assert_eq!((on_top(&app), app.view()), (*name, view));
    }
}

#[test]
fn the_palette_shows_each_command_with_its_key_here() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, ":");

    let items = palette(&app);

    let keys = |id: &str| items.iter().find(|(item, _)| item == id).map(|(_, keys)| keys.as_str());
    assert_eq!(keys("request.rerun"), Some("r"));
    assert_eq!(keys("form.generate"), Some(""));
    assert_eq!(keys("view.spend"), Some("5"));
    assert_eq!(keys("dialog.accept"), None, "it belongs to overlays");
    assert_eq!(keys("images.later"), None, "it belongs to the form");
}

#[test]
fn the_palette_runs_what_is_found_by_its_name() {
    for (words, effects, view) in [
        ("view.spend", vec![Effect::LoadSpend(Some(SpendBy::Day))], View::Spend),
        ("app.quit", vec![Effect::Quit], View::Compose),
        ("theme.next", vec![Effect::KeepTheme("light".to_owned())], View::Compose),
        ("preview.protocol", vec![Effect::NextProtocol], View::Compose),
    ] {
        let mut app = app_with_prompt("a fox");
        press(&mut app, "ctrl-p");
        type_text(&mut app, words);
        assert_eq!(press(&mut app, "enter"), effects, "{words}");
        assert_eq!((app.view(), on_top(&app)), (view, "nothing"));
    }
}

#[test]
fn the_palette_sends_nothing_but_names_the_key_that_does() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "ctrl-p");
    type_text(&mut app, "form.send");
    assert_eq!(press(&mut app, "enter"), []);
    assert!(toast(&app).contains("alt-enter"), "{}", toast(&app));

    let mut app = app_with_history(&["a fox"]);
    press(&mut app, ":");
    type_text(&mut app, "request.rerun");
    assert_eq!(press(&mut app, "enter"), []);
    assert!(toast(&app).starts_with("press r"), "{}", toast(&app));
}

#[test]
fn a_palette_without_a_match_does_nothing() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "ctrl-p");
    type_text(&mut app, "zzzzz");

    assert_eq!(press(&mut app, "enter"), []);

    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn pictures_can_be_added_from_anywhere_by_name() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, ":");
    type_text(&mut app, "images.add");

    press(&mut app, "enter");

    assert_eq!((app.view(), on_top(&app)), (View::Compose, "picker"));
    assert_eq!(app.form().field(), FormField::Images);
}

#[test]
fn a_paste_goes_into_the_line_on_top_and_not_into_the_prompt() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "esc /");

    let asked = loads(&paste(&mut app, "red\nkite\n"));

    assert_eq!(sought(&asked[0]), "red kite");
    assert_eq!((on_top(&app), app.form().prompt().text()), ("line", "a fox"));
}

#[test]
fn overlays_ask_only_their_own_table_and_that_of_everywhere() {
    for (name, keys) in OPENED {
        let mut app = app_with_prompt("a fox");
        press(&mut app, keys);
        let contexts = app.contexts();
        // The line of a search is a line with a key more.
        let own: &[Context] = match contexts.first() {
            Some(Context::Search) => &[Context::Search, Context::Line],
            Some(first) => &[*first],
            None => &[],
        };
        assert_eq!(contexts, [own, &[Context::All]].concat(), "{name}");
        assert!(
            !matches!(own, [Context::Screen | Context::Compose | Context::Form]),
            "{name}"
        );
    }
}

#[test]
fn every_hint_is_a_key_that_works() {
    for (name, keys) in OPENED
        .iter()
        .chain(&[("nothing", "esc"), ("nothing", "tab"), ("nothing", "esc tab tab")])
    {
        let mut app = app_with_prompt("a fox");
        press(&mut app, keys);
        let hints = app.hints();
        assert!(!hints.is_empty(), "{name}");
        for hint in hints {
            let pressed = sequence(&hint.keys);
            let found = app.keymap().look_up(&app.contexts(), &pressed);
            assert!(matches!(found, crate::keys::Found::Command(_)), "{name}: {hint:?}");
        }
    }
}
