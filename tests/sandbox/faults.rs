//! Every switch for failures, by its word in a prompt and by its option.

use std::{collections::BTreeSet, time::Duration};

use pochade::sandbox::{Fault, Options};
use reqwest::{Response, multipart::Form};
use serde_json::{Value, json};

use super::{
    served::{Sandbox, checkered, decoded, error, events, file, mask, png},
    shapes::{FOREIGN_ERRORS, SHAPES},
};

/// Name, status, code and type.
const REFUSALS: &[(&str, u16, &str, &str)] = &[
    ("moderation", 400, "moderation_blocked", "image_generation_user_error"),
    (
        "moderation-output",
        400,
        "moderation_blocked",
        "image_generation_user_error",
    ),
    (
        "moderation-old",
        400,
        "moderation_blocked",
        "image_generation_user_error",
    ),
    (
        "content-policy",
        400,
        "content_policy_violation",
        "invalid_request_error",
    ),
    ("invalid-value", 400, "invalid_value", "image_generation_user_error"),
    ("unknown-parameter", 400, "unknown_parameter", "invalid_request_error"),
    (
        "invalid-image",
        400,
        "invalid_image_file",
        "image_generation_user_error",
    ),
    ("billing", 400, "billing_hard_limit_reached", "invalid_request_error"),
    ("401", 401, "invalid_api_key", "invalid_request_error"),
    ("403-verify", 403, "", "invalid_request_error"),
    (
        "403-region",
        403,
        "unsupported_country_region_territory",
        "request_forbidden",
    ),
    ("model-not-found", 404, "model_not_found", "invalid_request_error"),
    ("408", 408, "", "invalid_request_error"),
    ("409", 409, "", "invalid_request_error"),
    ("429", 429, "rate_limit_exceeded", "input-images"),
    ("429-date", 429, "rate_limit_exceeded", "input-images"),
    ("429-ms", 429, "rate_limit_exceeded", "input-images"),
    ("429-words", 429, "rate_limit_exceeded", "input-images"),
    ("429-too-many", 429, "rate_limit_exceeded", "input-images"),
    ("quota", 429, "insufficient_quota", "insufficient_quota"),
    (
        "project-limit",
        429,
        "project_spend_limit_exceeded",
        "insufficient_quota",
    ),
    (
        "organization-limit",
        429,
        "organization_spend_limit_exceeded",
        "insufficient_quota",
    ),
    (
        "usage-limit",
        429,
        "organization_usage_limit_exceeded",
        "insufficient_quota",
    ),
    ("500", 500, "server_error", "server_error"),
    ("503", 503, "", "server_error"),
];

/// Name, status, and what the body holds.
const PAGES: &[(&str, u16, &str)] = &[
    ("404", 404, ""),
    ("413", 413, "<title>413 Request Entity Too Large</title>"),
    ("502", 502, "<title>502 Bad Gateway</title>"),
    ("504", 504, "<title>504"),
    ("520", 520, "<title>520"),
    ("524", 524, "<title>524"),
    ("html", 200, "<title>Sign in"),
    ("empty", 200, ""),
    ("error-in-200", 200, "upstream_error"),
];

/// Switches with a test of their own below.
const OTHERS: &[&str] = &[
    "slow",
    "stalled",
    "cut",
    "cut-chunked",
    "small-pieces",
    "fewer",
    "bad-base64",
    "not-an-image",
    "cut-stream",
    "error-in-stream",
    "no-completed",
    "plain-stream",
    "azure-preambles",
    "bare-stream",
    "vllm",
];

#[test]
fn every_switch_is_tried_in_some_table() {
    let tried: BTreeSet<&str> = REFUSALS
        .iter()
        .map(|row| row.0)
        .chain(PAGES.iter().map(|row| row.0))
        .chain(SHAPES.iter().map(|row| row.0))
        .chain(FOREIGN_ERRORS.iter().map(|row| row.0))
        .chain(OTHERS.iter().copied())
        .collect();
    let all: BTreeSet<&str> = Fault::all().map(Fault::name).collect();
    assert_eq!(tried, all);
}

fn body(word: &str) -> Value {
    json!({"model": "gpt-image-2", "prompt": format!("a fox [[{word}]]"), "quality": "low", "size": "1024x640"})
}

fn streamed(word: &str) -> Value {
    let mut body = body(word);
    body["stream"] = json!(true);
    body["partial_images"] = json!(2);
    body
}

async fn ask(sandbox: &Sandbox, word: &str) -> Response {
    sandbox.generate(&body(word)).await
}

#[tokio::test]
async fn every_refusal_has_its_status_code_and_type() {
    let sandbox = Sandbox::start(Options::default()).await;
    for (name, status, code, kind) in REFUSALS {
        let refused = error(ask(&sandbox, name).await).await;
        let code = if code.is_empty() { Value::Null } else { json!(code) };
        assert_eq!(
            (refused.0, &refused.1["code"], &refused.1["type"]),
            (*status, &code, &json!(kind)),
            "{name}"
        );
    }
    for (name, status, part) in PAGES {
        let response = ask(&sandbox, name).await;
        assert_eq!(response.status().as_u16(), *status, "{name}");
        assert_eq!(
            response.headers().contains_key("content-type"),
            *name != "404",
            "{name}"
        );
        let text = response.text().await.unwrap();
        assert!(
            text.contains(part) && text.is_empty() == part.is_empty(),
            "{name}: {text}"
        );
    }
}

