//! The list of requests: pages, search, and a selection that stays.

use super::scenes::{
    answer_page, app, app_with_history, app_with_prompt, failure, id, loads, on_top, page, press, read, report, row,
    sent, sought, start, submit, type_text,
};
use crate::{
    app::{App, Effect, Msg, Pane, Start, View, update},
    domain::{HistoryPage, HistoryRow, LastSeen, Report, RequestState},
};

fn rows(numbers: impl Iterator<Item = usize>) -> Vec<HistoryRow> {
    numbers
        .map(|number| row(number, &format!("picture {number}")))
        .collect()
}

/// Two hundred requests, the newest fifty read, in the view of the history.
fn long() -> App {
    let mut app = app();
    let asked = loads(&app.first_effects());
    answer_page(&mut app, &asked[0], rows((151..=200).rev()), 200);
    press(&mut app, "alt-2");
    app
}

fn selected(app: &App) -> &str {
    app.history().current().map_or("", |row| row.prompt.as_str())
}

#[test]
fn what_was_edited_from_far_down_and_sent_is_where_the_list_below_the_form_stands() {
    for keys in ["e", "E"] {
        let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
        let effects = press(&mut app, "j j");
        read(&mut app, &effects);
        press(&mut app, keys);
        if keys == "E" {
            let _ = update(&mut app, Msg::TextEdited(Ok("a hare at night".to_owned())));
        }
        assert_eq!(
            app.history().current().map(|row| row.id),
            Some(id(1)),
            "what was opened"
        );
        press(&mut app, "alt-enter");
        submit(&mut app, 9, "a hare at night");
        assert_eq!(app.history().current().map(|row| row.id), Some(id(9)), "{keys}");
        assert_eq!(app.result().wanted(), Some(id(9)));
    }
}

#[test]
fn what_was_sent_from_a_search_is_selected_once_the_search_has_found_it() {
    let mut app = app_with_history(&["a fox", "a heron", "a fox at night"]);
    let asked = loads(&type_text_into_search(&mut app, "fox")).pop().unwrap();
    answer_page(&mut app, &asked, vec![row(3, "a fox"), row(1, "a fox at night")], 3);
    let effects = press(&mut app, "enter j");
    read(&mut app, &effects);
    press(&mut app, "e alt-enter");
    let found = loads(&submit(&mut app, 9, "a fox in snow")).pop().unwrap();
    let rows = vec![row(9, "a fox in snow"), row(3, "a fox"), row(1, "a fox at night")];
    answer_page(&mut app, &found, rows, 4);
    assert_eq!(app.history().current().map(|row| row.id), Some(id(9)));
}

fn type_text_into_search(app: &mut App, words: &str) -> Vec<Effect> {
    press(app, "/");
    type_text(app, words)
}

#[test]
fn the_start_asks_for_the_newest_page_and_the_sums() {
    let mut app = app();

    let effects = app.first_effects();

    assert_eq!(loads(&effects)[0].before, None);
    assert_eq!((loads(&effects)[0].limit, effects.len()), (50, 2));
    assert_eq!(effects[1], Effect::LoadSpend(None));
}

#[test]
fn rows_of_the_last_run_are_shown_until_the_store_answers() {
    let mut app = App::new(Start {
        seen: Some(LastSeen {
            page: page(&["a fox", "a heron"]),
            unknown: 0,
        }),
        ..start()
    });
    assert_eq!(app.history().rows().len(), 2);

    let asked = loads(&app.first_effects());
    answer_page(&mut app, &asked[0], rows(1..=1), 1);

    assert_eq!(app.history().rows().len(), 1);
}

#[test]
fn rows_are_unknown_only_until_the_store_answers_and_never_after_a_first_run() {
    let scene = |seen| App::new(Start { seen, ..start() });
    assert!(!scene(Some(LastSeen::default())).history().is_unknown());

    let mut app = scene(None);
    assert!(app.history().is_unknown());

    let asked = loads(&app.first_effects());
    answer_page(&mut app, &asked[0], Vec::new(), 0);
    assert!(!app.history().is_unknown());
}

#[test]
fn more_is_asked_for_near_the_end_and_only_once() {
    let mut app = long();

    let effects = press(&mut app, &["j"; 24].join(" "));
    assert_eq!(loads(&effects), []);
    let effects = press(&mut app, "j j j");
    let asked = loads(&effects);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].before, Some(id(151)));

    answer_page(&mut app, &asked[0], rows((101..=150).rev()), 200);
    assert_eq!((app.history().rows().len(), selected(&app)), (100, "picture 173"));
    let asked = loads(&press(&mut app, &["j"; 72].join(" ")));
    assert_eq!((asked.len(), asked[0].before), (1, Some(id(101))));
    answer_page(&mut app, &asked[0], rows((81..=100).rev()), 200);
    assert_eq!(loads(&press(&mut app, "G")), [], "a short page is the last one");
    assert_eq!(selected(&app), "picture 81");
}

