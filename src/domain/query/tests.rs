//! Lines of search and what they are read as.

use jiff::{civil::date, tz::TimeZone};
use proptest::prelude::*;

use super::*;
use crate::domain::{Money, Operation, RequestState};

fn conditions(line: &str) -> Vec<(bool, Condition)> {
    let query = Query::read(line).unwrap_or_else(|fault| panic!("{line}: {fault}"));
    query
        .clauses()
        .iter()
        .map(|clause| (clause.negated, clause.what.clone()))
        .collect()
}

fn text(words: &str) -> Condition {
    Condition::Text(words.to_owned())
}

#[test]
fn words_and_phrases_are_looked_for_as_they_are() {
    for (line, expected) in [
        ("", vec![]),
        ("  \t ", vec![]),
        ("Fox RED", vec![(false, text("fox")), (false, text("red"))]),
        ("\"Red Fox\" a", vec![(false, text("red fox")), (false, text("a"))]),
        (
            "-fox -\"red sail\"",
            vec![(true, text("fox")), (true, text("red sail"))],
        ),
        (
            "- -- -",
            vec![(false, text("-")), (true, text("-")), (false, text("-"))],
        ),
        ("\"open to the end", vec![(false, text("open to the end"))]),
        ("\"\"", vec![]),
        (
            "\"star\" \"-mask\"",
            vec![(false, text("star")), (false, text("-mask"))],
        ),
        ("Star starfish", vec![(false, text("star")), (false, text("starfish"))]),
        (
            "16:9 a>b 5\"x7",
            vec![(false, text("16:9")), (false, text("a>b")), (false, text("5\"x7"))],
        ),
        (
            "Poster: Regatta",
            vec![(false, text("poster:")), (false, text("regatta"))],
        ),
        (
            "a=b ×: \u{3000}漢字",
            vec![(false, text("a=b")), (false, text("×:")), (false, text("漢字"))],
        ),
    ] {
        assert_eq!(conditions(line), expected, "{line}");
    }
}

#[test]
fn tokens_are_read() {
    use Condition as C;
    let named = |letters: &str, whole| Named {
        letters: letters.to_owned(),
        whole,
    };
    let (part, whole) = (|letters| named(letters, false), |letters| named(letters, true));
    let cents = |cents: u64| Money::from_micros(cents * 10_000);
    for (line, expected) in [
        ("model:Flare", C::Model(part("flare"))),
        ("MODEL:x", C::Model(part("x"))),
        ("model:=GPT-image-1", C::Model(whole("gpt-image-1"))),
        ("profile:=\"my work\"", C::Profile(whole("my work"))),
        ("tag:=Ü", C::Tag(whole("ü"))),
        ("tag:\"=x\"", C::Tag(part("=x"))),
        ("size:=x", C::Size("=x".to_owned())),
        ("state:not-sent", C::State(RequestState::NotSent)),
        ("state:Refused", C::State(RequestState::Refused)),
        ("op:edit", C::Operation(Operation::Edit)),
        ("profile:\"my work\"", C::Profile(part("my work"))),
        ("size:1536×864", C::Size("1536x864".to_owned())),
        ("quality:High", C::Quality("high".to_owned())),
        ("cost>0.10", C::Cost(Comparison::More, cents(10))),
        ("cost > 0.10", C::Cost(Comparison::More, cents(10))),
        ("cost <=$1", C::Cost(Comparison::AtMost, cents(100))),
        ("cost= .5", C::Cost(Comparison::Equal, cents(50))),
        ("cost<$1", C::Cost(Comparison::Less, cents(100))),
        ("cost>=.5", C::Cost(Comparison::AtLeast, cents(50))),
        ("cost<=2", C::Cost(Comparison::AtMost, cents(200))),
        ("cost=0", C::Cost(Comparison::Equal, cents(0))),
        ("cost:0", C::Cost(Comparison::Equal, cents(0))),
        ("star", C::Starred),
        ("mask", C::Masked),
        ("tag:Kites", C::Tag(part("kites"))),
        ("parent:0192-AB", C::Parent(RequestName::Digits("0192ab".to_owned()))),
        ("parent:@", C::Parent(RequestName::Newest(0))),
        ("id:@~2", C::Id(RequestName::Newest(2))),
        ("id:0192", C::Id(RequestName::Digits("0192".to_owned()))),
        ("has:partial", C::Having(Having::Partial)),
    ] {
        assert_eq!(conditions(line), [(false, expected.clone())], "{line}");
        assert_eq!(conditions(&format!("-{line}")), [(true, expected)], "-{line}");
    }
}

