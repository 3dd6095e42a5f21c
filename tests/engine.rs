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
    time::Duration,
};

use jiff::Timestamp;
use pochade::{
    domain::{
        AfterHangup, Against, ApiKey, Beside, CostKind, Draft, FailureKind, Files, HistoryEntry, ImageFormat, Input,
        KEEP_ORIGINAL, Looked, MaskReading, ModelTable, Money, Operation, OptionName, Overlaid, Part, Places, Profile,
        Question, Report, RequestId, RequestState, Role, Stage, keep_original,
    },
    engine::{Client, Spending, StartOptions, Wish},
    imaging,
    store::{Mark, NewRequest, Store},
};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

#[path = "support/eventually.rs"]
mod eventually;
use eventually::eventually;

#[path = "support/fake_api.rs"]
mod fake_api;
use fake_api::{Act, FakeApi, Heard, answer, json};

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
        let store = Store::open(&Places::below(folder.path())).unwrap();
        Self { folder, store }
    }

    fn enqueue(&self, profile: &str, prompt: &str) -> RequestId {
        enqueue(&self.store, profile, prompt)
    }

    /// Keeps an edit of these pictures, which are files in the scene's folder.
    fn edit(&self, model: &str, images: &[&str], mask: Option<(&str, MaskReading)>) -> RequestId {
        let mut draft = Draft {
            operation: Operation::Edit,
            model: model.to_owned(),
            images: images.iter().map(|name| self.input(Role::Image, name)).collect(),
            ..draft("a hat")
        };
        draft.options.clear();
        draft.mask = mask.map(|(name, reading)| {
            let mut mask = self.input(Role::Mask, name);
            mask.treatment.reading = reading;
            mask
        });
        keep(&self.store, "work", &draft)
    }

    /// A file as the form knows it.
    fn input(&self, role: Role, name: &str) -> Input {
        let path = self.path(name);
        let facts = imaging::facts(&fs::read(&path).unwrap()).ok();
        Input::file(role, path, facts)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
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
        Engine::start(&Places::below(self.folder.path()), options)
    }
}

fn draft(prompt: &str) -> Draft {
    Draft {
        prompt: prompt.to_owned(),
        model: "gpt-image-2.5-flare".to_owned(),
        size: "1024x1024".to_owned(),
        count: "1".to_owned(),
        options: BTreeMap::from([(OptionName::Quality, "low".to_owned())]),
        ..Draft::default()
    }
}

fn enqueue(store: &Store, profile: &str, prompt: &str) -> RequestId {
    keep(store, profile, &draft(prompt))
}

