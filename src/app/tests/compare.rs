//! Two pictures beside each other, the leak meter, and the original that is put back.

use super::scenes::{
    app_with_history, draft, entry, facts, hint, id, on_top, press, read, report, request, row, submissions, toast,
};
use crate::{
    app::{Answer, App, Compare, Effect, Inquiry, Msg, Overlay, Shows, update},
    domain::{
        Against, Beside, Change, Changed, Draft, HistoryEntry, Input, KEEP_ORIGINAL, Looked, Operation, Overlaid,
        Parent, Question, Report, Role, Words,
    },
};

fn compare(app: &App) -> &Compare {
    match app.overlays().last() {
        Some(Overlay::Compare(compare)) => compare,
        _ => panic!("{} is on top", on_top(app)),
    }
}

fn mask() -> Input {
    Input {
        sha256: Some("m".repeat(64)),
        ..Input::file(Role::Mask, "/data/blobs/mask.png".into(), Some(facts(1024, 1024)))
    }
}

/// The request of a row as a masked edit of another one's first picture.
fn edit(number: usize, prompt: &str, of: Option<&HistoryEntry>) -> HistoryEntry {
    let plain = entry(&row(number, prompt));
    let original = Input {
        sha256: Some("o".repeat(64)),
        ..Input::file(Role::Image, "/data/blobs/original.png".into(), Some(facts(1024, 1024)))
    };
    let draft = Draft {
        operation: Operation::Edit,
        images: vec![original],
        mask: Some(mask()),
        parent: of.map(|of| Parent { id: of.id, index: 0 }),
        ..draft(prompt)
    };
    let mut images = plain.images.clone();
    for image in &mut images {
        image.path = format!("/data/blobs/{number}-{}.png", image.index).into();
        image.sha256 = format!("{number}{:063}", image.index);
    }
    HistoryEntry {
        request: request(&draft),
        images,
        ..plain
    }
}

fn tell(app: &mut App, entry: HistoryEntry) -> Vec<Effect> {
    update(
        app,
        Msg::EntryLoaded {
            id: entry.id,
            answer: Ok(Box::new(entry)),
        },
    )
}

/// Two requests, the upper one an edit with a mask of the lower one; the upper one is selected and read.
fn edited() -> App {
    let mut app = app_with_history(&["the fox is blue", "a red fox"]);
    let parent = entry(&row(1, "a red fox"));
    tell(&mut app, edit(2, "the fox is blue", Some(&parent)));
    app
}

fn over() -> Overlaid {
    Overlaid {
        mask: "/data/blobs/mask.png".into(),
        reading: mask().treatment.reading,
        level: false,
    }
}

/// Marks the lower request and compares the upper one with it.
fn compared() -> (App, Vec<Effect>) {
    let mut app = edited();
    let effects = press(&mut app, "j c");
    read(&mut app, &effects);
    press(&mut app, "k");
    let parent = entry(&row(1, "a red fox"));
    tell(&mut app, edit(2, "the fox is blue", Some(&parent)));
    let effects = press(&mut app, "c");
    (app, effects)
}

#[test]
fn c_marks_a_picture_and_another_one_opens_both() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "c");
    assert!(toast(&app).starts_with("A is a fox"), "{}", toast(&app));
    assert_eq!(app.compared(), Some(id(2)));
    let effects = press(&mut app, "j");
    read(&mut app, &effects);
    let effects = press(&mut app, "c");
    let compare = compare(&app);
    assert_eq!((compare.a.name.as_str(), compare.b.name.as_str()), ("a fox", "a heron"));
    assert!(compare.words.contains(&Words::Gone("fox".to_owned())));
    assert_eq!(app.compared(), None);
    let question = Question::Change {
        before: "/data/blobs/0.png".into(),
        after: "/data/blobs/0.png".into(),
        mask: None,
    };
    assert_eq!(effects, [Effect::Look(question)]);
}

