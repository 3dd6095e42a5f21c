//! What lies on disk is damaged, replaced, newer or half upgraded: what is whole loads, what is not is told.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{lchown, symlink},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use jiff::Timestamp;
use pochade::{
    domain::{HistoryQuery, RequestState},
    store::{EngineLock, Sent, Store, StoreError, copy_out},
};

use crate::{
    fake_api::{Act, FakeApi, json},
    grades::{Grade, Need, can_run, is_root, say},
    scene::{Engine, Home, POCHADE, body, enqueue, finished, ready_server},
};

/// A home in which so many pictures were made, and its server.
fn lived_in(pictures: u32) -> (Home, FakeApi) {
    let (home, server) = (Home::new(), ready_server());
    home.use_server(&server);
    let engine = Engine::start(&home, &server);
    for number in 0..pictures {
        assert_eq!(
            engine.sends(&home, &format!("picture {number}")).state,
            RequestState::Stored
        );
    }
    drop(engine);
    home.is_quiet();
    (home, server)
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn prompts(home: &Home) -> Vec<String> {
    let history = home.history();
    let mut prompts: Vec<_> = history
        .iter()
        .map(|entry| entry["prompt"].as_str().unwrap().to_owned())
        .collect();
    prompts.sort();
    prompts
}

#[test]
fn a_lost_log_of_the_index_loses_no_request() {
    let (home, _server) = lived_in(2);
    // The log is merged when the last one leaves, so this one stays.
    let store = home.store();
    for number in 0..6 {
        enqueue(&store, &format!("later {number}"));
    }
    let other = Home::new();
    let status = std::process::Command::new("cp")
        .arg("-a")
        .args([home.path("data"), home.path("state")])
        .arg(other.path(""))
        .status();
    assert!(status.unwrap().success());
    let log = other.path("state/index.sqlite-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0, "there was something to lose");
    fs::remove_file(log).unwrap();
    fs::remove_file(other.path("state/index.sqlite-shm")).unwrap();
    assert_eq!(prompts(&other), prompts(&home));
    let again = other.run(&["check", "--json"]);
    assert_eq!(again.code, 0, "{again:?}");
}

#[test]
fn a_damaged_picture_is_told_and_never_fetched_again() {
    type Harm = fn(&Path);
    let harms: [(&str, Harm); 4] = [
        ("deleted", |path| fs::remove_file(path).unwrap()),
        ("cut", |path| {
            fs::File::options().write(true).open(path).unwrap().set_len(20).unwrap();
        }),
        ("emptied", |path| fs::write(path, "").unwrap()),
        ("flipped", |path| {
            let mut bytes = fs::read(path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path, bytes).unwrap();
        }),
    ];
    let (home, server) = lived_in(2);
    for (name, harm) in harms {
        let path = PathBuf::from(home.history()[0]["images"][0]["path"].as_str().unwrap());
        let whole = fs::read(&path).unwrap();
        harm(&path);
        let check = home.run(&["check", "--json"]);
        assert_eq!(check.code, 8, "{name}: {check:?}");
        let damaged = check.json()[0]["damaged"].clone();
        assert_eq!(damaged.as_array().unwrap().len(), 1, "{name}: {damaged}");
        assert_eq!(damaged[0]["path"], path.display().to_string().as_str(), "{name}");
        assert_eq!(prompts(&home).len(), 2, "{name}: the list still loads");
        // Whatever it says, it says it without a panic and without a request.
        let shown = home.run(&["show", "@"]);
        assert!(shown.code != 101, "{name}: {shown:?}");
        fs::write(&path, whole).unwrap();
        assert_eq!(server.heard().len(), 2, "{name}");
    }
}

#[test]
fn no_damage_of_a_record_hides_another_or_makes_it_safe_to_send() {
    let (home, server) = lived_in(3);
    let mut records: Vec<PathBuf> = files_below(&home.path("data/records"));
    // Nothing is made of a raw answer but a look at it.
    records.retain(|path| !path.ends_with("answer-1.json"));
    let mut random = fastrand::Rng::with_seed(20_261_120);
    let rounds = if Grade::asked_for() == Grade::Long { 3000 } else { 60 };
    for round in 0..rounds {
        let path = &records[random.usize(..records.len())];
        let whole = fs::read(path).unwrap();
        fs::write(path, harmed(&whole, &mut random)).unwrap();
        let store = home.store();
        store
            .rebuild_index()
            .unwrap_or_else(|error| panic!("round {round}: {error}"));
        let page = store
            .history(&HistoryQuery {
                limit: 10,
                ..HistoryQuery::default()
            })
            .unwrap();
        assert_eq!(page.rows.len(), 3, "round {round}: {}", path.display());
        let sound = page.rows.iter().filter(|row| row.state == RequestState::Stored).count();
        assert!(sound >= 2, "round {round}: {}", path.display());
        let is_sent_file = path.ends_with("attempt-1.sent.json");
        assert!(
            is_sent_file || store.queued().unwrap().is_empty(),
            "round {round}: {}",
            path.display()
        );
        let is_told = !store.check().unwrap().damaged.is_empty();
        let is_json = serde_json::from_slice::<serde_json::Value>(&fs::read(path).unwrap()).is_ok();
        assert!(
            is_told || is_json,
            "round {round}: damage of {} is not told",
            path.display()
        );
        fs::write(path, whole).unwrap();
    }
    home.store().rebuild_index().unwrap();
    home.is_sound(&server);
}

/// One of the ways in which files are damaged.
fn harmed(whole: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let at = random.usize(..whole.len());
    match random.u8(..5) {
        0 => whole[..at].to_vec(),
        1 => Vec::new(),
        2 => vec![0; whole.len()],
        3 => {
            let mut bytes = whole.to_vec();
            bytes[at] = random.u8(..);
            bytes
        }
        _ => [&whole[..at], &whole[whole.len() - at..]].concat(),
    }
}

#[test]
fn an_index_of_a_newer_version_is_read_by_the_program_and_sends_nothing() {
    let (home, server) = lived_in(2);
    let index = home.path("state/index.sqlite");
    let mut bytes = fs::read(&index).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&index, &bytes).unwrap();
    assert_eq!(prompts(&home).len(), 2);
    let ran = home.generate("from the past");
    assert_eq!(ran.code, 8, "{ran:?}");
    assert!(ran.errors.contains("newer version"), "{ran:?}");
    assert_eq!(server.heard().len(), 2);
    assert_eq!(
        fs::read(&index).unwrap()[60..64],
        99_u32.to_be_bytes(),
        "it is not migrated down"
    );
}

#[test]
fn an_upgrade_that_is_killed_anywhere_is_done_by_the_next_start() {
    if !can_run("the killed upgrade", Grade::Budget, &[Need::Program("strace")]) {
        return;
    }
    let (home, _server) = lived_in(3);
    let index = home.path("state/index.sqlite");
    let mut old = fs::read(&index).unwrap();
    // The index of a version before the first.
    old[60..64].copy_from_slice(&0_u32.to_be_bytes());
    let names = prompts(&home);
    let mut killed = 0;
    for calls in [
        "pwrite64",
        "fsync,fdatasync",
        "openat",
        "unlink,ftruncate,rename",
        "fcntl",
    ] {
        for position in (1..=Grade::of(12, 120)).map(|step| step * Grade::of(3, 1)) {
            for ending in ["-wal", "-shm", "-journal"] {
                // Most of them are not there.
                drop(fs::remove_file(format!("{}{ending}", index.display())));
            }
            fs::write(&index, &old).unwrap();
            let injection = format!("inject={calls}:signal=KILL:when={position}");
            let program = ["strace", "-q", "-o", "/dev/null", "-e", &injection, POCHADE];
            let ran = finished(home.command_of(&program, &["history", "--json"]).spawn().unwrap());
            killed += u32::from(ran.code == -1);
            assert_eq!(prompts(&home), names, "{calls} at {position}");
        }
    }
    assert!(killed > 10, "{killed}");
}

/// The file of somebody else that links lead to.
fn victim() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("victim");
    fs::write(&path, "mine").unwrap();
    (folder, path)
}

