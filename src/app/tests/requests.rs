//! What is done to a kept request: load, run again, star, trash, copy, open.

use std::path::PathBuf;

use super::scenes::{
    again, answer_entry, app, app_with_history, draft, entry, facts, failure, hint, id, loads, on_top, page, press,
    read, request, row, sent, start, submissions, submit, toast, type_text,
};
use crate::{
    app::{App, Effect, FormField, LinePurpose, Msg, Overlay, Pane, View, update},
    domain::{Draft, RequestState},
};

fn prompts(app: &App) -> Vec<&str> {
    app.history().rows().iter().map(|row| row.prompt.as_str()).collect()
}

fn line(app: &App) -> &crate::app::Line {
    match app.overlays().last() {
        Some(Overlay::Line(line)) => line,
        other => panic!("no line but {other:?}"),
    }
}

#[test]
fn r_runs_the_selected_request_again() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    let effects = press(&mut app, "j");
    read(&mut app, &effects);

    let effects = press(&mut app, "r");

    assert_eq!(submissions(&effects)[0].request, again(&draft("a heron"), 1));
    assert_eq!(effects.len(), 1);
}

#[test]
fn r_waits_for_a_request_that_is_not_read_yet_and_sends_it_once() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    let heron = row(1, "a heron");

    assert_eq!(press(&mut app, "j"), [Effect::LoadEntryAtRest(id(1))]);
    assert_eq!(press(&mut app, "r r"), vec![Effect::LoadEntry(id(1)); 2]);
    assert_eq!(sent(&answer_entry(&mut app, &heron)), ["a heron"]);
    assert_eq!(answer_entry(&mut app, &heron), []);
    assert_eq!(answer_entry(&mut app, &heron), []);
}

#[test]
fn what_waits_is_forgotten_by_whoever_goes_on() {
    for away in ["k", "5", "?", "/", "esc", "1"] {
        let mut app = app_with_history(&["a fox", "a heron"]);
        press(&mut app, "j r");
        press(&mut app, away);
        assert!(toast(&app).contains("not sent"), "{away}: {}", toast(&app));

        assert_eq!(answer_entry(&mut app, &row(1, "a heron")), [], "{away}");
        assert_eq!(answer_entry(&mut app, &row(2, "a fox")), [], "{away}");
    }
}

#[test]
fn what_waits_is_forgotten_when_it_cannot_be_read() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "j r");

    let _ = update(
        &mut app,
        Msg::EntryLoaded {
            id: id(1),
            answer: Err(failure("the record is damaged")),
        },
    );
    assert_eq!(toast(&app), "the record is damaged");
    assert_eq!(answer_entry(&mut app, &row(1, "a heron")), []);
}

#[test]
fn the_price_of_running_again_stands_beside_the_key_once_it_is_known() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    assert_eq!(hint(&app, "run again"), Some(("r".to_owned(), "~$0.0060".to_owned())));

    let effects = press(&mut app, "j");
    let unread = Some(("r".to_owned(), "…       ".to_owned()));
    assert_eq!(hint(&app, "run again"), unread, "not the price of another request");
    read(&mut app, &effects);
    assert_eq!(hint(&app, "run again"), Some(("r".to_owned(), "~$0.0060".to_owned())));
}

#[test]
fn bare_enter_in_a_list_never_spends() {
    for view in [
        "2",
        "3",
        "4",
        "5",
        "6",
        "1 esc shift-tab shift-tab",
        "1 esc shift-tab shift-tab shift-tab",
    ] {
        let mut app = app_with_history(&["a fox", "a heron"]);
        press(&mut app, view);
        assert_eq!(sent(&press(&mut app, "enter enter enter")), [""; 0], "{view}");
    }
}

#[test]
fn enter_and_e_load_the_request_into_the_form_and_undo_brings_the_old_form_back() {
    for key in ["enter", "e"] {
        let mut app = app_with_history(&["a fox", "a heron"]);
        press(&mut app, "1 g g");
        type_text(&mut app, "half a thought");
        press(&mut app, "esc");
        let before = app.form().draft();
        press(&mut app, "2");

        assert_eq!(press(&mut app, key), []);
        assert_eq!(request(&app.form().draft()), again(&draft("a fox"), 2), "{key}");
        assert_eq!(
            (app.view(), app.pane(), app.form().field()),
            (View::Compose, Pane::Form, FormField::Prompt)
        );
        assert!(app.is_typing(), "no letter that follows is a key");
        press(&mut app, "esc u");
        assert_eq!(app.form().draft(), before);
        press(&mut app, "U");
        assert_eq!(app.form().draft().prompt, "a fox");
    }
}