#[test]
fn c_with_two_marked_requests_compares_these_at_once() {
    let mut app = app_with_history(&["a fox", "a heron", "a hare"]);
    press(&mut app, "j space space");
    assert!(hint(&app, "compare both").is_some());
    assert_eq!(press(&mut app, "c"), [Effect::Ask(Inquiry::Pair(id(1), id(2)))]);
    let pair = Box::new([entry(&row(1, "a hare")), entry(&row(2, "a heron"))]);
    let effects = update(&mut app, Msg::Answered(Ok(Box::new(Answer::Pair(pair)))));
    let compare = compare(&app);
    assert_eq!(
        (compare.a.name.as_str(), compare.b.name.as_str()),
        ("a hare", "a heron")
    );
    assert!(matches!(effects.as_slice(), [Effect::Look(_)]), "{effects:?}");
    assert_eq!(app.compared(), None, "no other picture waits");

    press(&mut app, "esc g g space");
    assert_eq!(press(&mut app, "c"), []);
    assert!(toast(&app).contains("3 are marked"), "{}", toast(&app));
    press(&mut app, "esc space g g");
    let effects = press(&mut app, "g g c");
    read(&mut app, &effects);
    assert_eq!(app.compared(), Some(id(3)), "with one marked it marks a picture");
}

#[test]
fn two_marked_requests_that_are_marked_no_longer_are_not_compared() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "space space c esc");
    let pair = Box::new([entry(&row(1, "a heron")), entry(&row(2, "a fox"))]);
    let _ = update(&mut app, Msg::Answered(Ok(Box::new(Answer::Pair(pair)))));
    assert_eq!(on_top(&app), "nothing");
}

#[test]
fn esc_takes_the_mark_away_before_it_leaves_anything_else() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "space k c f");
    assert!(toast(&app).is_empty() && app.compared().is_some());
    press(&mut app, "esc");
    assert_eq!((app.compared(), app.is_fullscreen()), (None, true));
    assert_eq!(toast(&app), "no picture is marked any more");
    press(&mut app, "esc");
    assert_eq!((app.is_fullscreen(), app.marked().count()), (false, 1));
    press(&mut app, "esc");
    assert_eq!(app.marked().count(), 0);
}

#[test]
fn c_twice_on_the_same_picture_takes_the_mark_away() {
    let mut app = app_with_history(&["a fox", "a heron"]);
    press(&mut app, "c c");
    assert_eq!((on_top(&app), app.compared()), ("nothing", None));
    assert!(toast(&app).contains("no picture is marked"), "{}", toast(&app));
    press(&mut app, "c ] c");
    assert_eq!(on_top(&app), "compare", "a sibling is another picture");
}

#[test]
fn space_flips_and_the_other_one_is_asked_for_before_it_is_wanted() {
    let (mut app, _) = compared();
    let shown = |app: &App| -> Vec<Option<Beside>> {
        let views = compare(app).views(app.close_room());
        views
            .into_iter()
            .map(|view| view.against.map(|against| against.shown))
            .collect()
    };
    assert_eq!(shown(&app), [Some(Beside::Instead), None]);
    press(&mut app, "space");
    assert_eq!(compare(&app).shows(), Shows::A);
    assert_eq!(shown(&app), [None, Some(Beside::Instead)]);
    press(&mut app, "~");
    assert_eq!(shown(&app), [Some(Beside::Heat)]);
    press(&mut app, "~");
    assert_eq!(compare(&app).shows(), Shows::B);
}

#[test]
fn the_seam_moves_and_both_are_seen_at_the_same_place() {
    let (mut app, _) = compared();
    press(&mut app, "| h h l");
    assert_eq!((compare(&app).shows(), compare(&app).seam()), (Shows::Split, 475));
    (0..60).for_each(|_| drop(press(&mut app, "l")));
    assert_eq!(compare(&app).seam(), 1000);
    press(&mut app, "1 j");
    let room = app.close_room();
    let views = compare(&app).views(room);
    let size = compare(&app).a.size;
    assert_eq!(views[0].part, compare(&app).window().part(size, room));
    assert!(views[0].part.height < 1024);
    let expected = Against {
        other: "/data/blobs/2-0.png".into(),
        shown: Beside::Split(1000),
    };
    assert_eq!(views[0].against, Some(expected));
}

