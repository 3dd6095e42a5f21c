//! The ladder of running again, marks on many, words on requests, and what the prompt recalls.

use super::scenes::{
    again, app, app_with_history, draft, entry, failure, hint, id, loads, on_top, page, press, read, row, sent, start,
    submissions, toast, type_text,
};
use crate::{
    app::{
        Answer, App, Effect, Fit, FormField, Inquiry, Marking, Msg, Overlay, Relatives, Start, Way, WrittenAs, update,
    },
    domain::{Draft, HistoryPage, HistoryRow, Money, NameTemplate, Operation, OptionName, Settings},
};

/// The view of the history with other settings, the newest request read.
fn with_settings(prompts: &[&str], change: impl FnOnce(&mut Settings)) -> App {
    let mut settings = Settings::default();
    change(&mut settings);
    let mut app = App::new(Start { settings, ..start() });
    let asked = loads(&app.first_effects()).remove(0);
    let answer = Ok(page(prompts));
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });
    let effects = press(&mut app, "alt-2");
    read(&mut app, &effects);
    app
}

fn menu(app: &App) -> &crate::app::Menu {
    match app.overlays().last() {
        Some(Overlay::Menu(menu)) => menu,
        other => panic!("no menu but {other:?}"),
    }
}

fn down(app: &mut App) {
    let effects = press(app, "j");
    read(app, &effects);
}

/// Moves in the open menu to an item.
fn choose(app: &mut App, label: &str) {
    let place = menu(app).items.iter().position(|item| item.label == label);
    let place = place.unwrap_or_else(|| panic!("no {label} in {:?}", menu(app).items));
    press(app, "home");
    for _ in 0..place {
        press(app, "j");
    }
}

fn answered(app: &mut App, answer: Answer) -> Vec<Effect> {
    update(app, Msg::Answered(Ok(Box::new(answer))))
}

#[test]
fn capital_r_and_a_digit_run_that_many_each_with_its_price() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "R"), []);
    let notes: Vec<_> = menu(&app).items.iter().map(|item| item.note.as_str()).collect();
    assert_eq!((notes.len(), notes[0], notes[2]), (9, "~$0.0060", "~$0.0180"));
    assert!(menu(&app).intro[0].contains("no seed"), "{:?}", menu(&app).intro);

    assert_eq!(press(&mut app, "enter"), []);
    assert_eq!(on_top(&app), "menu", "bare enter never spends");

    let effects = press(&mut app, "3");
    assert_eq!(sent(&effects), ["a fox"; 3]);
    assert_eq!(submissions(&effects)[2].request, again(&draft("a fox"), 1));
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn a_question_comes_only_above_the_threshold_and_counts_all_of_them() {
    let dear = |settings: &mut Settings| settings.confirm.above = Money::from_micros(10_000);
    let mut app = with_settings(&["a fox"], dear);
    assert_eq!(sent(&press(&mut app, "R 1")), ["a fox"]);
    assert_eq!(press(&mut app, "R 4"), []);
    assert_eq!(on_top(&app), "question");
    assert_eq!(sent(&press(&mut app, "y")), ["a fox"; 4]);
}

#[test]
fn capital_p_runs_at_the_final_quality_with_its_price() {
    let mut app = with_settings(&["a fox"], |settings| {
        settings.rerun.final_quality = "medium".to_owned();
    });
    let (keys, price) = hint(&app, "final").unwrap();
    assert_eq!(keys, "P");
    assert_ne!(price, hint(&app, "run again").unwrap().1);

    let effects = press(&mut app, "P");
    let request = &submissions(&effects)[0].request;
    assert_eq!(
        (request.prompt(), request.option(OptionName::Quality)),
        ("a fox", "medium".to_owned())
    );
}

#[test]
fn what_has_the_final_quality_already_is_not_sent_again_by_it() {
    let mut app = with_settings(&["a fox"], |settings| settings.rerun.final_quality = "low".to_owned());
    assert_eq!(hint(&app, "final"), None);
    assert_eq!(press(&mut app, "P"), []);
    assert!(toast(&app).contains("already"), "{}", toast(&app));
}

#[test]
fn a_request_that_is_not_read_yet_is_not_run_at_a_price_nobody_saw() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "r");
    for key in ["P", "."] {
        press(&mut app, "g g");
        press(&mut app, "j");
        let effects = press(&mut app, key);
        assert_eq!(sent(&effects), [""; 0], "{key}");
        assert!(
            toast(&app).contains("price was not known") || toast(&app).contains("still being read"),
            "{key}: {}",
            toast(&app)
        );
    }
}

