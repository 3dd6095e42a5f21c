//! The engine as a real process: it runs requests, outlives whoever started it, and loses and repeats nothing.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use pochade::{
    domain::{
        AfterHangup, ApiKey, CostKind, Draft, FailureKind, HistoryEntry, ImageFormat, ModelTable, OptionName, Places,
        Profile, Proposal, Report, Request, RequestId, RequestState, Stage,
    },
    engine::{Client, Spending, StartOptions, Wish},
    store::{Mark, NewRequest, Store},
};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

#[path = "support/fake_api.rs"]
mod fake_api;
use fake_api::{Act, FakeApi, answer, json};

const KEY: &str = "sk-canary-0123456789abcdef";
const ONE: &str = r#"{"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}],"usage":{"input_tokens":10,"output_tokens":196,"total_tokens":206}}"#;
/// Names the folder to the process that is to die.
const DOOMED: &str = "POCHADE_TEST_DOOMED";

/// A folder, a store in it, and an engine that was started on it.
struct Scene {
    folder: TempDir,
    store: Store,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&places(folder.path())).unwrap();
        Self { folder, store }
    }

    fn enqueue(&self, profile: &str, prompt: &str) -> RequestId {
        enqueue(&self.store, profile, prompt)
    }

    fn entry(&self, id: RequestId) -> HistoryEntry {
        self.store.entry(id).unwrap()
    }

    /// Waits until a request that nobody reports about has ended.
    fn ended(&self, id: RequestId) -> HistoryEntry {
        eventually("the request ends", || {
            Some(self.entry(id)).filter(|entry| entry.state.is_final())
        })
    }

    fn start(&self, options: impl FnOnce(&mut StartOptions)) -> Engine {
        Engine::start(&places(self.folder.path()), options)
    }
}

fn places(root: &Path) -> Places {
    let at = |name: &str| root.join(name);
    Places {
        data: at("data"),
        state: at("state"),
        cache: at("cache"),
        config: at("config"),
    }
}

fn enqueue(store: &Store, profile: &str, prompt: &str) -> RequestId {
    let draft = Draft {
        prompt: prompt.to_owned(),
        model: "gpt-image-2.5-flare".to_owned(),
        size: "1024x1024".to_owned(),
        count: "1".to_owned(),
        options: BTreeMap::from([(OptionName::Quality, "low".to_owned())]),
        ..Draft::default()
    };
    let model = ModelTable::standard().unwrap().model(&draft.model);
    let new = NewRequest {
        id: RequestId::from_uuid(Uuid::now_v7()),
        created_at: Timestamp::now(),
        profile: profile.to_owned(),
        request: Request::try_from(Proposal {
            draft: &draft,
            model: &model,
        })
        .unwrap(),
        estimate: None,
        billed: profile != "sandbox",
    };
    let id = new.id;
    store.enqueue(new).unwrap();
    id
}

struct Engine {
    client: Client,
    reports: Receiver<Report>,
    pid: Pid,
}

impl Engine {
    fn start(places: &Places, change: impl FnOnce(&mut StartOptions)) -> Self {
        let (tell, reports) = mpsc::channel();
        let mut options = StartOptions {
            places: places.clone(),
            parallel: 2,
            after_hangup: AfterHangup::FinishQueue,
            spending: Spending::default(),
            sandbox_latency: Some(Duration::ZERO),
            secret_variables: Vec::new(),
            program: Some(PathBuf::from(env!("CARGO_BIN_EXE_pochade"))),
            // A test that has seen enough has dropped its end.
            report: Box::new(move |report| drop(tell.send(report))),
        };
        change(&mut options);
        let client = Client::start(options).unwrap();
        let Report::Ready { pid, .. } = reports.recv_timeout(Duration::from_secs(20)).unwrap() else {
            panic!("the first word is ready");
        };
        let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        Self { client, reports, pid }
    }

    fn know(&self, name: &str, server: &FakeApi) {
        let profile = Profile {
            base_url: Url::parse(&server.base).ok(),
            ..Profile::openai()
        };
        self.client.profile(name, &profile, ApiKey::new(KEY).as_ref()).unwrap();
    }

    /// The next report that this picks.
    fn heard<T>(&self, pick: impl Fn(&Report) -> Option<T>) -> T {
        loop {
            let report = self.reports.recv_timeout(Duration::from_secs(30)).unwrap();
            if let Some(found) = pick(&report) {
                return found;
            }
            assert!(report != Report::Gone, "the engine has ended");
        }
    }

