//! The client against a server that somebody else wrote, only when `POCHADE_AIMOCK=1`: it installs `@copilotkit/aimock`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a failing test may panic, a skipped one says so"
)]

use std::{
    io::{BufRead as _, BufReader, Cursor},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use bytes::Bytes;
use image::{ImageFormat as Encoding, Rgba, RgbaImage};
use pochade::{
    api::{ApiError, Client, Endpoint, Hands, InputFile, Received, Verdict, read_answer},
    domain::{ApiKey, Draft, ImageFacts, ImageFormat, Input, ModelTable, Operation, Profile, Redactor, Request, Role},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use url::Url;

#[path = "support/kept.rs"]
mod kept;
use kept::Kept;

/// The server in a process of its own, which ends with the test.
struct Aimock {
    child: Child,
    client: Client,
    _home: TempDir,
}

impl Drop for Aimock {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Aimock {
    /// Installs the package into a scratch folder and starts it with these fixtures.
    fn start(fixtures: &Value) -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let home = tempfile::tempdir().unwrap();
        install(home.path());
        std::fs::write(home.path().join("fixtures.json"), fixtures.to_string()).unwrap();
        let mut child = Command::new("node")
            .args([
                "node_modules/@copilotkit/aimock/dist/cli.js",
                "-p",
                "0",
                "-f",
                "fixtures.json",
            ])
            .current_dir(home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut bases = lines.map_while(Result::ok).filter_map(|line| {
            let (_, base) = line.split_once("listening on ")?;
            Url::parse(base.trim()).ok()
        });
        let base = bases.next().unwrap();
        // Whatever else it says is read away, or it would stop for want of room.
        std::thread::spawn(move || bases.count());
        let endpoint = Endpoint::new(&Profile::openai(), &base, ApiKey::new("sk-any"), None).unwrap();
        Self {
            child,
            client: Client::new(&endpoint).unwrap(),
            _home: home,
        }
    }

    async fn send(&self, prompt: &str, images: usize) -> Result<(Received, Vec<u8>), ApiError> {
        let image = InputFile {
            remote: None,
            role: Role::Image,
            format: ImageFormat::Png,
            bytes: Bytes::from(png()),
        };
        let (cancel, abandon) = (CancellationToken::new(), CancellationToken::new());
        let mut spool = Vec::new();
        let mut hands = Hands {
            spool: &mut spool,
            report: &mut |_| {},
            cancel: &cancel,
            abandon: &abandon,
        };
        let sent = self
            .client
            .send(&request(prompt, images), &vec![image; images], &mut hands)
            .await;
        sent.map(|received| (received, spool))
    }
}

fn install(home: &Path) {
    std::fs::write(home.join("package.json"), "{\"private\":true}").unwrap();
    let output = Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "@copilotkit/aimock"])
        .current_dir(home)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(64, 64, Rgba([200, 60, 40, 255]))
        .write_to(&mut bytes, Encoding::Png)
        .unwrap();
    bytes.into_inner()
}

fn request(prompt: &str, images: usize) -> Request {
    let facts = ImageFacts {
        format: ImageFormat::Png,
        width: 64,
        height: 64,
        bytes: 200,
        alpha: true,
        turned: false,
    };
    let input = Input::file(Role::Image, "/nowhere.png".into(), Some(facts));
    let draft = Draft {
        operation: if images == 0 {
            Operation::Generate
        } else {
            Operation::Edit
        },
        prompt: prompt.to_owned(),
        model: "gpt-image-2".to_owned(),
        size: "1024x1024".to_owned(),
        count: "1".to_owned(),
        images: vec![input; images],
        ..Draft::default()
    };
    ModelTable::standard().unwrap().checked(&draft).unwrap()
}

fn fixture(words: &str, response: &Value) -> Value {
    json!({"match": {"userMessage": words, "endpoint": "image"}, "response": response})
}

fn refusal(words: &str, status: u16, code: &str) -> Value {
    let kind = "invalid_request_error";
    let error = json!({"message": format!("{words} is refused"), "type": kind, "code": code, "param": "prompt"});
    let mut response = json!({"error": error, "status": status});
    if status == 429 {
        response["retryAfter"] = json!(7);
    }
    fixture(words, &response)
}

fn fixtures() -> Value {
    let picture = json!({"b64Json": base64_simd::STANDARD.encode_to_string(png())});
    let linked = json!({"url": "https://pictures.example/fox.png"});
    json!({"fixtures": [
        fixture("one fox", &json!({"image": picture})),
        fixture("two foxes", &json!({"images": [picture, picture]})),
        fixture("linked fox", &json!({"image": linked})),
        refusal("bad value", 400, "invalid_value"),
        refusal("moderated", 400, "moderation_blocked"),
        refusal("wrong key", 401, "invalid_api_key"),
        refusal("no access", 403, "access_denied"),
        refusal("dead model", 404, "model_not_found"),
        refusal("too fast", 429, "rate_limit_exceeded"),
        refusal("no credit", 429, "insufficient_quota"),
        refusal("broken", 500, "server_error"),
    ]})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_and_refusals_of_a_server_of_others_are_understood() {
    if std::env::var_os("POCHADE_AIMOCK").is_none_or(|value| value != "1") {
        eprintln!("SKIPPED: @copilotkit/aimock was not tried; set POCHADE_AIMOCK=1 to try it");
        return;
    }
    let server = tokio::task::spawn_blocking(|| Aimock::start(&fixtures()))
        .await
        .unwrap();

    // Prompt, pictures sent, pictures and links that come back.
    let answers = [
        ("one fox", 0, (1, 0)),
        ("two foxes", 0, (2, 0)),
        ("linked fox", 0, (0, 1)),
        ("one fox", 1, (1, 0)),
        ("two foxes", 3, (2, 0)),
    ];
    for (prompt, images, expected) in answers {
        let (received, spool) = server.send(prompt, images).await.unwrap();
        let mut kept = Kept::default();
        let answer = read_answer(
            &mut Cursor::new(spool),
            &received.head,
            &Redactor::default(),
            1,
            &mut kept,
        )
        .unwrap();
        assert!(answer.fault.is_none(), "{prompt}: {:?}", answer.fault);
        assert_eq!((kept.0.len(), answer.links.len()), expected, "{prompt} with {images}");
        assert!(kept.0.iter().all(|picture| *picture == png()), "{prompt}");
        assert!(received.head.request_id.is_some());
    }

    // Prompt, and what it means.
    let refusals = [
        ("bad value", Verdict::Refused),
        ("moderated", Verdict::Refused),
        ("wrong key", Verdict::Setup),
        ("no access", Verdict::Setup),
        ("dead model", Verdict::Refused),
        ("too fast", Verdict::RateLimited),
        ("no credit", Verdict::Quota),
        ("broken", Verdict::MayHaveRun),
        ("nothing that it knows", Verdict::Refused),
    ];
    for (prompt, expected) in refusals {
        for images in [0, 1] {
            let error = server.send(prompt, images).await.unwrap_err();
            let said = error.said().unwrap();
            assert_eq!(said.verdict, expected, "{prompt} with {images}: {error}");
            if expected == Verdict::RateLimited {
                assert_eq!(said.wait, Some(Duration::from_secs(7)));
            }
            if !prompt.starts_with("nothing") {
                let words = format!("{prompt} is refused");
                assert!(said.message.contains(&words), "{}", said.message);
                assert_eq!(said.param.as_deref(), Some("prompt"), "{prompt}");
            }
        }
    }
}
