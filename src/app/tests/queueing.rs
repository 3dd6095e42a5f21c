//! Requests that wait: held, let go, reordered, changed in place, and left behind by an engine that is gone.

use super::scenes::{
    answer_entry, app, app_with_history, ended, hint, id, on_top, press, read, report, row, sent, submit, toast,
    type_text,
};
use crate::{
    app::{App, Effect, Held, Msg, Turn, View, update},
    domain::{CostKind, Failure, FailureKind, HistoryRow, Report, RequestState, Stage, Unfinished},
};

fn waiting(number: usize, prompt: &str) -> HistoryRow {
    HistoryRow {
        state: RequestState::Queued,
        picture: None,
        pictures: 0,
        cost_kind: CostKind::Estimated,
        ..row(number, prompt)
    }
}

/// Three requests in the queue, in its view, the first one selected and read.
fn queue() -> App {
    let mut app = app();
    for number in 1..=3 {
        submit(&mut app, number, "a newt");
        stands(&mut app, number, false);
    }
    let effects = press(&mut app, "alt-4 g g");
    read(&mut app, &effects);
    app
}

fn stands(app: &mut App, number: usize, held: bool) {
    report(app, Report::Waiting { id: id(number), held });
}

fn begins(app: &mut App, number: usize) {
    let (id, stage) = (id(number), Stage::Sending);
    report(
        app,
        Report::Stage {
            id,
            stage,
            wait_s: None,
        },
    );
}

fn find(app: &mut App, rows: Vec<HistoryRow>, elsewhere: bool) -> Vec<Effect> {
    let now_ms = app.now_ms();
    let found = Unfinished {
        rows,
        elsewhere,
        ..Unfinished::default()
    };
    update(app, Msg::Unfinished { found, now_ms })
}

fn order(app: &App) -> Vec<usize> {
    let jobs = app.jobs().all().iter();
    jobs.map(|job| (1..10).find(|number| id(*number) == job.row.id).unwrap())
        .collect()
}

fn held(app: &App, number: usize) -> Option<Held> {
    app.jobs().of(id(number)).unwrap().held()
}

/// The answer to a request to read one of the queue, as the store gives it.
fn read_queued(app: &mut App, number: usize) -> Vec<Effect> {
    answer_entry(app, &waiting(number, "a newt"))
}

#[test]
fn space_holds_what_waits_once_the_engine_says_so() {
    let mut app = queue();
    assert_eq!(hint(&app, "hold"), Some(("space".to_owned(), String::new())));

    assert_eq!(press(&mut app, "space"), [Effect::Hold(id(1))]);
    assert_eq!(held(&app, 1), None, "it may have begun just now");
    stands(&mut app, 1, true);

    assert_eq!(held(&app, 1), Some(Held::ByPerson));
    assert_eq!((app.jobs().live(), app.jobs().held()), (2, 1));
}

#[test]
fn what_has_begun_meanwhile_is_not_held() {
    let mut app = queue();
    press(&mut app, "space");

    begins(&mut app, 1);

    assert_eq!(held(&app, 1), None);
    assert_eq!(press(&mut app, "space"), []);
    assert!(toast(&app).contains("only what waits"), "{}", toast(&app));
}

#[test]
fn space_lets_a_held_one_go_and_its_price_stands_beside_the_key() {
    let mut app = queue();
    stands(&mut app, 1, true);
    assert_eq!(hint(&app, "let go"), Some(("space".to_owned(), "~$0.0060".to_owned())));

    let effects = press(&mut app, "space");

    let resume = Effect::Resume {
        id: id(1),
        profile: "openai".to_owned(),
    };
    assert_eq!(effects, [resume, Effect::Reorder([1, 2, 3].map(id).to_vec())]);
    assert_eq!(held(&app, 1), Some(Held::ByPerson), "until the engine has it");
    stands(&mut app, 1, false);
    assert_eq!(held(&app, 1), None);
}

#[test]
fn the_palette_lets_nothing_go() {
    let mut app = queue();
    stands(&mut app, 1, true);

    press(&mut app, "ctrl-p");
    type_text(&mut app, "queue.hold");
    assert_eq!(press(&mut app, "enter"), []);
    assert!(toast(&app).contains("press space"), "{}", toast(&app));
}

#[test]
fn a_key_pressed_meanwhile_takes_the_letting_go_back() {
    let mut app = queue();
    stands(&mut app, 2, true);
    press(&mut app, "j");
    // It is not read yet, so nobody knows who pays.
    assert_eq!(press(&mut app, "space"), [Effect::LoadEntry(id(2))]);
    press(&mut app, "f12");

    assert_eq!(read_queued(&mut app, 2), []);
    assert!(matches!(press(&mut app, "space")[0], Effect::Resume { .. }));
}

