//! Making a chain of requests again, and going on with one whose studio ended.

use super::{
    families::{answered, edit_of, show},
    scenes::{
        answer_page, app_with_history, entry, failure, id, loads, on_top, press, read, row, start, submissions, toast,
        verbs,
    },
};
use crate::{
    app::{Answer, App, Effect, Inquiry, Msg, Overlay, update},
    domain::{CapAction, CutChain, HistoryEntry, HistoryRow, Money, RequestState},
};

/// The store tells the steps of a chain of two.
fn steps_came(app: &mut App) -> Vec<Effect> {
    let steps = vec![entry(&row(1, "a fox")), edit_of(2, 1, "make it blue")];
    answered(app, Answer::Chain { id: id(2), steps })
}

/// Its first step, made again.
fn first_made() -> HistoryEntry {
    let mut made = entry(&row(10, "a fox"));
    made.images[0].path = "/data/blobs/new.png".into();
    made.images[0].sha256 = "n".repeat(64);
    made
}

#[test]
fn a_chain_is_made_again_step_after_step() {
    let mut app = app_with_history(&["make it blue", "a fox"]);
    show(&mut app, edit_of(2, 1, "make it blue"));
    assert_eq!(press(&mut app, "g c"), [Effect::Ask(Inquiry::Chain(id(2)))]);
    steps_came(&mut app);
    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };
    assert_eq!(menu.items[0].label, "as it was");
    assert_eq!(menu.foot, Some(("2 steps".to_owned(), false)));
    assert!(menu.items[0].note.contains('$'), "{:?}", menu.items);
    assert_eq!(press(&mut app, "enter"), [], "bare enter never spends");

    let effects = press(&mut app, "r");
    let first = submissions(&effects)[0].request.clone();
    assert_eq!(
        (first.prompt(), submissions(&effects).len()),
        ("a fox", 1),
        "the next one waits for its picture"
    );
    let queued = HistoryRow {
        state: RequestState::Queued,
        parent: first.parent().map(|parent| parent.id),
        ..row(10, "a fox")
    };
    let answer = Ok(Box::new(queued.clone()));
    let _ = update(&mut app, Msg::Submitted { id: id(10), answer });

    let answer = Ok(Box::new(first_made()));
    let effects = update(&mut app, Msg::EntryLoaded { id: id(10), answer });
    let second = &submissions(&effects)[0].request;
    assert_eq!(second.prompt(), "make it blue");
    assert_eq!(second.inputs()[0].path, std::path::PathBuf::from("/data/blobs/new.png"));
    assert_eq!(second.parent().map(|parent| parent.id), Some(id(10)));
}

#[test]
fn whoever_leaves_while_a_chain_is_made_is_told_what_of_it_is_not_sent() {
    let mut app = first_step_sent();
    let told = "Step 2 of 2 of the chain is not sent; the next start offers it.";
    assert_eq!(app.unsent_steps().as_deref(), Some(told));
    let step = HistoryEntry {
        state: RequestState::Refused,
        ..entry(&row(10, "a fox"))
    };
    show(&mut app, step);
    assert_eq!(app.unsent_steps(), None, "it has stopped by itself, and said so");
}

#[test]
fn a_chain_is_offered_on_the_image_and_the_model_of_the_form() {
    let mut app = app_with_history(&["make it blue", "a fox"]);
    show(&mut app, entry(&row(1, "a fox")));
    press(&mut app, "i 2 j");
    app.choose_model("gpt-image-2");
    show(&mut app, edit_of(2, 1, "make it blue"));
    press(&mut app, "g c");
    let steps = vec![entry(&row(1, "a fox")), edit_of(2, 1, "make it blue")];
    let id = app.current_id().unwrap();
    answered(&mut app, Answer::Chain { id, steps });
    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };
    let labels: Vec<_> = menu.items.iter().map(|item| item.label.as_str()).collect();
    let expected = [
        "as it was",
        "with the form's model",
        "on the form's image",
        "on the form's image and model",
    ];
    assert_eq!(labels, expected);
    press(&mut app, "j j j");
    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };
    let (words, _) = menu.foot.as_ref().unwrap();
    assert!(
        words.starts_with("1 step · on ") && words.contains("with gpt-image-2"),
        "{words}"
    );
    let effects = press(&mut app, "r");
    let only = submissions(&effects)[0];
    assert_eq!((only.request.model(), only.request.inputs().len()), ("gpt-image-2", 1));
}

