//! Whole screens, drawn from states that messages brought about, at the sizes that people have.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod scene;

use std::{cell::Cell, rc::Rc};

use insta::assert_snapshot;
use pochade::{
    app::{
        Answer, FormField, Msg, Overlay, Relatives, View,
        parts::{DirectoryEntry, EntryKind, Listing},
    },
    domain::{
        Branch, Change, Changed, CostKind, Diagnosis, Draft, Failure, FailureKind, HistoryEntry, HistoryQuery,
        HistoryRow, Indexing, Input, KnownNames, Lineage, Looked, ModelTable, Money, Near, Operation, Parent,
        PictureText, Pixel, Query, Question, Remote, Report, RequestState, Role, Section, ServedModel, SpendBy,
        SpendSheet, Stage, Tally, recipe,
    },
    term::{ColourDepth, Previews},
    ui::{self, Theme},
};
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    backend::CrosstermBackend,
    layout::Rect,
    style::{Modifier, Style},
};
use scene::{NOW, Scene, every_state, id, input, refused, row, stage, stored};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (40, 12)];

const HERON: &str =
    "A heron in morning fog, ink on wet paper, six strokes, wide margin on the left for a title, warm grey";

fn everywhere(name: &str, mut scene: Scene) {
    for (width, height) in SIZES {
        assert_snapshot!(format!("{name}_{width}x{height}"), scene.drawn(width, height));
    }
}

fn filled() -> Scene {
    // Out of the text and down to the count.
    Scene::with_form(HERON)
        .history(&every_state())
        .keys("esc tab tab tab tab")
        .later()
}

#[test]
fn the_first_start_without_a_key_offers_two_ways_on() {
    everywhere("first_run", Scene::without_key());
}

#[test]
fn the_empty_studio_is_calm() {
    everywhere("empty", Scene::new().history(&[]));
}

#[test]
fn a_filled_form_stands_beside_result_and_history() {
    everywhere("filled", filled());
}

#[test]
fn faults_are_told_in_place() {
    let scene = Scene::new().history(&every_state()).keys("esc tab tab enter");
    let scene = scene
        .keys("end enter")
        .typed("1000x1000")
        .keys("enter esc tab tab")
        .later();
    assert_snapshot!("faults", {
        let mut scene = scene;
        scene.drawn(120, 40)
    });
    let mut sent = Scene::new().history(&[]).keys("alt-enter").later();
    assert_snapshot!("faults_of_an_empty_prompt", sent.drawn(80, 24));
}

#[test]
fn a_running_request_has_an_empty_frame_and_one_honest_line() {
    let running = row(10, "a red kite over dunes", RequestState::Queued, 0);
    let waiting = Scene::new()
        .history(&every_state())
        .sent(running.clone(), &[stage(10, Stage::Waiting)]);
    everywhere("waiting", waiting);
    let bytes = Report::Bytes {
        id: id(10),
        n: 512_000,
        of: Some(1_400_000),
    };
    let mut receiving = Scene::new()
        .history(&every_state())
        .sent(running, &[stage(10, Stage::Receiving), bytes])
        .later();
    assert_snapshot!("receiving", receiving.drawn(120, 40));
}

fn with_result() -> Scene {
    let scene = Scene::new()
        .history(&every_state())
        .keys("esc shift-tab shift-tab")
        .later();
    scene.entry(stored(4))
}

#[test]
fn a_result_is_shown_with_its_strip() {
    everywhere("result", with_result());
}

#[test]
fn a_pane_can_have_the_whole_screen() {
    let mut scene = with_result().keys("f");
    assert_snapshot!("history_pane_alone", scene.drawn(80, 24));
    let mut scene = with_result().keys("f shift-tab f").later();
    scene = scene.keys("f");
    assert_snapshot!("result_alone", scene.drawn(80, 24));
}

#[test]
fn what_to_do_about_a_refusal_is_seen_however_much_the_server_says() {
    let mut entry = refused();
    if let Some(failure) = &mut entry.failure {
        failure.message = format!("{} {}", failure.message, "and it says so at great length ".repeat(20));
    }
    let scene = Scene::new().history(&every_state()).keys("esc shift-tab shift-tab");
    let shown = scene.later().entry(entry).drawn(80, 24);
    for seen in ["moderation refused", "…", "say it in other words", "I reads all"] {
        assert!(shown.contains(seen), "{seen}:\n{shown}");
    }
}

#[test]
fn a_refused_request_says_why() {
    let scene = Scene::new()
        .history(&every_state())
        .keys("esc shift-tab shift-tab")
        .later()
        .entry(refused());
    assert_snapshot!("refused", {
        let mut scene = scene;
        scene.drawn(120, 40)
    });
}

#[test]
fn every_view_stands_at_every_size() {
    let keys = [
        (View::History, "2"),
        (View::Gallery, "3"),
        (View::Queue, "4"),
        (View::Spend, "5"),
        (View::Settings, "6"),
    ];
    for (view, key) in keys {
        let scene = Scene::new()
            .history(&every_state())
            .keys("esc")
            .keys(key)
            .later()
            .entry(stored(4));
        let running = row(10, "a red kite over dunes", RequestState::Queued, 0);
        let scene = if view == View::Queue {
            scene.sent(running, &[stage(10, Stage::Waiting)])
        } else {
            scene
        };
        assert_eq!(scene.app.view(), view);
        everywhere(&view.label().to_lowercase(), scene);
    }
}

fn picker() -> Scene {
    let entry = |name: &str, kind, bytes, seconds: i64| DirectoryEntry {
        name: name.into(),
        shown: name.to_owned(),
        kind,
        bytes,
        modified: jiff::Timestamp::from_millisecond(NOW - seconds * 1000).ok(),
    };
    let mut scene = Scene::new().history(&every_state()).keys("esc shift-tab");
    scene = scene.keys("tab tab tab tab tab tab tab tab tab tab tab tab");
    while scene.app.form().field() != pochade::app::FormField::Images {
        scene = scene.keys("shift-tab");
    }
    scene = scene.keys("a");
    let entries = vec![
        entry("sketches", EntryKind::Directory, 0, 5),
        entry("kite-study.png", EntryKind::Picture, 1_940_000, 172_800),
        entry("kite-night.webp", EntryKind::Picture, 212_400, 3600),
        entry("notes.txt", EntryKind::Other, 900, 60),
    ];
    scene.tell(Msg::Listed(Listing {
        directory: "/home/ada/pictures/studies".into(),
        entries: Ok(entries),
    }));
    scene
}

