//! Finding: the line that is typed, its faults and completions, kept searches, and the quick finder.

use super::scenes::{
    answer_page, app, app_with_history, app_with_prompt, entry, id, loads, on_top, press, read, row, sent, sought,
    start, toast, type_text,
};
use crate::{
    app::{App, Effect, Msg, Offer, Overlay, Reach, Start, View, update},
    domain::{HistoryQuery, HistoryRow, KnownNames, Money, Query, SavedSearch, Scope, Tally, Wider},
};

/// The store answers with some of many requests.
pub(super) fn answer(app: &mut App, asked: &HistoryQuery, rows: Vec<HistoryRow>) -> Vec<Effect> {
    answer_page(app, asked, rows, 412)
}

fn many() -> Vec<HistoryRow> {
    (1..=50).rev().map(|number| row(number, "a fox")).collect()
}

fn line(app: &App) -> &str {
    match app.overlays().last() {
        Some(Overlay::Line(line)) => line.buffer.text(),
        Some(Overlay::Finder(finder)) => finder.buffer().text(),
        _ => "",
    }
}

fn query(line: &str) -> Query {
    Query::read(line).unwrap()
}

#[test]
fn what_cannot_be_understood_in_a_line_is_told_and_the_rest_of_it_finds() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "/");
    type_text(&mut app, "fox ");
    let asked = loads(&type_text(&mut app, "modle:x"));
    assert_eq!(asked.last().map(|asked| asked.sought.clone()), Some(query("fox")));
    assert_eq!(app.history().fault().map(|fault| fault.at.clone()), Some(4..11));
    let asked = loads(&type_text(&mut app, " snow"));
    let rest = asked.last().map(|asked| asked.sought.texts().collect::<Vec<_>>());
    assert_eq!(rest, Some(vec!["fox", "snow"]));

    press(&mut app, "enter");
    assert_eq!((on_top(&app), line(&app)), ("line", "fox modle:x snow"));

    let asked = loads(&press(&mut app, "ctrl-u"));
    assert!(asked[0].is_of_all());
    assert_eq!(app.history().fault(), None);
}

#[test]
fn tab_completes_names_and_values_and_goes_through_them() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "/"), [Effect::LoadNames]);
    let known = KnownNames {
        models: vec!["gpt-image-2".to_owned(), "gpt-image-2.5-flare".to_owned()],
        ..KnownNames::default()
    };
    assert_eq!(update(&mut app, Msg::NamesLoaded(known)), []);

    type_text(&mut app, "fox mo");
    press(&mut app, "tab");
    assert_eq!(line(&app), "fox model:");
    let asked = loads(&press(&mut app, "tab"));
    assert_eq!(line(&app), "fox model:gpt-image-2");
    assert_eq!(asked[0].sought, query("fox model:gpt-image-2"));
    press(&mut app, "tab");
    assert_eq!(line(&app), "fox model:gpt-image-2.5-flare");
    press(&mut app, "tab");
    assert_eq!(line(&app), "fox model:gpt-image-2", "round and round");
    type_text(&mut app, " zebra");
    assert_eq!(press(&mut app, "tab"), [], "nothing completes that");
}

#[test]
fn what_is_found_is_counted_behind_the_page() {
    let mut app = app_with_history(&["a fox"]);
    let asked = loads(&press(&mut app, "/ f"));
    let effects = answer(&mut app, &asked[0], many());
    let Some(Effect::TallyHistory(count)) = effects.iter().find(|effect| matches!(effect, Effect::TallyHistory(_)))
    else {
        panic!("{effects:?}");
    };
    assert_eq!(app.history().tally(), None);
    let tally = Tally {
        count: 80,
        cost: Money::from_micros(1_090_000),
    };
    let msg = Msg::HistoryTallied {
        asked: count.clone(),
        tally,
    };

    let mut typed_on = app.clone();
    let other = loads(&press(&mut typed_on, "o"));
    answer(&mut typed_on, &other[0], many());
    assert_eq!(update(&mut typed_on, msg.clone()), []);
    assert_eq!(typed_on.history().tally(), None, "that count is of another search");

    assert_eq!(update(&mut app, msg), []);
    assert_eq!(app.history().tally(), Some(tally));
}