#[test]
fn m_lists_other_models_with_prices_and_tells_what_does_not_carry_over() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "m");
    let labels: Vec<_> = menu(&app).items.iter().map(|item| item.label.as_str()).collect();
    assert!(!labels.contains(&"gpt-image-2.5-flare"), "{labels:?}");
    assert!(labels.contains(&"gpt-image-2.5-flare on sandbox"), "{labels:?}");
    choose(&mut app, "gpt-image-2");
    assert_eq!(menu(&app).foot, Some(("everything carries over".to_owned(), false)));
    choose(&mut app, "dall-e-3");
    let (foot, warns) = menu(&app).foot.clone().unwrap();
    assert!(foot.contains("does not carry over: quality low") && warns, "{foot}");

    choose(&mut app, "gpt-image-2");
    assert!(hint(&app, "run there").is_some_and(|(keys, price)| keys == "alt-enter" && price.contains('$')));
    let effects = press(&mut app, "alt-enter");
    assert_eq!(submissions(&effects)[0].request.model(), "gpt-image-2");
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn typing_in_the_list_of_other_models_finds_one_and_sends_nothing() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "m");
    assert_eq!(type_text(&mut app, "flare"), []);
    let items = &menu(&app).items;
    assert!(
        !items.is_empty() && items.iter().all(|item| item.label.contains("flare")),
        "{items:?}"
    );
    assert!(hint(&app, "run there").is_some_and(|(keys, _)| keys == "alt-enter"));

    press(&mut app, "ctrl-u");
    type_text(&mut app, "dall-e-3");
    let (foot, _) = menu(&app).foot.clone().unwrap();
    assert!(foot.contains("does not carry over"), "what is told follows: {foot}");

    press(&mut app, "ctrl-u");
    type_text(&mut app, "zzz");
    for key in ["alt-enter", "enter"] {
        assert_eq!(press(&mut app, key), [], "{key}");
        assert_eq!(
            (on_top(&app), toast(&app)),
            ("menu", "nothing here is called zzz"),
            "{key}"
        );
    }
}

#[test]
fn several_runs_say_which_profile_pays() {
    let dear = |settings: &mut Settings| settings.confirm.above = Money::from_micros(10_000);
    let mut app = with_settings(&["a fox"], dear);
    press(&mut app, "R");
    assert_eq!(menu(&app).intro[1], "The profile 'openai' pays.");
    press(&mut app, "4");
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question");
    };
    assert!(
        confirm.lines.contains(&"The profile 'openai' pays.".to_owned()),
        "{confirm:?}"
    );
}

#[test]
fn the_only_picture_of_a_request_is_said_to_be_the_only_one() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "]");
    assert_eq!(app.result().place(), (1, 2));
    let row = row(1, "a fox");
    let mut alone = entry(&row);
    alone.images.truncate(1);
    for (images, words) in [
        (1, "it is the only picture of this request"),
        (0, "this request has no picture"),
    ] {
        alone.images.truncate(images);
        let answer = Ok(Box::new(alone.clone()));
        let _ = update(&mut app, Msg::EntryLoaded { id: id(1), answer });
        for key in ["]", "["] {
            press(&mut app, key);
            assert_eq!(toast(&app), words);
        }
    }
}

#[test]
fn a_note_for_several_says_how_many_have_one() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    let ids: Vec<_> = (1..=3).map(id).collect();
    let told = |app: &mut App, notes: &[&str]| {
        let notes = notes.iter().map(|note| (*note).to_owned()).collect();
        answered(
            app,
            Answer::Notes {
                ids: ids.clone(),
                notes,
            },
        );
        match app.overlays().last() {
            Some(Overlay::Line(line)) => (line.buffer.text().to_owned(), line.note.clone()),
            other => panic!("no line but {other:?}"),
        }
    };
    press(&mut app, "V");
    assert_eq!(press(&mut app, "n"), [Effect::Ask(Inquiry::Notes(ids.clone()))]);
    let (typed, note) = told(&mut app, &["good", "bad"]);
    let words = "2 of the 3 have a note: what you write takes their place, empty takes them away; u brings them back";
    assert_eq!((typed.as_str(), note.as_str()), ("", words));
    let (_, note) = told(&mut app, &[]);
    assert_eq!(note, "none of the 3 has a note yet; a search finds its words");
    let (typed, note) = told(&mut app, &["good", "good", "good"]);
    assert!(
        typed == "good" && note.starts_with("all 3 have this note"),
        "{typed}: {note}"
    );
    press(&mut app, "esc");
    assert_eq!(toast(&app), "", "nothing was changed in it");
}

