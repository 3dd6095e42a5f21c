//! What a person tripped over who tried the studio: where typing goes, who pays, what is shown and where one stands.

use super::scenes::{
    answer_entry, answer_page, app, app_with, app_with_history, draft, entry, failure, hint, id, loads, on_top, page,
    press, read, request, row, sent, start, stored, submissions, submit, toast, type_text, verbs,
};
use crate::{
    app::{Answer, App, Effect, FormField, Inquiry, Marking, Msg, Overlay, Start, View, update},
    domain::{
        Copied, CopiedThing, CostKind, Draft, HistoryEntry, HistoryPage, HistoryRow, Money, Parent, RequestState,
        SavedSearch,
    },
    keys::Keymap,
};

fn show(app: &mut App, entry: HistoryEntry) {
    let id = entry.id;
    let answer = Ok(Box::new(entry));
    let _ = update(app, Msg::EntryLoaded { id, answer });
}

fn labels(app: &App) -> Vec<&str> {
    match app.overlays().last() {
        Some(Overlay::Menu(menu)) => menu.items.iter().map(|item| item.label.as_str()).collect(),
        other => panic!("no menu but {other:?}"),
    }
}

fn question(app: &App) -> (&str, String) {
    match app.overlays().last() {
        Some(Overlay::Confirm(confirm)) => (confirm.question.as_str(), confirm.lines.join("\n")),
        other => panic!("no question but {other:?}"),
    }
}

#[test]
fn what_a_request_brings_into_the_form_can_be_typed_into_at_once() {
    for keys in ["i", "e", "m enter", "g p", "g o"] {
        let mut app = app_with_history(&["a fox"]);
        press(&mut app, keys);
        assert_eq!((app.view(), app.is_typing()), (View::Compose, true), "{keys}");
        let effects = type_text(&mut app, " make it at quarter past");
        assert_eq!(effects, [], "{keys}: no letter is a key");
        let prompt = app.form().prompt().text().to_owned();
        assert!(prompt.ends_with("make it at quarter past"), "{keys}: {prompt}");
        assert!(
            sent(&press(&mut app, "alt-enter")).iter().all(|sent| *sent == prompt),
            "{keys}"
        );
    }
}

#[test]
fn the_keys_that_take_something_back_are_the_true_ones() {
    let mut app = app_with(draft("half a thought"));
    press(&mut app, "N");
    assert_eq!(toast(&app), "a new form · esc u undo");
    press(&mut app, "esc u");
    assert_eq!(app.form().prompt().text(), "half a thought");

    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "e");
    assert_eq!(toast(&app), "loaded into the form · esc u undo");
    press(&mut app, "alt-2 d");
    assert_eq!(toast(&app), "in the trash · u undo");

    let keymap = Keymap::overlaid("[screen]\n\"edit.undo\" = [\"f9\"]\n").unwrap();
    let mut app = App::new(Start { keymap, ..start() });
    press(&mut app, "esc N");
    assert_eq!(toast(&app), "a new form · esc f9 undo");
}

#[test]
fn an_editor_that_fails_leaves_the_form_as_it_was() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "1");
    type_text(&mut app, "half a thought");
    press(&mut app, "esc 2");
    assert_eq!(press(&mut app, "E"), [Effect::EditText("a fox".to_owned())]);
    let _ = update(&mut app, Msg::TextEdited(Err(failure("the text is as it was"))));
    assert_eq!(app.form().prompt().text(), "half a thought");
    assert_eq!(app.view(), View::History);

    press(&mut app, "E");
    let _ = update(&mut app, Msg::TextEdited(Ok("a whole thought".to_owned())));
    assert_eq!(app.form().draft().size, "1024x1024");
    assert_eq!(app.form().prompt().text(), "a whole thought");
}

