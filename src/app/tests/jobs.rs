//! Requests on their way: reports, cancelling, ends, and the time that passes.

use super::scenes::{
    answer_entry, app, app_with_history, app_with_prompt, ended, id, loads, on_top, press, read, report, row, stored,
    submit, toast, type_text,
};
use crate::{
    app::{App, Effect, Msg, Overlay, View, update},
    domain::{
        Failure, FailureKind, HistoryPage, Money, Report, RequestState, SpendBy, SpendLine, SpendSheet, Spent, Stage,
    },
};

fn running(app: &mut App, number: usize) {
    submit(app, number, "a newt");
    stage(app, number, Stage::Waiting);
}

fn stage(app: &mut App, number: usize, stage: Stage) -> Vec<Effect> {
    report(
        app,
        Report::Stage {
            id: id(number),
            stage,
            wait_s: None,
        },
    )
}

#[test]
fn reports_move_the_job() {
    let mut app = app();
    submit(&mut app, 1, "a newt");
    let queued = app.now_ms();

    assert_eq!(stage(&mut app, 1, Stage::Sending), []);
    assert_eq!(
        report(
            &mut app,
            Report::Bytes {
                id: id(1),
                n: 10,
                of: Some(40)
            }
        ),
        []
    );

    let job = app.jobs().of(id(1)).unwrap();
    assert_eq!(
        (job.stage, job.row.state),
        (Some(Stage::Sending), RequestState::Running)
    );
    assert_eq!((job.bytes, job.of, job.since_ms), (10, Some(40), queued + 1000));
    assert_eq!(job.elapsed_ms(app.now_ms()), Some(2000));
    assert_eq!((app.jobs().live(), app.wants_ticks()), (1, true));
}

#[test]
fn an_end_is_announced_and_read() {
    let mut app = app();
    running(&mut app, 1);

    let effects = ended(&mut app, 1, RequestState::Stored, None);

    assert_eq!(
        effects,
        [
            Effect::LoadEntry(id(1)),
            Effect::LoadSpend(None),
            Effect::Announce("done".to_owned())
        ]
    );
    let job = app.jobs().of(id(1)).unwrap();
    assert_eq!((job.stage, job.is_live(), app.jobs().live()), (None, false, 0));
    assert_eq!(toast(&app), "done");
    read(&mut app, &effects);
    assert_eq!(app.jobs().of(id(1)).unwrap().row.cost, Some(Money::from_micros(5985)));
    assert!(app.result().image().is_some(), "the picture is shown");
}

#[test]
fn a_refusal_says_why() {
    let mut app = app();
    running(&mut app, 1);
    let failure = Failure::new(FailureKind::Refused, "the safety system said no").with_hint("change the prompt");

    let effects = ended(&mut app, 1, RequestState::Refused, Some(failure));

    assert_eq!(effects[2], Effect::Announce("refused".to_owned()));
    assert_eq!(toast(&app), "the safety system said no · change the prompt");
    assert!(app.toast().unwrap().problem);
}

#[test]
fn a_late_stage_does_not_wake_what_has_ended() {
    let mut app = app();
    running(&mut app, 1);
    ended(&mut app, 1, RequestState::Stored, None);

    stage(&mut app, 1, Stage::Storing);

    assert_eq!(app.jobs().live(), 0);
    assert_eq!(app.history().rows()[0].state, RequestState::Stored);
}

#[test]
fn ctrl_c_asks_and_cancels_only_after_yes() {
    for (sent, words) in [(false, "costs nothing"), (true, "may bill it anyway")] {
        let mut app = app_with_prompt("a fox");
        submit(&mut app, 1, "a newt");
        if sent {
            stage(&mut app, 1, Stage::Waiting);
        }

        assert_eq!(press(&mut app, "ctrl-c"), []);
        let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
            panic!("no question");
        };
        assert_eq!(confirm.lines[0], "a newt", "it says which one");
        let doing = if sent { "running, asked " } else { "waiting, asked " };
        assert!(confirm.lines[1].starts_with(doing), "{:?}", confirm.lines);
        assert!(confirm.lines[2].contains(words), "{:?}", confirm.lines);
        assert_eq!(press(&mut app, "enter"), []);
        assert_eq!(press(&mut app, "n"), []);
        assert_eq!(on_top(&app), "nothing");

        press(&mut app, "ctrl-c");
        assert_eq!(press(&mut app, "y"), [Effect::Cancel(id(1))]);
        assert!(app.jobs().of(id(1)).unwrap().cancelling);
        assert_eq!(app.form().prompt().text(), "a fox");
    }
}

