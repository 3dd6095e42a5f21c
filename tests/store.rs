//! The store through its public face: lives of requests, damage, races, paging and search, each in a folder of its own.
#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::{
    fs,
    io::{Read, Seek, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Barrier,
};

use jiff::Timestamp;
use pochade::{
    domain::{
        CostKind, Draft, Failure, FailureKind, HistoryQuery, ImageFacts, ImageFormat, Indexing, Input, LastSeen,
        ModelTable, Money, Operation, OptionName, Places, Query, Request, RequestId, RequestState, Role, SpendBy,
        StoredImage,
    },
    store::{
        AttemptEnd, EngineLock, Limit, Mark, NewRequest, Opener, Sent, Store, StoreError, copy_out, read_draft,
        read_last_rows, write_draft, write_last_rows,
    },
};
use tempfile::TempDir;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::constant(1_795_000_000, 0);
const CENT: Money = Money::from_micros(10_000);

struct House {
    _folder: TempDir,
    places: Places,
}

fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("home");
    let places = Places::below(&root);
    House {
        _folder: folder,
        places,
    }
}

impl House {
    fn store(&self) -> Store {
        Store::open(&self.places).unwrap()
    }

    fn index(&self) -> PathBuf {
        self.places.state.join("index.sqlite")
    }

    /// The directory of a request's record.
    fn record(&self, id: RequestId) -> PathBuf {
        let months = files_below(&self.places.data.join("records"));
        let file = months
            .into_iter()
            .find(|path| path.to_string_lossy().contains(&id.to_string()));
        file.unwrap().parent().unwrap().to_path_buf()
    }
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

fn draft(prompt: &str) -> Draft {
    Draft {
        prompt: prompt.to_owned(),
        model: "gpt-image-1".to_owned(),
        size: "1024x1024".to_owned(),
        count: "1".to_owned(),
        options: [(OptionName::Quality, "low".to_owned())].into(),
        ..Draft::default()
    }
}

fn request(draft: &Draft) -> Request {
    ModelTable::standard().unwrap().checked(draft).unwrap()
}

fn new(draft: &Draft) -> NewRequest {
    NewRequest {
        id: RequestId::from_uuid(Uuid::now_v7()),
        created_at: NOW,
        profile: "work".to_owned(),
        request: request(draft),
        estimate: Some(CENT),
        billed: true,
        directory: None,
    }
}

fn queue(store: &Store, prompt: &str) -> RequestId {
    let new = new(&draft(prompt));
    let id = new.id;
    store.enqueue(new).unwrap();
    id
}

fn queue_many(store: &Store, count: u32) {
    for number in 0..count {
        queue(store, &format!("fox {number}"));
    }
}

fn sent(after: u32) -> Sent {
    Sent {
        engine: "engine-1".to_owned(),
        origin: "https://api.example".to_owned(),
        at: NOW,
        after,
    }
}

fn end(state: RequestState) -> AttemptEnd {
    AttemptEnd::new(state, NOW, None)
}

fn picture(store: &Store, bytes: &[u8]) -> StoredImage {
    let mut blob = store.blob().unwrap();
    blob.write_all(bytes).unwrap();
    let kept = blob.finish("png").unwrap();
    StoredImage {
        index: 0,
        path: kept.path,
        sha256: kept.sha256,
        bytes: kept.bytes,
        width: 8,
        height: 8,
        format: Some(ImageFormat::Png),
        revised_prompt: Some("a grey heron".to_owned()),
        partial: false,
        alpha: None,
    }
}

fn stored(store: &Store) -> AttemptEnd {
    AttemptEnd {
        images: vec![picture(store, b"not really a png")],
        cost: Some(Money::from_micros(13_170)),
        cost_kind: CostKind::Paid,
        request_id: Some("req_1".to_owned()),
        status: Some(200),
        headers: [("x-ratelimit-remaining-images".to_owned(), "4".to_owned())].into(),
        echoed: vec![("size".to_owned(), "1024x1024".to_owned())],
        ..end(RequestState::Stored)
    }
}

/// A request that was sent, answered and stored.
fn finished(store: &Store, prompt: &str) -> RequestId {
    let id = queue(store, prompt);
    store
        .begin(id, &sent(0))
        .unwrap()
        .end(&stored(store), Some(b"{}"))
        .unwrap();
    id
}

fn newest(limit: usize) -> HistoryQuery {
    HistoryQuery {
        limit,
        ..HistoryQuery::default()
    }
}

fn found(store: &Store, words: &str) -> Vec<String> {
    let query = HistoryQuery {
        sought: Query::read(words).unwrap(),
        ..newest(50)
    };
    let page = store.history(&query).unwrap();
    let tally = store.tally(&query).unwrap();
    assert_eq!(tally.count, u64::try_from(page.rows.len()).unwrap());
    page.rows.into_iter().map(|row| row.prompt).collect()
}

fn state(store: &Store, id: RequestId) -> RequestState {
    let rows = store.history(&newest(1000)).unwrap().rows;
    let row = rows.into_iter().find(|row| row.id == id).unwrap();
    assert_eq!(row.state, store.entry(id).unwrap().state, "index and record agree");
    row.state
}

#[test]
fn a_request_lives_from_queued_to_stored() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    assert_eq!(state(&store, id), RequestState::Queued);
    assert_eq!(store.queued().unwrap(), [id]);

    let lock = EngineLock::take(&house.places, "engine-1").unwrap();
    let mut attempt = store.begin(id, &sent(0)).unwrap();
    assert_eq!((attempt.number(), state(&store, id)), (1, RequestState::Running));
    assert_eq!(store.engine_of(id).unwrap().as_deref(), Some("engine-1"));
    let mut spool = attempt.spool().unwrap();
    spool.reserve(1_000_000).unwrap();
    spool.write_all(b"the answer").unwrap();
    spool.rewind().unwrap();
    let mut answer = String::new();
    spool.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "the answer");

    attempt.end(&stored(&store), Some(b"{\"data\":[]}")).unwrap();
    drop(lock);
    assert_eq!(state(&store, id), RequestState::Stored);
    let entry = store.entry(id).unwrap();
    assert_eq!(fs::read(&entry.images[0].path).unwrap(), b"not really a png");
    assert_eq!(
        (entry.cost, entry.cost_kind),
        (Some(Money::from_micros(13_170)), CostKind::Paid)
    );
    assert_eq!((entry.attempts, entry.request_id.as_deref()), (1, Some("req_1")));
    assert_eq!(entry.echoed, [("size".to_owned(), "1024x1024".to_owned())]);
    assert!(!spool.path().exists(), "a stored answer needs no spool");
    assert_eq!(
        fs::read(house.record(id).join("answer-1.json")).unwrap(),
        b"{\"data\":[]}"
    );
    assert!(store.queued().unwrap().is_empty());
}

