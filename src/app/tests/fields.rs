//! Choosing model, size, count and options.

use super::scenes::{app_with, draft, go_to, on_top, openai, press, sent, start, submissions, toast, type_text};
use crate::{
    app::{FormField, MenuPurpose, Overlay, Typing},
    domain::{Draft, OptionName},
};

fn labels(app: &crate::app::App) -> Vec<String> {
    match app.overlays().last() {
        Some(Overlay::Menu(menu)) => menu.items.iter().map(|item| item.label.clone()).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_size_steps_through_the_list_and_round() {
    let mut app = app_with(Draft::default());
    go_to(&mut app, FormField::Size);
    assert_eq!(app.form().value(FormField::Size), "auto");

    for (key, size) in [
        ("right", "1024x1024"),
        ("l", "1536x1024"),
        ("space", "1024x1536"),
        ("left", "1536x1024"),
        ("-", "1024x1024"),
        ("h", "auto"),
        ("h", "2160x3840"),
        ("+", "auto"),
    ] {
        press(&mut app, key);
        assert_eq!(app.form().value(FormField::Size), size, "after {key}");
    }
    assert!(!app.form().differs(FormField::Size));
}

#[test]
fn a_size_can_be_typed_and_a_wrong_one_says_the_nearest() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Size);

    press(&mut app, "enter end enter ctrl-u");
    type_text(&mut app, "1000×1000");
    assert!(matches!(app.form().typing(), Typing::Value(_)));
    press(&mut app, "enter");

    assert_eq!(app.form().draft().size, "1000x1000");
    let fault = app.form().fault(FormField::Size).unwrap();
    assert_eq!(fault.nearest.as_deref(), Some("1008x1008"));
    assert_eq!(*app.form().typing(), Typing::Off);
    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no sizes are offered");
    };
    assert_eq!(menu.items[0].label, "1008×1008");
}

#[test]
fn esc_drops_what_was_typed_into_a_field_and_tab_keeps_it() {
    for (key, count) in [("esc", ""), ("tab", "12"), ("alt-2", "12")] {
        let mut app = app_with(draft("a fox"));
        go_to(&mut app, FormField::Count);
        press(&mut app, "enter ctrl-u 1 2");
        press(&mut app, key);
        assert_eq!(app.form().draft().count, count, "{key}");
    }
}

#[test]
fn a_count_steps_between_its_limits() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Count);

    press(&mut app, "-");
    assert_eq!(app.form().value(FormField::Count), "1");
    press(&mut app, "+ + +");
    assert_eq!(app.form().value(FormField::Count), "4");
    press(&mut app, "+ + + + + + + + + +");
    assert_eq!(app.form().value(FormField::Count), "10");
}

#[test]
fn an_option_without_a_default_can_be_left_to_the_model_again() {
    let complexity = FormField::Option(OptionName::Complexity);
    let mut app = app_with(Draft {
        model: "gpt-image-2.6-flare".to_owned(),
        options: [(OptionName::Complexity, "high".to_owned())].into(),
        ..draft("a fox")
    });
    go_to(&mut app, complexity);

    press(&mut app, "l");

    assert_eq!(app.form().draft().option(OptionName::Complexity), "");
    press(&mut app, "h");
    assert_eq!(app.form().draft().option(OptionName::Complexity), "high");
}

#[test]
fn only_the_options_of_the_model_are_there() {
    let fields = |model: &str| {
        let app = app_with(Draft {
            model: model.to_owned(),
            ..Draft::default()
        });
        app.form().fields()
    };
    let (new, old) = (fields("gpt-image-2.6-flare"), fields("dall-e-3"));

    assert!(new.contains(&FormField::Option(OptionName::Background)));
    assert!(new.contains(&FormField::Count) && new.contains(&FormField::Images));
    assert!(old.contains(&FormField::Option(OptionName::Style)));
    assert!(!old.contains(&FormField::Option(OptionName::Background)));
    assert!(!old.contains(&FormField::Count) && !old.contains(&FormField::Images));
}

#[test]
fn rare_options_stand_behind_more_until_they_are_set() {
    let moderation = FormField::Option(OptionName::Moderation);
    let mut app = app_with(draft("a fox"));
    assert!(!app.form().fields().contains(&moderation));

    go_to(&mut app, FormField::More);
    press(&mut app, "enter");
    assert!(app.form().fields().contains(&moderation));
    go_to(&mut app, moderation);
    press(&mut app, "l");
    go_to(&mut app, FormField::More);
    press(&mut app, "enter");
    assert!(app.form().fields().contains(&moderation), "a set one stays");
}

