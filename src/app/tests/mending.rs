//! What was refused leads back to its field; sizes as people type them; a copy whose path was wrong; what `r` leads to.

use std::path::PathBuf;

use super::scenes::{
    answer_entry, app, app_with, app_with_history, draft, entry, failure, go_to, hint, id, on_top, press, read, report,
    row, stored, submit, toast, type_text,
};
use crate::{
    app::{App, Effect, Fit, FormField, Msg, Overlay, Pane, update},
    domain::{Failure, FailureKind, HistoryEntry, Report, RequestState},
};

/// The history with one request that was refused so.
fn refused(param: Option<&str>, link: Option<&str>) -> App {
    let mut app = app_with_history(&["a fox"]);
    let failure = Failure {
        param: param.map(str::to_owned),
        link: link.map(Into::into),
        ..Failure::new(FailureKind::Refused, "Invalid size '8x8'.")
    };
    let whole = HistoryEntry {
        state: RequestState::Refused,
        images: Vec::new(),
        failure: Some(failure),
        ..entry(&row(1, "a fox"))
    };
    let _ = update(
        &mut app,
        Msg::EntryLoaded {
            id: whole.id,
            answer: Ok(Box::new(whole)),
        },
    );
    app
}

#[test]
fn a_refused_request_leads_to_its_field_with_the_servers_words() {
    let mut app = refused(Some("size"), None);
    assert!(hint(&app, "mend size").is_some());

    press(&mut app, "e");

    assert_eq!((app.form().field(), app.is_typing()), (FormField::Size, false));
    assert_eq!(app.form().told(FormField::Size), Some("Invalid size '8x8'."));
    press(&mut app, "l");
    assert_eq!(app.form().told(FormField::Size), None, "another size is another matter");
    press(&mut app, "h");
    assert!(app.form().told(FormField::Size).is_some(), "the same again is not");
}

#[test]
fn a_refusal_of_what_the_form_lacks_is_said_all_the_same() {
    let mut app = refused(Some("style"), None);

    press(&mut app, "e");

    assert!(toast(&app).contains("Invalid size"), "{}", toast(&app));
    assert!(app.form().fields().contains(&app.form().field()));
}

#[test]
fn the_page_of_a_failure_is_opened_by_the_key_of_the_picture() {
    let mut app = refused(None, Some("https://platform.openai.com/settings"));
    assert_eq!(
        press(&mut app, "o"),
        [Effect::OpenLink("https://platform.openai.com/settings".to_owned())]
    );

    let mut app = refused(None, Some("file:///etc/passwd"));
    assert_eq!(press(&mut app, "o"), [], "only pages are opened");
}

#[test]
fn a_model_that_ends_is_replaced_by_one_key() {
    let mut app = app_with(crate::domain::Draft {
        model: "gpt-image-1".to_owned(),
        ..draft("a fox")
    });
    go_to(&mut app, FormField::Model);
    assert!(hint(&app, "take gpt-image-2.5-flare").is_some());

    press(&mut app, "r");

    assert_eq!(app.form().model().id(), "gpt-image-2.5-flare");
    assert!(hint(&app, "take gpt-image-2.5-flare").is_none());
}

#[test]
fn a_typed_shape_offers_the_sizes_that_come_closest() {
    for (typed, first) in [("16:9", "16:9"), ("16:9 2mp", "16:9"), ("1920x1080", "1920")] {
        let mut app = app_with(draft("a fox"));
        go_to(&mut app, FormField::Size);
        press(&mut app, "enter end enter");
        type_text(&mut app, typed);

        press(&mut app, "enter");

        let Some(Overlay::Menu(menu)) = app.overlays().last() else {
            panic!("{typed}: no sizes");
        };
        assert!(menu.intro[0].contains(first) || menu.intro[0].contains(typed));
        assert!(
            menu.items.iter().all(|item| item.note.contains('$')),
            "prices stand beside them"
        );
        press(&mut app, "enter");
        assert_eq!(
            app.form().fault(FormField::Size),
            None,
            "{typed}: {}",
            app.form().value(FormField::Size)
        );
    }
}