#[test]
fn every_end_is_what_the_history_says() {
    let house = house();
    let store = house.store();
    for state_of_end in [
        RequestState::Partial,
        RequestState::Refused,
        RequestState::NotSent,
        RequestState::Cancelled,
        RequestState::Unknown,
    ] {
        let id = queue(&store, "a fox");
        let mut attempt = store.begin(id, &sent(0)).unwrap();
        let spool = attempt.spool().unwrap().path().to_path_buf();
        attempt.end(&end(state_of_end), None).unwrap();
        assert_eq!(state(&store, id), state_of_end);
        let is_kept = matches!(state_of_end, RequestState::Partial | RequestState::Unknown);
        assert_eq!(spool.exists(), is_kept, "{state_of_end:?}");
    }
}

#[test]
fn a_retry_is_a_new_attempt_and_both_are_counted() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    let lost = AttemptEnd {
        cost: Some(CENT),
        failure: Some(Failure::new(FailureKind::Unknown, "time-out")),
        ..end(RequestState::Unknown)
    };
    store.begin(id, &sent(0)).unwrap().end(&lost, None).unwrap();
    assert_eq!(store.unsettled().unwrap(), [id]);
    store.begin(id, &sent(1)).unwrap().end(&stored(&store), None).unwrap();

    let entry = store.entry(id).unwrap();
    assert_eq!(
        (entry.state, entry.attempts, entry.failure),
        (RequestState::Stored, 2, None)
    );
    assert!(store.unsettled().unwrap().is_empty());
    let spent = store.spent(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(
        (spent.paid.micros(), spent.unknown, spent.unknown_count),
        (13_170, CENT, 1)
    );
}

#[test]
fn what_has_moved_on_is_not_sent_again() {
    let house = house();
    let store = house.store();
    let id = finished(&store, "a heron");
    assert!(matches!(store.begin(id, &sent(0)), Err(StoreError::Taken(taken)) if taken == id));
    assert_eq!(store.entry(id).unwrap().attempts, 1);

    let running = queue(&store, "a fox");
    let _lock = EngineLock::take(&house.places, "engine-1").unwrap();
    let _attempt = store.begin(running, &sent(0)).unwrap();
    assert!(matches!(store.begin(running, &sent(1)), Err(StoreError::Taken(_))));
}

#[test]
fn of_many_who_begin_at_once_one_does() {
    let house = house();
    let stores: Vec<Store> = (0..8).map(|_| house.store()).collect();
    for round in 0..20 {
        let id = queue(&stores[0], "a heron");
        let barrier = Barrier::new(stores.len());
        let begin = |store: &Store| {
            barrier.wait();
            store.begin(id, &sent(0)).is_ok()
        };
        let winners = std::thread::scope(|scope| {
            let threads: Vec<_> = stores.iter().map(|store| scope.spawn(|| begin(store))).collect();
            threads
                .into_iter()
                .map(|thread| u32::from(thread.join().unwrap()))
                .sum::<u32>()
        });
        assert_eq!(winners, 1, "round {round}");
    }
    for store in stores {
        assert_eq!(store.history(&newest(50)).unwrap().total, 20);
        assert_eq!(store.notices(), Vec::<String>::new());
    }
}

#[test]
fn a_dead_engine_leaves_an_unknown_that_recovery_ends() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    let lock = EngineLock::take(&house.places, "engine-1").unwrap();
    assert!(EngineLock::is_held(&house.places, "engine-1"));
    store.begin(id, &sent(0)).unwrap();
    assert!(store.recover(NOW).unwrap().is_empty(), "a living engine is not robbed");
    assert_eq!(state(&store, id), RequestState::Running);

    drop(lock);
    assert!(!EngineLock::is_held(&house.places, "engine-1"));
    assert_eq!(state(&store, id), RequestState::Unknown);
    assert_eq!(store.recover(NOW).unwrap(), [id]);
    assert!(store.recover(NOW).unwrap().is_empty(), "once is enough");
    let entry = store.entry(id).unwrap();
    assert_eq!((entry.cost, entry.cost_kind), (Some(CENT), CostKind::Unknown));
    assert_eq!(entry.failure.unwrap().kind, FailureKind::Unknown);
    assert_eq!(store.spent(Timestamp::UNIX_EPOCH).unwrap().unknown, CENT);
    assert_eq!(store.unsettled().unwrap(), [id]);
    store.mark(id, &Mark::Dismiss(true), NOW).unwrap();
    assert!(store.unsettled().unwrap().is_empty());
    store.mark(id, &Mark::Dismiss(false), NOW).unwrap();
    assert_eq!(store.unsettled().unwrap(), [id], "it was taken back");
    assert!(!store.entry(id).unwrap().marks.dismissed);
    store.mark(id, &Mark::Dismiss(true), NOW).unwrap();
    assert!(store.unsettled().unwrap().is_empty());
}

#[test]
fn an_answer_that_comes_after_its_recovery_is_not_lost() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    let attempt = store.begin(id, &sent(0)).unwrap();
    assert_eq!(store.recover(NOW).unwrap(), [id]);
    attempt.end(&stored(&store), None).unwrap();
    assert_eq!(state(&store, id), RequestState::Stored);
    assert_eq!(store.entry(id).unwrap().images.len(), 1);
}

#[test]
fn a_cancel_mark_stops_the_queued_and_the_running_but_not_a_later_retry() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    store.mark(id, &Mark::Cancel, NOW).unwrap();
    assert_eq!(state(&store, id), RequestState::Cancelled);
    assert!(store.queued().unwrap().is_empty());
    assert!(matches!(store.begin(id, &sent(0)), Err(StoreError::Cancelled(_))));

    let id = queue(&store, "a fox");
    let _lock = EngineLock::take(&house.places, "engine-1").unwrap();
    let attempt = store.begin(id, &sent(0)).unwrap();
    assert!(!store.has_cancel_mark(id).unwrap());
    store.mark(id, &Mark::Cancel, NOW).unwrap();
    assert!(store.has_cancel_mark(id).unwrap());
    attempt.end(&end(RequestState::Unknown), None).unwrap();
    store.begin(id, &sent(1)).unwrap();
    assert!(!store.has_cancel_mark(id).unwrap());
}