#[test]
fn any_model_of_another_profile_is_two_choices_away() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "m");
    choose(&mut app, "another model on sandbox");
    assert!(hint(&app, "run there").is_none(), "nothing is sent from here");
    assert_eq!(sent(&press(&mut app, "alt-enter")), [""; 0]);
    assert_eq!(menu(&app).title, "Run it on sandbox");
    press(&mut app, "esc m");
    choose(&mut app, "another model on sandbox");
    press(&mut app, "enter");
    choose(&mut app, "gpt-image-2 on sandbox");
    assert!(hint(&app, "run there").is_some());
    let effects = press(&mut app, "alt-enter");
    let submission = &submissions(&effects)[0];
    assert_eq!(
        (submission.request.model(), submission.profile.as_str()),
        ("gpt-image-2", "sandbox")
    );
}

#[test]
fn enter_in_the_menu_of_models_fills_the_form_and_sends_nothing() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "m");
    choose(&mut app, "dall-e-3");
    assert_eq!(sent(&press(&mut app, "enter")), [""; 0]);
    assert_eq!(
        (app.form().model().id(), app.form().prompt().text()),
        ("dall-e-3", "a fox")
    );
    assert!(toast(&app).contains("does not carry over"), "{}", toast(&app));
}

#[test]
fn a_dot_repeats_the_last_action_with_its_price_in_the_hint() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    assert_eq!(press(&mut app, "."), []);
    assert!(toast(&app).contains("nothing was done yet"));

    press(&mut app, "*");
    down(&mut app);
    assert_eq!(press(&mut app, "."), [Effect::Star { id: id(2), on: true }]);

    press(&mut app, "R 2");
    down(&mut app);
    assert_eq!(hint(&app, "repeat ×2"), Some((".".to_owned(), "~$0.0120".to_owned())));
    assert_eq!(sent(&press(&mut app, ".")), ["a hare"; 2]);
}

#[test]
fn capital_e_edits_the_prompt_of_the_row_and_comes_back_to_the_form() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "E"), [Effect::EditText("a fox".to_owned())]);
    let _ = update(&mut app, Msg::TextEdited(Ok("a red fox\n".to_owned())));
    assert_eq!(
        (app.form().prompt().text(), app.form().field()),
        ("a red fox", FormField::Prompt)
    );
    assert_eq!(app.form().draft().size, "1024x1024");
}

#[test]
fn only_the_prompt_or_only_the_options_go_into_the_form() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "1");
    type_text(&mut app, "half a thought");
    press(&mut app, "esc 2");
    let before = app.form().draft();
    press(&mut app, "g o");
    let after = app.form().draft();
    assert_eq!(
        (after.prompt.as_str(), &after.options),
        ("half a thought", &draft("").options)
    );
    press(&mut app, "esc u 2 g p");
    let after = app.form().draft();
    assert_eq!((after.prompt.as_str(), &after.options), ("a fox", &before.options));
    press(&mut app, "esc 2 g i");
    assert_eq!(toast(&app), "it has no images");
}

#[test]
fn x_lists_the_verbs_with_keys_and_prices_and_their_keys_work_there() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "x");
    let item = |label: &str| {
        menu(&app)
            .items
            .iter()
            .find(|item| item.label == label)
            .unwrap()
            .note
            .clone()
    };
    assert_eq!(item("star"), "*");
    assert!(item("run again").starts_with('r') && item("run again").ends_with("~$0.0060"));
    assert_eq!(item("take prompt"), "g p");

    assert_eq!(
        press(&mut app, "enter"),
        [],
        "the first one spends, and enter never does"
    );
    assert!(toast(&app).contains("press r"), "{}", toast(&app));
    press(&mut app, "x");
    assert_eq!(press(&mut app, "*"), [Effect::Star { id: id(1), on: true }]);
    press(&mut app, "x");
    assert_eq!(sent(&press(&mut app, "r")), ["a fox"]);
}