#[test]
fn a_size_that_means_nothing_is_a_fault_in_place() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Size);
    press(&mut app, "enter end enter");
    type_text(&mut app, "huge");

    press(&mut app, "enter");

    assert_eq!(on_top(&app), "nothing");
    assert!(app.form().fault(FormField::Size).is_some());
}

#[test]
fn a_copy_that_failed_keeps_the_path_that_was_typed() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "w ctrl-u");
    type_text(&mut app, "/no/such/fox.png");
    let effects = press(&mut app, "enter");
    assert!(matches!(effects[..], [Effect::WriteCopy { .. }]));

    let _ = update(&mut app, Msg::CopyWritten(Err(failure("no such folder"))));

    let Some(Overlay::Line(line)) = app.overlays().last() else {
        panic!("no line");
    };
    assert_eq!(line.buffer.text(), "/no/such/fox.png");
    assert!(line.note.contains("no such folder"), "{}", line.note);
    let again = press(&mut app, "enter");
    assert_eq!(again, effects);
    let _ = update(&mut app, Msg::CopyWritten(Ok(PathBuf::from("/no/such/fox.png"))));
    assert_eq!(on_top(&app), "nothing");
}

/// Compose with the keys in the list of the latest requests.
fn beside_the_form(prompts: &[&str]) -> App {
    let mut app = app_with_history(prompts);
    let effects = press(&mut app, "1 esc shift-tab");
    read(&mut app, &effects);
    for _ in 0..40 {
        if app.pane() == Pane::History {
            return app;
        }
        let effects = press(&mut app, "tab");
        read(&mut app, &effects);
    }
    panic!("no list beside the form")
}

#[test]
fn what_was_sent_from_the_list_beside_the_form_is_shown_when_it_ends() {
    let mut app = beside_the_form(&["a fox", "a heron"]);
    submit(&mut app, 9, "a fox");
    assert_eq!(app.current_id(), Some(id(2)), "it stays selected meanwhile");

    let effects = stored(&mut app, 9);
    read(&mut app, &effects);

    assert_eq!(app.current_id(), Some(id(9)));
    assert_eq!(app.result().wanted(), Some(id(9)));
    assert_eq!(toast(&app), "done: shown here");
}

#[test]
fn whoever_has_gone_on_in_that_list_stays_there() {
    let mut app = beside_the_form(&["a fox", "a heron"]);
    submit(&mut app, 9, "a fox");
    press(&mut app, "j");

    stored(&mut app, 9);

    assert_eq!(app.current_id(), Some(id(1)));
    assert_eq!(toast(&app), "done: the newest request in the history");
}

#[test]
fn what_has_ended_below_one_that_runs_is_not_called_the_newest() {
    let mut app = beside_the_form(&["a fox", "a heron"]);
    submit(&mut app, 8, "a fox");
    submit(&mut app, 9, "a hare");
    press(&mut app, "j j");
    stored(&mut app, 8);
    assert_eq!(toast(&app), "done: it is in the history");
}

#[test]
fn where_one_pane_is_seen_a_send_shows_the_result() {
    for (side_by_side, pane) in [(true, Pane::Form), (false, Pane::Result)] {
        let mut app = app();
        let fit = Fit {
            side_by_side,
            ..app.fit()
        };
        assert_eq!(update(&mut app, Msg::LaidOut(fit)), []);

        submit(&mut app, 9, "a fox");

        assert_eq!(app.pane(), pane);
    }
}

#[test]
fn unfinished_pictures_are_counted_and_the_final_one_takes_their_place() {
    let mut app = app();
    submit(&mut app, 9, "a fox");
    for index in 0..2 {
        let path = PathBuf::from(format!("/state/spool/{index}.png"));
        report(&mut app, Report::Partial { id: id(9), index, path });
    }
    let job = app.jobs().of(id(9)).unwrap();
    assert_eq!((job.partials, job.partial.is_some()), (2, true));

    stored(&mut app, 9);

    assert_eq!(app.jobs().of(id(9)).unwrap().partial, None);
    answer_entry(&mut app, &row(9, "a fox"));
    assert!(app.result().image().is_some());
}