#[test]
fn inputs_are_copied_before_anything_is_sent() {
    let house = house();
    let store = house.store();
    let file = house.places.data.parent().unwrap().join("my heron.PNG");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, b"pixels").unwrap();
    let facts = ImageFacts {
        format: ImageFormat::Png,
        width: 64,
        height: 64,
        bytes: 6,
        alpha: false,
        turned: false,
    };
    let image = |path: PathBuf| Input {
        name: "my heron.PNG".to_owned(),
        ..Input::file(Role::Image, path, Some(facts))
    };
    let edit = |path: PathBuf| Draft {
        operation: Operation::Edit,
        images: vec![image(path)],
        ..draft("bluer")
    };
    let first = new(&edit(file.clone()));
    let id = first.id;
    let kept = store.enqueue(first).unwrap();
    fs::remove_file(&file).unwrap();

    let input = &kept.inputs()[0];
    assert!(
        input.path.starts_with(house.places.data.join("blobs")),
        "{}",
        input.path.display()
    );
    assert_eq!(fs::read(&input.path).unwrap(), b"pixels");
    assert_eq!(input.path.file_stem().unwrap().to_str(), input.sha256.as_deref());
    assert_eq!(
        (input.name.as_str(), input.path.extension().unwrap().to_str()),
        ("my heron.PNG", Some("png"))
    );
    assert_eq!(store.entry(id).unwrap().request, kept);
    let text = fs::read_to_string(house.record(id).join("request.json")).unwrap();
    assert!(
        text.contains("\"blobs/"),
        "records name pictures by relative paths: {text}"
    );

    let again = new(&edit(input.path.clone()));
    assert_eq!(store.enqueue(again).unwrap().inputs()[0].path, input.path);

    let missing = new(&edit(file));
    assert!(matches!(store.enqueue(missing), Err(StoreError::Input { .. })));
    let damaged = Input {
        sha256: Some("0".repeat(64)),
        ..image(input.path.clone())
    };
    let changed = new(&Draft {
        images: vec![damaged],
        ..edit(PathBuf::new())
    });
    assert!(matches!(store.enqueue(changed), Err(StoreError::Input { .. })));
}

#[test]
fn with_the_index_deleted_everything_is_back() {
    let house = house();
    let store = house.store();
    let ids: Vec<RequestId> = ["a heron", "a fox", "a kite"]
        .iter()
        .map(|prompt| finished(&store, prompt))
        .collect();
    store.mark(ids[0], &Mark::Star(true), NOW).unwrap();
    store.mark(ids[0], &Mark::Tag("birds".to_owned()), NOW).unwrap();
    store
        .mark(ids[0], &Mark::Note("for the cover".to_owned()), NOW)
        .unwrap();
    store.mark(ids[1], &Mark::Title("Reynard".to_owned()), NOW).unwrap();
    store.mark(ids[2], &Mark::Trash, NOW).unwrap();
    queue(&store, "still waiting");
    let before = store.history(&newest(50)).unwrap();
    assert_eq!((before.total, before.rows[1].prompt.as_str()), (3, "Reynard"));
    let spent = store.spent(Timestamp::UNIX_EPOCH).unwrap();

    for ending in ["", "-wal", "-shm"] {
        // The log is only there while the index is open.
        let _ = fs::remove_file(format!("{}{ending}", house.index().display()));
    }
    for store in [store, house.store()] {
        assert_eq!(store.history(&newest(50)).unwrap(), before);
        assert_eq!(store.spent(Timestamp::UNIX_EPOCH).unwrap(), spent);
        assert_eq!(found(&store, "cover"), ["a heron"]);
        let trash = HistoryQuery {
            trashed: true,
            ..newest(50)
        };
        assert_eq!(store.history(&trash).unwrap().rows[0].id, ids[2]);
        assert_eq!(store.rebuild_index().unwrap(), 4);
        assert_eq!(store.history(&newest(50)).unwrap(), before);
    }
}

#[test]
fn a_damaged_index_is_set_aside_and_made_again() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 4] = [
        ("text in it", |path| {
            fs::write(path, "this is no database, and it is long enough to be one".repeat(200)).unwrap();
        }),
        ("cut", |path| {
            fs::File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_len(5000)
                .unwrap();
        }),
        ("emptied", |path| fs::write(path, "").unwrap()),
        ("bytes flipped", |path| {
            let mut bytes = fs::read(path).unwrap();
            for byte in bytes.iter_mut().skip(4096).step_by(3) {
                *byte = !*byte;
            }
            fs::write(path, bytes).unwrap();
        }),
    ];
    for (name, harm) in harms {
        let house = house();
        let store = house.store();
        let ids: Vec<RequestId> = (0..20)
            .map(|number| queue(&store, &format!("heron {number}")))
            .collect();
        drop(store);
        harm(&house.index());

        let store = house.store();
        let page = store.history(&newest(50)).unwrap();
        assert_eq!(
            page.rows.iter().map(|row| row.id).rev().collect::<Vec<_>>(),
            ids,
            "{name}"
        );
        assert_eq!(found(&store, "heron 13"), ["heron 13"], "{name}");
        assert!(!store.notices().is_empty(), "{name} is told");
        let aside = files_below(&house.places.state);
        let kept = aside
            .iter()
            .any(|path| path.to_string_lossy().contains("index.corrupt-"));
        assert_eq!(kept, name != "emptied", "{name}: {aside:?}");
    }
}

#[test]
fn no_flipped_byte_of_the_index_keeps_the_store_from_working() {
    let house = house();
    queue_many(&house.store(), 30);
    let whole = fs::read(house.index()).unwrap();
    for offset in (0..100).step_by(9).chain((100..whole.len()).step_by(whole.len() / 40)) {
        let mut bytes = whole.clone();
        bytes[offset] = !bytes[offset];
        fs::write(house.index(), bytes).unwrap();
        let store = house.store();
        if store.read_only().is_some() {
            continue; // The flipped byte was in the version.
        }
        let work = || {
            let id = queue(&store, "a heron");
            store.history(&newest(50))?;
            store.history(&HistoryQuery {
                sought: Query::read("fox").unwrap(),
                ..newest(50)
            })?;
            store.spent(NOW)?;
            store.find("@")?;
            store.queued()?;
            store.mark(id, &Mark::Star(true), NOW)
        };
        work().unwrap_or_else(|error| panic!("byte {offset}: {error}"));
    }
}

#[test]
fn an_index_of_a_newer_version_is_only_read() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    drop(store);
    // The version is a number in the file's head.
    let mut bytes = fs::read(house.index()).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(house.index(), &bytes).unwrap();

    let store = house.store();
    assert_eq!(store.history(&newest(5)).unwrap().rows[0].id, id);
    assert!(store.read_only().unwrap().contains("newer version"));
    assert!(matches!(
        store.enqueue(new(&draft("a fox"))),
        Err(StoreError::ReadOnly(_))
    ));
    assert!(matches!(
        store.mark(id, &Mark::Trash, NOW),
        Err(StoreError::ReadOnly(_))
    ));
    drop(store);
    assert_eq!(fs::read(house.index()).unwrap()[60..64], 99_u32.to_be_bytes());
}