#[test]
fn another_model_drops_what_it_does_not_take_and_says_so() {
    let mut app = app_with(Draft {
        model: "gpt-image-2.6-flare".to_owned(),
        options: [
            (OptionName::Quality, "xhigh".to_owned()),
            (OptionName::Complexity, "high".to_owned()),
            (OptionName::Background, "opaque".to_owned()),
        ]
        .into(),
        ..draft("a fox")
    });
    go_to(&mut app, FormField::Model);

    press(&mut app, "enter");
    let place = labels(&app).iter().position(|label| label == "gpt-image-2").unwrap();
    press(&mut app, "home");
    for _ in 0..place {
        press(&mut app, "j");
    }
    press(&mut app, "enter");

    assert_eq!(app.form().model().id(), "gpt-image-2");
    assert!(
        toast(&app).contains("quality xhigh") && toast(&app).contains("complexity high"),
        "{}",
        toast(&app)
    );
    let options = app.form().draft().options;
    assert_eq!(options.keys().collect::<Vec<_>>(), [&OptionName::Background]);
    assert_eq!(sent(&press(&mut app, "alt-enter")), ["a fox"]);
}

#[test]
fn a_fault_that_was_there_before_is_not_blamed_on_another_model() {
    let mut app = app_with(Draft {
        options: [(OptionName::Quality, "ultra".to_owned())].into(),
        ..draft("a fox")
    });
    go_to(&mut app, FormField::Model);

    press(&mut app, "l");

    assert_eq!(
        (toast(&app), app.form().draft().option(OptionName::Quality)),
        ("", "ultra")
    );
}

#[test]
fn an_option_without_effect_is_neither_shown_nor_sent_nor_forgotten() {
    let compression = FormField::Option(OptionName::OutputCompression);
    let mut app = app_with(Draft {
        options: [
            (OptionName::OutputFormat, "webp".to_owned()),
            (OptionName::OutputCompression, "80".to_owned()),
        ]
        .into(),
        ..draft("a fox")
    });
    go_to(&mut app, FormField::Option(OptionName::OutputFormat));

    press(&mut app, "right");
    assert_eq!(app.form().value(FormField::Option(OptionName::OutputFormat)), "png");
    assert!(!app.form().fields().contains(&compression));
    let effects = press(&mut app, "alt-enter");
    assert_eq!(
        submissions(&effects)[0].request.option(OptionName::OutputCompression),
        ""
    );

    press(&mut app, "left");
    assert!(app.form().fields().contains(&compression));
    assert_eq!(app.form().value(compression), "80");
}

#[test]
fn every_field_that_a_model_shows_can_be_reached_and_opened() {
    let table = crate::domain::ModelTable::standard().unwrap();
    for model in table.ids().into_iter().chain(["flux-kontext-pro"]) {
        let mut app = app_with(Draft {
            model: model.to_owned(),
            ..draft("a fox")
        });
        go_to(&mut app, FormField::More);
        press(&mut app, "enter");
        for field in app.form().fields() {
            go_to(&mut app, field);
            press(&mut app, "enter");
            let opened = on_top(&app) != "nothing" || *app.form().typing() != Typing::Off;
            assert!(
                opened || matches!(field, FormField::Mode | FormField::More),
                "{model}: {field:?}"
            );
            press(&mut app, "esc");
            if !app.form().fields().contains(&FormField::Prompt) {
                press(&mut app, "M");
            }
        }
    }
}

#[test]
fn the_model_list_names_lives_and_prices() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Model);
    press(&mut app, "enter");

    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };

    assert_eq!(menu.purpose, MenuPurpose::Model);
    let note = |id: &str| {
        let item = menu.items.iter().find(|item| item.label == id).unwrap();
        (item.note.clone(), item.warns)
    };
    assert!(
        note("gpt-image-2.5-flare").0.trim_start().starts_with("$0.0132"),
        "{:?}",
        note("gpt-image-2.5-flare")
    );
    assert!(!note("gpt-image-2.5-flare").1);
    assert!(note("gpt-image-1.5").0.contains("ends 2026-12-01") && note("gpt-image-1.5").1);
    assert!(note("dall-e-3").0.contains("shut down 2026-05-12") && note("dall-e-3").1);
}

