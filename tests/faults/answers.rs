//! Servers that answer late, wrongly, endlessly or not at all: one request each, and never a second one.

use std::{
    fs,
    io::Write as _,
    net::TcpStream,
    os::{fd::AsFd, unix::fs::MetadataExt},
    thread,
    time::{Duration, Instant},
};

use pochade::{
    api::{self, Limits},
    domain::{CostKind, FailureKind, HistoryEntry, Profile, Report, RequestState, Stage, one_line},
};
use rustix::net::sockopt::set_socket_linger;

use crate::{
    fake_api::{Act, FakeApi, answer, json},
    scene::{Engine, Home, PATIENCE, body, enqueue_many, eventually, good, pause, picture, png, posts, ready_server},
};

/// Sends one request a script, in the scripts' order, through one engine.
fn sent_to(scripts: Vec<Vec<Act>>) -> (Home, FakeApi, Vec<HistoryEntry>) {
    let (home, count) = (Home::new(), scripts.len());
    let server = FakeApi::start(scripts);
    let engine = Engine::start(&home, &server);
    let entries = (0..count)
        .map(|number| engine.sends(&home, &format!("prompt {number}")))
        .collect();
    assert_eq!(posts(&server).len(), count);
    assert!(posts(&server).values().all(|posts| *posts == 1), "{:?}", posts(&server));
    (home, server, entries)
}

fn kind(entry: &HistoryEntry) -> Option<FailureKind> {
    entry.failure.as_ref().map(|failure| failure.kind)
}

/// Everything that is shown of a failure.
fn told(entry: &HistoryEntry) -> String {
    let failure = entry.failure.as_ref().unwrap();
    format!("{} {:?} {:?}", failure.message, failure.code, failure.hint)
}

/// The bytes that the server said, taken out of the record's raw answer.
fn raw_answer(home: &Home, entry: &HistoryEntry) -> Vec<u8> {
    let directory = walk(&home.path("data/records"))
        .into_iter()
        .find(|path| path.ends_with(format!("{}/answer-1.json", entry.id)));
    directory.map_or_else(Vec::new, |path| fs::read(path).unwrap())
}