#[test]
fn a_damaged_record_is_flagged_while_the_others_load() {
    let house = house();
    let store = house.store();
    let good = finished(&store, "a heron");
    let bad = finished(&store, "a fox");
    let half = finished(&store, "a kite");
    fs::write(house.record(bad).join("request.json"), "{\"v\":1,").unwrap();
    fs::write(house.record(half).join("attempt-1.json"), "").unwrap();
    fs::write(&store.entry(good).unwrap().images[0].path, "other bytes").unwrap();

    assert_eq!(store.rebuild_index().unwrap(), 3);
    let rows = store.history(&newest(50)).unwrap().rows;
    let of = |id: RequestId| rows.iter().find(|row| row.id == id).unwrap();
    assert!(of(bad).prompt.starts_with("damaged record"), "{}", of(bad).prompt);
    assert_eq!(
        (of(good).state, of(half).state),
        (RequestState::Stored, RequestState::Unknown)
    );
    assert!(matches!(store.entry(bad), Err(StoreError::Damaged { .. })));
    assert!(
        store
            .entry(half)
            .unwrap()
            .failure
            .unwrap()
            .message
            .contains("attempt-1.json is damaged")
    );
    assert!(
        store.queued().unwrap().is_empty(),
        "damage never makes a request safe to send"
    );

    let report = store.check().unwrap();
    assert_eq!((report.records, report.blobs), (3, 1));
    let names: Vec<_> = report
        .damaged
        .iter()
        .map(|damage| damage.path.extension().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, ["png", "json", "json"], "{:?}", report.damaged);
}

#[test]
fn a_sound_store_passes_its_check_and_a_missing_picture_does_not() {
    let house = house();
    let store = house.store();
    let id = finished(&store, "a heron");
    let report = store.check().unwrap();
    assert_eq!(
        (report.records, report.blobs, report.damaged.len()),
        (1, 1, 0),
        "{:?}",
        report.damaged
    );
    fs::remove_file(&store.entry(id).unwrap().images[0].path).unwrap();
    assert_eq!(store.check().unwrap().damaged[0].reason, "it is missing");
}

#[test]
fn two_stores_on_one_folder_see_each_other() {
    let house = house();
    let (one, other) = (house.store(), house.store());
    let before = other.changes().unwrap();
    let id = queue(&one, "a heron");
    assert_ne!(other.changes().unwrap(), before);
    assert_eq!(other.history(&newest(5)).unwrap().rows[0].id, id);
    let unchanged = other.changes().unwrap();
    assert_eq!(other.changes().unwrap(), unchanged);
    other.mark(id, &Mark::Star(true), NOW).unwrap();
    assert!(one.history(&newest(5)).unwrap().rows[0].starred);

    std::thread::scope(|scope| {
        for store in [&one, &other] {
            scope.spawn(|| queue_many(store, 20));
        }
    });
    assert_eq!(one.history(&newest(5)).unwrap().total, 41);
    assert!(one.notices().is_empty() && other.notices().is_empty());
}

#[test]
fn a_record_that_the_index_missed_is_found_by_recovery() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    let copy = RequestId::from_uuid(Uuid::now_v7());
    let target = house.record(id).with_file_name(copy.to_string());
    fs::create_dir(&target).unwrap();
    let text = fs::read_to_string(house.record(id).join("request.json")).unwrap();
    fs::write(
        target.join("request.json"),
        text.replace(&id.to_string(), &copy.to_string()),
    )
    .unwrap();
    store.recover(NOW).unwrap();
    assert_eq!(store.queued().unwrap(), [id, copy]);
}

#[test]
fn whoever_leaves_waits_for_no_index_and_nothing_is_lost() {
    let house = house();
    queue_many(&house.store(), 3);
    fs::remove_file(house.index()).unwrap();
    let opener = Opener::default();
    let store = Store::open_until(&house.places, opener.clone()).unwrap();
    opener.leave();

    let refused = store.history(&newest(5));
    assert!(matches!(refused, Err(StoreError::Index(_))), "{refused:?}");
    let last = queue(&store, "sent in the last moment");
    store.mark(last, &Mark::Star(true), NOW).unwrap();
    assert_eq!(store.entry(last).unwrap().request.prompt(), "sent in the last moment");

    let page = house.store().history(&newest(5)).unwrap();
    assert_eq!((page.total, page.rows[0].id, page.rows[0].starred), (4, last, true));
}

#[test]
fn whoever_opens_hears_how_far_a_new_index_is() {
    let house = house();
    queue_many(&house.store(), 3);
    fs::remove_file(house.index()).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    let opener = Opener::hearing(std::time::Duration::ZERO, move |indexing| tell.send(indexing).unwrap());
    let store = Store::open_until(&house.places, opener).unwrap();
    assert_eq!(store.history(&newest(5)).unwrap().total, 3);
    let far = |listed| Some(Indexing { listed, all: 3 });
    let heard: Vec<_> = told.try_iter().collect();
    assert_eq!(heard, [far(0), far(1), far(2), far(3), None]);
    assert_eq!(store.history(&newest(5)).unwrap().total, 3);
    assert_eq!(told.try_iter().count(), 0, "it is there");

    fs::remove_file(house.index()).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    let opener = Opener::hearing(std::time::Duration::from_hours(1), move |indexing| {
        tell.send(indexing).unwrap();
    });
    let store = Store::open_until(&house.places, opener).unwrap();
    assert_eq!(store.history(&newest(5)).unwrap().total, 3);
    assert_eq!(told.try_iter().count(), 0, "what is soon done is not worth a word");
}

#[test]
fn whoever_leaves_does_not_wait_for_another_program_that_makes_the_index() {
    let house = house();
    queue_many(&house.store(), 3);
    fs::remove_file(house.index()).unwrap();
    let other = rusqlite::Connection::open(house.index()).unwrap();
    other
        .execute_batch("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE")
        .unwrap();
    let opener = Opener::default();
    let store = Store::open_until(&house.places, opener.clone()).unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    let waits = std::thread::spawn(move || tell.send(store.history(&newest(5)).is_err()));
    opener.leave();
    // The other one is waited for two minutes.
    assert_eq!(told.recv_timeout(std::time::Duration::from_secs(30)), Ok(true));
    waits.join().unwrap().unwrap();
}

