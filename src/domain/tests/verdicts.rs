//! Sizes, combinations, servers that nobody wrote down, and what is said by date.

use super::drafts::{FAMILIES, draft, edit, facts, faulty, found, input, model, only_fault, with};
use crate::domain::{Draft, Field, ImageFacts, ImageFormat, Operation, OptionName, Role, warnings};

use OptionName as O;

fn sized(model: &str, size: &str) -> Draft {
    Draft {
        size: size.to_owned(),
        ..draft(model)
    }
}

#[test]
fn free_sizes_follow_the_rules_of_section_five() {
    for model in ["gpt-image-2.6-flare", "gpt-image-2.5-sunburst", "gpt-image-2"] {
        for legal in [
            "",
            "auto",
            "1024x1024",
            "1536x1024",
            "1024x1536",
            "2048x2048",
            "2048x1152",
            "1152x2048",
            "3840x2160",
            "2160x3840",
            "1024x640",
            "816x816",
            "2880x2880",
            "1920x1088",
            "1824x1024",
            "1536×864",
        ] {
            assert_eq!(faulty(&sized(model, legal)), [], "{model}: {legal}");
        }
        for (illegal, nearest) in [
            ("1920x1080", Some("1920x1088")),
            ("1000x1000", Some("1008x1008")),
            ("800x800", Some("816x816")),
            ("768x768", Some("816x816")),
            ("3856x2160", Some("3840x2160")),
            ("3840x2176", Some("3840x2160")),
            ("4096x4096", Some("2880x2880")),
            ("256x256", Some("816x816")),
            ("bogus", None),
            ("0x0", None),
            ("1024", Some("1024x1024")),
            ("16:9", Some("1536x864")),
            ("4k", Some("3840x2160")),
            ("-16x1024", None),
        ] {
            let fault = only_fault(&sized(model, illegal));
            assert_eq!((fault.field, fault.given.as_str()), (Field::Size, illegal));
            assert_eq!(fault.nearest.as_deref(), nearest, "{model}: {illegal}");
        }
    }
}

#[test]
fn the_nearest_size_is_always_legal_and_keeps_the_shape() {
    for asked in [
        "4000x1000",
        "1000x4000",
        "100x1",
        "5000x5000",
        "1x1",
        "3840x1264",
        "1279x513",
        "4294967295x1",
    ] {
        let fault = only_fault(&sized("gpt-image-2", asked));
        let nearest = fault.nearest.unwrap();
        assert_eq!(faulty(&sized("gpt-image-2", &nearest)), [], "{asked} -> {nearest}");
        let edges = |size: &str| {
            let (width, height) = size.split_once('x').unwrap();
            (width.parse::<u64>().unwrap(), height.parse::<u64>().unwrap())
        };
        let ((w, h), (near_w, near_h)) = (edges(asked), edges(&nearest));
        assert!(w < h || near_w >= near_h, "{asked} -> {nearest}");
        assert!(w > h || near_w <= near_h, "{asked} -> {nearest}");
    }
}

#[test]
fn older_models_have_a_short_list_of_sizes() {
    const OLDER: &[&str] = &["auto", "1024x1024", "1536x1024", "1024x1536"];
    for (model, legal, default) in [
        ("gpt-image-1.5", OLDER, "auto"),
        ("chatgpt-image-latest", OLDER, "auto"),
        ("gpt-image-1-mini", OLDER, "auto"),
        ("gpt-image-1", OLDER, "auto"),
        ("dall-e-3", &["1024x1024", "1792x1024", "1024x1792"], "1024x1024"),
        ("dall-e-2", &["256x256", "512x512", "1024x1024"], "1024x1024"),
    ] {
        for size in [
            "auto",
            "256x256",
            "512x512",
            "1024x1024",
            "1536x1024",
            "1024x1536",
            "1792x1024",
            "1024x1792",
            "1024x1040",
            "2048x2048",
            "bogus",
        ] {
            let found = found(&sized(model, size));
            assert_eq!(found.is_empty(), legal.contains(&size), "{model}: {size}");
            if let Some(fault) = found.first() {
                let nearest = fault.nearest.as_deref().unwrap();
                assert!(legal.contains(&nearest), "{model}: {size} -> {nearest}");
                assert!(legal.iter().all(|one| fault.rule.contains(one)), "{}", fault.rule);
            }
        }
        let fault = only_fault(&sized(model, "bogus"));
        assert_eq!(fault.nearest.as_deref(), Some(default));
        assert_eq!(faulty(&sized(model, "")), [], "left to the model");
    }
}