#[test]
fn links_in_our_places_are_not_written_through() {
    let (_folder, victim) = victim();
    let home = Home::new();
    let store = home.store();
    let id = home.enqueue("a heron");
    let sent = Sent {
        engine: "engine-1".to_owned(),
        origin: String::new(),
        at: Timestamp::now(),
        after: 0,
    };
    symlink(&victim, home.path(&format!("state/spool/{id}-1"))).unwrap();
    symlink(&victim, home.path("state/locks/engine-2.lock")).unwrap();
    let mut attempt = store.begin(id, &sent).unwrap();
    // A link is refused or replaced, but never followed.
    if let Ok(mut spool) = attempt.spool() {
        spool.write_all(b"an answer").unwrap();
    }
    assert!(EngineLock::take(&home.places(), "engine-2").is_err());
    drop((attempt, store));
    fs::remove_file(home.path("state/index.sqlite")).unwrap();
    symlink(&victim, home.path("state/index.sqlite")).unwrap();
    assert_eq!(prompts(&home), ["a heron"]);
    // A record that is there already is not replaced, whatever it is.
    let mark = fs::read_dir(home.path("data/records")).unwrap().count();
    assert_eq!((fs::read_to_string(&victim).unwrap().as_str(), mark), ("mine", 1));
}

#[test]
fn a_directory_that_somebody_else_has_linked_is_refused() {
    if !is_root() {
        say("SKIPPED the link of somebody else: MISSING the rights of root");
        return;
    }
    for name in ["data/blobs", "data/records", "state/spool", "state/locks"] {
        let home = Home::new();
        let elsewhere = tempfile::tempdir().unwrap();
        let place = home.path(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        symlink(elsewhere.path(), &place).unwrap();
        lchown(&place, Some(65534), Some(65534)).unwrap();
        let opened = Store::open(&home.places());
        let refused = match &opened {
            Err(StoreError::Disk { .. }) => true,
            Ok(store) => store.read_only().is_some_and(|why| why.contains("somebody else")),
            Err(_) => false,
        };
        assert!(refused, "{name}: {opened:?}");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "{name}");
        // One's own link to another disk is one's own affair.
        lchown(&place, Some(0), Some(0)).unwrap();
        assert_eq!(Store::open(&home.places()).unwrap().read_only(), None, "{name}");
    }
}

