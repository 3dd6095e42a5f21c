//! The contact sheet: moving in two dimensions, pages that stay, and culling.

use super::scenes::{app, entry, id, loads, on_top, press, read, row, submit, toast};
use crate::{
    app::{App, Effect, Fit, Msg, Overlay, View, update},
    domain::{HistoryPage, HistoryRow, Report, RequestState},
};

/// The studio in the gallery, three tiles beside each other and two below, with these rows.
fn gallery(rows: Vec<HistoryRow>) -> App {
    let mut app = app();
    let asked = loads(&app.first_effects());
    let total = rows.len() as u64;
    let _ = update(
        &mut app,
        Msg::HistoryLoaded {
            asked: asked[0].clone(),
            answer: Ok(HistoryPage { rows, total }),
        },
    );
    press(&mut app, "alt-3");
    app
}

/// Requests with one picture each, the highest number first.
fn singles(count: usize) -> Vec<HistoryRow> {
    (1..=count)
        .rev()
        .map(|number| row(number, &format!("{number}")))
        .collect()
}

fn without_picture(number: usize) -> HistoryRow {
    HistoryRow {
        state: RequestState::Refused,
        picture: None,
        pictures: 0,
        ..row(number, "refused")
    }
}

fn with_pictures(number: usize, pictures: u32) -> HistoryRow {
    HistoryRow {
        pictures,
        ..row(number, "several")
    }
}

/// The prompt of the selected tile and which of its pictures it is.
fn selected(app: &App) -> (String, usize) {
    let tile = app.gallery().tiles()[app.selected_tile().unwrap()];
    (app.history().rows()[tile.row].prompt.clone(), tile.place)
}

fn prompt(app: &App) -> String {
    selected(app).0
}

fn page(app: &App) -> std::ops::Range<usize> {
    let (across, down) = app.fit().tiles;
    app.gallery().page(across * down)
}

fn trashed(effects: &[Effect]) -> Vec<(usize, bool)> {
    let number = |of| (1..100).find(|number| id(*number) == of).unwrap();
    let marks = effects.iter().filter_map(|effect| match effect {
        Effect::Trash { id, on } => Some((number(*id), *on)),
        _ => None,
    });
    marks.collect()
}

fn question(app: &App) -> (&str, String) {
    match app.overlays().last() {
        Some(Overlay::Confirm(confirm)) => (&confirm.question, confirm.lines.join(" ")),
        _ => panic!("no question"),
    }
}

#[test]
fn moves_go_in_two_dimensions_and_stop_at_the_ends() {
    let mut app = gallery(singles(8));
    for (keys, expected) in [
        ("l", "7"),
        ("j", "4"),
        ("h", "5"),
        ("k", "8"),
        ("k", "8"),
        ("h", "8"),
        ("l l l", "5"),
        ("l l", "3"),
        ("j", "1"),
        ("j", "1"),
        ("l", "1"),
        ("k", "4"),
        ("G", "1"),
        ("g g", "8"),
        ("ctrl-d", "2"),
        ("ctrl-d", "1"),
        ("ctrl-u", "7"),
    ] {
        press(&mut app, keys);
        assert_eq!(prompt(&app), expected, "after {keys}");
        assert_eq!(app.result().wanted(), app.current_id(), "after {keys}");
    }
}

#[test]
fn pages_turn_as_a_whole_and_a_resize_keeps_the_selection() {
    let mut app = gallery(singles(20));
    press(&mut app, "j j");
    assert_eq!((prompt(&app).as_str(), page(&app)), ("14", 6..12));
    press(&mut app, "l l k");
    assert_eq!((prompt(&app).as_str(), page(&app)), ("15", 0..6));

    press(&mut app, "j j");
    for tiles in [(5, 3), (1, 1), (3, 2), (9, 9)] {
        let fit = Fit { tiles, ..app.fit() };
        let _ = update(&mut app, Msg::LaidOut(fit));
        assert_eq!(prompt(&app), "9", "{tiles:?}");
        assert!(page(&app).contains(&app.selected_tile().unwrap()), "{tiles:?}");
    }
}

#[test]
fn only_what_has_a_picture_has_a_tile() {
    let mut rows = singles(4);
    rows.insert(0, without_picture(9));
    rows.insert(2, without_picture(8));
    let mut app = gallery(rows);

    assert_eq!((prompt(&app).as_str(), app.gallery().tiles().len()), ("4", 4));
    press(&mut app, "l");
    assert_eq!(prompt(&app), "3");
    let empty = gallery(vec![without_picture(1)]);
    assert_eq!((empty.selected_tile(), empty.current_id()), (None, None));
}

#[test]
fn the_gallery_reads_on_until_a_page_is_full() {
    let mut app = app();
    let asked = loads(&app.first_effects());
    let mut rows = vec![row(200, "newest")];
    rows.extend((151..200).rev().map(without_picture));
    let _ = update(
        &mut app,
        Msg::HistoryLoaded {
            asked: asked[0].clone(),
            answer: Ok(HistoryPage { rows, total: 200 }),
        },
    );
    let more = loads(&press(&mut app, "alt-3"));
    assert_eq!(more.first().map(|query| query.before), Some(Some(id(151))));
}