#[test]
fn a_request_that_no_longer_fits_its_model_is_not_sent() {
    let mut app = app_with_history(&["a fox"]);
    let mut start = start();
    start.models = crate::domain::ModelTable::overlaid("[family.\"gpt-image-2.5\"]\nprompt_longest = 3").unwrap();
    let mut strict = App::new(start);
    press(&mut strict, "alt-2");
    let asked = loads(&strict.first_effects());
    let page = page(&["a fox"]);
    let answer = Ok(page);
    let effects = update(
        &mut strict,
        Msg::HistoryLoaded {
            asked: asked[0].clone(),
            answer,
        },
    );
    read(&mut strict, &effects);

    assert_eq!(sent(&press(&mut app, "r")), ["a fox"]);
    assert_eq!(press(&mut strict, "r"), []);
    assert!(toast(&strict).contains("at most 3"), "{}", toast(&strict));
}

#[test]
fn a_star_is_set_and_taken_away() {
    let mut app = app_with_history(&["a fox"]);

    assert_eq!(press(&mut app, "*"), [Effect::Star { id: id(1), on: true }]);
    assert!(app.history().rows()[0].starred && app.result().entry().unwrap().marks.starred);
    assert_eq!(press(&mut app, "*"), [Effect::Star { id: id(1), on: false }]);
    assert!(!app.history().rows()[0].starred);
    assert_eq!(press(&mut app, "u"), [Effect::Star { id: id(1), on: true }]);
    assert_eq!(press(&mut app, "U"), [Effect::Star { id: id(1), on: false }]);
}

#[test]
fn trash_takes_the_row_away_and_undo_puts_it_back_in_its_place() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    let effects = press(&mut app, "j");
    read(&mut app, &effects);

    assert_eq!(
        press(&mut app, "d"),
        [Effect::Trash { id: id(2), on: true }, Effect::LoadEntryAtRest(id(1))]
    );
    assert_eq!(
        (prompts(&app), app.current_id()),
        (vec!["a fox", "a hare"], Some(id(1)))
    );
    assert!(toast(&app).contains("undo"));

    assert_eq!(
        press(&mut app, "u"),
        [Effect::Trash { id: id(2), on: false }, Effect::LoadEntry(id(2))]
    );
    assert_eq!(
        (prompts(&app), app.current_id()),
        (vec!["a fox", "a heron", "a hare"], Some(id(2)))
    );
    assert_eq!(press(&mut app, "U")[0], Effect::Trash { id: id(2), on: true });
    assert_eq!(press(&mut app, "u")[0], Effect::Trash { id: id(2), on: false });
    assert_eq!(app.history().total(), 3);
}

#[test]
fn a_new_action_empties_what_could_be_done_again() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "d");
    press(&mut app, "u");

    press(&mut app, "*");

    assert_eq!(press(&mut app, "U"), []);
    assert_eq!(toast(&app), "nothing to do again");
    assert_eq!(press(&mut app, "u"), [Effect::Star { id: id(2), on: false }]);
}

#[test]
fn trashing_again_what_is_not_listed_leaves_other_steps_alone() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "* d");
    press(&mut app, "u");
    let asked = loads(&press(&mut app, "/ o w l enter"));
    let answer = Ok(page(&[]));
    let asked = asked.last().unwrap().clone();
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });

    assert_eq!(press(&mut app, "U"), []);
    assert_eq!(toast(&app), "it is not in the list");
    assert_eq!(press(&mut app, "u"), [Effect::Star { id: id(2), on: false }]);
}

#[test]
fn a_request_that_runs_can_go_into_the_trash_and_runs_on() {
    let mut app = app_with_history(&["a fox"]);
    submit(&mut app, 9, "a newt");
    press(&mut app, "g g");

    assert_eq!(press(&mut app, "d"), []);
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question");
    };
    assert_eq!(confirm.lines[0], "a newt", "it says which one");
    assert!(
        confirm.lines[1].contains("billed and stored all the same"),
        "{:?}",
        confirm.lines
    );
    assert_eq!(press(&mut app, "n"), []);
    assert_eq!(app.history().rows().len(), 2);

    press(&mut app, "d");
    assert_eq!(press(&mut app, "y")[0], Effect::Trash { id: id(9), on: true });
    assert!(toast(&app).contains("still runs"));
    assert_eq!(app.jobs().live(), 1);
}

#[test]
fn a_mark_that_was_not_written_is_said_and_the_list_read_again() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "d");

    let effects = update(
        &mut app,
        Msg::Marked {
            id: id(1),
            answer: Err(failure("the disk is full")),
        },
    );

    assert_eq!((loads(&effects).len(), toast(&app)), (1, "the disk is full"));
}

