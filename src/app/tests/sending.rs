//! Sending: once, with the price in sight, and never by accident.

use super::scenes::{
    app_with, app_with_history, app_with_prompt, draft, failure, go_to, hasty, hint, id, on_top, openai, paste, press,
    request, sandbox, sent, start, submissions, submit, toast, type_text, without_price,
};
use crate::{
    app::{App, Effect, FormField, Msg, Overlay, Pane, Start, update},
    domain::{CapAction, Draft, Enter, Estimate, Money, OptionName, SpendSheet, Spent},
};

fn dear() -> Draft {
    Draft {
        count: "3".to_owned(),
        options: [(OptionName::Quality, "max".to_owned())].into(),
        ..draft("a fox")
    }
}

fn spent(app: &mut App, today: u64, month: u64) {
    let of = |micros| Spent {
        paid: Money::from_micros(micros),
        ..Spent::default()
    };
    let sheet = SpendSheet {
        today: of(today),
        month: of(month),
        ..SpendSheet::default()
    };
    let _ = update(app, Msg::SpendLoaded(Ok(sheet)));
}

#[test]
fn three_keys_send_the_form_from_anywhere_in_compose() {
    for key in ["alt-enter", "ctrl-enter", "f5"] {
        for before in ["f1 esc", "esc", "tab", "esc tab tab", "shift-tab shift-tab shift-tab"] {
            let mut app = app_with_prompt("a fox");
            press(&mut app, before);
            assert_eq!(sent(&press(&mut app, key)), ["a fox"], "{before}, then {key}");
        }
    }
}

#[test]
fn what_is_sent_is_the_form_the_profile_and_the_price() {
    let mut app = app_with(draft("a fox"));

    let effects = press(&mut app, "alt-enter");

    let submission = submissions(&effects)[0];
    assert_eq!(submission.request, request(&draft("a fox")));
    assert_eq!((submission.profile.as_str(), submission.billed), ("openai", true));
    assert_eq!(submission.estimate, app.form().estimate().most());
    assert_eq!(effects.len(), 1);
}

#[test]
fn a_send_that_is_held_back_says_so() {
    let mut app = app_with_prompt("a fox");
    hasty(&mut app, "esc", 600);

    assert_eq!(hasty(&mut app, "alt-enter", 200), []);
    assert!(toast(&app).contains("right after esc"), "{}", toast(&app));

    assert_eq!(
        sent(&hasty(&mut app, "alt-enter", 20)),
        ["a fox"],
        "whoever reads that presses again"
    );
}

#[test]
fn a_faulty_form_says_what_to_mend_where_its_price_would_stand() {
    let mut app = app_with(Draft {
        size: "1000x1000".to_owned(),
        ..draft("a fox")
    });
    press(&mut app, "esc");

    assert_eq!(hint(&app, "generate").unwrap().1, "after mending size");
}

#[test]
fn twenty_keys_in_fifty_milliseconds_send_once() {
    let mut app = app_with_prompt("a fox");

    let effects: Vec<_> = (0..20).flat_map(|_| hasty(&mut app, "alt-enter", 2)).collect();

    assert_eq!(sent(&effects), ["a fox"]);
}

#[test]
fn a_key_held_down_sends_once_and_a_second_press_sends_again() {
    let mut app = app_with_prompt("a fox");
    let mut effects = hasty(&mut app, "alt-enter", 1000);

    effects.extend(hasty(&mut app, "alt-enter", 660));
    for _ in 0..60 {
        effects.extend(hasty(&mut app, "alt-enter", 33));
    }
    assert_eq!(sent(&effects), ["a fox"]);
    assert!(toast(&app).contains("a moment ago"));

    assert_eq!(sent(&hasty(&mut app, "alt-enter", 900)), ["a fox"]);
}

#[test]
fn another_request_need_not_wait() {
    let mut app = app_with_prompt("a fox");
    hasty(&mut app, "alt-enter", 1000);
    type_text(&mut app, "!");

    assert_eq!(sent(&hasty(&mut app, "alt-enter", 50)), ["a fox!"]);
}

#[test]
fn an_alt_enter_right_after_esc_may_be_esc_and_enter_and_sends_nothing() {
    for before in ["esc", "f1 esc", "ctrl-p esc", "ctrl-r esc", "esc P esc"] {
        let (keys, last) = before.rsplit_once(' ').unwrap_or(("", before));
        for (pause, sends) in [(1, 0), (249, 0), (250, 1)] {
            let mut app = app_with_prompt("a fox");
            if !keys.is_empty() {
                press(&mut app, keys);
            }
            hasty(&mut app, last, 1000);
            assert_eq!(
                sent(&hasty(&mut app, "alt-enter", pause)).len(),
                sends,
                "{before}, {pause}"
            );
        }
    }
}

