//! Scenes of the file picker: keys and listings in, wishes and rows out.

use std::path::{Path, PathBuf};

use super::*;
use crate::keys::{Context, Found, Key, Keymap, Sequence};

fn entry(name: &str) -> DirectoryEntry {
    let kind = match name {
        _ if name.ends_with('/') => EntryKind::Directory,
        "notes.txt" => EntryKind::Other,
        _ => EntryKind::Picture,
    };
    let name = name.trim_end_matches('/');
    DirectoryEntry {
        name: name.into(),
        shown: name.to_owned(),
        kind,
        bytes: 7,
        modified: None,
    }
}

fn listing(directory: &str, names: &[&str]) -> Listing {
    Listing {
        directory: directory.into(),
        entries: Ok(names.iter().map(|name| entry(name)).collect()),
    }
}

const STUDIES: &[&str] = &[
    "kite.png",
    "Hat.jpg",
    "old/",
    "notes.txt",
    ".cache/",
    ".secret.png",
    "cat.jpg",
];

fn opened(several: bool) -> FilePicker {
    let (mut picker, wish) = FilePicker::open(Opening {
        directory: "/home/ada/studies".into(),
        home: Some("/home/ada".into()),
        recents: vec!["/tmp/late.png".into(), "/home/ada/kite-night.webp".into()],
        several,
    });
    assert_eq!(wish, Outcome::List("/home/ada/studies".into()));
    picker.fit(20);
    picker.listed(listing("/home/ada/studies", STUDIES));
    picker
}

/// What the keys come to, through the keymap as the program uses it; the last wish counts.
fn press(picker: &mut FilePicker, keys: &str) -> Outcome {
    let keymap = Keymap::standard();
    let keys: Sequence = keys.parse().unwrap();
    let one = |key: &Key| match keymap.look_up(&[Context::Picker, Context::All], &[*key]) {
        Found::Command(command) => picker.obey(command),
        Found::Prefix | Found::Nothing => picker.press(*key),
    };
    keys.keys().iter().map(one).last().flatten().unwrap()
}

fn type_text(picker: &mut FilePicker, text: &str) -> Outcome {
    text.chars()
        .map(|c| picker.press(Key::char(c)).unwrap())
        .last()
        .unwrap()
}

/// The rows as a person reads them: cursor, number, name.
fn sight(picker: &FilePicker) -> Vec<String> {
    let row = |row: PickerRow<'_>| {
        let name = match row.kind {
            RowKind::Parent => "../".to_owned(),
            RowKind::Entry(entry) if entry.kind == EntryKind::Directory => format!("{}/", entry.shown),
            RowKind::Entry(entry) => entry.shown.clone(),
            RowKind::Recent(path) => path.display().to_string(),
        };
        let mark = row.mark.map_or(String::new(), |number| format!("{number} "));
        format!("{}{mark}{name}", if row.is_selected { "▸" } else { "" })
    };
    picker.rows(picker.list().window()).map(row).collect()
}

fn inspect(path: &str) -> Outcome {
    Outcome::Inspect(path.into())
}

#[test]
fn folders_come_first_and_what_is_no_picture_is_left_out() {
    let mut picker = opened(true);
    assert_eq!(sight(&picker), ["../", "▸old/", "cat.jpg", "Hat.jpg", "kite.png"]);
    assert_eq!(picker.shown_directory(), "~/studies");

    press(&mut picker, "down alt-.");
    assert_eq!(
        sight(&picker),
        [
            "../",
            ".cache/",
            "old/",
            ".secret.png",
            "▸cat.jpg",
            "Hat.jpg",
            "kite.png",
            "notes.txt"
        ]
    );
    assert!(picker.shows_everything());
}

#[test]
fn the_file_under_the_cursor_is_inspected() {
    let mut picker = opened(true);

    assert_eq!(press(&mut picker, "down"), inspect("/home/ada/studies/cat.jpg"));
    assert_eq!(press(&mut picker, "up"), Outcome::Stay, "a folder has no preview");
    assert_eq!(picker.highlighted(), None);
}

#[test]
fn typing_narrows_and_enter_chooses() {
    let mut picker = opened(true);

    assert_eq!(type_text(&mut picker, "kit"), inspect("/home/ada/studies/kite.png"));
    assert_eq!(sight(&picker), ["../", "▸kite.png"]);
    assert_eq!(
        press(&mut picker, "enter"),
        Outcome::Chosen(vec!["/home/ada/studies/kite.png".into()])
    );
}

