//! Walking in a family of requests, making a chain again, and texts to read.

use super::scenes::{answer_entry, app_with_history, draft, entry, id, on_top, press, read, request, row, toast};
use crate::{
    app::{Answer, App, Body, Effect, Inquiry, Msg, Overlay, Pane, Relatives, View, update},
    domain::{Branch, Draft, HistoryEntry, HistoryRow, Input, Lineage, Operation, Parent, Role},
};

fn child(number: usize, of: usize) -> HistoryRow {
    HistoryRow {
        parent: Some(id(of)),
        ..row(number, "an edit")
    }
}

fn family(rows: &[(HistoryRow, usize)]) -> Lineage {
    let branch = |(row, depth): &(HistoryRow, usize)| Branch {
        row: row.clone(),
        depth: *depth,
        again: false,
    };
    Lineage {
        branches: rows.iter().map(branch).collect(),
        ..Lineage::default()
    }
}

pub fn answered(app: &mut App, answer: Answer) -> Vec<Effect> {
    update(app, Msg::Answered(Ok(Box::new(answer))))
}

/// An edit of the first picture of another request.
pub fn edit_of(number: usize, parent: usize, words: &str) -> HistoryEntry {
    let from = entry(&row(parent, "a fox"));
    let image = Input {
        sha256: Some(from.images[0].sha256.clone()),
        ..Input::file(
            Role::Image,
            from.images[0].path.clone(),
            Some(super::scenes::facts(1024, 1024)),
        )
    };
    let edit = Draft {
        operation: Operation::Edit,
        images: vec![image],
        parent: Some(Parent {
            id: id(parent),
            index: 0,
        }),
        ..draft(words)
    };
    HistoryEntry {
        request: request(&edit),
        ..entry(&row(number, words))
    }
}

pub fn show(app: &mut App, entry: HistoryEntry) {
    let id = entry.id;
    let answer = Ok(Box::new(entry));
    let _ = update(app, Msg::EntryLoaded { id, answer });
}

#[test]
fn capital_h_goes_to_the_parent_in_the_list_or_beside_the_form() {
    let mut app = app_with_history(&["an edit", "a fox"]);
    show(&mut app, edit_of(2, 1, "an edit"));
    assert_eq!(press(&mut app, "H"), [Effect::LoadEntry(id(1))]);
    assert_eq!((app.view(), app.current_id()), (View::History, Some(id(1))));

    let mut app = app_with_history(&["an edit"]);
    show(&mut app, edit_of(1, 9, "an edit"));
    assert_eq!(press(&mut app, "H"), [Effect::LoadEntry(id(9))]);
    assert_eq!(
        (app.view(), app.pane(), app.current_id()),
        (View::Compose, Pane::Result, Some(id(9)))
    );
    answer_entry(&mut app, &row(9, "a fox"));
    press(&mut app, "H");
    assert_eq!(toast(&app), "it came from no other request");
}

#[test]
fn capital_h_lets_choose_where_a_request_came_from_several() {
    let mut app = app_with_history(&["an edit", "a kite", "a fox"]);
    let mut edit = edit_of(3, 1, "an edit");
    let mut inputs = edit.request.inputs().to_vec();
    inputs.push(inputs[0].clone());
    edit.request = edit.request.with_inputs(inputs);
    show(&mut app, edit);
    let from = |number: usize, index: u32| Parent { id: id(number), index };
    let mut two = family(&[
        (row(1, "a fox"), 0),
        (child(3, 1), 1),
        (row(2, "a kite"), 0),
        (child(3, 1), 1),
    ]);
    two.branches[3].again = true;
    two.parents = vec![from(1, 0), from(2, 1)];
    assert_eq!(press(&mut app, "H"), [Effect::Ask(Inquiry::Lineage(id(3)))]);
    let answer = Answer::Lineage {
        id: id(3),
        family: two.clone(),
    };
    answered(&mut app, answer.clone());
    assert_eq!(on_top(&app), "tree");
    assert_eq!(press(&mut app, "j j enter"), [Effect::LoadEntry(id(2))]);

    let mut app = app_with_history(&["an edit", "a kite", "a fox"]);
    let effects = press(&mut app, "j");
    read(&mut app, &effects);
    press(&mut app, "L");
    two.parents.clear();
    let family = two;
    let effects = answered(&mut app, Answer::Lineage { id: id(2), family });
    assert_eq!(
        effects,
        [Effect::LoadEntry(id(3))],
        "the second picture knows its child too"
    );
}

#[test]
fn capital_l_goes_to_the_only_child_and_lets_choose_among_several() {
    let mut app = app_with_history(&["an edit", "a fox"]);
    let effects = press(&mut app, "j");
    read(&mut app, &effects);
    assert_eq!(press(&mut app, "L"), [Effect::Ask(Inquiry::Lineage(id(1)))]);
    let alone = family(&[(row(1, "a fox"), 0)]);
    assert_eq!(
        answered(
            &mut app,
            Answer::Lineage {
                id: id(1),
                family: alone
            }
        ),
        []
    );
    assert_eq!(toast(&app), "nothing was made from it yet");

    press(&mut app, "L");
    let one = family(&[(row(1, "a fox"), 0), (child(2, 1), 1)]);
    let effects = answered(&mut app, Answer::Lineage { id: id(1), family: one });
    assert_eq!(
        (effects, app.current_id()),
        (vec![Effect::LoadEntry(id(2))], Some(id(2)))
    );

    press(&mut app, "j L");
    let two = family(&[(row(1, "a fox"), 0), (child(2, 1), 1), (child(3, 1), 1)]);
    answered(&mut app, Answer::Lineage { id: id(1), family: two });
    assert_eq!(on_top(&app), "tree");
    assert_eq!(press(&mut app, "j enter"), [Effect::LoadEntry(id(3))]);
}

