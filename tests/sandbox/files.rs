//! Uploaded files, and edits that refer to them.

use image::GenericImageView;
use pochade::sandbox::Options;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::served::{Sandbox, checkered, data_url, error, file, mask, pictures, png};

async fn upload(sandbox: &Sandbox, bytes: Vec<u8>) -> Value {
    let part = Part::bytes(bytes).file_name("hat.png");
    let form = Form::new().text("purpose", "vision").part("file", part);
    let response = sandbox.post("/files").multipart(form).send().await.unwrap();
    response.json().await.unwrap()
}

#[tokio::test]
async fn a_file_lives_from_its_upload_to_its_deletion() {
    let sandbox = Sandbox::start(Options::default()).await;
    let bytes = png(&checkered(40, 30));
    let kept = upload(&sandbox, bytes.clone()).await;
    let id = kept["id"].as_str().unwrap();
    assert_eq!(
        (
            &kept["object"],
            &kept["purpose"],
            &kept["filename"],
            &kept["bytes"],
            &kept["status"]
        ),
        (
            &json!("file"),
            &json!("vision"),
            &json!("hat.png"),
            &json!(bytes.len()),
            &json!("processed")
        )
    );

    let path = format!("/files/{id}");
    let described: Value = sandbox.get(&path).await.json().await.unwrap();
    assert_eq!(described, kept);
    let content = sandbox.get(&format!("{path}/content")).await.bytes().await.unwrap();
    assert_eq!(content, bytes);
    for (query, count) in [("", 1), ("?purpose=vision", 1), ("?purpose=batch", 0)] {
        let list: Value = sandbox.get(&format!("/files{query}")).await.json().await.unwrap();
        assert_eq!(list["data"].as_array().unwrap().len(), count, "{query}");
    }
    let delete = async || {
        let url = format!("{}{path}", sandbox.base);
        sandbox.client.delete(url).bearer_auth("k").send().await.unwrap()
    };
    let deleted: Value = delete().await.json().await.unwrap();
    assert_eq!(deleted, json!({"id": id, "object": "file", "deleted": true}));
    assert_eq!(error(delete().await).await.0, 404);
    for path in [path.clone(), format!("{path}/content")] {
        let gone = error(sandbox.get(&path).await).await;
        assert_eq!((gone.0, &gone.1["param"]), (404, &json!("id")), "{path}");
    }
}

#[tokio::test]
async fn an_upload_needs_a_purpose_and_a_file_and_a_key() {
    let sandbox = Sandbox::start(Options::default()).await;
    let part = || file(vec![1]);
    let cases = [
        (
            Form::new().part("file", part()),
            "missing_required_parameter",
            "purpose",
        ),
        (
            Form::new().text("purpose", "vision"),
            "missing_required_parameter",
            "file",
        ),
        (
            Form::new().text("purpose", "fun").part("file", part()),
            "invalid_value",
            "purpose",
        ),
        (
            Form::new().text("purpose", "vision").part("file", file(vec![])),
            "invalid_value",
            "file",
        ),
        (
            Form::new().text("colour", "red").part("file", part()),
            "unknown_parameter",
            "colour",
        ),
    ];
    for (form, code, param) in cases {
        let refused = error(sandbox.post("/files").multipart(form).send().await.unwrap()).await;
        assert_eq!(
            (refused.0, &refused.1["code"], &refused.1["param"]),
            (400, &json!(code), &json!(param))
        );
    }
    for path in ["/files", "/files/x", "/files/x/content"] {
        let response = sandbox
            .client
            .get(format!("{}{path}", sandbox.base))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status().as_u16(), 401, "{path}");
    }
}

#[tokio::test]
async fn a_json_edit_takes_uploaded_files_and_data_urls_and_a_mask() {
    let sandbox = Sandbox::start(Options::default()).await;
    let image = upload(&sandbox, png(&checkered(1024, 640))).await["id"].clone();
    let closed = upload(&sandbox, mask(1024, 640, 255)).await["id"].clone();
    let body = json!({
        "model": "gpt-image-2",
        "prompt": "a hat",
        "size": "1024x640",
        "quality": "low",
        "images": [{"file_id": image}, {"image_url": data_url(&png(&checkered(32, 32)))}],
        "mask": {"file_id": closed},
    });

    let response = sandbox.post("/images/edits").json(&body).send().await.unwrap();

    let answer: Value = response.json().await.unwrap();
    let edited = &pictures(&answer)[0];
    assert_eq!(edited.dimensions(), (1024, 640));
    // A closed mask keeps everything.
    assert_eq!(edited.clone().into_rgba8(), checkered(1024, 640).into_rgba8());
    assert_eq!(answer["usage"]["input_tokens_details"]["image_tokens"], 32 * 20 + 1);
}

#[tokio::test]
async fn what_a_json_edit_may_not_refer_to_is_told_by_its_place() {
    let sandbox = Sandbox::start(Options::default()).await;
    let good = json!({"image_url": data_url(&png(&checkered(64, 64)))});
    let text = upload(&sandbox, b"a text".to_vec()).await["id"].clone();
    let cases = [
        (
            json!([{"image_url": "https://pictures.example/a.png"}]),
            json!(null),
            "invalid_value",
            "images[0].image_url",
        ),
        (
            json!([good, {"file_id": "file-none"}]),
            json!(null),
            "invalid_value",
            "images[1].file_id",
        ),
        (
            json!([good, {"file_id": text}]),
            json!(null),
            "unsupported_file_mimetype",
            "images",
        ),
        (
            json!([good, {"file_id": 3}]),
            json!(null),
            "invalid_type",
            "images[1].file_id",
        ),
        (json!([good, {}]), json!(null), "invalid_value", "images[1]"),
        (json!([{"url": "x"}]), json!(null), "unknown_parameter", "images[0].url"),
        (json!([good]), json!("data:"), "invalid_type", "mask"),
        (json!([good]), json!([good]), "invalid_type", "mask"),
        (
            json!([good]),
            json!({"file_id": "file-none"}),
            "invalid_value",
            "mask.file_id",
        ),
        (
            json!([good]),
            json!({"image_url": data_url(&mask(64, 32, 0))}),
            "invalid_image_file",
            "mask",
        ),
    ];
    for (images, mask, code, param) in cases {
        let body = json!({"model": "gpt-image-2", "prompt": "x", "images": images, "mask": mask});
        let response = sandbox.post("/images/edits").json(&body).send().await.unwrap();
        let refused = error(response).await;
        assert_eq!(
            (refused.0, &refused.1["code"], &refused.1["param"]),
            (400, &json!(code), &json!(param)),
            "{param}"
        );
    }
    let body =
        json!({"model": "gpt-image-2", "prompt": "x", "images": [{"image_url": "https://pictures.example/a.png"}]});
    let refused = error(sandbox.post("/images/edits").json(&body).send().await.unwrap()).await;
    assert!(refused.1["message"].as_str().unwrap().contains("fetches nothing"));
}
