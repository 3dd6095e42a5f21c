//! What is kept stays kept: spending limits, salvage, check and repair, backups, exports, imports, purges.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{self, Receiver},
    time::{Duration, SystemTime},
};

use jiff::{SignedDuration, Timestamp};
use pochade::{
    domain::{
        AfterHangup, ApiKey, CapAction, Caps, CostKind, Draft, FailureKind, Files, HistoryQuery, ImageFormat,
        ModelTable, Money, OptionName, Places, Profile, Report, RequestId, RequestState, StoredImage,
    },
    engine::{Client, Spending, StartOptions},
    store::{AttemptEnd, EngineLock, ExportTarget, Mark, NewRequest, Sent, Store, StoreError},
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

#[path = "support/eventually.rs"]
mod eventually;
use eventually::eventually;

#[path = "support/fake_api.rs"]
#[expect(dead_code, reason = "this suite asks less of the server than others")]
mod fake_api;
use fake_api::{Act, FakeApi, json};

const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);
const CENT: Money = Money::from_micros(10_000);
const ONE: &str = r#"{"data":[{"b64_json":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}],"usage":{"input_tokens":10,"output_tokens":196,"total_tokens":206}}"#;

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn places(&self) -> Places {
        Places::below(self.0.path())
    }

    fn store(&self) -> Store {
        Store::open(&self.places()).unwrap()
    }

    fn record(&self, id: RequestId) -> PathBuf {
        let all = files_below(&self.at("data/records"));
        let file = all
            .into_iter()
            .find(|path| path.to_string_lossy().contains(&id.to_string()));
        file.unwrap().parent().unwrap().to_path_buf()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .stdin(Stdio::null());
        for name in ["data", "state", "cache", "config"] {
            command.env(format!("POCHADE_{}_DIR", name.to_uppercase()), self.at(name));
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> (i32, Vec<Value>, String) {
        let done = self
            .command(env!("CARGO_BIN_EXE_pochade"))
            .args(arguments)
            .output()
            .unwrap();
        let out = String::from_utf8(done.stdout).unwrap();
        let lines = out.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let errors = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code().unwrap_or(-1), lines, errors)
    }
}

fn files_below(directory: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            files.extend(files_below(&path));
        } else {
            files.insert(path);
        }
    }
    files
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
    let new = NewRequest {
        id: RequestId::from_uuid(Uuid::now_v7()),
        created_at: NOW,
        profile: profile.to_owned(),
        request: ModelTable::standard().unwrap().checked(&draft).unwrap(),
        estimate: Some(CENT),
        billed: true,
        directory: None,
    };
    let id = new.id;
    store.enqueue(new).unwrap();
    id
}

fn sent(engine: &str, after: u32) -> Sent {
    Sent {
        engine: engine.to_owned(),
        origin: "https://api.example".to_owned(),
        at: NOW,
        after,
    }
}

/// A stored request with a picture of these bytes, which cost a cent.
fn finished(store: &Store, prompt: &str, bytes: &[u8]) -> RequestId {
    let id = enqueue(store, "work", prompt);
    let mut blob = store.blob().unwrap();
    blob.write_all(bytes).unwrap();
    let kept = blob.finish("png").unwrap();
    let image = StoredImage {
        index: 0,
        path: kept.path,
        sha256: kept.sha256,
        bytes: kept.bytes,
        width: 1,
        height: 1,
        format: Some(ImageFormat::Png),
        revised_prompt: None,
        partial: false,
        alpha: None,
    };
    let end = AttemptEnd {
        images: vec![image],
        cost: Some(CENT),
        cost_kind: CostKind::Paid,
        ..AttemptEnd::new(RequestState::Stored, NOW, None)
    };
    store
        .begin(id, &sent("gone", 0))
        .unwrap()
        .end(&end, Some(b"{}"))
        .unwrap();
    id
}

fn all(store: &Store) -> Vec<RequestId> {
    let query = HistoryQuery {
        limit: 1000,
        ..HistoryQuery::default()
    };
    store.history(&query).unwrap().rows.iter().map(|row| row.id).collect()
}

fn later(days: i64) -> Timestamp {
    NOW.checked_add(SignedDuration::from_hours(24 * days)).unwrap()
}

fn age(path: &Path, days: u64) {
    let then = SystemTime::now() - Duration::from_hours(24 * days);
    fs::File::open(path).unwrap().set_modified(then).unwrap();
}

struct Engine {
    client: Client,
    reports: Receiver<Report>,
    pid: Pid,
}

impl Engine {
    fn start(home: &Home, server: &FakeApi, spending: Spending) -> Self {
        let (tell, reports) = mpsc::channel();
        let client = Client::start(StartOptions {
            places: home.places(),
            parallel: 2,
            after_hangup: AfterHangup::FinishQueue,
            spending,
            files: Files::default(),
            asks: false,
            sandbox_latency: None,
            secret_variables: Vec::new(),
            program: Some(PathBuf::from(env!("CARGO_BIN_EXE_pochade"))),
            // A test that has seen enough has dropped its end.
            report: Box::new(move |report| drop(tell.send(report))),
        })
        .unwrap();
        let Report::Ready { pid, .. } = reports.recv_timeout(Duration::from_secs(30)).unwrap() else {
            panic!("the first word is ready");
        };
        let profile = Profile {
            base_url: Url::parse(&server.base).ok(),
            ..Profile::openai()
        };
        client
            .profile("work", &profile, ApiKey::new("sk-test-0123456789").as_ref())
            .unwrap();
        let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        Self { client, reports, pid }
    }

    fn end_of(&self, wanted: RequestId) -> (RequestState, Option<FailureKind>) {
        loop {
            match self.reports.recv_timeout(Duration::from_secs(30)).unwrap() {
                Report::Ended { id, state, failure } if id == wanted => {
                    return (state, failure.map(|failure| failure.kind));
                }
                Report::Gone => panic!("the engine has gone"),
                _ => {}
            }
        }
    }

    /// Kills it and waits until its lock is free.
    fn kill(self, store: &Store, id: RequestId) {
        kill_process(self.pid, Signal::KILL).unwrap();
        eventually("the lock is free", || {
            store.engine_of(id).unwrap().is_none().then_some(())
        });
    }
}

fn caps(day: Money, action: CapAction) -> Caps {
    Caps {
        request: Money::ZERO,
        day,
        month: Money::ZERO,
        action,
    }
}