/// The doctor's sheet, with more than a small screen holds.
fn doctor() -> Scene {
    let mut terminal = Section::new("Terminal");
    terminal.tell("program", "kitty(0.41.1)");
    terminal.tell("between", "tmux");
    let mut tmux = Section::new("tmux");
    tmux.tell("allow-passthrough", "off");
    tmux.better(
        "sharp pictures and copied texts reach the terminal",
        "tmux set -g allow-passthrough on",
    );
    let mut places = Section::new("Places");
    for name in ["records", "index, log", "thumbnails", "settings"] {
        places.tell(name, format!("/home/ada/a/rather/long/path/to/{name} · 12.3 GB free"));
    }
    let mut scene = Scene::new().history(&every_state()).keys("esc 6 G enter").later();
    let sections = vec![terminal, tmux, places];
    scene.tell(Msg::Diagnosed(Box::new(Diagnosis { sections })));
    scene
}

#[test]
fn what_floats_has_the_only_border() {
    let overlays: [(&str, Scene); 9] = [
        ("help", filled().keys("?")),
        ("palette", filled().keys("ctrl-p q u")),
        ("sizes", filled().keys("shift-tab shift-tab enter")),
        ("profiles", Scene::new().history(&every_state()).keys("esc P").later()),
        ("picker", picker()),
        ("search", filled().keys("/ f o x")),
        ("copy", with_result().keys("y")),
        ("doctor", doctor()),
        (
            "finder",
            filled().keys("ctrl-r").found(&every_state(), None).keys("down"),
        ),
    ];
    for (name, scene) in overlays {
        assert!(!scene.app.overlays().is_empty(), "{name} is not open");
        everywhere(name, scene);
    }
}

#[test]
fn the_palette_names_a_command_at_the_left_and_its_key_at_the_right() {
    for (width, height) in [(120, 40), (80, 24), (40, 12)] {
        let mut scene = Scene::new().history(&every_state()).keys("esc 2 ctrl-p").typed("trash");
        let shown = scene.drawn(width, height);
        let entry = |name: &str, key: &str| shown.lines().any(|row| row.contains(name) && row.contains(key));
        assert!(entry("▸ trash ", " d │"), "{shown}");
        assert!(entry("  show trash ", " g t │"), "{shown}");
        assert!(
            !shown.contains("generate "),
            "what only has its letters is no match:\n{shown}"
        );
    }
}

/// The view of the history, with a line typed into its search.
fn searching(line: &str) -> Scene {
    Scene::new().history(&every_state()).keys("esc 2 /").typed(line)
}

#[test]
fn a_search_tells_how_much_it_found_and_what_that_cost() {
    let rows: Vec<_> = every_state().into_iter().cycle().take(50).collect();
    let tally = Tally {
        count: 73,
        cost: Money::from_micros(1_090_000),
    };
    let scene = searching("heron cost>0.01").found(&rows, Some(tally)).keys("enter");
    assert_snapshot!("search_found", { scene }.drawn(120, 40));
    let counting = searching("heron").found(&rows, None).keys("enter").drawn(80, 24);
    assert!(counting.contains("50+ of 412"), "{counting}");
}

#[test]
fn while_an_index_is_made_the_list_says_how_far_it_is() {
    let (listed, all) = (34_000, 100_000);
    for (width, height) in [(80, 24), (120, 40)] {
        let mut scene = searching("heron");
        scene.tell(Msg::Indexing(Some(Indexing { listed, all })));
        let shown = scene.drawn(width, height);
        assert!(
            shown.contains("heron") && shown.contains("listing 34,000 of 100,000"),
            "{shown}"
        );
        scene.tell(Msg::Indexing(None));
        let shown = scene.drawn(width, height);
        assert!(shown.contains("9 requests") && !shown.contains("listing"), "{shown}");
    }
}