#[test]
fn what_could_not_be_listed_is_listed_at_the_next_start() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    let mark = format!("mark-{}.json", Uuid::now_v7());
    let star = "{\"v\":1,\"at\":\"2026-11-20T00:00:00Z\",\"kind\":\"star\",\"value\":true}";
    fs::write(house.record(id).join(mark), star).unwrap();
    let note = house.places.state.join("missed").join(id.to_string());
    fs::create_dir(note.parent().unwrap()).unwrap();
    fs::write(&note, "").unwrap();
    drop(store);
    assert!(house.store().history(&newest(5)).unwrap().rows[0].starred);
    assert!(!note.exists());
}

#[test]
fn unknown_fields_and_kinds_are_no_damage() {
    let house = house();
    let store = house.store();
    let id = finished(&store, "a heron");
    let file = house.record(id).join("attempt-1.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen('{', "{\"of_tomorrow\": [1],", 1)).unwrap();
    let mark = format!("mark-{}.json", Uuid::now_v7());
    fs::write(
        house.record(id).join(mark),
        "{\"v\":2,\"at\":\"2026-11-20T00:00:00Z\",\"kind\":\"gild\"}",
    )
    .unwrap();
    assert_eq!(store.entry(id).unwrap().state, RequestState::Stored);
    assert!(store.check().unwrap().damaged.is_empty());
}

#[test]
fn everything_is_for_the_owner_only() {
    let house = house();
    let store = house.store();
    let id = finished(&store, "a heron");
    store.mark(id, &Mark::Star(true), NOW).unwrap();
    let _lock = EngineLock::take(&house.places, "engine-1").unwrap();
    let other = queue(&store, "a fox");
    let _spool = store.begin(other, &sent(0)).unwrap().spool().unwrap();
    write_draft(&house.places, &draft("half a thought")).unwrap();
    let page = store.history(&newest(5)).unwrap();
    write_last_rows(&house.places, &LastSeen { page, unknown: 0 }).unwrap();
    let files = [files_below(&house.places.data), files_below(&house.places.state)].concat();
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700, "{}", file.display());
    }
}

#[test]
fn the_last_rows_come_back_or_not_at_all() {
    let house = house();
    assert_eq!(read_last_rows(&house.places), Some(LastSeen::default()));
    let store = house.store();
    assert_eq!(read_last_rows(&house.places), Some(LastSeen::default()));
    finished(&store, "a heron 🪶");
    assert_eq!(read_last_rows(&house.places), None);
    let page = store.history(&newest(50)).unwrap();
    let seen = LastSeen { page, unknown: 2 };
    write_last_rows(&house.places, &seen).unwrap();
    assert_eq!(read_last_rows(&house.places), Some(seen));
    write_last_rows(&house.places, &LastSeen::default()).unwrap();
    assert_eq!(read_last_rows(&house.places), Some(LastSeen::default()));
    fs::write(house.places.state.join("last-rows"), b"pochade of another age").unwrap();
    assert_eq!(read_last_rows(&house.places), None);
}

#[test]
fn a_form_is_kept() {
    let house = house();
    assert_eq!(read_draft(&house.places), None);
    write_draft(&house.places, &draft("first")).unwrap();
    write_draft(&house.places, &draft("second")).unwrap();
    assert_eq!(read_draft(&house.places), Some(draft("second")));
}

#[test]
fn pages_of_a_thousand_rows_meet_without_gap_or_repeat() {
    let house = house();
    let store = house.store();
    let first = queue(&store, "heron 0");
    let month = house.record(first).parent().unwrap().to_path_buf();
    let text = fs::read_to_string(house.record(first).join("request.json")).unwrap();
    let mut ids = vec![first];
    for _ in 1..1000 {
        let id = RequestId::from_uuid(Uuid::now_v7());
        fs::create_dir(month.join(id.to_string())).unwrap();
        let copy = text.replace(&first.to_string(), &id.to_string());
        fs::write(month.join(id.to_string()).join("request.json"), copy).unwrap();
        ids.push(id);
    }
    assert_eq!(store.rebuild_index().unwrap(), 1000);
    assert_eq!(store.queued().unwrap(), ids);

    let mut seen = Vec::new();
    for words in ["", "heron"] {
        let mut query = HistoryQuery {
            sought: Query::read(words).unwrap(),
            ..newest(64)
        };
        seen.clear();
        loop {
            let page = store.history(&query).unwrap();
            assert_eq!(page.total, 1000);
            let Some(last) = page.rows.last() else { break };
            query.before = Some(last.id);
            seen.extend(page.rows.iter().map(|row| row.id));
        }
        assert_eq!(seen.iter().rev().copied().collect::<Vec<_>>(), ids, "words '{words}'");
    }
    for id in &ids[..3] {
        store.mark(*id, &Mark::Trash, NOW).unwrap();
    }
    assert_eq!(store.history(&newest(1)).unwrap().total, 997);
    store.mark(ids[0], &Mark::Restore, NOW).unwrap();
    let query = HistoryQuery {
        sought: Query::read("heron").unwrap(),
        ..newest(1)
    };
    assert_eq!(store.tally(&query).unwrap().count, 998);
    assert_eq!(store.history(&newest(1)).unwrap().total, 998);
}

#[test]
fn requests_that_come_out_of_order_are_listed_in_order() {
    let house = house();
    let store = house.store();
    let ids: Vec<RequestId> = (0..24).map(|_| RequestId::from_uuid(Uuid::now_v7())).collect();
    for at in [4, 23].into_iter().chain((5..23).rev()).chain((0..4).rev()) {
        let late = NewRequest {
            id: ids[at],
            ..new(&draft("a heron"))
        };
        store.enqueue(late).unwrap();
    }
    let listed = |words: &str| {
        let query = HistoryQuery {
            sought: Query::read(words).unwrap(),
            ..newest(50)
        };
        let page = store.history(&query).unwrap();
        page.rows.iter().rev().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(""), ids);
    assert_eq!(listed("heron"), ids);
    let before = HistoryQuery {
        before: Some(ids[3]),
        ..newest(50)
    };
    assert_eq!(store.history(&before).unwrap().rows.len(), 3);
}