#[test]
fn a_request_of_another_profile_says_where_it_goes() {
    let mut app = app_with_history(&["a fox"]);
    show(
        &mut app,
        HistoryEntry {
            profile: "sandbox".to_owned(),
            ..entry(&row(1, "a fox"))
        },
    );
    let (keys, price) = hint(&app, "run again").unwrap();
    assert_eq!((keys.as_str(), price.as_str()), ("r", "~$0.0060 on openai"));

    let (_, price) = hint(&app, "final").unwrap();
    assert!(!price.contains("openai"), "it is said beside it: {price}");

    press(&mut app, "R");
    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu")
    };
    assert!(menu.intro.join(" ").contains("They go to openai"), "{:?}", menu.intro);
    press(&mut app, "esc");

    assert_eq!(submissions(&press(&mut app, "r"))[0].profile, "openai");
    assert_eq!(toast(&app), "sent to the queue on openai");
    submit(&mut app, 9, "a fox");
    assert!(
        toast(&app).starts_with("sent to the queue on openai"),
        "{}",
        toast(&app)
    );
}

#[test]
fn a_model_that_is_shut_down_has_no_price_and_is_sent_only_after_a_question() {
    let mut app = app_with_history(&["a fox"]);
    let dead = Draft {
        model: "dall-e-2".to_owned(),
        options: std::collections::BTreeMap::new(),
        ..draft("a fox")
    };
    show(
        &mut app,
        HistoryEntry {
            request: request(&dead),
            ..entry(&row(1, "a fox"))
        },
    );
    assert_eq!(hint(&app, "run again"), Some(("r".to_owned(), "shut down".to_owned())));
    assert_eq!(sent(&press(&mut app, "r")), [""; 0]);
    let (asked, lines) = question(&app);
    assert_eq!(asked, "Send it all the same?");
    assert!(lines.contains("its maker stopped it on 2026-05-12"), "{lines}");
    assert_eq!(sent(&press(&mut app, "y")), ["a fox"]);
}

#[test]
fn x_lists_comparing_copying_and_zooming_and_their_keys_work_there() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "x");
    for label in ["compare", "zoom", "copy"] {
        assert!(labels(&app).contains(&label), "{label} in {:?}", labels(&app));
    }
    assert!(!labels(&app).contains(&"with original"), "it was made of words");
    assert!(!labels(&app).contains(&"keep original"), "there is no mask");
    assert!(!labels(&app).contains(&"parent"), "it has none");
    press(&mut app, "c");
    assert!(app.compared().is_some());
    assert!(verbs(&app).contains(&"compare with A".to_owned()), "{:?}", verbs(&app));

    let unknown = HistoryEntry {
        state: RequestState::Unknown,
        ..entry(&row(1, "a fox"))
    };
    show(&mut app, unknown);
    press(&mut app, "x");
    for label in ["what came", "try again", "dismiss"] {
        assert!(labels(&app).contains(&label), "{label} in {:?}", labels(&app));
    }
}

/// The newest of two rows is a new roll of the older one.
fn reroll() -> App {
    let mut app = app_with_history(&["a fox", "a fox"]);
    let again = Draft {
        parent: Some(Parent { id: id(1), index: 1 }),
        ..draft("a fox")
    };
    let roll = HistoryEntry {
        request: request(&again),
        ..entry(&row(2, "a fox"))
    };
    show(&mut app, roll);
    app
}

#[test]
fn a_new_roll_is_compared_with_the_request_that_it_came_from() {
    let mut app = reroll();
    assert_eq!(press(&mut app, "C"), [Effect::Ask(Inquiry::Pair(id(1), id(2)))]);
    let roll = app.result().entry().unwrap().clone();
    let pair = Box::new([entry(&row(1, "a fox")), roll]);
    let effects = update(&mut app, Msg::Answered(Ok(Box::new(Answer::Pair(pair.clone())))));
    assert!(matches!(effects[..], [Effect::Look(_)]), "{effects:?}");
    let Some(Overlay::Compare(compare)) = app.overlays().last() else {
        panic!("nothing is compared")
    };
    assert_eq!((compare.a.place, compare.b.place), (1, 0));

    press(&mut app, "esc");
    press(&mut app, "g d");
    let _ = update(&mut app, Msg::Answered(Ok(Box::new(Answer::Pair(pair)))));
    assert_eq!(on_top(&app), "reading", "the same pair is read for what differs too");
}