#[test]
fn files_that_are_swapped_for_links_meanwhile_lead_nowhere() {
    let (_folder, victim) = victim();
    let home = Home::new();
    let server = FakeApi::start((0..).map(|number| vec![Act::Say(json("200 OK", &body(&[number])))]));
    let engine = Engine::start(&home, &server);
    let done = AtomicBool::new(false);
    let spool = home.path("state/spool");
    thread::scope(|scope| {
        let attacker = scope.spawn(|| {
            let mut swapped = 0_u32;
            while !done.load(Ordering::Relaxed) {
                for name in fs::read_dir(&spool).into_iter().flatten().flatten() {
                    // It races with the engine, and often comes too late.
                    if fs::remove_file(name.path()).is_ok() && symlink(&victim, name.path()).is_ok() {
                        swapped += 1;
                    }
                }
            }
            swapped
        });
        for number in 0..12 {
            let entry = engine.sends(&home, &format!("picture {number}"));
            // Whatever became of it, a stored one is whole.
            if entry.state == RequestState::Stored {
                assert_eq!(
                    fs::metadata(&entry.images[0].path).unwrap().len(),
                    entry.images[0].bytes
                );
            }
        }
        done.store(true, Ordering::Relaxed);
        assert!(attacker.join().unwrap() > 0, "it never hit anything");
    });
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    drop(engine);
    home.is_quiet();
    home.is_sound(&server);
}

#[test]
fn of_many_copies_under_one_name_none_replaces_another() {
    let folder = tempfile::tempdir().unwrap();
    let sources: Vec<PathBuf> = (0..8)
        .map(|number| {
            let path = folder.path().join(format!("source {number}"));
            fs::write(&path, format!("picture {number}")).unwrap();
            path
        })
        .collect();
    let target = folder.path().join("copies");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("heron.png"), "mine").unwrap();
    thread::scope(|scope| {
        for source in &sources {
            let target = &target;
            scope.spawn(move || copy_out(source, target, Path::new("heron.png")).unwrap());
        }
    });
    let mut found: Vec<String> = files_below(&target)
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    found.sort();
    let mut expected: Vec<String> = (0..8).map(|number| format!("picture {number}")).collect();
    expected.insert(0, "mine".to_owned());
    assert_eq!(found, expected);
}