#[test]
fn options_that_do_not_go_together_are_told() {
    const NEWEST: &str = "gpt-image-2.6-flare";
    for (options, field) in [
        (
            vec![(O::Background, "transparent"), (O::OutputFormat, "jpeg")],
            Some(O::Background),
        ),
        (vec![(O::Background, "transparent"), (O::OutputFormat, "webp")], None),
        (vec![(O::Background, "transparent")], None),
        (vec![(O::OutputCompression, "50")], Some(O::OutputCompression)),
        (
            vec![(O::OutputCompression, "50"), (O::OutputFormat, "png")],
            Some(O::OutputCompression),
        ),
        (vec![(O::OutputCompression, "100"), (O::OutputFormat, "png")], None),
        (vec![(O::OutputCompression, "50"), (O::OutputFormat, "jpeg")], None),
        (vec![(O::OutputCompression, "0"), (O::OutputFormat, "webp")], None),
        (
            vec![(O::OutputCompression, "50"), (O::OutputFormat, "gif")],
            Some(O::OutputCompression),
        ),
        (
            vec![(O::OutputCompression, "50"), (O::OutputFormat, "svg")],
            Some(O::OutputCompression),
        ),
        (
            vec![(O::PartialImages, "2"), (O::OutputFormat, "gif")],
            Some(O::PartialImages),
        ),
        (
            vec![(O::PartialImages, "2"), (O::OutputFormat, "svg")],
            Some(O::PartialImages),
        ),
        (vec![(O::PartialImages, "0"), (O::OutputFormat, "gif")], None),
        (vec![(O::PartialImages, "2"), (O::OutputFormat, "webp")], None),
        (vec![(O::FrameCount, "4")], Some(O::FrameCount)),
        (
            vec![(O::FrameDurationMs, "100"), (O::OutputFormat, "svg")],
            Some(O::FrameDurationMs),
        ),
        (vec![(O::SvgModel, "m")], Some(O::SvgModel)),
        (
            vec![(O::SvgEffort, "low"), (O::OutputFormat, "gif")],
            Some(O::SvgEffort),
        ),
    ] {
        let expected: Vec<_> = field.into_iter().map(Field::Option).collect();
        assert_eq!(faulty(&with(NEWEST, &options)), expected, "{options:?}");
    }
}