fn walk(directory: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Ends a connection with a reset instead of a goodbye.
fn reset() -> Act {
    Act::Do(Box::new(|stream: &mut TcpStream| {
        set_socket_linger(stream.as_fd(), Some(Duration::ZERO)).unwrap();
    }))
}

#[test]
fn a_broken_server_is_asked_once_and_may_have_billed() {
    let statuses = [
        "500 Oops",
        "502 Bad",
        "503 Busy",
        "504 Late",
        "408 Late",
        "409 Conflict",
    ];
    let scripts = statuses.iter().map(|status| {
        vec![Act::Say(answer(
            status,
            &["retry-after: 0", "x-should-retry: true"],
            b"{}",
        ))]
    });
    let (home, server, entries) = sent_to(scripts.collect());
    for (status, entry) in statuses.iter().zip(&entries) {
        assert_eq!(
            (entry.state, entry.cost_kind, kind(entry)),
            (RequestState::Unknown, CostKind::Unknown, Some(FailureKind::Unknown)),
            "{status}"
        );
    }
    home.is_sound(&server);
}

#[test]
fn a_wait_for_a_rate_is_seen_and_can_be_cancelled() {
    let home = Home::new();
    let limited = |headers: &[&str]| {
        let body = br#"{"error":{"message":"slow","code":"rate_limit_exceeded"}}"#;
        vec![Act::Say(answer("429 Slow", headers, body))]
    };
    let server = FakeApi::start(vec![
        limited(&["retry-after: 100"]),
        limited(&["retry-after: 999999999"]),
        limited(&["retry-after: 0"]),
        good(1),
    ]);
    let engine = Engine::start(&home, &server);
    let id = home.enqueue("a long wait");
    engine.client.run(id).unwrap();
    let wait = engine.stage(id, Stage::Holding).unwrap();
    assert!((90..=100).contains(&wait), "{wait}");
    engine.client.cancel(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Cancelled);
    // An absurd wait is the person's to decide.
    let entry = engine.sends(&home, "an absurd wait");
    assert_eq!((entry.state, entry.cost_kind), (RequestState::NotSent, CostKind::None));
    assert_eq!(engine.sends(&home, "a short wait").state, RequestState::Stored);
    assert_eq!(server.heard().len(), 4);
}

#[test]
fn an_empty_account_is_told_and_not_asked_again() {
    let codes = [
        ("429 Quota", "insufficient_quota"),
        ("429 Quota", "billing_hard_limit_reached"),
        ("400 Quota", "billing_hard_limit_reached"),
        ("429 Quota", "billing_not_active"),
    ];
    let scripts = codes.iter().map(|(status, code)| {
        let body = format!("{{\"error\":{{\"message\":\"pay first\",\"code\":\"{code}\"}}}}");
        vec![Act::Say(answer(status, &["retry-after: 0"], body.as_bytes()))]
    });
    let (_home, _server, entries) = sent_to(scripts.collect());
    for ((_, code), entry) in codes.iter().zip(&entries) {
        assert_eq!(
            (entry.state, entry.cost_kind),
            (RequestState::Refused, CostKind::None),
            "{code}"
        );
        assert!(told(entry).contains("pay first"), "{}", told(entry));
        assert_eq!(entry.failure.as_ref().unwrap().code.as_deref(), Some(*code));
    }
}

#[test]
fn an_empty_account_holds_what_waits_for_it() {
    let home = Home::new();
    let body = r#"{"error":{"message":"You have no credit","code":"insufficient_quota"}}"#;
    let refusal = vec![pause(Duration::from_millis(300)), Act::Say(json("429 Quota", body))];
    let server = FakeApi::start([refusal, good(1)]);
    let engine = Engine::start(&home, &server);
    let ids = ["one", "two", "three"].map(|prompt| home.enqueue(prompt));
    for id in ids {
        engine.client.run(id).unwrap();
    }
    assert_eq!(engine.end_of(ids[0]), RequestState::Refused);
    for id in &ids[1..] {
        let told = engine.picked(PATIENCE, |report| match report {
            Report::Ended { id: of, state, failure } if of == id => Some((*state, failure.clone())),
            _ => None,
        });
        let (state, failure) = told.unwrap();
        assert_eq!(state, RequestState::Queued);
        assert!(failure.unwrap().message.contains("no credit"), "it says which");
        assert_eq!(home.store().entry(*id).unwrap().state, RequestState::Queued);
    }
    assert_eq!(server.heard().len(), 1);
    // The person decides when there is credit again.
    engine.client.resume(ids[1]).unwrap();
    assert_eq!(engine.end_of(ids[1]), RequestState::Stored);
    assert_eq!(home.store().entry(ids[2]).unwrap().state, RequestState::Queued);
}

#[test]
fn a_panic_at_any_stage_ends_that_request_unknown_and_no_other() {
    let stages = [Stage::Sending, Stage::Waiting, Stage::Receiving, Stage::Storing];
    let home = Home::new();
    let server = ready_server();
    let engine = Engine::start(&home, &server);
    for (number, stage) in stages.into_iter().enumerate() {
        let mark = home.path(&format!("state/panic-at-{}", stage.label()));
        fs::create_dir_all(home.path("state")).unwrap();
        fs::write(&mark, "").unwrap();
        let struck = engine.sends(&home, &format!("struck while {}", stage.label()));
        fs::remove_file(mark).unwrap();
        assert_eq!(
            (struck.state, struck.cost_kind),
            (RequestState::Unknown, CostKind::Unknown),
            "{stage:?}"
        );
        assert_eq!(kind(&struck), Some(FailureKind::Internal), "{stage:?}");
        // The engine and all its locks are as good as before, and the person may try it again.
        assert_eq!(
            engine.sends(&home, &format!("the next {number}")).state,
            RequestState::Stored
        );
        engine.client.retry(struck.id, 1).unwrap();
        assert_eq!(engine.end_of(struck.id), RequestState::Stored, "{stage:?}");
    }
    drop(engine);
    home.is_quiet();
    home.is_sound(&server);
}

#[test]
fn an_unknown_end_keeps_no_room_for_what_never_came() {
    let half = json("200 OK", &body(&[1]))[..150].to_vec();
    let (home, _server, entries) = sent_to(vec![vec![Act::Say(half)]]);
    let spool = fs::metadata(home.path(&format!("state/spool/{}-1", entries[0].id))).unwrap();
    assert!(spool.len() > 0);
    assert!(spool.blocks() * 512 < 1 << 20, "{} blocks", spool.blocks());
}

#[test]
fn a_reset_keeps_what_came_wherever_it_comes() {
    let whole = String::from_utf8(json("200 OK", &body(&[1, 2]))).unwrap();
    let head = whole.find("\r\n\r\n").unwrap() + 4;
    let first = whole.find(&picture(1)).unwrap() + picture(1).len() + 1;
    let second = whole.find(&picture(2)).unwrap() + picture(2).len() + 1;
    let mut cuts: Vec<usize> = (0..whole.len()).step_by(whole.len() / 12).collect();
    cuts.extend([head, first, second, whole.len() - 1]);
    let scripts = cuts.iter().map(|cut| {
        vec![
            Act::Say(whole.as_bytes()[..*cut].to_vec()),
            pause(Duration::from_millis(30)),
            reset(),
        ]
    });
    let (home, server, entries) = sent_to(scripts.collect());
    for (cut, entry) in cuts.iter().zip(&entries) {
        let pictures = entry.images.iter().filter(|image| image.format.is_some()).count();
        let least = usize::from(*cut >= first) + usize::from(*cut >= second);
        assert!(pictures >= least, "cut at {cut} of {first}, {second}: {entry:?}");
        let expected = if entry.images.is_empty() {
            RequestState::Unknown
        } else {
            RequestState::Partial
        };
        assert_eq!(entry.state, expected, "cut at {cut}");
        assert!(entry.cost_kind != CostKind::None, "cut at {cut}");
        if *cut >= first {
            assert_eq!(fs::read(&entry.images[0].path).unwrap(), png(1), "cut at {cut}");
        }
    }
    home.is_sound(&server);
}

#[test]
fn half_an_answer_is_never_a_whole_one() {
    let text = body(&[1]);
    let half = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}",
        &text[..text.len() - 2]
    );
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{text}\r\n",
        text.len()
    );
    let before = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", &text[..12]);
    let scripts = [half, chunked, before].map(|said| vec![Act::Say(said.into_bytes())]);
    let (home, server, entries) = sent_to(scripts.into());
    let states: Vec<_> = entries.iter().map(|entry| (entry.state, entry.images.len())).collect();
    let partial = (RequestState::Partial, 1);
    assert_eq!(states, [partial, partial, (RequestState::Unknown, 0)]);
    home.is_sound(&server);
}

