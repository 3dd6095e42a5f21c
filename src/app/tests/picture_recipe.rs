//! A picture's own prompt in the form: chosen from the disk, with a word on what did not come along.

use std::path::{Path, PathBuf};

use super::scenes::{app_with, draft, facts, failure, go_to, on_top, press, reading, sent, toast};
use crate::{
    app::{
        App, Effect, FormField, Inspection, Msg, Overlay, View,
        parts::{DirectoryEntry, EntryKind, Listing},
        update,
    },
    domain::{Draft, PictureText, Recipe, recipe},
};

const FOX: &str = "/pictures/fox.png";

fn listing() -> Listing {
    let entry = DirectoryEntry {
        name: "fox.png".into(),
        shown: "fox.png".to_owned(),
        kind: EntryKind::Picture,
        bytes: 1000,
        modified: None,
    };
    Listing {
        directory: PathBuf::from("/pictures"),
        entries: Ok(vec![entry]),
    }
}

/// What AUTOMATIC1111 writes.
fn written() -> Recipe {
    let text = "a red fox\nNegative prompt: blur\nSteps: 28, Sampler: Euler a, Seed: 7, Size: 832x1216, Model: sdxl";
    recipe(&[PictureText {
        key: "parameters".to_owned(),
        text: text.to_owned(),
    }])
    .unwrap()
}

fn answer(app: &mut App, recipe: Recipe) -> Vec<Effect> {
    let msg = Msg::RecipeRead {
        path: PathBuf::from(FOX),
        answer: Ok(Box::new((facts(832, 1216), recipe))),
    };
    update(app, msg)
}

fn prompt(app: &App) -> &str {
    app.form().prompt().text()
}

#[test]
fn a_key_asks_for_a_picture_and_its_prompt_takes_the_place_of_the_form() {
    let mut app = app_with(draft("a hat"));
    let effects = press(&mut app, "alt-i");
    let [Effect::List(directory)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let listed = Listing {
        directory: directory.clone(),
        ..listing()
    };
    let directory = directory.clone();
    let _ = update(&mut app, Msg::Listed(listed));
    assert!(matches!(app.overlays().last(), Some(Overlay::Picker(picking)) if picking.purpose == Inspection::Recall));

    let effects = press(&mut app, "enter");
    assert_eq!(effects, [Effect::ReadRecipe(directory.join("fox.png"))]);
    assert!(app.overlays().is_empty());

    let effects = answer(&mut app, written());
    assert!(matches!(&effects[..], [Effect::KeepRecents(paths)] if paths[0] == Path::new(FOX)));
    assert_eq!(sent(&effects), [""; 0], "nothing is sent");
    assert_eq!((app.view(), prompt(&app)), (View::Compose, "a red fox"));
    assert_eq!(app.form().set_value(FormField::Size), "832x1216");
    assert_eq!(app.form().set_value(FormField::Seed), "7");
    let (title, lines) = reading(&app);
    assert_eq!(title, "Not as in fox.png");
    let told = lines.join("\n");
    assert!(told.contains("negative prompt blur: the API has none"), "{told}");
    assert!(
        told.contains("steps 28, sampler Euler a: the model on the server decides this itself"),
        "{told}"
    );

    press(&mut app, "esc esc u");
    assert_eq!(prompt(&app), "a hat");
}

#[test]
fn in_the_picker_for_images_the_highlighted_picture_gives_its_prompt_instead() {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);
    let effects = press(&mut app, "a");
    let [Effect::List(directory)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let listed = Listing {
        directory: directory.clone(),
        ..listing()
    };
    let _ = update(&mut app, Msg::Listed(listed));
    let effects = press(&mut app, "alt-i");
    assert!(
        matches!(&effects[..], [Effect::ReadRecipe(path)] if path.ends_with("fox.png")),
        "{effects:?}"
    );
    assert!(on_top(&app) == "nothing" && app.form().images().is_empty());
}

#[test]
fn a_picture_that_says_nothing_leaves_the_form_as_it_is() {
    let mut app = app_with(draft("a hat"));
    let msg = Msg::RecipeRead {
        path: PathBuf::from(FOX),
        answer: Err(failure("fox.png carries no prompt")),
    };
    assert_eq!(update(&mut app, msg), []);
    assert_eq!(prompt(&app), "a hat");
    assert!(toast(&app).contains("carries no prompt"));
}

#[test]
fn what_comes_along_whole_needs_no_words_on_top() {
    let mut app = app_with(draft("a hat"));
    let plain = Recipe {
        left: Vec::new(),
        model: String::new(),
        draft: Draft {
            prompt: "a kite".to_owned(),
            size: "1024x1024".to_owned(),
            ..Draft::default()
        },
        ..written()
    };
    answer(&mut app, plain);
    assert!(app.overlays().is_empty());
    assert!(
        toast(&app).contains("the prompt of fox.png (AUTOMATIC1111) is in the form"),
        "{}",
        toast(&app)
    );
}