#[test]
fn a_search_that_is_whole_on_its_page_needs_no_counting() {
    let mut app = app_with_history(&["a fox"]);
    let asked = loads(&press(&mut app, "/ f"));
    let effects = answer(&mut app, &asked[0], vec![row(3, "a fox"), row(2, "a fox")]);
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::TallyHistory(_))),
        "{effects:?}"
    );
    let cost = Money::from_micros(2 * 5985);
    assert_eq!(app.history().tally(), Some(Tally { count: 2, cost }));
}

#[test]
fn where_nothing_is_found_it_is_asked_what_keeps_all_out() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/");
    let asked = loads(&type_text(&mut app, "fox star"));
    let last = asked.last().unwrap();
    let effects = answer(&mut app, last, Vec::new());
    let [Effect::WidenHistory(wider)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let msg = Msg::HistoryWidened {
        asked: wider.clone(),
        counts: vec![0, 12],
    };
    assert_eq!(update(&mut app, msg), []);
    assert_eq!(app.history().wider(), [0, 12]);
}

#[test]
fn where_the_last_that_was_found_goes_away_it_is_asked_what_else_there_is() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "2 /");
    let asked = loads(&type_text(&mut app, "lemons"));
    answer(&mut app, asked.last().unwrap(), vec![row(3, "lemons")]);
    let effects = press(&mut app, "enter d");
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::WidenHistory(_))),
        "{effects:?}"
    );
    assert!(app.history().rows().is_empty());
}

/// The history searched for a line that finds nothing, and so many requests found by each of the ways that are told.
fn nothing_found(line: &str, counted: impl Fn(&Wider) -> u64) -> App {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "2 /");
    let asked = loads(&type_text(&mut app, line));
    let effects = answer(&mut app, asked.last().unwrap(), Vec::new());
    let asked = effects.into_iter().find_map(|effect| match effect {
        Effect::WidenHistory(asked) => Some(asked),
        _ => None,
    });
    let asked = asked.expect("nothing was found");
    let counts = asked.ways().iter().map(counted).collect();
    let _ = update(&mut app, Msg::HistoryWidened { asked, counts });
    press(&mut app, "enter");
    app
}

#[test]
fn a_word_that_was_meant_as_a_day_is_offered_as_one_and_taken_by_a_key() {
    let mut app = nothing_found("fox tuesday", |way| match way {
        Wider::As(read) if read.spelled() == "on:tuesday" => 3,
        Wider::Without(1) => 12,
        _ => 0,
    });
    let labels: Vec<_> = app.history().offers().iter().map(Offer::label).collect();
    assert_eq!(labels, ["tuesday as a day: on:tuesday", "without tuesday"]);

    let mut second = app.clone();
    let asked = loads(&press(&mut app, "g / enter"));
    assert_eq!(app.history().words(), "fox on:tuesday");
    assert_eq!(asked[0].sought, Query::read("fox on:tuesday").unwrap());

    press(&mut second, "g / down enter");
    assert_eq!(second.history().words(), "fox");
}

#[test]
fn what_lies_only_in_the_trash_is_said_and_gone_to_with_the_search() {
    let mut app = nothing_found("fox", |way| u64::from(*way == Wider::Trash));
    assert_eq!(app.history().offers()[0].label(), "in the trash");
    // A single one is taken at once.
    let asked = loads(&press(&mut app, "g /"));
    assert!(asked[0].trashed);
    assert_eq!((sought(&asked[0]), on_top(&app)), ("fox".to_owned(), "nothing"));
    assert!(app.history().shows_trash() && app.history().words() == "fox");
    assert_eq!(press(&mut app, "g /"), [], "nothing is offered before that is counted");
    assert!(toast(&app).contains("no other search"), "{}", toast(&app));
}