#[test]
fn keys_that_cannot_be_two_send_however_fast_they_come() {
    for key in ["ctrl-enter", "f5"] {
        let mut app = app_with_prompt("a fox");
        hasty(&mut app, "esc", 1000);
        assert_eq!(sent(&hasty(&mut app, key, 1)), ["a fox"], "{key}");
    }
    let mut app = app_with_prompt("a fox");
    press(&mut app, "esc tab");
    hasty(&mut app, "enter", 1000);
    assert_eq!(on_top(&app), "menu");
    hasty(&mut app, "enter", 20);
    assert_eq!(
        sent(&hasty(&mut app, "alt-enter", 20)),
        ["a fox"],
        "a value was chosen, not left by esc"
    );
}

#[test]
fn a_fast_hand_runs_again_right_after_esc() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/");
    hasty(&mut app, "esc", 1000);

    assert_eq!(sent(&hasty(&mut app, "r", 20)), ["a fox"]);
}

#[test]
fn nothing_is_sent_while_something_lies_on_top() {
    for (keys, name) in [
        ("f1", "help"),
        ("ctrl-p", "palette"),
        ("ctrl-r", "finder"),
        ("esc P", "menu"),
    ] {
        let mut app = app_with_prompt("a fox");
        press(&mut app, keys);
        assert_eq!(on_top(&app), name);
        for key in ["alt-enter", "ctrl-enter", "f5"] {
            assert_eq!(press(&mut app, key), [], "{name}");
        }
        assert_eq!(on_top(&app), name);
    }
}

#[test]
fn nothing_is_sent_while_the_price_cannot_be_seen() {
    let mut app = app_with_prompt("a fox");
    without_price(&mut app);

    assert_eq!(press(&mut app, "alt-enter"), []);
    assert!(toast(&app).contains("price"));

    press(&mut app, "esc tab f");
    assert!(app.is_fullscreen());
    assert_eq!(press(&mut app, "alt-enter"), []);
    assert!(toast(&app).contains("full screen"));
}

#[test]
fn the_price_stands_beside_the_key_that_sends() {
    let app = app_with(draft("a fox"));

    let (keys, price) = hint(&app, "generate").unwrap();

    assert_eq!((keys.as_str(), price.as_str()), ("alt-enter", "~$0.0060"));
}

#[test]
fn a_paste_never_sends() {
    for setting in [Enter::Newline, Enter::Send] {
        let mut start = start();
        start.settings.prompt.enter = setting;
        let mut app = App::new(start);

        for text in ["a fox\n", "\r\n\u{1b}\r", "\u{1b}[13;3u", "\u{1b}OS\n\n"] {
            assert_eq!(paste(&mut app, text), [], "{text:?}");
        }
        assert!(app.form().prompt().text().starts_with("a fox\n"));
        press(&mut app, "esc tab");
        assert_eq!(paste(&mut app, "a fox\n\u{1b}\r"), []);
    }
}

#[test]
fn enter_sends_where_the_settings_say_so() {
    let mut start = start();
    start.settings.prompt.enter = Enter::Send;
    let mut app = App::new(start);
    type_text(&mut app, "a fox");
    press(&mut app, "ctrl-j");

    assert_eq!(
        sent(&press(&mut app, "enter")),
        ["a fox"],
        "a line break at the end says nothing"
    );
    assert_eq!(hasty(&mut app, "esc", 1000), []);
    assert_eq!(hasty(&mut app, "enter", 1), [], "enter after esc begins to type");
    assert_eq!(hasty(&mut app, "enter", 1), [], "and sends nothing so soon");
}

#[test]
fn a_dear_request_asks_first() {
    let mut app = app_with(dear());

    assert_eq!(press(&mut app, "alt-enter"), []);
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question");
    };
    assert_eq!(confirm.question, "Send for $0.632?");
    assert!(confirm.lines[0].contains("3 × 7,024 tokens out"), "{:?}", confirm.lines);

    for key in ["enter", "alt-enter", "f5", "space"] {
        assert_eq!(press(&mut app, key), [], "{key} is no yes");
    }
    assert_eq!(sent(&press(&mut app, "y")), ["a fox"]);
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn a_no_sends_nothing() {
    for no in ["n", "esc"] {
        let mut app = app_with(dear());
        assert_eq!(press(&mut app, "alt-enter"), []);
        assert_eq!(press(&mut app, no), []);
        assert_eq!((on_top(&app), press(&mut app, "y")), ("nothing", vec![]));
    }
}