#[test]
fn a_value_that_was_surely_meant_is_offered() {
    const NEWEST: &str = "gpt-image-2.6-flare";
    for (model, options, nearest) in [
        ("gpt-image-2", vec![(O::Quality, "xhigh")], Some("high")),
        ("gpt-image-2", vec![(O::Quality, "standard")], Some("medium")),
        ("gpt-image-2", vec![(O::Quality, "LOW")], Some("low")),
        ("gpt-image-2", vec![(O::Quality, "med")], Some("medium")),
        ("gpt-image-2", vec![(O::Quality, "ultra")], None),
        ("dall-e-3", vec![(O::Quality, "high")], Some("hd")),
        ("dall-e-3", vec![(O::Quality, "auto")], Some("standard")),
        ("dall-e-2", vec![(O::Quality, "hd")], Some("standard")),
        ("gpt-image-2", vec![(O::OutputFormat, "jpg")], Some("jpeg")),
        ("gpt-image-2", vec![(O::Style, "vivid")], None),
        ("gpt-image-2", vec![(O::PartialImages, "4")], Some("3")),
        ("gpt-image-2", vec![(O::PartialImages, "-1")], Some("0")),
        ("gpt-image-2", vec![(O::PartialImages, "two")], None),
        (
            NEWEST,
            vec![(O::OutputFormat, "gif"), (O::FrameCount, "17")],
            Some("16"),
        ),
        (
            NEWEST,
            vec![(O::OutputFormat, "gif"), (O::FrameDurationMs, "999999")],
            Some("655350"),
        ),
        (
            NEWEST,
            vec![(O::OutputFormat, "gif"), (O::OutputCompression, "50")],
            Some("100"),
        ),
        (
            NEWEST,
            vec![(O::OutputFormat, "svg"), (O::PartialImages, "1")],
            Some("0"),
        ),
        (
            NEWEST,
            vec![(O::OutputFormat, "gif"), (O::Background, "transparent")],
            Some("opaque"),
        ),
    ] {
        let fault = only_fault(&with(model, &options));
        assert_eq!(fault.nearest.as_deref(), nearest, "{model}: {options:?}");
    }
}

#[test]
fn a_gif_is_judged_by_the_sheet_of_its_frames() {
    for (frames, size, nearest) in [
        ("", "960x960", None),
        ("9", "976x976", Some("960x960")),
        ("2", "1280x720", None),
        ("10", "1280x720", Some("960x544")),
        ("12", "816x816", None),
        ("12", "832x832", Some("816x816")),
        ("16", "720x720", None),
        ("13", "736x736", Some("720x720")),
        ("16", "192x192", Some("208x208")),
        ("3", "384x384", None),
        ("3", "385x384", Some("384x384")),
        ("16", "square", Some("720x720")),
    ] {
        let mut draft = with(
            "gpt-image-2.6-sunburst",
            &[(O::OutputFormat, "gif"), (O::FrameCount, frames)],
        );
        size.clone_into(&mut draft.size);
        let found = found(&draft);
        assert_eq!(
            found.first().map(|fault| fault.field),
            nearest.map(|_| Field::Size),
            "{size}"
        );
        if let Some(fault) = found.first() {
            assert_eq!(fault.nearest.as_deref(), nearest, "{frames} frames of {size}");
        }
    }
}

