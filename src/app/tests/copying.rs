//! `y` and what follows it: the list, the chord, and what is asked of the world.

use super::scenes::{answer_entry, app_with_history, entry, failure, hint, on_top, press, row, toast, type_text};
use crate::{
    app::{App, CopyWish, Effect, MenuPurpose, Msg, Overlay, update},
    domain::{Copied, CopiedThing, Failure, FailureKind, Section},
    keys::Command,
};

fn copies(effects: &[Effect]) -> Vec<&CopyWish> {
    let wishes = effects.iter().filter_map(|effect| match effect {
        Effect::Copy(wish) => Some(&**wish),
        _ => None,
    });
    wishes.collect()
}

fn text(effects: &[Effect]) -> (CopiedThing, &str) {
    match copies(effects)[..] {
        [CopyWish::Text { thing, text }] => (*thing, text),
        _ => panic!("{effects:?}"),
    }
}

/// The lines of the list that lies on top.
fn lines(app: &App) -> Vec<String> {
    match app.overlays().last() {
        Some(Overlay::Menu(menu)) if menu.purpose == MenuPurpose::Copy => menu
            .items
            .iter()
            .map(|item| format!("{} · {}", item.label, item.note))
            .collect(),
        _ => panic!("{} lies on top", on_top(app)),
    }
}

#[test]
fn y_lists_its_keys_at_once_and_the_next_one_copies() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    assert!(hint(&app, "copy").is_some());

    press(&mut app, "y");

    assert_eq!(
        lines(&app),
        [
            "p  the prompt · a fox",
            "f  the path · ",
            "s  an scp line · ",
            "j  the record as JSON · ",
            "c  a curl line · ",
            "i  the picture · 1024×1024",
            "l  the link · it has none",
            "d  the id · 01900000-0000-7000-8000-000000000002",
            "u  the server's id · the server gave none",
        ]
    );
    let effects = press(&mut app.clone(), "d");
    assert_eq!(
        text(&effects),
        (CopiedThing::Id, "01900000-0000-7000-8000-000000000002"),
        "whole, as the command line takes it"
    );
    let effects = press(&mut app, "p");
    assert_eq!(
        (text(&effects), on_top(&app)),
        ((CopiedThing::Prompt, "a fox"), "nothing")
    );
}

#[test]
fn each_key_copies_its_own_thing_of_the_selected_request() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    let effects = press(&mut app, "j");
    let rows = app.history().rows().to_vec();
    assert!(effects.contains(&Effect::LoadEntryAtRest(rows[1].id)));
    answer_entry(&mut app, &rows[1]);

    assert_eq!(text(&press(&mut app, "y f")), (CopiedThing::Path, "/data/blobs/0.png"));
    assert_eq!(
        copies(&press(&mut app, "y s")),
        [&CopyWish::Scp("/data/blobs/0.png".into())]
    );
    press(&mut app, "]");
    assert_eq!(
        copies(&press(&mut app, "y i")),
        [&CopyWish::Picture("/data/blobs/1.png".into())]
    );
    let heron = Box::new(entry(&rows[1]));
    assert_eq!(copies(&press(&mut app, "y c")), [&CopyWish::Curl(heron.clone())]);
    let line = serde_json::to_string(&heron).unwrap();
    assert_eq!(text(&press(&mut app, "y j")), (CopiedThing::Json, line.as_str()));
}

#[test]
fn what_a_request_does_not_have_is_said() {
    let mut app = app_with_history(&["a fox"]);
    for (keys, sentence) in [("y l", "it has no link"), ("y u", "the server gave it no id")] {
        assert_eq!(press(&mut app, keys), []);
        assert_eq!(toast(&app), sentence);
    }
}