#[test]
fn a_long_line_has_its_row_to_itself_but_for_the_count() {
    let line = "kite dunes heron lighthouse ".repeat(5) + "model:flare";
    let rows = every_state();
    let end_is_seen = |shown: &str| {
        let row = shown.lines().find(|row| row.contains("model:flare"));
        let row = row.unwrap_or_else(|| panic!("the end of the line is not seen:\n{shown}"));
        let behind = row.split_once("model:flare").map(|(_, behind)| behind.to_owned());
        behind
            .unwrap_or_default()
            .split('·')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    for (width, height) in [(120, 40), (80, 24)] {
        let mut scene = searching(&line).found(&rows, None);
        assert_eq!(end_is_seen(&scene.drawn(width, height)), "9 of 412", "{width}");
        let mut finder = filled().keys("ctrl-r").typed(&line).found(&rows, None);
        assert_eq!(end_is_seen(&finder.drawn(width, height)), "9 of 412", "{width}");
        let mut empty = searching(&line).found(&rows, None).keys("ctrl-u");
        assert!(
            !empty.drawn(width, height).contains("model:flare"),
            "nothing of it stays"
        );
    }
}

#[test]
fn a_fault_stands_under_its_token() {
    let mut scene = searching("fox modle:flare");
    assert_snapshot!("search_fault", scene.drawn(120, 40));
    let theme = Theme::load("dark", None, ColourDepth::True).unwrap();
    let buffer = scene.buffer(120, 40, &theme);
    assert_eq!(
        buffer[(7, 2)].fg,
        theme.problem.fg.unwrap(),
        "the token itself is marked"
    );
    assert_snapshot!("search_fault_80x24", scene.drawn(80, 24));
    assert_snapshot!("search_fault_40x12", scene.drawn(40, 12));
}

#[test]
fn what_is_said_of_a_wrong_token_has_rows_of_its_own() {
    let mut scene = searching("fox in snow state:good");
    assert_snapshot!("search_fault_long_80x24", scene.drawn(80, 24));
    let unknown = searching("zzz:1").drawn(80, 24);
    assert!(unknown.contains("parent: has:"), "all of them are read: {unknown}");
    let narrow = searching("zzz:1").drawn(40, 12);
    assert!(narrow.contains("word; there are model: state: op:…"), "{narrow}");

    let rows: Vec<_> = (0..90)
        .map(|at| row(900 - at, &format!("kite {at:02}"), RequestState::Stored, 60))
        .collect();
    for (keys, at) in [("alt-2", "kite 19"), ("esc shift-tab shift-tab", "kite 02")] {
        let mut scene = Scene::new().history(&rows).keys(keys);
        let _ = scene.drawn(80, 24);
        for _ in 0..30 {
            if scene
                .drawn(80, 24)
                .lines()
                .any(|line| line.contains('▸') && line.contains(at))
            {
                break;
            }
            scene = scene.keys("j");
        }
        // What is typed narrows nothing until the store answers.
        let mut scene = scene.keys("/").typed("state:good");
        let _ = scene.drawn(80, 24);
        let shown = scene.drawn(80, 24);
        assert!(shown.contains("refused, not_sent, cancelled or unknown"), "{shown}");
        let line = shown.lines().find(|line| line.contains('▸') && line.contains("kite"));
        assert!(line.is_some_and(|line| line.contains(at)), "{at} of\n{shown}");
    }
}

#[test]
fn completions_stand_under_what_they_complete() {
    let mut scene = searching("fox mo");
    assert!(scene.drawn(80, 24).contains("model:"));
    scene.tell(Msg::NamesLoaded(KnownNames {
        models: vec!["gpt-image-2".to_owned(), "gpt-image-2.5-flare".to_owned()],
        ..KnownNames::default()
    }));
    assert_snapshot!("search_completion", scene.keys("tab tab").drawn(80, 24));
}

#[test]
fn a_word_that_is_a_token_says_how_it_is_looked_for_as_a_word() {
    let shown = searching("star").found(&every_state(), None).drawn(120, 40);
    assert!(shown.contains("\"star\" in quotes is the word"), "{shown}");
}

#[test]
fn nothing_found_says_how_to_widen() {
    let mut scene = searching("fox star state:refused").found(&[], None);
    let asked = HistoryQuery {
        sought: Query::read("fox star state:refused").unwrap(),
        ..HistoryQuery::default()
    };
    // Without each part, in the trash, and the first word as a model, a tag and a profile.
    let counts = vec![0, 2, 14, 1, 0, 3];
    scene.tell(Msg::HistoryWidened { asked, counts });
    assert!(!scene.drawn(80, 24).contains("g /"), "it would be typed");
    assert_snapshot!("search_nothing", scene.keys("enter").drawn(80, 24));
}

#[test]
fn what_is_close_to_what_was_typed_has_a_heading_of_its_own() {
    let close: Vec<_> = every_state().into_iter().take(3).collect();
    let near = |scene: &mut Scene, line: &str| {
        let asked = HistoryQuery {
            sought: Query::read(line).unwrap(),
            ..HistoryQuery::default()
        };
        let near = Near {
            rows: close.clone(),
            words: vec!["heron".to_owned(), "fog".to_owned()],
            looked_at: 300,
        };
        scene.tell(Msg::HistoryWidened {
            asked: asked.clone(),
            counts: vec![0, 14],
        });
        scene.tell(Msg::NearLoaded { asked, near });
    };
    let mut nothing = searching("hern fog").found(&[], None);
    near(&mut nothing, "hern fog");
    assert_snapshot!("search_near", nothing.keys("enter down").drawn(80, 24));

    let mut some = searching("hern").found(&[row(30, "hern", RequestState::Stored, 0)], None);
    near(&mut some, "hern");
    let shown = some.keys("enter").drawn(120, 40);
    let lines: Vec<_> = shown.lines().collect();
    let heading = lines
        .iter()
        .position(|line| line.contains("Close to what you typed, among the newest 300:"));
    let heading = heading.unwrap_or_else(|| panic!("{shown}"));
    assert!(lines[heading - 1].contains("hern"), "{shown}");
    assert!(lines[heading + 1].contains(&close[0].prompt[..12]), "{shown}");

    let mut finder = filled().keys("ctrl-r").typed("hern fog").found(&[], None);
    near(&mut finder, "hern fog");
    assert_snapshot!("finder_near", finder.drawn(80, 24));
}

#[test]
fn kept_searches_are_listed_in_the_search_line() {
    let mut scene = searching("kite")
        .found(&every_state(), None)
        .keys("enter S")
        .typed("kites")
        .keys("enter")
        .later();
    let shown = scene.drawn(120, 40);
    assert!(shown.contains("saved: kites"), "{shown}");
    let mut scene = scene.keys("esc").found(&every_state(), None);
    assert_snapshot!("search_kept", scene.drawn(120, 40));
}

#[test]
fn a_question_says_what_is_billed_anyway() {
    let running = row(10, "a red kite over dunes", RequestState::Queued, 0);
    let scene = Scene::new()
        .history(&every_state())
        .sent(running, &[stage(10, Stage::Waiting)]);
    let scene = scene.keys("esc ctrl-c");
    assert!(!scene.app.overlays().is_empty());
    everywhere("cancel", scene);
}

#[test]
fn a_message_stands_in_the_thin_line_and_grows_upwards() {
    let mut short = with_result().keys("d");
    assert_snapshot!("message", short.drawn(80, 24));
    let mut long = with_result();
    let failure = Failure::new(
        FailureKind::Setup,
        "api.openai.com asked for another key (401 invalid_api_key): the key from OPENAI_API_KEY ends in …x7Qd",
    )
    .with_hint("put the right one into the variable and start again");
    long.tell(Msg::Failed(failure));
    assert_snapshot!("long_message", long.drawn(80, 24));
    let failure = Failure::new(
        FailureKind::Setup,
        "a long message of a server that says it all twice ".repeat(8),
    );
    long.tell(Msg::Failed(failure));
    assert_snapshot!("endless_message", long.drawn(40, 12));
}

#[test]
fn letters_stand_in_for_signs() {
    let mut scene = Scene::in_letters()
        .history(&every_state())
        .typed(HERON)
        .keys("esc shift-tab shift-tab")
        .later();
    scene = scene.entry(stored(4));
    let screen = scene.drawn(120, 40);
    assert_snapshot!("letters", screen);
    let foreign: String = screen
        .chars()
        .filter(|c| !c.is_ascii() && !"雪の朝、静かな村".contains(*c))
        .collect();
    assert_eq!(foreign, "");
}

/// The gallery with a star on the first picture, and the second and third rejected.
fn culled(scene: Scene) -> Scene {
    let scene = scene.history(&every_state()).keys("esc 3").later().entry(stored(4));
    scene.keys("l - l -").later()
}

#[test]
fn what_is_thought_of_pictures_reads_without_colours() {
    assert_snapshot!("culled_80x24", culled(Scene::new()).drawn(80, 24));
    let mut letters = culled(Scene::in_letters());
    let screen = letters.drawn(80, 24);
    assert_snapshot!("culled_in_letters", screen);
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!("culled_large", culled(Scene::new()).keys("enter").drawn(80, 24));
    let all = culled(Scene::new()).keys("l - g g - g x");
    assert_snapshot!("culled_question", { all }.drawn(80, 24));
}

#[test]
fn an_empty_spend_sheet_says_what_is_not_counted() {
    let mut scene = Scene::new();
    scene.tell(Msg::SpendLoaded(Ok(SpendSheet {
        lines: Some((SpendBy::Day, Vec::new())),
        ..SpendSheet::default()
    })));
    let shown = scene.keys("esc 5").drawn(80, 24);
    assert!(shown.contains("Nothing was spent yet"), "{shown}");
    assert!(shown.contains("the sandbox"), "{shown}");
}

#[test]
fn the_sandbox_has_a_badge_that_stays() {
    let mut scene = Scene::in_sandbox().history(&[]);
    let theme = Theme::load("dark", None, ColourDepth::True).unwrap();
    for (width, height) in SIZES {
        let buffer = scene.buffer(width, height, &theme);
        let badge: String = buffer.content[..usize::from(width)]
            .iter()
            .filter(|cell| Some(cell.bg) == theme.badge.bg)
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert_eq!(badge, " sandbox ", "{width}x{height}");
    }
}

#[test]
fn too_small_a_screen_says_so() {
    let mut scene = filled();
    for (width, height) in [(39, 12), (40, 11), (20, 3), (1, 1)] {
        let screen = scene.drawn(width, height);
        assert!(width < 20 || screen.contains("room"), "{screen}");
    }
}

#[test]
fn no_size_and_no_text_is_too_odd_to_draw() {
    let hostile = "\u{1b}[2J\u{202e}雪👩‍👩‍👧e\u{301}\u{0}\t x";
    let rows = || {
        every_state().into_iter().map(|row| HistoryRow {
            prompt: hostile.to_owned(),
            model: hostile.to_owned(),
            size: hostile.to_owned(),
            ..row
        })
    };
    let scenes = [
        Scene::without_key(),
        Scene::new().history(&rows().collect::<Vec<_>>()).typed(hostile).later(),
        Scene::new()
            .history(&rows().collect::<Vec<_>>())
            .keys("esc 2")
            .later()
            .entry(stored(4)),
        filled().keys("?"),
        filled().keys("ctrl-p x"),
        picker(),
    ];
    let theme = Theme::load("dark", None, ColourDepth::True).unwrap();
    for mut scene in scenes {
        for (width, height) in (1..150)
            .step_by(11)
            .flat_map(|width| (1..60).step_by(7).map(move |height| (width, height)))
        {
            let buffer = scene.buffer(width, height, &theme);
            assert!(
                buffer
                    .content
                    .iter()
                    .all(|cell| !cell.symbol().contains(char::is_control)),
                "{width}x{height}"
            );
        }
    }
}

/// An edit of one image, with the focus on a field.
fn edit(change: impl FnOnce(&mut Draft), field: FormField) -> Scene {
    let mut draft = scene::draft("the kite is blue");
    draft.operation = Operation::Edit;
    "1".clone_into(&mut draft.count);
    draft.images = vec![scene::input(Role::Image, "kite-study.png", (4000, 3000))];
    change(&mut draft);
    let mut scene = Scene::with_draft(draft).history(&every_state()).keys("esc").later();
    while scene.app.form().field() != field {
        scene = scene.keys("tab esc");
    }
    scene.later()
}

#[test]
fn an_image_is_seen_and_says_at_which_size_it_is_sent() {
    everywhere("image", edit(|_| {}, FormField::Images));
    let several = |draft: &mut Draft| {
        for name in ["hat.png", "a cat on a very long wall.png", "fog.png"] {
            draft.images.push(scene::input(Role::Image, name, (1024, 768)));
        }
    };
    let mut scene = edit(several, FormField::Images).keys("l l l");
    assert_snapshot!("images_80x24", scene.drawn(80, 24));
    assert_snapshot!("images_120x40", scene.drawn(120, 40));
}

fn masked(draft: &mut Draft) {
    draft.images = vec![scene::input(Role::Image, "kite-study.png", (1024, 1024))];
    draft.mask = Some(scene::input(Role::Mask, "kite-mask.png", (1024, 1024)));
}

#[test]
fn a_mask_lies_over_its_image_and_says_how_much_it_repaints() {
    let mut scene = edit(masked, FormField::Mask);
    let over = scene.app.looked_at().unwrap().over.unwrap();
    scene.tell(Msg::MaskMeasured {
        image: "/home/ada/kite-study.png".into(),
        over,
        thousandths: 234,
    });
    everywhere("mask", scene);
    let other = |draft: &mut Draft| {
        masked(draft);
        draft.mask = Some(scene::input(Role::Mask, "kite-mask.png", (512, 512)));
    };
    let mut scene = edit(other, FormField::Mask);
    assert_snapshot!("mask_of_another_size", scene.drawn(80, 24));
    let mut scene = edit(other, FormField::Mask).keys("s").later();
    assert_snapshot!("mask_scaled", scene.drawn(80, 24));
}

#[test]
fn a_mask_that_repaints_nothing_names_the_way_out() {
    // The draft came with its reading, so nothing else is chosen in its place.
    let mut scene = edit(masked, FormField::Mask);
    let over = scene.app.looked_at().unwrap().over.unwrap();
    scene.tell(Msg::MaskMeasured {
        image: "/home/ada/kite-study.png".into(),
        over,
        thousandths: 0,
    });
    let drawn = scene.drawn(120, 40);
    for row in [
        "! kite-mask.png  nothing repainted",
        "repaints nothing: read it by ",
        "white (right in Mask by)",
    ] {
        assert!(drawn.contains(row), "{drawn}");
    }
}

#[test]
fn a_mask_made_by_the_api_shows_its_price_before_it_is_sent() {
    let mut scene = edit(|_| {}, FormField::Images).keys("M");
    assert_snapshot!("mask_subject", scene.drawn(80, 24));
    let mut scene = scene.typed("the kite").keys("enter");
    assert_snapshot!("mask_price", scene.drawn(80, 24));
}

#[test]
fn a_recalled_picture_says_what_did_not_come_along() {
    let said = "a (red:1.2) fox in deep snow, golden hour <lora:fur_detail:0.8>\n\
        Negative prompt: blurry, lowres, watermark, text, signature, extra legs, bad anatomy\n\
        Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 3141592653, Size: 830x1216, \
        Model: sd_xl_base_1.0, Version: v1.10.1";
    let texts = [PictureText {
        key: "parameters".to_owned(),
        text: said.to_owned(),
    }];
    let facts = input(Role::Image, "fox.png", (830, 1216)).facts.unwrap();
    let mut scene = filled();
    scene.tell(Msg::RecipeRead {
        path: "/pictures/fox.png".into(),
        answer: Ok(Box::new((facts, recipe(&texts).unwrap()))),
    });
    everywhere("recalled", scene);
}

#[test]
fn rare_fields_say_what_becomes_of_them() {
    let rare = |draft: &mut Draft| {
        draft.seed = "7".to_owned();
        draft.extra = "{\"steps\": 20}".to_owned();
    };
    everywhere("rare", edit(rare, FormField::Seed));
}

#[test]
fn a_picture_by_address_is_not_ours_to_show() {
    let remote = |draft: &mut Draft| {
        let address = Remote::Url("https://pictures.example/kites/blue.png".to_owned());
        draft.images = vec![Input::remote(Role::Image, address)];
    };
    let mut scene = edit(remote, FormField::Images);
    assert_snapshot!("remote", scene.drawn(120, 40));
}

#[test]
fn what_is_typed_in_a_list_narrows_it() {
    let mut scene = filled().keys("shift-tab shift-tab enter").typed("15");
    assert_snapshot!("size_sought", scene.drawn(80, 24));
    let mut scene = scene.typed("00x700");
    assert_snapshot!("size_as_typed", scene.drawn(80, 24));
}

#[test]
fn registers_are_listed_with_what_they_hold() {
    let held = [('a', HERON), ('k', "a ${colour} kite\nover dunes")];
    let held = held.map(|(name, text)| (name, text.to_owned())).into();
    let scene = Scene::new().history(&every_state()).keys("esc \"");
    let mut scene = answered(scene, Answer::Registers { held, filled: None })
        .keys("k")
        .later();
    assert_snapshot!("registers_80x24", scene.drawn(80, 24));
}

#[test]
fn messages_are_read_again() {
    let mut scene = at_a_request().keys("* d u g m").later();
    assert_snapshot!("messages_80x24", scene.drawn(80, 24));
}

#[test]
fn a_typed_shape_offers_legal_sizes_with_their_prices() {
    let scene = filled().keys("shift-tab shift-tab enter end enter").typed("16:9 2mp");
    let mut scene = scene.keys("enter");
    assert_snapshot!("size_offers", scene.drawn(80, 24));
}

#[test]
fn the_dialogue_of_profiles_says_what_is_wrong_in_place() {
    everywhere("profile", Scene::without_key().keys("down down enter"));
    let scene = Scene::without_key()
        .keys("down down enter")
        .typed("http://images.example/v1");
    let mut scene = scene.keys("down down right right right right down down enter");
    assert_snapshot!("profile_fault", scene.drawn(80, 24));
}

fn models(answer: Result<Vec<ServedModel>, Failure>) -> Scene {
    let mut scene = Scene::new().history(&every_state()).keys("esc tab enter").later();
    let report = Report::Models {
        profile: "openai".to_owned(),
        answer,
    };
    scene.tell(Msg::Reported { report, now_ms: NOW });
    scene
}

#[test]
fn the_model_picker_lays_the_servers_list_over_the_table() {
    let served = |id: &str, shutdown: Option<&str>| ServedModel {
        id: id.to_owned(),
        shutdown: shutdown.map(|day| day.parse().unwrap()),
    };
    let mut asking = Scene::new().history(&every_state()).keys("esc tab enter").later();
    assert_snapshot!("models_asked", asking.drawn(80, 24));
    let listed = models(Ok(vec![
        served("gpt-image-2.5-flare", None),
        served("gpt-image-2", Some("2027-03-01")),
        served("gpt-image-9-preview", None),
        served("gpt-6-luna", None),
    ]));
    everywhere("served", listed);
    let mut failed = models(Err(Failure::new(
        FailureKind::NotSent,
        "the list of models did not come: the server is silent",
    )));
    assert_snapshot!("models_failed", failed.drawn(80, 24));
}

#[test]
fn a_refusal_leads_to_its_field_and_stays_there_in_words() {
    let mut entry = refused();
    entry.failure = Some(Failure {
        param: Some("size".to_owned()),
        link: Some("https://platform.openai.com/settings".into()),
        ..Failure::new(
            FailureKind::Refused,
            "Invalid size '1536x864'. The longest edge is too long.",
        )
    });
    let scene = Scene::new()
        .history(&every_state())
        .keys("esc shift-tab shift-tab")
        .later();
    let mut scene = scene.entry(entry);
    assert_snapshot!("refused_field", scene.drawn(120, 40));
    let mut scene = scene.keys("e").later();
    assert_snapshot!("mending", scene.drawn(80, 24));
}

#[test]
fn what_came_otherwise_than_asked_is_told() {
    let scene = || Scene::new().history(&every_state()).keys("esc").later();
    let mut entry = stored(3);
    entry.images[0].width = 1024;
    entry.images[2].partial = true;
    let mut compose = scene().keys("shift-tab shift-tab").entry(entry.clone());
    assert_snapshot!("differs_80x24", compose.drawn(80, 24));
    assert_snapshot!("differs_120x40", compose.drawn(120, 40));
    let mut last = scene().keys("shift-tab shift-tab").entry(entry.clone()).keys("]");
    last = last.keys("]");
    assert_snapshot!("unfinished", last.drawn(120, 40));
    let mut history = scene().keys("2").entry(entry);
    assert_snapshot!("differs_in_history", history.drawn(200, 60));
}

#[test]
fn the_queue_counts_unfinished_pictures() {
    let running = row(10, "a red kite over dunes", RequestState::Queued, 0);
    let partial = |index| Report::Partial {
        id: id(10),
        index,
        path: format!("/state/{index}.png").into(),
    };
    let reports = [stage(10, Stage::Receiving), partial(0), partial(1)];
    let scene = Scene::new().history(&every_state()).sent(running, &reports);
    let mut scene = scene.keys("esc 4").later();
    assert_snapshot!("queue_partials_80x24", scene.drawn(80, 24));
    assert_snapshot!("queue_partials_120x40", scene.drawn(120, 40));
}

/// Where a text begins on the screen.
fn find(buffer: &ratatui::buffer::Buffer, text: &str) -> (u16, u16) {
    let area = buffer.area;
    for y in 0..area.height {
        for x in 0..area.width {
            let rest: String = (x..area.width).map(|x| buffer[(x, y)].symbol()).collect();
            if rest.starts_with(text) {
                return (x, y);
            }
        }
    }
    (u16::MAX, u16::MAX)
}

fn style_at(buffer: &ratatui::buffer::Buffer, text: &str) -> Style {
    let at = find(buffer, text);
    assert!(at.0 < u16::MAX, "{text} is not on the screen");
    buffer[at].style()
}

fn looks_like(buffer: &ratatui::buffer::Buffer, text: &str, role: Style) -> bool {
    let style = style_at(buffer, text);
    role.fg.is_none_or(|fg| style.fg == Some(fg)) && style.add_modifier.contains(role.add_modifier)
}

#[test]
fn things_wear_the_look_of_their_roles() {
    for name in Theme::names() {
        for depth in [ColourDepth::True, ColourDepth::Mono] {
            let theme = Theme::load(name, None, depth).unwrap();
            let mut scene = filled();
            let buffer = scene.buffer(120, 40, &theme);
            let roles = [
                ("1 Compose", theme.tab_active),
                ("2 History", theme.tab),
                ("▌", theme.focus_bar),
                ("▸", theme.focus_bar),
                ("Result", theme.title),
                ("Size", theme.field_label),
                ("tab", theme.hint_key),
                ("│", theme.rule),
                ("refused", theme.problem),
            ];
            for (text, role) in roles {
                assert!(
                    looks_like(&buffer, text, role),
                    "{name} at {depth:?}: {text} is {:?}",
                    style_at(&buffer, text)
                );
            }
        }
    }
}

#[test]
fn every_theme_reads_without_colours() {
    for name in Theme::names() {
        let mut scene = filled();
        let terminal = scene.terminal(80, 24, name, ColourDepth::Mono);
        let buffer = terminal.backend().buffer();
        let reset = |cell: &ratatui::buffer::Cell| {
            cell.fg == ratatui::style::Color::Reset && cell.bg == ratatui::style::Color::Reset
        };
        assert!(buffer.content.iter().all(reset), "{name}");
        let field = buffer
            .content
            .iter()
            .filter(|cell| cell.modifier.contains(Modifier::REVERSED))
            .count();
        assert!(field > 0, "{name}: nothing says which value keys change");
    }
}

fn in_history() -> Scene {
    Scene::new()
        .history(&every_state())
        .keys("esc 2")
        .later()
        .entry(stored(4))
}

fn looked(question: Question, finding: Looked) -> Msg {
    Msg::Reported {
        report: Report::Looked {
            question,
            answer: Ok(finding),
        },
        now_ms: NOW,
    }
}

#[test]
fn a_close_look_has_the_screen_for_itself() {
    let mut scene = in_history().keys("z");
    for (width, height) in SIZES {
        assert_snapshot!(format!("zoom_{width}x{height}"), scene.drawn(width, height));
    }
    let mut scene = scene.keys("1 + .");
    let cursor = match scene.app.overlays().last() {
        Some(Overlay::Zoom(zoom)) => zoom.cursor().unwrap(),
        other => panic!("{other:?}"),
    };
    scene.tell(looked(
        Question::Pixel {
            picture: "/data/blobs/9-0.webp".into(),
            x: cursor.0,
            y: cursor.1,
            mask: None,
        },
        Looked::Pixel(Pixel {
            rgba: [216, 195, 169, 255],
            repainted: None,
        }),
    ));
    assert_snapshot!("zoom_pixel_80x24", scene.drawn(80, 24));
    assert_snapshot!("zoom_pixel_120x40", scene.drawn(120, 40));
}

/// An edit with a mask of the first picture of [`stored`], as the last row of the history.
fn edited() -> HistoryEntry {
    let stored = stored(1);
    let original = Input {
        sha256: Some(stored.images[0].sha256.clone()),
        ..scene::input(Role::Image, "heron.png", (1536, 864))
    };
    let draft = Draft {
        operation: Operation::Edit,
        images: vec![original],
        mask: Some(scene::input(Role::Mask, "bird.png", (1536, 864))),
        count: "1".to_owned(),
        ..scene::draft("A crane in morning fog, ink on wet paper, with a red crown")
    };
    let mut images = stored.images.clone();
    images[0].path = "/data/blobs/1-0.webp".into();
    images[0].sha256 = "e".repeat(64);
    HistoryEntry {
        id: id(1),
        request: ModelTable::standard().unwrap().checked(&draft).unwrap(),
        images,
        cost: Some(Money::from_micros(41_200)),
        cost_kind: CostKind::Paid,
        ..stored
    }
}

fn compared() -> Scene {
    let mut scene = in_history().keys("c G").later().entry(edited()).keys("c");
    let mask = pochade::domain::Overlaid {
        mask: "/home/ada/bird.png".into(),
        reading: pochade::domain::MaskReading::Alpha,
        level: false,
    };
    let changed = |per_mille, mean_tenths| Some(Changed { per_mille, mean_tenths });
    scene.tell(looked(
        Question::Change {
            before: "/data/blobs/9-0.webp".into(),
            after: "/data/blobs/1-0.webp".into(),
            mask: Some(mask),
        },
        Looked::Change(Change {
            outside: changed(31, 24),
            inside: changed(844, 613),
            scaled_from: None,
        }),
    ));
    scene
}

#[test]
fn a_marked_picture_carries_a_letter_in_the_list() {
    let mut scene = in_history().keys("c").later();
    let row = scene
        .drawn(80, 24)
        .lines()
        .find(|line| line.contains("heron"))
        .map(str::to_owned);
    assert!(row.as_ref().is_some_and(|row| row.contains("▸A●★ A heron")), "{row:?}");
}

#[test]
fn two_pictures_are_compared_with_what_was_asked_for_them() {
    let mut scene = compared();
    for (width, height) in SIZES {
        assert_snapshot!(format!("compare_{width}x{height}"), scene.drawn(width, height));
    }
    let mut heat = compared().keys("~");
    assert!(heat.drawn(120, 40).contains("heat map"));
    let mut split = compared().keys("| h h");
    assert!(split.drawn(120, 40).contains("A left of 45 %"));
    let mut original = in_history().keys("G").later().entry(edited()).keys("C");
    assert_snapshot!("compare_original_120x40", original.drawn(120, 40));
}

#[test]
fn the_titles_of_a_comparison_tell_two_results_of_one_name_apart() {
    let title = |second: HistoryEntry| {
        let mut scene = in_history().keys("c G").later().entry(second).keys("c");
        let line = scene
            .drawn(120, 40)
            .lines()
            .find(|line| line.contains("Compare"))
            .map(str::to_owned);
        line.unwrap()
    };
    let same = HistoryEntry { id: id(1), ..stored(1) };
    let model = {
        let mut draft = same.request.to_draft();
        draft.model = "gpt-image-2".to_owned();
        HistoryEntry {
            request: ModelTable::standard().unwrap().checked(&draft).unwrap(),
            ..same.clone()
        }
    };
    for (second, a, b) in [
        (model, "A 2.5-flare 4m · A heron", "B 2 4m · A heron"),
        (same, "A 00000009 · A heron", "B 00000001 · A heron"),
    ] {
        let line = title(second);
        assert!(line.contains(a) && line.contains(b), "{line}");
    }
}

#[test]
fn a_long_look_for_the_oldest_hit_shows_that_it_goes_on() {
    let rows: Vec<_> = every_state().into_iter().cycle().take(50).collect();
    let mut scene = searching("heron").found(&rows, None).keys("enter G").later();
    let line = |scene: &mut Scene| {
        scene
            .drawn(80, 24)
            .lines()
            .find(|line| line.contains("/ heron"))
            .map(str::to_owned)
    };
    let told = line(&mut scene).unwrap();
    assert!(told.contains("looking for the oldest … · esc stops"), "{told}");
    let mut scene = scene.keys("esc").later();
    let told = line(&mut scene).unwrap();
    assert!(told.contains("50+ of") && told.contains("esc ends it"), "{told}");
}

/// Counts what is written to it.
#[derive(Clone, Default)]
struct Meter(Rc<Cell<usize>>);

impl std::io::Write for Meter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The bytes that go to a terminal for each of these keys.
fn bytes_for(scene: &mut Scene, (width, height): (u16, u16), keys: &str) -> Vec<usize> {
    let theme = Theme::load("dark", None, ColourDepth::True).unwrap();
    let previews = Previews::default();
    let screen = Rect::new(0, 0, width, height);
    let meter = Meter::default();
    let options = TerminalOptions {
        viewport: Viewport::Fixed(screen),
    };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(meter.clone()), options).unwrap();
    let fit = ui::fit(&scene.app, screen);
    scene.tell(Msg::LaidOut(fit));
    terminal
        .draw(|frame| ui::draw(frame, &scene.app, &theme, &previews))
        .unwrap();
    let mut written = Vec::new();
    for key in keys.split(' ') {
        let before = meter.0.get();
        scene.press(key.parse().unwrap());
        terminal
            .draw(|frame| ui::draw(frame, &scene.app, &theme, &previews))
            .unwrap();
        written.push(meter.0.get() - before);
    }
    written
}

