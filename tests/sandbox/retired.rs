//! The models of before, on a server that still has them.

use image::{DynamicImage, GenericImageView, RgbImage};
use pochade::sandbox::Options;
use reqwest::multipart::Form;
use serde_json::{Value, json};

use super::served::{Sandbox, checkered, decoded, error, file, mask, pictures, png};

async fn museum() -> Sandbox {
    Sandbox::start(Options {
        retired: true,
        ..Options::default()
    })
    .await
}

#[tokio::test]
async fn they_do_not_exist_unless_they_are_brought_back() {
    let today = Sandbox::start(Options::default()).await;
    let museum = museum().await;
    for model in ["gpt-image-1", "dall-e-3", "dall-e-2"] {
        let body = json!({"model": model, "prompt": "a fox"});
        let refused = error(today.generate(&body).await).await;
        assert_eq!(
            refused,
            (
                400,
                json!({
                    "message": format!("The model '{model}' does not exist."),
                    "type": "image_generation_user_error",
                    "param": "model",
                    "code": "invalid_value",
                })
            )
        );
        assert_eq!(museum.generate(&body).await.status().as_u16(), 200, "{model}");
        let listed: Value = museum.get(&format!("/models/{model}")).await.json().await.unwrap();
        assert!(listed["shutdown_date"].is_string());
    }
}