#[test]
fn a_link_and_an_id_of_a_refused_request_are_copied() {
    let mut app = app_with_history(&["a fox"]);
    let link = "https://help.example/verify";
    let mut refused = entry(&row(1, "a fox"));
    refused.failure = Some(Failure {
        link: Some(link.into()),
        ..Failure::new(FailureKind::Refused, "no")
    });
    refused.request_id = Some("req_7".to_owned());
    let answer = Ok(Box::new(refused));
    assert_eq!(
        update(
            &mut app,
            Msg::EntryLoaded {
                id: row(1, "").id,
                answer
            }
        ),
        []
    );

    assert_eq!(text(&press(&mut app, "y l")), (CopiedThing::Link, link));
    assert_eq!(text(&press(&mut app, "y u")), (CopiedThing::RequestId, "req_7"));
}

#[test]
fn the_chord_waits_for_a_request_that_is_still_being_read() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "j");

    assert_eq!(copies(&press(&mut app, "y p")), Vec::<&CopyWish>::new());

    let heron = app.history().rows()[1].clone();
    let effects = answer_entry(&mut app, &heron);
    assert_eq!(text(&effects), (CopiedThing::Prompt, "a heron"));
}

#[test]
fn arrows_and_enter_choose_from_the_list_and_esc_closes_it() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(
        text(&press(&mut app, "y down enter")),
        (CopiedThing::Path, "/data/blobs/0.png")
    );
    assert_eq!(press(&mut app, "y esc"), []);
    assert_eq!((on_top(&app), app.view()), ("nothing", crate::app::View::History));
}

#[test]
fn without_a_request_there_is_nothing_to_copy() {
    let mut app = app_with_history(&[]);
    assert_eq!(press(&mut app, "y"), []);
    assert_eq!((on_top(&app), toast(&app)), ("nothing", "no request is selected"));
}

#[test]
fn the_proof_and_the_refusal_are_both_shown() {
    let mut app = app_with_history(&["a fox"]);
    let copied = Copied {
        thing: CopiedThing::Prompt,
        amount: "5 characters".to_owned(),
        how: "through OSC 52".to_owned(),
        remarks: Vec::new(),
    };
    assert_eq!(update(&mut app, Msg::Copied(Ok(copied))), []);
    assert_eq!(toast(&app), "copied the prompt: 5 characters through OSC 52");
    assert_eq!(update(&mut app, Msg::Copied(Err(failure("the disk is full")))), []);
    assert_eq!(toast(&app), "the disk is full");
}

#[test]
fn the_palette_copies_by_name() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "ctrl-p");
    type_text(&mut app, Command::CopyPrompt.help().trim_end_matches('.'));
    assert_eq!(text(&press(&mut app, "enter")), (CopiedThing::Prompt, "a fox"));
}

#[test]
fn the_doctor_is_a_row_of_the_settings_and_its_sheet_scrolls() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "6"), [Effect::MeasureDisk]);
    assert_eq!(app.settings_screen().disk(), "measuring …");
    let disk = crate::domain::DiskUse {
        used: 1_234_000_000,
        free: 48_000_000_000,
    };
    assert_eq!(update(&mut app, Msg::DiskMeasured(disk)), []);
    assert_eq!(app.settings_screen().disk(), "1.2 GB used · 48 GB free");
    assert_eq!(press(&mut app, "G enter"), [Effect::Diagnose]);
    let mut section = Section::new("Terminal");
    section.tell("program", "kitty");
    let found = crate::domain::Diagnosis {
        sections: vec![section],
    };
    assert_eq!(update(&mut app, Msg::Diagnosed(Box::new(found.clone()))), []);
    press(&mut app, "j j k");
    match app.overlays().last() {
        Some(Overlay::Doctor(sheet)) => assert_eq!((sheet.diagnosis.as_ref(), sheet.scroll), (Some(&found), 1)),
        _ => panic!("{} lies on top", on_top(&app)),
    }
    press(&mut app, "esc");
    assert_eq!(update(&mut app, Msg::Diagnosed(Box::new(found))), []);
    assert_eq!(on_top(&app), "nothing");
}