#[test]
fn a_late_answer_is_dropped() {
    let mut app = long();
    let fox = loads(&press(&mut app, "/ f"));
    let fo = loads(&press(&mut app, "o"));
    assert_eq!((sought(&fox[0]), sought(&fo[0])), ("f".to_owned(), "fo".to_owned()));

    answer_page(&mut app, &fo[0], rows(5..=5), 1);
    answer_page(&mut app, &fox[0], rows(6..=9), 4);

    assert_eq!((app.history().rows().len(), app.history().total()), (1, 1));
}

#[test]
fn a_failed_page_says_why_and_keeps_the_rows() {
    let mut app = long();
    let asked = loads(&press(&mut app, &["j"; 27].join(" ")));

    let _ = update(
        &mut app,
        Msg::HistoryLoaded {
            asked: asked[0].clone(),
            answer: Err(failure("the index is damaged")),
        },
    );

    assert_eq!(
        app.history().problem().map(|problem| problem.message.as_str()),
        Some("the index is damaged")
    );
    assert_eq!(app.history().rows().len(), 50);
    assert_eq!(loads(&press(&mut app, "k")).len(), 1, "it can be asked again");
}

#[test]
fn the_selection_stays_on_its_request_when_new_ones_arrive() {
    for place in [0, 3] {
        let mut app = app_with_history(&["a fox", "a heron", "a hare", "an owl"]);
        for _ in 0..place {
            press(&mut app, "j");
        }
        let before = selected(&app).to_owned();

        assert_eq!(submit(&mut app, 9, "a newt"), []);
        assert_eq!((selected(&app), app.history().rows().len()), (before.as_str(), 5));
        assert_eq!(app.history().rows()[0].prompt, "a newt");

        let asked = loads(&update(&mut app, Msg::StoreChanged));
        let mut all = rows(20..=21);
        all.extend(app.history().rows().to_vec());
        answer_page(&mut app, &asked[0], all, 7);
        assert_eq!(
            (selected(&app), app.result().wanted()),
            (before.as_str(), app.current_id())
        );
    }
}

#[test]
fn the_first_row_follows_the_newest_while_the_person_is_elsewhere() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "1");

    submit(&mut app, 9, "a newt");
    assert_eq!(selected(&app), "a newt");
    let asked = loads(&update(&mut app, Msg::StoreChanged));
    let mut all = rows(20..=20);
    all.extend(app.history().rows().to_vec());
    answer_page(&mut app, &asked[0], all, 4);
    assert_eq!(selected(&app), "picture 20");
}

#[test]
fn older_pages_stay_when_the_newest_is_read_again() {
    let mut app = long();
    let asked = loads(&press(&mut app, &["j"; 27].join(" ")));
    answer_page(&mut app, &asked[0], rows((101..=150).rev()), 200);
    press(&mut app, &["j"; 72].join(" "));
    assert_eq!(selected(&app), "picture 101");

    let asked = loads(&update(&mut app, Msg::StoreChanged));
    answer_page(&mut app, &asked[0], rows((152..=201).rev()), 201);

    assert_eq!((selected(&app), app.history().rows().len()), ("picture 101", 101));
    let mut numbers: Vec<_> = app.history().rows().iter().map(|row| row.id).collect();
    assert!(numbers.is_sorted_by(|one, other| one > other));
    numbers.dedup();
    assert_eq!(numbers.len(), 101);
}

#[test]
fn older_pages_go_where_the_newest_no_longer_joins_them() {
    let mut app = long();

    let asked = loads(&update(&mut app, Msg::StoreChanged));
    answer_page(&mut app, &asked[0], rows((251..=300).rev()), 300);

    assert_eq!((app.history().rows().len(), selected(&app)), (50, "picture 300"));
}

#[test]
fn a_search_runs_while_it_is_typed_and_enter_goes_to_what_it_found() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "esc /");
    let asked = loads(&type_text(&mut app, "owl"));
    assert_eq!(asked.iter().map(sought).collect::<Vec<_>>(), ["o", "ow", "owl"]);
    answer_page(&mut app, &asked[2], rows(5..=5), 1);

    let effects = press(&mut app, "enter");

    assert_eq!(
        (app.view(), app.history().words(), on_top(&app)),
        (View::History, "owl", "nothing")
    );
    assert_eq!(effects, [Effect::LoadEntryAtRest(id(5))]);
    assert_eq!(app.form().prompt().text(), "a fox");
}

