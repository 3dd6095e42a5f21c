//! What came and finds no room on the disk: the person is told, asked for another directory, and told where it lies.

use std::path::PathBuf;

use super::scenes::{app, failure, hint, id, on_top, press, report, submit, toast, type_text};
use crate::{
    app::{App, Effect, Overlay},
    domain::{Report, RequestState, Stage},
};

/// A request whose answer finds no room, in the queue.
fn full() -> App {
    let mut app = app();
    submit(&mut app, 1, "a newt");
    report(
        &mut app,
        Report::Stage {
            id: id(1),
            stage: Stage::Storing,
            wait_s: None,
        },
    );
    report(
        &mut app,
        Report::NoRoom {
            id: id(1),
            failure: failure("the pictures cannot be kept"),
        },
    );
    app
}

fn line(app: &App) -> &str {
    match app.overlays().last() {
        Some(Overlay::Line(line)) => line.buffer.text(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_full_disk_is_told_with_the_key_that_saves_elsewhere() {
    let mut app = full();
    assert!(
        toast(&app).contains("W in the queue saves it elsewhere"),
        "{}",
        toast(&app)
    );
    press(&mut app, "alt-4");
    assert_eq!(hint(&app, "save elsewhere"), Some(("W".to_owned(), String::new())));
    press(&mut app, "W");
    assert_eq!((on_top(&app), line(&app)), ("line", ""));
}

#[test]
fn a_directory_is_named_and_what_was_written_there_is_told() {
    let mut app = full();
    press(&mut app, "alt-4 W");
    type_text(&mut app, "/other/disk");
    let directory = PathBuf::from("/other/disk");
    assert_eq!(
        press(&mut app, "enter"),
        [Effect::SaveElsewhere { id: id(1), directory }]
    );

    report(
        &mut app,
        Report::SavedElsewhere {
            id: id(1),
            answer: Ok(vec!["/other/disk/pochade-1.png".into()]),
        },
    );
    assert_eq!(toast(&app), "saved as /other/disk/pochade-1.png");
    report(
        &mut app,
        Report::Ended {
            id: id(1),
            state: RequestState::Unknown,
            failure: Some(failure("it was saved as /other/disk/pochade-1.png")),
        },
    );
    assert_eq!(hint(&app, "save elsewhere"), None);
}

#[test]
fn a_directory_that_takes_nothing_is_told_and_another_one_can_be_named() {
    let mut app = full();
    press(&mut app, "alt-4 W");
    type_text(&mut app, "/other/disk");
    press(&mut app, "enter");
    let answer = Err(failure("not saved there either"));
    report(&mut app, Report::SavedElsewhere { id: id(1), answer });
    assert!(toast(&app).contains("not saved there either"), "{}", toast(&app));
    press(&mut app, "W");
    assert_eq!(on_top(&app), "line");
}

#[test]
fn room_that_is_found_meanwhile_ends_the_question() {
    let mut app = full();
    report(
        &mut app,
        Report::Ended {
            id: id(1),
            state: RequestState::Stored,
            failure: None,
        },
    );
    press(&mut app, "alt-4");
    assert_eq!(hint(&app, "save elsewhere"), None);
    assert!(app.jobs().of(id(1)).unwrap().failure.is_none());
}