#[test]
fn a_result_that_comes_into_the_list_does_not_take_the_selection_with_it() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    let effects = press(&mut app, "j");
    read(&mut app, &effects);
    press(&mut app, "r");
    submit(&mut app, 9, "a heron");
    assert_eq!(toast(&app), "sent to the queue · g g goes to it");
    let effects = stored(&mut app, 9);
    read(&mut app, &effects);
    assert_eq!((app.current_id(), app.result().wanted()), (Some(id(2)), Some(id(2))));
    assert_eq!(toast(&app), "done · g g goes to it");
    press(&mut app, "g g");
    assert_eq!(app.current_id(), Some(id(9)));
}

#[test]
fn a_result_that_the_search_leaves_out_says_how_to_see_it() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "/");
    let asked = loads(&type_text(&mut app, "heron")).pop().unwrap();
    let answer = Ok(page(&["a heron"]));
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });
    press(&mut app, "enter");
    submit(&mut app, 9, "a fox");
    stored(&mut app, 9);
    assert_eq!(toast(&app), "done, outside of this search · esc ends the search");
}

#[test]
fn kin_outside_of_the_list_says_how_to_go_back_to_ones_place() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    let effects = press(&mut app, "j");
    read(&mut app, &effects);
    let edit = Draft {
        parent: Some(Parent { id: id(70), index: 0 }),
        ..draft("a heron")
    };
    let of = HistoryEntry {
        request: request(&edit),
        ..entry(&row(1, "a heron"))
    };
    show(&mut app, of);
    press(&mut app, "H");
    assert!(
        toast(&app).contains("2 goes back to its place there"),
        "{}",
        toast(&app)
    );
    press(&mut app, "2");
    assert_eq!((app.view(), app.current_id()), (View::History, Some(id(1))));
}

#[test]
fn only_keys_that_do_something_are_hinted_where_a_list_is_empty() {
    let mut app = app_with_history(&[]);
    assert_eq!(verbs(&app), ["write", "quit", "help"]);
    press(&mut app, "g t");
    assert_eq!(verbs(&app), ["leave the trash", "write", "help", "quit"]);
    press(&mut app, "4");
    assert!(!verbs(&app).contains(&"run again".to_owned()), "{:?}", verbs(&app));

    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "/");
    let asked = loads(&type_text(&mut app, "zebra")).pop().unwrap();
    let answer = Ok(HistoryPage {
        rows: Vec::new(),
        total: 1,
    });
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });
    press(&mut app, "enter");
    assert_eq!(verbs(&app), ["end the search", "search", "help", "write", "quit"]);
}

#[test]
fn the_name_of_another_search_is_taken_only_after_a_question() {
    let kept = SavedSearch {
        name: "best".to_owned(),
        line: "star".to_owned(),
    };
    let mut app = App::new(Start {
        searches: vec![kept.clone()],
        ..start()
    });
    press(&mut app, "alt-2 /");
    type_text(&mut app, "fox");
    press(&mut app, "enter S");
    type_text(&mut app, "best");
    assert_eq!(press(&mut app, "enter"), []);
    let (asked, lines) = question(&app);
    assert_eq!(asked, "Let best be another search?");
    assert!(lines.contains("star") && lines.contains("fox"), "{lines}");
    press(&mut app, "n");
    assert_eq!(app.search().saved(), [kept]);

    press(&mut app, "S");
    type_text(&mut app, "best");
    press(&mut app, "enter");
    let effects = press(&mut app, "y");
    assert!(
        matches!(&effects[..], [Effect::KeepSearches(kept)] if kept[0].line == "fox"),
        "{effects:?}"
    );
}

#[test]
fn tags_stand_apart_by_blanks_and_commas() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "T");
    type_text(&mut app, "kites, sand");
    let effects = press(&mut app, "enter");
    let Some(Effect::Put { markings, .. }) = effects.first() else {
        panic!("{effects:?}")
    };
    let tags: Vec<_> = markings
        .iter()
        .map(|(_, marking)| match marking {
            Marking::Tag { tag, on: true } => tag.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(tags, ["kites", "sand"]);
}

#[test]
fn what_was_refused_is_not_offered_again() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "g i");
    assert_eq!(toast(&app), "it has no images");
    assert_eq!(hint(&app, "repeat take images"), None);

    assert!(
        verbs(&app).iter().all(|verb| !verb.starts_with("repeat")),
        "{:?}",
        verbs(&app)
    );

    press(&mut app, "r");
    assert!(verbs(&app).contains(&"repeat run".to_owned()), "{:?}", verbs(&app));
}

