//! Disks that are full, read-only or far away, and machines that are short of other things.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;

use crate::{
    fake_api::{Act, FakeApi, json},
    grades::{Grade, Need, call, can_run, is_in_own_namespace, is_root, program, say},
    lost_lines::send,
    scene::{Home, POCHADE, eventually, finished, generate, ready_server},
    support::{self, Term},
};

/// The directories of a home that are closed to writing.
const CLOSED: [&str; 4] = ["data", "data/records", "data/blobs", "state"];

/// A disk of so many KiB, gone with this test's namespace.
fn small_disk(kibibytes: u32) -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    call(
        "mount",
        &["-t", "tmpfs", "-o", &format!("size={kibibytes}k"), "tmpfs", &place],
    );
    let home = Home::at(folder.path());
    (folder, home)
}

fn resize(home: &Home, options: &str) {
    let place = home.path("").display().to_string();
    call(
        "mount",
        &["-o", &format!("remount,{options}"), place.trim_end_matches('/')],
    );
}

/// Fills the disk to its last byte.
fn fill(path: &Path) {
    let mut file = fs::File::create(path).unwrap();
    for size in [1 << 16, 4096, 512, 1] {
        let piece = vec![0x55; size];
        while file.write_all(&piece).is_ok() {}
    }
}

#[test]
fn without_room_for_the_answer_nothing_is_sent() {
    let part = "the disk that is full before";
    if !can_run(part, Grade::Budget, &[Need::Namespace])
        || !is_in_own_namespace("disks::without_room_for_the_answer_nothing_is_sent")
    {
        return;
    }
    let server = ready_server();
    let (_folder, home) = small_disk(2048);
    home.use_server(&server);
    let ran = home.generate("no room");
    assert_eq!(ran.code, 8, "{ran:?}");
    assert!(ran.out.contains("MB") || ran.errors.contains("MB"), "{ran:?}");
    assert!(server.heard().is_empty());
    assert_eq!(home.is_sound(&server)[0]["state"], "not_sent");
    resize(&home, "size=64m");
    assert_eq!(home.generate("room again").code, 0);
    home.is_sound(&server);
}

/// A picture that needs megabytes, in a good answer whose second half waits for a word.
fn large_answer() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let mut seed = 7_u32;
    let noise = image::RgbImage::from_fn(900, 900, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = seed.to_be_bytes();
        image::Rgb([a, b, c])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    noise.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let body = format!("{{\"data\":[{{\"b64_json\":\"{}\"}}]}}", BASE64_STANDARD.encode(&png));
    let answer = json("200 OK", &body);
    let (head, tail) = answer.split_at(answer.len() / 2);
    (png, head.to_vec(), tail.to_vec())
}

/// A server that a home uses, and that fills its disk amid the answer: with the picture, and with the file that fills.
fn filling_server(home: &Home) -> (FakeApi, Vec<u8>, PathBuf) {
    let (png, head, tail) = large_answer();
    let ballast = home.path("ballast");
    let filled = ballast.clone();
    let server = FakeApi::start([vec![
        Act::Say(head),
        Act::Do(Box::new(move |_| fill(&filled))),
        Act::Say(tail),
    ]]);
    home.use_server(&server);
    (server, png, ballast)
}

/// Sends a request whose answer comes to a full disk; `freed` says when there is room again.
fn meets_a_full_disk(freed: Option<Duration>) -> (crate::scene::Ran, Home, FakeApi, Vec<u8>, tempfile::TempDir) {
    let (folder, home) = small_disk(9 * 1024);
    let (server, png, ballast) = filling_server(&home);
    let child = home.command_of(&[POCHADE], &generate("it fills up")).spawn().unwrap();
    if let Some(after) = freed {
        eventually("the disk is full", || ballast.exists().then_some(()));
        std::thread::sleep(after);
        fs::remove_file(&ballast).unwrap();
    }
    (finished(child), home, server, png, folder)
}

#[test]
fn a_disk_that_fills_up_meanwhile_is_waited_for() {
    let part = "the disk that fills up";
    if !can_run(part, Grade::Budget, &[Need::Namespace])
        || !is_in_own_namespace("disks::a_disk_that_fills_up_meanwhile_is_waited_for")
    {
        return;
    }
    let (ran, home, server, png, _folder) = meets_a_full_disk(Some(Duration::from_secs(2)));
    assert_eq!(ran.code, 0, "{ran:?}");
    let line = &ran.json()[0];
    assert_eq!(fs::read(line["images"][0]["path"].as_str().unwrap()).unwrap(), png);
    home.is_sound(&server);
}