#[test]
fn w_proposes_a_readable_path_that_is_not_taken() {
    let mut app = app_with_history(&["A fox, in snow — low sun!"]);

    assert_eq!(press(&mut app, "w"), []);
    assert_eq!(
        line(&app).buffer.text(),
        format!("/work/here/2026-11-20-a-fox-in-snow-low-sun-{}-1.png", id(1).short())
    );
    assert_eq!(
        line(&app).purpose,
        LinePurpose::WriteCopy(PathBuf::from("/data/blobs/0.png"))
    );

    press(&mut app, "ctrl-u");
    type_text(&mut app, "~/fox.png");
    assert_eq!(
        press(&mut app, "enter"),
        [Effect::WriteCopy {
            from: PathBuf::from("/data/blobs/0.png"),
            to: PathBuf::from("/home/ada/fox.png")
        }]
    );
    let _ = update(&mut app, Msg::CopyWritten(Ok(PathBuf::from("/home/ada/fox.png"))));
    assert_eq!(toast(&app), "written to /home/ada/fox.png");
}

#[test]
fn w_takes_the_picture_that_is_shown_and_a_relative_path() {
    let mut app = app_with_history(&["❄"]);

    press(&mut app, "] w");
    assert!(
        line(&app)
            .buffer
            .text()
            .ends_with(&format!("-generate-{}-2.png", id(1).short())),
        "no word to begin with"
    );
    press(&mut app, "ctrl-u");
    type_text(&mut app, "fox.png");
    let effects = press(&mut app, "enter");

    assert_eq!(
        effects,
        [Effect::WriteCopy {
            from: PathBuf::from("/data/blobs/1.png"),
            to: PathBuf::from("/work/here/fox.png")
        }]
    );
}

#[test]
fn an_empty_path_writes_nothing() {
    let mut app = app_with_history(&["a fox"]);

    assert_eq!(press(&mut app, "w ctrl-u enter"), []);

    assert_eq!(toast(&app), "nothing was typed");
}

#[test]
fn o_opens_the_picture_that_is_shown() {
    let mut app = app_with_history(&["a fox"]);

    assert_eq!(
        press(&mut app, "o"),
        [Effect::OpenOutside(PathBuf::from("/data/blobs/0.png"))]
    );
    assert_eq!(
        press(&mut app, "] o"),
        [Effect::OpenOutside(PathBuf::from("/data/blobs/1.png"))]
    );
    assert_eq!(
        press(&mut app, "] o"),
        [Effect::OpenOutside(PathBuf::from("/data/blobs/0.png"))]
    );
    assert_eq!(
        press(&mut app, "[ o"),
        [Effect::OpenOutside(PathBuf::from("/data/blobs/1.png"))]
    );
}

#[test]
fn a_request_without_a_picture_says_so() {
    for key in ["o", "w"] {
        let mut app = app_with_history(&["a fox"]);
        let refused = crate::domain::HistoryEntry {
            images: Vec::new(),
            state: RequestState::Refused,
            ..entry(&row(1, "a fox"))
        };
        let answer = Ok(Box::new(refused));
        let _ = update(&mut app, Msg::EntryLoaded { id: id(1), answer });

        assert_eq!(
            (press(&mut app, key), toast(&app)),
            (vec![], "this request has no picture")
        );
        assert_eq!(on_top(&app), "nothing");
    }
}

#[test]
fn without_a_request_the_keys_say_so() {
    for key in ["r", "e", "enter", "*", "d", "w", "o"] {
        let mut app = app();
        press(&mut app, "alt-2");
        assert_eq!(
            (press(&mut app, key), toast(&app)),
            (vec![], "no request is selected"),
            "{key}"
        );
    }
}

#[test]
fn an_image_loaded_with_its_request_goes_along() {
    let mut app = app_with_history(&["a fox"]);
    let image = crate::domain::Input {
        role: crate::domain::Role::Image,
        path: PathBuf::from("/data/blobs/in.png"),
        name: "in.png".to_owned(),
        sha256: Some("ab".to_owned()),
        facts: Some(facts(64, 64)),
        remote: None,
        treatment: crate::domain::Treatment::default(),
    };
    let edit = Draft {
        operation: crate::domain::Operation::Edit,
        images: vec![image],
        ..draft("a hat")
    };
    let kept = crate::domain::HistoryEntry {
        request: request(&edit),
        ..entry(&row(1, "a hat"))
    };
    let answer = Ok(Box::new(kept));
    let _ = update(&mut app, Msg::EntryLoaded { id: id(1), answer });

    press(&mut app, "e");

    assert_eq!(app.form().draft().images, edit.images);
    assert_eq!(submissions(&press(&mut app, "alt-enter"))[0].request, again(&edit, 1));
}
