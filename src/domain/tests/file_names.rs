//! Names of copies.

use jiff::tz::Offset;
use proptest::prelude::*;

use super::drafts::entry;
use crate::domain::{HistoryEntry, ImageFormat, NameTemplate, RequestId, StoredImage, is_given_here};

fn image() -> StoredImage {
    StoredImage {
        index: 1,
        path: "/data/blobs/ab/abc.webp".into(),
        sha256: "abc".to_owned(),
        bytes: 1,
        width: 1536,
        height: 1024,
        format: Some(ImageFormat::Webp),
        revised_prompt: None,
        partial: false,
        alpha: None,
    }
}

fn named(template: &str, entry: &HistoryEntry) -> String {
    let template = NameTemplate::try_from(template.to_owned()).unwrap();
    let east = Offset::constant(9);
    template.path(entry, &image(), east).to_str().unwrap().to_owned()
}

fn with_prompt(prompt: &str) -> HistoryEntry {
    let mut draft = super::drafts::draft("gpt-image-2");
    prompt.clone_into(&mut draft.prompt);
    entry(&draft)
}

#[test]
fn a_template_is_filled_with_facts_of_the_request() {
    let mut entry = with_prompt("A red kite, over dunes!");
    for (template, name) in [
        // A quarter past eight in the evening of the twentieth is the next morning there.
        (
            "{date}-{slug}-{id8}-{n}",
            "2026-11-21-a-red-kite-over-dunes-00000001-2.webp",
        ),
        ("{date} {time}", "2026-11-21 051503.webp"),
        ("{profile}/{model}/{size}_{n}", "openai/gpt-image-2/1536x1024_2.webp"),
        ("{quality}-{op}", "generate.webp"),
        ("{title}", "a-red-kite-over-dunes.webp"),
        ("kites", "kites.webp"),
        ("..kites", "kites.webp"),
    ] {
        assert_eq!(named(template, &entry), name, "{template}");
    }
    entry.marks.title = Some("Kite no. 1".to_owned());
    assert_eq!(named("{title}", &entry), "kite-no-1.webp");
    assert_eq!(
        named(&NameTemplate::default().to_string(), &with_prompt("漢字")),
        "2026-11-21-漢字-00000001-2.webp"
    );
    assert_eq!(
        named(&NameTemplate::default().to_string(), &with_prompt("🦊!")),
        "2026-11-21-generate-00000001-2.webp"
    );
}

#[test]
fn a_name_that_was_given_here_is_told_from_one_of_the_person() {
    let from = "01900000-0000-7000-8000-00000badcafe".parse::<uuid::Uuid>().unwrap();
    let from = Some(RequestId::from_uuid(from));
    for (name, parent, given) in [
        ("2026-11-22-a-red-fox-0badcafe-1.png", None, true),
        ("0badcafe-2.webp", None, true),
        ("fox_0badcafe.png", from, true),
        ("fox_0badcafe.png", None, false),
        ("fox.png", from, false),
        ("2026-11-22-fox-1.png", from, false),
        ("holiday-20261122-1.png", from, false),
        ("kite-study-2.png", from, false),
        ("", from, false),
    ] {
        assert_eq!(is_given_here(name, parent), given, "{name}");
    }
}

#[test]
fn what_is_no_template_says_why() {
    for (template, why) in [
        ("{slag}", "no field {slag}; there are {date}"),
        ("{slug", "a brace is open"),
        ("slug}", "a brace is open"),
        ("{{slug}}", "no field {{slug}"),
        ("../{slug}", "no name inside a folder"),
        ("/etc/{slug}", "no name inside a folder"),
        ("a//b", "no name inside a folder"),
        ("a/", "no name inside a folder"),
        ("", "no name inside a folder"),
        ("a\nb", "no name inside a folder"),
    ] {
        let error = NameTemplate::try_from(template.to_owned()).unwrap_err().to_string();
        assert!(error.contains(why), "{template}: {error}");
    }
}

proptest! {
    #[test]
    fn whatever_the_prompt_a_copy_stays_in_its_folder(prompt in ".{0,300}", title in ".{0,300}", profile in ".{0,40}") {
        prop_assume!(!prompt.trim().is_empty());
        let mut entry = with_prompt(&prompt);
        entry.marks.title = Some(title);
        entry.profile = profile;
        let name = named("{title}{title}{slug}{slug}{slug}{slug}{slug}/{profile}", &entry);
        let pieces: Vec<_> = name.split('/').collect();
        prop_assert_eq!(pieces.len(), 2);
        for piece in pieces {
            prop_assert!(!piece.is_empty() && piece.len() <= 255 && !piece.starts_with(['.', '-']), "{}", piece);
            let is_strange = |c: char| c.is_whitespace() || c.is_control() || "\\\"'`$&|;<>*?(){}[]!#~:".contains(c);
            prop_assert!(!piece.contains(is_strange), "{}", piece);
        }
    }
}
