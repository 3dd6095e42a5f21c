//! What surrounds a request: odd files, loose modes, curious neighbours and children, proxies, a keyring that is mute.

use std::{
    ffi::OsString,
    fs,
    os::unix::{
        ffi::OsStringExt,
        fs::{MetadataExt, PermissionsExt, chown},
    },
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use portable_pty::CommandBuilder;
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::{
    grades::{is_root, program, say},
    lost_lines::{send, waiting_server},
    scene::{Home, KEY, POCHADE, Ran, eventually, finished, generate, png, ready_server},
    support::Term,
};

/// Where the key of these tests comes from: it stands in no file.
const VARIABLE: &str = "CANARY_KEY";

/// A home whose only profile sends to this server and takes its key from a variable, or as `more` says.
fn home_of(base: &str, more: &str) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path("config")).unwrap();
    let text = format!("profile = \"own\"\n[profiles.own]\nbase_url = \"{base}\"\n{more}\n");
    fs::write(home.path("config/config.toml"), text).unwrap();
    home
}

fn from_variable(base: &str, more: &str) -> Home {
    home_of(base, &format!("key_env = \"{VARIABLE}\"\n{more}"))
}

/// Runs with the key in its variable, and perhaps others.
fn run(home: &Home, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = home.command_of(&[POCHADE], arguments);
    command.env(VARIABLE, KEY).envs(variables.iter().copied());
    finished(command.spawn().unwrap())
}

/// Every file and directory below one.
fn all_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = vec![directory.to_path_buf()];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        at += 1;
        if path.is_dir() {
            found.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    found
}

/// An editing of one picture, whatever its name.
fn edit(home: &Home, picture: &Path) -> Ran {
    let mut command = home.command_of(&[POCHADE], &["edit", "a fox", "--quality", "low", "--quiet", "--image"]);
    command.arg(picture).env(VARIABLE, KEY);
    finished(command.spawn().unwrap())
}

#[test]
fn pictures_of_every_name_are_sent_and_no_name_steers_anything() {
    let server = ready_server();
    let home = from_variable(&server.base, "");
    let long = "n".repeat(251) + ".png";
    let names = [
        "two\nlines.png",
        "\u{1b}]0;owned\u{7}.png",
        "\u{9b}2Jcsi.png",
        "-x.png",
        "~.png",
        "a\"; filename=\"b.png",
        "cafe\u{301}.png",
        "caf\u{e9}.png",
        "\u{202e}gnp.exe",
        &long,
    ];
    let mut names: Vec<OsString> = names.map(OsString::from).into();
    names.push(OsString::from_vec(b"not \xff utf8.png".to_vec()));
    for (number, name) in names.iter().enumerate() {
        let path = home.path(".").join(name);
        fs::write(&path, png(u32::try_from(number).unwrap())).unwrap();
        let ran = edit(&home, &path);
        assert_eq!(ran.code, 0, "{name:?}: {ran:?}");
        let body = server.heard().pop().unwrap().body;
        for steering in [&b"\x1b"[..], b"two\nlines", b"filename=\"b.png", b"\xff utf8"] {
            let head = &body[..body.len().min(4000)];
            let head = String::from_utf8_lossy(head);
            let head: String = head.split("PNG").next().unwrap().to_owned();
            let found = memchr::memmem::find(head.as_bytes(), steering);
            assert_eq!(found, None, "{name:?}: {head}");
        }
        let told = run(&home, &["show", "@"], &[]);
        for said in [&ran.out, &ran.errors, &told.errors] {
            assert!(
                !said.contains("\x1b]") && !said.contains('\u{9b}') && !said.contains('\u{202e}'),
                "{said:?}"
            );
        }
    }
    let history = run(&home, &["history", "--limit", "100"], &[]);
    assert!(!history.out.contains("\x1b]") && !history.out.contains('\u{9b}'));
}

#[test]
fn what_is_no_regular_file_is_refused_and_never_waited_for() {
    let server = ready_server();
    let home = from_variable(&server.base, "");
    let pipe = home.path("pipe.png");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let directory = home.path("directory.png");
    fs::create_dir(&directory).unwrap();
    let nowhere = home.path("nowhere.png");
    std::os::unix::fs::symlink(home.path("gone"), &nowhere).unwrap();
    let since = Instant::now();
    for path in [
        pipe.as_path(),
        &directory,
        &nowhere,
        Path::new("/dev/zero"),
        Path::new("/dev/tty"),
    ] {
        let ran = edit(&home, path);
        assert_eq!(ran.code, 2, "{path:?}: {ran:?}");
    }
    assert!(since.elapsed() < Duration::from_secs(30));
    assert_eq!(server.heard().len(), 0);
}