#[test]
fn hidden_names_are_found_by_their_dot() {
    let mut picker = opened(true);
    type_text(&mut picker, ".s");
    assert_eq!(sight(&picker), ["../", "▸.secret.png"]);
}

#[test]
fn where_nothing_fits_enter_leads_nowhere() {
    let mut picker = opened(true);
    type_text(&mut picker, "zebra");
    assert_eq!(sight(&picker), [""; 0]);
    assert_eq!(press(&mut picker, "enter"), Outcome::Stay);

    press(&mut picker, "ctrl-u . .");
    assert_eq!(
        press(&mut picker, "enter"),
        Outcome::List("/home/ada".into()),
        "two dots lead up"
    );
}

#[test]
fn marked_files_keep_the_order_in_which_they_were_marked() {
    let mut picker = opened(true);

    press(&mut picker, "down down down tab up up tab");
    assert_eq!(sight(&picker), ["../", "old/", "2 cat.jpg", "▸Hat.jpg", "1 kite.png"]);
    let both: Vec<PathBuf> = vec!["/home/ada/studies/kite.png".into(), "/home/ada/studies/cat.jpg".into()];
    assert_eq!(press(&mut picker, "enter"), Outcome::Chosen(both));

    press(&mut picker, "down tab");
    assert_eq!(
        picker.marked(),
        [Path::new("/home/ada/studies/cat.jpg")],
        "a second tab takes the mark away"
    );
}

#[test]
fn marks_stay_from_folder_to_folder() {
    let mut picker = opened(true);
    press(&mut picker, "down tab up up");

    assert_eq!(
        press(&mut picker, "enter"),
        Outcome::List("/home/ada/studies/old".into())
    );
    picker.listed(listing("/home/ada/studies/old", &[]));
    assert_eq!(
        press(&mut picker, "ctrl-o"),
        Outcome::Chosen(vec!["/home/ada/studies/cat.jpg".into()])
    );
}

#[test]
fn where_one_file_is_wanted_none_is_marked() {
    let mut picker = opened(false);

    assert_eq!(press(&mut picker, "down tab"), Outcome::Stay);
    assert_eq!(press(&mut picker, "ctrl-o"), Outcome::Stay);
    assert_eq!(
        press(&mut picker, "enter"),
        Outcome::Chosen(vec!["/home/ada/studies/cat.jpg".into()])
    );
}

#[test]
fn backspace_takes_back_a_letter_and_then_goes_up() {
    let mut picker = opened(true);
    type_text(&mut picker, "ki");

    assert_eq!(press(&mut picker, "backspace backspace"), Outcome::Stay);
    assert_eq!(sight(&picker).len(), 5);
    assert_eq!(press(&mut picker, "backspace"), Outcome::List("/home/ada".into()));
    assert!(picker.is_waiting());
    picker.listed(listing("/home/ada", &["a/", "studies/", "z/"]));
    assert_eq!(
        sight(&picker),
        ["../", "a/", "▸studies/", "z/"],
        "the folder that was left"
    );
}

#[test]
fn the_first_row_leads_up_until_there_is_nothing_above() {
    let mut picker = opened(true);

    assert_eq!(press(&mut picker, "up enter"), Outcome::List("/home/ada".into()));
    assert_eq!(
        press(&mut picker, "enter"),
        Outcome::List("/home".into()),
        "also before it is read"
    );
    assert_eq!(press(&mut picker, "backspace"), Outcome::List("/".into()));
    picker.listed(listing("/", &["home/"]));
    assert_eq!(sight(&picker), ["▸home/"]);
    assert_eq!(press(&mut picker, "backspace"), Outcome::Stay);
}

#[test]
fn a_late_answer_for_a_folder_that_was_left_is_not_heeded() {
    let mut picker = opened(true);
    press(&mut picker, "enter");

    assert_eq!(picker.listed(listing("/home/ada/studies", STUDIES)), Outcome::Stay);
    assert_eq!(sight(&picker), ["▸../"]);
    assert!(picker.is_waiting());
}

