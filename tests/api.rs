//! The client against servers that follow a script: what is sent, what is read, and what every failure means.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a failing test may panic")]

use std::{collections::BTreeMap, io::Cursor, net::TcpListener, sync::mpsc, time::Duration};

use bytes::Bytes;
use pochade::{
    api::{
        Answer, ApiError, Client, Endpoint, Hands, InputFile, Limits, Progress, Received, Verdict, read_answer,
        read_partial,
    },
    domain::{
        ApiKey, Draft, EditForm, Failure, FailureKind, Flavor, ImageFacts, ImageFormat, Input, ModelTable, Operation,
        OptionName, Profile, Redactor, Remote, Request, Role, Stage,
    },
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use url::Url;

#[path = "support/kept.rs"]
mod kept;
use kept::Kept;

#[path = "support/fake_api.rs"]
mod fake_api;
use fake_api::{Act, FakeApi, Heard, answer, json};

/// A server with one answer.
fn answering(answer: Vec<u8>) -> FakeApi {
    FakeApi::start(vec![vec![Act::Say(answer)]])
}

fn port(server: &FakeApi) -> u16 {
    Url::parse(&server.base).unwrap().port().unwrap()
}

const KEY: &str = "sk-canary-0123456789abcdef";
const TWO: &str = r#"{"created":1,"data":[{"b64_json":"aGVsbG8="},{"b64_json":"d29ybGQ="}],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}"#;

fn profile() -> Profile {
    Profile {
        headers: BTreeMap::from([("x-team".to_owned(), "paint".to_owned())]),
        project: "proj_1".to_owned(),
        ..Profile::openai()
    }
}

fn client_with(profile: &Profile, base: &str) -> Client {
    let endpoint = Endpoint::new(profile, &Url::parse(base).unwrap(), ApiKey::new(KEY), None).unwrap();
    Client::new(&endpoint).unwrap()
}

fn client(base: &str) -> Client {
    client_with(&profile(), base)
}

fn short() -> Limits {
    Limits {
        first_byte: Duration::from_millis(60),
        between_bytes: Duration::from_millis(60),
        ..Limits::default()
    }
}

fn input(role: Role) -> Input {
    let facts = ImageFacts {
        format: ImageFormat::Png,
        width: 64,
        height: 64,
        bytes: 4,
        alpha: true,
        turned: false,
    };
    Input {
        role,
        path: "/nowhere.png".into(),
        name: "secret name.png".to_owned(),
        sha256: None,
        facts: Some(facts),
        remote: None,
        treatment: pochade::domain::Treatment::default(),
    }
}

fn request(operation: Operation, model: &str, images: usize, mask: bool) -> Request {
    let mut draft = Draft {
        operation,
        prompt: "a kite, “red”".to_owned(),
        model: model.to_owned(),
        size: "1024x1024".to_owned(),
        count: "2".to_owned(),
        images: vec![input(Role::Image); images],
        mask: mask.then(|| input(Role::Mask)),
        ..Draft::default()
    };
    if operation != Operation::Variation {
        draft.options.insert(OptionName::Quality, "low".to_owned());
    }
    ModelTable::standard().unwrap().checked(&draft).unwrap()
}

fn generation() -> Request {
    request(Operation::Generate, "gpt-image-2.6-flare", 0, false)
}

fn file(role: Role, format: ImageFormat, bytes: &'static [u8]) -> InputFile {
    let bytes = Bytes::from_static(bytes);
    InputFile {
        role,
        remote: None,
        format,
        bytes,
    }
}

/// What came of a sending.
struct Came {
    sent: Result<Received, ApiError>,
    spool: Vec<u8>,
    progress: Vec<Progress>,
}

impl Came {
    fn stages(&self) -> Vec<Stage> {
        let stage = |progress: &Progress| match progress {
            Progress::Stage(stage) => Some(*stage),
            Progress::Connected(_) | Progress::Bytes { .. } | Progress::Event(_) => None,
        };
        self.progress.iter().filter_map(stage).collect()
    }

    fn read(&self) -> (Answer, Vec<Vec<u8>>) {
        let head = &self.sent.as_ref().unwrap().head;
        let mut kept = Kept::default();
        let answer = read_answer(&mut Cursor::new(&self.spool), head, &Redactor::default(), 2, &mut kept).unwrap();
        (answer, kept.0)
    }

    fn error(self) -> ApiError {
        self.sent.expect_err("an error")
    }
}

/// Sends, and pulls a brake when a stage or the first byte comes.
async fn sent_until(
    client: &Client,
    what: (&Request, &[InputFile]),
    pull: impl Fn(&Progress, &CancellationToken, &CancellationToken) + Send + Sync,
) -> Came {
    let (cancel, abandon) = (CancellationToken::new(), CancellationToken::new());
    let (mut spool, mut progress) = (Vec::new(), Vec::new());
    let mut report = |now: Progress| {
        pull(&now, &cancel, &abandon);
        progress.push(now);
    };
    let mut hands = Hands {
        spool: &mut spool,
        report: &mut report,
        cancel: &cancel,
        abandon: &abandon,
    };
    let sent = client.send(what.0, what.1, &mut hands).await;
    Came { sent, spool, progress }
}

async fn sent(client: &Client, request: &Request, inputs: &[InputFile]) -> Came {
    sent_until(client, (request, inputs), |_, _, _| {}).await
}

#[tokio::test]
async fn a_generation_goes_out_as_json_and_comes_back_as_pictures() {
    let headers = [
        "content-type: application/json",
        "x-request-id: req_7",
        "x-ratelimit-remaining-requests: 4",
        "set-cookie: a=b",
    ];
    let server = answering(answer("200 OK", &headers, TWO.as_bytes()));
    let came = sent(&client(&server.base), &generation(), &[]).await;

    let heard = server.heard();
    let [heard] = heard.as_slice() else {
        panic!("one request, not {}", heard.len())
    };
    assert_eq!(heard.line, "POST /v1/images/generations");
    assert_eq!(
        serde_json::from_slice::<Value>(&heard.body).unwrap(),
        json!({"model": "gpt-image-2.6-flare", "prompt": "a kite, “red”", "n": 2, "size": "1024x1024", "quality": "low"})
    );
    assert_eq!(heard.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!(heard.header("openai-project"), Some("proj_1"));
    assert_eq!(heard.header("x-team"), Some("paint"));
    assert_eq!(heard.header("content-type"), Some("application/json"));
    assert_eq!(heard.header("accept-encoding"), None);

    assert_eq!(came.stages(), [Stage::Sending, Stage::Waiting, Stage::Receiving]);
    let length = TWO.len() as u64;
    assert_eq!(
        came.progress.last(),
        Some(&Progress::Bytes {
            n: length,
            of: Some(length)
        })
    );
    let (answer, pictures) = came.read();
    assert_eq!(pictures, [b"hello", b"world"]);
    assert_eq!(answer.usage.unwrap().total_tokens, 3);
    assert!(answer.fault.is_none());
    let received = came.sent.unwrap();
    assert_eq!(
        (received.bytes, received.head.request_id.as_deref()),
        (length, Some("req_7"))
    );
    assert!(received.cut.is_none());
    let kept: Vec<_> = received.head.kept.iter().map(|(name, _)| name.as_str()).collect();
    assert!(kept.contains(&"x-ratelimit-remaining-requests") && !kept.contains(&"set-cookie"));
}

#[tokio::test]
async fn each_request_tells_how_long_its_own_connection_took() {
    let server = FakeApi::start((0..2).map(|_| vec![Act::Say(json("200 OK", TWO))]));
    let client = client(&server.base);
    let request = generation();

    let (one, other) = tokio::join!(sent(&client, &request, &[]), sent(&client, &request, &[]));

    for came in [one, other] {
        let took = came.progress.iter().filter_map(|progress| match progress {
            Progress::Connected(took) => Some(*took),
            _ => None,
        });
        let took: Vec<_> = took.collect();
        assert_eq!(took.len(), 1, "{:?}", came.progress);
        assert!(
            took[0] > Duration::ZERO && took[0] < Duration::from_secs(10),
            "{took:?}"
        );
    }
}

#[tokio::test]
async fn without_a_connection_no_time_for_one_is_told() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();

    let came = sent(&client(&format!("http://{gone}/v1")), &generation(), &[]).await;

    assert!(
        !came
            .progress
            .iter()
            .any(|progress| matches!(progress, Progress::Connected(_)))
    );
    assert!(matches!(
        came.error(),
        ApiError::NotSent {
            never_connected: true,
            ..
        }
    ));
}

/// The parts of a form: disposition, content type, body.
fn parts(heard: &Heard) -> Vec<(String, String, String)> {
    let boundary = heard
        .header("content-type")
        .unwrap()
        .split("boundary=")
        .nth(1)
        .unwrap()
        .to_owned();
    let text = heard.text();
    let part = |part: &str| {
        let (headers, body) = part.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| {
            let line = headers.lines().find(|line| line.to_ascii_lowercase().starts_with(name));
            line.map_or(String::new(), |line| line.split_once(": ").unwrap().1.to_owned())
        };
        (
            header("content-disposition"),
            header("content-type"),
            body.trim_end_matches("\r\n").to_owned(),
        )
    };
    text.split(&format!("--{boundary}"))
        .filter(|text| text.contains("\r\n\r\n"))
        .map(part)
        .collect()
}

#[tokio::test]
async fn an_edit_goes_out_as_a_form_with_text_first() {
    let one = [
        file(Role::Image, ImageFormat::Jpeg, b"AAAA"),
        file(Role::Mask, ImageFormat::Png, b"MMMM"),
    ];
    let two = [
        file(Role::Image, ImageFormat::Png, b"AAAA"),
        file(Role::Image, ImageFormat::Webp, b"BBBB"),
    ];
    let named = |name: &str, file: &str| format!("form-data; name=\"{name}\"; filename=\"{file}\"");
    for (inputs, mask, files) in [
        (
            &one,
            true,
            [
                (named("image", "image_0.jpg"), "image/jpeg", "AAAA"),
                (named("mask", "mask.png"), "image/png", "MMMM"),
            ],
        ),
        (
            &two,
            false,
            [
                (named("image[]", "image_0.png"), "image/png", "AAAA"),
                (named("image[]", "image_1.webp"), "image/webp", "BBBB"),
            ],
        ),
    ] {
        let server = answering(json("200 OK", TWO));
        let request = request(Operation::Edit, "gpt-image-2.6-flare", if mask { 1 } else { 2 }, mask);
        let came = sent(&client(&server.base), &request, inputs).await;
        assert_eq!(came.read().1.len(), 2);
        let heard = &server.heard()[0];
        assert_eq!(heard.line, "POST /v1/images/edits");
        assert_eq!(heard.header("transfer-encoding"), None);
        let text = |name: &str, value: &str| (format!("form-data; name=\"{name}\""), String::new(), value.to_owned());
        let mut expected = vec![
            text("model", "gpt-image-2.6-flare"),
            text("prompt", "a kite, “red”"),
            text("n", "2"),
            text("size", "1024x1024"),
            text("quality", "low"),
        ];
        expected.extend(files.map(|(name, kind, body)| (name, kind.to_owned(), body.to_owned())));
        assert_eq!(parts(heard), expected);
    }
}

#[tokio::test]
async fn an_edit_goes_out_as_json_where_the_profile_says_so() {
    let server = answering(json("200 OK", TWO));
    let profile = Profile {
        edits: EditForm::Json,
        extra: json!({"seed": 7}).as_object().unwrap().clone(),
        ..Profile::default()
    };
    let request = request(Operation::Edit, "gpt-image-2.6-flare", 1, true);
    let inputs = [
        file(Role::Image, ImageFormat::Jpeg, b"AAAA"),
        file(Role::Mask, ImageFormat::Png, b"MMMM"),
    ];
    sent(&client_with(&profile, &server.base), &request, &inputs).await;
    let body: Value = serde_json::from_slice(&server.heard()[0].body).unwrap();
    assert_eq!(
        body["images"],
        json!([{"image_url": "data:image/jpeg;base64,QUFBQQ=="}])
    );
    assert_eq!(body["mask"], json!({"image_url": "data:image/png;base64,TU1NTQ=="}));
    assert_eq!(body["seed"], 7);
}

/// The body that a server of some kind gets for a draft, and the request's line.
async fn heard_by(
    profile: &Profile,
    base: &str,
    change: impl FnOnce(&mut Draft),
    inputs: &[InputFile],
) -> (String, Heard) {
    let server = answering(json("200 OK", TWO));
    let base = server.base.replace("/v1", base);
    let came = sent(&client_with(profile, &base), &drafted(change), inputs).await;
    assert!(came.sent.is_ok(), "{:?}", came.sent);
    let heard = server.heard().remove(0);
    (heard.line.clone(), heard)
}

fn drafted(change: impl FnOnce(&mut Draft)) -> Request {
    let mut draft = Draft {
        prompt: "a kite".to_owned(),
        model: "flux-kontext-pro".to_owned(),
        ..Draft::default()
    };
    change(&mut draft);
    if !draft.images.is_empty() {
        draft.operation = Operation::Edit;
    }
    ModelTable::standard().unwrap().checked(&draft).unwrap()
}

fn remote(role: Role, text: &str) -> Input {
    Input::remote(role, Remote::read(text).unwrap())
}

/// The same picture on its way: the server has it.
fn there(role: Role, text: &str) -> InputFile {
    InputFile {
        remote: Remote::read(text),
        ..file(role, ImageFormat::Png, b"")
    }
}

fn body(heard: &Heard) -> Value {
    assert_eq!(heard.header("content-type"), Some("application/json"));
    serde_json::from_slice(&heard.body).unwrap()
}

fn with(flavor: Flavor) -> Profile {
    Profile {
        flavor,
        ..Profile::default()
    }
}

#[tokio::test]
async fn proxy_models_need_no_table_entry() {
    for id in [
        "gpt-image-1-all",
        "flux-kontext-pro",
        "flux-kontext-max",
        "openai/gpt-5-image:free",
    ] {
        let profile = with(Flavor::Compatible);
        let change = |draft: &mut Draft| {
            id.clone_into(&mut draft.model);
            draft.count = "3".to_owned();
            draft.size = "1024x1024".to_owned();
        };
        let (line, heard) = heard_by(&profile, "", change, &[]).await;
        assert_eq!(line, "POST /v1/images/generations");
        assert_eq!(
            body(&heard),
            json!({"model": id, "prompt": "a kite", "n": 3, "size": "1024x1024"})
        );
        let png = [file(Role::Image, ImageFormat::Png, b"AAAA")];
        let edit = |draft: &mut Draft| {
            id.clone_into(&mut draft.model);
            draft.images = vec![input(Role::Image)];
        };
        let (line, heard) = heard_by(&profile, "/v1", edit, &png).await;
        assert_eq!(line, "POST /v1/images/edits");
        let names: Vec<_> = parts(&heard).into_iter().map(|(name, _, _)| name).collect();
        assert_eq!(
            names,
            [
                "form-data; name=\"model\"",
                "form-data; name=\"prompt\"",
                "form-data; name=\"image\"; filename=\"image_0.png\""
            ]
        );
    }
}

#[tokio::test]
async fn an_address_or_an_id_turns_an_edit_into_json() {
    let edit = |draft: &mut Draft| {
        draft.model = "gpt-image-2.5-flare".to_owned();
        draft.images = vec![
            remote(Role::Image, "https://a.example/hat.png"),
            input(Role::Image),
            remote(Role::Image, "file-hat01"),
        ];
        draft.mask = Some(remote(Role::Mask, "file-mask1"));
    };
    let inputs = [
        there(Role::Image, "https://a.example/hat.png"),
        file(Role::Image, ImageFormat::Png, b"AAAA"),
        there(Role::Image, "file-hat01"),
        there(Role::Mask, "file-mask1"),
    ];
    let (line, heard) = heard_by(&with(Flavor::Openai), "", edit, &inputs).await;
    assert_eq!(line, "POST /v1/images/edits");
    assert_eq!(
        body(&heard),
        json!({
            "model": "gpt-image-2.5-flare",
            "prompt": "a kite",
            "images": [
                {"image_url": "https://a.example/hat.png"},
                {"image_url": "data:image/png;base64,QUFBQQ=="},
                {"file_id": "file-hat01"}
            ],
            "mask": {"file_id": "file-mask1"}
        })
    );
    let marked = |draft: &mut Draft| {
        draft.model = "gpt-image-2.6-flare".to_owned();
        draft.images = vec![input(Role::Image)];
        draft.markup = Some(input(Role::Markup));
    };
    let json_edits = Profile {
        edits: EditForm::Json,
        ..Profile::openai()
    };
    let files = [
        file(Role::Image, ImageFormat::Png, b"AAAA"),
        file(Role::Markup, ImageFormat::Png, b"MMMM"),
    ];
    let (_, heard) = heard_by(&json_edits, "", marked, &files).await;
    assert_eq!(
        body(&heard)["markup"],
        json!({"image_url": "data:image/png;base64,TU1NTQ=="})
    );
    let (_, heard) = heard_by(&Profile::openai(), "", marked, &files).await;
    let last = parts(&heard).pop().unwrap();
    assert_eq!(
        (last.0.as_str(), last.1.as_str(), last.2.as_str()),
        (
            "form-data; name=\"markup\"; filename=\"markup.png\"",
            "image/png",
            "MMMM"
        )
    );
}

#[tokio::test]
async fn pictures_that_are_missing_are_noticed_before_anything_is_sent() {
    let server = answering(json("200 OK", TWO));
    let edit = drafted(|draft| draft.images = vec![input(Role::Image); 2]);
    let one = [file(Role::Image, ImageFormat::Png, b"AAAA")];
    let error = sent(&client(&server.base), &edit, &one).await.error();
    assert!(matches!(error, ApiError::Request(_)) && error.never_ran(), "{error}");
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn a_mask_that_became_part_of_its_image_is_no_part_of_the_form() {
    let edit = |draft: &mut Draft| {
        draft.model = "dall-e-2".to_owned();
        draft.images = vec![input(Role::Image)];
        draft.mask = Some(input(Role::Mask));
        draft.options.insert(OptionName::ResponseFormat, "b64_json".to_owned());
    };
    let png = [file(Role::Image, ImageFormat::Png, b"AAAA")];
    let (_, heard) = heard_by(&with(Flavor::Compatible), "", edit, &png).await;
    let names: Vec<_> = parts(&heard).into_iter().map(|(name, _, _)| name).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(
        names[2].contains("response_format") && names[3].contains("name=\"image\""),
        "{names:?}"
    );
}

#[tokio::test]
async fn extra_json_wins_and_a_stream_is_asked_for_with_partials_only() {
    let profile = Profile {
        seed: true,
        extra: json!({"steps": 5, "lora": {"a": 1}}).as_object().unwrap().clone(),
        ..Profile::default()
    };
    let change = |draft: &mut Draft| {
        draft.extra = r#"{"steps": 20, "mask_image": "data:x", "stream": false}"#.to_owned();
        draft.seed = "42".to_owned();
        draft.options.insert(OptionName::PartialImages, "2".to_owned());
        draft.model = "gpt-image-2".to_owned();
    };
    let (_, heard) = heard_by(&profile, "", change, &[]).await;
    assert_eq!(
        body(&heard),
        json!({
            "model": "gpt-image-2", "prompt": "a kite", "stream": false, "partial_images": 2, "seed": 42,
            "steps": 20, "lora": {"a": 1}, "mask_image": "data:x"
        })
    );
    let edit = |draft: &mut Draft| {
        change(draft);
        draft.images = vec![input(Role::Image)];
    };
    let png = [file(Role::Image, ImageFormat::Png, b"AAAA")];
    let (_, heard) = heard_by(&profile, "", edit, &png).await;
    let texts: BTreeMap<_, _> = parts(&heard).into_iter().map(|(name, _, text)| (name, text)).collect();
    for (name, text) in [
        ("steps", "20"),
        ("lora", r#"{"a":1}"#),
        ("stream", "false"),
        ("seed", "42"),
    ] {
        assert_eq!(texts[&format!("form-data; name=\"{name}\"")], text);
    }
}

#[tokio::test]
async fn an_svg_names_its_author_nested_or_in_brackets() {
    let svg = |draft: &mut Draft| {
        draft.model = "gpt-image-2.6-flare".to_owned();
        for (name, text) in [
            (OptionName::OutputFormat, "svg"),
            (OptionName::SvgModel, "gpt-6-luna"),
            (OptionName::SvgEffort, "high"),
        ] {
            draft.options.insert(name, text.to_owned());
        }
    };
    let (_, heard) = heard_by(&Profile::openai(), "", svg, &[]).await;
    assert_eq!(
        body(&heard)["svg"],
        json!({"model": "gpt-6-luna", "reasoning": {"effort": "high"}})
    );
    let edit = |draft: &mut Draft| {
        svg(draft);
        draft.images = vec![input(Role::Image)];
    };
    let png = [file(Role::Image, ImageFormat::Png, b"AAAA")];
    let (_, heard) = heard_by(&Profile::openai(), "", edit, &png).await;
    let text = heard.text();
    for part in ["name=\"svg[model]\"", "name=\"svg[reasoning][effort]\""] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn azure_gets_its_own_addresses_and_header() {
    let classic = Profile {
        api_version: "2025-04-01-preview".to_owned(),
        ..with(Flavor::Azure)
    };
    let model = |draft: &mut Draft| draft.model = "my-paint".to_owned();
    let (line, heard) = heard_by(&classic, "", model, &[]).await;
    assert_eq!(
        line,
        "POST /openai/deployments/my-paint/images/generations?api-version=2025-04-01-preview"
    );
    assert_eq!(body(&heard), json!({"prompt": "a kite"}));
    assert_eq!(heard.header("api-key"), Some(KEY));
    assert_eq!(heard.header("authorization"), None);

    let edit = |draft: &mut Draft| {
        model(draft);
        draft.images = vec![input(Role::Image)];
    };
    let png = [file(Role::Image, ImageFormat::Png, b"AAAA")];
    let named = "/openai/deployments/other?api-version=7";
    let (line, heard) = heard_by(&with(Flavor::Azure), named, edit, &png).await;
    assert_eq!(line, "POST /openai/deployments/other/images/edits?api-version=7");
    assert!(!heard.text().contains("name=\"model\""));

    let (line, heard) = heard_by(&with(Flavor::Azure), "/openai/v1", model, &[]).await;
    assert_eq!(line, "POST /openai/v1/images/generations");
    assert_eq!(body(&heard), json!({"model": "my-paint", "prompt": "a kite"}));
}

#[tokio::test]
async fn openrouter_gets_one_endpoint_and_its_own_references() {
    let edit = |draft: &mut Draft| {
        draft.model = "bytedance-seed/seedream-4.5".to_owned();
        draft.size = "2048x2048".to_owned();
        draft.images = vec![input(Role::Image), remote(Role::Image, "https://a.example/b.png")];
        draft.options.insert(OptionName::PartialImages, "2".to_owned());
        draft.options.insert(OptionName::Quality, "high".to_owned());
    };
    let inputs = [
        file(Role::Image, ImageFormat::Jpeg, b"AAAA"),
        there(Role::Image, "https://a.example/b.png"),
    ];
    let (line, heard) = heard_by(&with(Flavor::Openrouter), "/api/v1", edit, &inputs).await;
    assert_eq!(line, "POST /api/v1/images");
    assert_eq!(
        body(&heard),
        json!({
            "model": "bytedance-seed/seedream-4.5", "prompt": "a kite", "size": "2048x2048", "quality": "high",
            "stream": true,
            "input_references": [
                {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,QUFBQQ=="}},
                {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
            ]
        })
    );
    let (line, heard) = heard_by(&with(Flavor::Openrouter), "", |_| {}, &[]).await;
    assert_eq!(line, "POST /api/v1/images");
    assert_eq!(body(&heard), json!({"model": "flux-kontext-pro", "prompt": "a kite"}));
}

#[tokio::test]
async fn xai_gets_shapes_and_json_edits() {
    let sized = |draft: &mut Draft| {
        draft.model = "grok-imagine-image".to_owned();
        draft.size = "1920x1088".to_owned();
        draft.count = "2".to_owned();
    };
    let (line, heard) = heard_by(&with(Flavor::Xai), "", sized, &[]).await;
    assert_eq!(line, "POST /v1/images/generations");
    assert_eq!(
        body(&heard),
        json!({
            "model": "grok-imagine-image", "prompt": "a kite", "n": 2, "aspect_ratio": "16:9", "resolution": "2k",
            "response_format": "b64_json"
        })
    );
    let png = || file(Role::Image, ImageFormat::Png, b"AAAA");
    let object = json!({"type": "image_url", "url": "data:image/png;base64,QUFBQQ=="});
    let edit = |images: usize| move |draft: &mut Draft| draft.images = vec![input(Role::Image); images];
    let (line, heard) = heard_by(&with(Flavor::Xai), "", edit(1), &[png()]).await;
    assert_eq!(line, "POST /v1/images/edits");
    assert_eq!(body(&heard)["image"], object);
    let (_, heard) = heard_by(&with(Flavor::Xai), "", edit(2), &[png(), png()]).await;
    assert_eq!(body(&heard)["images"], json!([object, object]));
    assert_eq!(body(&heard).get("image"), None);
}

#[tokio::test]
async fn what_a_server_cannot_be_asked_for_never_leaves() {
    let server = answering(json("200 OK", TWO));
    let masked = drafted(|draft| {
        draft.images = vec![input(Role::Image)];
        draft.mask = Some(input(Role::Mask));
    });
    let inputs = [
        file(Role::Image, ImageFormat::Png, b"AAAA"),
        file(Role::Mask, ImageFormat::Png, b"MMMM"),
    ];
    let error = sent(&client_with(&with(Flavor::Xai), &server.base), &masked, &inputs)
        .await
        .error();
    assert!(
        error.to_string().contains("takes no mask") && error.never_ran(),
        "{error}"
    );
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn a_server_without_variations_is_told_as_that() {
    let server = answering(answer("404 Not Found", &[], b""));
    let request = request(Operation::Variation, "dall-e-2", 1, false);
    let error = sent(
        &client(&server.base),
        &request,
        &[file(Role::Image, ImageFormat::Png, b"AAAA")],
    )
    .await
    .error();
    assert_eq!(server.heard()[0].line, "POST /v1/images/variations");
    assert!(server.heard()[0].text().contains("name=\"model\"") && !server.heard()[0].text().contains("prompt"));
    assert!(error.said().unwrap().hint.as_deref().unwrap().contains("no variations"));
    assert!(error.never_ran());
}

#[tokio::test]
async fn a_server_that_reads_the_other_form_only_is_told_with_the_setting() {
    let json_edits = Profile {
        edits: EditForm::Json,
        ..Profile::default()
    };
    let edit = drafted(|draft| draft.images = vec![input(Role::Image)]);
    let png = [file(Role::Image, ImageFormat::Png, b"AAAA")];
    for (profile, status, message, hint) in [
        (&json_edits, "415 Unsupported", "no", Some("multipart")),
        (
            &json_edits,
            "422 Unprocessable",
            "field required: image",
            Some("multipart"),
        ),
        (&json_edits, "400 Bad", "size is wrong", None),
        (&Profile::default(), "400 Bad", "prompt is missing", Some("json")),
        (&Profile::default(), "400 Bad", "the prompt is rude", None),
    ] {
        let body = json!({"error": {"message": message}}).to_string();
        let server = answering(json(status, &body));
        let error = sent(&client_with(profile, &server.base), &edit, &png).await.error();
        assert_eq!(server.heard().len(), 1);
        let said = error.said().unwrap();
        let expected = hint.map(|form| format!("try edits = \"{form}\""));
        let told = said.hint.clone().unwrap_or_default();
        assert_eq!(
            expected.is_some(),
            told.contains("try edits"),
            "{status} {message}: {told}"
        );
        assert!(told.contains(&expected.unwrap_or_default()), "{told}");
    }
}

/// Status and body of a refusal, what that means for another try, and who must act.
fn refusals() -> Vec<(&'static str, String, Verdict, FailureKind)> {
    let code =
        |code: &str| format!(r#"{{"error":{{"message":"bad key {KEY}","type":"t","param":"size","code":"{code}"}}}}"#);
    vec![
        (
            "400 Bad",
            code("moderation_blocked"),
            Verdict::Refused,
            FailureKind::Refused,
        ),
        ("400 Bad", code("invalid_value"), Verdict::Refused, FailureKind::Refused),
        (
            "400 Bad",
            code("billing_hard_limit_reached"),
            Verdict::Quota,
            FailureKind::Refused,
        ),
        ("401 No", code("invalid_api_key"), Verdict::Setup, FailureKind::Setup),
        ("403 No", String::new(), Verdict::Setup, FailureKind::Setup),
        (
            "413 Large",
            "<title>Too large</title>".to_owned(),
            Verdict::Refused,
            FailureKind::Refused,
        ),
        (
            "429 Slow",
            code("insufficient_quota"),
            Verdict::Quota,
            FailureKind::Refused,
        ),
        (
            "429 Slow",
            code("rate_limit_exceeded"),
            Verdict::RateLimited,
            FailureKind::NotSent,
        ),
        ("408 Late", String::new(), Verdict::MayHaveRun, FailureKind::Unknown),
        ("409 Conflict", String::new(), Verdict::MayHaveRun, FailureKind::Unknown),
        ("500 Oops", "oops".to_owned(), Verdict::MayHaveRun, FailureKind::Unknown),
        (
            "502 Gateway",
            "<html>".to_owned(),
            Verdict::MayHaveRun,
            FailureKind::Unknown,
        ),
        (
            "503 Busy",
            code("server_error"),
            Verdict::MayHaveRun,
            FailureKind::Unknown,
        ),
        ("504 Late", String::new(), Verdict::MayHaveRun, FailureKind::Unknown),
    ]
}

#[tokio::test]
async fn refusals_mean_what_their_code_and_status_say_and_are_asked_once() {
    for (status, body, verdict, kind) in refusals() {
        let headers = ["retry-after: 7", "x-request-id: req_9", "content-type: text/plain"];
        let server = answering(answer(status, &headers, body.as_bytes()));
        let error = sent(&client(&server.base), &generation(), &[]).await.error();
        assert_eq!(server.heard().len(), 1, "{status}");
        let failure = Failure::from(&error);
        let said = error.said().unwrap();
        assert_eq!((said.verdict, failure.kind), (verdict, kind), "{status} {body}");
        assert_eq!(said.wait, Some(Duration::from_secs(7)));
        assert_eq!(said.head.request_id.as_deref(), Some("req_9"));
        assert_eq!(said.body, body.as_bytes());
        assert!(!format!("{failure:?}").contains(KEY));
    }
}

#[tokio::test]
async fn a_redirect_is_told_and_never_followed() {
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"] {
        let other = answering(json("200 OK", TWO));
        let location = format!("location: {}/images/generations", other.base);
        let server = answering(answer(status, &[&location], b""));
        let error = sent(&client(&server.base), &generation(), &[]).await.error();
        assert_eq!(error.said().unwrap().verdict, Verdict::Setup, "{status}");
        assert!(error.to_string().contains(&other.base), "{error}");
        assert!(error.never_ran());
        assert_eq!((server.heard().len(), other.heard().len()), (1, 0), "{status}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_gives_what_came() {
    let whole = json("200 OK", TWO);
    let end = "d29ybGQ=\"";
    let until = String::from_utf8_lossy(&whole).find(end).unwrap() + end.len();
    let no_length = [
        b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n",
        &TWO.as_bytes()[..TWO.len() - 3],
    ]
    .concat();
    for (bytes, told_by_transport) in [(whole[..until].to_vec(), true), (no_length, false)] {
        let server = answering(bytes);
        let came = sent(&client(&server.base), &generation(), &[]).await;
        let (answer, pictures) = came.read();
        assert_eq!(pictures, [b"hello", b"world"]);
        assert!(answer.fault.is_some_and(|fault| !fault.never_ran()));
        assert_eq!(came.sent.unwrap().cut.is_some(), told_by_transport);
        assert_eq!(server.heard().len(), 1);
    }
}

#[tokio::test]
async fn what_is_lost_after_sending_may_have_been_billed_and_is_not_sent_again() {
    for script in [
        vec![],
        vec![Act::Say(b"HTTP/1.1 200".to_vec())],
        vec![Act::Say(b"gibberish\r\n\r\n".to_vec())],
    ] {
        let server = FakeApi::start(vec![script, vec![Act::Say(json("200 OK", TWO))]]);
        let error = sent(&client(&server.base), &generation(), &[]).await.error();
        assert!(matches!(error, ApiError::Lost(_)) && !error.never_ran(), "{error:?}");
        assert_eq!(server.heard().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_never_was_is_provably_not_sent() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for base in [
        format!("http://127.0.0.1:{port}/v1"),
        format!("http://localhost:{port}/v1"),
        format!("https://127.0.0.1:{port}/v1"),
    ] {
        let error = sent(&client(&base), &generation(), &[]).await.error();
        assert!(
            matches!(
                error,
                ApiError::NotSent {
                    never_connected: true,
                    ..
                }
            ),
            "{base}: {error:?}"
        );
        assert!(error.to_string().contains("refused"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_gets_nothing() {
    let server = answering(json("200 OK", TWO));
    let base = server.base.replace("http://", "https://");
    let error = sent(&client(&base), &generation(), &[]).await.error();
    assert!(matches!(error, ApiError::NotSent { .. }), "{error:?}");
}

#[tokio::test]
async fn a_silent_server_is_given_up_on() {
    let server = FakeApi::start(vec![vec![Act::Hold]]);
    let came = sent(&client(&server.base).with_limits(short()), &generation(), &[]).await;
    assert_eq!(came.stages(), [Stage::Sending, Stage::Waiting]);
    assert!(matches!(came.error(), ApiError::Lost(_)));

    let begun = json("200 OK", TWO)[..120].to_vec();
    let server = FakeApi::start(vec![vec![Act::Say(begun), Act::Hold]]);
    let came = sent(&client(&server.base).with_limits(short()), &generation(), &[]).await;
    assert!(came.sent.unwrap().cut.unwrap().to_string().contains("stood still"));
}

#[tokio::test]
async fn a_cancel_is_cancelled_before_and_unknown_after_sending() {
    let server = FakeApi::start(vec![vec![Act::Hold]]);
    let waiting = |progress: &Progress, cancel: &CancellationToken, _: &CancellationToken| {
        if *progress == Progress::Stage(Stage::Waiting) {
            cancel.cancel();
        }
    };
    let came = sent_until(&client(&server.base), (&generation(), &[]), waiting).await;
    assert!(matches!(came.error(), ApiError::Lost(_)));

    let at_once = |_: &Progress, cancel: &CancellationToken, _: &CancellationToken| cancel.cancel();
    let came = sent_until(&client("http://127.0.0.1:9/v1"), (&generation(), &[]), at_once).await;
    let error = came.error();
    assert!(
        matches!(error, ApiError::Stopped | ApiError::NotSent { .. }) && error.never_ran(),
        "{error:?}"
    );
}

#[tokio::test]
async fn once_a_plain_answer_arrives_a_cancel_comes_too_late() {
    let whole = json("200 OK", TWO);
    let (head, tail) = whole.split_at(whole.len() - 20);
    for abandoned in [false, true] {
        let (go_on, word) = mpsc::channel();
        let script = vec![Act::Say(head.to_vec()), Act::Wait(word), Act::Say(tail.to_vec())];
        let server = FakeApi::start(vec![script]);
        let receiving = move |progress: &Progress, cancel: &CancellationToken, abandon: &CancellationToken| {
            if matches!(progress, Progress::Bytes { .. }) {
                cancel.cancel();
                if abandoned {
                    abandon.cancel();
                } else {
                    // The server may have hung up at the end of the test.
                    let _ = go_on.send(());
                }
            }
        };
        let came = sent_until(&client(&server.base), (&generation(), &[]), receiving).await;
        assert_eq!(came.sent.as_ref().unwrap().cut.is_some(), abandoned);
        assert_eq!(came.read().0.fault.is_some(), abandoned);
    }
}

#[tokio::test]
async fn too_much_is_cut_and_packed_is_refused_but_both_are_kept() {
    let server = answering(json("200 OK", TWO));
    let limits = Limits {
        answer_bytes: 50,
        ..Limits::default()
    };
    let came = sent(&client(&server.base).with_limits(limits), &generation(), &[]).await;
    assert!(came.sent.unwrap().cut.unwrap().to_string().contains("larger than"));

    let server = answering(answer("200 OK", &["content-encoding: gzip"], b"packed"));
    let came = sent(&client(&server.base), &generation(), &[]).await;
    assert_eq!(came.spool, b"packed");
    assert!(came.sent.unwrap().cut.unwrap().to_string().contains("gzip"));
}

#[tokio::test]
async fn links_are_fetched_with_the_key_only_at_home() {
    let abroad = answering(answer("200 OK", &[], b"abroad"));
    let away = format!("http://127.0.0.1:{}/x.png", port(&abroad));
    let moved = answer("302 Found", &["location: /there.png"], b"");
    let home = FakeApi::start(vec![
        vec![Act::Say(answer("200 OK", &[], b"home"))],
        vec![Act::Say(moved)],
        vec![Act::Say(answer("200 OK", &[], b"there"))],
        vec![Act::Say(answer("404 Not Found", &[], b""))],
    ]);
    let client = client(&home.base);
    for (link, found) in [
        ("/pictures/1.png".to_owned(), Some("home")),
        (format!("http://127.0.0.1:{}/moved.png", port(&home)), Some("there")),
        (format!("http://127.0.0.1:{}/gone.png", port(&home)), None),
        (away, Some("abroad")),
        ("http://192.0.2.1/x.png".to_owned(), None),
        ("https://127.0.0.2/x.png".to_owned(), None),
        ("https://10.0.0.1/x.png".to_owned(), None),
        ("https://[::ffff:169.254.169.254]/latest".to_owned(), None),
        ("https://name:word@127.0.0.1/x.png".to_owned(), None),
        ("file:///etc/passwd".to_owned(), None),
        ("ftp://127.0.0.1/x".to_owned(), None),
    ] {
        let mut bytes = Vec::new();
        let fetched = client.fetch(&link, &mut bytes, &CancellationToken::new()).await;
        match found {
            Some(text) => assert_eq!(
                (fetched.unwrap(), bytes),
                (text.len() as u64, text.as_bytes().to_vec()),
                "{link}"
            ),
            None => assert!(matches!(fetched, Err(ApiError::Link(_))), "{link}"),
        }
    }
    let secret = format!("Bearer {KEY}");
    assert!(
        home.heard()
            .iter()
            .all(|heard| heard.header("authorization") == Some(&secret))
    );
    let abroad = abroad.heard();
    assert_eq!(abroad.len(), 1);
    assert!(abroad[0].header("authorization").is_none() && abroad[0].header("x-team").is_none());
}

#[tokio::test]
async fn a_stream_tells_of_its_events_as_they_arrive() {
    let partial =
        "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"aGVsbG8=\",\"partial_image_index\":1}\n\n";
    let done = "data: {\"type\":\"image_generation.completed\",\"b64_json\":\"d29ybGQ=\"}\n\n";
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n";
    let server = answering(format!("{head}{partial}{done}").into_bytes());
    let came = sent(&client(&server.base), &generation(), &[]).await;
    let events: Vec<_> = came
        .progress
        .iter()
        .filter_map(|progress| {
            if let Progress::Event(range) = progress {
                Some(range.clone())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(events.len(), 2);
    let mut sink = Kept::default();
    let mut spool = Cursor::new(&came.spool);
    assert_eq!(read_partial(&mut spool, &events[0], &mut sink).unwrap(), Some(1));
    assert_eq!(read_partial(&mut spool, &events[1], &mut sink).unwrap(), None);
    assert_eq!(sink.0, [b"hello"]);
    assert_eq!(came.read().1, [b"world"]);
}

#[tokio::test]
async fn the_list_of_models_is_read_and_a_bad_key_is_told() {
    let list = r#"{"object":"list","data":[{"id":"a","shutdown_date":"2026-12-01"},{"id":"b"}]}"#;
    let refusal = r#"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#;
    let server = FakeApi::start(vec![
        vec![Act::Say(json("200 OK", list))],
        vec![Act::Say(json("401 Unauthorized", refusal))],
    ]);
    let client = client(&server.base);
    let models = client.models().await.unwrap();
    assert_eq!(
        models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>(),
        ["a", "b"]
    );
    let error = client.models().await.unwrap_err();
    assert_eq!(error.said().unwrap().verdict, Verdict::Setup);
    assert_eq!(server.heard()[0].line, "GET /v1/models");
}

/// A PNG with one colour and, where asked, a hole.
fn png(hole: bool) -> Bytes {
    let picture = image::RgbaImage::from_fn(1024, 1024, |x, y| {
        let inside = hole && (300..500).contains(&x) && (300..500).contains(&y);
        image::Rgba([180, 40, 90, if inside { 0 } else { 255 }])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    Bytes::from(bytes.into_inner())
}

#[tokio::test]
async fn the_sandbox_accepts_what_is_sent_and_its_pictures_come_whole() {
    let options = pochade::sandbox::Options {
        latency: Duration::ZERO,
        ..Default::default()
    };
    let server = pochade::sandbox::start(options).await.unwrap();
    let client = client(&server.base_url());
    tokio::spawn(server.run_until(std::future::pending()));
    let image = || InputFile {
        role: Role::Image,
        remote: None,
        format: ImageFormat::Png,
        bytes: png(false),
    };
    let mask = InputFile {
        role: Role::Mask,
        remote: None,
        format: ImageFormat::Png,
        bytes: png(true),
    };
    for (request, inputs) in [
        (generation(), vec![]),
        (request(Operation::Edit, "gpt-image-2.6-flare", 1, false), vec![image()]),
        (
            request(Operation::Edit, "gpt-image-2.6-flare", 2, false),
            vec![image(), image()],
        ),
        (
            request(Operation::Edit, "gpt-image-2.6-flare", 1, true),
            vec![image(), mask],
        ),
    ] {
        let came = sent(&client, &request, &inputs).await;
        let (answer, pictures) = came.read();
        assert!(answer.fault.is_none(), "{:?}", answer.fault);
        assert_eq!((pictures.len(), answer.usage.is_some()), (2, true));
        for picture in &pictures {
            let facts = pochade::imaging::facts(picture).unwrap();
            assert_eq!(
                (facts.width, facts.height, facts.format),
                (1024, 1024, ImageFormat::Png)
            );
        }
        assert!(came.sent.unwrap().head.request_id.is_some());
    }
    let models = client.models().await.unwrap();
    assert!(models.iter().any(|model| model.id == "gpt-image-2.6-flare"));
}