#[test]
fn a_chain_stops_where_a_step_fails() {
    let mut app = first_step_sent();
    let refused = HistoryEntry {
        state: RequestState::Refused,
        images: Vec::new(),
        ..entry(&row(10, "a fox"))
    };
    let answer = Ok(Box::new(refused));
    let effects = update(&mut app, Msg::EntryLoaded { id: id(10), answer });
    assert!(submissions(&effects).is_empty());
    assert!(toast(&app).contains("step 1 of 2 was refused"), "{}", toast(&app));
}

/// The studio with a chain of two whose first step was sent.
fn first_step_sent() -> App {
    let mut app = app_with_history(&["make it blue", "a fox"]);
    show(&mut app, edit_of(2, 1, "make it blue"));
    press(&mut app, "g c");
    steps_came(&mut app);
    press(&mut app, "r");
    let queued = HistoryRow {
        state: RequestState::Queued,
        parent: Some(id(1)),
        ..row(10, "a fox")
    };
    let answer = Ok(Box::new(queued));
    let _ = update(&mut app, Msg::Submitted { id: id(10), answer });
    app
}

#[test]
fn why_a_chain_does_not_go_on_is_told() {
    let refused = HistoryEntry {
        state: RequestState::Refused,
        images: Vec::new(),
        failure: Some(failure("its moderation said no")),
        ..entry(&row(10, "a fox"))
    };
    let empty = HistoryEntry {
        images: Vec::new(),
        ..entry(&row(10, "a fox"))
    };
    let odd = {
        let mut made = entry(&row(10, "a fox"));
        made.images[0].format = None;
        made
    };
    for (ended, why) in [
        (
            refused,
            "the chain stops: step 1 of 2 was refused: its moderation said no",
        ),
        (
            empty,
            "the chain stops: step 1 of 2 brought no picture that can be an input",
        ),
        (
            odd,
            "the chain stops: step 1 of 2 brought no picture that can be an input",
        ),
    ] {
        let mut app = first_step_sent();
        let answer = Ok(Box::new(ended));
        let effects = update(&mut app, Msg::EntryLoaded { id: id(10), answer });
        assert!(submissions(&effects).is_empty());
        assert_eq!(toast(&app), why);
    }
}

#[test]
fn a_chain_does_not_begin_while_another_is_being_made() {
    let mut app = first_step_sent();
    press(&mut app, "alt-2 g g");
    while app.current_id() != Some(id(2)) {
        press(&mut app, "j");
    }
    show(&mut app, edit_of(2, 1, "make it blue"));
    press(&mut app, "g c");
    steps_came(&mut app);
    assert_eq!(on_top(&app), "nothing");
    assert_eq!(toast(&app), "a chain is being made already: wait for its end");
}

#[test]
fn a_chain_over_a_cap_that_refuses_is_not_begun() {
    let mut start = start();
    start.settings.caps.action = CapAction::Refuse;
    start.settings.caps.request = Money::from_micros(1);
    let mut app = App::new(start);
    let asked = loads(&app.first_effects()).remove(0);
    answer_page(&mut app, &asked, vec![row(2, "make it blue"), row(1, "a fox")], 2);
    press(&mut app, "alt-2");
    show(&mut app, edit_of(2, 1, "make it blue"));
    press(&mut app, "g c");
    steps_came(&mut app);
    assert_eq!(press(&mut app, "r"), []);
    let told = toast(&app);
    assert!(
        told.starts_with("not sent: ")
            && told.contains("for one request")
            && told.ends_with("; caps are in config.toml"),
        "{told}"
    );
}