    fn stage(&self, id: RequestId, stage: Stage) {
        self.heard(|report| {
            matches!(report, Report::Stage { id: of, stage: at, .. } if *of == id && *at == stage).then_some(())
        });
    }

    fn end_of(&self, id: RequestId) -> RequestState {
        self.heard(|report| match report {
            Report::Ended { id: of, state, .. } if *of == id => Some(*state),
            _ => None,
        })
    }

    fn is_gone(pid: Pid) {
        let path = format!("/proc/{}/stat", pid.as_raw_nonzero());
        // A process that ended may wait for its parent to notice.
        let ended = || fs::read_to_string(&path).map_or(true, |stat| stat.contains(") Z "));
        eventually("the engine leaves", || ended().then_some(()));
    }
}

fn eventually<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "in half a minute: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_request_runs_to_its_end_and_the_engine_leaves_by_itself() {
    let scene = Scene::new();
    let id = scene.enqueue("sandbox", "a red kite over dunes");
    let engine = scene.start(|_| {});
    engine.client.run(id).unwrap();
    for stage in [Stage::Sending, Stage::Waiting, Stage::Receiving, Stage::Storing] {
        engine.stage(id, stage);
    }
    assert_eq!(engine.end_of(id), RequestState::Stored);

    let entry = scene.entry(id);
    assert_eq!(
        (entry.state, entry.attempts, entry.failure),
        (RequestState::Stored, 1, None)
    );
    let [image] = entry.images.as_slice() else {
        panic!("one picture")
    };
    assert_eq!(
        (image.width, image.height, image.format),
        (1024, 1024, Some(ImageFormat::Png))
    );
    assert_eq!(fs::metadata(&image.path).unwrap().len(), image.bytes);
    assert!(entry.usage.is_some() && entry.request_id.is_some() && entry.timings.total.is_some());
    assert_eq!((entry.cost, entry.cost_kind), (None, CostKind::None));
    assert!(entry.echoed.contains(&("size".to_owned(), "1024x1024".to_owned())));

    let pid = engine.pid;
    drop(engine);
    Engine::is_gone(pid);
}

#[test]
fn the_sent_file_is_there_before_the_request_and_nothing_holds_the_key() {
    let scene = Scene::new();
    let id = scene.enqueue("work", "a heron");
    let (go_on, word) = mpsc::channel();
    let server = FakeApi::start(vec![vec![Act::Wait(word), Act::Say(json("200 OK", ONE))]]);
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    engine.client.run(id).unwrap();
    engine.stage(id, Stage::Waiting);
    assert_eq!(scene.entry(id).state, RequestState::Running);
    assert_eq!(scene.entry(id).attempts, 1);
    go_on.send(()).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Stored);
    let entry = scene.entry(id);
    assert_eq!(entry.cost_kind, CostKind::Paid);
    assert_eq!(entry.cost.unwrap().micros(), 10 * 5 + 196 * 30);
    let heard = server.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert!(heard[0].text().contains("a heron"));

    drop(engine);
    let mut files = vec![scene.folder.path().to_path_buf()];
    let mut looked = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(bytes) = fs::read(&path) {
            looked += 1;
            assert!(
                !bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()),
                "{}",
                path.display()
            );
        }
    }
    assert!(looked > 3);
}

#[test]
fn it_goes_on_when_its_client_lets_go() {
    let scene = Scene::new();
    let ids = ["one", "two", "three"].map(|prompt| scene.enqueue("sandbox", prompt));
    let engine = scene.start(|options| {
        options.parallel = 1;
        options.sandbox_latency = Some(Duration::from_millis(200));
    });
    for id in ids {
        engine.client.run(id).unwrap();
    }
    let pid = engine.pid;
    drop(engine);
    for id in ids {
        assert_eq!(scene.ended(id).state, RequestState::Stored);
    }
    Engine::is_gone(pid);
}

#[test]
fn it_leaves_the_queue_alone_where_it_is_told_to() {
    let scene = Scene::new();
    let ids = ["one", "two"].map(|prompt| scene.enqueue("sandbox", prompt));
    let engine = scene.start(|options| {
        options.parallel = 1;
        options.after_hangup = AfterHangup::FinishSent;
        options.sandbox_latency = Some(Duration::from_millis(500));
    });
    for id in ids {
        engine.client.run(id).unwrap();
    }
    engine.stage(ids[0], Stage::Waiting);
    let pid = engine.pid;
    drop(engine);
    assert_eq!(scene.ended(ids[0]).state, RequestState::Stored);
    Engine::is_gone(pid);
    assert_eq!(scene.entry(ids[1]).state, RequestState::Queued);
    assert_eq!(scene.store.queued().unwrap(), [ids[1]]);
}