#[test]
fn x_leaves_out_what_the_row_has_nothing_for_until_that_is_known() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "x");
    let has = |app: &App, label: &str| menu(app).items.iter().any(|item| item.label == label);
    for label in ["parent", "child", "tree", "replay chain", "take images", "difference"] {
        assert!(!has(&app, label), "{label}");
    }
    choose(&mut app, "star");
    let relatives = Relatives {
        parents: Vec::new(),
        made: 2,
    };
    answered(&mut app, Answer::Relatives { id: id(1), relatives });
    assert!(has(&app, "child") && has(&app, "tree") && !has(&app, "parent"));
    let selected = menu(&app).list.selected().unwrap();
    assert_eq!(menu(&app).items[selected].label, "star", "the selection stays");
}

#[test]
fn x_knows_of_a_child_that_was_sent_since_the_row_was_read() {
    let mut app = app_with_history(&["a fox"]);
    let child = HistoryRow {
        parent: Some(id(1)),
        ..row(2, "a fox")
    };
    let answer = Ok(Box::new(child));
    let _ = update(&mut app, Msg::Submitted { id: id(2), answer });
    press(&mut app, "x");
    assert!(menu(&app).items.iter().any(|item| item.label == "child"));
}

#[test]
fn x_says_how_many_marked_requests_a_verb_means() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    let effects = press(&mut app, "space space");
    read(&mut app, &effects);
    press(&mut app, "x");
    let has = |app: &App, label: &str| menu(app).items.iter().any(|item| item.label == label);
    for label in [
        "star 2 marked",
        "tag 2 marked",
        "trash 2 marked",
        "export 2 marked",
        "run again",
    ] {
        assert!(has(&app, label), "{label} in {:?}", menu(&app).items);
    }
    assert!(!has(&app, "title 2 marked"), "a title is for one");
    assert_eq!(menu(&app).intro, ["2 marked. What does not say so is for: a hare"]);
    choose(&mut app, "star 2 marked");
    let star = |number| Effect::Star {
        id: id(number),
        on: true,
    };
    assert_eq!(press(&mut app, "enter"), [star(2), star(3)]);
}

#[test]
fn marked_requests_are_starred_in_one_step() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    press(&mut app, "space space");
    assert_eq!(app.marked().count(), 2);
    let star = |number, on| Effect::Star { id: id(number), on };
    assert_eq!(press(&mut app, "*"), [star(2, true), star(3, true)]);
    assert_eq!(press(&mut app, "u"), [star(3, false), star(2, false)]);
    assert_eq!(press(&mut app, "u"), []);
    assert_eq!(toast(&app), "nothing to undo");
    assert_eq!(press(&mut app, "U"), [star(2, true), star(3, true)]);
    press(&mut app, "esc");
    assert_eq!(app.marked().count(), 0);
}

#[test]
fn a_range_grows_with_the_selection_and_all_can_be_marked() {
    let mut app = app_with_history(&["a", "b", "c", "d"]);
    press(&mut app, "v j j");
    assert_eq!(app.marked().count(), 3);
    press(&mut app, "k");
    assert_eq!(app.marked().count(), 2);
    press(&mut app, "v j j");
    assert_eq!(app.marked().count(), 2, "v ended it");
    press(&mut app, "V");
    assert_eq!(app.marked().count(), 4);
    press(&mut app, "V");
    assert_eq!(app.marked().count(), 0);
}

