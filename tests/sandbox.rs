//! The sandbox asked over a real socket, as any client would ask it.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use image::{DynamicImage, GenericImageView, Rgba, RgbaImage};
use pochade::sandbox::{self, MODERATION, Options, RATE_LIMIT, SERVER_ERROR};
use reqwest::multipart::Form;
use serde_json::{Value, json};

#[path = "sandbox/dialects.rs"]
mod dialects;
#[path = "sandbox/faults.rs"]
mod faults;
#[path = "sandbox/files.rs"]
mod files;
#[path = "sandbox/help.rs"]
mod help;
#[path = "sandbox/limits.rs"]
mod limits;
#[path = "sandbox/retired.rs"]
mod retired;
#[path = "sandbox/rules.rs"]
mod rules;
#[path = "sandbox/served.rs"]
mod served;
#[path = "sandbox/shapes.rs"]
mod shapes;

use served::{Sandbox, checkered, decoded, error, events, file, pictures, png};

#[tokio::test]
async fn two_pictures_have_the_size_asked_for_and_differ_and_come_again_the_same() {
    let sandbox = Sandbox::start(Options::default()).await;
    let body = json!({"model": "gpt-image-2", "prompt": "a red kite over dunes", "n": 2, "size": "1536x1024", "quality": "low"});

    let response = sandbox.generate(&body).await;

    for header in [
        "x-request-id",
        "openai-processing-ms",
        "x-ratelimit-remaining-requests",
        "x-ratelimit-limit-input-images",
    ] {
        assert!(response.headers().contains_key(header), "{header}");
    }
    let answer: Value = response.json().await.unwrap();
    let pair = pictures(&answer);
    assert!(pair.iter().all(|picture| picture.dimensions() == (1536, 1024)));
    assert_ne!(pair[0].as_bytes(), pair[1].as_bytes());
    assert_eq!(answer["usage"]["output_tokens"], 2 * 158);
    assert_eq!(
        answer["usage"]["total_tokens"],
        2 * 158 + answer["usage"]["input_tokens"].as_u64().unwrap()
    );
    assert_eq!(
        (&answer["size"], &answer["quality"], &answer["background"]),
        (&json!("1536x1024"), &json!("low"), &json!("opaque"))
    );
    let again: Value = sandbox.generate(&body).await.json().await.unwrap();
    assert_eq!(again["data"], answer["data"]);
}

#[tokio::test]
async fn every_format_comes_as_asked() {
    let sandbox = Sandbox::start(Options::default()).await;
    let cases = [
        ("png", json!({"background": "transparent"}), b"\x89PNG".as_slice()),
        ("jpeg", json!({"output_compression": 40}), b"\xff\xd8\xff"),
        ("webp", json!({}), b"RIFF"),
        ("gif", json!({"size": "384x384", "frame_count": 3}), b"GIF8"),
        ("svg", json!({}), b"<svg"),
    ];
    for (format, extra, magic) in cases {
        let mut body =
            json!({"model": "gpt-image-2.6-flare", "prompt": "a fox", "quality": "low", "output_format": format});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let answer: Value = sandbox.generate(&body).await.json().await.unwrap();
        let bytes = decoded(&answer["data"][0]);
        assert!(bytes.starts_with(magic), "{format}");
        assert_eq!(answer["output_format"], format);
        assert_eq!(answer.get("svg_usage").is_some(), format == "svg");
    }
}

#[tokio::test]
async fn an_edit_repaints_only_where_the_mask_is_open() {
    let sandbox = Sandbox::start(Options::default()).await;
    let first = checkered(1024, 1024);
    let mask: DynamicImage =
        RgbaImage::from_fn(1024, 1024, |x, _| Rgba([0, 0, 0, if x < 500 { 255 } else { 0 }])).into();
    let form = Form::new()
        .text("model", "gpt-image-2.5-flare")
        .text("prompt", "a boat")
        .text("size", "1024x1024")
        .text("n", "1")
        .part("image[]", file(png(&first)))
        .part("image[]", file(png(&checkered(64, 48))))
        .part("mask", file(png(&mask)));

    let answer: Value = sandbox.edit(form).await.json().await.unwrap();

    let edited = pictures(&answer).remove(0).into_rgba8();
    let first = first.into_rgba8();
    let changed = |x, y| edited.get_pixel(x, y) != first.get_pixel(x, y);
    assert!(!(0..500).any(|x| (0..1024).any(|y| changed(x, y))));
    assert!((500..1024).filter(|x| changed(*x, 512)).count() > 400);
    assert_eq!(answer["usage"]["input_tokens_details"]["image_tokens"], 1024 + 4);
}