#[test]
fn two_engines_at_once_do_not_overspend_together() {
    let home = Home::new();
    let store = home.store();
    let (mut gates, mut scripts) = (Vec::new(), Vec::new());
    for _ in 0..8 {
        let (open, gate) = mpsc::channel::<()>();
        gates.push(open);
        scripts.push(vec![Act::Wait(gate), Act::Say(json("200 OK", ONE))]);
    }
    let server = FakeApi::start(scripts);
    let spending = Spending {
        caps: caps(Money::from_micros(35_000), CapAction::Refuse),
        most: None,
    };
    let engines = [(); 2].map(|()| Engine::start(&home, &server, spending));
    let ids: Vec<Vec<RequestId>> = (0..2)
        .map(|_| {
            (0..4)
                .map(|number| enqueue(&store, "work", &format!("fox {number}")))
                .collect()
        })
        .collect();
    for (engine, ids) in engines.iter().zip(&ids) {
        for id in ids {
            engine.client.run(*id).unwrap();
        }
    }
    // Three fit: nothing is answered before all that may be sent is.
    eventually("three are sent", || (server.heard().len() == 3).then_some(()));
    eventually("all others are refused, or wait behind those that run", || {
        let states = ids.iter().flatten().map(|id| store.entry(*id).unwrap().state);
        (states.filter(|state| *state == RequestState::Running).count() == 3).then_some(())
    });
    drop(gates);
    let ended: Vec<_> = ids
        .iter()
        .flatten()
        .map(|id| {
            let entry = eventually("it ends", || {
                Some(store.entry(*id).unwrap()).filter(|entry| entry.state.is_final())
            });
            (entry.state, entry.failure.map(|failure| failure.kind), entry.cost_kind)
        })
        .collect();
    drop(engines);
    let stored = ended
        .iter()
        .filter(|(state, ..)| *state == RequestState::Stored)
        .count();
    let refused = (RequestState::NotSent, Some(FailureKind::Cap), CostKind::None);
    // What was answered cost less than its estimate, so that a fourth or fifth may have fitted afterwards.
    assert_eq!(server.heard().len(), stored);
    assert!(stored >= 3, "{ended:?}");
    assert!(
        ended.iter().all(|end| end.0 == RequestState::Stored || *end == refused),
        "{ended:?}"
    );
    let spent = store.spent(Timestamp::UNIX_EPOCH).unwrap().total();
    assert!(spent <= Money::from_micros(35_000), "{spent}");
}

#[test]
fn limits_that_warn_let_through_and_a_call_has_its_own_limit() {
    let home = Home::new();
    let store = home.store();
    let answered = || vec![Act::Say(json("200 OK", ONE))];
    let server = FakeApi::start(vec![answered(), answered(), answered()]);
    let warns = Engine::start(
        &home,
        &server,
        Spending {
            caps: caps(Money::from_micros(1), CapAction::Warn),
            most: None,
        },
    );
    let id = enqueue(&store, "work", "a heron");
    warns.client.run(id).unwrap();
    assert_eq!(warns.end_of(id).0, RequestState::Stored);

    let limited = Engine::start(
        &home,
        &server,
        Spending {
            caps: caps(Money::ZERO, CapAction::Warn),
            most: Some(Money::from_micros(15_000)),
        },
    );
    let (first, second) = (enqueue(&store, "work", "a fox"), enqueue(&store, "work", "a kite"));
    limited.client.run(first).unwrap();
    assert_eq!(limited.end_of(first).0, RequestState::Stored);
    limited.client.run(second).unwrap();
    assert_eq!(limited.end_of(second), (RequestState::NotSent, Some(FailureKind::Cap)));

    let one = Engine::start(
        &home,
        &server,
        Spending {
            caps: Caps {
                request: Money::from_micros(9_999),
                ..caps(Money::ZERO, CapAction::Refuse)
            },
            most: None,
        },
    );
    let dear = enqueue(&store, "work", "a whale");
    one.client.run(dear).unwrap();
    assert_eq!(one.end_of(dear), (RequestState::NotSent, Some(FailureKind::Cap)));
    // The limit was raised: the same request can be sent again.
    warns.client.retry(dear, 1).unwrap();
    assert_eq!(warns.end_of(dear).0, RequestState::Stored);
    assert_eq!(server.heard().len(), 3);
}

/// An engine that was killed when this much of an answer had come.
fn killed_in_mid_answer(home: &Home, body: &str, store: &Store) -> (FakeApi, RequestId) {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n";
    let server = FakeApi::start(vec![vec![Act::Say(format!("{head}{body}").into_bytes()), Act::Hold]]);
    let engine = Engine::start(home, &server, Spending::default());
    let id = enqueue(store, "work", "a heron");
    engine.client.run(id).unwrap();
    let spool = home.at("state/spool").join(format!("{id}-1"));
    eventually("it is spooled", || {
        (fs::read(&spool).is_ok_and(|bytes| bytes.len() == body.len())).then_some(())
    });
    engine.kill(store, id);
    (server, id)
}

#[test]
fn what_a_killed_engine_had_received_is_salvaged_by_the_next_one() {
    let home = Home::new();
    let store = home.store();
    let (server, id) = killed_in_mid_answer(&home, ONE, &store);
    assert_eq!(store.recover(Timestamp::now()).unwrap(), [id]);
    assert_eq!(store.entry(id).unwrap().state, RequestState::Unknown);
    assert_eq!(store.leftovers().len(), 1);

    let next = Engine::start(&home, &server, Spending::default());
    next.client.salvage().unwrap();
    assert_eq!(next.end_of(id).0, RequestState::Partial);
    let entry = store.entry(id).unwrap();
    assert_eq!((entry.state, entry.images.len()), (RequestState::Partial, 1));
    assert_eq!(entry.cost_kind, CostKind::Paid, "the usage came too");
    assert!(entry.images[0].path.exists());
    assert!(home.record(id).join("answer-1.json").exists());
    assert!(store.leftovers().is_empty(), "it is salvaged once");
    assert_eq!(server.heard().len(), 1);
    assert_eq!(store.check().unwrap().damaged, []);
}