#[test]
fn marked_requests_go_into_the_trash_and_come_back_in_their_places() {
    let mut app = app_with_history(&["a", "b", "c", "d"]);
    press(&mut app, "space j space");
    let effects = press(&mut app, "d");
    let trashed = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Trash { on: true, .. }));
    assert_eq!(trashed.count(), 2);
    let prompts = |app: &App| {
        app.history()
            .rows()
            .iter()
            .map(|row| row.prompt.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(prompts(&app), ["b", "d"]);
    assert_eq!((app.marked().count(), toast(&app)), (0, "2 in the trash · u undo"));
    press(&mut app, "u");
    assert_eq!(prompts(&app), ["a", "b", "c", "d"]);
}

#[test]
fn undo_reaches_as_far_as_the_run() {
    let mut app = app_with_history(&["a fox"]);
    for _ in 0..300 {
        press(&mut app, "*");
    }
    let undone = (0..400).filter(|_| !press(&mut app, "u").is_empty()).count();
    assert_eq!(undone, 300);
}

#[test]
fn the_trash_is_shown_and_d_takes_one_out_of_it() {
    let mut app = app_with_history(&["a fox"]);
    let asked = loads(&press(&mut app, "g t")).remove(0);
    assert!(asked.trashed && asked.sought.is_empty());
    let answer = Ok(HistoryPage {
        rows: vec![row(7, "an old fox")],
        total: 1,
    });
    let effects = update(&mut app, Msg::HistoryLoaded { asked, answer });
    read(&mut app, &effects);
    assert_eq!(app.current_id(), Some(id(7)));
    assert_eq!(press(&mut app, "d")[0], Effect::Trash { id: id(7), on: false });
    assert!(app.history().rows().is_empty());
    assert_eq!(press(&mut app, "u")[0], Effect::Trash { id: id(7), on: true });
    assert_eq!(app.current_id(), Some(id(7)));
    let asked = loads(&press(&mut app, "esc")).remove(0);
    assert!(!asked.trashed, "esc leaves the trash");
}

#[test]
fn tags_are_typed_completed_and_taken_back() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "T"), [Effect::Ask(Inquiry::Tags)]);
    answered(&mut app, Answer::Tags(vec!["animal".to_owned(), "kite".to_owned()]));
    type_text(&mut app, "ani");
    press(&mut app, "tab");
    type_text(&mut app, "-old");
    let tag = |tag: &str, on| {
        (
            id(1),
            Marking::Tag {
                tag: tag.to_owned(),
                on,
            },
        )
    };
    let markings = vec![tag("animal", true), tag("old", false)];
    assert_eq!(press(&mut app, "enter"), [Effect::Put { markings, way: Way::Do }]);

    let back = vec![tag("animal", false)];
    let effects = update(
        &mut app,
        Msg::Put {
            way: Way::Do,
            answer: Ok(back.clone()),
        },
    );
    assert!(effects.contains(&Effect::LoadEntry(id(1))));
    assert_eq!(
        toast(&app),
        "tagged animal · u undo",
        "only what changed something is told"
    );
    assert_eq!(
        press(&mut app, "u"),
        [Effect::Put {
            markings: back,
            way: Way::Undo
        }]
    );
    let answer = Ok(vec![tag("animal", true)]);
    let _ = update(&mut app, Msg::Put { way: Way::Undo, answer });
    assert_eq!(toast(&app), "took away animal · U does it again");
    assert!(matches!(
        &press(&mut app, "U")[..],
        [Effect::Put { way: Way::Redo, .. }]
    ));
}

#[test]
fn a_note_and_a_title_are_written_and_an_empty_one_takes_it_away() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "n");
    type_text(&mut app, "for the poster");
    let put = |marking| Effect::Put {
        markings: vec![(id(1), marking)],
        way: Way::Do,
    };
    assert_eq!(
        press(&mut app, "enter"),
        [put(Marking::Note("for the poster".to_owned()))]
    );
    let was_put = |app: &mut App, back| {
        let answer = Ok(vec![(id(1), back)]);
        let _ = update(app, Msg::Put { way: Way::Do, answer });
    };
    was_put(&mut app, Marking::Note(String::new()));
    assert_eq!(toast(&app), "note written · u undo");
    press(&mut app, "f2");
    assert_eq!(press(&mut app, "enter"), [put(Marking::Title(String::new()))]);
    was_put(&mut app, Marking::Title("old".to_owned()));
    assert_eq!(toast(&app), "title taken away · u undo");
}

#[test]
fn what_was_done_to_several_says_to_how_many() {
    let mut app = app_with_history(&["a fox", "a heron", "a kite"]);
    press(&mut app, "V T");
    type_text(&mut app, "animal");
    press(&mut app, "enter");
    let tag = |number| {
        let tag = "animal".to_owned();
        (id(number), Marking::Tag { tag, on: false })
    };
    let answer = Ok(vec![tag(1), tag(3)]);
    let _ = update(&mut app, Msg::Put { way: Way::Do, answer });
    assert_eq!(toast(&app), "tagged animal: 2 requests · u undo");

    press(&mut app, "*");
    assert_eq!(toast(&app), "3 starred · u undo");
    press(&mut app, "*");
    assert_eq!(toast(&app), "3 no longer starred · u undo");
}