#[test]
fn a_search_is_kept_under_a_name_and_gone_to_again() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "S");
    assert!(toast(&app).contains("nothing is searched for"));
    press(&mut app, "/ f o x enter S");
    let effects = type_text(&mut app, "foxes");
    assert_eq!(effects, []);
    let saved = SavedSearch {
        name: "foxes".to_owned(),
        line: "fox".to_owned(),
    };
    assert_eq!(press(&mut app, "enter"), [Effect::KeepSearches(vec![saved.clone()])]);
    press(&mut app, "esc");
    assert_eq!(app.history().words(), "");

    let asked = loads(&press(&mut app, "}"));
    assert_eq!((sought(&asked[0]).as_str(), app.history().words()), ("fox", "fox"));
    let asked = loads(&press(&mut app, "}"));
    assert!(asked[0].is_of_all(), "behind the last is the whole history");
    press(&mut app, "{");
    assert_eq!(app.search().saved_as(app.history().words()), Some(&saved));

    assert_eq!(press(&mut app, "S ctrl-u enter"), [Effect::KeepSearches(Vec::new())]);
    assert!(toast(&app).contains("no longer"));
}

#[test]
fn searches_of_the_last_run_are_there() {
    let saved = SavedSearch {
        name: "kites".to_owned(),
        line: "tag:kites".to_owned(),
    };
    let mut app = App::new(Start {
        searches: vec![saved],
        ..start()
    });
    let asked = loads(&press(&mut app, "alt-2 }"));
    assert_eq!(asked[0].sought, query("tag:kites"));
}

/// The finder over a prompt, with three requests found.
fn finding() -> App {
    let mut app = app_with_prompt("an owl");
    let effects = press(&mut app, "ctrl-r");
    assert_eq!(effects.last(), Some(&Effect::LoadNames));
    let asked = loads(&effects);
    answer(
        &mut app,
        &asked[0],
        vec![row(3, "a fox"), row(2, "a heron"), row(1, "a hare")],
    );
    app
}

fn found(app: &App) -> &str {
    match app.overlays().last() {
        Some(Overlay::Finder(finder)) => finder.current().map_or("", |row| row.prompt.as_str()),
        _ => "",
    }
}

#[test]
fn ctrl_r_finds_and_enter_brings_the_request_into_the_form() {
    let mut app = finding();
    assert_eq!((on_top(&app), found(&app)), ("finder", "a fox"));
    let asked = loads(&type_text(&mut app, "h"));
    assert_eq!(sought(&asked[0]), "h");
    answer(&mut app, &asked[0], vec![row(2, "a heron"), row(1, "a hare")]);
    press(&mut app, "down");
    assert_eq!(found(&app), "a hare");

    let effects = press(&mut app, "enter");
    assert_eq!(
        (effects.clone(), on_top(&app)),
        (vec![Effect::LoadEntry(id(1))], "nothing")
    );
    assert_eq!(app.form().prompt().text(), "an owl", "not before it is read");
    let read = Msg::EntryLoaded {
        id: id(1),
        answer: Ok(Box::new(entry(&row(1, "a hare")))),
    };
    assert_eq!(sent(&update(&mut app, read)), [""; 0]);
    assert_eq!((app.view(), app.form().prompt().text()), (View::Compose, "a hare"));
    press(&mut app, "esc u");
    assert_eq!(app.form().prompt().text(), "an owl");
}

#[test]
fn tab_in_the_finder_takes_the_prompt_alone() {
    let mut app = finding();
    let model = app.form().model().id().to_owned();
    press(&mut app, "tab");
    let other = entry(&HistoryRow {
        model: "gpt-image-1".to_owned(),
        ..row(3, "a fox")
    });
    let read = Msg::EntryLoaded {
        id: id(3),
        answer: Ok(Box::new(other)),
    };
    assert_eq!(update(&mut app, read), []);
    assert_eq!(
        (app.form().prompt().text(), app.form().model().id()),
        ("a fox", model.as_str())
    );
    assert!(toast(&app).contains("prompt"));
}