#[test]
fn a_typed_letter_costs_few_bytes() {
    for size in [(80, 24), (160, 45)] {
        let mut scene = Scene::new().history(&every_state()).typed(HERON).later();
        let mut bytes = bytes_for(&mut scene, size, "a n d a l o w s u n");
        bytes.sort_unstable();
        assert!(bytes[bytes.len() / 2] <= 48, "{size:?}: {bytes:?}");
    }
}

#[test]
fn a_move_in_a_list_costs_few_bytes() {
    for (size, keys) in [
        ((80, 24), "2"),
        ((120, 40), "2"),
        ((160, 45), "2"),
        ((160, 45), "shift-tab shift-tab"),
    ] {
        let rows = (0..60).map(|number| {
            row(
                number,
                &format!("{number} {}", HERON.repeat(2)),
                RequestState::Stored,
                60,
            )
        });
        let mut scene = Scene::new()
            .history(&rows.collect::<Vec<_>>())
            .keys("esc")
            .keys(keys)
            .later();
        let mut bytes = bytes_for(&mut scene, size, "j j j j j k j j j");
        bytes.sort_unstable();
        assert!(bytes[bytes.len() / 2] <= 256, "{size:?} {keys}: {bytes:?}");
    }
}

fn branch(number: u128, words: &str, parent: Option<u128>, depth: usize) -> Branch {
    let row = HistoryRow {
        parent: parent.map(id),
        ..row(number, words, RequestState::Stored, 60)
    };
    Branch {
        row,
        depth,
        again: false,
    }
}