#[test]
fn ctrl_c_cancels_the_selected_request_or_else_the_youngest() {
    let mut app = app();
    for number in 1..=3 {
        running(&mut app, number);
    }
    press(&mut app, "alt-4 g g j");
    press(&mut app, "ctrl-c");
    assert_eq!(press(&mut app, "y"), [Effect::Cancel(id(2))]);

    press(&mut app, "5 ctrl-c");
    assert_eq!(press(&mut app, "y"), [Effect::Cancel(id(3))]);
}

#[test]
fn ctrl_c_on_an_ended_row_of_the_queue_names_what_could_be_stopped() {
    let mut app = app();
    for number in 1..=2 {
        running(&mut app, number);
    }
    submit(&mut app, 3, "a hare");
    ended(&mut app, 1, RequestState::Stored, None);
    press(&mut app, "alt-4 g g");

    assert_eq!(press(&mut app, "ctrl-c"), []);

    assert_eq!(on_top(&app), "nothing", "another one is not asked about");
    assert!(
        toast(&app).starts_with("this one has ended; select what is to be stopped: "),
        "{}",
        toast(&app)
    );
    assert!(
        toast(&app).contains("(running, asked ") && toast(&app).contains("a hare (waiting, asked "),
        "{}",
        toast(&app)
    );

    for number in 2..=3 {
        ended(&mut app, number, RequestState::Stored, None);
    }
    press(&mut app, "ctrl-c");
    assert_eq!(toast(&app), "this one has ended, and nothing else is on its way");
}

#[test]
fn ctrl_c_never_quits() {
    let mut app = app_with_prompt("a fox");

    assert_eq!(press(&mut app, "ctrl-c"), []);

    assert_eq!((on_top(&app), toast(&app)), ("nothing", "nothing runs; q leaves"));
}

#[test]
fn an_engine_that_is_gone_is_told_and_the_store_asked() {
    let mut app = app();
    running(&mut app, 1);

    let effects = report(&mut app, Report::Gone);
    assert_eq!(loads(&effects).len(), 1);
    assert!(app.toast().unwrap().problem);

    let ended = crate::domain::HistoryRow {
        state: RequestState::Unknown,
        ..row(1, "a newt")
    };
    let answer = Ok(HistoryPage {
        rows: vec![ended],
        total: 1,
    });
    let asked = loads(&effects)[0].clone();
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });
    assert_eq!(
        (app.jobs().live(), app.history().rows()[0].state),
        (0, RequestState::Unknown)
    );
}

#[test]
fn an_engine_that_goes_after_its_work_is_not_worth_a_word() {
    let mut app = app();
    running(&mut app, 1);
    ended(&mut app, 1, RequestState::Stored, None);
    press(&mut app, "esc");

    assert_eq!(report(&mut app, Report::Gone), []);

    assert_eq!(app.toast(), None);
}

#[test]
fn a_record_that_tells_the_end_ends_the_job() {
    let mut app = app();
    running(&mut app, 1);

    answer_entry(&mut app, &row(1, "a newt"));

    assert_eq!(app.jobs().live(), 0);
}

#[test]
fn reports_about_requests_of_others_are_taken_for_what_they_are() {
    let mut app = app_with_history(&["a fox"]);

    assert_eq!(stage(&mut app, 77, Stage::Waiting), []);
    assert_eq!(
        report(
            &mut app,
            Report::Bytes {
                id: id(77),
                n: 1,
                of: None
            }
        ),
        []
    );

    assert_eq!((app.jobs().all().len(), app.wants_ticks()), (0, false));
}

#[test]
fn ticks_clear_messages_and_stop() {
    let mut app = app_with_history(&["a fox"]);
    assert!(!app.wants_ticks(), "at rest nothing ticks");
    press(&mut app, "*");
    press(&mut app, "d");
    assert!(app.wants_ticks());

    let now_ms = app.now_ms();
    let _ = update(&mut app, Msg::Ticked { now_ms: now_ms + 1000 });
    assert_ne!(toast(&app), "");
    let _ = update(&mut app, Msg::Ticked { now_ms: now_ms + 7000 });
    assert_eq!((toast(&app), app.wants_ticks()), ("", false));
}

