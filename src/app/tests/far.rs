//! The other end of the history, of a search and of the trash: going there, coming back, and finding the place again.

use super::scenes::{app, id, loads, press, row, submit, toast};
use crate::{
    app::{App, Effect, Msg, Pane, update},
    domain::{HistoryPage, HistoryQuery, RequestId},
};

/// A history of 400, of which the newest page is here.
fn long() -> App {
    let mut app = app();
    let asked = loads(&app.first_effects()).remove(0);
    come(&mut app, &asked, 400);
    press(&mut app, "alt-2");
    app
}

/// Answers with the page below a request, or the newest one.
fn come(app: &mut App, asked: &HistoryQuery, newest: usize) -> Vec<Effect> {
    let is_meant = |number: &usize| {
        asked.before.is_none_or(|before| id(*number) < before) && asked.after.is_none_or(|after| id(*number) > after)
    };
    let mut numbers: Vec<_> = (1..=newest).rev().filter(is_meant).collect();
    if asked.oldest {
        numbers.drain(..numbers.len().saturating_sub(asked.limit));
    }
    let rows = numbers.into_iter().take(asked.limit);
    let rows: Vec<_> = rows.map(|number| row(number, "a fox")).collect();
    let answer = Ok(HistoryPage {
        rows,
        total: newest as u64,
    });
    let asked = asked.clone();
    update(app, Msg::HistoryLoaded { asked, answer })
}

/// Answers the one question of the way up that is asked.
fn rise(app: &mut App, effects: &[Effect], newest: usize) {
    let asked = loads(effects);
    let [asked] = &asked[..] else {
        panic!("one page is asked for: {effects:?}");
    };
    assert!(asked.oldest);
    come(app, asked, newest);
}

fn first_and_last(app: &App) -> (RequestId, RequestId) {
    let rows = app.history().rows();
    (rows[0].id, rows[rows.len() - 1].id)
}

#[test]
fn capital_g_goes_to_the_oldest_and_the_way_up_is_read_page_by_page() {
    let mut app = long();
    let effects = press(&mut app, "G");
    rise(&mut app, &effects, 400);
    assert_eq!(app.current_id(), Some(id(1)));
    assert_eq!(first_and_last(&app), (id(50), id(1)));

    submit(&mut app, 401, "a new one");
    assert_eq!((app.current_id(), first_and_last(&app)), (Some(id(1)), (id(50), id(1))));
    let asked = loads(&update(&mut app, Msg::StoreChanged)).remove(0);
    assert_eq!((asked.before, asked.limit), (Some(id(51)), 50), "the same rows anew");

    let mut app = long();
    let effects = press(&mut app, "G");
    rise(&mut app, &effects, 400);
    let mut seen = 1;
    while seen < 400 {
        let effects = press(&mut app, "k");
        seen += 1;
        assert_eq!(app.current_id(), Some(id(seen)), "no row is left out or met twice");
        if !loads(&effects).is_empty() {
            rise(&mut app, &effects, 400);
            assert_eq!(app.current_id(), Some(id(seen)));
        }
    }
    assert_eq!(first_and_last(&app), (id(400), id(1)));
    assert!(!app.history().is_detached());
}

#[test]
fn g_g_comes_back_from_the_oldest() {
    let mut app = long();
    let effects = press(&mut app, "G");
    rise(&mut app, &effects, 400);
    answered(&mut app, "g g", 400);
    assert_eq!(first_and_last(&app).0, id(400));
    answered(&mut app, "1", 400);
    answered(&mut app, "alt-2", 400);
    assert_eq!(app.current_id(), Some(id(400)));
}

/// Presses keys and answers with the pages that they ask for.
fn answered(app: &mut App, keys: &str, newest: usize) {
    let effects = press(app, keys);
    for asked in loads(&effects) {
        come(app, &asked, newest);
    }
}

/// A history of 400 with the selection three above the oldest.
fn far() -> App {
    let mut app = long();
    let effects = press(&mut app, "G");
    rise(&mut app, &effects, 400);
    press(&mut app, "k k k");
    app
}

#[test]
fn a_place_far_down_is_kept_while_the_person_is_elsewhere() {
    for elsewhere in ["1", "3", "4", "5", "6"] {
        let mut app = far();
        let list = app.history().list().clone();
        answered(&mut app, elsewhere, 400);
        assert_eq!(first_and_last(&app).0, id(400), "the newest are shown in {elsewhere}");
        submit(&mut app, 401, "a new one");
        let effects = update(&mut app, Msg::StoreChanged);
        for asked in loads(&effects) {
            come(&mut app, &asked, 401);
        }
        assert_eq!(app.history().rows()[0].id, id(401), "{elsewhere}");

        let effects = press(&mut app, "alt-2");
        assert_eq!(app.current_id(), Some(id(4)), "{elsewhere}");
        assert_eq!(app.result().wanted(), Some(id(4)), "{elsewhere}");
        for asked in loads(&effects) {
            come(&mut app, &asked, 401);
        }
        assert_eq!((app.current_id(), first_and_last(&app)), (Some(id(4)), (id(50), id(1))));
        assert_eq!(app.history().list(), &list, "not even the window moved");
        let effects = press(&mut app, "k");
        assert_eq!((app.current_id(), loads(&effects).len()), (Some(id(5)), 0));
    }
}

