//! Masks and other inputs: scaled, read, looked at, made by the API; pictures by address; markup.

use std::path::{Path, PathBuf};

use super::scenes::{
    app_with, app_with_history, draft, entry, facts, go_to, id, inspect, on_top, openai, paste, press, row, sandbox,
    sent, start, submissions, submit, toast, type_text,
};
use crate::{
    app::{App, FormField, Inspection, Msg, ProfileFacts, Start, update},
    domain::{Draft, HistoryEntry, ImageFacts, MaskReading, Operation, Overlaid, Profile, Remote, RequestState, Role},
};

/// A form with an image of 64 by 64, the focus on the mask.
fn edit(mask: Option<(u32, u32)>) -> App {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);
    let effects = paste(&mut app, "/pictures/cat.png");
    inspect(&mut app, &effects, 64, 64);
    go_to(&mut app, FormField::Mask);
    if let Some((width, height)) = mask {
        set(
            &mut app,
            "/pictures/mask.png",
            Inspection::SetMask,
            facts(width, height),
        );
    }
    app
}

fn set(app: &mut App, path: &str, purpose: Inspection, facts: ImageFacts) {
    let _ = update(
        app,
        Msg::Inspected {
            path: PathBuf::from(path),
            purpose,
            answer: Ok(facts),
        },
    );
}

#[test]
fn a_mask_of_another_size_is_scaled_by_a_key_and_back() {
    let mut app = edit(Some((32, 32)));
    assert!(app.form().fault(FormField::Mask).unwrap().rule.contains("scaled"));

    press(&mut app, "s");
    assert_eq!(app.form().fault(FormField::Mask), None);
    assert!(app.form().mask().unwrap().treatment.fit);

    press(&mut app, "s");
    assert!(app.form().fault(FormField::Mask).is_some());
}

#[test]
fn only_a_model_of_old_merges_the_mask() {
    let mut app = edit(Some((64, 64)));
    press(&mut app, "m");
    assert!(!app.form().mask().unwrap().treatment.merge, "{}", toast(&app));

    let mut app = app_with(Draft {
        model: "dall-e-2".to_owned(),
        ..app.form().draft()
    });
    go_to(&mut app, FormField::Mask);
    press(&mut app, "m");
    assert!(app.form().mask().unwrap().treatment.merge);
}

#[test]
fn the_focus_on_an_input_shows_it_with_the_mask_over_the_first() {
    let mut app = edit(Some((64, 64)));
    let over = Overlaid {
        mask: PathBuf::from("/pictures/mask.png"),
        reading: MaskReading::Alpha,
        level: false,
    };
    let looked_at = app.looked_at().unwrap();
    assert_eq!(
        (looked_at.input.name.as_str(), looked_at.over),
        ("cat.png", Some(over.clone()))
    );
    assert_eq!(app.repainted(), None);

    let _ = update(
        &mut app,
        Msg::MaskMeasured {
            image: PathBuf::from("/pictures/cat.png"),
            over,
            thousandths: 234,
        },
    );
    assert_eq!(app.repainted(), Some(234));

    go_to(&mut app, FormField::MaskReading);
    press(&mut app, "l");
    assert_eq!(app.repainted(), None, "read otherwise, it repaints something else");
    let read = app.looked_at().unwrap().over.unwrap().reading;
    assert_eq!(read, MaskReading::WhiteReplaces);

    go_to(&mut app, FormField::Size);
    assert_eq!(app.looked_at(), None);
}

/// The engine measured the mask that is looked at now.
fn measured(app: &mut App, thousandths: u16) {
    let over = app.looked_at().unwrap().over.unwrap();
    let image = PathBuf::from("/pictures/cat.png");
    let msg = Msg::MaskMeasured {
        image,
        over,
        thousandths,
    };
    let _ = update(app, msg);
}

