//! Pictures and errors in the shapes of other servers.

use pochade::sandbox::Options;
use serde_json::{Value, json};

use super::served::Sandbox;

/// Where the first picture is, as a JSON pointer, and how it is given there.
pub const SHAPES: &[(&str, &str, Given)] = &[
    ("url", "/data/0/url", Given::Link),
    ("relative-url", "/data/0/url", Given::Path),
    ("data-url", "/data/1/url", Given::DataUrl),
    ("b64-data-url", "/data/0/b64_json", Given::DataUrl),
    ("url-safe", "/data/0/b64_json", Given::UrlSafe),
    ("line-breaks", "/data/0/b64_json", Given::Lines),
    ("null-items", "/data/1/b64_json", Given::Base64),
    ("images", "/images/1", Given::Link),
    ("images-objects", "/images/0/image_url/url", Given::DataUrl),
    ("other-keys", "/data/1/base64", Given::Base64),
    ("responses", "/output/1/result", Given::Base64),
    ("chat", "/choices/0/message/content", Given::Markdown),
    ("chat-data-url", "/choices/0/message/content", Given::Markdown),
    (
        "chat-images",
        "/choices/0/message/images/1/image_url/url",
        Given::DataUrl,
    ),
    (
        "chat-parts",
        "/choices/0/message/content/1/image_url/url",
        Given::DataUrl,
    ),
    ("raw", "", Given::Raw("image/png")),
    ("raw-octets", "", Given::Raw("application/octet-stream")),
    ("wrong-type", "/data/0/b64_json", Given::Base64),
    ("litellm", "/data/0/b64_json", Given::Base64),
    ("openrouter", "/data/0/b64_json", Given::Base64),
    ("xai", "/data/0/url", Given::Link),
    ("together", "/data/1/b64_json", Given::Base64),
    ("localai", "/data/0/url", Given::Link),
    ("sglang", "/data/0/url", Given::Link),
    ("nanogpt", "/data/0/b64_json", Given::Base64),
];