#[test]
fn a_place_far_down_gives_way_to_a_choice_or_a_search_elsewhere() {
    let mut app = far();
    answered(&mut app, "1", 400);
    press(&mut app, "1 esc shift-tab shift-tab");
    assert_eq!(app.pane(), Pane::History);
    press(&mut app, "j");
    answered(&mut app, "2", 400);
    assert_eq!(app.current_id(), Some(id(399)));

    let mut app = far();
    answered(&mut app, "1", 400);
    answered(&mut app, "alt-2", 400);
    assert_eq!(app.current_id(), Some(id(4)));
    answered(&mut app, "/ f o x enter", 400);
    assert_eq!(app.current_id(), Some(id(400)));
}

#[test]
fn capital_g_goes_to_the_oldest_hit_of_a_search_and_to_the_end_of_the_trash() {
    for (keys, trashed) in [("/ f o x enter", false), ("g t", true)] {
        let mut app = long();
        answered(&mut app, keys, 300);
        let effects = press(&mut app, "G");
        let asked = loads(&effects).remove(0);
        let words: Vec<_> = asked.sought.texts().collect();
        assert_eq!((words.is_empty(), asked.trashed), (trashed, trashed), "{keys}");
        rise(&mut app, &effects, 300);
        assert_eq!((app.current_id(), first_and_last(&app)), (Some(id(1)), (id(50), id(1))));
        for seen in 2..=300 {
            let effects = press(&mut app, "k");
            assert_eq!(app.current_id(), Some(id(seen)), "{keys}");
            if !loads(&effects).is_empty() {
                rise(&mut app, &effects, 300);
            }
        }
        assert!(app.history().is_whole(), "{keys}");
    }
}

#[test]
fn the_next_key_ends_the_look_for_the_oldest_hit() {
    let mut app = long();
    answered(&mut app, "/ f o x enter", 300);
    let asked = loads(&press(&mut app, "G")).remove(0);
    assert_eq!((app.awaited(), app.history().seeks_far()), (vec![asked.clone()], true));
    press(&mut app, "esc");
    assert_eq!(toast(&app), "stopped before the oldest was found");
    assert_eq!(
        (app.awaited(), app.history().words()),
        (Vec::new(), "fox"),
        "the search stays"
    );
    come(&mut app, &asked, 300);
    assert_eq!(app.current_id(), Some(id(251)), "what comes now is too late");

    let asked = loads(&press(&mut app, "G")).remove(0);
    press(&mut app, "k");
    assert!(!app.awaited().contains(&asked));
    assert_eq!(app.current_id(), Some(id(252)));

    let asked = loads(&press(&mut app, "G")).remove(0);
    let anew = loads(&update(&mut app, Msg::StoreChanged));
    assert_eq!(
        anew,
        std::slice::from_ref(&asked),
        "what another program does is no key"
    );
    come(&mut app, &asked, 300);
    assert_eq!(app.current_id(), Some(id(1)));
}

#[test]
fn a_new_search_that_was_not_answered_yet_is_taken_up_again() {
    let mut app = long();
    let typed = loads(&press(&mut app, "/ f o x"));
    press(&mut app, "enter");
    press(&mut app, "G");
    let effects = press(&mut app, "esc");
    assert_eq!(loads(&effects), typed[typed.len() - 1..]);
}

#[test]
fn in_the_pane_beside_the_form_capital_g_goes_to_the_last_of_the_latest() {
    let mut app = long();
    answered(&mut app, "1", 400);
    press(&mut app, "1 esc shift-tab shift-tab");
    answered(&mut app, "G", 400);
    assert_eq!(app.current_id(), Some(id(351)));
}

#[test]
fn large_counts_have_their_thousands_apart() {
    let mut app = app();
    let asked = loads(&app.first_effects()).remove(0);
    let rows = (1..=1200).rev().map(|number| row(number, "a fox")).collect();
    let answer = Ok(HistoryPage { rows, total: 12_345 });
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });
    press(&mut app, "alt-2 V");
    assert_eq!(toast(&app), "1,200 of 12,345 marked: only those read so far");
    press(&mut app, "space");
    assert_eq!(toast(&app), "1,199 marked");
    press(&mut app, "*");
    assert_eq!(toast(&app), "1,199 starred · u undo");
}

#[test]
fn marking_all_says_how_many_were_read() {
    let mut app = long();
    press(&mut app, "V");
    assert_eq!(toast(&app), "50 of 400 marked: only those read so far");
}
