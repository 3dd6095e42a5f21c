//! Ends that nobody can vouch for: what came of them is shown, they are tried again or dismissed, and all that is told.

use super::scenes::{
    app, app_with_history, entry, hint, id, on_top, press, read, reading, report, row, start, toast, type_text,
};
use crate::{
    app::{App, Confirmed, Effect, Msg, OverSsh, Overlay, Retry, Start, update},
    domain::{
        Came, CostKind, Failure, FailureKind, HistoryEntry, HistoryRow, LastSeen, Money, Report, RequestState,
        SinceLeft, Stage, Unfinished,
    },
};

fn unknown(number: usize) -> HistoryRow {
    HistoryRow {
        state: RequestState::Unknown,
        cost_kind: CostKind::Unknown,
        picture: None,
        pictures: 0,
        ..row(number, "a fox")
    }
}

fn unknown_entry(number: usize) -> HistoryEntry {
    HistoryEntry {
        images: Vec::new(),
        failure: Some(Failure::new(FailureKind::Unknown, "the line broke")),
        ..entry(&unknown(number))
    }
}

fn tell(app: &mut App, entry: HistoryEntry) -> Vec<Effect> {
    let answer = Ok(Box::new(entry));
    update(app, Msg::EntryLoaded { id: id(1), answer })
}

/// The history with one request that ended unknown, selected and read.
fn one_unknown() -> App {
    let mut app = app_with_history(&["a fox"]);
    tell(&mut app, unknown_entry(1));
    app
}

/// The same in the queue, where the store has told of it.
fn in_queue() -> App {
    let mut app = one_unknown();
    let now_ms = app.now_ms();
    let found = Unfinished {
        rows: vec![unknown(1)],
        elsewhere: false,
        ..Unfinished::default()
    };
    let _ = update(&mut app, Msg::Unfinished { found, now_ms });
    press(&mut app, "4");
    app
}

#[test]
fn unknown_ends_that_the_last_run_showed_are_counted_until_the_store_tells() {
    let mut app = App::new(Start {
        seen: Some(LastSeen {
            unknown: 3,
            ..LastSeen::default()
        }),
        ..start()
    });
    assert_eq!((app.jobs().unknown(), app.jobs().all().len()), (3, 0));

    let now_ms = app.now_ms();
    let found = Unfinished {
        rows: vec![unknown(1)],
        ..Unfinished::default()
    };
    let _ = update(&mut app, Msg::Unfinished { found, now_ms });

    assert_eq!(app.jobs().unknown(), 1);
}

#[test]
fn the_three_ways_on_are_told_where_there_is_something_to_settle() {
    for app in [one_unknown(), in_queue()] {
        assert_eq!(hint(&app, "what came"), Some(("W".to_owned(), String::new())));
        assert_eq!(hint(&app, "dismiss"), Some(("X".to_owned(), String::new())));
        let (keys, price) = hint(&app, "try again").unwrap();
        assert!(keys == "A" && price.contains('$'), "{price}");
    }
    let mut app = one_unknown();
    tell(&mut app, entry(&row(1, "a fox")));
    assert_eq!((hint(&app, "what came"), hint(&app, "try again")), (None, None));
}