#[test]
fn an_unreadable_folder_says_why_and_can_be_left() {
    let mut picker = opened(true);
    press(&mut picker, "enter");
    let entries = Err("permission denied".to_owned());

    picker.listed(Listing {
        directory: "/home/ada/studies/old".into(),
        entries,
    });

    assert_eq!(picker.failure(), Some("permission denied"));
    assert_eq!(press(&mut picker, "enter"), Outcome::List("/home/ada/studies".into()));
    assert_eq!(picker.failure(), None);
}

#[test]
fn a_typed_path_is_followed_folder_by_folder() {
    let mut picker = opened(true);

    assert_eq!(type_text(&mut picker, "/"), Outcome::List("/".into()));
    assert_eq!(type_text(&mut picker, "tmp/"), Outcome::List("/tmp".into()));
    picker.listed(listing("/tmp", &["late.png", "shot.png"]));
    assert_eq!(type_text(&mut picker, "sh"), inspect("/tmp/shot.png"));
    assert_eq!(
        press(&mut picker, "enter"),
        Outcome::Chosen(vec!["/tmp/shot.png".into()])
    );

    let mut picker = opened(true);
    type_text(&mut picker, "~");
    assert_eq!(type_text(&mut picker, "/"), Outcome::List("/home/ada".into()));
    assert_eq!(type_text(&mut picker, "x/"), Outcome::List("/home/ada/x".into()));
}

#[test]
fn a_path_below_the_folder_is_followed_too() {
    let mut picker = opened(true);
    assert_eq!(
        type_text(&mut picker, "old/"),
        Outcome::List("/home/ada/studies/old".into())
    );
    assert_eq!(picker.filter().text(), "~/studies/old/", "where it leads is seen");
    picker.listed(listing("/home/ada/studies/old", &["a1.png", "b2.png"]));
    assert_eq!(
        type_text(&mut picker, "b2.png"),
        inspect("/home/ada/studies/old/b2.png")
    );
    assert_eq!(
        press(&mut picker, "enter"),
        Outcome::Chosen(vec!["/home/ada/studies/old/b2.png".into()])
    );

    let mut picker = opened(true);
    assert_eq!(type_text(&mut picker, "../"), Outcome::List("/home/ada".into()));
    let mut picker = opened(true);
    assert_eq!(
        picker.paste("old/a1.png"),
        Outcome::List("/home/ada/studies/old".into())
    );
}

#[test]
fn a_pasted_path_is_gone_to_and_several_pictures_are_marked() {
    let mut picker = opened(true);
    assert_eq!(picker.paste("'/tmp/red kite.png'\n"), Outcome::List("/tmp".into()));
    assert_eq!(
        picker.listed(listing("/tmp", &["a.png", "red kite.png"])),
        inspect("/tmp/red kite.png")
    );

    let mut picker = opened(true);
    assert_eq!(picker.paste("/a/b.png /c/d.png\n/a/b.png"), Outcome::Stay);
    assert_eq!(picker.marked(), [Path::new("/a/b.png"), Path::new("/c/d.png")]);

    let mut picker = opened(true);
    picker.paste("hat\n");
    assert_eq!(sight(&picker), ["../", "▸Hat.jpg"]);
}

#[test]
fn recents_are_a_list_of_their_own() {
    let mut picker = opened(true);

    assert_eq!(press(&mut picker, "ctrl-r"), inspect("/tmp/late.png"));
    assert_eq!(sight(&picker), ["▸/tmp/late.png", "/home/ada/kite-night.webp"]);
    type_text(&mut picker, "kite");
    assert_eq!(press(&mut picker, "tab"), inspect("/home/ada/kite-night.webp"));
    assert_eq!(sight(&picker), ["▸1 /home/ada/kite-night.webp"]);
    press(&mut picker, "ctrl-r");
    assert_eq!(sight(&picker), ["../", "▸old/", "cat.jpg", "Hat.jpg", "kite.png"]);
    press(&mut picker, "ctrl-r");
    assert_eq!(
        picker.paste("/home/ada/studies/hat"),
        inspect("/home/ada/studies/Hat.jpg"),
        "a path leads away"
    );
    assert!(!picker.shows_recents());
}

#[test]
fn esc_closes_without_a_choice() {
    assert_eq!(press(&mut opened(true), "esc"), Outcome::Closed);
}