/// Sends one request through a client with these limits; gives what came and how often its bytes were told.
async fn received(server: &FakeApi, limits: Limits) -> (api::Received, Vec<u8>, u32) {
    let endpoint = api::Endpoint::new(&Profile::openai(), &server.base.parse().unwrap(), None, None).unwrap();
    let client = api::Client::new(&endpoint).unwrap().with_limits(limits);
    let home = Home::new();
    let entry = home.store().entry(home.enqueue("to a client")).unwrap();
    let mut spool = Vec::new();
    let (cancel, abandon) = Default::default();
    let mut counts = 0;
    let mut hands = api::Hands {
        spool: &mut spool,
        report: &mut |progress| counts += u32::from(matches!(progress, api::Progress::Bytes { .. })),
        cancel: &cancel,
        abandon: &abandon,
    };
    let received = client.send(&entry.request, &[], &mut hands).await.unwrap();
    (received, spool, counts)
}

#[tokio::test]
async fn an_endless_body_is_cut_at_its_limit() {
    const LIMIT: u64 = 4 << 20;
    assert_eq!(Limits::default().answer_bytes, 256 << 20);
    let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"data\":[{\"b64_json\":\"".to_vec();
    let server = FakeApi::start([vec![Act::Say(head), endless(b"iVBORw0KGgoAAAANSUhEUg")]]);
    let limits = Limits {
        answer_bytes: LIMIT,
        ..Limits::default()
    };
    let (received, spool, _) = received(&server, limits).await;
    assert!(received.cut.unwrap().to_string().contains("larger than 4 MiB"));
    let length = spool.len() as u64;
    assert!(length > LIMIT && length < LIMIT + (1 << 20), "{length}");
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn a_dripping_answer_is_waited_for_as_long_as_it_drips() {
    let drip = |pieces: usize, rest: Vec<Act>| {
        let whole = json("200 OK", &body(&[1]));
        let head = whole.len() - 40;
        let mut script = vec![Act::Say(whole[..head].to_vec())];
        for byte in &whole[head..head + pieces] {
            script.push(Act::Do(Box::new(|_| thread::sleep(Duration::from_millis(15)))));
            script.push(Act::Say(vec![*byte]));
        }
        script.extend(rest);
        FakeApi::start(vec![script])
    };
    for (server, whole) in [(drip(40, vec![]), true), (drip(5, vec![Act::Hold]), false)] {
        // Shorter than the whole drip, longer than any pause in it.
        let limits = Limits {
            between_bytes: Duration::from_millis(500),
            ..Limits::default()
        };
        let (received, _, counts) = received(&server, limits).await;
        assert_eq!(received.cut.is_none(), whole, "{:?}", received.cut);
        assert!(counts > 3, "progress is told");
    }
}

#[test]
fn the_limits_of_patience_are_those_of_a_dear_answer() {
    let limits = Limits::default();
    assert_eq!(limits.first_byte, Duration::from_mins(15), "giving up costs money");
    assert_eq!(limits.between_bytes, Duration::from_mins(1));
    assert_eq!(limits.between_events, Duration::from_mins(5));
}

/// A string in the place of a picture, and what is kept of it.
fn base64_forms() -> Vec<(String, RequestState, Option<Vec<u8>>)> {
    let (text, bytes) = (picture(7), png(7));
    let wrapped = text
        .as_bytes()
        .chunks(60)
        .map(|line| String::from_utf8_lossy(line) + "\\n");
    let half = &text[..text.len() / 2];
    vec![
        (text.clone(), RequestState::Stored, Some(bytes.clone())),
        (
            format!("data:image/png;base64,{text}"),
            RequestState::Stored,
            Some(bytes.clone()),
        ),
        (wrapped.collect(), RequestState::Stored, Some(bytes.clone())),
        (text.replace('/', "\\/"), RequestState::Stored, Some(bytes.clone())),
        (
            text.trim_end_matches('=').to_owned(),
            RequestState::Stored,
            Some(bytes.clone()),
        ),
        (
            text.replace('+', "-").replace('/', "_"),
            RequestState::Stored,
            Some(bytes),
        ),
        (half.to_owned(), RequestState::Partial, None),
        (format!("{half}!?!?{half}"), RequestState::Partial, None),
        ("aGVsbG8=".to_owned(), RequestState::Partial, Some(b"hello".to_vec())),
    ]
}

#[test]
fn base64_is_read_in_every_dress_and_what_is_broken_is_kept() {
    let forms = base64_forms();
    let scripts = forms.iter().map(|(text, ..)| {
        vec![Act::Say(json(
            "200 OK",
            &format!("{{\"data\":[{{\"b64_json\":\"{text}\"}}]}}"),
        ))]
    });
    let (home, server, entries) = sent_to(scripts.collect());
    for ((text, state, bytes), entry) in forms.iter().zip(&entries) {
        assert_eq!(entry.state, *state, "{text}: {:?}", entry.failure);
        let kept = fs::read(&entry.images[0].path).unwrap();
        if let Some(bytes) = bytes {
            assert_eq!(&kept, bytes, "{text}");
        }
        assert!(!kept.is_empty(), "{text}");
        // What could not be read whole is still there as it came.
        let spool = home.path(&format!("state/spool/{}-1", entry.id));
        assert_eq!(spool.exists(), *state != RequestState::Stored, "{text}");
    }
    home.is_sound(&server);
}

#[test]
fn what_is_no_picture_is_kept_under_what_it_is() {
    let forms: [(&[u8], &str); 4] = [
        (b"a word, not a picture", "bin"),
        (b"\xff\xd8\xff\xe0 cut short", "bin"),
        (&png(9)[..20], "bin"),
        (&png(9), "png"),
    ];
    let scripts = forms.iter().map(|(bytes, _)| {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        let text = BASE64_STANDARD.encode(bytes);
        // The server says that it is a WebP.
        let body = format!("{{\"data\":[{{\"b64_json\":\"{text}\"}}],\"output_format\":\"webp\"}}");
        vec![Act::Say(json("200 OK", &body))]
    });
    let (home, server, entries) = sent_to(scripts.collect());
    for ((bytes, ending), entry) in forms.iter().zip(&entries) {
        let image = &entry.images[0];
        assert_eq!(fs::read(&image.path).unwrap(), *bytes);
        assert_eq!(image.path.extension().unwrap().to_str(), Some(*ending));
        assert_eq!(entry.state == RequestState::Stored, *ending == "png");
    }
    home.is_sound(&server);
}

/// Bodies of a 200 that hold no picture, and whether the server said no in them.
const ODD: [(&str, bool); 20] = [
    ("", false),
    (" \n\t", false),
    ("null", false),
    ("true", false),
    ("42", false),
    ("\"a word\"", false),
    ("[]", false),
    ("{}", false),
    ("{\"data\":null}", false),
    ("{\"data\":[]}", false),
    ("{\"data\":[null]}", false),
    ("{\"data\":[{}]}", false),
    ("{\"data\":[{\"b64_json\":null}]}", false),
    ("{\"data\":[{\"b64_json\":\"\"}]}", false),
    ("{\"data\":{\"b64_json\":7}}", false),
    (
        "<html><head><title>Sign in</title></head>\u{1b}[2J<body>hotel</body></html>",
        false,
    ),
    (
        "{\"error\":{\"message\":\"no \u{9b}31m funds\",\"code\":\"moderation_blocked\"}}",
        true,
    ),
    ("{\"error\":\"plain words\"}", true),
    (
        "{\"id\":\"chatcmpl-1\",\"choices\":[{\"message\":{\"content\":\"hi\"}}]}",
        false,
    ),
    ("\u{1f}\u{8b}\u{8}not gzip", false),
];

#[test]
fn a_body_of_another_shape_is_told_in_short_and_kept_whole() {
    let scripts = ODD.iter().map(|(body, _)| {
        vec![Act::Say(answer(
            "200 OK",
            &["x-request-id: req_odd", "content-type: application/json"],
            body.as_bytes(),
        ))]
    });
    let (home, server, entries) = sent_to(scripts.collect());
    for ((body, said_no), entry) in ODD.iter().zip(&entries) {
        let expected = if *said_no {
            RequestState::Refused
        } else {
            RequestState::Unknown
        };
        assert_eq!(entry.state, expected, "{body:?}: {:?}", entry.failure);
        let failure = entry.failure.as_ref().unwrap();
        assert!(failure.message.chars().count() < 600, "{}", failure.message);
        assert_eq!(one_line(&failure.message), failure.message, "{body:?}");
        assert_eq!(entry.request_id.as_deref(), Some("req_odd"), "{body:?}");
        assert!(entry.images.is_empty());
        if !body.trim().is_empty() && serde_json::from_str::<serde_json::Value>(body).is_err() {
            assert_eq!(raw_answer(&home, entry), body.as_bytes(), "{body:?}");
        }
    }
    home.is_sound(&server);
}

#[test]
fn fewer_more_and_missing_pictures_are_all_kept() {
    let home = Home::new();
    let one = format!(
        "{{\"data\":[null,{{\"b64_json\":\"{}\"}},{{\"b64_json\":null}}]}}",
        picture(5)
    );
    let server =
        FakeApi::start([body(&[1]), body(&[1, 2, 3, 4]), one].map(|body| vec![Act::Say(json("200 OK", &body))]));
    let engine = Engine::start(&home, &server);
    let store = home.store();
    for (prompt, pictures) in [("fewer", 1), ("more", 4), ("some null", 1)] {
        let id = enqueue_many(&store, prompt, 2);
        engine.client.run(id).unwrap();
        assert_eq!(engine.end_of(id), RequestState::Stored, "{prompt}");
        assert_eq!(store.entry(id).unwrap().images.len(), pictures, "{prompt}");
    }
    home.is_sound(&server);
}

#[test]
fn a_moderation_refuses_once_and_a_partial_one_keeps_the_rest() {
    let refusal = |status: &str| {
        let body = r#"{"error":{"message":"not this","code":"moderation_blocked"}}"#;
        vec![Act::Say(json(status, body))]
    };
    let rest = format!(
        "{{\"data\":[{{\"b64_json\":\"{}\"}}],\"error\":{{\"message\":\"one was blocked\",\"code\":\"moderation_blocked\"}}}}",
        picture(3)
    );
    let scripts = vec![
        refusal("400 Bad"),
        refusal("451 Law"),
        vec![Act::Say(json("200 OK", &rest))],
    ];
    let (home, server, entries) = sent_to(scripts);
    for (number, entry) in entries[..2].iter().enumerate() {
        assert_eq!((entry.state, entry.cost_kind), (RequestState::Refused, CostKind::None));
        assert_eq!(
            entry.request.prompt(),
            format!("prompt {number}"),
            "it can be changed and sent again"
        );
        assert!(told(entry).contains("not this"));
    }
    assert_eq!((entries[2].state, entries[2].images.len()), (RequestState::Partial, 1));
    assert!(told(&entries[2]).contains("one was blocked"));
    home.is_sound(&server);
}

#[test]
fn packed_answers_are_never_unpacked() {
    let packed = ["gzip", "br", "zstd", "deflate", "gzip, gzip"];
    // A mebibyte of zeros as gzip packs it grows a thousandfold where it is unpacked.
    let scripts = packed.map(|name| {
        vec![Act::Say(answer(
            "200 OK",
            &[&format!("content-encoding: {name}")],
            &vec![0x1f; 1 << 20],
        ))]
    });
    let (home, server, entries) = sent_to(scripts.into());
    for entry in &entries {
        assert_eq!(entry.state, RequestState::Unknown);
        assert!(told(entry).contains("packed"), "{}", told(entry));
        let spool = home.path(&format!("state/spool/{}-1", entry.id));
        assert_eq!(
            fs::metadata(spool).unwrap().len(),
            1 << 20,
            "what was paid for is kept as it came"
        );
    }
    assert!(
        server
            .heard()
            .iter()
            .all(|heard| heard.header("accept-encoding").is_none())
    );
}

/// Says these bytes until the other end has had enough.
fn endless(piece: &'static [u8]) -> Act {
    Act::Do(Box::new(move |stream: &mut TcpStream| {
        let deadline = Instant::now() + Duration::from_mins(1);
        while Instant::now() < deadline && stream.write_all(&piece.repeat(200)).is_ok() {}
    }))
}

#[test]
fn endless_headers_and_endless_depth_are_given_up_on() {
    let deep = "{\"data\":".to_owned() + &"[".repeat(300_000);
    let scripts = vec![
        vec![
            Act::Say(b"HTTP/1.1 200 OK\r\n".to_vec()),
            endless(b"x-more: and more\r\n"),
        ],
        vec![
            Act::Say(b"HTTP/1.1 200 OK\r\nx-long: ".to_vec()),
            endless(b"and longer, "),
        ],
        vec![endless(b"HTTP ")],
        vec![Act::Say(json("200 OK", &deep))],
        vec![Act::Say(json("400 Bad", &deep))],
    ];
    let (home, server, entries) = sent_to(scripts);
    let states: Vec<_> = entries.iter().map(|entry| entry.state).collect();
    let unknown = RequestState::Unknown;
    assert_eq!(states, [unknown, unknown, unknown, unknown, RequestState::Refused]);
    home.is_sound(&server);
}

#[test]
fn every_request_has_a_connection_of_its_own() {
    let home = Home::new();
    // A server that keeps its connections open and drops whatever comes second on one of them.
    let kept = |number| {
        let said = answer("200 OK", &["connection: keep-alive"], body(&[number]).as_bytes());
        vec![Act::Say(said), Act::Hold]
    };
    let server = FakeApi::start((0..5).map(kept));
    let engine = Engine::start(&home, &server);
    for number in 0..5 {
        assert_eq!(
            engine.sends(&home, &format!("number {number}")).state,
            RequestState::Stored
        );
    }
    assert_eq!(server.heard().len(), 5);
    home.is_sound(&server);
}

#[test]
fn a_redirect_of_a_request_is_told_by_the_program_and_not_followed() {
    let other = ready_server();
    for status in ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"] {
        let home = Home::new();
        let away = format!("location: {}/images/generations", other.base);
        let server = FakeApi::start([vec![Act::Say(answer(status, &[&away], b""))], good(1)]);
        home.use_server(&server);
        let ran = home.generate("elsewhere");
        assert_eq!(ran.code, 3, "{status}: {ran:?}");
        assert!(ran.out.contains(&other.base), "{ran:?}");
        assert_eq!((server.heard().len(), other.heard().len()), (1, 0), "{status}");
    }
}

#[test]
fn words_of_a_server_reach_the_terminal_without_their_claws() {
    let home = Home::new();
    let claws = "\u{1b}]52;c;aGk=\u{7}\u{1b}]0;title\u{7}\u{9b}2J\u{1b}Pq\u{1b}\\ \u{202e}evil";
    let body = serde_json::json!({ "error": { "message": claws, "code": claws, "param": claws } }).to_string();
    let server = FakeApi::start((0..).map(move |_| vec![Act::Say(json("400 Bad", &body))]));
    home.use_server(&server);
    for arguments in [
        &["generate", "a fox", "--quality", "low"][..],
        &["history"],
        &["show", "@"],
    ] {
        let ran = home.run(arguments);
        let text = ran.out + &ran.errors;
        let steers = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!text.contains(steers), "{arguments:?}: {text:?}");
    }
    eventually("it was heard", || (!server.heard().is_empty()).then_some(()));
}