#[test]
fn selection_and_page_stay_when_new_results_come() {
    let mut app = gallery(singles(20));
    press(&mut app, "l");
    let mut newest = row(30, "new");
    newest.state = RequestState::Stored;
    let _ = submit(&mut app, 30, "new");
    assert_eq!(app.gallery().tiles().len(), 20, "nothing to see of it yet");
    let _ = update(
        &mut app,
        Msg::EntryLoaded {
            id: id(30),
            answer: Ok(Box::new(entry(&newest))),
        },
    );
    assert_eq!(
        (prompt(&app).as_str(), page(&app)),
        ("19", 0..6),
        "the first page shows the newest"
    );
    assert_eq!(app.gallery().tiles().len(), 22);

    press(&mut app, "G");
    let shown = page(&app);
    let before: Vec<_> = app.gallery().tiles()[shown]
        .iter()
        .map(|tile| app.history().rows()[tile.row].id)
        .collect();
    let newer = row(31, "newer");
    let _ = submit(&mut app, 31, "newer");
    let _ = update(
        &mut app,
        Msg::EntryLoaded {
            id: id(31),
            answer: Ok(Box::new(entry(&newer))),
        },
    );
    let shown = page(&app);
    let after: Vec<_> = app.gallery().tiles()[shown]
        .iter()
        .map(|tile| app.history().rows()[tile.row].id)
        .collect();
    assert_eq!((before, prompt(&app).as_str()), (after, "1"));
}

#[test]
fn a_request_that_runs_is_seen_from_its_first_unfinished_picture_on() {
    let mut app = gallery(singles(2));
    let _ = submit(&mut app, 9, "a newt");
    let partial = |name: &str| Report::Partial {
        id: id(9),
        index: 0,
        path: name.into(),
    };
    super::scenes::report(&mut app, partial("/cache/one.png"));
    assert_eq!(app.gallery().tiles().len(), 3);
    let row = app.history().rows()[0].clone();
    assert_eq!(app.partial_of(&row), Some("/cache/one.png".as_ref()));
    assert_eq!(app.stand_in(id(9)), None);

    super::scenes::report(&mut app, partial("/cache/two.png"));
    assert_eq!(app.partial_of(&row), Some("/cache/two.png".as_ref()));
    assert_eq!(app.stand_in(id(9)), Some("/cache/one.png".as_ref()), "shown until then");
    press(&mut app, "g g -");
    assert_eq!((app.gallery().rejected(), toast(&app)), (0, "it is not finished yet"));
}

#[test]
fn every_picture_of_a_request_has_a_tile_once_it_is_read() {
    let mut app = app();
    let asked = loads(&app.first_effects());
    let rows = vec![row(3, "one"), with_pictures(2, 2), row(1, "last")];
    let _ = update(
        &mut app,
        Msg::HistoryLoaded {
            asked: asked[0].clone(),
            answer: Ok(HistoryPage { rows, total: 3 }),
        },
    );
    let effects = press(&mut app, "alt-3");
    assert!(
        effects.contains(&Effect::LoadEntry(id(2))),
        "its second picture is asked for: {effects:?}"
    );
    assert_eq!(app.gallery().tiles().len(), 4);
    let path = |app: &App, place| {
        let row = app.history().rows()[1].clone();
        app.gallery().picture(&row, place).map(ToOwned::to_owned)
    };
    assert_eq!(path(&app, 1), None);
    let _ = read(&mut app, &[Effect::LoadEntry(id(2))]);
    assert_eq!(path(&app, 1), Some("/data/blobs/1.png".into()));
    let effects = press(&mut app, "l l");
    let _ = read(&mut app, &effects);
    assert_eq!(selected(&app), ("several".to_owned(), 1));
    assert_eq!((app.result().index(), app.current_id()), (1, Some(id(2))));
    press(&mut app, "[");
    assert_eq!(selected(&app), ("several".to_owned(), 0));
}

#[test]
fn enter_makes_the_picture_large_and_esc_comes_back_to_its_tile() {
    let mut app = gallery(singles(9));
    press(&mut app, "j enter");
    assert!(app.is_fullscreen());
    press(&mut app, "l j");
    assert_eq!(prompt(&app), "4", "one after the other");
    press(&mut app, "- esc");
    assert_eq!(
        (app.is_fullscreen(), app.view(), prompt(&app).as_str()),
        (false, View::Gallery, "4")
    );
    assert!(app.gallery().is_rejected(id(4), 0));
}

