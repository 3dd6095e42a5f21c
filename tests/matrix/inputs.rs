//! How many images an edit takes, and which masks (images-api.md §4, §6).

use pochade::domain::{Draft, Field, Operation, Role};
use reqwest::multipart::Form;
use serde_json::json;

use crate::{
    Server,
    case::{file, image, png},
    faulty,
    table::FAMILIES,
};

/// An edit of that many images, as a draft.
fn draft(model: &str, images: usize, mask: Option<u32>) -> Draft {
    Draft {
        operation: Operation::Edit,
        prompt: "a kite".to_owned(),
        model: model.to_owned(),
        images: vec![image(Role::Image, 64); images],
        mask: mask.map(|edge| image(Role::Mask, edge)),
        ..Draft::default()
    }
}

/// The same as a form.
fn form(model: &str, images: usize, mask: Option<u32>) -> Form {
    let name = if images == 1 { "image" } else { "image[]" };
    let form = Form::new().text("model", model.to_owned()).text("prompt", "a kite");
    let form = (0..images).fold(form, |form, _| form.part(name, file(png(64))));
    match mask {
        Some(edge) => form.part("mask", file(png(edge))),
        None => form,
    }
}

#[test]
fn the_local_check_counts_images_and_measures_masks() {
    for family in FAMILIES {
        for model in family.ids.iter().chain(family.alike) {
            if !family.edits {
                assert!(faulty(&draft(model, 1, None)).contains(&Field::Operation), "{model}");
                continue;
            }
            let most = if model.starts_with("dall-e-2") { 1 } else { 16 };
            for (images, legal) in [(0, false), (1, true), (most, true), (most + 1, false), (40, false)] {
                let expected = if legal { vec![] } else { vec![Field::Images] };
                assert_eq!(
                    faulty(&draft(model, images, None)),
                    expected,
                    "{model}: {images} images"
                );
            }
            for (edge, legal) in [(64, true), (63, false), (128, false)] {
                let expected = if legal { vec![] } else { vec![Field::Mask] };
                assert_eq!(
                    faulty(&draft(model, 1, Some(edge))),
                    expected,
                    "{model}: a mask of {edge}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_counts_images_and_measures_masks() {
    let server = Server::start(false).await;
    for model in FAMILIES
        .iter()
        .filter(|family| family.alive)
        .map(|family| family.ids[0])
    {
        for (images, mask, param, code) in [
            (0, None, "image", "missing_required_parameter"),
            (17, None, "image", "array_above_max_length"),
            (1, Some(63), "mask", "invalid_image_file"),
            (2, Some(128), "mask", "invalid_image_file"),
        ] {
            let request = server.post(Operation::Edit).multipart(form(model, images, mask));
            let got = server.refusal(request).await;
            assert_eq!(
                got,
                (param.to_owned(), code.to_owned()),
                "{model}: {images} images, mask {mask:?}"
            );
        }
        let body = json!({ "model": model, "prompt": "a kite", "images": [] });
        let got = server.refusal(server.post(Operation::Edit).json(&body)).await;
        assert_eq!(got, ("images".to_owned(), "empty_array".to_owned()), "{model}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_takes_sixteen_images_and_a_mask_of_the_first_ones_size() {
    let server = Server::start(false).await;
    let form = form("gpt-image-2.5-flare", 16, Some(64))
        .text("size", "1024x640")
        .text("quality", "low");

    let response = server.post(Operation::Edit).multipart(form).send().await.unwrap();

    assert_eq!(response.status().as_u16(), 200);
}
