//! How many images an edit takes, and which masks (images-api.md §4, §6).

use pochade::domain::{Draft, Field, Operation, OptionName, Role};
use reqwest::multipart::Form;
use serde_json::json;

use crate::{
    Server,
    case::{file, image, png},
    faulty,
    table::FAMILIES,
};

/// What is put beside the images.
#[derive(Debug, Clone, Copy)]
struct Beside {
    mask: Option<u32>,
    markup: Option<u32>,
    format: &'static str,
}

const NOTHING: Beside = Beside {
    mask: None,
    markup: None,
    format: "png",
};

const fn mask(edge: u32) -> Beside {
    Beside {
        mask: Some(edge),
        ..NOTHING
    }
}

const fn markup(edge: u32) -> Beside {
    Beside {
        markup: Some(edge),
        ..NOTHING
    }
}

/// An edit of that many images, as a draft.
fn draft(model: &str, images: usize, beside: Beside) -> Draft {
    let mut draft = Draft {
        operation: Operation::Edit,
        prompt: "a kite".to_owned(),
        model: model.to_owned(),
        images: vec![image(Role::Image, 64); images],
        mask: beside.mask.map(|edge| image(Role::Mask, edge)),
        markup: beside.markup.map(|edge| image(Role::Markup, edge)),
        ..Draft::default()
    };
    if beside.format != "png" {
        draft.options.insert(OptionName::OutputFormat, beside.format.to_owned());
    }
    draft
}

/// The same as a form.
fn form(model: &str, images: usize, beside: Beside) -> Form {
    let name = if images == 1 { "image" } else { "image[]" };
    let mut form = Form::new().text("model", model.to_owned()).text("prompt", "a kite");
    for _ in 0..images {
        form = form.part(name, file(png(64)));
    }
    for (name, edge) in [("mask", beside.mask), ("markup", beside.markup)] {
        if let Some(edge) = edge {
            form = form.part(name, file(png(edge)));
        }
    }
    if beside.format == "png" {
        form
    } else {
        form.text("output_format", beside.format)
    }
}

/// Images, what is beside them, and the field and the refusal; for every model that edits.
type Wrong = (usize, Beside, Field, (&'static str, &'static str));

const WRONG: &[Wrong] = &[
    (0, NOTHING, Field::Images, ("image", "missing_required_parameter")),
    (40, NOTHING, Field::Images, ("image", "array_above_max_length")),
    (1, mask(63), Field::Mask, ("mask", "invalid_image_file")),
    (1, mask(128), Field::Mask, ("mask", "invalid_image_file")),
];

/// Those of GPT Image.
const WRONG_FOR_GPT: &[Wrong] = &[
    (17, NOTHING, Field::Images, ("image", "array_above_max_length")),
    (2, mask(128), Field::Mask, ("mask", "invalid_image_file")),
];

/// Those of the models that have markup.
const WRONG_WITH_MARKUP: &[Wrong] = &[
    (1, markup(63), Field::Markup, ("markup", "invalid_image_file")),
    (
        1,
        Beside {
            mask: Some(64),
            ..markup(64)
        },
        Field::Mask,
        ("markup", "invalid_value"),
    ),
];

const WRONG_WITHOUT_MARKUP: &[Wrong] = &[(1, markup(64), Field::Markup, ("markup", "unknown_parameter"))];

const WRONG_FOR_FILMS: &[Wrong] = &[(
    1,
    Beside {
        format: "gif",
        ..mask(64)
    },
    Field::Mask,
    ("mask", "invalid_value"),
)];

const WRONG_FOR_DALLE: &[Wrong] = &[(2, NOTHING, Field::Images, ("image", "array_above_max_length"))];

fn wrong(model: &str) -> Vec<&'static Wrong> {
    let later = ["gpt-image-2.5", "gpt-image-2.6"];
    let mut all = vec![WRONG];
    all.push(if model.starts_with("dall-e") {
        WRONG_FOR_DALLE
    } else {
        WRONG_FOR_GPT
    });
    all.push(if later.iter().any(|begin| model.starts_with(begin)) {
        WRONG_WITH_MARKUP
    } else {
        WRONG_WITHOUT_MARKUP
    });
    if model.starts_with("gpt-image-2.6") {
        all.push(WRONG_FOR_FILMS);
    }
    all.into_iter().flatten().collect()
}