#[test]
fn another_try_asks_first_and_says_that_it_may_be_billed_twice() {
    let mut app = in_queue();

    assert_eq!(press(&mut app, "A"), []);
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question");
    };
    assert!(confirm.question.contains('$'), "{}", confirm.question);
    assert!(confirm.lines[1].contains("may have been billed"), "{:?}", confirm.lines);
    assert_eq!(press(&mut app, "n"), []);
    press(&mut app, "A");
    assert_eq!(press(&mut app, "enter"), []);

    let retry = Retry {
        id: id(1),
        after: 1,
        profile: "openai".to_owned(),
    };
    assert_eq!(press(&mut app, "y"), [Effect::Retry(retry)]);
    assert_eq!(app.jobs().live(), 0, "until the engine has it");
    report(&mut app, Report::Waiting { id: id(1), held: false });
    assert_eq!((app.jobs().live(), app.jobs().unknown()), (1, 0));
    // What was read before it was sent does not end it.
    tell(&mut app, unknown_entry(1));
    assert_eq!(app.jobs().live(), 1);
    report(
        &mut app,
        Report::Stage {
            id: id(1),
            stage: Stage::Waiting,
            wait_s: None,
        },
    );
    let again = HistoryEntry {
        attempts: 2,
        ..entry(&row(1, "a fox"))
    };
    tell(&mut app, again);
    assert_eq!(app.jobs().of(id(1)).unwrap().row.state, RequestState::Stored);
}

#[test]
fn whoever_comes_second_is_told_so() {
    let mut app = in_queue();
    press(&mut app, "A");
    press(&mut app, "y");
    report(&mut app, Report::Waiting { id: id(1), held: false });

    let message = "somebody else has sent it again: request 00000001 is running already";
    let failure = Some(Failure::new(FailureKind::Request, message));
    let state = RequestState::Running;
    report(
        &mut app,
        Report::Ended {
            id: id(1),
            state,
            failure,
        },
    );

    assert_eq!(toast(&app), message);
    assert!(app.jobs().of(id(1)).unwrap().is_live() && app.watches_others());
}

#[test]
fn only_an_unknown_or_partial_end_is_tried_again_or_dismissed() {
    let mut app = one_unknown();
    tell(&mut app, entry(&row(1, "a fox")));

    assert_eq!(press(&mut app, "A"), []);
    assert!(toast(&app).contains("r sends it as a new request"), "{}", toast(&app));
    assert_eq!(press(&mut app, "X"), []);
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn what_was_dismissed_is_told_no_more() {
    let mut app = in_queue();

    assert_eq!(press(&mut app, "X"), [Effect::Dismiss { id: id(1), on: true }]);

    assert!(app.jobs().all().is_empty());
    press(&mut app, "2");
    assert_eq!(hint(&app, "dismiss"), None);
    assert_eq!(app.history().rows().len(), 1, "the history keeps it");
}

#[test]
fn a_dismissed_end_comes_back_into_the_queue_with_u() {
    let mut app = in_queue();
    press(&mut app, "X");
    assert!(
        app.jobs().all().is_empty() && toast(&app).ends_with("u undo"),
        "{}",
        toast(&app)
    );

    let effects = press(&mut app, "u");

    assert_eq!(effects[0], Effect::Dismiss { id: id(1), on: false });
    assert_eq!((app.jobs().unknown(), app.current_id()), (1, Some(id(1))));
    tell(&mut app, unknown_entry(1));
    assert!(hint(&app, "dismiss").is_some());
    assert_eq!(press(&mut app, "U")[0], Effect::Dismiss { id: id(1), on: true });
    assert_eq!(app.jobs().unknown(), 0);
}

#[test]
fn what_is_dismissed_already_is_said_so() {
    let mut app = one_unknown();
    press(&mut app, "X");
    assert_eq!(press(&mut app, "X"), []);
    assert!(toast(&app).contains("dismissed already"), "{}", toast(&app));
    press(&mut app, "u");
    assert!(hint(&app, "dismiss").is_some(), "{}", toast(&app));
}

#[test]
fn a_form_out_of_sight_is_not_changed_by_u_in_silence() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "e");
    press(&mut app, "esc 4 u");
    assert_eq!(app.form().prompt().text(), "");
    assert_eq!(
        toast(&app),
        "not on this screen: the form in Compose (1) is as it was · U does it again"
    );
    press(&mut app, "U");
    assert!(toast(&app).ends_with("u undo"), "{}", toast(&app));
    press(&mut app, "1 esc u");
    assert_eq!(toast(&app), "the form is as it was");
}

