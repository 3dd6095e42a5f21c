//! Servers that are asked in another way: Azure, OpenRouter, xAI.

use image::GenericImageView;
use pochade::sandbox::{Dialect, Options};
use reqwest::multipart::Form;
use serde_json::{Value, json};

use super::served::{Sandbox, checkered, data_url, events, file, pictures, png};

async fn speaking(dialect: Dialect) -> Sandbox {
    Sandbox::start(Options {
        dialect,
        ..Options::default()
    })
    .await
}

async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> (u16, Value) {
    let response = sandbox.post(path).json(body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn azure_names_a_deployment_in_place_of_the_model() {
    let mut sandbox = speaking(Dialect::OpenAi).await;
    sandbox.base = sandbox.base.replace("/v1", "/openai");
    let body = json!({"prompt": "a fox", "quality": "low", "size": "1024x640"});
    let path = "/deployments/gpt-image-2/images/generations";
    let version = "?api-version=2025-04-01-preview";

    let url = format!("{}{path}{version}", sandbox.base);
    let by_key = sandbox
        .client
        .post(&url)
        .header("api-key", "k")
        .json(&body)
        .send()
        .await
        .unwrap();
    let answer: Value = by_key.json().await.unwrap();
    assert_eq!(pictures(&answer)[0].dimensions(), (1024, 640));
    assert_eq!(
        post(&sandbox, &format!("{path}{version}"), &body).await.0,
        200,
        "bearer"
    );
    let mut other = body.clone();
    other["model"] = json!("dall-e-3");
    assert_eq!(
        post(&sandbox, &format!("{path}{version}"), &other).await.0,
        200,
        "the path decides"
    );
    let form = Form::new()
        .text("prompt", "a boat")
        .text("quality", "low")
        .part("image", file(png(&checkered(64, 64))));
    let edit = sandbox.post(&format!("/deployments/gpt-image-2/images/edits{version}"));
    assert_eq!(edit.multipart(form).send().await.unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn azure_has_its_own_errors_and_its_new_addresses() {
    let mut sandbox = speaking(Dialect::OpenAi).await;
    sandbox.base = sandbox.base.replace("/v1", "/openai");
    let mut body = json!({"prompt": "a fox", "quality": "low", "size": "1024x640"});
    let path = "/deployments/gpt-image-2/images/generations";
    let version = "?api-version=2025-04-01-preview";
    let url = format!("{}{path}{version}", sandbox.base);

    let gone = post(&sandbox, path, &body).await;
    assert_eq!(
        gone,
        (404, json!({"error": {"code": "404", "message": "Resource not found"}}))
    );
    let missing = post(
        &sandbox,
        &format!("/deployments/mine/images/generations{version}"),
        &body,
    )
    .await;
    assert_eq!(
        (missing.0, &missing.1["error"]["code"]),
        (404, &json!("DeploymentNotFound"))
    );
    let keyless = sandbox.client.post(&url).json(&body).send().await.unwrap();
    assert_eq!(keyless.status().as_u16(), 401);

    body["model"] = json!("gpt-image-2");
    assert_eq!(post(&sandbox, "/v1/images/generations", &body).await.0, 200);
    assert_eq!(sandbox.get("/v1/models").await.status().as_u16(), 200);
    // Elsewhere the header is no key.
    let elsewhere = sandbox.base.replace("/openai", "/v1/models");
    let refused = sandbox
        .client
        .get(elsewhere)
        .header("api-key", "k")
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status().as_u16(), 401);
}

#[tokio::test]
async fn openrouter_draws_and_edits_at_one_address() {
    let sandbox = speaking(Dialect::OpenRouter).await;
    assert!(sandbox.base.ends_with("/api/v1"));
    let body = json!({"model": "openai/gpt-image-2", "prompt": "a fox", "quality": "low", "size": "1024x640"});
    let (status, answer) = post(&sandbox, "/images", &body).await;
    assert_eq!((status, &answer["data"][0]["media_type"]), (200, &json!("image/png")));
    assert_eq!(pictures(&answer)[0].dimensions(), (1024, 640));
    assert!(answer["usage"]["cost"].as_f64().unwrap() > 0.0);

    let mut edit = body.clone();
    let url = data_url(&png(&checkered(64, 64)));
    edit["input_references"] = json!([{"type": "image_url", "image_url": {"url": url}}]);
    let (status, answer) = post(&sandbox, "/images", &edit).await;
    assert_eq!((status, pictures(&answer).len()), (200, 1));

    for (key, value) in [("seed", json!(3)), ("moderation", json!("low")), ("images", json!([]))] {
        let mut bad = body.clone();
        bad[key] = value;
        let (status, answer) = post(&sandbox, "/images", &bad).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!(400)), "{key}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(key));
    }
    assert_eq!(post(&sandbox, "/images/generations", &body).await.0, 404);
    let models: Value = sandbox
        .get("/models?output_modalities=image")
        .await
        .json()
        .await
        .unwrap();
    assert!(models["data"].as_array().unwrap().iter().all(|model| {
        model["id"].as_str().unwrap().starts_with("openai/")
            && model["architecture"]["output_modalities"] == json!(["image"])
    }));
}

#[tokio::test]
async fn openrouter_streams_without_names_of_events() {
    let sandbox = speaking(Dialect::OpenRouter).await;
    let body = json!({
        "model": "openai/gpt-image-2", "prompt": "a fox", "quality": "low", "size": "1024x640",
        "stream": true, "partial_images": 1,
    });
    let text = sandbox
        .post("/images")
        .json(&body)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(!text.contains("event:") && text.ends_with("data: [DONE]\n\n"));
    let events = events(&text);
    assert_eq!(events[0]["type"], "image_generation.partial_image");
    assert_eq!(events[1]["type"], "image_generation.completed");
    assert_eq!(events[1]["media_type"], "image/png");
    assert!(events[1]["usage"]["cost"].as_f64().unwrap() > 0.0);
}

#[tokio::test]
async fn xai_takes_a_ratio_and_edits_in_json() {
    let sandbox = speaking(Dialect::Xai).await;
    let body =
        json!({"model": "grok-imagine-image", "prompt": "a fox", "aspect_ratio": "16:9", "resolution": "1k", "n": 2});
    let (status, answer) = post(&sandbox, "/images/generations", &body).await;
    assert_eq!((status, answer["data"].as_array().unwrap().len()), (200, 2));
    let fetched = sandbox
        .client
        .get(answer["data"][0]["url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(fetched.headers()["content-type"], "image/jpeg");
    let picture = image::load_from_memory(&fetched.bytes().await.unwrap()).unwrap();
    assert_eq!(picture.dimensions(), (1280, 720));

    let url = data_url(&png(&checkered(64, 64)));
    let object = json!({"url": url, "type": "image_url"});
    for key in ["image", "images"] {
        let mut edit = json!({"model": "grok-imagine-image-quality", "prompt": "x", "response_format": "b64_json"});
        edit[key] = if key == "image" {
            object.clone()
        } else {
            json!([object, object, object])
        };
        let (status, answer) = post(&sandbox, "/images/edits", &edit).await;
        assert_eq!((status, pictures(&answer).len()), (200, 1), "{key}");
    }

    let four = json!({"model": "grok-imagine-image", "prompt": "x", "images": vec![object; 4]});
    let (status, answer) = post(&sandbox, "/images/edits", &four).await;
    assert_eq!((status, answer["error"].is_string()), (400, true));
    let mut sized = body.clone();
    sized["size"] = json!("1024x1024");
    assert_eq!(post(&sandbox, "/images/generations", &sized).await.0, 400);
    let form = Form::new()
        .text("prompt", "x")
        .part("image", file(png(&checkered(64, 64))));
    assert_eq!(sandbox.edit(form).await.status().as_u16(), 415);
    let models: Value = sandbox.get("/models").await.json().await.unwrap();
    assert_eq!(models["data"][0]["id"], "grok-imagine-image");
}

#[tokio::test]
async fn a_switch_fails_in_the_shape_of_the_dialect() {
    let router = speaking(Dialect::OpenRouter).await;
    let body = json!({"model": "openai/gpt-image-2", "prompt": "[[moderation]]"});
    let (status, answer) = post(&router, "/images", &body).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(400)));
    let xai = speaking(Dialect::Xai).await;
    let body = json!({"model": "grok-imagine-image", "prompt": "[[429]]"});
    let response = xai.post("/images/generations").json(&body).send().await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            &response.headers()["retry-after"].to_str().unwrap()
        ),
        (429, &"2")
    );
    assert!(response.json::<Value>().await.unwrap()["error"].is_string());
}
