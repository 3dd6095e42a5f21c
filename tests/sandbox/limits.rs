//! What is allowed in a minute, and what every answer tells of it.

use pochade::sandbox::Options;
use reqwest::{Response, multipart::Form};
use serde_json::json;

use super::served::{Sandbox, checkered, error, file, png};

fn left(response: &Response, what: &str) -> u64 {
    let value = &response.headers()[format!("x-ratelimit-remaining-{what}")];
    value.to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn requests_tokens_and_images_count_down() {
    let sandbox = Sandbox::start(Options::default()).await;
    let body =
        json!({"model": "gpt-image-2", "prompt": "[[moderation]]", "quality": "high", "size": "3840x2160", "n": 3});

    let response = sandbox.generate(&body).await;

    for what in ["requests", "tokens", "input-images"] {
        let limit: u64 = response.headers()[format!("x-ratelimit-limit-{what}")]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(left(&response, what) < limit, "{what}");
        assert!(response.headers().contains_key(format!("x-ratelimit-reset-{what}")));
    }
    for header in ["x-request-id", "openai-processing-ms", "openai-version"] {
        assert!(response.headers().contains_key(header), "{header}");
    }
}

#[tokio::test]
async fn pictures_brought_and_wanted_count_together_and_the_one_too_many_is_refused() {
    let sandbox = Sandbox::start(Options {
        images_per_minute: Some(4),
        ..Options::default()
    })
    .await;
    let form = Form::new()
        .text("model", "gpt-image-2")
        .text("prompt", "x")
        .text("quality", "low")
        .part("image[]", file(png(&checkered(64, 64))))
        .part("image[]", file(png(&checkered(64, 64))));

    let edited = sandbox.edit(form).await;
    assert_eq!((edited.status().as_u16(), left(&edited, "input-images")), (200, 1));

    // A refusal for its values costs nothing.
    let bad = json!({"model": "gpt-image-2", "prompt": "x", "n": 11});
    assert_eq!(left(&sandbox.generate(&bad).await, "input-images"), 1);

    let body = json!({"model": "gpt-image-2", "prompt": "x", "quality": "low", "n": 2});
    let limited = sandbox.generate(&body).await;
    assert_eq!(limited.headers()["x-ratelimit-limit-input-images"], "4");
    let wait: u32 = limited.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=15).contains(&wait), "{wait}");
    let (status, said) = error(limited).await;
    assert_eq!(
        (status, &said["code"], &said["type"]),
        (429, &json!("rate_limit_exceeded"), &json!("input-images"))
    );
    let message = said["message"].as_str().unwrap();
    assert!(
        message.contains("Limit 4, Used 3, Requested 2. Please try again in "),
        "{message}"
    );
}