/// Not a test of its own: the process that the next test starts and kills.
#[test]
fn a_client_that_dies() {
    let Some(root) = std::env::var_os(DOOMED) else {
        return;
    };
    let places = places(Path::new(&root));
    let store = Store::open(&places).unwrap();
    let id = enqueue(&store, "sandbox", "last words");
    let engine = Engine::start(&places, |options| {
        options.sandbox_latency = Some(Duration::from_millis(700));
    });
    engine.client.run(id).unwrap();
    engine.stage(id, Stage::Waiting);
    fs::write(Path::new(&root).join("waiting"), id.to_string()).unwrap();
    thread::sleep(Duration::from_mins(1));
}

fn doomed(root: &Path) -> (Child, RequestId) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_client_that_dies"])
        .env(DOOMED, root)
        .process_group(0)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let waiting = root.join("waiting");
    let id = eventually("the doomed client waits", || {
        fs::read_to_string(&waiting).ok()?.parse().ok()
    });
    (child, id)
}

#[test]
fn it_survives_the_violent_death_of_its_client_and_of_the_whole_group() {
    for group in [false, true] {
        let scene = Scene::new();
        let (mut child, id) = doomed(scene.folder.path());
        let pid = Pid::from_child(&child);
        if group {
            kill_process_group(pid, Signal::KILL).unwrap();
        } else {
            kill_process(pid, Signal::KILL).unwrap();
        }
        child.wait().unwrap();
        let entry = scene.ended(id);
        assert_eq!(
            (entry.state, entry.attempts),
            (RequestState::Stored, 1),
            "whole group: {group}"
        );
    }
}

#[test]
fn an_engine_that_was_killed_leaves_an_unknown_end() {
    let scene = Scene::new();
    let id = scene.enqueue("work", "a heron");
    let server = FakeApi::start(vec![vec![Act::Hold]]);
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    engine.client.run(id).unwrap();
    engine.stage(id, Stage::Waiting);
    kill_process(engine.pid, Signal::KILL).unwrap();
    engine.heard(|report| (*report == Report::Gone).then_some(()));
    // For a moment another test's child, not yet its own program, may hold the pipe open.
    eventually("a dead engine is noticed", || engine.client.run(id).err());

    // The next engine finds it when it starts to work.
    let other = scene.enqueue("sandbox", "another");
    let next = scene.start(|_| {});
    next.client.run(other).unwrap();
    assert_eq!(next.end_of(other), RequestState::Stored);
    assert_eq!(scene.entry(id).state, RequestState::Unknown);
    assert_eq!(server.heard().len(), 1);
}

#[test]
fn two_run_at_once_and_a_third_waits() {
    let scene = Scene::new();
    let ids = ["one", "two", "three"].map(|prompt| scene.enqueue("work", prompt));
    let (mut words, mut scripts) = (Vec::new(), Vec::new());
    for _ in ids {
        let (go_on, word) = mpsc::channel();
        words.push(go_on);
        scripts.push(vec![Act::Wait(word), Act::Say(json("200 OK", ONE))]);
    }
    let server = FakeApi::start(scripts);
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    for id in ids {
        engine.client.run(id).unwrap();
        // A second line about the same request is no second sending.
        engine.client.run(id).unwrap();
    }
    eventually("two are with the server", || (server.heard().len() == 2).then_some(()));
    assert_eq!(scene.entry(ids[2]).state, RequestState::Queued);
    drop(words);
    let mut ended = Vec::new();
    while ended.len() < 3 {
        ended.push(engine.heard(|report| match report {
            Report::Ended { id, state, .. } => Some((*id, *state)),
            _ => None,
        }));
    }
    ended.sort_by_key(|(id, _)| *id);
    assert_eq!(ended, ids.map(|id| (id, RequestState::Stored)));
    assert_eq!(server.heard().len(), 3);
}

