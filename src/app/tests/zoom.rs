//! A close look: steps, moves, the cursor on a pixel, siblings at the same place.

use super::scenes::{app_with_history, hint, id, inspect, on_top, paste, press, read, report, toast};
use crate::{
    app::{App, Effect, FormField, Msg, Overlay, Zoom, update},
    domain::{Failure, FailureKind, Looked, Part, Pixel, Question, Report},
};

fn history() -> App {
    let mut app = app_with_history(&["a fox", "a heron"]);
    app.set_cell((10, 20));
    let fit = crate::app::Fit {
        close: (40, 20),
        ..app.fit()
    };
    assert_eq!(update(&mut app, Msg::LaidOut(fit)), []);
    app
}

fn zoom(app: &App) -> &Zoom {
    match app.overlays().last() {
        Some(Overlay::Zoom(zoom)) => zoom,
        _ => panic!("{} is on top", on_top(app)),
    }
}

fn part(app: &App) -> Part {
    zoom(app).view(app.close_room()).unwrap().part
}

fn at(x: u32, y: u32, side: u32) -> Part {
    Part {
        x,
        y,
        width: side,
        height: side,
    }
}

#[test]
fn z_looks_at_the_selected_picture_and_esc_comes_back() {
    let mut app = history();
    assert_eq!(press(&mut app, "z"), []);
    assert_eq!(part(&app), at(0, 0, 1024));
    assert_eq!(zoom(&app).place(), (0, 2));
    assert!(hint(&app, "closer").is_some());
    press(&mut app, "esc");
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn plus_opens_and_goes_closer_at_once() {
    let mut app = history();
    press(&mut app, "+");
    // 1024 pixels in 400 are 39 %; the next step is a half.
    assert_eq!(part(&app), at(112, 112, 800));
    press(&mut app, "+ +");
    assert_eq!(part(&app), at(312, 312, 400), "1:1");
    press(&mut app, "+");
    assert_eq!(part(&app), at(412, 412, 200));
    press(&mut app, "1");
    assert_eq!(part(&app), at(312, 312, 400));
    press(&mut app, "0");
    assert_eq!(part(&app), at(0, 0, 1024));
}

#[test]
fn letters_and_arrows_move_and_capitals_move_by_a_page() {
    let mut app = history();
    press(&mut app, "z 1 l");
    assert_eq!(part(&app), at(362, 312, 400));
    press(&mut app, "down");
    assert_eq!(part(&app), at(362, 362, 400));
    press(&mut app, "L");
    assert_eq!(part(&app), at(624, 362, 400), "as far as there is picture");
    press(&mut app, "H K");
    assert_eq!(part(&app), at(274, 12, 400));
    press(&mut app, "alt-l alt-j");
    assert_eq!(part(&app), at(275, 13, 400));
}

#[test]
fn a_request_that_is_not_read_yet_is_looked_at_when_it_is() {
    let mut app = history();
    let effects = press(&mut app, "j z");
    assert_eq!(on_top(&app), "nothing");
    read(&mut app, &effects);
    assert_eq!(
        zoom(&app).subject().map(|subject| subject.name.as_str()),
        Some("a heron")
    );
}

#[test]
fn the_cursor_reads_a_pixel_and_the_view_follows_it() {
    let mut app = history();
    let effects = press(&mut app, "z 1 .");
    let asked = |x, y| Question::Pixel {
        picture: "/data/blobs/0.png".into(),
        x,
        y,
        mask: None,
    };
    assert_eq!(effects, [Effect::Look(asked(512, 512))]);
    let pixel = Pixel {
        rgba: [1, 2, 3, 255],
        repainted: None,
    };
    let answer = |question| Report::Looked {
        question,
        answer: Ok(Looked::Pixel(pixel)),
    };
    report(&mut app, answer(asked(511, 512)));
    assert_eq!(zoom(&app).pixel(), None, "an answer to another question");
    report(&mut app, answer(asked(512, 512)));
    assert_eq!(zoom(&app).pixel(), Some(&Ok(pixel)));

    assert_eq!(press(&mut app, "l"), [Effect::Look(asked(522, 512))], "a cell");
    assert_eq!(zoom(&app).pixel(), None);
    assert_eq!(press(&mut app, "alt-h"), [Effect::Look(asked(521, 512))], "a pixel");
    press(&mut app, "L L L");
    assert_eq!(zoom(&app).cursor(), Some((761, 512)));
    assert_eq!(part(&app), at(362, 312, 400), "just far enough to see it");
    press(&mut app, "+");
    assert_eq!(part(&app), at(661, 412, 200), "around the cursor");
    assert_eq!(press(&mut app, "i"), []);
    assert_eq!(zoom(&app).cursor(), None);
}

#[test]
fn a_pixel_that_cannot_be_read_says_why() {
    let mut app = history();
    let effects = press(&mut app, "z .");
    let [Effect::Look(question)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let failure = Failure::new(FailureKind::Storage, "it is gone");
    report(
        &mut app,
        Report::Looked {
            question: question.clone(),
            answer: Err(failure.clone()),
        },
    );
    assert_eq!(zoom(&app).pixel(), Some(&Err(failure)));
}

#[test]
fn siblings_are_seen_at_the_same_place_and_stay_shown() {
    let mut app = history();
    press(&mut app, "z 1 l ]");
    assert_eq!(zoom(&app).place(), (1, 2));
    assert_eq!(part(&app), at(362, 312, 400));
    press(&mut app, "esc");
    assert_eq!(app.result().place(), (1, 2));
    press(&mut app, "z");
    assert_eq!(zoom(&app).place(), (1, 2));
    press(&mut app, "]");
    assert_eq!(zoom(&app).place(), (0, 2));
}

#[test]
fn what_was_seen_a_moment_ago_is_there_until_the_rest_is_ready() {
    let mut app = history();
    press(&mut app, "z 1");
    let before = zoom(&app).view(app.close_room()).unwrap();
    press(&mut app, "l");
    assert_eq!(zoom(&app).earlier().views().first(), Some(&before));
    assert!(app.wants_ticks(), "to tell that it takes its time");
    let later = Msg::Ticked {
        now_ms: app.now_ms() + 60_000,
    };
    assert_eq!(update(&mut app, later), []);
    assert!(!app.wants_ticks(), "and at rest nothing wakes");
    press(&mut app, "0 k");
    assert_eq!(
        zoom(&app).earlier().views().len(),
        3,
        "a key that moves nothing is no new view"
    );
}

#[test]
fn an_input_image_is_looked_at_with_its_mask() {
    let mut app = super::scenes::app();
    let effects = paste(&mut app, "/pictures/a.png");
    inspect(&mut app, &effects, 640, 480);
    super::scenes::go_to(&mut app, FormField::Images);
    press(&mut app, "z");
    let subject = zoom(&app).subject().unwrap();
    assert_eq!((subject.size, subject.name.as_str()), ((640, 480), "a.png"));
    assert_eq!(subject.over, None);
}

#[test]
fn without_a_picture_there_is_nothing_to_look_at() {
    let mut app = super::scenes::app();
    press(&mut app, "esc g g shift-tab z");
    assert_eq!(on_top(&app), "nothing");
    assert!(toast(&app).contains("no request"), "{}", toast(&app));
    let mut app = history();
    let mut empty = super::scenes::entry(&super::scenes::row(2, "a fox"));
    empty.images.clear();
    let loaded = Msg::EntryLoaded {
        id: id(2),
        answer: Ok(Box::new(empty)),
    };
    let _ = update(&mut app, loaded);
    press(&mut app, "z");
    assert_eq!(on_top(&app), "nothing");
}
