//! Where the focus goes: views, panes, fields, full screen, themes, and out.

use super::scenes::{
    app, app_with, app_with_history, app_with_prompt, draft, go_to, id, keys, loads, on_top, page, press, read, start,
    submit,
};
use crate::{
    app::{App, Effect, FormField, Msg, Pane, SettingsRow, Start, View, update},
    domain::Draft,
    keys::Keymap,
};

#[test]
fn a_key_that_begins_a_sequence_shows_what_can_follow_until_it_does_or_time_is_up() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    let before = app.hints();
    let verbs = |app: &App| {
        app.hints()
            .iter()
            .map(|hint| format!("{} {}", hint.keys, hint.verb))
            .collect::<Vec<_>>()
    };
    assert_eq!(press(&mut app, "g"), []);
    let shown = verbs(&app);
    for words in ["m messages", "p take prompt", "w export", "t show trash"] {
        assert!(shown.iter().any(|shown| shown == words), "{words} in {shown:?}");
    }
    assert!(
        !shown.iter().any(|shown| shown.contains("take images")),
        "it has none: {shown:?}"
    );
    assert!(app.wants_ticks());

    let mut late = app.clone();
    let tick = |app: &mut App, ms: i64| {
        update(
            app,
            Msg::Ticked {
                now_ms: app.now_ms() + ms,
            },
        )
    };
    assert_eq!(tick(&mut late, 3_000), []);
    assert_eq!(verbs(&late), shown);
    assert_eq!(tick(&mut late, 3_000), []);
    assert_eq!(
        (late.pending().len(), late.hints(), late.wants_ticks()),
        (0, before.clone(), false)
    );

    press(&mut app, "g");
    assert_eq!((app.hints(), app.wants_ticks()), (before, false));
}

#[test]
fn what_follows_a_first_key_is_printed_from_the_keymap() {
    let keymap = "[history]\n\"request.star\" = [\"z s\"]\n\"zoom.open\" = [\"z z\"]\n";
    let mut app = App::new(Start {
        keymap: Keymap::overlaid(keymap).unwrap(),
        ..start()
    });
    let asked = loads(&app.first_effects()).remove(0);
    let answer = Ok(page(&["a fox"]));
    let _ = update(&mut app, Msg::HistoryLoaded { asked, answer });
    let effects = press(&mut app, "alt-2");
    read(&mut app, &effects);
    press(&mut app, "z");
    let hints: Vec<_> = app.hints().into_iter().map(|hint| (hint.keys, hint.verb)).collect();
    assert_eq!(
        hints,
        [("s".to_owned(), "star".to_owned()), ("z".to_owned(), "zoom".to_owned())]
    );
}

#[test]
fn digits_are_views_when_nobody_types() {
    let mut app = app_with_prompt("a fox");
    press(&mut app, "2 3");
    assert_eq!((app.view(), app.form().prompt().text()), (View::Compose, "a fox23"));

    press(&mut app, "esc");
    for (at, view) in View::ALL.iter().enumerate() {
        press(&mut app, &(at + 1).to_string());
        assert_eq!(app.view(), *view);
        press(&mut app, &format!("alt-{}", (at + 1) % 6 + 1));
        assert_eq!(app.view(), View::ALL[(at + 1) % 6]);
    }
}

#[test]
fn alt_digits_are_views_always() {
    let mut app = app_with_prompt("a fox");

    press(&mut app, "alt-3");

    assert_eq!((app.view(), app.form().prompt().text()), (View::Gallery, "a fox"));
}

#[test]
fn tab_goes_field_by_field_and_then_pane_by_pane_and_back() {
    let mut app = app_with(draft("a fox"));
    let fields = app.form().fields();
    go_to(&mut app, FormField::Mode);
    let mut seen = vec![(app.pane(), app.form().field())];
    for _ in 0..=fields.len() {
        press(&mut app, "tab");
        seen.push((app.pane(), app.form().field()));
    }

    let walked: Vec<_> = seen.iter().map(|(_, field)| *field).take(fields.len()).collect();
    assert_eq!(walked, fields);
    assert_eq!(seen[fields.len()].0, Pane::Result);
    assert_eq!(seen[fields.len() + 1].0, Pane::History);
    press(&mut app, "tab");
    assert_eq!((app.pane(), app.form().field()), (Pane::Form, fields[0]));

    for expected in [Pane::History, Pane::Result, Pane::Form] {
        press(&mut app, "shift-tab");
        assert_eq!(app.pane(), expected);
    }
    assert_eq!(Some(&app.form().field()), fields.last());
}

#[test]
fn tab_into_the_prompt_types_and_walking_over_it_does_not() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Mode);
    press(&mut app, "tab");
    assert!(app.is_typing());

    go_to(&mut app, FormField::Mode);
    press(&mut app, "j");
    assert_eq!((app.form().field(), app.is_typing()), (FormField::Prompt, false));
    press(&mut app, "j k k k");
    assert_eq!(app.form().field(), FormField::Mode);
}