#[test]
fn a_cancel_is_cancelled_before_and_unknown_after_sending() {
    let scene = Scene::new();
    let ids = ["one", "two", "three", "four"].map(|prompt| scene.enqueue("work", prompt));
    let server = FakeApi::start(vec![vec![Act::Hold], vec![Act::Hold]]);
    let engine = scene.start(|options| options.parallel = 1);
    engine.know("work", &server);
    for id in ids {
        engine.client.run(id).unwrap();
    }
    engine.stage(ids[0], Stage::Waiting);
    engine.client.cancel(ids[1]).unwrap();
    assert_eq!(engine.end_of(ids[1]), RequestState::Cancelled);
    scene.store.mark(ids[2], &Mark::Cancel, Timestamp::now()).unwrap();
    assert_eq!(engine.end_of(ids[2]), RequestState::Cancelled);
    engine.client.cancel(ids[0]).unwrap();
    assert_eq!(engine.end_of(ids[0]), RequestState::Unknown);
    engine.stage(ids[3], Stage::Waiting);
    scene.store.mark(ids[3], &Mark::Cancel, Timestamp::now()).unwrap();
    assert_eq!(engine.end_of(ids[3]), RequestState::Unknown);

    let states = ids.map(|id| (scene.entry(id).state, scene.entry(id).cost_kind));
    let (unknown, cancelled) = ((RequestState::Unknown, CostKind::Unknown), RequestState::Cancelled);
    assert_eq!(
        (states[0], states[1].0, states[2].0, states[3]),
        (unknown, cancelled, cancelled, unknown)
    );
    assert_eq!(server.heard().len(), 2);
}

/// What a server answers one after the other, how the request ends, who must act, and how often it was sent.
type Course = (Vec<Vec<u8>>, RequestState, Option<FailureKind>, usize);

fn courses() -> Vec<Course> {
    let rate = answer(
        "429 Slow",
        &["retry-after-ms: 20"],
        br#"{"error":{"message":"m","code":"rate_limit_exceeded"}}"#,
    );
    let refused = r#"{"error":{"message":"m","code":"moderation_blocked"}}"#;
    let quota = r#"{"error":{"message":"m","code":"insufficient_quota"}}"#;
    vec![
        (
            vec![rate.clone(), rate, json("200 OK", ONE)],
            RequestState::Stored,
            None,
            3,
        ),
        (
            vec![json("429 Quota", quota)],
            RequestState::Refused,
            Some(FailureKind::Refused),
            1,
        ),
        (
            vec![json("400 Bad", refused)],
            RequestState::Refused,
            Some(FailureKind::Refused),
            1,
        ),
        (
            vec![json("401 No", "{}")],
            RequestState::Refused,
            Some(FailureKind::Setup),
            1,
        ),
        (
            vec![json("500 Oops", "{}")],
            RequestState::Unknown,
            Some(FailureKind::Unknown),
            1,
        ),
        (
            vec![json("200 OK", refused)],
            RequestState::Refused,
            Some(FailureKind::Refused),
            1,
        ),
        (
            vec![json("200 OK", r#"{"data":[{"b64_json":"aGVsbG8="}]}"#)],
            RequestState::Partial,
            Some(FailureKind::Unknown),
            1,
        ),
        (
            vec![b"HTTP/1.1 200 OK\r\n\r\n{\"data\":[".to_vec()],
            RequestState::Unknown,
            Some(FailureKind::Unknown),
            1,
        ),
        (vec![Vec::new()], RequestState::Unknown, Some(FailureKind::Unknown), 1),
    ]
}

#[test]
fn only_what_certainly_did_not_run_is_sent_again() {
    for (scripts, state, kind, posts) in courses() {
        let scene = Scene::new();
        let id = scene.enqueue("work", "a heron");
        let server = FakeApi::start(scripts.into_iter().map(|bytes| vec![Act::Say(bytes)]));
        let engine = scene.start(|_| {});
        engine.know("work", &server);
        engine.client.run(id).unwrap();
        if posts > 1 {
            engine.stage(id, Stage::Holding);
        }
        assert_eq!(engine.end_of(id), state);
        let entry = scene.entry(id);
        assert_eq!((entry.state, entry.failure.map(|failure| failure.kind)), (state, kind));
        assert_eq!((server.heard().len(), entry.attempts), (posts, 1), "{state:?}");
        if let Some(image) = entry.images.first().filter(|_| state == RequestState::Partial) {
            assert_eq!(
                (fs::read(&image.path).unwrap(), image.format),
                (b"hello".to_vec(), None)
            );
            assert!(image.path.extension().is_some_and(|ending| ending == "bin"));
        }
    }
}

#[test]
fn a_request_that_ended_is_sent_again_only_by_the_person_and_once() {
    let scene = Scene::new();
    let id = scene.enqueue("work", "a heron");
    let engine = scene.start(|_| {});
    let server = FakeApi::start(vec![
        vec![Act::Say(json("500 Oops", "{}"))],
        vec![Act::Say(json("200 OK", ONE))],
    ]);
    engine.client.run(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::NotSent);
    engine.know("work", &server);
    engine.client.retry(id, 1).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Unknown);
    // Decided on an old look at it, so it could be a second bill.
    engine.client.retry(id, 1).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Unknown);
    engine.client.run(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Unknown);
    assert_eq!(server.heard().len(), 1);
    engine.client.retry(id, 2).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Stored);
    assert_eq!((server.heard().len(), scene.entry(id).attempts), (2, 3));
}