#[test]
fn what_is_worth_knowing_is_said_in_place() {
    let today = "2026-11-20".parse().unwrap();
    let said = |draft: &Draft, field: Field| {
        let found = warnings(draft, &model(&draft.model), today).into_iter();
        let texts: Vec<_> = found
            .filter(|warning| warning.field == field)
            .map(|warning| warning.text)
            .collect();
        texts.join("; ")
    };
    let option = |name| Field::Option(name);
    let several = Draft {
        count: "2".to_owned(),
        ..draft("gpt-image-2")
    };
    let several_squares = Draft {
        size: "1024x1024".to_owned(),
        ..several.clone()
    };
    let mut varied = edit("dall-e-2", 1);
    varied.operation = Operation::Variation;
    let large_gif = Draft {
        size: "960x960".to_owned(),
        ..with("gpt-image-2.6-flare", &[(O::OutputFormat, "gif")])
    };
    for (draft, field, part) in [
        (
            with("gpt-image-2", &[(O::Background, "transparent")]),
            option(O::Background),
            "preview",
        ),
        (
            with("gpt-image-2", &[(O::Background, "transparent")]),
            option(O::Background),
            "prompt",
        ),
        (
            with("gpt-image-2", &[(O::Background, "opaque")]),
            option(O::Background),
            "",
        ),
        (
            with("gpt-image-2.5-flare", &[(O::Background, "transparent")]),
            option(O::Background),
            "",
        ),
        (draft("gpt-image-2.6-flare"), option(O::Quality), "5,800 tokens"),
        (
            with("gpt-image-2.6-sunburst", &[(O::Quality, "auto")]),
            option(O::Quality),
            "5,800 tokens",
        ),
        (
            with("gpt-image-2.6-flare", &[(O::Quality, "low")]),
            option(O::Quality),
            "",
        ),
        (draft("gpt-image-2.5-flare"), option(O::Quality), ""),
        (
            with("gpt-image-2.6-flare", &[(O::OutputFormat, "gif")]),
            option(O::OutputFormat),
            "access",
        ),
        (
            with("gpt-image-2.6-flare", &[(O::FrameDurationMs, "205")]),
            option(O::FrameDurationMs),
            "tens",
        ),
        (
            with("gpt-image-2.6-flare", &[(O::FrameDurationMs, "210")]),
            option(O::FrameDurationMs),
            "",
        ),
        (
            with("gpt-image-2", &[(O::User, "u-1")]),
            option(O::User),
            "safety_identifier",
        ),
        (with("dall-e-2", &[(O::User, "u-1")]), option(O::User), ""),
        (sized("gpt-image-2", "2560x1440"), Field::Size, ""),
        (sized("gpt-image-2", "2576x1440"), Field::Size, "experimental"),
        (sized("gpt-image-2.5-flare", "3840x2160"), Field::Size, "experimental"),
        (large_gif, Field::Size, "experimental"),
        (several, Field::Size, "differ in size"),
        (several_squares, Field::Size, ""),
        (draft("gpt-image-2"), Field::Size, ""),
        (varied, Field::Operation, "compatible servers"),
        (edit("dall-e-2", 1), Field::Operation, ""),
        (
            draft("gpt-image-1.5-2025-12-16"),
            Field::Model,
            "2026-12-01; gpt-image-2.5-flare takes",
        ),
    ] {
        let text = said(&draft, field);
        assert_eq!(text.is_empty(), part.is_empty(), "{draft:?}: {text}");
        assert!(text.contains(part), "{draft:?}: {text}");
    }
}

#[test]
fn a_vector_drawing_comes_alone() {
    let mut draft = with("gpt-image-2.6-flare", &[(O::OutputFormat, "svg")]);
    for (count, legal) in [("", true), ("1", true), ("2", false)] {
        count.clone_into(&mut draft.count);
        let expected = if legal { vec![] } else { vec![Field::Count] };
        assert_eq!(faulty(&draft), expected, "{count}");
    }
    assert_eq!(only_fault(&draft).nearest.as_deref(), Some("1"));
}

#[test]
fn fidelity_is_a_matter_of_edits() {
    let mut draft = edit("gpt-image-1.5", 1);
    draft.options = [(O::InputFidelity, "high".to_owned())].into();
    assert_eq!(faulty(&draft), []);

    draft.operation = Operation::Generate;
    assert_eq!(faulty(&draft), [Field::Option(O::InputFidelity)]);
}

#[test]
fn every_fault_is_told_at_once_in_the_order_of_the_form() {
    let draft = Draft {
        prompt: String::new(),
        size: "1x1".to_owned(),
        count: "11".to_owned(),
        operation: Operation::Edit,
        options: [
            (O::Quality, "hd".to_owned()),
            (O::Style, "vivid".to_owned()),
            (O::OutputCompression, "50".to_owned()),
        ]
        .into(),
        mask: Some(input(Role::Mask, facts(8, 8))),
        ..draft("gpt-image-2")
    };

    let fields = faulty(&draft);

    assert_eq!(
        fields,
        [
            Field::Prompt,
            Field::Size,
            Field::Count,
            Field::Option(O::Quality),
            Field::Option(O::Style),
            Field::Option(O::OutputCompression),
            Field::Images,
        ]
    );
}