#[tokio::test]
async fn refusals_carry_what_a_program_needs() {
    let sandbox = Sandbox::start(Options::default()).await;
    let details = async |name: &str| error(ask(&sandbox, name).await).await.1["moderation_details"].clone();
    assert_eq!(details("moderation").await["moderation_stage"], "input");
    assert_eq!(
        details("moderation-output").await,
        json!({"moderation_stage": "output", "categories": ["violence"]})
    );
    assert_eq!(details("moderation-old").await, Value::Null);
    let message = async |name: &str| {
        error(ask(&sandbox, name).await).await.1["message"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(message("moderation-old").await.ends_with("safety_violations=[sexual]"));
    assert!(
        message("403-verify")
            .await
            .contains("must be verified to use the model `gpt-image-2`")
    );
    assert!(message("invalid-image").await.contains("for image 3,"));
    assert!(message("429-too-many").await.contains("Limit 0, Used 0, Requested 1."));
    assert!(message("429-words").await.ends_with("Please try again in 2s."));
}

#[tokio::test]
async fn each_kind_of_wait_is_told_in_its_own_way() {
    let sandbox = Sandbox::start(Options::default()).await;
    let cases = [
        ("429", Some("2"), None),
        ("429-ms", None, Some("1500")),
        ("429-words", None, None),
        ("429-too-many", None, None),
    ];
    for (name, seconds, milliseconds) in cases {
        let response = ask(&sandbox, name).await;
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(
            (header("retry-after"), header("retry-after-ms")),
            (seconds, milliseconds),
            "{name}"
        );
    }
    let response = ask(&sandbox, "429-date").await;
    let date = response.headers()["retry-after"].to_str().unwrap();
    assert!(date.ends_with(" GMT"), "{date}");
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).unwrap();
    let wait = date.duration_since(jiff::Timestamp::now()).as_secs();
    assert!((0..=3).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_body_is_cut_where_it_should_be() {
    let sound = Sandbox::start(Options::default()).await;
    let whole = ask(&sound, "").await.bytes().await.unwrap().len();
    for (name, told) in [("cut", Some(whole)), ("cut-chunked", None)] {
        let sandbox = Sandbox::start(Options {
            fault: Some(name.parse().unwrap()),
            ..Options::default()
        })
        .await;
        let mut response = ask(&sandbox, "").await;
        let length = response.content_length();
        assert_eq!(length, told.map(|told| u64::try_from(told).unwrap()), "{name}");
        let mut came = 0;
        let end = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => came += chunk.len(),
                end => break end,
            }
        };
        assert!(end.is_err(), "{name}");
        assert_eq!(came, whole / 2, "{name}");
    }
}

#[tokio::test]
async fn headers_come_before_the_silence() {
    let sandbox = Sandbox::start(Options::default()).await;
    for body in [body("stalled"), streamed("stalled")] {
        let mut response = sandbox.generate(&body).await;
        assert_eq!(response.status().as_u16(), 200);
        let next = tokio::time::timeout(Duration::from_millis(150), response.chunk()).await;
        assert!(next.is_err(), "silence");
    }
}

#[tokio::test]
async fn what_is_slow_or_silent_does_not_hold_the_server_up() {
    let server = pochade::sandbox::start(Options::default()).await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let base = server.base_url();
    let running = tokio::spawn(server.run_until(async {
        // Dropped or told: both mean stop.
        let _ = stopped.await;
    }));
    let elsewhere = Sandbox::start(Options::default()).await;
    let post = |word| {
        let url = format!("{base}/images/generations");
        elsewhere.client.post(url).bearer_auth("k").json(&body(word)).send()
    };
    let mut silent = post("stalled").await.unwrap();
    let slow = tokio::spawn(post("slow"));
    let next = tokio::time::timeout(Duration::from_millis(150), slow).await;
    assert!(next.is_err(), "slow");

    stop.send(()).unwrap();

    assert!(silent.chunk().await.is_err());
    tokio::time::timeout(Duration::from_secs(20), running)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn small_pieces_make_the_same_whole() {
    let sandbox = Sandbox::start(Options::default()).await;
    let mut response = ask(&sandbox, "small-pieces").await;
    assert_eq!(response.content_length(), None);
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.unwrap() {
        bytes.extend_from_slice(&chunk);
    }
    let answer: Value = serde_json::from_slice(&bytes).unwrap();
    image::load_from_memory(&decoded(&answer["data"][0])).unwrap();

    let text = sandbox.generate(&streamed("small-pieces")).await.text().await.unwrap();
    assert_eq!(events(&text).len(), 3);
}

#[tokio::test]
async fn spoiled_pictures_are_spoiled_in_streams_too() {
    let sandbox = Sandbox::start(Options::default()).await;
    let plain = |word: &'static str| {
        let mut body = body(word);
        body["n"] = json!(2);
        body
    };
    let fewer: Value = sandbox.generate(&plain("fewer")).await.json().await.unwrap();
    assert_eq!(fewer["data"].as_array().unwrap().len(), 1);
    for body in [plain("bad-base64"), streamed("bad-base64")] {
        let text = sandbox.generate(&body).await.text().await.unwrap();
        assert!(text.contains("***"));
    }
    let text: Value = sandbox.generate(&plain("not-an-image")).await.json().await.unwrap();
    assert!(
        String::from_utf8(decoded(&text["data"][1]))
            .unwrap()
            .starts_with("I am sorry")
    );
    let streamed = sandbox.generate(&streamed("not-an-image")).await.text().await.unwrap();
    assert!(decoded(&events(&streamed)[2]).starts_with(b"I am sorry"));
}

/// The kinds of all events that came before the end, and whether the end was good.
async fn told(sandbox: &Sandbox, word: &str) -> (String, bool) {
    let mut response = sandbox.generate(&streamed(word)).await;
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            end => return (String::from_utf8(bytes).unwrap(), end.is_ok()),
        }
    }
}