#[test]
fn letters_are_commands_outside_the_form_even_if_the_prompt_was_typed_in() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "1 esc enter");
    assert!(app.is_typing());
    press(&mut app, "alt-2");

    assert!(!app.is_typing());
    assert_eq!(press(&mut app, "q"), [Effect::Quit]);
}

#[test]
fn going_to_the_history_pane_shows_its_request() {
    let mut app = app();
    let asked = loads(&app.first_effects());
    let answer = Ok(page(&["a fox"]));
    let _ = update(
        &mut app,
        Msg::HistoryLoaded {
            asked: asked[0].clone(),
            answer,
        },
    );

    press(&mut app, "esc g g shift-tab");

    assert_eq!((app.pane(), app.result().wanted()), (Pane::History, Some(id(1))));
}

#[test]
fn f_gives_the_pane_the_whole_screen_and_esc_takes_it_back() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "1 esc shift-tab shift-tab f");
    assert!(app.is_fullscreen());
    press(&mut app, "esc");
    assert!(!app.is_fullscreen());
    press(&mut app, "f f");
    assert!(!app.is_fullscreen());
    press(&mut app, "f 2");
    assert!(!app.is_fullscreen(), "another view begins whole");
}

#[test]
fn esc_never_quits() {
    let mut app = app_with_prompt("a fox");

    let effects = press(&mut app, &["esc"; 10].join(" "));

    assert_eq!((effects, app.view()), (vec![], View::Compose));
}

#[test]
fn q_quits_at_once_even_while_a_request_runs() {
    for view in ["1", "2", "3", "4", "5", "6", "1 tab"] {
        let mut app = app_with_history(&["a fox"]);
        submit(&mut app, 9, "a newt");
        press(&mut app, view);
        if app.is_typing() {
            press(&mut app, "esc");
        }
        assert_eq!(press(&mut app, "q"), [Effect::Quit], "{view}");
    }
}

#[test]
fn redraw_and_suspend_work_while_typing() {
    let mut app = app_with_prompt("a fox");

    assert_eq!(press(&mut app, "ctrl-l ctrl-z"), [Effect::Redraw, Effect::Suspend]);

    assert_eq!(app.form().prompt().text(), "a fox");
}

#[test]
fn an_unfinished_sequence_is_shown_and_then_forgotten() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "G g");
    assert_eq!(app.pending(), keys("g"));

    press(&mut app, "k");

    assert_eq!(app.pending(), []);
    assert_eq!(
        app.history().current().map(|row| row.id),
        Some(id(2)),
        "k counts for itself"
    );
    press(&mut app, "G g g");
    assert_eq!(app.history().current().map(|row| row.id), Some(id(2)));
}

#[test]
fn the_theme_goes_round_and_is_kept() {
    let mut app = app_with_prompt("a fox");

    for theme in ["light", "mono", "dark"] {
        assert_eq!(press(&mut app, "ctrl-t"), [Effect::KeepTheme(theme.to_owned())]);
        assert_eq!(app.theme(), theme);
    }
}

#[test]
fn settings_step_the_theme_the_pictures_and_the_profile() {
    let mut app = app();
    press(&mut app, "alt-6 g g");
    assert_eq!(app.settings_screen().current(), SettingsRow::Profile);
    press(&mut app, "enter");
    assert_eq!(on_top(&app), "menu");
    assert_eq!(press(&mut app, "j enter"), [Effect::KeepProfile("sandbox".to_owned())]);
    assert_eq!(app.setting(SettingsRow::Profile), "sandbox");

    assert_eq!(press(&mut app, "j h"), [Effect::KeepTheme("mono".to_owned())]);
    assert_eq!(press(&mut app, "t"), [Effect::KeepTheme("dark".to_owned())]);
    assert_eq!(press(&mut app, "j l"), [Effect::NextProtocol]);
    app.set_pictures("sixel");
    assert_eq!(app.setting(SettingsRow::Pictures), "sixel");
}

#[test]
fn a_layout_is_taken_over_by_every_list() {
    let mut app = app_with_history(&["a", "b", "c", "d", "e", "f", "g", "h"]);
    let fit = crate::app::Fit {
        history_rows: 4,
        prompt_width: 10,
        ..app.fit()
    };

    assert_eq!(update(&mut app, Msg::LaidOut(fit)), []);
    press(&mut app, "pgdn");

    assert_eq!(app.history().list().selected(), Some(3));
    assert_eq!(app.fit(), fit);
}

#[test]
fn every_view_and_pane_has_hints_that_name_the_way_out() {
    let mut app: App = app_with(Draft::default());
    for keys in ["1", "tab", "2", "3", "4", "5", "6"] {
        press(&mut app, keys);
        if app.is_typing() {
            press(&mut app, "esc");
        }
        let hints = app.hints();
        assert!(
            hints.iter().any(|hint| hint.verb == "quit" && hint.keys == "q"),
            "{keys}: {hints:?}"
        );
        assert!(
            hints.iter().any(|hint| hint.verb == "help" && hint.keys == "?"),
            "{keys}"
        );
    }
}