#[tokio::test]
async fn a_mask_that_is_asked_for_comes_in_black_and_white() {
    let sandbox = Sandbox::start(Options::default()).await;
    let form = Form::new()
        .text("model", "gpt-image-2.5-flare")
        .text("prompt", pochade::domain::mask_prompt("the kite"))
        .text("size", "1024x1024")
        .text("n", "1")
        .part("image[]", file(png(&checkered(1024, 1024))));
    let answer: Value = sandbox.edit(form).await.json().await.unwrap();
    let mask = pictures(&answer).remove(0).into_luma8();
    let white = mask.pixels().filter(|pixel| pixel.0 == [255]).count();
    let black = mask.pixels().filter(|pixel| pixel.0 == [0]).count();
    assert_eq!(white + black, 1024 * 1024);
    assert!((100_000..500_000).contains(&white), "{white}");
}

#[tokio::test]
async fn an_edit_may_come_as_json_and_be_larger_than_two_megabytes() {
    let sandbox = Sandbox::start(Options::default()).await;
    let mut noise = fastrand::Rng::with_seed(1);
    let large = RgbaImage::from_fn(1024, 1024, |_, _| Rgba([noise.u8(..), noise.u8(..), noise.u8(..), 255]));
    let bytes = png(&large.into());
    assert!(bytes.len() > 2 * 1024 * 1024);
    let url = format!(
        "data:image/png;base64,{}",
        base64_simd::STANDARD.encode_to_string(bytes)
    );
    let body = json!({"model": "gpt-image-2", "prompt": "fog", "quality": "low", "images": [{"image_url": url}]});

    let request = sandbox
        .client
        .post(format!("{}/images/edits", sandbox.base))
        .bearer_auth("k")
        .json(&body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();

    assert_eq!(pictures(&answer)[0].dimensions(), (1024, 1024));
}

#[tokio::test]
async fn a_key_is_needed_before_anything_else_is_looked_at() {
    let sandbox = Sandbox::start(Options::default()).await;
    let url = format!("{}/images/generations", sandbox.base);
    let none = error(sandbox.client.post(&url).body("{").send().await.unwrap()).await;
    assert_eq!(
        (none.0, &none.1["code"], &none.1["type"]),
        (401, &Value::Null, &json!("invalid_request_error"))
    );
    let wrong = error(
        sandbox
            .client
            .post(&url)
            .bearer_auth("sk-bad-key")
            .body("{")
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!((wrong.0, &wrong.1["code"]), (401, &json!("invalid_api_key")));
}

#[tokio::test]
async fn variations_are_gone_even_without_a_key() {
    let sandbox = Sandbox::start(Options::default()).await;
    let response = sandbox
        .client
        .post(format!("{}/images/variations", sandbox.base))
        .body("anything")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 404);
    assert!(!response.headers().contains_key("content-type"));
    assert!(response.bytes().await.unwrap().is_empty());
}

#[tokio::test]
async fn variations_can_be_switched_on_and_come_as_links() {
    let sandbox = Sandbox::start(Options {
        variations: true,
        ..Options::default()
    })
    .await;
    let send = |format: &'static str| {
        let form = Form::new()
            .text("n", "2")
            .text("size", "256x256")
            .text("response_format", format)
            .part("image", file(png(&checkered(64, 64))));
        sandbox
            .client
            .post(format!("{}/images/variations", sandbox.base))
            .bearer_auth("k")
            .multipart(form)
            .send()
    };

    let links: Value = send("url").await.unwrap().json().await.unwrap();
    let whole: Value = send("b64_json").await.unwrap().json().await.unwrap();

    let fetched = sandbox
        .client
        .get(links["data"][0]["url"].as_str().unwrap())
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(fetched.as_ref(), decoded(&whole["data"][0]));
    assert_eq!(image::load_from_memory(&fetched).unwrap().dimensions(), (256, 256));
    assert_ne!(decoded(&whole["data"][0]), decoded(&whole["data"][1]));
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_live_shape() {
    let sandbox = Sandbox::start(Options::default()).await;
    let unknown = error(sandbox.get("/pictures").await).await;
    assert_eq!(
        (unknown.0, unknown.1["message"].as_str().unwrap()),
        (404, "Invalid URL (GET /v1/pictures)")
    );
    let wrong = error(sandbox.get("/images/generations").await).await;
    assert_eq!(
        (wrong.0, wrong.1["message"].as_str().unwrap()),
        (405, "Not allowed to GET on /v1/images/generations.")
    );
    let size = error(
        sandbox
            .generate(&json!({"model": "gpt-image-2", "prompt": "x", "size": "1000x1000"}))
            .await,
    )
    .await;
    assert_eq!(
        size,
        (
            400,
            json!({
                "message": "Invalid size '1000x1000'. Width and height must both be divisible by 16.",
                "type": "image_generation_user_error",
                "param": "size",
                "code": "invalid_value",
            })
        )
    );
}

#[tokio::test]
async fn models_are_listed_and_found_with_and_without_the_version_in_the_address() {
    let mut sandbox = Sandbox::start(Options::default()).await;
    sandbox.base = sandbox.base.strip_suffix("/v1").unwrap().to_owned();
    for base in ["", "/v1"] {
        let list: Value = sandbox.get(&format!("{base}/models")).await.json().await.unwrap();
        let ids: Vec<&str> = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|model| model["id"].as_str().unwrap())
            .collect();
        assert!(ids.contains(&"gpt-image-2.6-flare") && !ids.contains(&"dall-e-3"));
        let one: Value = sandbox
            .get(&format!("{base}/models/gpt-image-1.5"))
            .await
            .json()
            .await
            .unwrap();
        assert_eq!(one["shutdown_date"], "2026-12-01");
        let gone = error(sandbox.get(&format!("{base}/models/dall-e-3")).await).await;
        assert_eq!((gone.0, &gone.1["code"]), (404, &json!("model_not_found")));
    }
}