#[test]
fn waiting_requests_change_places_and_the_engine_hears_the_order() {
    let mut app = queue();

    assert_eq!(press(&mut app, "J"), [Effect::Reorder([2, 1, 3].map(id).to_vec())]);
    assert_eq!(press(&mut app, "J"), [Effect::Reorder([2, 3, 1].map(id).to_vec())]);
    assert_eq!(press(&mut app, "J"), []);
    assert_eq!(toast(&app), "it is the last one");
    assert_eq!(app.jobs().current().unwrap().row.id, id(1), "it stays selected");
    assert_eq!(press(&mut app, "K"), [Effect::Reorder([2, 1, 3].map(id).to_vec())]);
}

#[test]
fn what_runs_keeps_its_place_and_is_not_moved() {
    let mut app = queue();
    begins(&mut app, 2);

    assert_eq!(press(&mut app, "J"), [Effect::Reorder([3, 1].map(id).to_vec())]);
    assert_eq!(order(&app), [3, 2, 1]);
    press(&mut app, "k");
    assert_eq!(press(&mut app, "J"), []);
    assert!(toast(&app).contains("only what waits"));
}

#[test]
fn an_account_that_cannot_pay_holds_the_rest_until_the_person_lets_it_go() {
    let mut app = queue();
    begins(&mut app, 1);
    let quota = |message: &str| Failure::new(FailureKind::Refused, message);
    ended(&mut app, 1, RequestState::Refused, Some(quota("You have no credit")));
    let effects = ended(
        &mut app,
        2,
        RequestState::Queued,
        Some(quota("held and not sent: You have no credit")),
    );

    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Announce(_))));
    assert_eq!(toast(&app), "held and not sent: You have no credit");
    assert_eq!(held(&app, 2), Some(Held::ByFailure));
    assert_eq!(held(&app, 3), None);
    press(&mut app, "j space");
    assert!(matches!(&read_queued(&mut app, 2)[0], Effect::Resume { id: of, .. } if *of == id(2)));
    stands(&mut app, 2, false);
    assert_eq!(app.jobs().of(id(2)).unwrap().failure, None);
}

#[test]
fn what_an_earlier_run_left_is_held_and_can_be_let_go() {
    let mut app = app();
    submit(&mut app, 5, "a newt");
    assert_eq!(
        find(&mut app, vec![waiting(1, "a fox"), waiting(5, "a newt")], false),
        []
    );

    assert_eq!(
        (order(&app), held(&app, 1), held(&app, 5)),
        (vec![1, 5], Some(Held::Left), None)
    );
    assert_eq!(app.jobs().live(), 1);
    assert!(!app.watches_others(), "nobody else can change it");
    press(&mut app, "alt-4 g g space");
    let effects = answer_entry(&mut app, &waiting(1, "a fox"));
    assert!(matches!(&effects[0], Effect::Resume { id: of, .. } if *of == id(1)));
}

#[test]
fn what_another_engine_may_have_in_its_line_is_watched_and_not_let_go() {
    let mut app = app();
    find(&mut app, vec![waiting(1, "a fox")], true);
    assert_eq!(app.jobs().of(id(1)).unwrap().turn, Turn::Elsewhere);
    assert!(app.watches_others());
    press(&mut app, "alt-4");
    assert_eq!(press(&mut app, "space"), []);
    assert!(toast(&app).contains("another window"));

    // That engine is gone, and has left it.
    find(&mut app, vec![waiting(1, "a fox")], false);
    assert_eq!(held(&app, 1), Some(Held::Left));
    // Somebody else has sent it meanwhile.
    assert_eq!(find(&mut app, Vec::new(), false), [Effect::LoadEntry(id(1))]);
    answer_entry(&mut app, &row(1, "a fox"));
    assert_eq!(app.jobs().of(id(1)).unwrap().row.state, RequestState::Stored);
}

#[test]
fn an_engine_that_is_gone_leaves_what_waited_to_the_person() {
    let mut app = queue();
    begins(&mut app, 1);
    stands(&mut app, 3, true);

    let effects = report(&mut app, Report::Gone);

    assert_eq!((held(&app, 2), held(&app, 3)), (Some(Held::Left), Some(Held::Left)));
    assert!(effects.contains(&Effect::LoadEntry(id(1))), "its state is read");
}