#[test]
fn the_command_line_salvages_by_itself_and_sends_nothing() {
    let half = &ONE[..70];
    for (body, state) in [(half, "partial"), (r#"{"created": 1, "da"#, "unknown")] {
        let home = Home::new();
        let store = home.store();
        let (server, id) = killed_in_mid_answer(&home, body, &store);
        // Nobody has recovered it before, either.
        let (code, lines, errors) = home.run(&["check", "--repair", "--json"]);
        assert_eq!(code, 0, "{lines:?} {errors}");
        assert_eq!(lines[0]["disorder"], serde_json::json!([]));
        let (_, lines, _) = home.run(&["history", "--json"]);
        assert_eq!(lines[0]["state"], state, "{lines:?}");
        assert_eq!(lines[0]["id"], id.to_string());
        let answer = fs::read_to_string(home.record(id).join("answer-1.json")).unwrap();
        assert!(!answer.is_empty(), "the raw answer is kept");
        assert!(store.leftovers().is_empty());
        assert_eq!(server.heard().len(), 1);
        // That something of it is missing is known, and no new damage.
        let sheet = home.0.path().join("sheet.html");
        let (code, lines, errors) = home.run(&["export", "--to", sheet.to_str().unwrap(), "--json"]);
        assert_eq!((code, &lines[0]["left_out"]), (0, &serde_json::json!([])), "{errors}");
        // A retry is an attempt of its own.
        assert_eq!(store.entry(id).unwrap().attempts, 1);
    }
}

#[test]
fn a_living_engine_is_not_robbed_of_its_answer() {
    let home = Home::new();
    let store = home.store();
    let lock = EngineLock::take(&home.places(), "alive").unwrap();
    let id = enqueue(&store, "work", "a heron");
    let mut attempt = store.begin(id, &sent("alive", 0)).unwrap();
    attempt.spool().unwrap().write_all(ONE.as_bytes()).unwrap();
    assert!(store.leftovers().is_empty());
    assert_eq!(home.run(&["history", "--json"]).1[0]["state"], "running");
    drop(lock);
    assert_eq!(store.leftovers().len(), 1);
    assert_eq!(home.run(&["history", "--json"]).1[0]["state"], "partial");
}

#[test]
fn since_somebody_looked_this_has_ended() {
    let home = Home::new();
    let store = home.store();
    assert_eq!(store.last_look(), None);
    finished(&store, "before", b"before");
    store.note_look(later(1)).unwrap();
    let at = store.last_look().unwrap();
    assert_eq!(at, later(1));
    assert!(store.since_left(at).unwrap().is_empty());
    for (state, kind) in [
        (RequestState::Stored, CostKind::Paid),
        (RequestState::Unknown, CostKind::Unknown),
        (RequestState::Partial, CostKind::Estimated),
        (RequestState::Refused, CostKind::None),
    ] {
        let id = enqueue(&store, "work", "after");
        let end = AttemptEnd {
            cost: (kind != CostKind::None).then_some(CENT),
            cost_kind: kind,
            ..AttemptEnd::new(state, later(2), None)
        };
        // Sent before the look, and ended after it.
        store.begin(id, &sent("gone", 0)).unwrap().end(&end, None).unwrap();
    }
    let left = store.since_left(at).unwrap();
    assert_eq!((left.done, left.partial, left.unknown, left.failed), (1, 1, 1, 1));
    assert_eq!(left.spent.total(), CENT + CENT + CENT);
    store.rebuild_index().unwrap();
    assert_eq!(store.since_left(at).unwrap(), left);
}

#[test]
fn a_purged_request_leaves_its_cost_and_nothing_else() {
    let home = Home::new();
    let store = home.store();
    let (gone, stays) = (
        finished(&store, "a secret", b"one"),
        finished(&store, "a heron", b"two"),
    );
    let before = store.spent(Timestamp::UNIX_EPOCH).unwrap();
    store.mark(gone, &Mark::Note("secret too".to_owned()), NOW).unwrap();
    store.purge(gone, NOW).unwrap();
    for _ in 0..2 {
        assert_eq!(all(&store), [stays]);
        assert_eq!(store.spent(Timestamp::UNIX_EPOCH).unwrap(), before);
        assert!(matches!(store.entry(gone), Err(StoreError::NoSuch(_))));
        assert!(matches!(store.find(&gone.to_string()), Err(StoreError::NoSuch(_))));
        store.rebuild_index().unwrap();
    }
    let left = files_below(&home.record(gone));
    assert_eq!(left.len(), 1, "{left:?}");
    let text = fs::read_to_string(left.first().unwrap()).unwrap();
    assert!(text.contains("purge") && !text.contains("secret"), "{text}");
    // A purge that was cut short is finished by a repair.
    fs::write(home.record(gone).join("request.json"), "{}").unwrap();
    let report = store.check().unwrap();
    assert_eq!((report.purged, report.disorder.len(), report.damaged.len()), (1, 1, 0));
    store.repair(NOW).unwrap();
    assert!(!home.record(gone).join("request.json").exists());
    let running = EngineLock::take(&home.places(), "alive").unwrap();
    let id = enqueue(&store, "work", "it runs");
    let _attempt = store.begin(id, &sent("alive", 0)).unwrap();
    assert!(matches!(store.purge(id, NOW), Err(StoreError::Taken(_))));
    drop(running);
}

#[test]
fn a_picture_that_nobody_names_goes_after_a_week_and_never_while_an_engine_lives() {
    let home = Home::new();
    let store = home.store();
    let (gone, stays) = (finished(&store, "a fox", b"one"), finished(&store, "a heron", b"two"));
    let picture = store.entry(gone).unwrap().images[0].path.clone();
    let other = store.entry(stays).unwrap().images[0].path.clone();
    age(&picture, 30);
    age(&other, 30);
    store.purge(gone, NOW).unwrap();
    assert_eq!(store.sweep(NOW).unwrap().waiting, 1);
    let lock = EngineLock::take(&home.places(), "alive").unwrap();
    assert!(store.sweep(later(8)).unwrap().held.is_some());
    drop(lock);
    assert_eq!(store.sweep(later(6)).unwrap().removed, 0);
    let request = home.record(stays).join("request.json");
    let whole = fs::read(&request).unwrap();
    fs::write(&request, "{").unwrap();
    assert!(store.sweep(later(8)).unwrap().held.is_some());
    fs::write(&request, whole).unwrap();
    assert!(picture.exists());
    let swept = store.sweep(later(8)).unwrap();
    assert_eq!((swept.removed, swept.bytes, swept.waiting), (1, 3, 0));
    assert!(!picture.exists() && other.exists());
}

#[test]
fn a_raw_answer_is_known_by_its_hash_and_old_records_have_none() {
    let home = Home::new();
    let store = home.store();
    let id = finished(&store, "a heron", b"one");
    let end = home.record(id).join("attempt-1.json");
    let answer = home.record(id).join("answer-1.json");
    let told: Value = serde_json::from_slice(&fs::read(&end).unwrap()).unwrap();
    let kept = fs::read(&answer).unwrap();
    assert_eq!(told["answer"]["bytes"], kept.len());
    assert_eq!(told["answer"]["sha256"].as_str().unwrap().len(), 64);
    assert!(store.check().unwrap().damaged.is_empty());

    let mut flipped = kept.clone();
    flipped[0] ^= 1;
    for damaged in [flipped, kept[1..].to_vec(), Vec::new()] {
        fs::write(&answer, damaged).unwrap();
        let report = store.check().unwrap();
        assert_eq!(report.damaged.len(), 1, "{report:?}");
        assert_eq!(report.damaged[0].path, answer);
    }
    fs::remove_file(&answer).unwrap();
    let (code, lines, _) = home.run(&["check", "--json"]);
    assert_eq!(code, 8, "{lines:?}");
    assert_eq!(lines[0]["damaged"][0]["reason"], "it is missing");

    // An end of an earlier version says nothing of its answer.
    let mut old = told.as_object().unwrap().clone();
    old.remove("answer");
    fs::write(&end, Value::Object(old).to_string()).unwrap();
    fs::write(&answer, "anything").unwrap();
    assert!(store.check().unwrap().damaged.is_empty());
}

#[test]
fn a_record_that_could_not_be_read_for_a_moment_is_listed_as_it_is_by_the_next_start() {
    let home = Home::new();
    let store = home.store();
    let id = finished(&store, "a heron", b"one");
    let end = home.record(id).join("attempt-1.json");
    let aside = home.at("aside");
    fs::rename(&end, &aside).unwrap();
    // Whoever opens it gets an error of the system, as with too many open files.
    std::os::unix::fs::symlink(&end, &end).unwrap();
    store.mark(id, &Mark::Star(true), NOW).unwrap();
    let query = HistoryQuery {
        limit: 10,
        ..HistoryQuery::default()
    };
    let listed = |store: &Store| store.history(&query).unwrap().rows[0].state;
    assert_eq!(listed(&store), RequestState::Unknown, "nothing better is known now");
    drop(store);

    fs::rename(&aside, &end).unwrap();
    let store = home.store();
    assert_eq!(listed(&store), RequestState::Stored);
    assert!(store.check().unwrap().damaged.is_empty());
}

#[test]
fn check_says_what_is_wrong_and_repair_mends_what_can_be_mended() {
    let home = Home::new();
    let store = home.store();
    let id = finished(&store, "a heron", b"one");
    finished(&store, "a fox", b"two");
    assert_eq!(home.run(&["check", "--json"]).0, 0);

    let index = rusqlite::Connection::open(home.at("state/index.sqlite")).unwrap();
    index
        .execute("UPDATE requests SET state = 'queued' WHERE prompt = 'a fox'", [])
        .unwrap();
    drop(index);
    let unfinished = home.record(id).join(".new-abc");
    fs::write(&unfinished, "half").unwrap();
    age(&unfinished, 2);
    let young = home.at("state/.new-def");
    fs::write(&young, "half").unwrap();
    fs::create_dir_all(home.at("cache/thumbs/ab")).unwrap();
    fs::write(home.at("cache/thumbs/ab/x-10x10.png"), "").unwrap();

    let report = store.check().unwrap();
    assert_eq!(report.damaged.len(), 1, "{report:?}");
    assert!(report.damaged[0].path.ends_with("index.sqlite"));
    assert_eq!(report.disorder.len(), 2, "{report:?}");
    let (code, lines, errors) = home.run(&["check", "--repair", "--json"]);
    assert_eq!(code, 0, "{lines:?} {errors}");
    assert!(lines[0]["done"].as_array().unwrap().len() >= 3, "{lines:?}");
    let report = store.check().unwrap();
    assert!(report.damaged.is_empty() && report.disorder.is_empty(), "{report:?}");
    assert!(!unfinished.exists() && young.exists());

    fs::write(store.entry(id).unwrap().images[0].path.clone(), "not it").unwrap();
    let (code, lines, _) = home.run(&["check", "--repair", "--json"]);
    assert_eq!(code, 8);
    assert_eq!(lines[0]["damaged"].as_array().unwrap().len(), 1);
}

#[test]
fn a_backup_is_verified_grows_by_what_is_new_and_brings_lost_things_back() {
    let home = Home::new();
    let store = home.store();
    let (one, other) = (finished(&store, "a heron", b"one"), finished(&store, "a fox", b"two"));
    let copy = home.at("copy");
    let first = store.backup(&copy, NOW).unwrap();
    assert_eq!((first.requests, first.same_files, first.left_out.len()), (2, 0, 0));
    let again = store.backup(&copy, NOW).unwrap();
    assert_eq!((again.new_files, again.same_files), (0, first.new_files));
    finished(&store, "a kite", b"three");
    assert_eq!(store.backup(&copy, NOW).unwrap().same_files, first.new_files);

    // A picture that has gone bad here does not spoil the copy, and the copy's own damage is told and stays.
    let picture = store.entry(one).unwrap().images[0].path.clone();
    fs::write(&picture, "bad").unwrap();
    let in_copy = copy
        .join(home.record(other).strip_prefix(home.at("data")).unwrap())
        .join("request.json");
    fs::write(&in_copy, "bad too").unwrap();
    let third = store.backup(&copy, NOW).unwrap();
    assert_eq!(third.left_out.len(), 1, "{third:?}");
    assert_eq!(fs::read_to_string(&in_copy).unwrap(), "bad too");
    let fresh = store.backup(&home.at("fresh"), NOW).unwrap();
    assert_eq!((fresh.left_out.len(), &fresh.left_out[0].path), (1, &picture));

    // What is lost here comes back from there.
    fs::write(home.record(one).join("attempt-1.json"), "{").unwrap();
    // The picture, the record, and the index, which does not say what the record says now.
    assert_eq!(store.check().unwrap().damaged.len(), 3);
    let back = store.import(&copy, NOW).unwrap();
    assert_eq!((back.new_pictures, back.changed_requests), (1, 1), "{back:?}");
    assert_eq!(store.check().unwrap().damaged, []);
    assert_eq!(store.entry(one).unwrap().state, RequestState::Stored);
    assert!(matches!(
        store.backup(&home.at("data/inside"), NOW),
        Err(StoreError::Exists(_))
    ));
}

#[test]
fn an_export_comes_in_elsewhere_once_and_the_same() {
    let home = Home::new();
    let store = home.store();
    let ids = [
        finished(&store, "a heron", b"one"),
        finished(&store, "a fox", b"two"),
        enqueue(&store, "work", "queued"),
    ];
    store.mark(ids[0], &Mark::Star(true), NOW).unwrap();
    let target = |name: &str| ExportTarget::of(&home.at(name));
    for name in ["out", "out.zip", "out.jsonl"] {
        let report = store.export(&ids, &target(name), NOW).unwrap();
        assert_eq!((report.requests, report.left_out.len()), (3, 0), "{name}");
        let before = fs::metadata(home.at(name)).unwrap().modified().unwrap();
        assert!(
            matches!(store.export(&ids, &target(name), NOW), Err(StoreError::Exists(_))),
            "{name}"
        );
        assert_eq!(fs::metadata(home.at(name)).unwrap().modified().unwrap(), before);
    }
    let lines = fs::read_to_string(home.at("out.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 3);
    let left: Vec<_> = fs::read_dir(home.0.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !left.iter().any(|name| name.to_string_lossy().starts_with(".new-")),
        "{left:?}"
    );
    for from in ["out", "out.zip"] {
        let elsewhere = Home::new();
        let there = elsewhere.store();
        let report = there.import(&home.at(from), NOW).unwrap();
        assert_eq!(
            (report.new_requests, report.new_pictures, report.left_out.len()),
            (3, 2, 0),
            "{report:?}"
        );
        assert_eq!(all(&there), all(&store));
        for id in ids {
            let (mut here, came) = (store.entry(id).unwrap(), there.entry(id).unwrap());
            for (image, other) in here.images.iter_mut().zip(&came.images) {
                assert_eq!(fs::read(&image.path).unwrap(), fs::read(&other.path).unwrap());
                image.path.clone_from(&other.path);
            }
            assert_eq!(here, came);
        }
        let tree = files_below(&elsewhere.at("data"));
        let again = there.import(&home.at(from), NOW).unwrap();
        assert_eq!(
            (again.new_requests, again.known_requests, again.known_pictures),
            (0, 3, 2),
            "{again:?}"
        );
        assert_eq!(files_below(&elsewhere.at("data")), tree);
        assert_eq!(there.check().unwrap().damaged, []);
        // What was purged there does not come back.
        there.purge(ids[1], NOW).unwrap();
        there.import(&home.at(from), NOW).unwrap();
        assert!(there.entry(ids[1]).is_err());
    }
}

/// A PNG of that size, with a text chunk behind its header where one is given.
fn png(width: u32, height: u32, text: Option<(&str, &str)>) -> Vec<u8> {
    let pixels = pochade::imaging::RgbaImage::from_fn(width, height, |x, y| {
        let shade = |by: u32| u8::try_from((x * by + y) % 256).unwrap();
        [shade(3), shade(5), shade(7), 255].into()
    });
    let bytes = pochade::imaging::png(&pochade::imaging::DynamicImage::ImageRgba8(pixels)).unwrap();
    let Some((key, said)) = text else { return bytes };
    let mut chunk = [b"tEXt", key.as_bytes(), b"\0", said.as_bytes()].concat();
    let crc = crc32(&chunk);
    let mut whole = u32::try_from(chunk.len() - 4).unwrap().to_be_bytes().to_vec();
    whole.append(&mut chunk);
    whole.extend(crc.to_be_bytes());
    // Signature and header have 33 bytes.
    [&bytes[..33], &whole, &bytes[33..]].concat()
}

/// The check sum of PNG chunks, as their standard writes it down.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| {
        if crc & 1 == 1 {
            0xedb8_8320 ^ (crc >> 1)
        } else {
            crc >> 1
        }
    };
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc))
    });
    !crc
}