fn keep(store: &Store, profile: &str, draft: &Draft) -> RequestId {
    let new = NewRequest {
        id: RequestId::from_uuid(Uuid::now_v7()),
        created_at: Timestamp::now(),
        profile: profile.to_owned(),
        request: ModelTable::standard().unwrap().checked(draft).unwrap(),
        estimate: None,
        billed: profile != "sandbox",
        directory: None,
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
            files: Files::default(),
            asks: false,
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
    let places = Places::below(Path::new(&root));
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
    // The last byte may be on its way still when the engine begins to wait.
    eventually("the server hears it", || (server.heard().len() == 1).then_some(()));
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

/// A server whose first answer waits for a word, and an engine that sends one request at a time to it.
fn one_at_a_time(scene: &Scene) -> (FakeApi, mpsc::Sender<()>, Engine) {
    let (go_on, word) = mpsc::channel();
    let first = vec![Act::Wait(word), Act::Say(json("200 OK", ONE))];
    let others = (0..8).map(|_| vec![Act::Say(json("200 OK", ONE))]);
    let server = FakeApi::start(std::iter::once(first).chain(others));
    let engine = scene.start(|options| options.parallel = 1);
    engine.know("work", &server);
    (server, go_on, engine)
}

impl Engine {
    /// Waits until a request is said to stand in the line, held or not.
    fn stands(&self, id: RequestId, held: bool) {
        let is_it = Report::Waiting { id, held };
        self.heard(|report| (*report == is_it).then_some(()));
    }
}

/// The prompts that a server was sent, in their order.
fn prompts(server: &FakeApi) -> Vec<String> {
    let prompt = |heard: &Heard| {
        let body: serde_json::Value = serde_json::from_slice(&heard.body).unwrap();
        body["prompt"].as_str().unwrap().to_owned()
    };
    server.heard().iter().map(prompt).collect()
}

#[test]
fn a_held_request_waits_until_it_is_let_go_and_others_pass_it() {
    let scene = Scene::new();
    let ids = ["one", "two", "three"].map(|prompt| scene.enqueue("work", prompt));
    let (server, go_on, engine) = one_at_a_time(&scene);
    for id in ids {
        engine.client.run(id).unwrap();
    }
    engine.stage(ids[0], Stage::Waiting);
    engine.client.hold(ids[1]).unwrap();
    engine.stands(ids[1], true);
    // One that has begun cannot be held.
    engine.client.hold(ids[0]).unwrap();
    go_on.send(()).unwrap();
    assert_eq!(engine.end_of(ids[0]), RequestState::Stored);
    assert_eq!(engine.end_of(ids[2]), RequestState::Stored);
    assert_eq!(scene.entry(ids[1]).state, RequestState::Queued);
    engine.client.resume(ids[1]).unwrap();
    assert_eq!(engine.end_of(ids[1]), RequestState::Stored);
    assert_eq!(prompts(&server), ["one", "three", "two"]);
}

#[test]
fn a_held_request_stays_queued_when_the_engine_leaves_and_the_next_one_runs_it() {
    let scene = Scene::new();
    let ids = ["one", "two"].map(|prompt| scene.enqueue("work", prompt));
    let (server, go_on, engine) = one_at_a_time(&scene);
    for id in ids {
        engine.client.run(id).unwrap();
    }
    engine.client.hold(ids[1]).unwrap();
    engine.stands(ids[1], true);
    let pid = engine.pid;
    drop(engine);
    go_on.send(()).unwrap();
    Engine::is_gone(pid);
    assert_eq!(scene.entry(ids[0]).state, RequestState::Stored);
    assert_eq!(scene.entry(ids[1]).state, RequestState::Queued);
    let next = scene.start(|_| {});
    next.know("work", &server);
    next.client.resume(ids[1]).unwrap();
    assert_eq!(next.end_of(ids[1]), RequestState::Stored);
    assert_eq!(server.heard().len(), 2);
}

#[test]
fn waiting_requests_are_sent_in_the_wished_order_also_when_it_comes_before_them() {
    let scene = Scene::new();
    let ids = ["one", "two", "three", "four"].map(|prompt| scene.enqueue("work", prompt));
    let (server, go_on, engine) = one_at_a_time(&scene);
    engine.client.run(ids[0]).unwrap();
    engine.stage(ids[0], Stage::Waiting);
    engine.client.run(ids[1]).unwrap();
    engine.client.order([ids[3], ids[2], ids[1]].to_vec()).unwrap();
    for id in &ids[2..] {
        engine.client.run(*id).unwrap();
        engine.stands(*id, false);
    }
    go_on.send(()).unwrap();
    assert_eq!(engine.end_of(ids[1]), RequestState::Stored);
    assert_eq!(prompts(&server), ["one", "four", "three", "two"]);
}

#[test]
fn what_waits_can_be_taken_back_and_what_has_begun_goes_on() {
    let scene = Scene::new();
    let ids = ["one", "two"].map(|prompt| scene.enqueue("work", prompt));
    let (server, go_on, engine) = one_at_a_time(&scene);
    for id in ids {
        engine.client.run(id).unwrap();
    }
    engine.stage(ids[0], Stage::Waiting);
    for id in ids {
        engine.client.withdraw(id).unwrap();
    }
    assert_eq!(engine.end_of(ids[1]), RequestState::Cancelled);
    go_on.send(()).unwrap();
    assert_eq!(engine.end_of(ids[0]), RequestState::Stored);
    assert_eq!(scene.entry(ids[1]).state, RequestState::Cancelled);
    assert_eq!(server.heard().len(), 1);
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
            ..Wish::default()
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
fn a_vector_picture_is_drawn_and_a_hostile_one_harms_nobody() {
    let scene = Scene::new();
    let engine = scene.start(|_| {});
    let shapes = "<rect width='300' height='150' fill='#0a0'/>";
    // Drawn naively its pattern takes more than fifty gigabytes.
    let hostile = "<pattern id='p' width='60000' height='60000' patternUnits='userSpaceOnUse'><rect width='60000' \
        height='60000'/></pattern><rect width='300' height='150' fill='url(#p)'/>";
    let drawn = |name: &str, inside: &str| {
        let path = scene.folder.path().join(name);
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg' width='300' height='150'>{inside}</svg>");
        fs::write(&path, text).unwrap();
        let wish = Wish {
            path,
            width: 600,
            height: 600,
            ..Wish::default()
        };
        engine.client.picture(name, wish).unwrap();
        engine.heard(|report| match report {
            Report::Picture { asked, answer } if asked == name => Some(answer.clone()),
            _ => None,
        })
    };
    let refused = drawn("hostile.svg", hostile).unwrap_err();
    assert!(
        refused.message.contains("too much time or memory"),
        "{}",
        refused.message
    );
    let small = drawn("shapes.svg", shapes).unwrap();
    assert_eq!((small.original.width, small.original.format), (300, ImageFormat::Svg));
    let picture = image::open(&small.path).unwrap().into_rgba8();
    assert_eq!(picture.dimensions(), (600, 300), "vectors are sharp at any size");
    assert_eq!(picture.get_pixel(300, 150).0, [0, 0xaa, 0, 255]);
}

/// The file parts of a form: name, file name and content type as they stand in the head of the part, and the bytes.
fn parts(heard: &Heard) -> Vec<(String, Vec<u8>)> {
    let kind = heard.header("content-type").unwrap();
    let boundary = format!("\r\n--{}", kind.split_once("boundary=").unwrap().1);
    let mut body = b"\r\n".to_vec();
    body.extend(&heard.body);
    let mut ends: Vec<usize> = memchr::memmem::find_iter(&body, &boundary).collect();
    ends.dedup();
    let parts = ends.windows(2).map(|pair| &body[pair[0] + boundary.len() + 2..pair[1]]);
    let parts = parts.map(|part| {
        let blank = memchr::memmem::find(part, b"\r\n\r\n").unwrap();
        let bytes = part[blank + 4..].to_vec();
        (String::from_utf8_lossy(&part[..blank]).into_owned(), bytes)
    });
    parts.filter(|(head, _)| head.contains("filename=")).collect()
}

/// Sends one edit and gives its file parts.
fn sent_parts(scene: &Scene, id: RequestId) -> Vec<(String, Vec<u8>)> {
    let server = FakeApi::start(vec![vec![Act::Say(json("200 OK", ONE))]]);
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    engine.client.run(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Stored);
    parts(&server.heard()[0])
}

/// A photograph of 4000x3000, dark on its left, with a note of EXIF that it was held turned by a quarter.
fn turned_photograph(path: &Path) {
    let pixels = image::GrayImage::from_fn(4000, 3000, |x, _| image::Luma([if x < 2000 { 20 } else { 230 }]));
    let mut jpeg = Vec::new();
    pixels
        .write_to(&mut std::io::Cursor::new(&mut jpeg), image::ImageFormat::Jpeg)
        .unwrap();
    let mut turned = jpeg[..2].to_vec();
    turned.extend(b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0");
    turned.extend(&jpeg[2..]);
    fs::write(path, turned).unwrap();
}

#[test]
fn a_large_photograph_arrives_upright_and_small_and_a_small_picture_byte_for_byte() {
    let scene = Scene::new();
    turned_photograph(&scene.path("photograph.jpg"));
    image::RgbImage::from_pixel(64, 32, image::Rgb([200, 10, 30]))
        .save(scene.path("small.png"))
        .unwrap();
    let id = scene.edit("gpt-image-2.6-flare", &["photograph.jpg", "small.png"], None);
    let parts = sent_parts(&scene, id);
    let heads: Vec<_> = parts.iter().map(|(head, _)| head.as_str()).collect();
    assert_eq!(heads.len(), 2, "{heads:?}");
    for (head, name) in heads.iter().zip(["image_0.png", "image_1.png"]) {
        assert!(head.contains(name) && head.contains("image/png"), "{head}");
    }
    let photograph = image::load_from_memory(&parts[0].1).unwrap();
    assert_eq!(photograph.color(), image::ColorType::Rgb8);
    let photograph = photograph.into_luma8();
    assert_eq!(photograph.dimensions(), (1772, 2364));
    assert!(photograph.get_pixel(800, 300).0[0] < 40 && photograph.get_pixel(800, 2000).0[0] > 210);
    assert_eq!(parts[1].1, fs::read(scene.path("small.png")).unwrap());
    let log = fs::read_to_string(scene.path("state/log/engine.log")).unwrap();
    let told = format!("{id}: image goes as a png of 1772x2364");
    assert!(log.contains(&told) && !log.contains("photograph.jpg"), "{log}");
}

#[test]
fn a_white_and_black_mask_arrives_as_transparency_or_inside_of_the_image() {
    for (model, merged) in [("gpt-image-2.6-flare", false), ("dall-e-2", true)] {
        let scene = Scene::new();
        image::RgbImage::from_pixel(64, 64, image::Rgb([200, 10, 30]))
            .save(scene.path("image.png"))
            .unwrap();
        image::GrayImage::from_fn(64, 64, |x, _| image::Luma([if x < 16 { 255 } else { 0 }]))
            .save(scene.path("mask.png"))
            .unwrap();
        let mask = Some(("mask.png", MaskReading::WhiteReplaces));
        let mut parts = sent_parts(&scene, scene.edit(model, &["image.png"], mask));
        let (head, mask) = parts.pop().unwrap();
        let (name, colour) = if merged {
            ("name=\"image\"", [200, 10, 30])
        } else {
            ("name=\"mask\"", [0, 0, 0])
        };
        assert!(head.contains(name), "{head}");
        let picture = image::load_from_memory(&mask).unwrap();
        assert_eq!(picture.color(), image::ColorType::Rgba8);
        let picture = picture.into_rgba8();
        for (x, alpha) in [(0, 0), (15, 0), (16, 255), (63, 255)] {
            let [red, green, blue] = colour;
            assert_eq!(picture.get_pixel(x, 30).0, [red, green, blue, alpha], "{model} {x}");
        }
        assert_eq!(parts.len(), usize::from(!merged));
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_not_sent_and_costs_nothing() {
    let scene = Scene::new();
    let whole = scene.path("whole.png");
    image::RgbImage::new(64, 32).save(&whole).unwrap();
    let bytes = fs::read(&whole).unwrap();
    fs::write(scene.path("hat.png"), &bytes[..bytes.len() - 20]).unwrap();
    let id = scene.edit("gpt-image-2.6-flare", &["hat.png"], None);
    let server = FakeApi::start(Vec::new());
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    engine.client.run(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::NotSent);
    let entry = scene.entry(id);
    assert_eq!((entry.cost, entry.cost_kind), (None, CostKind::None));
    let failure = entry.failure.unwrap();
    assert_eq!(
        (failure.kind, failure.param.as_deref()),
        (FailureKind::Request, Some("image"))
    );
    assert_eq!(
        failure.message,
        "the image hat.png cannot be sent: this png is cut short: its end is missing"
    );
    assert!(failure.hint.is_some());
    assert_eq!(server.heard(), []);
}

#[test]
fn a_mask_is_shown_over_its_picture() {
    let scene = Scene::new();
    image::RgbImage::new(600, 300).save(scene.path("image.png")).unwrap();
    image::GrayImage::from_fn(60, 30, |x, _| image::Luma([if x < 6 { 255 } else { 0 }]))
        .save(scene.path("mask.png"))
        .unwrap();
    let engine = scene.start(|_| {});
    let wish = Wish {
        path: scene.path("image.png"),
        width: 60,
        height: 60,
        over: Some(Overlaid {
            mask: scene.path("mask.png"),
            reading: MaskReading::WhiteReplaces,
            level: false,
        }),
        ..Wish::default()
    };
    engine.client.picture("here", wish).unwrap();
    let small = engine.heard(|report| match report {
        Report::Picture { answer, .. } => Some(answer.clone()),
        _ => None,
    });
    let small = small.unwrap();
    assert_eq!((small.repainted, small.original.width), (Some(100), 600));
    let shown = image::open(&small.path).unwrap().into_rgb8();
    assert!(shown.get_pixel(1, 1).0 != [0; 3] && shown.get_pixel(30, 1).0 == [0; 3]);
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

/// The one answer of a server to a request, and what is kept of it.
fn kept_of(bytes: Vec<u8>) -> (Scene, HistoryEntry) {
    let scene = Scene::new();
    let id = scene.enqueue("work", "a heron");
    let server = FakeApi::start(vec![vec![Act::Say(bytes)]]);
    let engine = scene.start(|_| {});
    engine.know("work", &server);
    engine.client.run(id).unwrap();
    engine.end_of(id);
    let entry = scene.entry(id);
    (scene, entry)
}

#[test]
fn an_unfinished_picture_is_kept_when_the_finished_one_never_comes() {
    let picture = ONE.split('"').nth(5).unwrap();
    let event = format!("data: {{\"type\":\"image_generation.partial_image\",\"b64_json\":\"{picture}\"}}\n\n");
    let bytes = answer("200 OK", &["content-type: text/event-stream"], event.as_bytes());
    let (_scene, entry) = kept_of(bytes);
    assert_eq!(
        (entry.state, entry.cost_kind),
        (RequestState::Partial, CostKind::Estimated)
    );
    assert_eq!(entry.failure.unwrap().kind, FailureKind::Unknown);
    let image = &entry.images[0];
    assert!(image.partial && entry.images.len() == 1);
    assert_eq!(image.format, Some(ImageFormat::Png));
}

#[test]
fn what_cannot_be_read_is_kept_whole_and_told_where() {
    let page = b"<html><title>Just a moment</title><body>a page</body></html>";
    let (_scene, entry) = kept_of(answer("200 OK", &["content-type: text/html"], page));
    assert_eq!(entry.state, RequestState::Unknown);
    let failure = entry.failure.unwrap();
    assert!(failure.message.contains("Just a moment"), "{failure:?}");
    let hint = failure.hint.unwrap();
    let path = hint.strip_prefix("what came is kept: ").unwrap();
    assert_eq!(fs::read(path).unwrap(), page);
}

#[test]
fn a_refusal_at_the_output_may_have_cost_something() {
    let refusal = |stage: &str| {
        let details = format!(r#"{{"moderation_stage":"{stage}","categories":["other"]}}"#);
        let body =
            format!(r#"{{"error":{{"message":"m","code":"moderation_blocked","moderation_details":{details}}}}}"#);
        kept_of(json("400 Bad Request", &body)).1
    };
    for (stage, kind) in [("input", CostKind::None), ("output", CostKind::Unknown)] {
        let entry = refusal(stage);
        assert_eq!((entry.state, entry.cost_kind), (RequestState::Refused, kind), "{stage}");
        assert_eq!(entry.cost.is_some(), stage == "output");
    }
}

#[test]
fn what_the_server_says_it_has_taken_is_what_it_cost() {
    let body = ONE.replace("\"total_tokens\":206", "\"total_tokens\":206,\"cost\":0.0391");
    let (_scene, entry) = kept_of(json("200 OK", &body));
    assert_eq!((entry.state, entry.cost_kind), (RequestState::Stored, CostKind::Paid));
    assert_eq!(entry.cost, Some(Money::from_micros(39_100)));
}

#[test]
fn a_picture_said_twice_is_kept_once() {
    let picture = ONE.split('"').nth(5).unwrap();
    let body = format!(r#"{{"data":[{{"b64_json":"{picture}"}}],"images":["{picture}"]}}"#);
    let (_scene, entry) = kept_of(json("200 OK", &body));
    assert_eq!((entry.state, entry.images.len()), (RequestState::Stored, 1));
}

/// An original, an edit of it that leaks by a stripe outside the mask, and the mask, which repaints the left half.
fn leaking_edit(scene: &Scene) {
    let original = image::RgbImage::from_fn(400, 200, |x, y| image::Rgb([byte(x / 2), byte(y), 9]));
    original.save(scene.path("original.png")).unwrap();
    let edited = image::RgbImage::from_fn(400, 200, |x, y| {
        let leak = (300..320).contains(&x);
        if x < 200 || leak {
            image::Rgb([0, 255, 255])
        } else {
            *original.get_pixel(x, y)
        }
    });
    edited.save(scene.path("edited.png")).unwrap();
    image::GrayImage::from_fn(400, 200, |x, _| image::Luma([if x < 200 { 255 } else { 0 }]))
        .save(scene.path("mask.png"))
        .unwrap();
}

fn byte(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

fn half_mask(scene: &Scene) -> Overlaid {
    Overlaid {
        mask: scene.path("mask.png"),
        reading: MaskReading::WhiteReplaces,
        level: false,
    }
}

fn found(engine: &Engine, question: &Question) -> Result<Looked, FailureKind> {
    engine.client.look(question.clone()).unwrap();
    engine.heard(|report| match report {
        Report::Looked { question: of, answer } if of == question => {
            Some(answer.clone().map_err(|failure| failure.kind))
        }
        _ => None,
    })
}

#[test]
fn pixels_are_looked_at_in_the_engine() {
    let scene = Scene::new();
    leaking_edit(&scene);
    let engine = scene.start(|_| {});
    let part = Part {
        x: 198,
        y: 100,
        width: 4,
        height: 2,
    };
    for (shown, left, right) in [
        (None, [99, 100, 9], [100, 100, 9]),
        (Some(Beside::Instead), [0, 255, 255], [100, 100, 9]),
    ] {
        let against = shown.map(|shown| Against {
            other: scene.path("edited.png"),
            shown,
        });
        let wish = Wish {
            path: scene.path("original.png"),
            width: 40,
            height: 40,
            part: Some(part),
            against,
            ..Wish::default()
        };
        engine.client.picture("part", wish).unwrap();
        let small = engine.heard(|report| match report {
            Report::Picture { answer, .. } => Some(answer.clone()),
            _ => None,
        });
        let seen = image::open(small.unwrap().path).unwrap().into_rgb8();
        assert_eq!(seen.dimensions(), (40, 20), "ten times as large");
        assert_eq!((seen.get_pixel(19, 0).0, seen.get_pixel(20, 0).0), (left, right));
    }
    let pixel = |x| Question::Pixel {
        picture: scene.path("edited.png"),
        x,
        y: 3,
        mask: Some(half_mask(&scene)),
    };
    let told = |x| match found(&engine, &pixel(x)) {
        Ok(Looked::Pixel(pixel)) => Ok((pixel.rgba, pixel.repainted)),
        other => Err(other),
    };
    assert_eq!(told(199), Ok(([0, 255, 255, 255], Some(100))));
    assert_eq!(told(250), Ok(([125, 3, 9, 255], Some(0))));
    assert_eq!(found(&engine, &pixel(400)), Err(FailureKind::Internal));
}

fn leak(engine: &Engine, scene: &Scene, after: PathBuf) -> (u16, u16) {
    let question = Question::Change {
        before: scene.path("original.png"),
        after,
        mask: Some(half_mask(scene)),
    };
    match found(engine, &question) {
        Ok(Looked::Change(change)) => {
            let share = |part: Option<pochade::domain::Changed>| part.unwrap().per_mille;
            (share(change.outside), share(change.inside))
        }
        other => panic!("{other:?}"),
    }
}

/// Runs an edit to its end and gives what is kept of it.
fn run_leaking_edit(scene: &Scene, engine: &Engine, server: &FakeApi) -> HistoryEntry {
    let reading = MaskReading::WhiteReplaces;
    let edit = scene.edit("gpt-image-2", &["original.png"], Some(("mask.png", reading)));
    engine.know("work", server);
    engine.client.run(edit).unwrap();
    assert_eq!(engine.end_of(edit), RequestState::Stored);
    scene.entry(edit)
}

#[test]
fn the_original_is_kept_outside_the_mask_offline_and_durable() {
    let scene = Scene::new();
    leaking_edit(&scene);
    let picture = base64_simd::STANDARD.encode_to_string(fs::read(scene.path("edited.png")).unwrap());
    let answer = format!("{{\"data\":[{{\"b64_json\":\"{picture}\"}}]}}");
    let server = FakeApi::start(vec![vec![Act::Say(json("200 OK", &answer))]]);
    let engine = scene.start(|_| {});
    let edited = run_leaking_edit(&scene, &engine, &server);
    assert_eq!(leak(&engine, &scene, edited.images[0].path.clone()), (100, 1000));

    let id = keep(
        &scene.store,
        "sandbox",
        &keep_original(&edited, &edited.images[0]).unwrap(),
    );
    engine.client.run(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::Stored);

    let kept = scene.entry(id);
    assert_eq!(
        (kept.state, kept.cost, kept.cost_kind),
        (RequestState::Stored, None, CostKind::None)
    );
    assert_eq!(kept.request.parent().map(|parent| parent.id), Some(edited.id));
    assert_eq!(kept.images.len(), 1);
    let image = &kept.images[0];
    assert_eq!(
        (image.width, image.height, image.format),
        (400, 200, Some(ImageFormat::Png))
    );
    let outside = leak(&engine, &scene, image.path.clone()).0;
    assert_eq!(outside, 0, "nothing leaks any more");
    let line = serde_json::to_value(&kept).unwrap();
    assert_eq!(
        (line["operation"].as_str(), line["model"].as_str()),
        (Some("edit"), Some(KEEP_ORIGINAL))
    );
    assert_eq!(server.heard().len(), 1, "no server heard of it");
    let check = scene.store.check().unwrap();
    assert_eq!((check.damaged, check.disorder), (vec![], vec![]));
}

#[test]
fn an_original_of_another_shape_is_not_kept_and_says_why() {
    let scene = Scene::new();
    leaking_edit(&scene);
    image::RgbImage::new(200, 200).save(scene.path("square.png")).unwrap();
    let mut mask = scene.input(Role::Mask, "mask.png");
    mask.treatment.fit = true;
    let draft = Draft {
        operation: Operation::Edit,
        model: KEEP_ORIGINAL.to_owned(),
        prompt: "a hat".to_owned(),
        images: vec![
            scene.input(Role::Image, "original.png"),
            scene.input(Role::Image, "square.png"),
        ],
        mask: Some(mask),
        ..Draft::default()
    };
    let id = keep(&scene.store, "sandbox", &draft);
    let engine = scene.start(|_| {});
    engine.client.run(id).unwrap();
    assert_eq!(engine.end_of(id), RequestState::NotSent);
    let failure = scene.entry(id).failure.unwrap();
    assert_eq!(failure.kind, FailureKind::Request);
    assert!(
        failure.message.contains("200x200") && failure.message.contains("400x200"),
        "{}",
        failure.message
    );
}
