//! Pictures on their way into the form: picked, pasted, dropped, or from the clipboard.

use std::path::{Path, PathBuf};

use super::scenes::{
    app_with, app_with_prompt, draft, facts, failure, go_to, inspect, inspections, on_top, paste, press, submissions,
    toast, type_text,
};
use crate::{
    app::{
        App, Effect, FormField, Inspection, Msg, Overlay,
        parts::{DirectoryEntry, EntryKind, Listing},
        update,
    },
    domain::{Operation, Role},
};

fn names(app: &App) -> Vec<&str> {
    app.form().images().iter().map(|image| image.name.as_str()).collect()
}

/// The form with three images, the focus on them.
fn with_images() -> App {
    let mut app = app_with(draft("a hat on the cat"));
    go_to(&mut app, FormField::Images);
    let effects = paste(&mut app, "/pictures/a.png /pictures/b.png /pictures/c.png");
    inspect(&mut app, &effects, 64, 64);
    app
}

fn listing(directory: &str, names: &[&str]) -> Listing {
    let entry = |name: &&str| DirectoryEntry {
        name: (*name).into(),
        shown: (*name).to_owned(),
        kind: if name.contains('.') {
            EntryKind::Picture
        } else {
            EntryKind::Directory
        },
        bytes: 1000,
        modified: None,
    };
    Listing {
        directory: PathBuf::from(directory),
        entries: Ok(names.iter().map(entry).collect()),
    }
}

#[test]
fn an_added_image_turns_generate_into_edit_and_removing_the_last_turns_it_back() {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);
    assert_eq!(app.form().operation(), Operation::Generate);

    let effects = paste(&mut app, "/pictures/cat.png");
    let effects = inspect(&mut app, &effects, 64, 48);
    assert_eq!(app.form().operation(), Operation::Edit);
    assert_eq!(toast(&app), "added cat.png · 64×48");
    assert_eq!(
        effects,
        [Effect::KeepRecents(vec![
            PathBuf::from("/pictures/cat.png"),
            PathBuf::from("/pictures/old.png")
        ])]
    );

    press(&mut app, "d");
    assert_eq!(
        (app.form().operation(), app.form().images().len()),
        (Operation::Generate, 0)
    );
}

#[test]
fn removing_where_nothing_is_changes_nothing() {
    let mut app = app_with(draft("a hat"));
    press(&mut app, "M");
    go_to(&mut app, FormField::Images);

    press(&mut app, "d");

    assert_eq!(app.form().operation(), Operation::Edit);
}

#[test]
fn a_chosen_variation_stays_one_when_its_image_comes() {
    let mut app = app_with(draft("a hat"));
    press(&mut app, "M M");
    go_to(&mut app, FormField::Images);

    let effects = paste(&mut app, "/pictures/cat.png");
    inspect(&mut app, &effects, 64, 64);

    assert_eq!(app.form().operation(), Operation::Variation);
}

#[test]
fn images_are_selected_and_reordered_and_the_selection_goes_along() {
    let mut app = with_images();
    assert_eq!((names(&app), app.form().image()), (vec!["a.png", "b.png", "c.png"], 0));

    press(&mut app, "J");
    assert_eq!((names(&app), app.form().image()), (vec!["b.png", "a.png", "c.png"], 1));
    press(&mut app, "J J");
    assert_eq!((names(&app), app.form().image()), (vec!["b.png", "c.png", "a.png"], 2));
    press(&mut app, "K h l h");
    assert_eq!((names(&app), app.form().image()), (vec!["b.png", "a.png", "c.png"], 0));
    press(&mut app, "K d");
    assert_eq!((names(&app), app.form().image()), (vec!["a.png", "c.png"], 0));
    press(&mut app, "l d");
    assert_eq!((names(&app), app.form().image()), (vec!["a.png"], 0));
}

#[test]
fn the_selected_image_is_opened_outside() {
    let mut app = with_images();

    assert_eq!(
        press(&mut app, "l o"),
        [Effect::OpenOutside(PathBuf::from("/pictures/b.png"))]
    );
}