fn answered(mut scene: Scene, answer: Answer) -> Scene {
    scene.tell(Msg::Answered(Ok(Box::new(answer))));
    scene
}

/// The view of the history with a request that was read.
fn at_a_request() -> Scene {
    let entry = stored(4);
    let row = row(9, HERON, RequestState::Stored, 60);
    assert_eq!(entry.id, row.id);
    Scene::new().history(&[row]).keys("alt-2").later().entry(entry)
}

#[test]
fn the_family_of_a_request_is_a_tree() {
    let branches = vec![
        branch(9, HERON, None, 0),
        branch(2, "at night, one lamp", Some(9), 1),
        branch(3, "the lamp is red", Some(2), 2),
        branch(4, "in snow", Some(9), 1),
    ];
    let family = Lineage {
        branches,
        ..Lineage::default()
    };
    let mut scene = answered(at_a_request().keys("t"), Answer::Lineage { id: id(9), family }).later();
    assert_snapshot!("tree_80x24", scene.drawn(80, 24));
    assert_snapshot!("tree_120x40", scene.drawn(120, 40));
    let beside = |shown: &str| {
        let words = ["made from", "this one", "made of it"];
        words.map(|words| shown.lines().position(|row| row.contains(words)))
    };
    let [from, this, made] = beside(&scene.drawn(120, 40));
    assert!(from.is_none() && this < made, "the first of them came from nothing");
    let mut second = scene.keys("down");
    let [from, this, made] = beside(&second.drawn(120, 40));
    assert!(from.is_some() && from < this && this < made);
    let [from, this, made] = beside(&second.drawn(80, 24));
    assert!(from.is_some() && from < this && made.is_none(), "where two have room");
}