#[test]
fn a_fault_says_where_it_is_and_what_would_be_right() {
    for (line, at, message, right, unfinished) in [
        ("fox modle:flare", 4..15, "no token 'modle:'", "write model:", false),
        ("https://x", 0..9, "no token 'https:'", "in quotes", false),
        ("fox model:", 4..10, "needs a value", "a part of a model's name", true),
        ("model:=", 0..7, "model:= needs a value", "model:=gpt", true),
        ("cost>", 0..5, "needs a value", "dollars", true),
        ("a cost > fox", 2..8, "needs a value", "dollars", true),
        ("cost >", 0..6, "needs a value", "dollars", true),
        ("cost > 1x", 0..9, "'1x'", "dollars", false),
        ("cost>ten", 0..8, "'ten'", "dollars", false),
        ("cost>-1", 0..7, "'-1'", "dollars", false),
        ("state:ref", 0..9, "'ref'", "refused", true),
        ("state:good", 0..10, "'good'", "refused", false),
        ("since:someday", 0..13, "'someday'", "yesterday", false),
        ("since:2026-13-01", 0..16, "'2026-13-01'", "2026-11-17", false),
        ("until:2026-1", 0..12, "'2026-1'", "2026-11-17", true),
        ("since:99999d", 0..12, "'99999d'", "3d", false),
        ("on:2h", 0..5, "'2h'", "a day", false),
        ("id:@2", 0..5, "'@2'", "@~2", false),
        ("parent:xyz", 0..10, "'xyz'", "id", false),
        ("has:", 0..4, "needs a value", "image", true),
        ("a star:yes", 2..10, "takes no value", "stands alone", false),
        ("model>x", 0..7, "with a colon", "model:", false),
        ("ü -tag:\"\"", 3..10, "needs a value", "tag", true),
    ] {
        let fault = Query::read(line).expect_err(line);
        assert_eq!(fault.at, at, "{line}");
        assert!(fault.message.contains(message), "{line}: {fault}");
        assert!(fault.right.contains(right), "{line}: {fault}");
        assert_eq!(fault.unfinished, unfinished, "{line}: {fault}");
    }
    let long = ["a"; 65].join(" ");
    assert!(Query::read(&long).is_err_and(|fault| fault.message.contains("64")));
}

#[test]
fn what_is_right_in_a_line_is_understood_beside_what_is_not() {
    let (query, fault) = Query::understood("fox modle:x -state:good star cost>");
    let whats: Vec<_> = query.clauses().iter().map(|clause| clause.what.clone()).collect();
    assert_eq!(whats, [text("fox"), Condition::Starred]);
    assert_eq!(fault.map(|fault| fault.at), Some(4..11), "the first of them is told");
    let (query, fault) = Query::understood(&["a"; 99].join(" "));
    assert_eq!((query.clauses().len(), fault.is_some()), (64, true));
}