#[test]
fn a_disk_that_stays_full_is_no_success_and_the_answer_is_kept() {
    let part = "the disk that stays full";
    if !can_run(part, Grade::Budget, &[Need::Namespace])
        || !is_in_own_namespace("disks::a_disk_that_stays_full_is_no_success_and_the_answer_is_kept")
    {
        return;
    }
    let (ran, home, server, png, _folder) = meets_a_full_disk(None);
    assert!([7, 8].contains(&ran.code), "{ran:?}");
    let spool = fs::read_dir(home.path("state/spool"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let kept: Value = serde_json::from_slice(&fs::read(spool).unwrap()).unwrap();
    assert_eq!(
        kept["data"][0]["b64_json"].as_str().unwrap(),
        BASE64_STANDARD.encode(png),
        "it was paid for"
    );
    fs::remove_file(home.path("ballast")).unwrap();
    home.is_quiet();
    let state = home.is_sound(&server)[0]["state"].clone();
    assert!(
        ["unknown", "partial", "stored"].contains(&state.as_str().unwrap()),
        "{state}"
    );
    assert_eq!(server.heard().len(), 1);
}

#[test]
fn a_disk_that_stays_full_asks_where_else_to_save() {
    let part = "another place than the full disk";
    if !can_run(part, Grade::Budget, &[Need::Namespace])
        || !is_in_own_namespace("disks::a_disk_that_stays_full_asks_where_else_to_save")
    {
        return;
    }
    let terminal_home = support::Home::new();
    let place = terminal_home.path().display().to_string();
    call("mount", &["-t", "tmpfs", "-o", "size=9216k", "tmpfs", &place]);
    let home = Home::at(terminal_home.path());
    let (server, png, ballast) = filling_server(&home);
    let elsewhere = tempfile::tempdir().unwrap();
    let directory = elsewhere.path().join("saved");

    let mut term = Term::start(&terminal_home, &[], 120, 40);
    send(&mut term, &server);
    term.wait_for("saves it elsewhere");
    term.keys("\x1b4");
    term.wait_for("cannot be stored yet");
    term.keys("W");
    term.wait_for("Save what came to");
    term.keys(&format!("{}\r", directory.display()));
    term.wait_for("saved as");
    let saved: Vec<_> = fs::read_dir(&directory)
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    let [saved] = &saved[..] else { panic!("{saved:?}") };
    assert_eq!(fs::read(saved).unwrap(), png, "it was paid for");
    assert_eq!(saved.extension().unwrap(), "png");

    fs::remove_file(ballast).unwrap();
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
    home.is_quiet();
    home.is_sound(&server);
    assert_eq!(server.heard().len(), 1);
}

/// A home in which one picture was made.
fn lived_in(home: &Home, server: &FakeApi) {
    home.use_server(server);
    assert_eq!(home.generate("before").code, 0);
    home.is_quiet();
}

/// What must work, and what must not, where nothing can be written.
fn reads_and_sends_nothing(home: &Home, server: &FakeApi, program: &[&str]) {
    let heard = server.heard().len();
    let run = |arguments: &[&str]| finished(home.command_of(program, arguments).spawn().unwrap());
    let history = run(&["history", "--json"]);
    assert_eq!(history.code, 0, "{history:?}");
    assert_eq!(history.json()[0]["prompt"], "before");
    let check = run(&["check", "--json"]);
    assert_eq!(check.code, 0, "{check:?}");
    let sent = run(&generate("not now"));
    assert_eq!(sent.code, 8, "{sent:?}");
    assert!(sent.errors.contains("nothing can be"), "{sent:?}");
    assert_eq!(server.heard().len(), heard);
}

#[test]
fn a_directory_that_is_closed_to_us_is_read_and_sends_nothing() {
    if is_root() && program("setpriv").is_none() {
        say("SKIPPED the closed directory: MISSING setpriv");
        return;
    }
    let (home, server) = (Home::new(), ready_server());
    lived_in(&home, &server);
    let mut inside = vec![home.path("")];
    while let Some(path) = inside.pop() {
        if path.is_dir() {
            inside.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        if is_root() {
            chown(&path, Some(65534), Some(65534)).unwrap();
        }
    }
    let mode = |mode| {
        for name in CLOSED.iter().chain(&["state/spool", "state/locks"]) {
            fs::set_permissions(home.path(name), fs::Permissions::from_mode(mode)).unwrap();
        }
        fs::set_permissions(
            home.path("state/index.sqlite"),
            fs::Permissions::from_mode(mode & 0o600),
        )
        .unwrap();
    };
    mode(0o500);
    let as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", POCHADE];
    reads_and_sends_nothing(&home, &server, if is_root() { &as_nobody } else { &as_nobody[4..] });
    mode(0o700);
}

#[test]
fn a_disk_that_turned_read_only_is_read_and_sends_nothing() {
    let part = "the read-only disk";
    if !can_run(part, Grade::Budget, &[Need::Namespace])
        || !is_in_own_namespace("disks::a_disk_that_turned_read_only_is_read_and_sends_nothing")
    {
        return;
    }
    let server = ready_server();
    let (_folder, home) = small_disk(64 * 1024);
    lived_in(&home, &server);
    resize(&home, "ro");
    reads_and_sends_nothing(&home, &server, &[POCHADE]);
    resize(&home, "rw");
    assert_eq!(home.generate("after").code, 0);
    home.is_sound(&server);
}

/// Runs pochade under a trace that strikes all of its processes.
fn struck(home: &Home, server: &FakeApi, injections: &[&str], prompt: &str) -> crate::scene::Ran {
    home.use_server(server);
    let mut program = vec!["strace", "-D", "-f", "-q", "-o", "/dev/null"];
    for injection in injections {
        program.extend(["-e", injection]);
    }
    program.push(POCHADE);
    finished(home.command_of(&program, &generate(prompt)).spawn().unwrap())
}

#[test]
fn a_full_index_loses_no_record() {
    if !can_run("the index on a full disk", Grade::Budget, &[Need::Program("strace")]) {
        return;
    }
    for error in ["ENOSPC", "EIO", "EDQUOT"] {
        let (home, server) = (Home::new(), ready_server());
        home.use_server(&server);
        assert_eq!(home.generate("before").code, 0);
        let injection = format!("inject=pwrite64:error={error}:when=1+");
        let ran = struck(&home, &server, &[&injection], "meanwhile");
        assert_eq!(ran.code, 0, "{error}: {ran:?}");
        home.is_quiet();
        let states: Vec<_> = home
            .is_sound(&server)
            .iter()
            .map(|entry| entry["state"].clone())
            .collect();
        assert_eq!(states, ["stored", "stored"], "{error}");
        assert_eq!(
            home.run(&["history", "meanwhile", "--json"]).json().len(),
            1,
            "{error}: it is found again"
        );
    }
}

#[test]
fn a_home_on_a_network_keeps_an_index_for_each_machine() {
    if !can_run("the home on a network", Grade::Budget, &[Need::Program("strace")]) {
        return;
    }
    // NFS, SMB 2, FUSE, as statfs names them.
    for magic in [
        "6969000000000000",
        "424d53fe00000000",
        "4655735f00000000",
        "4655736500000000",
    ] {
        let (home, server) = (Home::new(), ready_server());
        let injection = format!("inject=statfs,fstatfs:poke_exit=@arg2={magic}");
        let ran = struck(&home, &server, &["trace=statfs,fstatfs", &injection], "far away");
        assert_eq!(ran.code, 0, "{magic}: {ran:?}");
        home.is_quiet();
        let names: Vec<String> = fs::read_dir(home.path("state"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("index"))
            .collect();
        let is_far = !magic.starts_with("4655735f");
        let per_host = names.iter().any(|name| name.starts_with("index-"));
        assert_eq!(per_host, is_far, "{magic}: {names:?}");
        assert!(!is_far || !names.iter().any(|name| name.ends_with("-wal")), "{names:?}");
        home.is_sound(&server);
    }
}

#[test]
fn where_no_lock_can_be_had_nothing_is_sent_twice() {
    if !can_run("the home without locks", Grade::Budget, &[Need::Program("strace")]) {
        return;
    }
    for calls in ["flock", "fcntl"] {
        let (home, server) = (Home::new(), ready_server());
        let injection = format!("inject={calls}:error=ENOLCK:when=1+");
        let ran = struck(&home, &server, &[&format!("trace={calls}"), &injection], "no locks");
        home.is_quiet();
        let history = home.is_sound(&server);
        let states: Vec<_> = history.iter().map(|entry| entry["state"].as_str().unwrap()).collect();
        let is_honest = match ran.code {
            0 => states == ["stored"],
            _ => server.heard().is_empty() && states.iter().all(|state| *state != "stored"),
        };
        assert!(is_honest, "{calls}: {states:?} {ran:?}");
    }
}

#[test]
fn with_few_files_allowed_it_works_or_says_why_not() {
    if !can_run("the few open files", Grade::Budget, &[Need::Program("prlimit")]) {
        return;
    }
    for most in [8, 10, 12, 14, 16, 20, 32] {
        let (home, server) = (Home::new(), ready_server());
        home.use_server(&server);
        let limit = format!("--nofile={most}:{most}");
        let child = home
            .command_of(&["prlimit", &limit, POCHADE], &generate("few files"))
            .spawn()
            .unwrap();
        let ran = finished(child);
        home.is_quiet();
        let history = home.is_sound(&server);
        let stored = history.iter().any(|entry| entry["state"] == "stored");
        assert_eq!(ran.code == 0, stored, "{most}: {ran:?}");
        assert!(ran.code != 101, "{most}: {ran:?}");
    }
}

#[test]
fn a_clock_that_is_decades_off_loses_nothing() {
    if !can_run("the wrong clock", Grade::Budget, &[Need::Program("faketime")]) {
        return;
    }
    let (home, server) = (Home::new(), ready_server());
    home.use_server(&server);
    for (number, date) in ["2026-11-21 10:00:00", "1970-01-02 00:00:00", "2099-12-31 23:00:00"]
        .iter()
        .enumerate()
    {
        let prompt = format!("number {number}");
        let program = ["faketime", "-f", &format!("@{date}"), POCHADE];
        let ran = finished(home.command_of(&program, &generate(&prompt)).spawn().unwrap());
        assert_eq!(ran.code, 0, "{date}: {ran:?}");
        assert!(
            ran.json()[0]["timings_ms"]["total"].as_u64().unwrap() < 60_000,
            "{ran:?}"
        );
        assert_eq!(home.is_sound(&server).len(), number + 1);
    }
}
