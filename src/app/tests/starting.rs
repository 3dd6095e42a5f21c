//! The start, profiles and keys.

use super::scenes::{
    app, app_with_history, draft, failure, on_top, openai, press, sandbox, sent, start, submissions, toast,
};
use crate::{
    app::{App, Effect, Msg, Overlay, ProfileFacts, Start, View, update},
    domain::{CostKind, Draft, Money, RequestState, SinceLeft},
};

fn keyless() -> ProfileFacts {
    ProfileFacts { key: None, ..openai() }
}

fn first_run() -> App {
    App::new(Start {
        profiles: vec![keyless(), sandbox()],
        draft: Some(draft("a fox")),
        ..start()
    })
}

#[test]
fn a_first_start_without_a_key_offers_the_ways_on() {
    let app = first_run();

    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };
    assert_eq!(menu.items.len(), 3);
    assert!(menu.intro[0].contains("openai"));
}

#[test]
fn the_sandbox_is_one_key_away() {
    let mut app = first_run();

    assert_eq!(press(&mut app, "enter"), [Effect::KeepProfile("sandbox".to_owned())]);

    assert_eq!(
        (app.profile().name(), app.profile().badge()),
        ("sandbox", Some("sandbox"))
    );
    assert_eq!(on_top(&app), "nothing");
    let effects = press(&mut app, "alt-enter");
    assert_eq!(
        (sent(&effects), submissions(&effects)[0].billed),
        (vec!["a fox"], false)
    );
}

#[test]
fn leaving_the_sandbox_for_somebody_who_pays_is_asked_about() {
    let mut app = App::new(Start {
        profile: "sandbox".to_owned(),
        ..start()
    });

    assert_eq!(press(&mut app, "esc P k enter"), []);
    assert_eq!((on_top(&app), app.profile().name()), ("question", "sandbox"));
    press(&mut app, "n");
    assert_eq!(app.profile().name(), "sandbox");

    press(&mut app, "P k enter");
    assert_eq!(press(&mut app, "y"), [Effect::KeepProfile("openai".to_owned())]);
    assert_eq!(app.profile().name(), "openai");
}

#[test]
fn a_key_goes_to_another_server_only_after_a_question() {
    let mut app = app();
    let (before, now) = ("https://one.example".to_owned(), "https://two.example".to_owned());
    let profile = "openai".to_owned();
    let _ = update(&mut app, Msg::OriginChanged { profile, before, now });
    assert_eq!(on_top(&app), "question");

    assert_eq!(press(&mut app, "y"), [Effect::TrustOrigin("openai".to_owned())]);
}

#[test]
fn without_a_key_nothing_is_sent() {
    let mut app = first_run();
    assert_eq!(press(&mut app, "alt-enter"), []);
    press(&mut app, "esc");

    assert_eq!(press(&mut app, "alt-enter"), []);

    assert_eq!(on_top(&app), "menu", "the ways on are offered again");
}

#[test]
fn another_profile_pays_and_is_kept() {
    let mut app = App::new(Start {
        draft: Some(draft("a fox")),
        ..start()
    });
    press(&mut app, "esc P j enter");
    assert_eq!(app.profile().name(), "sandbox");

    assert_eq!(submissions(&press(&mut app, "alt-enter"))[0].profile, "sandbox");
}

#[test]
fn a_profile_of_no_name_known_has_no_key() {
    let app = App::new(Start {
        profile: "gone".to_owned(),
        ..start()
    });

    assert!(!app.profile().has_key());
    assert_eq!(on_top(&app), "menu");
}

#[test]
fn the_unfinished_form_is_there_again() {
    let left = Draft {
        count: "2".to_owned(),
        ..draft("half a thought")
    };

    let app = App::new(Start {
        draft: Some(left.clone()),
        ..start()
    });

    assert_eq!(
        (app.form().draft(), app.is_typing(), app.view()),
        (left, true, View::Compose)
    );
}

#[test]
fn a_form_of_a_model_with_its_own_price_has_that_price() {
    let app = App::new(Start {
        draft: Some(Draft {
            model: "gpt-image-1.5".to_owned(),
            ..draft("a fox")
        }),
        ..start()
    });

    assert_eq!(app.form().estimate().to_string(), "~$0.0088");
}

#[test]
fn a_failure_of_nobody_is_shown() {
    let mut app = app();

    assert_eq!(update(&mut app, Msg::Failed(failure("a theme is damaged"))), []);

    assert_eq!(toast(&app), "a theme is damaged");
    assert!(app.toast().unwrap().problem);
}

#[test]
fn what_ended_meanwhile_is_told_once_and_nothing_is_nothing() {
    let mut app = app_with_history(&["a fox"]);
    let _ = update(&mut app, Msg::Greeted(SinceLeft::default()));
    assert_eq!(toast(&app), "");
    let mut left = SinceLeft::default();
    left.count(RequestState::Stored, 3);
    left.count(RequestState::Cancelled, 1);
    left.spent.add(CostKind::Paid, 3, Money::from_micros(420_000));
    let effects = update(&mut app, Msg::Greeted(left));
    assert_eq!(
        (toast(&app), effects.len()),
        ("since you left: 3 done, 1 not done, $0.420", 0)
    );
}