#[test]
fn a_fault_names_the_field_what_was_given_what_is_allowed_and_what_would_do() {
    for (draft, sentence) in [
        (
            sized("gpt-image-2", "1000x1000"),
            "size '1000x1000': both edges must be multiples of 16; nearest: 1008x1008",
        ),
        (
            with("gpt-image-2", &[(O::Quality, "hd")]),
            "quality 'hd': it must be one of auto, low, medium, high; nearest: high",
        ),
        (
            with("dall-e-3", &[(O::Background, "opaque")]),
            "background 'opaque': dall-e-3 does not have this option",
        ),
    ] {
        assert_eq!(only_fault(&draft).to_string(), sentence);
    }
}

#[test]
fn a_server_that_nobody_wrote_down_gets_what_is_set() {
    let strange = ImageFacts {
        format: ImageFormat::Svg,
        alpha: false,
        bytes: 90_000_000,
        ..facts(3, 5)
    };
    let draft = Draft {
        prompt: "x".repeat(40_000),
        size: "2k".to_owned(),
        count: "12".to_owned(),
        operation: Operation::Edit,
        images: vec![input(Role::Image, strange); 20],
        mask: Some(input(
            Role::Mask,
            ImageFacts {
                format: ImageFormat::Jpeg,
                ..strange
            },
        )),
        options: OptionName::ALL
            .iter()
            .map(|name| (*name, "whatever is typed".repeat(20)))
            .collect(),
        ..draft("flux-kontext-pro")
    };

    assert_eq!(found(&draft), []);
    assert_eq!(
        faulty(&Draft {
            count: "0".to_owned(),
            ..draft.clone()
        }),
        [Field::Count]
    );
    assert_eq!(
        faulty(&Draft {
            images: Vec::new(),
            ..draft.clone()
        }),
        [Field::Images]
    );
    assert_eq!(
        faulty(&Draft {
            prompt: " ".to_owned(),
            ..draft.clone()
        }),
        [Field::Prompt]
    );
    let said = warnings(&draft, &model("flux-kontext-pro"), "2026-11-20".parse().unwrap());
    let fields: Vec<_> = said.iter().map(|warning| warning.field).collect();
    assert_eq!(fields, [Field::Prompt, Field::Model]);
}

#[test]
fn no_model_is_no_request() {
    assert_eq!(
        faulty(&Draft {
            model: " ".to_owned(),
            ..draft("gpt-image-2")
        }),
        [Field::Model]
    );
}

#[test]
fn the_end_of_a_model_is_warned_of_by_date() {
    let said = |id: &str, day: &str| {
        let found = warnings(&draft(id), &model(id), day.parse().unwrap());
        found
            .into_iter()
            .filter(|warning| warning.field == Field::Model)
            .map(|warning| warning.text)
            .collect::<Vec<_>>()
            .join("; ")
    };
    for (id, end, replacement) in [
        ("gpt-image-1.5", "2026-12-01", "2.5"),
        ("chatgpt-image-latest", "2026-12-01", "2.5"),
        ("gpt-image-1-mini", "2026-12-01", "2.5"),
        ("gpt-image-1", "2026-10-23", "2.5"),
        ("dall-e-3", "2026-05-12", "gpt-image"),
        ("dall-e-2", "2026-05-12", "gpt-image"),
    ] {
        let before = said(id, "2026-05-11");
        assert!(
            before.contains(&format!("stops it on {end}")) && before.contains(replacement),
            "{id}: {before}"
        );
        let after = said(id, end);
        assert!(
            after.contains(&format!("stopped it on {end}")) && after.contains(replacement),
            "{id}: {after}"
        );
    }
    for id in [
        "gpt-image-2.6-flare",
        "gpt-image-2.6-sunburst",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-sunburst",
        "gpt-image-2",
        "gpt-image-2.6-flare-2026-12-24",
    ] {
        assert_eq!(said(id, "2027-06-01"), "", "{id}");
    }
}

#[test]
fn what_is_past_its_end_can_still_be_sent_to_others() {
    for model in FAMILIES {
        assert_eq!(faulty(&draft(model)), [], "{model}");
    }
}