#[test]
fn a_held_request_costs_no_tick() {
    let mut app = app();
    submit(&mut app, 1, "a newt");
    stands(&mut app, 1, true);
    press(&mut app, "esc");
    assert!(app.toast().is_none() && !app.wants_ticks());
}

#[test]
fn a_held_one_that_no_engine_knows_is_cancelled_by_its_mark() {
    let mut app = app();
    find(&mut app, vec![waiting(1, "a fox")], false);
    press(&mut app, "alt-4 ctrl-c");
    assert_eq!(press(&mut app, "y"), [Effect::Cancel(id(1))]);

    let marked = Msg::Marked {
        id: id(1),
        answer: Ok(()),
    };
    assert_eq!(update(&mut app, marked), [Effect::LoadEntry(id(1))]);
    let cancelled = HistoryRow {
        state: RequestState::Cancelled,
        ..waiting(1, "a fox")
    };
    answer_entry(&mut app, &cancelled);
    assert_eq!(
        (app.jobs().held(), app.jobs().of(id(1)).unwrap().row.state),
        (0, RequestState::Cancelled)
    );
}

/// The second of three is put into the form to be changed.
fn changing() -> App {
    let mut app = queue();
    press(&mut app, "j");
    press(&mut app, "e");
    let effects = read_queued(&mut app, 2);
    assert_eq!(effects, [Effect::Withdraw(id(2))]);
    assert_eq!((app.view(), app.form().prompt().text()), (View::Compose, "a newt"));
    assert!(toast(&app).contains("has its place"), "{}", toast(&app));
    app
}

#[test]
fn a_waiting_request_is_changed_in_its_place() {
    let mut app = changing();
    ended(&mut app, 2, RequestState::Cancelled, None);
    press(&mut app, "end");
    type_text(&mut app, " with a hat");
    assert_eq!(sent(&press(&mut app, "alt-enter")), ["a newt with a hat"]);

    let effects = submit(&mut app, 4, "a newt with a hat");

    assert_eq!(order(&app), [1, 2, 4, 3]);
    assert_eq!(effects[0], Effect::Reorder([1, 4, 3].map(id).to_vec()));
    // What is sent after it goes to the end.
    press(&mut app, "alt-enter");
    submit(&mut app, 5, "a newt with a hat");
    assert_eq!(order(&app), [1, 2, 4, 3, 5]);
}

#[test]
fn one_that_has_begun_meanwhile_goes_on_and_the_form_has_a_copy() {
    let mut app = changing();

    begins(&mut app, 2);

    assert!(toast(&app).contains("goes on"), "{}", toast(&app));
    assert!(!app.jobs().of(id(2)).unwrap().cancelling);
    let effects = press(&mut app, "alt-enter");
    assert_eq!(sent(&effects), ["a newt"]);
    submit(&mut app, 4, "a newt");
    assert_eq!(order(&app), [1, 2, 3, 4], "it has a place of its own");
}

#[test]
fn one_in_another_line_is_only_copied() {
    let mut app = app_with_history(&[]);
    find(&mut app, vec![waiting(1, "a fox")], true);
    press(&mut app, "alt-4 e");
    assert_eq!(answer_entry(&mut app, &waiting(1, "a fox")), []);
    assert!(toast(&app).contains("this is a copy"), "{}", toast(&app));
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn what_another_run_left_stands_in_the_order_that_it_was_given_there() {
    let mut app = app();
    let waiting = |number| HistoryRow {
        state: RequestState::Queued,
        ..row(number, "a kite")
    };
    let found = Unfinished {
        rows: [1, 2, 3, 4].map(waiting).to_vec(),
        order: vec![id(4), id(9), id(1), id(3)],
        elsewhere: false,
    };
    let now_ms = app.now_ms();
    let _ = update(&mut app, Msg::Unfinished { found, now_ms });

    assert_eq!(order(&app), [4, 2, 1, 3], "one that nobody placed has its age");
}

#[test]
fn keys_for_what_waits_say_why_they_do_nothing_on_another_row() {
    let mut app = queue();
    begins(&mut app, 1);
    press(&mut app, "g g");
    for key in ["space", "J", "K"] {
        assert_eq!(press(&mut app, key), [], "{key}");
        assert!(
            toast(&app).contains("runs already") && toast(&app).contains("ctrl-c stops it"),
            "{}",
            toast(&app)
        );
    }
    ended(&mut app, 1, RequestState::Refused, None);
    press(&mut app, "space");
    assert!(toast(&app).starts_with("it has ended"), "{}", toast(&app));
}