#[test]
fn what_can_follow_a_first_key_stands_in_the_last_line_and_grows_upwards() {
    let mut scene = at_a_request().keys("g");
    assert_snapshot!("begun_80x24", scene.drawn(80, 24));
    assert_snapshot!("begun_40x12", scene.drawn(40, 12));
    assert!(!scene.app.fit().hints_priced, "no price stands there meanwhile");
    let screen = scene.later().drawn(80, 24);
    assert!(screen.contains("run again"), "{screen}");
}

#[test]
fn the_ladder_shows_its_prices() {
    let mut several = at_a_request().keys("R").later();
    assert_snapshot!("ladder_several", several.drawn(80, 24));
    let mut elsewhere = at_a_request().keys("m j").later();
    assert_snapshot!("ladder_elsewhere", elsewhere.drawn(80, 24));
    let mut typed = at_a_request().keys("m").typed("dall").later();
    assert_snapshot!("ladder_elsewhere_typed", typed.drawn(80, 24));
    let unknown = at_a_request().keys("m").typed("gpt-image-9").drawn(80, 24);
    assert!(unknown.contains("nothing here is called gpt-image-9"), "{unknown}");
    let mut actions = at_a_request().keys("x").later();
    assert_snapshot!("ladder_actions", actions.drawn(80, 40));
    let rows = [
        row(9, HERON, RequestState::Stored, 60),
        row(3, "a kite", RequestState::Stored, 99),
    ];
    let marked = Scene::new().history(&rows).keys("alt-2 space space k").later();
    let mut marked = marked.entry(stored(4)).keys("x").later();
    assert_snapshot!("ladder_actions_marked", marked.drawn(80, 40));
}