/// How a picture is given.
#[derive(Debug, Clone, Copy)]
pub enum Given {
    Base64,
    Lines,
    UrlSafe,
    DataUrl,
    Link,
    Path,
    Markdown,
    Raw(&'static str),
}

/// Name, status, and where the sentence or the code is.
pub const FOREIGN_ERRORS: &[(&str, u16, &str)] = &[
    ("azure-error", 404, "/error/message"),
    (
        "azure-filter",
        400,
        "/error/inner_error/content_filter_results/violence/filtered",
    ),
    ("litellm-error", 400, "/error/message"),
    ("fastapi", 422, "/detail/0/msg"),
    ("fastapi-text", 404, "/detail"),
    ("error-text", 400, "/error"),
    ("error-message", 400, "/message"),
    ("error-list", 400, "/errors/1/message"),
    ("error-code", 400, "/msg"),
    ("error-problem", 400, "/detail"),
    ("error-plain", 500, ""),
    ("task", 202, "/task_id"),
    ("task-200", 200, "/status"),
];

/// The smallest pictures that there are, since many are painted.
fn body(word: &str) -> Value {
    json!({
        "model": "dall-e-2",
        "prompt": format!("a fox [[{word}]]"),
        "size": "256x256",
        "n": 2,
        "response_format": "b64_json",
    })
}

async fn served() -> Sandbox {
    Sandbox::start(Options {
        retired: true,
        ..Options::default()
    })
    .await
}

async fn fetched(sandbox: &Sandbox, url: &str) -> Vec<u8> {
    sandbox
        .client
        .get(url)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap()
        .to_vec()
}

fn from_data_url(text: &str) -> Vec<u8> {
    let data = text.strip_prefix("data:image/png;base64,").unwrap();
    base64_simd::STANDARD.decode_to_vec(data).unwrap()
}

async fn picture(sandbox: &Sandbox, text: &str, given: Given) -> Vec<u8> {
    let base = &base64_simd::STANDARD;
    match given {
        Given::Base64 => base.decode_to_vec(text).unwrap(),
        Given::Lines => {
            assert!(text.lines().count() > 2 && text.lines().all(|line| line.len() <= 76));
            base.decode_to_vec(text.replace('\n', "")).unwrap()
        }
        Given::UrlSafe => {
            assert!(!text.contains(['+', '/', '=']) && text.contains(['-', '_']));
            base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap()
        }
        Given::DataUrl => from_data_url(text),
        Given::Link => fetched(sandbox, text).await,
        Given::Path => {
            assert!(text.starts_with('/'));
            fetched(sandbox, &format!("{}{text}", sandbox.base.strip_suffix("/v1").unwrap())).await
        }
        Given::Markdown => {
            let url = text
                .split_once("](")
                .and_then(|(_, rest)| rest.split_once(')'))
                .unwrap()
                .0;
            if url.starts_with("data:") {
                from_data_url(url)
            } else {
                fetched(sandbox, url).await
            }
        }
        Given::Raw(_) => unreachable!("not JSON"),
    }
}

#[tokio::test]
async fn in_every_shape_there_is_a_picture() {
    let sandbox = served().await;
    for (name, place, given) in SHAPES {
        let response = sandbox.generate(&body(name)).await;
        assert_eq!(response.status().as_u16(), 200, "{name}");
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        let bytes = response.bytes().await.unwrap();
        let picture = if let Given::Raw(expected) = given {
            assert_eq!(kind, *expected);
            bytes.to_vec()
        } else {
            assert_eq!(kind == "application/json", *name != "wrong-type", "{name}");
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            let text = answer.pointer(place).and_then(Value::as_str);
            picture(
                &sandbox,
                text.unwrap_or_else(|| unreachable!("{name}: {answer}")),
                *given,
            )
            .await
        };
        let format = image::guess_format(&picture).unwrap();
        assert_eq!(format, image::ImageFormat::Png, "{name}");
        image::load_from_memory(&picture).unwrap();
    }
}

#[tokio::test]
async fn shapes_carry_the_oddities_of_their_servers() {
    let sandbox = served().await;
    let cases = [
        ("null-items", "/data/0", Value::Null),
        ("null-items", "/created", json!("1795205573.25")),
        ("litellm", "/usage/total_tokens", json!(0)),
        ("litellm", "/data/0/provider_specific_fields", Value::Null),
        ("openrouter", "/data/0/media_type", json!("image/png")),
        ("xai", "/data/0/mime_type", json!("image/png")),
        ("together", "/data/1/index", json!(1)),
        ("localai", "/data/1/embedding", Value::Null),
        ("sglang", "/data/0/file_path", json!("/outputs/picture.png")),
        ("nanogpt", "/cost", json!(0.04)),
        ("chat", "/object", json!("chat.completion")),
        ("responses", "/output/0/type", json!("image_generation_call")),
    ];
    for (name, place, expected) in cases {
        let answer: Value = sandbox.generate(&body(name)).await.json().await.unwrap();
        assert_eq!(answer.pointer(place), Some(&expected), "{name} {place}");
    }
}

#[tokio::test]
async fn a_shape_answers_a_stream_in_one_piece() {
    let sandbox = served().await;
    let body = json!({
        "model": "gpt-image-2", "prompt": "a fox [[chat-images]]", "quality": "low", "size": "1024x640", "stream": true,
    });
    let answer: Value = sandbox.generate(&body).await.json().await.unwrap();
    assert!(answer.pointer("/choices/0/message/images/0").is_some());
}

#[tokio::test]
async fn foreign_errors_have_their_status_and_sentence() {
    let sandbox = served().await;
    for (name, status, place) in FOREIGN_ERRORS {
        let response = sandbox.generate(&body(name)).await;
        assert_eq!(response.status().as_u16(), *status, "{name}");
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        let text = response.text().await.unwrap();
        if place.is_empty() {
            assert!(
                kind.starts_with("text/plain") && serde_json::from_str::<Value>(&text).is_err(),
                "{name}"
            );
        } else {
            let answer: Value = serde_json::from_str(&text).unwrap();
            let found = answer.pointer(place);
            assert!(
                found.is_some_and(|found| found.is_string() || found == true),
                "{name}: {text}"
            );
            assert_eq!(kind == "application/problem+json", *name == "error-problem", "{name}");
        }
    }
}