#[test]
fn words_are_found_as_they_are_written() {
    let house = house();
    let store = house.store();
    for prompt in [
        "a red Heron at 50% light",
        "the \"quoted\" fox's den_1",
        "ÜBER den Wolken, 漢字の鳥",
        "x",
    ] {
        queue(&store, prompt);
    }
    let (heron, fox, clouds, x) = (
        "a red Heron at 50% light",
        "the \"quoted\" fox's den_1",
        "ÜBER den Wolken, 漢字の鳥",
        "x",
    );
    for (words, expected) in [
        ("heron", vec![heron]),
        ("HERON  red", vec![heron]),
        ("ero", vec![heron]),
        ("heron fox", vec![]),
        ("50%", vec![heron]),
        ("0%", vec![heron]),
        ("den", vec![clouds, fox]),
        ("den_", vec![fox]),
        ("\"quoted\"", vec![fox]),
        ("\"", vec![x, clouds, fox, heron]),
        ("d\"", vec![fox]),
        ("-fox -x", vec![clouds, heron]),
        ("fox's", vec![fox]),
        ("über", vec![clouds]),
        ("ü", vec![clouds]),
        ("漢字", vec![clouds]),
        ("字の鳥", vec![clouds]),
        ("x", vec![x, fox]),
        ("de wolk", vec![clouds]),
        ("* OR NOT", vec![]),
        ("%", vec![heron]),
    ] {
        assert_eq!(found(&store, words), expected, "'{words}'");
    }
}

#[test]
fn marks_add_up_and_the_last_of_a_kind_wins() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    for mark in [
        Mark::Tag("b".to_owned()),
        Mark::Tag("a".to_owned()),
        Mark::Tag("b".to_owned()),
        Mark::Tag("gone".to_owned()),
        Mark::Untag("gone".to_owned()),
        Mark::Star(true),
        Mark::Star(false),
        Mark::Title("one".to_owned()),
        Mark::Title("two".to_owned()),
        Mark::Note("words".to_owned()),
        Mark::Note(String::new()),
        Mark::Trash,
    ] {
        store.mark(id, &mark, NOW).unwrap();
    }
    let marks = store.entry(id).unwrap().marks;
    assert_eq!(marks.tags, ["a", "b"]);
    assert_eq!((marks.starred, marks.trashed, marks.note), (false, true, None));
    assert_eq!(marks.title.as_deref(), Some("two"));
    assert!(
        found(&store, "two").is_empty(),
        "what is in the trash is not in the history"
    );
    let missing = store.mark(RequestId::from_uuid(Uuid::now_v7()), &Mark::Trash, NOW);
    assert!(matches!(missing, Err(StoreError::NoSuch(_))));
}

#[test]
fn requests_are_found_by_parts_of_their_names() {
    let house = house();
    let store = house.store();
    let ids: Vec<RequestId> = (0..3).map(|_| queue(&store, "a heron")).collect();
    let whole = ids[1].to_string();
    for name in [
        whole.clone(),
        whole.replace('-', ""),
        ids[1].short(),
        ids[1].short().to_uppercase(),
        ids[1].short()[..6].to_owned(),
        "@~1".to_owned(),
    ] {
        assert_eq!(store.find(&name).unwrap(), ids[1], "{name}");
    }
    assert_eq!(store.find("@").unwrap(), ids[2]);
    assert_eq!(store.find("@~2").unwrap(), ids[0]);
    let common = &whole[..8];
    let error = store.find(common).unwrap_err();
    let StoreError::Ambiguous {
        matches: 3, candidates, ..
    } = error
    else {
        panic!("{error}");
    };
    let newest: Vec<_> = candidates.iter().map(|row| row.id).collect();
    assert_eq!(newest, [ids[2], ids[1], ids[0]]);
    for name in ["", "@~3", "@x", "heron", "ffffffff", "'; DROP TABLE requests"] {
        assert!(matches!(store.find(name), Err(StoreError::NoSuch(_))), "{name}");
    }
}

#[test]
fn money_is_summed_by_how_sure_it_is() {
    let house = house();
    let store = house.store();
    let lock = EngineLock::take(&house.places, "engine-1").unwrap();
    finished(&store, "paid");
    let running = queue(&store, "running");
    let _attempt = store.begin(running, &sent(0)).unwrap();
    queue(&store, "only queued");
    let free = NewRequest {
        billed: false,
        ..new(&draft("free"))
    };
    let free_id = free.id;
    store.enqueue(free).unwrap();
    let none = AttemptEnd {
        cost_kind: CostKind::None,
        ..stored(&store)
    };
    store.begin(free_id, &sent(0)).unwrap().end(&none, None).unwrap();

    let spent = store.spent(NOW).unwrap();
    assert_eq!(
        (spent.paid.micros(), spent.running, spent.estimated, spent.unknown),
        (13_170, CENT, Money::ZERO, Money::ZERO)
    );
    assert_eq!(
        store.spent(NOW + jiff::SignedDuration::from_secs(1)).unwrap().total(),
        Money::ZERO
    );
    for (group, key) in [
        (SpendBy::Model, "gpt-image-1"),
        (SpendBy::Profile, "work"),
        (SpendBy::Day, "2026-11-18"),
        (SpendBy::Week, "2026-11-16"),
    ] {
        let rows = store.spend_by(group, Timestamp::UNIX_EPOCH, 3600).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].label.as_str(), rows[0].requests, rows[0].spent.total()),
            (key, 2, spent.total())
        );
        assert_eq!((rows[0].pictures, rows[0].kept), (1, 0));
    }
    drop(lock);
}

#[test]
fn what_came_counts_on_the_day_on_which_it_was_paid() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    let tomorrow = Sent {
        at: NOW + jiff::SignedDuration::from_hours(24),
        ..sent(0)
    };
    let attempt = store.begin(id, &tomorrow).unwrap();
    attempt.end(&stored(&store), Some(b"{}")).unwrap();
    store.mark(id, &Mark::Star(true), NOW).unwrap();
    let check = |since: Timestamp| {
        let rows = store.spend_by(SpendBy::Day, since, 3600).unwrap();
        assert_eq!(rows.len(), 1, "{rows:?}");
        assert_eq!((rows[0].label.as_str(), rows[0].requests), ("2026-11-19", 1));
        assert_eq!((rows[0].pictures, rows[0].kept), (1, 1));
    };
    check(Timestamp::UNIX_EPOCH);
    // It was queued before that.
    check(tomorrow.at);
}

#[test]
fn two_engines_cannot_overspend_together() {
    let house = house();
    let (one, other) = (house.store(), house.store());
    let lock = EngineLock::take(&house.places, "engine-1").unwrap();
    let _other_lock = EngineLock::take(&house.places, "engine-2").unwrap();
    let (first, second) = (queue(&one, "a heron"), queue(&other, "a fox"));
    let limit = [Limit {
        since: NOW,
        cap: Money::from_micros(15_000),
    }];
    one.reserve(first, "engine-1", NOW, &limit).unwrap();
    one.reserve(first, "engine-1", NOW, &limit).unwrap();
    let over = other.reserve(second, "engine-2", NOW, &limit).unwrap_err();
    assert!(
        matches!(over, StoreError::OverCap { spent, asked, .. } if spent == CENT && asked == CENT),
        "{over}"
    );
    assert_eq!(Failure::from(over).kind, FailureKind::Cap);

    let attempt = one.begin(first, &sent(0)).unwrap();
    assert_eq!(
        one.spent(NOW).unwrap().running,
        CENT,
        "a reservation becomes the attempt"
    );
    attempt.end(&end(RequestState::NotSent), None).unwrap();
    other.reserve(second, "engine-2", NOW, &limit).unwrap();
    other.release(second, "engine-2").unwrap();
    one.reserve(first, "engine-1", NOW, &limit).unwrap();
    drop(lock);
    other.reserve(second, "engine-2", NOW, &limit).unwrap();
}