#[test]
fn rejects_go_into_the_trash_after_one_question_and_come_back() {
    let mut app = gallery(singles(6));
    press(&mut app, "- l - l * l -");
    assert_eq!(app.gallery().rejected(), 3);
    press(&mut app, "-");
    assert_eq!(app.gallery().rejected(), 2, "the same key takes it back");
    press(&mut app, "u u");
    assert_eq!((app.gallery().rejected(), prompt(&app).as_str()), (2, "3"));

    press(&mut app, "g x");
    assert_eq!(question(&app).0, "Trash 2 rejects?", "sizes are not known");
    let effects = press(&mut app, "y");
    assert_eq!(trashed(&effects), [(5, true), (6, true)]);
    assert_eq!((app.gallery().tiles().len(), app.gallery().rejected()), (4, 0));

    assert_eq!(trashed(&press(&mut app, "u")), [(6, false), (5, false)]);
    let prompts: Vec<_> = app.history().rows().iter().map(|row| row.prompt.as_str()).collect();
    assert_eq!(prompts, ["6", "5", "4", "3", "2", "1"], "each is where it was");
    assert_eq!(app.gallery().rejected(), 2);
    assert_eq!(trashed(&press(&mut app, "U")).len(), 2);
    assert_eq!(app.gallery().tiles().len(), 4);
}

#[test]
fn undo_has_no_end() {
    let mut app = gallery(singles(3));
    for _ in 0..150 {
        press(&mut app, "-");
    }
    press(&mut app, "l -");
    for _ in 0..150 {
        press(&mut app, "u");
    }
    assert_eq!(app.gallery().rejected(), 1);
    press(&mut app, "u u");
    assert_eq!((app.gallery().rejected(), toast(&app)), (0, "nothing to undo"));
}

#[test]
fn a_request_with_a_picture_that_is_kept_stays_whole() {
    let mut app = gallery(vec![with_pictures(2, 2), row(1, "single")]);
    let _ = read(&mut app, &[Effect::LoadEntry(id(2))]);
    press(&mut app, "-");
    press(&mut app, "g x");
    assert_eq!(on_top(&app), "nothing");
    assert!(toast(&app).contains("whole requests"), "{}", toast(&app));

    press(&mut app, "G -");
    press(&mut app, "g x");
    let (asked, told) = question(&app);
    assert_eq!(asked, "Trash 1 reject?");
    assert!(told.contains("1 reject stays"), "{told}");
    press(&mut app, "esc g g l -");
    press(&mut app, "d");
    let (asked, told) = question(&app);
    assert!(asked.starts_with("Trash 3 rejects (more than 2.0 kB)"), "{asked}");
    assert!(told.contains("all the pictures of 2 requests"), "{told}");
    assert_eq!(trashed(&press(&mut app, "y")), [(1, true), (2, true)]);
}

#[test]
fn while_pictures_are_rejected_the_line_tells_of_culling_and_other_prices_ask() {
    let mut app = gallery(singles(3));
    let effects = press(&mut app, "l");
    read(&mut app, &effects);
    let verbs = |app: &App| app.hints().into_iter().map(|hint| hint.verb).collect::<Vec<_>>();
    assert!(verbs(&app).contains(&"final".to_owned()));

    press(&mut app, "-");
    let effects = press(&mut app, "h l");
    read(&mut app, &effects);

    let told = verbs(&app);
    let culling = ["star", "reject", "trash rejects"];
    assert_eq!(
        told.iter().filter(|verb| culling.contains(&verb.as_str())).count(),
        3,
        "{told:?}"
    );
    assert!(!told.contains(&"final".to_owned()), "{told:?}");
    assert_eq!(press(&mut app, "P"), [], "its price is not in the line");
    assert!(question(&app).0.contains('$'), "{}", question(&app).0);
}

#[test]
fn a_star_and_a_reject_do_not_stand_together() {
    let mut app = gallery(singles(2));
    let star = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Star { on, .. } => Some(*on),
            _ => None,
        })
    };
    assert_eq!(star(&press(&mut app, "*")), Some(true));
    assert_eq!(star(&press(&mut app, "-")), Some(false));
    assert_eq!(app.gallery().rejected(), 1);
    assert_eq!(star(&press(&mut app, "*")), Some(true));
    assert_eq!(app.gallery().rejected(), 0);
    assert_eq!(star(&press(&mut app, "u")), Some(false));
    assert_eq!(app.gallery().rejected(), 1, "both come back in one step");
}

#[test]
fn leaving_asks_once_and_rejects_stay_through_the_views() {
    let mut app = gallery(singles(4));
    press(&mut app, "- 2");
    assert_eq!((app.view(), question(&app).0), (View::History, "Trash 1 reject?"));
    press(&mut app, "n 3");
    assert_eq!((app.gallery().rejected(), prompt(&app).as_str()), (1, "4"));
    press(&mut app, "2");
    assert_eq!(on_top(&app), "nothing", "about the same it is not asked again");
    press(&mut app, "3 l - 1");
    assert_eq!(question(&app).0, "Trash 2 rejects?");
    assert_eq!(trashed(&press(&mut app, "y")).len(), 2);
    assert_eq!(app.forgotten_rejects(), None);
}

#[test]
fn tiles_get_larger_and_smaller_within_bounds() {
    let mut app = gallery(singles(4));
    let usual = app.gallery().size();
    press(&mut app, ">");
    assert_eq!(app.gallery().size(), usual + 1);
    press(&mut app, "< < < <");
    assert_eq!(app.gallery().size(), 0);
    press(&mut app, "> > > > > >");
    assert_eq!(app.gallery().size(), crate::app::TILE_SIZES - 1);
}