#[test]
fn marked_rows_and_the_trash_are_told() {
    let mut scene = Scene::new().history(&every_state()).keys("alt-2 space space").later();
    assert_snapshot!("marked_80x24", scene.drawn(80, 24));

    let mut hidden = Scene::new()
        .history(&every_state())
        .keys("alt-2 space /")
        .typed("kite")
        .keys("enter");
    hidden = hidden.found(&every_state()[1..3], None).later();
    assert_snapshot!("marked_hidden_80x24", hidden.drawn(80, 24));

    let trash = Scene::new().history(&every_state()).keys("alt-2 g t");
    let mut trash = trash.found(&every_state()[1..3], None).later();
    assert_snapshot!("trash_80x24", trash.drawn(80, 24));
}

#[test]
fn details_and_differences_are_read() {
    let mut details = at_a_request().keys("I").later();
    assert_snapshot!("details_80x24", details.drawn(80, 24));
    let relatives = Relatives {
        parents: vec![Parent { id: id(2), index: 0 }, Parent { id: id(3), index: 4 }],
        made: 1234,
    };
    let mut known = answered(at_a_request(), Answer::Relatives { id: id(9), relatives }).later();
    let beside = known.drawn(120, 40);
    let told = |screen: &str, words: &str| screen.lines().any(|line| line.contains(words));
    assert!(told(&beside, "made    1,234 requests from it"), "{beside}");
    let whole = known.keys("I").later().drawn(120, 60);
    for words in [
        "made     1,234 requests from it",
        "parent   00000000-0000-0000-0000-000000000002, picture 1",
        "parent   00000000-0000-0000-0000-000000000003, picture 5",
        "tokens   23 text tokens in, 5,488 image tokens out",
    ] {
        assert!(told(&whole, words), "{words} in {whole}");
    }
    let (mut first, second) = (stored(1), stored(4));
    first.profile = "work".to_owned();
    let scene = answered(at_a_request(), Answer::Pair(Box::new([first, second])));
    assert_snapshot!("difference_80x24", {
        let mut scene = scene.later();
        scene.drawn(80, 24)
    });
    let files = vec![
        (
            "request".to_owned(),
            "{\n  \"v\": 1,\n  \"prompt\": \"a fox\"\n}".to_owned(),
        ),
        ("answer-1".to_owned(), "{}".to_owned()),
    ];
    let mut raw = answered(at_a_request(), Answer::Raw { id: id(9), files }).later();
    assert_snapshot!("raw_80x24", raw.drawn(80, 24));
}