#[test]
fn esc_in_the_search_line_shows_all_again() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "/ o w l");

    let asked = loads(&press(&mut app, "esc"));

    assert_eq!((sought(&asked[0]).as_str(), app.history().words()), ("", ""));
}

#[test]
fn esc_in_a_list_clears_the_search() {
    for keys in ["alt-2", "alt-3", "alt-1 esc shift-tab shift-tab"] {
        let mut app = app_with_history(&["a fox", "a heron"]);
        press(&mut app, "/ o w l enter");
        press(&mut app, keys);
        assert_eq!(app.history().words(), "owl");

        let asked = loads(&press(&mut app, "esc"));

        assert_eq!(asked.iter().map(sought).collect::<Vec<_>>(), [""], "{keys}");
        assert_eq!(press(&mut app, "esc"), [], "then nothing is left to leave");
    }
}

#[test]
fn the_search_line_begins_with_what_was_searched_for() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/ o w enter");

    let asked = loads(&press(&mut app, "/ l"));

    assert_eq!(sought(&asked[0]), "owl");
}

#[test]
fn a_new_request_does_not_join_a_list_that_was_searched() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/ o w l enter");

    submit(&mut app, 9, "a newt");

    assert_eq!(app.history().rows().len(), 1);
    assert_eq!(app.jobs().live(), 1);
}

#[test]
fn what_ends_is_looked_for_again_in_a_list_that_was_searched_and_never_shown_beside_another_row() {
    let mut app = app_with_history(&["a fox"]);
    let asked = loads(&press(&mut app, "/ f o x"));
    let rows = vec![row(1, "a fox")];
    let answer = Ok(HistoryPage { rows, total: 1 });
    let asked = asked.last().unwrap().clone();
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });
    let effects = press(&mut app, "enter");
    read(&mut app, &effects);

    let effects = submit(&mut app, 9, "a fox");
    assert_eq!(loads(&effects).len(), 1, "only the store knows whether it is found");
    let ended = Report::Ended {
        id: id(9),
        state: RequestState::Stored,
        failure: None,
    };
    let effects = report(&mut app, ended);
    assert_eq!(loads(&effects).len(), 1);
    assert_eq!((app.current_id(), app.result().wanted()), (Some(id(1)), Some(id(1))));
}

#[test]
fn rows_move_with_the_reports() {
    let mut app = app_with_history(&["a fox"]);
    submit(&mut app, 9, "a newt");
    let state = |app: &App| app.history().rows()[0].state;
    assert_eq!(state(&app), RequestState::Queued);

    report(
        &mut app,
        Report::Stage {
            id: id(9),
            stage: crate::domain::Stage::Waiting,
            wait_s: None,
        },
    );
    assert_eq!(state(&app), RequestState::Running);
    report(
        &mut app,
        Report::Ended {
            id: id(9),
            state: RequestState::Refused,
            failure: None,
        },
    );
    assert_eq!(
        (state(&app), app.history().rows()[0].cost),
        (RequestState::Refused, None)
    );
}

#[test]
fn going_down_shows_the_selected_request() {
    let mut app = app_with_history(&["a fox", "a heron"]);

    assert_eq!(press(&mut app, "j"), [Effect::LoadEntryAtRest(id(1))]);
    assert_eq!(app.result().entry(), None, "the other one is not taken for it");
    assert_eq!(
        app.result().seen().map(|entry| entry.id),
        Some(id(2)),
        "but seen until then"
    );
    let effects = [Effect::LoadEntry(id(1))];
    read(&mut app, &effects);

    assert_eq!(app.result().entry().map(|entry| entry.id), Some(id(1)));
    assert_eq!(press(&mut app, "j"), [], "there is no row below");
}

#[test]
fn the_focus_on_the_history_pane_is_not_stolen_by_what_was_sent() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "1 esc shift-tab shift-tab");
    let effects = press(&mut app, "j");
    read(&mut app, &effects);
    assert_eq!((app.pane(), selected(&app)), (Pane::History, "a heron"));

    assert_eq!(sent(&press(&mut app, "r")), ["a heron"]);
    assert_eq!(submit(&mut app, 9, "a heron"), []);

    assert_eq!((app.pane(), app.current_id()), (Pane::History, Some(id(1))));
    assert_eq!(app.result().wanted(), Some(id(1)));
}
