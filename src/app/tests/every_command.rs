//! Every command, in every view, on every pane and under every overlay: nothing panics, and nothing spends unseen.

use super::scenes::{
    answer_entry, app, app_with_history, hasty, id, inspect, paste, press, report, row, sent, submit, type_text,
    without_price,
};
use crate::{
    app::{App, Confirmed, Effect, MenuPurpose, Msg, Overlay, commands, update},
    domain::{HistoryRow, RequestState, Stage, Unfinished},
    keys::Command,
};

const PLACES: &[&str] = &[
    "alt-1",
    "alt-1 esc",
    "alt-1 esc g g",
    "alt-1 esc G",
    "alt-1 esc g g shift-tab",
    "alt-1 esc g g shift-tab shift-tab",
    "alt-1 esc g g shift-tab shift-tab f",
    "alt-2",
    "alt-3",
    "alt-4",
    "alt-4 g g j",
    "alt-5",
    "alt-6",
];

const ON_TOP: &[&str] = &[
    "",
    "f1",
    "ctrl-p",
    "ctrl-c",
    "esc P",
    "esc R",
    "esc m",
    "esc x",
    "esc I",
    "esc T",
    "esc /",
    "ctrl-r",
    "esc w",
    "esc A",
    "esc enter",
    "esc z",
    "esc \"",
    "esc z + .",
    "esc c ] c",
    "alt-6 a",
    "esc y",
    "alt-6 G enter",
];

/// A studio with requests of all kinds, an image in the form, and a running job.
fn busy() -> App {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "alt-1");
    let effects = paste(&mut app, "/pictures/a.png");
    inspect(&mut app, &effects, 64, 64);
    submit(&mut app, 9, "a newt");
    report(
        &mut app,
        crate::domain::Report::Stage {
            id: id(9),
            stage: Stage::Waiting,
            wait_s: None,
        },
    );
    let found = Unfinished {
        rows: [RequestState::Queued, RequestState::Unknown].map(left).to_vec(),
        elsewhere: false,
        ..Unfinished::default()
    };
    let now_ms = app.now_ms();
    let _ = update(&mut app, Msg::Unfinished { found, now_ms });
    type_text(&mut app, "a hat");
    app
}

/// What an earlier run has left.
fn left(state: RequestState) -> HistoryRow {
    let number = if state == RequestState::Queued { 3 } else { 4 };
    HistoryRow {
        state,
        ..row(number, "a toad")
    }
}

/// Answers every request to read one, from the list or from the queue.
fn read_any(app: &mut App, effects: &[Effect]) {
    for effect in effects {
        let Effect::LoadEntry(id) = effect else { continue };
        let row = app.jobs().of(*id).map(|job| job.row.clone());
        let listed = app.history().rows().iter().find(|row| row.id == *id).cloned();
        if let Some(row) = row.or(listed) {
            answer_entry(app, &row);
        }
    }
}

fn scenes() -> Vec<(String, App)> {
    let mut scenes = Vec::new();
    for first in [app(), busy()] {
        for place in PLACES {
            let mut there = first.clone();
            let effects = press(&mut there, place);
            read_any(&mut there, &effects);
            for keys in ON_TOP {
                let mut app = there.clone();
                if !keys.is_empty() {
                    press(&mut app, keys);
                }
                scenes.push((format!("{place}, {keys}"), app));
            }
        }
    }
    scenes
}

/// Whether the price of what the command sends can be seen before it is given.
fn price_is_seen(app: &App, command: Command) -> bool {
    match (app.overlays().last(), command) {
        (Some(Overlay::Confirm(confirm)), Command::DialogAccept) => {
            let spends = matches!(
                confirm.then,
                Confirmed::Send(_) | Confirmed::MakeMask { .. } | Confirmed::Retry(_)
            );
            spends && confirm.question.contains('$')
        }
        (None, Command::FormSend) => app.fit().price_visible,
        (None, Command::RequestRerun) => app.price_again().is_some(),
        (None, Command::QueueHold) => app
            .hints()
            .iter()
            .any(|hint| hint.verb == "let go" && hint.price.contains('$')),
        (None, Command::RequestFinal) => app.price_final().is_some(),
        (None, Command::RequestRepeat) => app
            .hints()
            .iter()
            .any(|hint| hint.verb.starts_with("repeat") && !hint.price.is_empty()),
        // The price of what is selected stands beside the key, and beside the item.
        (Some(Overlay::Menu(menu)), Command::RequestRerun) => match menu.purpose {
            MenuPurpose::Elsewhere | MenuPurpose::Actions => app.price_again().is_some(),
            _ => false,
        },
        _ => false,
    }
}

#[test]
fn every_command_is_harmless_everywhere() {
    let mut sent = 0;
    for (name, scene) in scenes() {
        for &command in Command::ALL {
            let mut app = scene.clone();
            let _ = hasty(&mut app, "f12", 2000);
            let seen = price_is_seen(&app, command);
            let effects = commands::run(&mut app, command);
            let spends =
                |effect: &Effect| matches!(effect, Effect::Submit(_) | Effect::Resume { .. } | Effect::Retry(_));
            let is_sent = effects.iter().any(spends);
            assert!(!is_sent || seen, "{name}: {command} sends unseen");
            sent += usize::from(is_sent);
            let focus = app.form().field();
            assert!(
                app.form().fields().contains(&focus),
                "{name}: {command} loses the focus"
            );
            assert!(!app.hints().is_empty(), "{name}: {command} leaves no hint");
        }
    }
    assert!(sent > 10, "some of them do send: {sent}");
}

#[test]
fn the_form_is_sent_nowhere_without_its_price_on_the_screen() {
    for (name, mut app) in scenes() {
        without_price(&mut app);
        let _ = hasty(&mut app, "f12", 2000);
        assert_eq!(commands::run(&mut app, Command::FormSend), [], "{name}");
    }
}

#[test]
fn every_command_of_the_palette_is_harmless_and_closes_it() {
    for place in ["alt-1", "alt-1 esc G", "alt-1 esc g g shift-tab", "alt-2", "alt-6"] {
        let mut there = busy();
        let effects = press(&mut there, place);
        read_any(&mut there, &effects);
        for &command in Command::ALL {
            let mut app = there.clone();
            press(&mut app, "ctrl-p");
            let Some(Overlay::Palette(palette)) = app.overlays().last() else {
                panic!("no palette");
            };
            if !palette.rows().any(|item| item.id == command.id()) {
                continue;
            }
            type_text(&mut app, command.id());
            let effects = press(&mut app, "enter");
            assert_eq!(sent(&effects), [""; 0], "{place}: {command}");
            assert!(
                !matches!(app.overlays().last(), Some(Overlay::Palette(_))),
                "{place}: {command}"
            );
        }
    }
}