/// What `pochade` prints for a person.
fn printed(home: &Home, arguments: &[&str]) -> (i32, String, String) {
    let done = home
        .command(env!("CARGO_BIN_EXE_pochade"))
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
fn a_store_that_was_exported_and_imported_has_the_same_digest() {
    let home = Home::new();
    let store = home.store();
    let ids = [
        finished(&store, "a heron", &png(8, 8, None)),
        finished(&store, "a fox", &png(9, 9, None)),
        enqueue(&store, "work", "queued"),
    ];
    store.mark(ids[0], &Mark::Star(true), NOW).unwrap();
    store.mark(ids[1], &Mark::Trash, NOW).unwrap();
    let digest = store.check().unwrap().digest;
    assert_eq!(digest.len(), 64);
    for name in ["out", "out.zip"] {
        store.export(&ids, &ExportTarget::of(&home.at(name)), NOW).unwrap();
        let elsewhere = Home::new();
        let there = elsewhere.store();
        assert_ne!(there.check().unwrap().digest, digest);
        there.import(&home.at(name), NOW).unwrap();
        assert_eq!(there.check().unwrap().digest, digest, "{name}");
        // What was exported once more from there is the same again, and so are the history lines.
        there
            .export(&ids, &ExportTarget::of(&elsewhere.at("again.zip")), NOW)
            .unwrap();
        let third = Home::new();
        third.store().import(&elsewhere.at("again.zip"), NOW).unwrap();
        assert_eq!(third.store().check().unwrap().digest, digest);
        let (code, lines, errors) = third.run(&["check", "--json"]);
        assert_eq!(
            (code, lines[0]["digest"].as_str()),
            (0, Some(digest.as_str())),
            "{errors}"
        );
        there.mark(ids[0], &Mark::Star(false), NOW).unwrap();
        assert_ne!(there.check().unwrap().digest, digest);
    }
    let lines = home.at("out.jsonl");
    store.export(&ids, &ExportTarget::of(&lines), NOW).unwrap();
    let (code, _, errors) = home.run(&["import", lines.to_str().unwrap()]);
    assert!(
        code == 2 && errors.contains("history lines") && errors.contains(".zip"),
        "{errors}"
    );
}

#[test]
fn pictures_are_exported_with_names_for_people_and_their_prompts_only_where_that_is_wished() {
    let home = Home::new();
    let store = home.store();
    let (fox, text) = (png(8, 8, None), b"no picture".to_vec());
    let id = finished(&store, "a <fox>", &fox);
    finished(&store, "a heron", &text);
    let folder = home.at("pictures");
    let to = folder.to_str().unwrap();
    let template = ["--as", "images", "--name", "{slug}-{n}"];
    let export = |more: &[&str]| home.run(&[&["export", "--to", to, "--json"], &template[..], more].concat());
    let (code, lines, errors) = export(&["fox"]);
    assert_eq!(
        (code, &lines[0]["requests"], &lines[0]["files"]),
        (0, &1.into(), &1.into()),
        "{errors}"
    );
    assert_eq!(fs::read(folder.join("a-fox-1.png")).unwrap(), fox, "byte for byte");
    assert!(!errors.contains("the prompt goes with"), "{errors}");

    // Nothing is overwritten; what has no place for metadata is told, and copied as it is.
    let (code, lines, errors) = export(&["--metadata"]);
    assert_eq!((code, &lines[0]["files"]), (0, &2.into()), "{errors}");
    assert_eq!(
        errors.matches("the prompt goes with each picture").count(),
        1,
        "{errors}"
    );
    assert!(errors.contains("has no metadata"), "{errors}");
    assert_eq!(fs::read(folder.join("a-fox-1.png")).unwrap(), fox);
    assert_eq!(fs::read(folder.join("a-heron-1.png")).unwrap(), text);
    let described = folder.join("a-fox-1-2.png");
    let bytes = fs::read(&described).unwrap();
    assert_eq!(
        pochade::imaging::decode(&bytes).unwrap(),
        pochade::imaging::decode(&fox).unwrap()
    );
    assert_eq!(
        fs::read(store.entry(id).unwrap().images[0].path.clone()).unwrap(),
        fox,
        "the kept one stays"
    );

    // And it says what it is to an empty store.
    let elsewhere = Home::new();
    let (code, lines, errors) = elsewhere.run(&["import", described.to_str().unwrap(), "--json"]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(lines[0]["made_by"], "pochade");
    assert_eq!(
        lines[0]["command"],
        "pochade generate --model gpt-image-2.5-flare --size 1024x1024 --quality low -- 'a <fox>'"
    );
    assert_eq!(lines[0]["not_carried_over"], serde_json::json!([]));

    for wrong in [&["--metadata"][..], &["--name", "{n}"]] {
        let (code, _, errors) = home.run(&[&["export", "--to", "x.zip"], wrong].concat());
        assert!(code == 2 && errors.contains("--as images"), "{errors}");
    }
    let (code, _, errors) = home.run(&["export", "--to", to, "--name", "../{n}"]);
    assert!(code == 2 && errors.contains("no name inside a folder"), "{errors}");
    fs::remove_file(store.entry(id).unwrap().images[0].path.clone()).unwrap();
    let (code, lines, _) = export(&["fox"]);
    assert_eq!(
        (code, lines[0]["left_out"][0]["reason"].as_str()),
        (8, Some("it is missing"))
    );
}

#[test]
fn a_contact_sheet_holds_everything_and_runs_nothing() {
    let home = Home::new();
    let store = home.store();
    finished(
        &store,
        "a <script>alert('fox')</script> & \u{202e}\"co\"",
        &png(900, 300, None),
    );
    enqueue(&store, "work", "still waits");
    let page = home.at("sheet.html");
    let to = page.to_str().unwrap();
    let (code, lines, errors) = home.run(&["export", "--to", to, "--width", "64", "--json"]);
    assert_eq!(
        (code, &lines[0]["requests"], &lines[0]["files"]),
        (0, &2.into(), &1.into()),
        "{errors}"
    );
    let text = fs::read_to_string(&page).unwrap();
    assert_eq!(lines[0]["bytes"], text.len());
    for there in [
        "a &lt;script&gt;alert(&#39;fox&#39;)&lt;/script&gt; &amp; \u{fffd}&quot;co&quot;",
        "still waits",
        "no picture: queued",
        "gpt-image-2.5-flare",
        "1024x1024 · quality low",
        "$0.01",
        "default-src 'none'",
        "prefers-color-scheme: dark",
        "src=\"data:image/jpeg;base64,",
    ] {
        assert!(text.contains(there), "{there}: {text}");
    }
    for not_there in ["<script", "http:", "https:", "\u{202e}"] {
        assert!(!text.contains(not_there), "{not_there}");
    }
    let picture = text.split("base64,").nth(1).unwrap().split('"').next().unwrap();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, picture).unwrap();
    let facts = pochade::imaging::facts(&bytes).unwrap();
    assert_eq!((facts.width, facts.height), (64, 21));

    let (code, _, errors) = home.run(&["export", "--to", to]);
    assert!(code == 2 && errors.contains("is there already"), "{errors}");
    assert_eq!(fs::read_to_string(&page).unwrap(), text);
}

#[test]
fn a_picture_of_another_program_becomes_a_line_that_can_be_run() {
    let home = Home::new();
    let said = "it's a fox\nNegative prompt: blur\nSteps: 20, Sampler: Euler a, Seed: 99, Size: 832x1216, Model: sdxl";
    fs::write(home.at("fox.png"), png(8, 8, Some(("parameters", said)))).unwrap();
    fs::write(home.at("plain.png"), png(8, 8, None)).unwrap();
    let (code, out, errors) = printed(&home, &["import", "fox.png", "--model", "gpt-image-1"]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(
        out,
        "pochade generate --model gpt-image-1 --size 1024x1536 --quality medium --seed 99 -- 'it'\\''s a fox'\n"
    );
    for there in [
        "fox.png: written by AUTOMATIC1111",
        "negative prompt: blur (the API has none",
        "size: 832x1216 (",
        "1024x1536 is asked instead",
        "model: sdxl (",
        "seed: 99 (it stays as a label",
    ] {
        assert!(errors.contains(there), "{there}: {errors}");
    }
    // The line is one: a shell runs it, and the request is what the picture says.
    let path = format!(
        "{}:{}",
        Path::new(env!("CARGO_BIN_EXE_pochade")).parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let mut shell = home.command("sh");
    let line = out.trim_end().replacen(" -- ", " --sandbox --dry-run --json -- ", 1);
    let ran = shell.env("PATH", path).args(["-c", &line]).output().unwrap();
    let text = String::from_utf8(ran.stdout).unwrap();
    assert!(
        ran.status.success() && text.contains("it's a fox") && text.contains("1024x1536"),
        "{text}"
    );

    // Several at once: what one of them lacks keeps no other out, and is said.
    let (code, lines, errors) = home.run(&["import", "plain.png", "fox.png", "--json"]);
    assert_eq!((code, lines.len()), (2, 1), "{errors}");
    assert!(errors.contains("plain.png carries no prompt"), "{errors}");
    assert_eq!(lines[0]["made_by"], "AUTOMATIC1111");
    assert_eq!(lines[0]["request"]["prompt"], "it's a fox");
    assert_eq!(lines[0]["not_carried_over"][0]["what"], "model");
    fs::write(home.at("words.txt"), "words").unwrap();
    assert_eq!(home.run(&["import", "words.txt"]).0, 2);
    assert!(
        !home.at("data/records").exists() || all(&home.store()).is_empty(),
        "nothing is kept"
    );
}

fn listed(path: &str, bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    serde_json::json!({"path": path, "sha256": hash, "bytes": bytes.len()}).to_string()
}

#[test]
fn a_hostile_archive_writes_nothing_outside_and_nothing_false() {
    let home = Home::new();
    let store = home.store();
    let kept = finished(&store, "a heron", b"one");
    let id = RequestId::from_uuid(Uuid::now_v7());
    let evil = home.at("evil");
    let hash = "ab".repeat(32);
    let request = fs::read_to_string(home.record(kept).join("request.json")).unwrap();
    let moved = request.replace(&kept.to_string(), &id.to_string());
    let end = fs::read_to_string(home.record(kept).join("attempt-1.json")).unwrap();
    let outside = end.replace("blobs/", "../../../etc/");
    let purge = format!(r#"{{"v":1,"at":"{NOW}","kind":"purge","value":null}}"#);
    let mark = Uuid::now_v7();
    let files: Vec<(String, Vec<u8>)> = vec![
        ("../outside.json".to_owned(), b"x".to_vec()),
        ("/tmp/absolute".to_owned(), b"x".to_vec()),
        ("records/../../outside".to_owned(), b"x".to_vec()),
        (format!("blobs/ab/{hash}.png"), b"not that hash".to_vec()),
        (format!("records/2026/11/{id}/attempt-1.json"), outside.into_bytes()),
        (
            format!("records/2026/11/{id}/request.json"),
            request.clone().into_bytes(),
        ),
        (format!("records/2026/11/{kept}/mark-{mark}.json"), purge.into_bytes()),
        (
            format!("records/2026/11/{kept}/request.json"),
            moved.replace("heron", "crow").into_bytes(),
        ),
    ];
    let mut manifest = "{\"v\":1}\nno line\n".to_owned();
    for (name, bytes) in &files {
        let path = evil.join(name.trim_start_matches('/').replace("..", "up"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        if name.starts_with("records/2026") || name.starts_with("blobs") {
            fs::create_dir_all(evil.join(name).parent().unwrap()).unwrap();
            fs::write(evil.join(name), bytes).unwrap();
        }
        manifest += &(listed(name, bytes) + "\n");
    }
    fs::write(evil.join("manifest.jsonl"), manifest).unwrap();
    let before = files_below(home.0.path());
    let report = store.import(&evil, NOW).unwrap();
    assert_eq!((report.new_requests, report.new_pictures), (0, 0), "{report:?}");
    assert!(report.left_out.len() >= 8, "{report:?}");
    let mut after = files_below(home.0.path());
    after.retain(|path| !before.contains(path));
    assert!(after.is_empty(), "{after:?}");
    assert_eq!(store.entry(kept).unwrap().request.prompt(), "a heron");
    assert_eq!(store.check().unwrap().damaged, []);
    for manifest in ["", "{\"v\":2}\n", "garbage", &"x".repeat(9000)] {
        fs::write(evil.join("manifest.jsonl"), manifest).unwrap();
        let came = store.import(&evil, NOW);
        assert!(manifest.is_empty() || came.is_err(), "{manifest}");
    }
    fs::write(home.at("no.zip"), "PK no zip at all").unwrap();
    assert!(store.import(&home.at("no.zip"), NOW).is_err());
}

#[test]
fn the_verbs_say_what_they_did() {
    let home = Home::new();
    let store = home.store();
    let ids = [finished(&store, "a heron", b"one"), finished(&store, "a fox", b"two")];
    let (code, lines, errors) = home.run(&["backup", "copy", "--json"]);
    assert_eq!((code, &lines[0]["requests"]), (0, &Value::from(2)), "{errors}");
    let (code, lines, _) = home.run(&["export", "heron", "--to", "h.zip", "--json"]);
    assert_eq!((code, &lines[0]["requests"]), (0, &Value::from(1)));
    assert_eq!(home.run(&["export", "--to", "h.zip"]).0, 2, "it is there already");
    assert_eq!(home.run(&["export", "nothing like it", "--to", "n.zip"]).0, 2);
    assert!(!home.at("n.zip").exists());

    assert_eq!(home.run(&["purge", &ids[0].to_string()]).0, 2, "nobody can be asked");
    assert_eq!(store.entry(ids[0]).unwrap().state, RequestState::Stored);
    home.run(&["trash", &ids[0].to_string()]);
    let (code, lines, errors) = home.run(&["purge", "--trash", "--yes", "--json"]);
    assert_eq!(
        (code, &lines[0]["purged"][0]),
        (0, &Value::from(ids[0].to_string())),
        "{errors}"
    );
    assert_eq!(home.run(&["history", "--json"]).1.len(), 1);

    let elsewhere = Home::new();
    let from = home.at("copy");
    for new in [2, 0] {
        let (code, lines, _) = elsewhere.run(&["import", from.to_str().unwrap(), "--json"]);
        assert_eq!((code, &lines[0]["new_requests"]), (0, &Value::from(new)));
    }
    assert_eq!(elsewhere.run(&["import", "nowhere", "--json"]).0, 2);
}

#[test]
fn an_index_without_its_log_or_of_an_older_version_is_made_again() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 2] = [
        ("no log", |state| {
            // What was not yet in the file itself is gone with the log.
            fs::remove_file(state.join("index.sqlite-wal")).unwrap();
            fs::remove_file(state.join("index.sqlite-shm")).unwrap();
        }),
        ("version 1", |state| {
            for ending in ["", "-wal", "-shm"] {
                fs::remove_file(state.join(format!("index.sqlite{ending}"))).unwrap_or_default();
            }
            let old = rusqlite::Connection::open(state.join("index.sqlite")).unwrap();
            old.execute_batch(
                "CREATE TABLE requests(key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE); PRAGMA user_version = 1;",
            )
            .unwrap();
        }),
    ];
    for (name, harm) in harms {
        let home = Home::new();
        let store = home.store();
        let ids: Vec<_> = (0..20)
            .map(|number| finished(&store, &format!("fox {number}"), b"x"))
            .collect();
        // The copy is what a death leaves; the connection would clean up after itself.
        let copy = Home::new();
        let copied = Command::new("cp")
            .arg("-r")
            .args([home.at("data"), home.at("state")])
            .arg(copy.0.path())
            .status();
        assert!(copied.unwrap().success());
        harm(&copy.at("state"));
        let store = copy.store();
        let mut found = all(&store);
        store.recover(NOW).unwrap();
        found = if found.len() == ids.len() { found } else { all(&store) };
        found.reverse();
        assert_eq!(found, ids, "{name}");
        assert_eq!(store.check().unwrap().damaged, [], "{name}");
    }
}

/// Whether a program runs here; a test that cannot be made says so.
fn runs(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let does = ran.is_ok_and(|status| status.success());
    if !does {
        // The harness shows this for tests that pass, too, with --nocapture.
        std::io::stderr()
            .write_all(format!("SKIPPED: {program} {} does not work here\n", arguments.join(" ")).as_bytes())
            .unwrap();
    }
    does
}

#[test]
fn an_upgrade_of_the_index_that_is_killed_midway_has_not_happened() {
    if !runs("strace", &["-o", "/dev/null", "true"]) {
        return;
    }
    let home = Home::new();
    let store = home.store();
    let ids: Vec<_> = (0..6)
        .map(|number| finished(&store, &format!("fox {number}"), b"x"))
        .collect();
    drop(store);
    let long = std::env::var("POCHADE_FAULTS").is_ok_and(|much| much == "long");
    let places = if long { (1..=60).collect() } else { vec![1, 2, 5, 9, 14] };
    for call in ["pwrite64", "fdatasync", "ftruncate"] {
        for at in &places {
            for ending in ["", "-wal", "-shm", "-journal"] {
                fs::remove_file(home.at(&format!("state/index.sqlite{ending}"))).unwrap_or_default();
            }
            let old = rusqlite::Connection::open(home.at("state/index.sqlite")).unwrap();
            old.execute_batch("CREATE TABLE requests(key INTEGER PRIMARY KEY); PRAGMA user_version = 1;")
                .unwrap();
            drop(old);
            let inject = format!("inject={call}:signal=KILL:when={at}");
            let mut killed = home.command("strace");
            killed.args([
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={call}"),
                "-e",
                &inject,
            ]);
            killed.arg(env!("CARGO_BIN_EXE_pochade")).args(["history", "--json"]);
            killed.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
            let (code, lines, errors) = home.run(&["history", "--json"]);
            assert_eq!((code, lines.len()), (0, ids.len()), "{call} {at}: {errors}");
        }
        let (code, lines, _) = home.run(&["check", "--json"]);
        assert_eq!(code, 0, "{call}: {lines:?}");
    }
}

#[test]
fn on_a_read_only_file_system_the_history_opens_and_nothing_is_sent() {
    if !runs("unshare", &["-rm", "true"]) {
        return;
    }
    let home = Home::new();
    let store = home.store();
    finished(&store, "a heron", b"one");
    drop(store);
    // A second folder stands for the mount, so that what is written shows.
    let script = "mount --bind \"$HOME\" \"$HOME\" && mount -o remount,ro,bind \"$HOME\" || exit 99; cd /;
        \"$0\" history --json; echo \"code $?\" >&2; \"$0\" --sandbox generate x --json; echo \"code $?\" >&2";
    let mut command = home.command("unshare");
    command.args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_pochade")]);
    let done = command.output().unwrap();
    if done.status.code() == Some(99) {
        assert!(!runs("false", &["(no read-only mounts here)"]));
        return;
    }
    let out = String::from_utf8_lossy(&done.stdout);
    let errors = String::from_utf8_lossy(&done.stderr);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["prompt"], "a heron", "{out} {errors}");
    assert!(errors.contains("nothing can be written"), "{errors}");
    assert!(errors.contains("code 0") && errors.contains("code 8"), "{errors}");
    assert!(!errors.contains("in memory"), "the index is read as it is: {errors}");
}

/// A server whose one picture is 9 MB, and a home that knows it as the profile `own`.
fn large_answer(home: &Home) -> (FakeApi, u64) {
    let mut picture = image::RgbaImage::new(1500, 1500);
    let mut noise = 1_u32;
    for pixel in picture.pixels_mut() {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        pixel.0 = noise.to_le_bytes();
    }
    let mut png = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let text = base64_simd::STANDARD.encode_to_string(&png);
    let server = FakeApi::start(vec![vec![Act::Say(json(
        "200 OK",
        &format!("{{\"data\":[{{\"b64_json\":\"{text}\"}}]}}"),
    ))]]);
    fs::create_dir_all(home.at("config")).unwrap();
    let profile = format!(
        "[profiles.own]\nbase_url = \"{}\"\nkey_env = \"OWN_KEY\"\n",
        server.base
    );
    fs::write(home.at("config/config.toml"), profile).unwrap();
    (server, png.len() as u64)
}

/// Runs a script in a mount namespace of its own; `$0` is pochade. Its JSON lines and its errors.
fn in_namespace(home: &Home, script: &str) -> (Vec<Value>, String) {
    let mut command = home.command("unshare");
    command.env("OWN_KEY", "sk-own-0123456789");
    command.args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_pochade")]);
    let done = command.output().unwrap();
    let out = String::from_utf8_lossy(&done.stdout);
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (lines, String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn an_answer_for_which_the_spool_has_no_room_is_stored_all_the_same() {
    if !runs("unshare", &["-rm", "sh", "-c", "mount -t tmpfs none /mnt"]) {
        return;
    }
    let home = Home::new();
    let (server, bytes) = large_answer(&home);
    // Room for what is kept free before sending, and not for what comes.
    let script = "mkdir -p \"$POCHADE_STATE_DIR\" && mount -t tmpfs -o size=8m none \"$POCHADE_STATE_DIR\";
        \"$0\" --profile own generate x --size 1024x1024 --quality low --json";
    let (lines, errors) = in_namespace(&home, script);
    assert_eq!(lines[0]["state"], "stored", "{lines:?} {errors}");
    assert_eq!(lines[0]["images"][0]["bytes"], bytes);
    assert_eq!(server.heard().len(), 1);
    assert_eq!(
        files_below(&home.at("cache/spool")),
        BTreeSet::new(),
        "nothing is left there"
    );
    let (code, lines, _) = home.run(&["check", "--json"]);
    assert_eq!(code, 0, "{lines:?}");
}

#[test]
fn an_answer_for_which_the_data_directory_has_no_room_is_stored_once_there_is_some() {
    if std::env::var("POCHADE_FAULTS").is_err() || !runs("unshare", &["-rm", "sh", "-c", "mount -t tmpfs none /mnt"]) {
        // It waits half a minute for a disk that stays full.
        return;
    }
    let home = Home::new();
    let (server, bytes) = large_answer(&home);
    let script = "mkdir -p \"$POCHADE_DATA_DIR\" && mount -t tmpfs -o size=3m none \"$POCHADE_DATA_DIR\";
        \"$0\" --profile own generate x --size 1024x1024 --quality low --json; echo \"code $?\" >&2;
        mount -o remount,size=64m \"$POCHADE_DATA_DIR\";
        \"$0\" check --repair --json; \"$0\" history --json";
    let (lines, errors) = in_namespace(&home, script);
    assert!(errors.contains("code 7"), "{errors}");
    let told = lines[0]["failure"]["message"].as_str().unwrap_or_default();
    assert_eq!(lines[0]["state"], "unknown", "{told}");
    assert_eq!(lines[1]["damaged"], serde_json::json!([]));
    assert_eq!(lines[2]["state"], "partial");
    assert_eq!(lines[2]["images"][0]["bytes"], bytes);
    assert_eq!(server.heard().len(), 1);
}