#[test]
fn pasted_paths_become_images_in_their_order() {
    for text in [
        "/pictures/a.png /pictures/b.png",
        "file:///pictures/a.png\r\nfile:///pictures/b.png\r\n",
        "'/pictures/a.png' \"/pictures/b.png\"",
    ] {
        let mut app = app_with_prompt("a fox");
        let effects = paste(&mut app, text);
        let asked: Vec<_> = inspections(&effects).collect();
        assert_eq!(
            asked,
            [
                (Path::new("/pictures/a.png"), Inspection::AddPasted),
                (Path::new("/pictures/b.png"), Inspection::AddPasted)
            ],
            "{text:?}"
        );
        inspect(&mut app, &effects, 64, 64);
        assert_eq!(
            (names(&app), app.form().prompt().text()),
            (vec!["a.png", "b.png"], "a fox")
        );
        assert!(app.is_typing(), "a drop interrupts no typing");
    }
}

#[test]
fn a_pasted_path_that_cannot_be_read_is_text_after_all() {
    let mut app = app_with_prompt("draw ");
    let effects = paste(&mut app, "/pictures/gone.png");
    let (path, purpose) = inspections(&effects).next().unwrap();

    let _ = update(
        &mut app,
        Msg::Inspected {
            path: path.to_owned(),
            purpose,
            answer: Err(failure("no such file")),
        },
    );

    assert_eq!(app.form().prompt().text(), "draw /pictures/gone.png");
    assert_eq!(app.form().operation(), Operation::Generate);
}

#[test]
fn a_text_pasted_where_nobody_types_is_not_lost_silently() {
    let mut app = app_with(draft("a fox"));

    assert_eq!(paste(&mut app, "words"), []);

    assert_eq!(app.form().prompt().text(), "a fox");
    assert!(toast(&app).contains("then paste"));
}

#[test]
fn the_picker_opens_lists_and_takes_several_in_order() {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);

    assert_eq!(press(&mut app, "a"), [Effect::List(PathBuf::from("/work/here"))]);
    let effects = update(
        &mut app,
        Msg::Listed(listing("/work/here", &["a.png", "b.png", "c.png", "sub"])),
    );
    let _ = effects;
    assert_eq!(on_top(&app), "picker");
    type_text(&mut app, "c.p");
    press(&mut app, "tab");
    press(&mut app, "backspace backspace backspace");
    type_text(&mut app, "a.p");
    press(&mut app, "tab");
    let effects = press(&mut app, "ctrl-o");

    let paths: Vec<_> = inspections(&effects).map(|(path, _)| path.to_owned()).collect();
    assert_eq!(
        paths,
        [PathBuf::from("/work/here/c.png"), PathBuf::from("/work/here/a.png")]
    );
    assert_eq!(on_top(&app), "nothing");
    inspect(&mut app, &effects, 64, 64);
    assert_eq!(names(&app), ["c.png", "a.png"]);
    assert_eq!(
        press(&mut app, "a"),
        [Effect::List(PathBuf::from("/work/here"))],
        "it opens where it was"
    );
}

#[test]
fn the_highlighted_file_is_looked_at() {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);
    press(&mut app, "enter");

    let effects = update(&mut app, Msg::Listed(listing("/work/here", &["a.png"])));
    assert_eq!(
        inspections(&effects).next(),
        Some((Path::new("/work/here/a.png"), Inspection::Highlight))
    );
    inspect(&mut app, &effects, 640, 480);

    let Some(Overlay::Picker(picking)) = app.overlays().last() else {
        panic!("no picker");
    };
    let (path, seen) = picking.highlighted().unwrap();
    assert_eq!(
        (path, seen.as_ref().unwrap().width),
        (Path::new("/work/here/a.png"), 640)
    );
    assert!(app.form().images().is_empty());
}

#[test]
fn keys_that_print_go_into_the_filter_and_esc_closes() {
    let mut app = app_with(draft("a hat"));
    go_to(&mut app, FormField::Images);
    press(&mut app, "a");

    type_text(&mut app, "q1?");
    let Some(Overlay::Picker(picking)) = app.overlays().last() else {
        panic!("no picker");
    };
    assert_eq!(picking.picker.filter().text(), "q1?");
    press(&mut app, "esc");
    assert_eq!((on_top(&app), app.form().images().len()), ("nothing", 0));
}

