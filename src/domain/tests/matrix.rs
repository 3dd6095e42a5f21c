//! Which model takes which option with which values: images-api.md §4, column by column.

use super::drafts::{FAMILIES, draft, edit, faulty, with};
use crate::domain::{Draft, Field, Operation, OptionName};

use OptionName as O;

/// The values of all models together (images-api.md §4, below the table).
const UNION: &[(OptionName, &[&str])] = &[
    (
        O::Quality,
        &["auto", "low", "medium", "high", "xhigh", "max", "standard", "hd"],
    ),
    (O::Background, &["auto", "opaque", "transparent"]),
    (O::OutputFormat, &["png", "jpeg", "webp", "gif", "svg"]),
    (O::Moderation, &["auto", "low"]),
    (O::Style, &["vivid", "natural"]),
    (O::InputFidelity, &["low", "high"]),
    (O::Complexity, &["low", "medium", "high"]),
    (O::ResponseFormat, &["url", "b64_json"]),
];

/// The values that a model takes; what is not here it does not have.
fn taken(model: &str) -> Vec<(OptionName, &'static [&'static str])> {
    let gpt: Vec<(OptionName, &[&str])> = vec![
        (O::Background, &["auto", "opaque", "transparent"]),
        (O::Moderation, &["auto", "low"]),
    ];
    let own: Vec<(OptionName, &[&str])> = match model {
        "gpt-image-2.6-flare" => vec![
            (O::Quality, &["auto", "low", "medium", "high", "xhigh", "max"]),
            (O::OutputFormat, &["png", "jpeg", "webp", "gif", "svg"]),
            (O::Complexity, &["low", "medium", "high"]),
        ],
        "gpt-image-2.5-flare" => vec![
            (O::Quality, &["auto", "low", "medium", "high", "xhigh", "max"]),
            (O::OutputFormat, &["png", "jpeg", "webp"]),
        ],
        "gpt-image-2" | "gpt-image-1-mini" => vec![
            (O::Quality, &["auto", "low", "medium", "high"]),
            (O::OutputFormat, &["png", "jpeg", "webp"]),
        ],
        "gpt-image-1.5" | "gpt-image-1" => vec![
            (O::Quality, &["auto", "low", "medium", "high"]),
            (O::OutputFormat, &["png", "jpeg", "webp"]),
            (O::InputFidelity, &["low", "high"]),
        ],
        "dall-e-3" => {
            return vec![
                (O::Quality, &["standard", "hd"]),
                (O::Style, &["vivid", "natural"]),
                (O::ResponseFormat, &["url", "b64_json"]),
            ];
        }
        _ => {
            return vec![(O::Quality, &["standard"]), (O::ResponseFormat, &["url", "b64_json"])];
        }
    };
    gpt.into_iter().chain(own).collect()
}

/// A draft with that option, in the operation that has it.
fn with_option(model: &str, name: OptionName, value: &str) -> Draft {
    let plain = if name == O::InputFidelity && !model.starts_with("dall-e-3") {
        let mut edit = edit(model, 1);
        edit.images[0].name = "cat.png".to_owned();
        edit
    } else {
        draft(model)
    };
    Draft {
        options: [(name, value.to_owned())].into(),
        ..plain
    }
}

#[test]
fn every_value_is_taken_where_the_table_has_it_and_refused_elsewhere() {
    for model in FAMILIES {
        let taken = taken(model);
        for (name, values) in UNION {
            for value in *values {
                let allowed = taken.iter().any(|(of, words)| of == name && words.contains(value));
                let faulty = faulty(&with_option(model, *name, value));
                let expected = if allowed { vec![] } else { vec![Field::Option(*name)] };
                let faulty: Vec<_> = faulty
                    .into_iter()
                    .filter(|field| *field == Field::Option(*name))
                    .take(1)
                    .collect();
                assert_eq!(faulty, expected, "{model}: {name} = {value}");
            }
        }
    }
}

#[test]
fn a_word_of_nobody_is_refused_by_every_model() {
    for model in FAMILIES {
        for (name, _) in UNION {
            assert!(
                faulty(&with_option(model, *name, "ultra")).contains(&Field::Option(*name)),
                "{model}: {name}"
            );
        }
    }
}

#[test]
fn users_are_named_in_the_way_of_the_model() {
    for model in FAMILIES {
        assert_eq!(faulty(&with(model, &[(O::User, "u-1")])), [], "{model}");
        let named = faulty(&with(model, &[(O::SafetyIdentifier, "s-1")]));
        let expected = if model.starts_with("dall") {
            vec![Field::Option(O::SafetyIdentifier)]
        } else {
            vec![]
        };
        assert_eq!(named, expected, "{model}");
    }
}