#[test]
fn purging_says_what_it_frees_and_asks() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "V");
    let ids = vec![id(1), id(2)];
    assert_eq!(press(&mut app, "D"), [Effect::Ask(Inquiry::Weight(ids.clone()))]);
    answered(
        &mut app,
        Answer::Weight {
            ids: ids.clone(),
            bytes: 9_400_000,
            running: 0,
        },
    );
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question");
    };
    assert!(
        confirm.question.contains("2 requests") && confirm.lines[3].contains("9.4 MB"),
        "{confirm:?}"
    );
    assert_eq!(press(&mut app, "enter"), [], "enter agrees to nothing");
    assert_eq!(press(&mut app, "y")[0], Effect::Purge(ids));
    assert!(app.history().rows().is_empty());
    let _ = update(&mut app, Msg::Purged(Ok(2)));
    assert_eq!(toast(&app), "2 thrown away for good");
}

#[test]
fn what_runs_is_not_purged() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "D");
    answered(
        &mut app,
        Answer::Weight {
            ids: vec![id(1)],
            bytes: 0,
            running: 1,
        },
    );
    assert_eq!(on_top(&app), "nothing");
    assert!(toast(&app).contains("runs"));
}

#[test]
fn marked_requests_are_written_out_where_the_line_says() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "V g w");
    assert_eq!(on_top(&app), "menu");
    press(&mut app, "enter");
    let Some(Overlay::Line(line)) = app.overlays().last() else {
        panic!("no line");
    };
    assert_eq!(line.buffer.text(), "/work/here/pochade-2-requests.zip");
    let effects = press(&mut app, "enter");
    let to = "/work/here/pochade-2-requests.zip".into();
    assert_eq!(
        effects,
        [Effect::Export {
            ids: vec![id(1), id(2)],
            to,
            written_as: WrittenAs::All,
        }]
    );
    press(&mut app, "g w j j enter");
    let effects = press(&mut app, "enter");
    assert_eq!(
        effects,
        [Effect::Export {
            ids: vec![id(1), id(2)],
            to: "/work/here/pochade-2-requests".into(),
            written_as: WrittenAs::Pictures {
                names: NameTemplate::default(),
                metadata: true,
            },
        }]
    );
    let _ = update(&mut app, Msg::Exported(Err(failure("the disk is full"))));
    assert_eq!(toast(&app), "the disk is full");
}

fn recalling() -> App {
    let mut app = app();
    type_text(&mut app, "mine");
    assert_eq!(press(&mut app, "up"), [Effect::Ask(Inquiry::Prompts)]);
    answered(
        &mut app,
        Answer::Prompts(vec!["newest".to_owned(), "older\nstill".to_owned()]),
    );
    app
}

#[test]
fn up_recalls_older_prompts_and_down_comes_back() {
    let mut app = recalling();
    let text = |app: &App| app.form().prompt().text().to_owned();
    assert_eq!(text(&app), "newest");
    press(&mut app, "up");
    assert_eq!(text(&app), "older\nstill");
    press(&mut app, "up");
    assert_eq!((text(&app).as_str(), toast(&app)), ("older\nstill", "no older prompt"));
    press(&mut app, "down");
    assert_eq!(text(&app), "newest");
    press(&mut app, "down");
    assert_eq!(text(&app), "mine");
    press(&mut app, "up");
    type_text(&mut app, "!");
    press(&mut app, "down");
    assert_eq!(text(&app), "newest!", "what was changed is one's own");
}

#[test]
fn up_only_moves_where_recall_is_off_or_rows_are_above() {
    let mut off = App::new(Start {
        settings: Settings {
            prompt: crate::domain::PromptSettings {
                recall: false,
                ..Default::default()
            },
            ..Settings::default()
        },
        ..start()
    });
    assert_eq!(press(&mut off, "up"), []);
    let mut app = app();
    type_text(&mut app, "one");
    press(&mut app, "enter");
    type_text(&mut app, "two");
    assert_eq!(press(&mut app, "up"), []);
    assert_eq!(press(&mut app, "up"), [Effect::Ask(Inquiry::Prompts)]);
}

fn with_snippet() -> App {
    let snippets = [("light".to_owned(), "${subject} in ${colour} light".to_owned())];
    let settings = Settings {
        snippets: snippets.into(),
        ..Settings::default()
    };
    let mut app = App::new(Start { settings, ..start() });
    press(&mut app, "alt-s");
    assert_eq!(menu(&app).items[0].label, "light");
    press(&mut app, "enter");
    app
}