#[test]
fn a_picture_lies_under_its_hash_and_a_dropped_one_leaves_nothing() {
    let house = house();
    let store = house.store();
    let one = picture(&store, b"abc");
    assert_eq!(
        one.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert!(one.path.ends_with(format!("blobs/ba/{}.png", one.sha256)));
    assert_eq!(picture(&store, b"abc"), one);
    let mut dropped = store.blob().unwrap();
    dropped.write_all(b"half a pict").unwrap();
    drop(dropped);
    assert_eq!(files_below(&house.places.data.join("blobs")), [one.path]);
}

#[test]
fn a_copy_never_overwrites() {
    let house = house();
    let store = house.store();
    let image = picture(&store, b"abc");
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..3)
        .map(|_| copy_out(&image.path, folder.path(), Path::new("../heron.png")).unwrap())
        .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
        .collect();
    assert_eq!(names, ["heron.png", "heron-2.png", "heron-3.png"]);
    let taken = folder.path().join("heron.png");
    fs::write(&taken, "mine").unwrap();
    assert!(matches!(copy_out(&image.path, &taken, Path::new("")), Err(StoreError::Exists(path)) if path == taken));
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
    let fresh = folder.path().join("new.png");
    copy_out(&image.path, &fresh, Path::new("")).unwrap();
    assert_eq!(fs::read(fresh).unwrap(), b"abc");
}

#[test]
fn where_the_index_cannot_be_written_the_history_still_opens() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a heron");
    drop(store);
    fs::remove_file(house.index()).unwrap();
    // A directory in its place keeps any file from being there.
    fs::create_dir(house.index()).unwrap();
    let store = house.store();
    assert_eq!(store.history(&newest(5)).unwrap().rows[0].id, id);
    assert!(store.notices()[0].contains("cannot be opened"));
}

/// A stored request with a picture of these bytes.
fn stored_from(store: &Store, draft: &Draft, bytes: &[u8]) -> RequestId {
    let new = new(draft);
    let id = new.id;
    store.enqueue(new).unwrap();
    let attempt = store.begin(id, &sent(0)).unwrap();
    let end = AttemptEnd {
        images: vec![picture(store, bytes)],
        ..end(RequestState::Stored)
    };
    attempt.end(&end, Some(b"{\"created\":1}")).unwrap();
    id
}

fn edit_of(store: &Store, parent: RequestId, prompt: &str) -> Draft {
    let image = store.entry(parent).unwrap().images[0].clone();
    let facts = ImageFacts {
        format: ImageFormat::Png,
        width: 64,
        height: 64,
        bytes: image.bytes,
        alpha: false,
        turned: false,
    };
    Draft {
        operation: Operation::Edit,
        images: vec![Input::file(Role::Image, image.path, Some(facts))],
        parent: Some(pochade::domain::Parent { id: parent, index: 0 }),
        ..draft(prompt)
    }
}