#[test]
fn caps_warn_or_refuse() {
    let over_request = Draft {
        count: "5".to_owned(),
        ..dear()
    };
    for (draft, today, month, words) in [
        (over_request, 0, 0, "the cap of $1.00 for one request"),
        (draft("a fox"), 9_999_000, 0, "the cap of $10.00 for a day"),
        (draft("a fox"), 0, 99_999_000, "the cap of $100.00 for a month"),
    ] {
        for action in [CapAction::Warn, CapAction::Refuse] {
            let mut start = start();
            start.settings.caps.action = action;
            start.draft = Some(draft.clone());
            let mut app = App::new(start);
            spent(&mut app, today, month);

            assert_eq!(press(&mut app, "alt-enter"), [], "{words}");
            match (action, app.overlays().last()) {
                (CapAction::Warn, Some(Overlay::Confirm(confirm))) => {
                    assert!(
                        confirm.lines.iter().any(|line| line.contains(words)),
                        "{:?}",
                        confirm.lines
                    );
                    assert_eq!(sent(&press(&mut app, "y")), ["a fox"]);
                }
                (CapAction::Refuse, None) => assert!(toast(&app).contains(words), "{}", toast(&app)),
                (_, other) => panic!("{action:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn nothing_is_asked_where_nobody_pays() {
    let mut free = openai();
    free.free = true;
    for profile in [sandbox(), free] {
        let mut app = App::new(Start {
            profile: profile.name.clone(),
            profiles: vec![profile],
            draft: Some(dear()),
            ..start()
        });
        spent(&mut app, 99_000_000, 99_000_000);

        let effects = press(&mut app, "alt-enter");

        assert_eq!(sent(&effects), ["a fox"]);
        assert!(!submissions(&effects)[0].billed);
    }
}

#[test]
fn a_free_profile_shows_free_and_the_sandbox_the_price_of_the_real_model() {
    let mut free = openai();
    free.free = true;
    let of = |profile| {
        let app = App::new(Start {
            profiles: vec![profile],
            profile: "openai".to_owned(),
            draft: Some(draft("a fox")),
            ..start()
        });
        app.form().estimate().clone()
    };
    let mut sandbox = sandbox();
    sandbox.name = "openai".to_owned();

    assert_eq!(of(free), Estimate::Free);
    assert_eq!(of(sandbox), of(openai()));
}

#[test]
fn an_empty_prompt_is_refused_in_its_place() {
    for prompt in ["", " \n "] {
        let mut app = app_with_prompt(prompt);
        press(&mut app, "esc tab");

        assert_eq!(press(&mut app, "alt-enter"), []);

        assert_eq!((app.pane(), app.form().field()), (Pane::Form, FormField::Prompt));
        assert!(app.is_typing(), "it can be mended at once");
        assert!(toast(&app).contains("say what the picture should show"));
        assert!(app.form().fault(FormField::Prompt).is_some());
    }
}

#[test]
fn a_fault_takes_the_focus_and_says_why() {
    let with = |name: OptionName, value: &str| {
        let mut draft = draft("a fox");
        draft.options.insert(name, value.to_owned());
        draft
    };
    let size = Draft {
        size: "1000x1000".to_owned(),
        ..draft("a fox")
    };
    let count = Draft {
        count: "11".to_owned(),
        ..draft("a fox")
    };
    for (draft, field, word) in [
        (size, FormField::Size, "1008x1008"),
        (count, FormField::Count, "1 to 10"),
        (
            with(OptionName::Quality, "hd"),
            FormField::Option(OptionName::Quality),
            "low",
        ),
        (
            with(OptionName::Style, "vivid"),
            FormField::Option(OptionName::Style),
            "does not have",
        ),
        (
            with(OptionName::User, &"x".repeat(300)),
            FormField::Option(OptionName::User),
            "200",
        ),
    ] {
        let mut app = app_with(draft);
        press(&mut app, "tab tab");

        assert_eq!(press(&mut app, "alt-enter"), [], "{field:?}");

        assert_eq!((app.pane(), app.form().field()), (Pane::Form, field));
        assert!(app.form().fields().contains(&field), "{field:?} can be seen");
        assert!(toast(&app).contains(word), "{field:?}: {}", toast(&app));
        assert!(app.form().fault(field).unwrap().to_string().contains(word));
    }
}

#[test]
fn a_value_that_is_still_typed_counts_once_its_price_was_seen() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Count);
    press(&mut app, "enter ctrl-u 4");

    assert_eq!(press(&mut app, "alt-enter"), [], "its price was not on the screen");
    let price = app.form().estimate().to_string();
    assert_eq!(toast(&app), format!("the price is {price} now; press again to send"));
    let effects = press(&mut app, "alt-enter");

    assert_eq!(submissions(&effects)[0].request.count(), 4);
}

#[test]
fn a_value_that_is_typed_as_it_was_sends_at_once() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Count);
    press(&mut app, "enter ctrl-u 1");
    assert_eq!(submissions(&press(&mut app, "alt-enter")).len(), 1);
}

#[test]
fn what_could_not_be_kept_is_said_and_changes_nothing() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "alt-enter");

    let effects = update(
        &mut app,
        Msg::Submitted {
            id: id(1),
            answer: Err(failure("the disk is full")),
        },
    );

    assert_eq!((effects, toast(&app)), (vec![], "the disk is full"));
    assert_eq!((app.jobs().live(), app.history().rows().len()), (0, 0));
}

#[test]
fn the_result_follows_what_was_sent_from_the_form() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "alt-enter");

    assert_eq!(submit(&mut app, 7, "a fox"), [Effect::LoadEntry(id(7))]);

    assert_eq!(app.result().wanted(), Some(id(7)));
    assert_eq!(app.history().current().map(|row| row.id), Some(id(7)));
    assert_eq!((app.pane(), app.jobs().live()), (Pane::Form, 1));
}