#[test]
fn models_of_the_profile_are_offered_first() {
    let mut profile = openai();
    profile.profile.models = vec!["flux-kontext-pro".to_owned(), "gpt-image-2".to_owned()];
    let mut app = crate::app::App::new(crate::app::Start {
        profiles: vec![profile],
        ..start()
    });
    go_to(&mut app, FormField::Model);
    press(&mut app, "enter");

    let labels = labels(&app);
    assert_eq!(labels[..2], ["flux-kontext-pro", "gpt-image-2"]);
    assert_eq!(labels.iter().filter(|label| *label == "gpt-image-2").count(), 1);
}

#[test]
fn the_price_of_each_value_stands_beside_it() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Option(OptionName::Quality));
    press(&mut app, "enter");

    let Some(Overlay::Menu(menu)) = app.overlays().last() else {
        panic!("no menu");
    };
    let items: Vec<_> = menu
        .items
        .iter()
        .map(|item| (item.label.as_str(), item.note.as_str()))
        .collect();
    assert_eq!(items[1], ("low", "~$0.0060"));
    assert_eq!(items[4], ("xhigh", "$0.0938"));
    assert_eq!(items[5], ("max", "$0.211"));
    press(&mut app, "j j enter");
    assert_eq!(app.form().draft().option(OptionName::Quality), "high");
}

#[test]
fn the_mode_goes_round_and_the_focus_stays_on_a_field_that_is_there() {
    let mut app = app_with(Draft {
        model: "dall-e-2".to_owned(),
        size: String::new(),
        options: [].into(),
        ..draft("a fox")
    });
    go_to(&mut app, FormField::Prompt);
    press(&mut app, "enter");

    press(&mut app, "esc M M");
    assert_eq!(app.form().operation(), crate::domain::Operation::Variation);
    assert!(app.form().fields().contains(&app.form().field()));
    assert!(!app.is_typing());
    press(&mut app, "M");
    assert_eq!(app.form().operation(), crate::domain::Operation::Generate);
}

#[test]
fn what_is_typed_in_the_list_of_sizes_finds_one_and_runs_nothing() {
    for (typed, chosen) in [("1536", "1536x1024"), ("864", "1536x864"), ("x1536", "1024x1536")] {
        let mut app = app_with(draft("a fox"));
        go_to(&mut app, FormField::Size);
        press(&mut app, "enter");
        assert_eq!(type_text(&mut app, typed), [], "{typed}");
        assert_eq!(on_top(&app), "menu", "{typed}");
        press(&mut app, "enter");
        assert_eq!((on_top(&app), app.form().draft().size.as_str()), ("nothing", chosen));
    }
}

#[test]
fn a_size_that_is_not_in_the_list_is_taken_as_typed_where_the_model_takes_it() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Size);
    press(&mut app, "enter");
    type_text(&mut app, "1200x800");
    assert_eq!(labels(&app), ["another"]);

    press(&mut app, "enter");

    assert_eq!(
        (on_top(&app), app.form().draft().size.as_str()),
        ("nothing", "1200x800")
    );

    press(&mut app, "enter");
    type_text(&mut app, "4k");
    press(&mut app, "enter");
    assert_eq!(on_top(&app), "menu", "the nearest sizes");
    assert!(labels(&app).contains(&"3840×2160".to_owned()), "{:?}", labels(&app));
}

#[test]
fn words_find_a_value_and_a_word_that_fits_none_changes_nothing() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Option(OptionName::Quality));
    press(&mut app, "enter");
    let all = labels(&app);
    type_text(&mut app, "quit");
    assert_eq!((labels(&app).len(), on_top(&app)), (0, "menu"));
    assert_eq!(press(&mut app, "enter"), []);
    assert!(toast(&app).contains("quit"), "{}", toast(&app));

    press(&mut app, "ctrl-u");
    assert_eq!(labels(&app), all, "nothing is sought any more");
    type_text(&mut app, "xh");
    press(&mut app, "enter");
    assert_eq!(app.form().draft().option(OptionName::Quality), "xhigh");
}

#[test]
fn a_model_is_found_by_letters_of_its_name_and_an_unknown_one_is_asked_about() {
    let mut app = app_with(draft("a fox"));
    go_to(&mut app, FormField::Model);
    press(&mut app, "enter");
    type_text(&mut app, "dall3");
    assert_eq!(labels(&app), ["dall-e-3", "another"]);
    press(&mut app, "enter");
    assert_eq!(app.form().model().id(), "dall-e-3");

    press(&mut app, "enter");
    type_text(&mut app, "flux-of-mine");
    press(&mut app, "enter");
    assert_eq!(on_top(&app), "line", "an id that no list has is looked at once more");
    press(&mut app, "enter");
    assert_eq!(app.form().model().id(), "flux-of-mine");
}