#[test]
fn days_mean_the_last_that_has_begun_where_the_person_is() {
    let zone = TimeZone::fixed(jiff::tz::offset(2));
    // A Thursday, one in the morning; in Greenwich it is still Wednesday.
    let now = date(2026, 11, 19).at(1, 0, 0, 0).to_zoned(zone).unwrap();
    for (word, first, behind) in [
        ("today", "2026-11-19", "2026-11-20"),
        ("yesterday", "2026-11-18", "2026-11-19"),
        ("thu", "2026-11-19", "2026-11-20"),
        ("tue", "2026-11-17", "2026-11-18"),
        ("friday", "2026-11-13", "2026-11-14"),
        ("3d", "2026-11-16", "2026-11-17"),
        ("2w", "2026-11-05", "2026-11-06"),
        ("nov", "2026-11-01", "2026-12-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("2026-11-17", "2026-11-17", "2026-11-18"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2024", "2024-01-01", "2025-01-01"),
    ] {
        let (from, to) = Moment::read(word).unwrap().span(&now);
        let midnight = |day: &str| -> jiff::Timestamp { format!("{day}T00:00:00+02:00").parse().unwrap() };
        assert_eq!((from, to), (midnight(first), midnight(behind)), "{word}");
    }
    let (from, to) = Moment::read("5h").unwrap().span(&now);
    assert_eq!((from, to), ("2026-11-18T20:00:00+02:00".parse().unwrap(), from));
    assert!(Moment::read("9999w").unwrap().span(&now).0 < now.timestamp());
}

#[test]
fn a_settled_query_needs_no_clock() {
    let now: jiff::Zoned = "2026-11-19T12:00:00[UTC]".parse().unwrap();
    let query = Query::read("fox since:tue").unwrap();
    assert!(query.is_timed() && !Query::read("fox").unwrap().is_timed());
    let settled = query.settled(&now);
    assert!(!settled.is_timed());
    let later = "2027-01-01T12:00:00[UTC]".parse().unwrap();
    assert_eq!(settled.settled(&later), settled);
    assert_eq!(query.without(1), Query::read("fox").unwrap());
    assert_eq!(query.without(9), query);
}

#[test]
fn names_and_values_are_completed() {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let known = KnownNames {
        models: names(&["gpt-image-1", "gpt-image-2.5-flare"]),
        tags: names(&["kites", "my work"]),
        ..KnownNames::default()
    };
    let offers = |line: &str| complete(line, line.len(), &known).map(|found| (found.at, found.offers));
    assert_eq!(offers("fox mo"), Some((4..6, names(&["model:"]))));
    assert_eq!(offers("-st"), Some((1..3, names(&["state:", "star"]))));
    assert_eq!(offers("model:fl"), Some((6..8, names(&["gpt-image-2.5-flare"]))));
    assert_eq!(offers("model:=fl"), Some((7..9, names(&["gpt-image-2.5-flare"]))));
    assert_eq!(offers("tag:=\"my"), Some((5..8, names(&["\"my work\""]))));
    assert_eq!(offers("tag:"), Some((4..4, names(&["kites", "\"my work\""]))));
    assert_eq!(offers("tag:\"my"), Some((4..7, names(&["\"my work\""]))));
    assert_eq!(offers("since:tu"), Some((6..8, names(&["tuesday"]))));
    assert_eq!(offers("on:y"), Some((3..4, names(&["yesterday"]))));
    assert_eq!(offers("state:re"), Some((6..8, names(&["refused"]))));
    for nothing in ["", "fox ", "zebra", "\"mo", "model:zebra", "tag:kites", "star"] {
        assert_eq!(offers(nothing), None, "{nothing}");
    }
}

proptest! {
    #[test]
    fn any_line_is_a_query_or_a_fault_in_its_place(line in "(\\PC|[-\":<>=\u{0}\t ]|model|state|cost|since|2d|[0-9-]){0,24}") {
        match Query::read(&line) {
            Ok(query) => {
                for clause in query.clauses() {
                    prop_assert!(line.get(clause.at.clone()).is_some_and(|part| !part.trim().is_empty()));
                }
            }
            Err(fault) => prop_assert!(line.get(fault.at.clone()).is_some_and(|part| !part.trim().is_empty())),
        }
        for cursor in 0..=line.len() {
            if let Some(found) = complete(&line, cursor, &KnownNames::default()) {
                prop_assert!(line.get(found.at.clone()).is_some() && !found.offers.is_empty());
            }
        }
    }
}