#[test]
fn a_key_takes_the_message_away() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "d");
    assert_ne!(toast(&app), "");

    press(&mut app, "k");

    assert_eq!(toast(&app), "");
}

#[test]
fn the_queue_shows_and_loads_what_is_selected() {
    let mut app = app_with_history(&["a fox"]);
    running(&mut app, 8);
    running(&mut app, 9);

    assert_eq!(press(&mut app, "4"), [Effect::LoadEntryAtRest(id(8))]);
    assert_eq!(app.view(), View::Queue);
    assert_eq!(press(&mut app, "j"), [Effect::LoadEntryAtRest(id(9))]);
    let effects = press(&mut app, "e");
    read(&mut app, &effects);

    assert_eq!((app.view(), app.form().prompt().text()), (View::Compose, "a newt"));
}

#[test]
fn the_queue_opens_at_what_was_sent_last_once_what_was_selected_has_ended() {
    let mut app = app_with_history(&["a fox"]);
    running(&mut app, 7);
    running(&mut app, 8);
    press(&mut app, "alt-4");
    assert_eq!(app.current_id(), Some(id(7)), "the first of what runs");
    press(&mut app, "1");
    stored(&mut app, 7);
    running(&mut app, 9);
    press(&mut app, "alt-4");
    assert_eq!(app.current_id(), Some(id(9)));
    // Whoever looks at the queue keeps the place.
    stored(&mut app, 9);
    running(&mut app, 10);
    assert_eq!(app.current_id(), Some(id(9)));
}

#[test]
fn sums_come_into_the_spend_screen() {
    let mut app = app();
    assert_eq!(press(&mut app, "alt-5"), [Effect::LoadSpend(Some(SpendBy::Day))]);
    assert!(app.spend().sums().is_none());
    come(&mut app, SpendBy::Day, &["2026-11-20"]);
    assert!(app.spend().sums().is_some());
    press(&mut app, "j G j");
    assert_eq!(app.spend().scroll(), 0, "nothing to scroll");

    assert_eq!(press(&mut app, "l"), [Effect::LoadSpend(Some(SpendBy::Week))]);
    assert!(app.spend().lines().is_none(), "the days are no weeks");
    come(&mut app, SpendBy::Day, &["2026-11-20"]);
    assert!(app.spend().lines().is_none(), "nor are they when they come late");
    press(&mut app, "h h");
    come(&mut app, SpendBy::Profile, &["openai", "work"]);
    press(&mut app, "j j");
    assert_eq!(app.spend().scroll(), 1);
}

#[test]
fn the_lines_of_the_spend_screen_are_written_where_the_person_says() {
    let mut app = app();
    press(&mut app, "alt-5 w");
    assert!(app.overlays().is_empty(), "there is nothing to write yet");
    come(&mut app, SpendBy::Day, &["2026-11-20"]);
    press(&mut app, "w");
    press(&mut app, "ctrl-u");
    type_text(&mut app, "/tmp/days.csv");
    let effects = press(&mut app, "enter");
    let [Effect::WriteText { to, text }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(to, std::path::Path::new("/tmp/days.csv"));
    assert!(
        text.starts_with("day,requests,") && text.contains("\"2026-11-20\",2,"),
        "{text}"
    );
}

fn come(app: &mut App, by: SpendBy, labels: &[&str]) {
    let line = |label: &&str| SpendLine {
        label: (*label).to_owned(),
        requests: 2,
        spent: Spent::default(),
        pictures: 2,
        kept: 0,
    };
    let sheet = SpendSheet {
        lines: Some((by, labels.iter().map(line).collect())),
        ..SpendSheet::default()
    };
    let _ = update(app, Msg::SpendLoaded(Ok(sheet)));
}

#[test]
fn what_runs_is_told_apart_from_what_is_booked() {
    let mut app = app();
    submit(&mut app, 1, "a fox");
    assert_eq!(app.running_cost(), Money::ZERO, "what only waits costs nothing yet");
    stage(&mut app, 1, Stage::Sending);
    assert_eq!(app.running_cost(), Money::from_micros(5985));
    ended(&mut app, 1, RequestState::Stored, None);
    assert_eq!(app.running_cost(), Money::ZERO);
}