#[test]
fn an_answer_to_a_key_stays_until_it_was_read() {
    let mut app = app_with_history(&["a fox"]);
    submit(&mut app, 9, "a heron");
    let copied = Copied {
        thing: CopiedThing::RequestId,
        amount: "5 characters".to_owned(),
        how: "through OSC 52".to_owned(),
        remarks: Vec::new(),
    };
    let _ = update(&mut app, Msg::Copied(Ok(copied)));
    let said = toast(&app).to_owned();
    stored(&mut app, 9);
    assert_eq!(toast(&app), said);
    let now_ms = app.now_ms() + 7000;
    let _ = update(&mut app, Msg::Ticked { now_ms });
    assert!(toast(&app).starts_with("done"), "{}", toast(&app));
}

#[test]
fn while_something_is_typed_the_keys_on_the_screen_are_those_that_work() {
    let mut app = app();
    assert!(app.is_typing());
    assert_eq!(app.view_keys()[1], "alt-2");
    assert_eq!(app.search_key(), Some(("ctrl-r".to_owned(), "find")));
    press(&mut app, "esc");
    assert_eq!(app.view_keys()[1], "2");
    assert_eq!(app.search_key(), Some(("/".to_owned(), "search")));
}

#[test]
fn leaving_the_trash_does_not_read_like_taking_something_out() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "g t g t");
    assert_eq!(toast(&app), "the history again");
    assert_eq!(app.form().field(), FormField::Prompt);
    answer_entry(&mut app, &row(1, "a fox"));
}

#[test]
fn what_is_thrown_away_out_of_a_search_is_no_longer_counted_until_it_is_taken_back() {
    let mut app = app_with_history(&["a fox", "a heron", "an owl"]);
    let asked = loads(&press(&mut app, "/ o x enter")).pop().unwrap();
    let costs = |number, prompt: &str, cents: u64| HistoryRow {
        cost: Some(Money::from_micros(cents * 10_000)),
        cost_kind: CostKind::Paid,
        ..row(number, prompt)
    };
    answer_page(&mut app, &asked, vec![costs(3, "a fox", 4), costs(1, "an ox", 3)], 3);
    let counted = |app: &App| app.history().tally().map(|tally| (tally.count, tally.cost.micros()));
    assert_eq!(counted(&app), Some((2, 70_000)));

    press(&mut app, "G d");
    assert_eq!(counted(&app), Some((1, 40_000)));

    press(&mut app, "u");
    assert_eq!(counted(&app), Some((2, 70_000)));
}

#[test]
fn the_way_back_from_the_trash_leads_to_the_row_that_one_left() {
    let mut app = app_with_history(&["a fox", "a heron", "an owl"]);
    press(&mut app, "j j");
    let left = app.current_id();
    let asked = loads(&press(&mut app, "g t")).remove(0);
    answer_page(&mut app, &asked, vec![row(9, "thrown away")], 1);
    assert_eq!(app.current_id(), Some(id(9)));

    let asked = loads(&press(&mut app, "g t")).remove(0);
    let rows = page(&["a fox", "a heron", "an owl"]).rows;
    answer_page(&mut app, &asked, rows, 3);

    assert_eq!(app.current_id(), left);
}

#[test]
fn taking_back_says_what_and_how_many() {
    let mut app = app_with_history(&["a fox", "a heron", "an owl"]);
    press(&mut app, "v j j *");
    press(&mut app, "u");
    assert_eq!(toast(&app), "3 no longer starred");
    press(&mut app, "U");
    assert_eq!(toast(&app), "3 starred");
    press(&mut app, "esc V d");
    assert!(app.history().rows().is_empty() && app.history().was_emptied());
    press(&mut app, "u");
    assert_eq!(toast(&app), "3 taken out of the trash");
}