#[test]
fn a_mask_with_an_empty_alpha_channel_is_read_by_white_unless_the_person_chose() {
    let reading = |app: &App| app.form().mask().unwrap().treatment.reading;
    let mut app = edit(Some((64, 64)));
    assert_eq!(reading(&app), MaskReading::Alpha);
    measured(&mut app, 0);
    assert_eq!(reading(&app), MaskReading::WhiteReplaces);
    assert!(toast(&app).contains("opaque everywhere"), "{}", toast(&app));
    measured(&mut app, 250);
    assert_eq!(app.repainted(), Some(250));

    press(&mut app, "u");
    assert_eq!(reading(&app), MaskReading::Alpha);
    measured(&mut app, 0);
    assert_eq!(reading(&app), MaskReading::Alpha, "taken back, it stays");

    let mut chosen = edit(Some((64, 64)));
    go_to(&mut chosen, FormField::MaskReading);
    press(&mut chosen, "l h");
    measured(&mut chosen, 0);
    assert_eq!((reading(&chosen), chosen.repainted()), (MaskReading::Alpha, Some(0)));

    let mut open = edit(Some((64, 64)));
    measured(&mut open, 1);
    assert_eq!(reading(&open), MaskReading::Alpha);
}

#[test]
fn after_sending_the_result_is_seen_until_the_form_changes() {
    let mut app = edit(None);
    assert!(app.looked_at().is_some());

    submit(&mut app, 5, "a hat");
    assert_eq!(app.looked_at(), None);

    press(&mut app, "k");
    assert!(app.looked_at().is_some(), "the images have the focus now");
}

#[test]
fn a_picture_can_be_added_by_address_or_id() {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);

    paste(&mut app, "https://a.example/cat.png");
    press(&mut app, "@");
    assert_eq!(on_top(&app), "line");
    paste(&mut app, "file-hat01");
    press(&mut app, "enter");

    let remotes: Vec<_> = app.form().images().iter().map(|image| image.remote.clone()).collect();
    assert_eq!(
        remotes,
        [
            Some(Remote::Url("https://a.example/cat.png".to_owned())),
            Some(Remote::FileId("file-hat01".to_owned()))
        ]
    );
    assert_eq!(app.form().operation(), Operation::Edit);
    press(&mut app, "@");
    type_text(&mut app, "cat.png");
    press(&mut app, "enter");
    assert_eq!(app.form().images().len(), 2, "{}", toast(&app));
}

#[test]
fn a_pasted_address_in_the_prompt_is_text() {
    let mut app = app_with(draft(""));
    press(&mut app, "enter");

    paste(&mut app, "https://a.example/cat.png");

    assert_eq!(app.form().prompt().text(), "https://a.example/cat.png");
    assert_eq!(app.form().images(), []);
}

#[test]
fn markup_is_picked_like_a_mask_where_the_model_takes_it() {
    let mut app = edit(None);
    go_to(&mut app, FormField::More);
    press(&mut app, "enter");
    go_to(&mut app, FormField::Markup);

    press(&mut app, "a");
    assert_eq!(on_top(&app), "picker");
    press(&mut app, "esc");
    set(&mut app, "/pictures/marks.png", Inspection::SetMarkup, facts(64, 64));

    assert_eq!(app.form().markup().unwrap().role, Role::Markup);
    assert_eq!(app.looked_at().unwrap().input.name, "marks.png");
    press(&mut app, "d");
    assert_eq!(app.form().markup(), None);
    let mut old = app_with(Draft {
        model: "gpt-image-2".to_owned(),
        ..app.form().draft()
    });
    press(&mut old, "g g");
    assert!(!old.form().fields().contains(&FormField::Markup));
}

/// The request for a mask is on its way, and its picture is this.
fn mask_on_its_way(app: &mut App) -> String {
    press(app, "M");
    assert_eq!(on_top(app), "line");
    type_text(app, "the hat");
    press(app, "enter");
    assert_eq!(on_top(app), "question");
    let effects = press(app, "y");
    let prompt = sent(&effects).first().map(|prompt| (*prompt).to_owned()).unwrap();
    assert_eq!(submissions(&effects)[0].request.operation(), Operation::Edit);
    let beginning: String = prompt.chars().take(200).collect();
    assert_ne!(beginning, prompt, "rows hold less");
    submit(app, 5, &beginning);
    prompt
}