#[test]
fn a_family_that_comes_late_does_not_disturb_whoever_has_gone_on() {
    let mut app = app_with_history(&["an edit", "a fox"]);
    press(&mut app, "t j");
    let two = family(&[(row(1, "a fox"), 0), (child(2, 1), 1)]);
    assert_eq!(answered(&mut app, Answer::Lineage { id: id(2), family: two }), []);
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn t_shows_the_tree_with_the_request_selected() {
    let mut app = app_with_history(&["an edit", "a fox"]);
    press(&mut app, "t");
    let two = family(&[(row(1, "a fox"), 0), (child(2, 1), 1)]);
    answered(&mut app, Answer::Lineage { id: id(2), family: two });
    let Some(Overlay::Tree(tree)) = app.overlays().last() else {
        panic!("no tree");
    };
    assert_eq!(tree.list.selected(), Some(1));
}

#[test]
fn what_is_known_of_relatives_a_moment_later_comes_into_what_is_read() {
    let mut app = app_with_history(&["an edit", "a fox"]);
    show(&mut app, edit_of(2, 1, "an edit"));
    press(&mut app, "I");
    let read = |app: &App| match app.overlays().last() {
        Some(Overlay::Reading(reading)) => match &reading.pages[0].body {
            Body::Entry { relatives, .. } => relatives.clone(),
            Body::Text(_) => panic!("a text"),
        },
        _ => panic!("nothing to read"),
    };
    let from = |number: usize, index: u32| Parent { id: id(number), index };
    assert_eq!(read(&app).parents, [from(1, 0)], "the one that it names");
    let relatives = Relatives {
        parents: vec![from(1, 0), from(7, 2)],
        made: 3,
    };
    let other = Answer::Relatives {
        id: id(1),
        relatives: Relatives::default(),
    };
    answered(&mut app, other);
    assert_eq!(read(&app).parents, [from(1, 0)], "that was of another");
    let known = relatives.clone();
    answered(&mut app, Answer::Relatives { id: id(2), relatives });
    assert_eq!(read(&app), known);
    press(&mut app, "esc I");
    assert_eq!(read(&app), known);
}

fn text(app: &App) -> Vec<String> {
    let Some(Overlay::Reading(reading)) = app.overlays().last() else {
        panic!("nothing to read");
    };
    match &reading.pages[reading.page].body {
        Body::Text(lines) => lines.iter().map(|(_, line)| line.clone()).collect(),
        Body::Entry { entry, .. } => vec![entry.id.to_string()],
    }
}

#[test]
fn what_differs_between_two_marked_requests_is_read_as_text() {
    let mut app = app_with_history(&["a fox in snow", "a fox in grass"]);
    press(&mut app, "space space g d");
    let mut second = entry(&row(2, "a fox in snow"));
    second.profile = "work".to_owned();
    let pair = Answer::Pair(Box::new([entry(&row(1, "a fox in grass")), second]));
    answered(&mut app, pair);
    let text = text(&app);
    assert!(text.iter().any(|line| line == "a fox in [-grass-]{+snow+}"), "{text:?}");
    assert!(text.iter().any(|line| line == "profile  openai → work"), "{text:?}");
    let (a, b) = (id(1).short(), id(2).short());
    assert_eq!(
        text[..2],
        [
            format!("A  a fox in grass · gpt-image-2.5-flare · just now · {a}"),
            format!("B  a fox in snow · gpt-image-2.5-flare · just now · {b}"),
        ]
    );
}

#[test]
fn the_difference_of_one_request_is_to_its_parent() {
    let mut app = app_with_history(&["make it blue", "a fox"]);
    press(&mut app, "g d");
    assert!(toast(&app).contains("came from no other"), "{}", toast(&app));
    show(&mut app, edit_of(2, 1, "make it blue"));
    assert_eq!(press(&mut app, "g d"), [Effect::Ask(Inquiry::Pair(id(1), id(2)))]);
}

#[test]
fn kept_files_are_read_page_by_page() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "J"), [Effect::Ask(Inquiry::Raw(id(1)))]);
    let files = vec![
        ("request".to_owned(), "{\n  \"v\": 1\n}".to_owned()),
        ("answer-1".to_owned(), "{}".to_owned()),
    ];
    answered(&mut app, Answer::Raw { id: id(1), files });
    assert_eq!(text(&app), ["{", "  \"v\": 1", "}"]);
    press(&mut app, "l");
    assert_eq!(text(&app), ["{}"]);
    press(&mut app, "esc I");
    assert_eq!(text(&app), [id(1).to_string()]);
}

#[test]
fn ones_place_is_kept_while_new_results_arrive() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    let effects = press(&mut app, "j");
    read(&mut app, &effects);
    super::scenes::submit(&mut app, 9, "a newt");
    assert_eq!(app.current_id(), Some(id(1)));
    assert_eq!(app.result().wanted(), Some(id(1)));
}