#[test]
fn an_answer_for_a_picker_that_is_gone_is_not_heeded() {
    let mut app = app_with(draft("a hat"));

    assert_eq!(update(&mut app, Msg::Listed(listing("/work/here", &["a.png"]))), []);
    inspect(
        &mut app,
        &[Effect::Inspect {
            path: PathBuf::from("/work/here/a.png"),
            purpose: Inspection::Highlight,
        }],
        64,
        64,
    );

    assert_eq!((on_top(&app), app.form().images().len()), ("nothing", 0));
}

#[test]
fn a_mask_is_picked_checked_against_the_first_image_and_taken_away() {
    let mut app = with_images();
    go_to(&mut app, FormField::Mask);
    press(&mut app, "enter");
    let _ = update(&mut app, Msg::Listed(listing("/work/here", &["mask.png"])));

    let effects = press(&mut app, "enter");
    assert_eq!(
        inspections(&effects).next(),
        Some((Path::new("/work/here/mask.png"), Inspection::SetMask))
    );
    inspect(&mut app, &effects, 32, 64);
    assert_eq!(app.form().mask().map(|mask| mask.role), Some(Role::Mask));
    assert_eq!(names(&app).len(), 3);
    let fault = app.form().fault(FormField::Mask).unwrap();
    assert!(fault.rule.contains("64x64"), "{fault}");

    press(&mut app, "d");
    assert_eq!((app.form().mask(), app.form().fault(FormField::Mask)), (None, None));
}

#[test]
fn the_mask_goes_with_the_last_image() {
    let mut app = with_images();
    let effects = [Effect::Inspect {
        path: PathBuf::from("/work/here/mask.png"),
        purpose: Inspection::SetMask,
    }];
    inspect(&mut app, &effects, 64, 64);

    press(&mut app, "d d");
    assert!(app.form().mask().is_some());
    press(&mut app, "d");
    assert_eq!(app.form().mask(), None);
}

#[test]
fn a_picture_from_the_clipboard_becomes_an_image() {
    let mut app = app_with_prompt("a hat");
    assert_eq!(press(&mut app, "ctrl-v"), [Effect::ReadClipboard]);

    let kept = PathBuf::from("/state/drafts/clipboard-1.png");
    let _ = update(&mut app, Msg::ClipboardRead(Ok((kept, facts(10, 20)))));
    assert_eq!(names(&app), ["clipboard-1.png"]);
    let _ = update(&mut app, Msg::ClipboardRead(Err(failure("there is no picture in it"))));
    assert_eq!((names(&app).len(), toast(&app)), (1, "there is no picture in it"));
}

#[test]
fn an_edit_is_sent_with_its_images_in_order() {
    let mut app = with_images();
    press(&mut app, "J");

    let effects = press(&mut app, "alt-enter");

    let inputs = submissions(&effects)[0].request.inputs();
    let names: Vec<_> = inputs.iter().map(|input| (input.role, input.name.as_str())).collect();
    assert_eq!(
        names,
        [(Role::Image, "b.png"), (Role::Image, "a.png"), (Role::Image, "c.png")]
    );
}

#[test]
fn an_edit_without_an_image_is_refused_at_the_images() {
    let mut app = app_with(draft("a hat"));
    press(&mut app, "M");

    assert_eq!(press(&mut app, "alt-enter"), []);

    assert_eq!(app.form().field(), FormField::Images);
    assert!(toast(&app).contains("add the image"), "{}", toast(&app));
}

#[test]
fn a_text_that_no_model_takes_is_asked_about_and_nothing_of_it_is_lost_or_taken_by_mistake() {
    let mut app = app_with_prompt("a fox");
    let long = format!("first words {}", "x".repeat(40_000));
    assert_eq!(paste(&mut app, &long), []);
    assert_eq!((on_top(&app), app.form().prompt().text()), ("question", "a fox"));
    // The rest of a paste that comes in parts falls on the question.
    paste(&mut app, "the rest");
    press(&mut app, "n");
    assert_eq!(app.form().prompt().text(), "a fox");

    paste(&mut app, &long);
    press(&mut app, "y");
    assert_eq!(app.form().prompt().text(), format!("a fox{long}"));
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn a_text_that_fits_nowhere_is_refused_in_words() {
    let mut app = app_with_prompt("a fox");
    paste(&mut app, &"x".repeat(2_000_000));
    assert_eq!((on_top(&app), app.form().prompt().text()), ("message", "a fox"));
    paste(&mut app, "the rest");
    press(&mut app, "esc");
    assert_eq!(app.form().prompt().text(), "a fox");
}
