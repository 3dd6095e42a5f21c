//! What is left on a disk when the power goes at the worst moment.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::mpsc,
};

use crate::{
    fake_api::{Act, FakeApi},
    grades::{Grade, Need, call, can_run, is_in_own_namespace, say},
    scene::{Home, POCHADE, eventually, generate, good},
};

/// An ext4 file system in a file, mounted in this test's namespace.
struct Image {
    folder: tempfile::TempDir,
}

impl Image {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let image = Self { folder };
        let file = fs::File::create(image.file()).unwrap();
        file.set_len(96 << 20).unwrap();
        call("mkfs.ext4", &["-q", "-F", &image.file().display().to_string()]);
        image.mount(&image.file(), "live");
        image
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn mount(&self, file: &Path, name: &str) -> Home {
        let place = self.folder.path().join(name);
        fs::create_dir(&place).unwrap();
        call(
            "mount",
            &["-o", "loop", &file.display().to_string(), &place.display().to_string()],
        );
        Home::at(&place)
    }

    fn live(&self) -> Home {
        Home::at(&self.folder.path().join("live"))
    }

    /// What would be left if the power went now.
    fn cut(&self, name: &str) -> PathBuf {
        let copy = self.folder.path().join(format!("{name}.disk"));
        call(
            "cp",
            &[
                "--sparse=always",
                &self.file().display().to_string(),
                &copy.display().to_string(),
            ],
        );
        copy
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        for name in fs::read_dir(self.folder.path()).unwrap().flatten() {
            if name.path().is_dir() {
                // It goes with the namespace at the latest.
                let _ = std::process::Command::new("umount").arg("-l").arg(name.path()).output();
            }
        }
    }
}

/// Starts pochade under a trace, and waits for its first line.
fn first_line(home: &Home, injection: &str, arguments: &[&str]) -> (Child, String) {
    let trace = [
        "strace",
        "-f",
        "-q",
        "-o",
        "/dev/null",
        "-e",
        "trace=fsync,fdatasync",
        "-e",
        injection,
        POCHADE,
    ];
    let mut command = home.command_of(&trace, arguments);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    (child, line)
}

/// Sends two requests on a disk whose power is cut after each promise; the answer is every promise that was broken.
fn power_cuts(injection: &str) -> Vec<String> {
    let (go_on, word) = mpsc::channel();
    let mut waits = vec![Act::Wait(word)];
    waits.extend(good(1));
    let server = FakeApi::start([waits, good(2)]);
    let image = Image::new();
    let home = image.live();
    home.use_server(&server);
    // What was there before is not what is looked at.
    call("sync", &[]);

    let mut detached = generate("the first").to_vec();
    detached.push("--detach");
    let (mut first, _) = first_line(&home, injection, &detached);
    let queued = image.cut("queued");
    eventually("it was sent", || (server.heard().len() == 1).then_some(()));
    let sent = image.cut("sent");
    go_on.send(()).unwrap();
    first.wait().unwrap();
    home.is_quiet();
    let (mut second, line) = first_line(&home, injection, &generate("the second"));
    let stored = image.cut("stored");
    second.wait().unwrap();
    assert!(line.contains("\"stored\""), "{line}");

    [
        ("queued", queued, "the first", &["queued", "unknown"][..]),
        ("sent", sent, "the first", &["unknown"]),
        ("stored", stored, "the second", &["stored"]),
    ]
    .into_iter()
    .flat_map(|(name, disk, prompt, states)| broken_after(&image.mount(&disk, name), name, prompt, states))
    .collect()
}

/// What a person finds who starts again after the cut.
fn broken_after(home: &Home, name: &str, prompt: &str, states: &[&str]) -> Vec<String> {
    let mut broken = Vec::new();
    fs::create_dir_all(home.path("config")).unwrap();
    let history = home.run(&["history", "--json"]);
    let found = history.json().into_iter().find(|entry| entry["prompt"] == prompt);
    let state = found.map_or("missing".to_owned(), |entry| {
        entry["state"].as_str().unwrap().to_owned()
    });
    if !states.contains(&state.as_str()) {
        broken.push(format!("after '{name}' it was {state}"));
    }
    let check = home.run(&["check", "--json"]);
    if check.code != 0 {
        let line = check.json().remove(0);
        let reasons = line["damaged"]
            .as_array()
            .unwrap()
            .iter()
            .map(|damage| damage["reason"].to_string());
        broken.push(format!(
            "after '{name}' there is damage: {}",
            reasons.collect::<Vec<_>>().join(", ")
        ));
    }
    broken
}

#[test]
fn no_promise_is_broken_by_a_power_cut() {
    let needed = [
        Need::Root,
        Need::Namespace,
        Need::Program("mkfs.ext4"),
        Need::Program("strace"),
    ];
    if !can_run("the power cut", Grade::Budget, &needed)
        || !is_in_own_namespace("power::no_promise_is_broken_by_a_power_cut")
    {
        return;
    }
    // A fault at a call that never comes: the same trace, and no harm.
    assert_eq!(
        power_cuts("inject=fsync,fdatasync:retval=0:when=60000"),
        Vec::<String>::new()
    );
    // The same without any fsync must not pass, or this test could not fail.
    let broken = power_cuts("inject=fsync,fdatasync:retval=0:when=1+");
    assert!(!broken.is_empty(), "nothing was lost without any fsync");
    say(&format!("without any fsync: {broken:?}"));
    if Grade::asked_for() == Grade::Long {
        for position in 1..=24 {
            let broken = power_cuts(&format!("inject=fsync,fdatasync:retval=0:when={position}"));
            say(&format!("without fsync {position} of each thread: {broken:?}"));
        }
    }
}