fn kinds(text: &str) -> Vec<String> {
    let kind = |event: &Value| event["type"].as_str().unwrap().rsplit('.').next().unwrap().to_owned();
    events(text).iter().map(kind).collect()
}

#[tokio::test]
async fn a_stream_goes_wrong_after_its_partial_pictures() {
    let sandbox = Sandbox::start(Options::default()).await;
    let (partial, error) = ("partial_image", "error");
    let cases = [
        ("cut-stream", vec![partial, partial], false),
        ("error-in-stream", vec![partial, partial, error], true),
        ("no-completed", vec![partial, partial], true),
        (
            "azure-preambles",
            vec![partial, partial, partial, partial, "completed"],
            true,
        ),
        ("bare-stream", vec![partial, partial, "completed"], true),
    ];
    for (name, expected, is_whole) in cases {
        let (text, ended) = told(&sandbox, name).await;
        assert_eq!(
            (kinds(&text), ended),
            (expected.iter().map(|kind| (*kind).to_owned()).collect(), is_whole),
            "{name}"
        );
        assert_eq!(text.contains("event: "), name != "bare-stream", "{name}");
        assert_eq!(text.contains("[DONE]"), name == "bare-stream", "{name}");
        if name == "azure-preambles" {
            assert_eq!(events(&text)[0]["b64_json"], "");
        }
        if name == "error-in-stream" {
            assert_eq!(events(&text)[2]["error"]["code"], "server_error");
        }
    }
    let (text, ended) = told(&sandbox, "cut-chunked").await;
    assert!(!ended && text.contains("image_generation.completed") && !text.ends_with('\n'));
    let (text, ended) = told(&sandbox, "vllm").await;
    let chunks = events(&text);
    assert!(ended && chunks.iter().all(|chunk| chunk["object"] == "image.edit.chunk"));
    let bytes = base64_simd::STANDARD
        .decode_to_vec(chunks[2]["image"].as_str().unwrap())
        .unwrap();
    image::load_from_memory(&bytes).unwrap();
    let plain: Value = sandbox.generate(&streamed("plain-stream")).await.json().await.unwrap();
    image::load_from_memory(&decoded(&plain["data"][0])).unwrap();
}

#[tokio::test]
async fn a_switch_comes_after_every_rule() {
    let sandbox = Sandbox::start(Options {
        variations: true,
        fault: Some("moderation".parse().unwrap()),
        ..Options::default()
    })
    .await;
    let edit = || {
        Form::new()
            .text("model", "gpt-image-2")
            .text("prompt", "x")
            .part("image", file(png(&checkered(64, 64))))
    };
    let vary = async |form: Form| {
        let post = sandbox.post("/images/variations").multipart(form);
        error(post.send().await.unwrap()).await.1["code"].clone()
    };
    let image = || Form::new().part("image", file(png(&checkered(64, 64))));
    let moderated = json!("moderation_blocked");
    assert_eq!(error(sandbox.generate(&body("")).await).await.1["code"], moderated);
    assert_eq!(error(sandbox.edit(edit()).await).await.1["code"], moderated);
    assert_eq!(vary(image()).await, moderated);

    let mut bad = body("");
    bad["size"] = json!("1x1");
    assert_eq!(error(sandbox.generate(&bad).await).await.1["code"], "invalid_value");
    let bad = edit().part("mask", file(mask(32, 32, 0)));
    assert_eq!(error(sandbox.edit(bad).await).await.1["code"], "invalid_image_file");
    assert_eq!(vary(image().text("n", "0")).await, "integer_below_min_value");

    // A word goes before the option.
    assert_eq!(
        error(ask(&sandbox, "quota").await).await.1["code"],
        "insufficient_quota"
    );
    assert_eq!(vary(image().text("user", "[[quota]]")).await, "insufficient_quota");
}