#[test]
fn the_mask_of_an_edit_tells_inside_from_outside() {
    let (mut app, effects) = compared();
    let question = Question::Change {
        before: "/data/blobs/0.png".into(),
        after: "/data/blobs/2-0.png".into(),
        mask: Some(over()),
    };
    assert_eq!(effects, [Effect::Look(question.clone())]);
    assert!(compare(&app).has_mask());
    let change = Change {
        outside: Some(Changed {
            per_mille: 31,
            mean_tenths: 24,
        }),
        inside: None,
        scaled_from: None,
    };
    report(
        &mut app,
        Report::Looked {
            question,
            answer: Ok(Looked::Change(change)),
        },
    );
    assert_eq!(compare(&app).change(), Some(&Ok(change)));
}

#[test]
fn two_edits_with_one_mask_share_it_and_two_strangers_have_none() {
    for (number, masked) in [(1, true), (1, false)] {
        let mut app = app_with_history(&["one", "two"]);
        tell(&mut app, edit(2, "one", None));
        press(&mut app, "c");
        let effects = press(&mut app, "j");
        if masked {
            tell(&mut app, edit(number, "two", None));
        } else {
            read(&mut app, &effects);
        }
        press(&mut app, "c");
        assert_eq!(compare(&app).has_mask(), masked);
    }
}

#[test]
fn an_edit_is_compared_with_its_original() {
    let mut app = edited();
    let effects = press(&mut app, "C");
    let question = Question::Change {
        before: "/data/blobs/original.png".into(),
        after: "/data/blobs/2-0.png".into(),
        mask: Some(over()),
    };
    assert_eq!(effects, [Effect::Look(question)]);
    assert!(hint(&app, "keep original").is_some());
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "C"), []);
    assert!(toast(&app).contains("not made of a picture"), "{}", toast(&app));
}

#[test]
fn capital_k_puts_the_original_back_for_nothing() {
    for keys in ["K", "C K"] {
        let mut app = edited();
        let effects = press(&mut app, keys);
        let submissions = submissions(&effects);
        let [submission] = submissions[..] else {
            panic!("{keys}: {effects:?}");
        };
        assert_eq!((submission.billed, submission.estimate), (false, None));
        let request = &submission.request;
        assert_eq!((request.model(), request.prompt()), (KEEP_ORIGINAL, "the fox is blue"));
        assert_eq!(request.parent(), Some(Parent { id: id(2), index: 0 }));
        let inputs: Vec<_> = request.inputs().iter().map(|input| input.path.clone()).collect();
        let expected = [
            "/data/blobs/original.png",
            "/data/blobs/2-0.png",
            "/data/blobs/mask.png",
        ];
        assert_eq!(inputs, expected.map(std::path::PathBuf::from));
        assert_eq!(on_top(&app), "nothing");
        assert_eq!(press(&mut app, "K").len(), 1, "a second later it is meant again");
    }
}

#[test]
fn what_has_no_mask_has_no_original_to_keep() {
    let mut app = app_with_history(&["a fox"]);
    assert_eq!(press(&mut app, "K"), []);
    assert!(toast(&app).contains("no edit with a mask"), "{}", toast(&app));
}

#[test]
fn a_picture_made_here_is_made_again_for_nothing() {
    let mut app = edited();
    let effects = press(&mut app, "K");
    let made = submissions(&effects)[0].request.clone();
    tell(
        &mut app,
        HistoryEntry {
            request: made.clone(),
            ..edit(2, "the fox is blue", None)
        },
    );
    assert_eq!(
        app.price_again().map(|price| price.to_string()).as_deref(),
        Some("free")
    );
    let effects = press(&mut app, "r");
    let again = submissions(&effects);
    assert_eq!(again.len(), 1, "{}", toast(&app));
    assert!(!again[0].billed && again[0].request == made);
}
