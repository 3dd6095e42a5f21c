//! The official Python SDK against the sandbox, only when `POCHADE_PYTHON_SDK=1`: it installs the newest `openai`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a failing test may panic, a skipped one says so"
)]

use std::{
    path::Path,
    process::{Command, Output},
    time::Duration,
};

use image::{GenericImageView, Rgba, RgbaImage};
use pochade::sandbox::{self, Options};
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python_sdk/images.py");

/// Runs a program to its end; what it says of its failure is in the panic.
fn done(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn paint(folder: &Path) {
    let save = |name: &str, width, height, alpha: u8| {
        let picture = RgbaImage::from_fn(width, height, |x, y| {
            Rgba([(x % 251).to_le_bytes()[0], (y % 241).to_le_bytes()[0], 90, alpha])
        });
        picture.save(folder.join(name)).unwrap();
    };
    save("first.png", 96, 64, 255);
    save("second.png", 48, 48, 255);
    save("mask.png", 96, 64, 0);
}

/// Where the SDK's script is run, and against which server.
fn asked(base: &str) -> Value {
    let scratch = tempfile::tempdir().unwrap();
    let (environment, pictures) = (scratch.path().join("venv"), scratch.path().join("pictures"));
    done(Command::new("python3").args(["-m", "venv"]).arg(&environment));
    let python = environment.join("bin/python");
    done(Command::new(&python).args(["-m", "pip", "install", "--quiet", "openai"]));
    std::fs::create_dir(&pictures).unwrap();
    paint(&pictures);
    let output = done(
        Command::new(&python)
            .arg(SCRIPT)
            .env("SANDBOX_URL", base)
            .env("PICTURES", &pictures)
            .env("NO_PROXY", "*"),
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_sdk_draws_edits_streams_and_raises_its_own_errors() {
    if std::env::var_os("POCHADE_PYTHON_SDK").is_none_or(|value| value != "1") {
        eprintln!("SKIPPED: the official Python SDK was not tried; set POCHADE_PYTHON_SDK=1 to try it");
        return;
    }
    let options = Options {
        latency: Duration::ZERO,
        ..Options::default()
    };
    let server = sandbox::start(options).await.unwrap();
    let base = server.base_url();
    tokio::spawn(server.run_until(std::future::pending()));

    let told = tokio::task::spawn_blocking(move || asked(&base)).await.unwrap();

    eprintln!("openai {}", told["version"].as_str().unwrap());
    check_pictures(&told["pictures"]);
    check_errors(&told["errors"]);
}

fn check_pictures(told: &Value) {
    // Name, how many, and their size.
    let expected = [
        ("generate", 2, (1024, 640)),
        ("edit one image", 1, (1536, 1024)),
        ("edit several images", 1, (1536, 1024)),
        ("edit with a mask", 1, (1536, 1024)),
        ("stream a generation", 3, (1024, 1024)),
        ("stream an edit", 3, (1536, 1024)),
    ];
    for (name, count, size) in expected {
        let pictures = told[name].as_array().unwrap();
        assert_eq!(pictures.len(), count, "{name}");
        for picture in pictures {
            let bytes = base64_simd::STANDARD.decode_to_vec(picture.as_str().unwrap()).unwrap();
            assert_eq!(image::load_from_memory(&bytes).unwrap().dimensions(), size, "{name}");
        }
    }
}

fn check_errors(told: &Value) {
    let none = "";
    let (bad, limit, missing, denied) = (
        "BadRequestError",
        "RateLimitError",
        "NotFoundError",
        "PermissionDeniedError",
    );
    // Name, class, code and param.
    let expected = [
        ("bad size", bad, "invalid_value", "size"),
        ("too many", bad, "integer_above_max_value", "n"),
        ("unknown parameter", bad, "unknown_parameter", "response_format"),
        ("dead model", bad, "invalid_value", "model"),
        ("not an image", bad, "invalid_image_file", "image"),
        ("mask of another size", bad, "invalid_image_file", "mask"),
        ("moderation", bad, "moderation_blocked", none),
        ("wrong key", "AuthenticationError", "invalid_api_key", none),
        ("rate limit", limit, "rate_limit_exceeded", none),
        ("no quota", limit, "insufficient_quota", none),
        ("no such model", missing, "model_not_found", "model"),
        ("model without access", missing, "model_not_found", "model"),
        ("not verified", denied, none, none),
        ("region", denied, "unsupported_country_region_territory", none),
        ("server error", "InternalServerError", "server_error", none),
        ("overloaded", "InternalServerError", none, none),
        ("variations are gone", missing, none, none),
    ];
    for (name, class, code, param) in expected {
        let error = &told[name];
        let given = |word: &str| if word.is_empty() { Value::Null } else { json!(word) };
        assert_eq!(
            (&error["class"], &error["code"], &error["param"]),
            (&json!(class), &given(code), &given(param)),
            "{name}: {error}"
        );
        assert!(error["request_id"].as_str().unwrap().starts_with("req_"), "{name}");
    }
    assert_eq!(told.as_object().unwrap().len(), expected.len());
}