fn ended(app: &mut App, prompt: &str, state: RequestState) {
    let images = |entry: &HistoryEntry| {
        if state == RequestState::Stored {
            entry.images.clone()
        } else {
            Vec::new()
        }
    };
    // What is told of the request is read from its row; the words of it are of no matter here.
    let whole = entry(&row(5, prompt));
    let images = images(&whole);
    let _ = update(
        app,
        Msg::EntryLoaded {
            id: id(5),
            answer: Ok(Box::new(HistoryEntry { state, images, ..whole })),
        },
    );
}

#[test]
fn a_mask_made_by_the_api_goes_into_the_form_when_it_is_done() {
    let mut app = edit(None);

    let prompt = mask_on_its_way(&mut app);
    assert!(prompt.contains("the hat"));
    ended(&mut app, &prompt, RequestState::Stored);

    let mask = app.form().mask().unwrap();
    assert_eq!(
        (mask.path.as_path(), mask.name.as_str()),
        (Path::new("/data/blobs/0.png"), "the hat")
    );
    assert_eq!(
        (mask.treatment.reading, mask.treatment.fit, mask.treatment.level),
        (MaskReading::WhiteReplaces, true, true)
    );
    assert_eq!(app.form().fault(FormField::Mask), None, "it is scaled to the image");
    assert!(toast(&app).contains("the mask is in the form"));
    press(&mut app, "u");
    assert_eq!(app.form().mask(), None);
}

#[test]
fn a_mask_for_a_picture_of_ours_is_of_its_family() {
    let mut app = app_with_history(&["a fox"]);
    press(&mut app, "i");
    go_to(&mut app, FormField::Mask);
    press(&mut app, "M x enter");

    let effects = press(&mut app, "y");

    let parent = submissions(&effects)[0].request.parent().map(|parent| parent.id);
    assert_eq!(parent, Some(id(1)));
}

#[test]
fn a_mask_for_an_image_that_has_gone_is_not_attached() {
    let mut app = edit(None);
    let prompt = mask_on_its_way(&mut app);
    press(&mut app, "k d");
    let effects = paste(&mut app, "/pictures/dog.png");
    inspect(&mut app, &effects, 64, 64);

    ended(&mut app, &prompt, RequestState::Stored);

    assert_eq!(app.form().mask(), None);
    assert!(toast(&app).contains("another first image"), "{}", toast(&app));
}

#[test]
fn a_refused_mask_says_so() {
    let mut app = edit(None);
    let prompt = mask_on_its_way(&mut app);

    ended(&mut app, &prompt, RequestState::Refused);

    assert_eq!(app.form().mask(), None);
    assert_eq!(toast(&app), "no mask: the request was refused");
}

#[test]
fn a_mask_needs_an_image_and_a_word() {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);
    press(&mut app, "M");
    assert_eq!(on_top(&app), "nothing");

    let mut app = edit(None);
    press(&mut app, "M enter");
    assert_eq!((on_top(&app), toast(&app)), ("nothing", "nothing was typed"));
    press(&mut app, "M x enter n");
    assert_eq!(on_top(&app), "nothing", "declined, nothing is sent");
}

#[test]
fn a_new_form_shrinks_its_inputs_as_the_settings_say() {
    let mut settings = crate::domain::Settings::default();
    settings.inputs.downscale = crate::domain::Downscale::Of2025;

    let app = App::new(Start { settings, ..start() });

    assert_eq!(app.form().downscale(), crate::domain::Downscale::Of2025);
}

#[test]
fn a_profile_says_whether_its_server_takes_a_seed() {
    let app = App::new(Start {
        profiles: vec![
            ProfileFacts {
                profile: Profile {
                    seed: true,
                    ..Profile::default()
                },
                ..openai()
            },
            sandbox(),
        ],
        ..start()
    });
    assert!(app.profile().profile.seed);
}