#[test]
fn a_snippet_goes_in_and_tab_goes_from_place_to_place() {
    let mut app = with_snippet();
    assert!(toast(&app).starts_with("subject"), "{}", toast(&app));
    type_text(&mut app, "a fox");
    assert_eq!(app.form().prompt().text(), "a fox in ${colour} light");
    press(&mut app, "tab");
    type_text(&mut app, "red");
    assert_eq!(app.form().prompt().text(), "a fox in red light");
    press(&mut app, "tab");
    assert_ne!(
        app.form().field(),
        FormField::Prompt,
        "with nothing to fill in tab goes on as ever"
    );
}

#[test]
fn a_place_that_was_not_filled_in_is_not_sent_unawares() {
    let mut app = with_snippet();
    assert_eq!(sent(&press(&mut app, "alt-enter")), [""; 0]);
    assert!(toast(&app).contains("${subject}"), "{}", toast(&app));
    assert_eq!(sent(&press(&mut app, "alt-enter")).len(), 1, "once more means it");
}

#[test]
fn a_model_chosen_anew_brings_back_its_last_options() {
    let mut app = app();
    press(&mut app, "esc");
    super::scenes::go_to(&mut app, FormField::Model);
    press(&mut app, "enter");
    choose(&mut app, "gpt-image-2");
    let effects = press(&mut app, "enter");
    assert_eq!(effects, [Effect::Ask(Inquiry::LastOf("gpt-image-2".to_owned()))]);
    let last = Draft {
        model: "gpt-image-2".to_owned(),
        size: "1536x1024".to_owned(),
        options: [(OptionName::Quality, "high".to_owned())].into(),
        ..draft("a heron")
    };
    let before = app.form().draft();
    let request = Some(Box::new(super::scenes::request(&last)));
    answered(
        &mut app,
        Answer::LastOf {
            model: "gpt-image-2".to_owned(),
            request: request.clone(),
        },
    );
    let now = app.form().draft();
    assert_eq!(
        (now.size.as_str(), now.option(OptionName::Quality), now.prompt.as_str()),
        ("1536x1024", "high", "")
    );
    assert!(
        toast(&app).contains("1536x1024") && toast(&app).contains("u undo"),
        "{}",
        toast(&app)
    );
    press(&mut app, "u");
    assert_eq!(app.form().draft(), before);
    answered(
        &mut app,
        Answer::LastOf {
            model: "gpt-image-2".to_owned(),
            request,
        },
    );
    assert_eq!(
        app.form().draft(),
        before,
        "an answer that nobody waits for changes nothing"
    );
}

#[test]
fn the_shown_picture_becomes_an_image_of_an_edit() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "] i");
    let draft = app.form().draft();
    assert_eq!((draft.operation, draft.images.len()), (Operation::Edit, 1));
    assert_eq!(draft.images[0].path, entry(&row(1, "a fox")).images[1].path);
    assert_eq!(draft.parent.map(|parent| (parent.id, parent.index)), Some((id(1), 1)));
    press(&mut app, "esc u");
    assert!(app.form().draft().images.is_empty());
}

#[test]
fn a_key_that_spends_asks_where_its_price_is_not_on_the_screen() {
    let mut app = app_with_history(&["a fox"]);
    let narrow = Fit {
        hints_priced: false,
        ..app.fit()
    };
    let _ = update(&mut app, Msg::LaidOut(narrow));
    assert_eq!(press(&mut app, "P"), []);
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question");
    };
    assert!(confirm.question.contains('$'), "{}", confirm.question);
    assert_eq!(sent(&press(&mut app, "y")), ["a fox"]);
}

#[test]
fn a_digit_whose_price_is_not_on_a_low_screen_asks_first() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "R");
    let low = Fit {
        overlay_rows: 4,
        ..app.fit()
    };
    let _ = update(&mut app, Msg::LaidOut(low));
    assert_eq!(press(&mut app, "5"), []);
    let Some(Overlay::Confirm(confirm)) = app.overlays().last() else {
        panic!("no question");
    };
    assert_eq!(confirm.question, "Send for ~$0.0299?");
    press(&mut app, "n");
    assert_eq!(sent(&press(&mut app, "R 4")), ["a fox"; 4], "its price is seen");
}