#[test]
fn numbers_have_their_ranges() {
    let webp = (O::OutputFormat, "webp");
    let gif = (O::OutputFormat, "gif");
    for model in FAMILIES {
        let gpt = model.starts_with("gpt");
        let newest = *model == "gpt-image-2.6-flare";
        for (name, format, legal, illegal) in [
            (O::OutputCompression, webp, ["0", "80", "100"], ["101", "-1", "9.5"]),
            (O::PartialImages, webp, ["0", "1", "3"], ["4", "-1", "two"]),
            (O::FrameCount, gif, ["2", "9", "16"], ["1", "17", "0"]),
            (
                O::FrameDurationMs,
                gif,
                ["10", "200", "655350"],
                ["0", "655360", "fast"],
            ),
        ] {
            let has_it = if format == gif { newest } else { gpt };
            let field = Field::Option(name);
            for value in legal {
                let faulty = faulty(&with(model, &[format, (name, value)])).contains(&field);
                assert_eq!(faulty, !has_it, "{model}: {name} = {value}");
            }
            for value in illegal {
                assert!(
                    faulty(&with(model, &[format, (name, value)])).contains(&field),
                    "{model}: {name} = {value}"
                );
            }
        }
    }
}

#[test]
fn a_vector_drawing_has_an_author() {
    let svg = (O::OutputFormat, "svg");
    for effort in ["none", "minimal", "low", "medium", "high", "xhigh", "max"] {
        assert_eq!(
            faulty(&with(
                "gpt-image-2.6-flare",
                &[svg, (O::SvgEffort, effort), (O::SvgModel, "gpt-6-luna")]
            )),
            []
        );
    }
    for model in &FAMILIES[1..] {
        let drawn = faulty(&with(model, &[(O::SvgModel, "gpt-6-luna"), (O::SvgEffort, "low")]));
        assert!(
            drawn.contains(&Field::Option(O::SvgModel)) && drawn.contains(&Field::Option(O::SvgEffort)),
            "{model}"
        );
    }
}

#[test]
fn the_number_of_pictures_has_a_limit() {
    for model in FAMILIES {
        let most = if *model == "dall-e-3" { 1 } else { 10 };
        for (count, legal, nearest) in [
            ("", true, None),
            ("1", true, None),
            ("2", most > 1, Some("1")),
            ("10", most > 1, Some("1")),
            ("11", false, Some(if most > 1 { "10" } else { "1" })),
            ("0", false, Some("1")),
            ("-1", false, Some("1")),
            ("1.5", false, Some("1")),
            ("many", false, None),
            ("99999999999", false, Some(if most > 1 { "10" } else { "1" })),
        ] {
            let draft = Draft {
                count: count.to_owned(),
                ..draft(model)
            };
            let found = super::drafts::found(&draft);
            assert_eq!(found.is_empty(), legal, "{model}: {count}");
            if let Some(fault) = found.first() {
                assert_eq!(
                    (fault.field, fault.nearest.as_deref()),
                    (Field::Count, nearest),
                    "{model}: {count}"
                );
            }
        }
    }
}

#[test]
fn prompts_have_their_length_in_characters() {
    for model in FAMILIES {
        let longest = match *model {
            "dall-e-3" => 4000,
            "dall-e-2" => 1000,
            _ => 32_000,
        };
        for (letter, length, legal) in [("x", longest, true), ("é", longest, true), ("x", longest + 1, false)] {
            let draft = Draft {
                prompt: letter.repeat(length),
                ..draft(model)
            };
            assert_eq!(faulty(&draft).is_empty(), legal, "{model}: {length}");
        }
        for blank in ["", "  ", "\n\t "] {
            let draft = Draft {
                prompt: blank.to_owned(),
                ..draft(model)
            };
            assert_eq!(faulty(&draft), [Field::Prompt], "{model}");
        }
    }
}

#[test]
fn edits_and_variations_are_for_those_that_do_them() {
    for model in FAMILIES {
        let mut draft = edit(model, 1);
        assert_eq!(
            faulty(&draft).contains(&Field::Operation),
            *model == "dall-e-3",
            "{model}: edit"
        );
        draft.operation = Operation::Variation;
        assert_eq!(
            faulty(&draft).contains(&Field::Operation),
            *model != "dall-e-2",
            "{model}: variation"
        );
    }
}

#[test]
fn a_variation_needs_no_words() {
    let mut draft = edit("dall-e-2", 1);
    draft.operation = Operation::Variation;
    draft.prompt.clear();

    assert_eq!(faulty(&draft), []);
}

#[test]
fn snapshots_and_unlisted_ids_are_judged_like_their_family() {
    for (id, family) in [
        ("gpt-image-2.6-sunburst", "gpt-image-2.6-flare"),
        ("gpt-image-2.6-flare-2026-12-24", "gpt-image-2.6-flare"),
        ("gpt-image-2.5-sunburst-2026-09-08", "gpt-image-2.5-flare"),
        ("gpt-image-2-2026-04-21", "gpt-image-2"),
        ("gpt-image-1.5-2025-12-16", "gpt-image-1.5"),
        ("chatgpt-image-latest", "gpt-image-1.5"),
        ("gpt-image-1-mini-x", "gpt-image-1-mini"),
        ("gpt-image-1-all", "gpt-image-1"),
        ("dall-e-3-x", "dall-e-3"),
        ("dall-e-2-x", "dall-e-2"),
    ] {
        for (name, values) in UNION {
            for value in *values {
                let of = |model: &str| faulty(&with_option(model, *name, value));
                assert_eq!(of(id), of(family), "{id}: {name} = {value}");
            }
        }
    }
}