#[test]
fn the_local_check_counts_images_and_measures_masks() {
    for family in FAMILIES {
        for model in family.ids.iter().chain(family.alike) {
            if !family.edits {
                assert!(faulty(&draft(model, 1, NOTHING)).contains(&Field::Operation), "{model}");
                continue;
            }
            let most = if model.starts_with("dall-e-2") { 1 } else { 16 };
            for (images, beside) in [(1, NOTHING), (most, NOTHING), (1, mask(64)), (most, mask(64))] {
                assert_eq!(
                    faulty(&draft(model, images, beside)),
                    [],
                    "{model}: {images}, {beside:?}"
                );
            }
            for (images, beside, field, _) in wrong(model) {
                let got = faulty(&draft(model, *images, *beside));
                assert_eq!(got, [*field], "{model}: {images}, {beside:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_counts_images_and_measures_masks() {
    let server = Server::start(true).await;
    for model in FAMILIES
        .iter()
        .filter(|family| family.edits)
        .map(|family| family.ids[0])
    {
        for (images, beside, _, (param, code)) in wrong(model) {
            let request = server.post(Operation::Edit).multipart(form(model, *images, *beside));
            let got = server.refusal(request).await;
            let expected = ((*param).to_owned(), (*code).to_owned());
            assert_eq!(got, expected, "{model}: {images}, {beside:?}");
        }
        let body = json!({ "model": model, "prompt": "a kite", "images": [] });
        let got = server.refusal(server.post(Operation::Edit).json(&body)).await;
        let expected = if model.starts_with("dall-e") {
            ("model", "invalid_value")
        } else {
            ("images", "empty_array")
        };
        assert_eq!((got.0.as_str(), got.1.as_str()), expected, "{model}");
    }
    let request = server.post(Operation::Edit).multipart(form("dall-e-3", 1, NOTHING));
    assert_eq!(
        server.refusal(request).await,
        ("model".to_owned(), "invalid_value".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_takes_what_an_edit_may_have() {
    let server = Server::start(true).await;
    for (model, images, beside, size) in [
        ("gpt-image-2.5-flare", 16, mask(64), "1024x640"),
        ("gpt-image-2.6-sunburst", 1, markup(64), "1024x640"),
        ("dall-e-2", 1, mask(64), "256x256"),
    ] {
        let form = form(model, images, beside).text("size", size);
        let response = server.post(Operation::Edit).multipart(form).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200, "{model}");
    }
}

/// Parameter, taken values, refused values with their code (images-api.md §2.4).
type Parameter = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const VARIATION: &[Parameter] = &[
    (
        "n",
        "1 2 10",
        &[
            ("integer_below_min_value", "0"),
            ("integer_above_max_value", "11"),
            ("invalid_type", "1.5"),
        ],
    ),
    (
        "size",
        "256x256 512x512 1024x1024",
        &[("invalid_value", "auto 1792x1024 bogus")],
    ),
    ("response_format", "url b64_json", &[("invalid_value", "base64")]),
    ("user", "u-1", &[]),
    ("quality", "", &[("unknown_parameter", "standard")]),
    ("style", "", &[("unknown_parameter", "vivid")]),
    ("background", "", &[("unknown_parameter", "opaque")]),
    ("output_format", "", &[("unknown_parameter", "png")]),
];

fn varied(name: &str, value: &str) -> Draft {
    let mut draft = Draft {
        operation: Operation::Variation,
        prompt: String::new(),
        ..draft("dall-e-2", 1, NOTHING)
    };
    match name {
        "n" => value.clone_into(&mut draft.count),
        "size" => value.clone_into(&mut draft.size),
        name => {
            draft.options.insert(name.parse().unwrap(), value.to_owned());
        }
    }
    draft
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variation_has_few_parameters() {
    let server = Server::start(true).await;
    for (name, taken, refused) in VARIATION {
        for value in taken.split_whitespace() {
            assert_eq!(faulty(&varied(name, value)), [], "{name} = {value}");
        }
        for (code, values) in *refused {
            for value in values.split_whitespace() {
                let field = match *name {
                    "n" => Field::Count,
                    "size" => Field::Size,
                    name => Field::Option(name.parse().unwrap()),
                };
                assert_eq!(faulty(&varied(name, value)), [field], "{name} = {value}");
                let form = Form::new()
                    .text("model", "dall-e-2")
                    .text(*name, value)
                    .part("image", file(png(64)));
                let got = server.refusal(server.post(Operation::Variation).multipart(form)).await;
                assert_eq!(got, ((*name).to_owned(), (*code).to_owned()), "{name} = {value}");
            }
        }
    }
    for family in FAMILIES.iter().filter(|family| family.ids[0] != "dall-e-2") {
        let draft = Draft {
            model: family.ids[0].to_owned(),
            ..varied("user", "u-1")
        };
        assert!(faulty(&draft).contains(&Field::Operation), "{}", family.ids[0]);
    }
}