#[tokio::test]
async fn words_in_the_prompt_switch_failures_on() {
    let sandbox = Sandbox::start(Options::default()).await;
    let ask = async |word: &str| {
        sandbox
            .generate(&json!({"model": "gpt-image-2", "prompt": format!("a fox {word}")}))
            .await
    };

    let moderated = ask(MODERATION).await;
    let id = moderated.headers()["x-request-id"].to_str().unwrap().to_owned();
    let (status, moderated) = error(moderated).await;
    assert_eq!((status, &moderated["code"]), (400, &json!("moderation_blocked")));
    assert_eq!(moderated["moderation_details"]["moderation_stage"], "input");
    assert!(moderated["message"].as_str().unwrap().contains(&id));

    let limited = ask(RATE_LIMIT).await;
    assert_eq!(limited.headers()["retry-after"], "2");
    assert_eq!(error(limited).await.1["code"], "rate_limit_exceeded");

    assert_eq!(error(ask(SERVER_ERROR).await).await.0, 500);
}

#[tokio::test]
async fn a_stream_tells_partial_pictures_and_then_the_whole_one() {
    let sandbox = Sandbox::start(Options::default()).await;
    let plain = json!({"model": "gpt-image-2", "prompt": "a fox", "quality": "low", "size": "1024x640"});
    let mut streamed = plain.clone();
    streamed["stream"] = json!(true);
    streamed["partial_images"] = json!(2);

    let response = sandbox.generate(&streamed).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.unwrap();

    let events = events(&text);
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "image_generation.partial_image",
            "image_generation.partial_image",
            "image_generation.completed"
        ]
    );
    assert_eq!(events[1]["partial_image_index"], 1);
    let whole: Value = sandbox.generate(&plain).await.json().await.unwrap();
    assert_eq!(events[2]["b64_json"], whole["data"][0]["b64_json"]);
    let tokens = |usage: &Value| usage["output_tokens"].as_u64().unwrap();
    assert_eq!(tokens(&events[2]["usage"]), tokens(&whole["usage"]) + 200);
}

#[tokio::test]
async fn it_stops_when_told_and_lets_go_of_its_port() {
    let server = sandbox::start(Options::default()).await.unwrap();
    let address = server.address();
    assert!(address.ip().is_loopback());
    let taken = sandbox::start(Options {
        port: address.port(),
        ..Options::default()
    })
    .await
    .unwrap_err();
    assert!(taken.to_string().contains(&address.port().to_string()));

    server.run_until(std::future::ready(())).await.unwrap();

    sandbox::start(Options {
        port: address.port(),
        ..Options::default()
    })
    .await
    .unwrap();
}