#[test]
fn the_oldest_page_is_found_from_below_and_so_is_the_next_one_up() {
    let house = house();
    let store = house.store();
    let ids: Vec<_> = (0..7)
        .map(|number| queue(&store, &format!("picture {number}")))
        .collect();
    store.mark(ids[1], &Mark::Trash, NOW).unwrap();
    let page = |after| {
        let query = HistoryQuery {
            after,
            oldest: true,
            limit: 3,
            ..HistoryQuery::default()
        };
        let rows = store.history(&query).unwrap().rows;
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(page(None), [ids[3], ids[2], ids[0]]);
    assert_eq!(page(Some(ids[3])), [ids[6], ids[5], ids[4]]);
    assert_eq!(page(Some(ids[1])), [ids[4], ids[3], ids[2]], "above one in the trash");
    assert_eq!(page(Some(ids[5])), [ids[6]]);
    assert_eq!(page(Some(ids[6])), []);
}

#[test]
fn a_family_is_found_from_any_of_its_requests() {
    let house = house();
    let store = house.store();
    let root = stored_from(&store, &draft("a fox"), b"one");
    let blue = stored_from(&store, &edit_of(&store, root, "make it blue"), b"two");
    let red = stored_from(&store, &edit_of(&store, root, "make it red"), b"three");
    let night = stored_from(&store, &edit_of(&store, blue, "at night"), b"four");
    queue(&store, "a stranger");
    for id in [root, blue, red, night] {
        let family = store.family(id).unwrap();
        let told: Vec<_> = family
            .branches
            .iter()
            .map(|branch| (branch.row.id, branch.depth))
            .collect();
        assert_eq!(told, [(root, 0), (blue, 1), (night, 2), (red, 1)]);
        assert!(!family.more);
    }
    assert_eq!([root, blue, red].map(|id| store.made_from(id).unwrap()), [2, 1, 0]);
    store.purge(root, NOW).unwrap();
    let family = store.family(night).unwrap();
    let told: Vec<_> = family.branches.iter().map(|branch| branch.row.id).collect();
    assert_eq!(told, [blue, night], "what is left of a family whose root is gone");
}

#[test]
fn an_edit_of_two_pictures_is_a_child_of_both() {
    let house = house();
    let store = house.store();
    let fox = stored_from(&store, &draft("a fox"), b"one");
    let kite = stored_from(&store, &draft("a kite"), b"two");
    let image = edit_of(&store, kite, "").images.remove(0);
    let mut both = edit_of(&store, fox, "the fox has the kite");
    both.images.push(image.clone());
    let both = stored_from(&store, &both, b"three");
    let mut again = store.entry(both).unwrap().request.to_draft();
    again.parent = Some(pochade::domain::Parent { id: both, index: 0 });
    let again = stored_from(&store, &again, b"four");
    // Nobody says whose picture this is, and it is known.
    let alone = Draft {
        parent: None,
        images: vec![image],
        ..edit_of(&store, kite, "at night")
    };
    let alone = stored_from(&store, &alone, b"five");
    assert_eq!(
        store.entry(alone).unwrap().request.parent().map(|parent| parent.id),
        Some(kite)
    );
    let check = || {
        let parents = |id| -> Vec<_> { store.parents(id).unwrap().iter().map(|parent| parent.id).collect() };
        assert_eq!((parents(both), parents(again)), (vec![fox, kite], vec![both]));
        assert_eq!((parents(alone), parents(fox)), (vec![kite], vec![]));
        for id in [both, again] {
            let family = store.family(id).unwrap();
            let told: Vec<_> = family
                .branches
                .iter()
                .map(|it| (it.row.id, it.depth, it.again))
                .collect();
            assert_eq!(
                told,
                [
                    (fox, 0, false),
                    (both, 1, false),
                    (again, 2, false),
                    (kite, 0, false),
                    (both, 1, true),
                    (alone, 1, false)
                ]
            );
        }
        let family = store.family(kite).unwrap();
        let told: Vec<_> = family.children(kite).map(|row| row.id).collect();
        assert_eq!(told, [both, alone]);
    };
    check();
    store.rebuild_index().unwrap();
    check();
    store.purge(kite, NOW).unwrap();
    let parents: Vec<_> = store.parents(both).unwrap().iter().map(|parent| parent.id).collect();
    assert_eq!(parents, [fox]);
}

#[test]
fn nothing_of_a_purged_prompt_stays_in_what_the_index_knows_of_words() {
    let house = house();
    let store = house.store();
    queue(&store, "a fox");
    let secret = queue(&store, "the lighthouse keeper's name");
    let index = rusqlite::Connection::open(house.index()).unwrap();
    let runs = || -> i64 {
        index
            .query_row("SELECT count(*) FROM fours", [], |row| row.get(0))
            .unwrap()
    };
    assert!(runs() > 10);
    assert_eq!(found(&store, "lighthouse"), ["the lighthouse keeper's name"]);
    store.purge(secret, NOW).unwrap();
    store.sweep(NOW).unwrap();
    assert_eq!(runs(), 2, "those of 'a fox'");
    assert_eq!(found(&store, "a fox"), ["a fox"]);
}

#[test]
fn what_a_program_listed_that_knows_less_of_words_is_found() {
    let house = house();
    let store = house.store();
    queue(&store, "a fox");
    assert_eq!(found(&store, "golden hour"), [""; 0]);
    let older = rusqlite::Connection::open(house.index()).unwrap();
    older
        .execute("UPDATE searched SET text = 'a fox in the golden hour'", [])
        .unwrap();
    assert_eq!(found(&store, "golden hour"), ["a fox"]);
}

#[test]
fn a_chain_passes_over_what_was_only_run_again() {
    let house = house();
    let store = house.store();
    let root = stored_from(&store, &draft("a fox"), b"one");
    let blue = stored_from(&store, &edit_of(&store, root, "make it blue"), b"two");
    let mut again = store.entry(blue).unwrap().request.to_draft();
    again.parent = Some(pochade::domain::Parent { id: blue, index: 0 });
    let again = stored_from(&store, &again, b"five");
    let night = stored_from(&store, &edit_of(&store, again, "at night"), b"four");
    let chain = |id| {
        let steps = store.chain(id).unwrap();
        steps.iter().map(|step| step.id).collect::<Vec<_>>()
    };
    assert_eq!(chain(night), [root, again, night]);
    assert_eq!(chain(root), [root]);
}

#[test]
fn what_turns_marks_back_is_told_when_they_are_put() {
    let house = house();
    let store = house.store();
    let id = queue(&store, "a fox");
    store.mark(id, &Mark::Tag("animal".to_owned()), NOW).unwrap();
    let marks = [
        Mark::Tag("animal".to_owned()),
        Mark::Tag("snow".to_owned()),
        Mark::Title("Fox".to_owned()),
    ]
    .map(|mark| (id, mark));
    let back = store.put(&marks, NOW).unwrap();
    assert_eq!(
        back,
        [(id, Mark::Title(String::new())), (id, Mark::Untag("snow".to_owned()))]
    );
    let again = store.put(&back, NOW).unwrap();
    assert_eq!(store.entry(id).unwrap().marks.tags, ["animal"]);
    assert_eq!(again.len(), 2, "and the way on as well");
    assert_eq!(store.tags().unwrap(), ["animal"]);
}

#[test]
fn prompts_files_and_weights_are_read_from_the_records() {
    let house = house();
    let store = house.store();
    let fox = stored_from(&store, &draft("a fox"), b"one");
    queue(&store, "a heron");
    queue(&store, "a fox");
    assert_eq!(store.prompts().unwrap(), ["a fox", "a heron"]);
    let names: Vec<_> = store.raw(fox).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["request", "attempt-1", "attempt-1.sent", "answer-1"]);
    assert_eq!(store.weight(&[fox, fox]).unwrap(), (3, 0), "each picture once");
    let heron = queue(&store, "a heron");
    store.mark(fox, &Mark::Note("the good one".to_owned()), NOW).unwrap();
    assert_eq!(store.notes(&[heron, fox]).unwrap(), ["the good one"]);
    let last = store.last_of_model("gpt-image-1").unwrap().unwrap();
    assert_eq!(last.prompt(), "a fox");
    assert_eq!(store.last_of_model("gpt-image-2").unwrap(), None);
}

#[test]
fn registers_are_kept_for_oneself_and_a_damaged_file_is_not_written_over() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = house();
    let store = house.store();
    assert!(store.registers().unwrap().is_empty());

    store.keep_in_register('a', "a fox", false).unwrap();
    store.keep_in_register('b', "“fog”\nand rain", false).unwrap();
    let held = store.keep_in_register('a', "in snow", true).unwrap();

    assert_eq!(held[&'a'], "a fox\nin snow");
    assert_eq!(
        house.store().registers().unwrap(),
        held,
        "another window reads the same"
    );
    assert_eq!(store.keep_in_register('a', "a newt", false).unwrap()[&'a'], "a newt");
    let path = house.places.state.join("registers.json");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

    std::fs::write(&path, "{\"v\":1,\"registers\":").unwrap();
    assert!(matches!(
        store.keep_in_register('a', "a kite", false),
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"v\":1,\"registers\":");
}

#[test]
fn the_order_of_what_waits_is_there_at_the_next_start() {
    let house = house();
    let store = house.store();
    let ids: Vec<RequestId> = (0..3).map(|_| queue(&store, "a heron")).collect();
    assert!(store.unfinished(None).unwrap().order.is_empty());
    let order = [ids[2], ids[0], ids[1]];

    pochade::store::write_queue_order(&house.places, &order).unwrap();

    assert_eq!(house.store().unfinished(None).unwrap().order, order);
}