#[test]
fn whatever_the_umask_our_files_are_for_their_owner_alone() {
    let server = ready_server();
    let home = from_variable(&server.base, "");
    for umask in ["000", "077", "777"] {
        let line = format!("umask {umask}; exec {POCHADE} \"$@\"");
        let prompt = format!("umask {umask}");
        let arguments: Vec<&str> = ["-c", &line, "sh"].into_iter().chain(generate(&prompt)).collect();
        let mut command = home.command_of(&["sh"], &arguments);
        let ran = finished(command.env(VARIABLE, KEY).spawn().unwrap());
        assert!(ran.code == 0 || umask == "777", "{umask}: {ran:?}");
        home.is_quiet();
        for name in ["data", "state", "cache"].map(|name| home.path(name)) {
            for path in all_below(&name) {
                // What the engine clears away meanwhile has no mode.
                let Ok(facts) = fs::symlink_metadata(&path) else {
                    continue;
                };
                let mode = facts.permissions().mode() & 0o777;
                assert_eq!(mode & 0o077, 0, "{umask}: {} is {mode:o}", path.display());
            }
        }
    }
}

/// Another person's process as it is started for these tests: the same program for somebody without rights.
fn as_nobody() -> &'static [&'static str] {
    const NOBODY: &[&str] = &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    if is_root() { NOBODY } else { &[] }
}

/// Who owns what the kernel shows of a process: its user, or root where it keeps to itself.
fn owner(pid: u32) -> u32 {
    fs::metadata(format!("/proc/{pid}/environ")).unwrap().uid()
}

#[test]
fn nobody_looks_into_a_process_that_holds_a_key() {
    if is_root() && program("setpriv").is_none() {
        say("SKIPPED the look into a process: MISSING setpriv");
        return;
    }
    let me = if is_root() {
        65534
    } else {
        rustix::process::geteuid().as_raw()
    };
    let (server, go_on) = waiting_server();
    let home = from_variable(&server.base, "");
    if is_root() {
        for path in all_below(&home.path("")) {
            chown(path, Some(me), Some(me)).unwrap();
        }
    }
    let plain: Vec<&str> = as_nobody().iter().copied().chain(["sleep", "60"]).collect();
    let mut other = Command::new(plain[0]).args(&plain[1..]).spawn().unwrap();
    eventually("others can be looked into", || (owner(other.id()) == me).then_some(()));
    other.kill().unwrap();
    other.wait().unwrap();

    let start: Vec<&str> = as_nobody().iter().copied().chain([POCHADE]).collect();
    let mut command = CommandBuilder::new(start[0]);
    command.args(&start[1..]);
    command.env_clear();
    for (name, value) in home.variables() {
        command.env(name, value);
    }
    command.env(VARIABLE, KEY);
    command.cwd(home.path(""));
    let mut term = Term::run(command, 80, 24);
    send(&mut term, &server);
    assert_eq!((owner(term.process()), owner(home.engines()[0])), (0, 0));
    let mut command = home.command_of(&start, &generate("a second"));
    let child = command.env(VARIABLE, KEY).spawn().unwrap();
    eventually("it has an engine", || (home.engines().len() == 2).then_some(()));
    assert_eq!(owner(child.id()), 0);
    drop(go_on);
    assert_eq!(finished(child).code, 0);
}