/// What was kept when a chain of two ended with its studio after the first step.
fn cut_chain(app: &mut App) -> CutChain {
    show(app, edit_of(2, 1, "make it blue"));
    press(app, "g c");
    steps_came(app);
    let effects = press(app, "r");
    let kept = submissions(&effects)[0].chain.clone().expect("kept with its name");
    let queued = HistoryRow {
        state: RequestState::Queued,
        parent: Some(id(1)),
        ..row(10, "a fox")
    };
    let answer = Ok(Box::new(queued));
    let _ = update(app, Msg::Submitted { id: id(10), answer });
    CutChain {
        sent: Some(id(10)),
        ..*kept
    }
}

/// Another studio that was told of it, and whose person asked to go on.
fn going_on(cut: &CutChain) -> App {
    let mut app = app_with_history(&["a hare"]);
    let effects = press(&mut app, "2");
    read(&mut app, &effects);
    answered(&mut app, Answer::CutChain(Box::new(cut.clone())));
    assert_eq!(
        toast(&app),
        "a chain ended with its studio after step 1 of 2 · g c on any request goes on with it"
    );
    assert_eq!(press(&mut app, "g c"), [Effect::Ask(Inquiry::Chain(id(2)))]);
    steps_came(&mut app);
    app
}

#[test]
fn a_chain_that_ended_with_its_studio_goes_on_in_another() {
    let cut = cut_chain(&mut app_with_history(&["make it blue", "a fox"]));
    assert_eq!((cut.at, cut.sent), (0, Some(id(10))));
    let mut app = going_on(&cut);
    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };
    assert_eq!(menu.foot, Some(("1 step".to_owned(), false)), "what is left of it");
    assert!(menu.items[0].note.contains('$'), "{:?}", menu.items);
    assert_eq!(press(&mut app, "r"), [Effect::LoadEntry(id(10))]);

    let answer = Ok(Box::new(first_made()));
    let effects = update(&mut app, Msg::EntryLoaded { id: id(10), answer });
    let second = &submissions(&effects)[0].request;
    assert_eq!(second.prompt(), "make it blue");
    assert_eq!(second.parent().map(|parent| parent.id), Some(id(10)));
    let queued = HistoryRow {
        state: RequestState::Queued,
        parent: Some(id(10)),
        ..row(11, "make it blue")
    };
    let answer = Ok(Box::new(queued));
    let _ = update(&mut app, Msg::Submitted { id: id(11), answer });
    assert_eq!(app.unsent_steps(), None);
    let answer = Ok(Box::new(entry(&row(11, "make it blue"))));
    let effects = update(&mut app, Msg::EntryLoaded { id: id(11), answer });
    assert!(effects.contains(&Effect::ForgetChain), "{effects:?}");
}

#[test]
fn a_chain_whose_last_step_still_runs_waits_for_another_time() {
    let cut = cut_chain(&mut app_with_history(&["make it blue", "a fox"]));
    let mut app = going_on(&cut);
    press(&mut app, "r");
    let running = HistoryEntry {
        state: RequestState::Running,
        ..entry(&row(10, "a fox"))
    };
    let answer = Ok(Box::new(running));
    let effects = update(&mut app, Msg::EntryLoaded { id: id(10), answer });
    assert!(submissions(&effects).is_empty());
    assert_eq!(toast(&app), "step 1 of 2 has not ended yet: try again once it has");
    assert_eq!(press(&mut app, "g c"), [Effect::Ask(Inquiry::Chain(id(2)))]);
}