#[test]
fn ctrl_r_again_looks_elsewhere_and_esc_leaves_all_as_it_was() {
    let mut app = finding();
    let scopes: Vec<Scope> = (0..4)
        .map(|_| loads(&press(&mut app, "ctrl-r"))[0].scope.clone())
        .collect();
    let started = start().now_ms;
    assert_eq!(
        scopes,
        [
            Scope::Since(started),
            Scope::Directory("/work/here".into()),
            Scope::Profile("openai".to_owned()),
            Scope::All
        ]
    );
    let Some(Overlay::Finder(finder)) = app.overlays().last() else {
        panic!("no finder");
    };
    assert_eq!(finder.reach(), Reach::All);
    press(&mut app, "esc");
    assert_eq!((on_top(&app), app.form().prompt().text()), ("nothing", "an owl"));
    assert_eq!(app.history().words(), "");
}

#[test]
fn another_scope_keeps_no_row_of_the_one_before_and_says_what_all_of_it_has() {
    let mut app = finding();
    let asked = loads(&type_text(&mut app, "f"));
    answer(
        &mut app,
        &asked[0],
        (1..=80).rev().map(|number| row(number, "a fox")).take(50).collect(),
    );
    let asked = loads(&press(&mut app, ["down"; 30].join(" ").as_str()));
    answer(
        &mut app,
        &asked[0],
        (1..=30).rev().map(|number| row(number, "a fox")).collect(),
    );

    let asked = loads(&press(&mut app, "ctrl-r"));
    // Its oldest row is listed already, and older ones of other scopes follow it.
    answer(
        &mut app,
        &asked[0],
        (31..=80).rev().map(|number| row(number, "a fox")).collect(),
    );
    assert_eq!(listed(&app), 50);

    let asked = loads(&press(&mut app, "ctrl-r"));
    let effects = answer(&mut app, &asked[0], Vec::new());
    let [Effect::WidenHistory(wider)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let scopes: Vec<_> = wider
        .widened()
        .into_iter()
        .map(|query| (sought(&query), query.scope))
        .collect();
    let here = Scope::Directory("/work/here".into());
    assert_eq!(
        scopes,
        [
            (String::new(), here.clone()),
            ("f".to_owned(), Scope::All),
            ("f".to_owned(), here)
        ]
    );
}

fn listed(app: &App) -> usize {
    match app.overlays().last() {
        Some(Overlay::Finder(finder)) => finder.found().rows().len(),
        _ => 0,
    }
}

#[test]
fn a_request_that_cannot_be_read_changes_no_form() {
    let mut app = finding();
    press(&mut app, "enter");
    let failed = Msg::EntryLoaded {
        id: id(3),
        answer: Err(super::scenes::failure("it is gone")),
    };
    assert_eq!(update(&mut app, failed), []);
    assert!(toast(&app).contains("it is gone"));
    let mut other = app.clone();
    let effects = press(&mut other, "alt-2");
    read(&mut other, &effects);
    assert_eq!(other.form().prompt().text(), "an owl");
}

#[test]
fn the_finder_opens_over_an_empty_history() {
    let mut app = app();
    press(&mut app, "ctrl-r enter");
    assert_eq!(on_top(&app), "finder", "there is nothing to take");
}

#[test]
fn a_key_of_another_screen_is_the_end_of_the_line_and_keeps_the_search() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "2 /");
    type_text(&mut app, "fox");
    press(&mut app, "alt-3");
    assert_eq!((app.view(), app.overlays().len()), (View::Gallery, 0));
    assert_eq!(app.history().words(), "fox");

    press(&mut app, "/");
    type_text(&mut app, " modle:x");
    press(&mut app, "alt-5");
    assert_eq!(
        line(&app),
        "fox modle:x",
        "what cannot be understood stays to be mended"
    );
    assert_eq!(app.view(), View::Gallery);
}