#[test]
fn what_came_is_shown_with_the_files_that_hold_it() {
    let mut app = one_unknown();
    assert_eq!(press(&mut app, "W"), [Effect::ReadCame(id(1))]);

    let came = Came {
        answer: Some("/data/answer-1.json".into()),
        text: "{\"error\": \"cut\u{1b}[2J".to_owned() + &"x".repeat(2000),
        spool: Some(("/state/spool/one-1".into(), 77)),
    };
    let answer = Ok(came);
    let _ = update(&mut app, Msg::CameRead { id: id(1), answer });

    let (_, lines) = reading(&app);
    assert_eq!(lines[0], "raw answer: /data/answer-1.json");
    assert_eq!(lines[1], "as it arrived, 77 bytes: /state/spool/one-1");
    let shown = lines[3];
    assert!(
        shown.starts_with("{\"error\": \"cut") && shown.ends_with('…'),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'));
    press(&mut app, "esc C");
    let answer = Ok(Came::default());
    let _ = update(&mut app, Msg::CameRead { id: id(1), answer });
    assert_eq!(reading(&app).1, ["Nothing came: no picture, no answer."]);
}

#[test]
fn unknown_ends_are_greeted_first_and_led_to() {
    let mut left = SinceLeft::default();
    left.count(RequestState::Stored, 2);
    left.count(RequestState::Unknown, 3);
    left.spent.add(CostKind::Unknown, 3, Money::from_micros(500_000));
    for (keys, key) in [("esc", "4"), ("enter", "alt-4")] {
        let mut app = app();
        press(&mut app, keys);

        let _ = update(&mut app, Msg::Greeted(left));

        let words = "since you left: 3 requests ended without an answer, about $0.500 may have been billed · 2 done";
        let way = format!("{words} · {key} shows them: see what came, try again, or dismiss");
        assert_eq!(toast(&app), way);
        assert!(app.toast().unwrap().problem);
    }
}

#[test]
fn what_one_should_know_over_ssh_waits_for_other_words_and_is_said() {
    let mut app = app();
    press(&mut app, "esc");
    let mut left = SinceLeft::default();
    left.count(RequestState::Stored, 1);
    let _ = update(&mut app, Msg::Greeted(left));

    for hint in [OverSsh::LogoutKills, OverSsh::NoMultiplexer] {
        assert_eq!(update(&mut app, Msg::OverSsh(hint)), []);
    }

    assert_eq!(toast(&app), "since you left: 1 done");
    for words in ["loginctl enable-linger", "tmux"] {
        let now_ms = app.now_ms() + 60_000;
        assert!(app.wants_ticks());
        let _ = update(&mut app, Msg::Ticked { now_ms });
        assert!(toast(&app).contains(words), "{}", toast(&app));
    }
    press(&mut app, "j");
    assert!(!app.wants_ticks(), "each is said once");
}

#[test]
fn a_sleep_is_told_at_what_runs_and_nowhere_else() {
    let mut app = App::new(start());
    for number in [1, 2] {
        super::scenes::submit(&mut app, number, "a newt");
    }
    report(
        &mut app,
        Report::Stage {
            id: id(1),
            stage: Stage::Waiting,
            wait_s: None,
        },
    );

    let _ = update(&mut app, Msg::Slept(2_000_000));
    let _ = update(&mut app, Msg::Slept(400_000));

    let slept = |number| app.jobs().of(id(number)).unwrap().slept_ms;
    assert_eq!((slept(1), slept(2)), (2_400_000, 0));
}

#[test]
fn neither_is_sent_by_the_palette() {
    let mut app = one_unknown();
    let effects = press(&mut app, "ctrl-p");
    read(&mut app, &effects);
    type_text(&mut app, "request.retry");
    assert_eq!(press(&mut app, "enter"), []);
    // The question holds its price; only its own key agrees.
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question: {}", toast(&app));
    };
    assert!(matches!(confirm.then, Confirmed::Retry(_)));
}