#[tokio::test]
async fn dalle_answers_with_links_or_base64_and_tells_what_it_made_of_the_prompt() {
    let museum = museum().await;
    let body =
        json!({"model": "dall-e-3", "prompt": "a fox", "size": "1792x1024", "style": "natural", "quality": "hd"});
    let answer: Value = museum.generate(&body).await.json().await.unwrap();
    let item = &answer["data"][0];
    assert!(item["revised_prompt"].as_str().unwrap().contains("a fox"));
    assert_eq!(
        (item.get("b64_json"), answer.get("usage"), answer.get("size")),
        (None, None, None)
    );
    let fetched = museum.client.get(item["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(fetched.headers()["content-type"], "image/png");
    let picture = image::load_from_memory(&fetched.bytes().await.unwrap()).unwrap();
    assert_eq!(picture.dimensions(), (1792, 1024));

    let body =
        json!({"model": "dall-e-2", "prompt": "a fox", "size": "256x256", "n": 3, "response_format": "b64_json"});
    let answer: Value = museum.generate(&body).await.json().await.unwrap();
    let three = pictures(&answer);
    assert_eq!(three.len(), 3);
    assert!(three.iter().all(|picture| picture.dimensions() == (256, 256)));
    assert_eq!(answer["data"][0].as_object().unwrap().len(), 1);
}

/// Model, fields, and the code and param of the refusal.
type Case = (&'static str, Value, &'static str, &'static str);

async fn refuses(cases: Vec<Case>) {
    let museum = museum().await;
    for (model, extra, code, param) in cases {
        let mut body = json!({"model": model, "prompt": "a fox"});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let refused = error(museum.generate(&body).await).await;
        let said = (refused.0, &refused.1["code"], &refused.1["param"]);
        assert_eq!(said, (400, &json!(code), &json!(param)), "{model} {extra}");
    }
}

#[tokio::test]
async fn dalle_3_keeps_its_own_rules() {
    refuses(vec![
        ("dall-e-3", json!({"n": 2}), "integer_above_max_value", "n"),
        ("dall-e-3", json!({"size": "512x512"}), "invalid_value", "size"),
        ("dall-e-3", json!({"size": "auto"}), "invalid_value", "size"),
        ("dall-e-3", json!({"quality": "high"}), "invalid_value", "quality"),
        ("dall-e-3", json!({"style": "loud"}), "invalid_value", "style"),
        (
            "dall-e-3",
            json!({"response_format": "png"}),
            "invalid_value",
            "response_format",
        ),
        (
            "dall-e-3",
            json!({"background": "opaque"}),
            "unknown_parameter",
            "background",
        ),
        (
            "dall-e-3",
            json!({"output_format": "png"}),
            "unknown_parameter",
            "output_format",
        ),
        ("dall-e-3", json!({"stream": true}), "unknown_parameter", "stream"),
        (
            "dall-e-3",
            json!({"safety_identifier": "x"}),
            "unknown_parameter",
            "safety_identifier",
        ),
        (
            "dall-e-3",
            json!({"prompt": "x".repeat(4_001)}),
            "string_above_max_length",
            "prompt",
        ),
    ])
    .await;
}

#[tokio::test]
async fn dalle_2_and_gpt_image_1_keep_their_own_rules() {
    refuses(vec![
        (
            "dall-e-2",
            json!({"prompt": "x".repeat(1_001)}),
            "string_above_max_length",
            "prompt",
        ),
        ("dall-e-2", json!({"style": "vivid"}), "unknown_parameter", "style"),
        ("dall-e-2", json!({"quality": "hd"}), "invalid_value", "quality"),
        ("dall-e-2", json!({"size": "1792x1024"}), "invalid_value", "size"),
        ("dall-e-2", json!({"n": 11}), "integer_above_max_value", "n"),
        (
            "gpt-image-1",
            json!({"response_format": "url"}),
            "unknown_parameter",
            "response_format",
        ),
        ("gpt-image-1", json!({"style": "vivid"}), "unknown_parameter", "style"),
        ("gpt-image-1", json!({"quality": "xhigh"}), "invalid_value", "quality"),
        ("gpt-image-1", json!({"size": "2048x2048"}), "invalid_value", "size"),
    ])
    .await;
}

fn edit(model: &'static str, image: Vec<u8>) -> Form {
    Form::new()
        .text("model", model)
        .text("prompt", "a boat")
        .part("image", file(image))
}

#[tokio::test]
async fn an_edit_by_dalle_takes_one_square_png_with_a_mask_or_alpha() {
    let museum = museum().await;
    let square = || png(&checkered(256, 256));
    let plain = || png(&DynamicImage::ImageRgb8(RgbImage::new(256, 256)));
    let jpeg = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::new(64, 64)
            .write_to(&mut bytes, image::ImageFormat::Jpeg)
            .unwrap();
        bytes.into_inner()
    };
    let mut large = square();
    large.resize(4 * 1024 * 1024, 0);
    let two = Form::new()
        .text("model", "dall-e-2")
        .text("prompt", "x")
        .part("image[]", file(square()))
        .part("image[]", file(square()));
    let cases = [
        (edit("dall-e-2", square()), "", ""),
        (edit("dall-e-2", plain()).part("mask", file(mask(256, 256, 0))), "", ""),
        (edit("dall-e-2", plain()), "invalid_image_file", "image"),
        (
            edit("dall-e-2", plain()).part("mask", file(mask(256, 128, 0))),
            "invalid_image_file",
            "mask",
        ),
        (
            edit("dall-e-2", png(&checkered(256, 128))),
            "invalid_image_file",
            "image",
        ),
        (edit("dall-e-2", jpeg), "invalid_image_file", "image"),
        (edit("dall-e-2", large), "image_too_large", "image"),
        (
            edit("dall-e-2", square()).text("input_fidelity", "low"),
            "unknown_parameter",
            "input_fidelity",
        ),
        (two, "array_above_max_length", "image"),
        (edit("dall-e-3", square()), "invalid_value", "model"),
        (edit("gpt-image-1", plain()).text("input_fidelity", "high"), "", ""),
    ];
    for (at, (form, code, param)) in cases.into_iter().enumerate() {
        let answer: Value = museum.edit(form).await.json().await.unwrap();
        let said = (&answer["error"]["code"], &answer["error"]["param"]);
        if code.is_empty() {
            assert_eq!(said, (&Value::Null, &Value::Null), "case {at}: {answer}");
        } else {
            assert_eq!(said, (&json!(code), &json!(param)), "case {at}");
        }
    }
    let body = json!({"model": "dall-e-2", "prompt": "x", "images": [{"image_url": "data:,"}]});
    let refused = error(museum.post("/images/edits").json(&body).send().await.unwrap()).await;
    assert_eq!((refused.0, &refused.1["param"]), (400, &json!("model")));
}

#[tokio::test]
async fn dalle_repaints_where_the_picture_itself_is_transparent() {
    let museum = museum().await;
    let mut picture = checkered(256, 256).into_rgba8();
    for (x, _, pixel) in picture.enumerate_pixels_mut() {
        pixel.0[3] = if x < 128 { 255 } else { 0 };
    }
    let form = edit("dall-e-2", png(&picture.clone().into()))
        .text("size", "256x256")
        .text("response_format", "b64_json");

    let answer: Value = museum.edit(form).await.json().await.unwrap();

    let edited = image::load_from_memory(&decoded(&answer["data"][0]))
        .unwrap()
        .into_rgba8();
    assert!((0..128).all(|x| (0..256).all(|y| edited.get_pixel(x, y) == picture.get_pixel(x, y))));
    assert!((0..256).all(|y| edited.get_pixel(200, y).0[3] == 255));
}