#[test]
fn a_link_is_fetched_and_kept_as_the_picture_it_is() {
    let scene = Scene::new();
    let id = scene.enqueue("work", "a heron");
    let jpeg = b"\xff\xd8\xff\xe0 a picture that is cut short";
    let body = r#"{"data":[{"url":"/pictures/1.png","revised_prompt":"a grey heron"}]}"#;
    let server = FakeApi::start(vec![
        vec![Act::Say(json("200 OK", body))],
        vec![Act::Say(answer("200 OK", &[], jpeg))],
    ]);
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    engine.client.run(id).unwrap();
    // Its header cannot be read, so it is kept as bytes.
    assert_eq!(engine.end_of(id), RequestState::Partial);
    let image = scene.entry(id).images.remove(0);
    assert_eq!(fs::read(&image.path).unwrap(), jpeg);
    assert_eq!(image.revised_prompt.as_deref(), Some("a grey heron"));
    assert_eq!(server.heard()[1].line, "GET /pictures/1.png");
}

#[test]
fn an_unfinished_picture_of_a_stream_can_be_looked_at() {
    let scene = Scene::new();
    let id = scene.enqueue("work", "a heron");
    let picture = ONE.split('"').nth(5).unwrap();
    let event = |kind: &str| format!("data: {{\"type\":\"image_generation.{kind}\",\"b64_json\":\"{picture}\"}}\n\n");
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n";
    let (go_on, word) = mpsc::channel();
    let server = FakeApi::start(vec![vec![
        Act::Say(format!("{head}{}", event("partial_image")).into_bytes()),
        Act::Wait(word),
        Act::Say(event("completed").into_bytes()),
    ]]);
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    engine.client.run(id).unwrap();
    let path = engine.heard(|report| match report {
        Report::Partial { path, .. } => Some(path.clone()),
        _ => None,
    });
    assert_eq!(image::image_dimensions(&path).unwrap(), (1, 1));
    go_on.send(()).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Stored);
    assert!(!path.exists());
}

#[test]
fn a_picture_is_made_small_without_any_request() {
    let scene = Scene::new();
    let engine = scene.start(|_| {});
    let path = scene.folder.path().join("big.png");
    image::RgbaImage::new(600, 300).save(&path).unwrap();
    for (path, fits) in [(path, true), (scene.folder.path().join("absent.png"), false)] {
        let wish = Wish {
            path,
            width: 60,
            height: 60,
            over: None,
        };
        engine.client.picture("here", wish).unwrap();
        let answer = engine.heard(|report| match report {
            Report::Picture { asked, answer } if asked == "here" => Some(answer.clone()),
            _ => None,
        });
        assert_eq!(answer.is_ok(), fits);
        if let Ok(small) = answer {
            assert_eq!(image::image_dimensions(&small.path).unwrap(), (60, 30));
            assert_eq!(small.original.width, 600);
        }
    }
    // Pictures alone need neither store nor network.
    assert!(!scene.folder.path().join("state/index.sqlite").exists());
}

#[test]
fn told_to_end_it_ends() {
    let scene = Scene::new();
    let engine = scene.start(|_| {});
    kill_process(engine.pid, Signal::HUP).unwrap();
    let id = scene.enqueue("sandbox", "still here");
    engine.client.run(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Stored);
    kill_process(engine.pid, Signal::TERM).unwrap();
    engine.heard(|report| (*report == Report::Gone).then_some(()));
    let log = fs::read_to_string(scene.folder.path().join("state/log/engine.log")).unwrap();
    assert_eq!(log, "");
}