#[test]
fn a_chain_that_ended_with_its_studio_can_be_put_off_and_forgotten() {
    let cut = cut_chain(&mut app_with_history(&["make it blue", "a fox"]));
    let mut app = going_on(&cut);
    press(&mut app, "esc");
    assert_eq!(press(&mut app, "g c"), [Effect::Ask(Inquiry::Chain(id(2)))], "put off");
    steps_came(&mut app);
    press(&mut app, "j");
    assert_eq!(verbs(&app), ["choose", "back"]);
    assert_eq!(press(&mut app, "enter"), [Effect::ForgetChain]);
    assert_eq!(
        press(&mut app, "g c"),
        [Effect::Ask(Inquiry::Chain(id(1)))],
        "that of the request"
    );
}

#[test]
fn a_chain_whose_step_cannot_be_read_or_sent_is_gone_on_with_another_time() {
    let mut app = first_step_sent();
    let answer = Err(failure("its files cannot be read now"));
    let _ = update(&mut app, Msg::EntryLoaded { id: id(10), answer });
    assert_eq!(toast(&app), "its files cannot be read now");
    assert_eq!(press(&mut app, "g c"), [Effect::Ask(Inquiry::Chain(id(2)))]);
    steps_came(&mut app);
    assert_eq!(press(&mut app, "r"), [Effect::LoadEntry(id(10))]);

    // Its server has another address now: the person is asked first.
    let answer = Ok(Box::new(entry(&row(10, "a fox"))));
    let effects = update(&mut app, Msg::EntryLoaded { id: id(10), answer });
    assert_eq!(submissions(&effects).len(), 1);
    assert_eq!(answered(&mut app, Answer::StepUnsent), []);
    assert_eq!(app.unsent_steps(), None);
    assert_eq!(press(&mut app, "g c"), [Effect::Ask(Inquiry::Chain(id(2)))]);
}

#[test]
fn a_chain_that_cannot_be_kept_is_not_promised_to_the_next_studio() {
    let mut app = first_step_sent();
    answered(&mut app, Answer::ChainUnkept);
    assert_eq!(
        app.unsent_steps().as_deref(),
        Some("Step 2 of 2 of the chain is not sent.")
    );
}

#[test]
fn a_chain_that_was_cut_is_in_nobodys_way() {
    let cut = cut_chain(&mut app_with_history(&["make it blue", "a fox"]));
    // A part of what it is made after was thrown away: its steps are not what they were.
    let mut app = app_with_history(&["a hare"]);
    answered(&mut app, Answer::CutChain(Box::new(cut.clone())));
    press(&mut app, "2");
    press(&mut app, "g c");
    let steps = vec![edit_of(2, 1, "make it blue")];
    assert_eq!(
        answered(&mut app, Answer::Chain { id: id(2), steps }),
        [Effect::ForgetChain]
    );
    // All of it was.
    answered(&mut app, Answer::CutChain(Box::new(cut.clone())));
    press(&mut app, "g c");
    let effects = update(&mut app, Msg::Answered(Err(failure("there is no such request"))));
    assert_eq!(effects, [Effect::ForgetChain]);
    assert_eq!(press(&mut app, "g c"), [Effect::Ask(Inquiry::Chain(id(1)))]);

    // Another profile pays: it can be forgotten, and nothing is sent.
    let other = CutChain {
        profile: "other".to_owned(),
        ..cut
    };
    answered(&mut app, Answer::CutChain(Box::new(other)));
    press(&mut app, "g c");
    steps_came(&mut app);
    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };
    assert_eq!(menu.items.len(), 1);
    assert!(menu.intro[1].contains("Profile 'other' pays"), "{:?}", menu.intro);
    assert_eq!(press(&mut app, "enter"), [Effect::ForgetChain]);
}

#[test]
fn a_step_that_does_not_become_durable_holds_nothing_up() {
    let mut app = app_with_history(&["make it blue", "a fox"]);
    show(&mut app, edit_of(2, 1, "make it blue"));
    press(&mut app, "g c");
    steps_came(&mut app);
    press(&mut app, "r");
    let answer = Err(failure("the disk is full"));
    let _ = update(&mut app, Msg::Submitted { id: id(10), answer });
    assert_eq!(toast(&app), "the disk is full");
    assert_eq!(app.unsent_steps(), None);
}