/// A program that writes down what it finds around itself.
fn spy(home: &Home, name: &str) -> PathBuf {
    let path = home.path(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let told = home.path(&format!("told-by-{}", name.replace('/', "-")));
    fs::write(
        &path,
        format!("#!/bin/sh\nenv > {0}.new && mv {0}.new {0}\n", told.display()),
    )
    .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    told
}

#[test]
fn no_child_finds_a_key_around_itself() {
    let server = ready_server();
    let home = from_variable(&server.base, "");
    assert_eq!(run(&home, &generate("a heron"), &[]).code, 0);
    let told = [spy(&home, "editor"), spy(&home, "bin/xdg-open")];
    let mut command = CommandBuilder::new(POCHADE);
    command.env_clear();
    for (name, value) in home.variables() {
        command.env(name, value);
    }
    let path = format!("{}:{}", home.path("bin").display(), std::env::var("PATH").unwrap());
    for (name, value) in [
        (VARIABLE, KEY),
        ("OPENAI_API_KEY", KEY),
        ("EDITOR", home.path("editor").to_str().unwrap()),
        ("PATH", path.as_str()),
    ] {
        command.env(name, value);
    }
    command.cwd(home.path(""));
    let mut term = Term::run(command, 120, 40);
    term.wait_for("a heron");
    // The editor from the prompt, and the desktop's program from the history.
    term.keys("\x18\x05");
    eventually("the editor ran", || told[0].exists().then_some(()));
    std::thread::sleep(Duration::from_millis(300));
    term.keys("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    term.keys("2");
    term.wait_for("a heron");
    term.keys("o");
    eventually("the picture was opened", || told[1].exists().then_some(()));
    for told in told {
        let told = fs::read_to_string(told).unwrap();
        assert!(told.contains("HOME="), "{told}");
        assert!(!told.contains(KEY), "{told}");
    }
}

/// An address that nothing answers at, and that is refused at once.
const NOBODY_THERE: &str = "http://255.255.255.255/v1";

#[test]
fn a_proxy_can_be_turned_off() {
    let proxy = ready_server();
    let place = proxy.base.trim_end_matches("/v1");
    let variables = [("HTTP_PROXY", place), ("http_proxy", place), ("ALL_PROXY", place)];
    let everywhere = [("NO_PROXY", "*"), ("no_proxy", "*")];
    let all: Vec<(&str, &str)> = variables.into_iter().chain(everywhere).collect();
    for (settings, variables, goes_through) in [
        ("", &variables[..], true),
        ("proxy = \"env\"", &variables, true),
        ("proxy = \"off\"", &variables, false),
        ("", &all, false),
    ] {
        let before = proxy.heard().len();
        let home = from_variable(NOBODY_THERE, &format!("insecure = true\n{settings}"));
        let ran = run(&home, &generate("a fox"), variables);
        assert_eq!(ran.code, if goes_through { 0 } else { 6 }, "{settings}: {ran:?}");
        assert_eq!(proxy.heard().len() - before, usize::from(goes_through), "{settings}");
    }
}

/// The settings of a profile whose key is in the keyring.
const IN_KEYRING: &str = "keyring = true";

#[test]
#[cfg(not(feature = "keyring"))]
fn a_keyring_that_cannot_be_asked_is_told_and_nothing_takes_its_place() {
    let server = ready_server();
    let home = home_of(&server.base, IN_KEYRING);
    let ran = run(&home, &generate("a fox"), &[("OPENAI_API_KEY", KEY)]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.errors.contains("--features keyring"), "{ran:?}");
    assert!(server.heard().is_empty());
}

#[test]
#[cfg(feature = "keyring")]
fn a_keyring_that_is_mute_or_missing_is_given_up_on_and_nothing_takes_its_place() {
    let server = ready_server();
    let home = home_of(&server.base, IN_KEYRING);
    let path = home.path("bus");
    // It takes connections and never says a word.
    let bus = std::os::unix::net::UnixListener::bind(&path).unwrap();
    for (address, said) in [
        (format!("unix:path={}", path.display()), "within 1 s"),
        (format!("unix:path={}.gone", path.display()), "cannot be asked"),
    ] {
        let since = Instant::now();
        let variables = [("DBUS_SESSION_BUS_ADDRESS", address.as_str()), ("OPENAI_API_KEY", KEY)];
        let ran = run(&home, &generate("a fox"), &variables);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(
            ran.errors.contains("the keyring") && ran.errors.contains(said),
            "{ran:?}"
        );
        assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    }
    assert!(server.heard().is_empty());
    drop(bus);
    // A source that goes before it is taken without a question.
    let home = from_variable(&server.base, IN_KEYRING);
    assert_eq!(run(&home, &generate("a fox"), &[]).code, 0);
}

#[test]
fn the_first_source_of_a_key_is_told_by_its_name() {
    let server = ready_server();
    let home = from_variable(&server.base, IN_KEYRING);
    let listed = run(&home, &["profiles", "--json"], &[]).json();
    let own = listed.iter().find(|line| line["name"] == "own").unwrap();
    assert_eq!(own["key"]["source"], VARIABLE);
    let home = home_of(&server.base, IN_KEYRING);
    let listed = run(&home, &["profiles", "--json"], &[]).json();
    let own = listed.iter().find(|line| line["name"] == "own").unwrap();
    assert_eq!(own["key"]["source"], "the keyring");
}
