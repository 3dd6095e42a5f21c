//! Terminals that take nothing any more, or fail in the middle, and a studio that leaves before its engine is there.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    time::{Duration, Instant},
};

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::{
    fake_api::FakeApi,
    grades::{Grade, Need, can_run},
    lost_lines::{PROMPT, homes, send, waiting_server},
    scene::{Home, POCHADE, eventually, good, ready_server, signal},
    support::{self, Term},
};

const ALT_ENTER: &str = "\x1b\r";

/// Whether a process waits for a file or a terminal to take its bytes; where the kernel does not tell, it does.
fn waits_to_write(pid: u32) -> bool {
    // The number of write(2) on the machines that this is tested on.
    let number = if cfg!(target_arch = "x86_64") { "1 " } else { "64 " };
    fs::read_to_string(format!("/proc/{pid}/syscall")).map_or(true, |call| call.starts_with(number))
}

/// Resizes a terminal that reads nothing until the studio waits for it.
fn clog(term: &mut Term) {
    term.stop_reading();
    let since = Instant::now();
    let mut blocked = 0;
    // Once may be a passing moment.
    while blocked < 5 {
        for columns in [200, 199] {
            term.resize(columns, 60);
            std::thread::sleep(Duration::from_millis(10));
        }
        blocked = if waits_to_write(term.process()) { blocked + 1 } else { 0 };
        assert!(since.elapsed() < Duration::from_mins(1), "it never waits");
    }
}

/// The only request is stored after one POST.
fn is_stored_once(home: &Home, server: &FakeApi) {
    eventually("the picture is stored", || {
        let history = home.history();
        (history.len() == 1 && history[0]["state"] == "stored").then_some(())
    });
    assert_eq!(server.heard().len(), 1);
}

#[test]
fn a_blocked_terminal_holds_up_no_request_and_frames_are_not_queued() {
    let (terminal_home, home) = homes();
    let (server, go_on) = waiting_server();
    home.use_server(&server);
    let mut term = Term::start(&terminal_home, &[], 80, 24);
    send(&mut term, &server);
    clog(&mut term);
    go_on.send(()).unwrap();
    is_stored_once(&home, &server);
    for columns in (100..300).chain([120]) {
        term.resize(columns, 40);
    }
    let before = term.bytes().len();
    term.read_again();
    term.wait_for(PROMPT);
    term.keys("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
    // A frame of two hundred sizes each would be some megabytes.
    let came = term.bytes().len() - before;
    assert!(came < 600_000, "{came} bytes were waiting");
    assert!(!term.left_behind().alternate_screen());
}

#[test]
fn a_blocked_terminal_keeps_nobody_from_ending_the_studio() {
    let (terminal_home, home) = homes();
    let (server, go_on) = waiting_server();
    home.use_server(&server);
    let mut term = Term::start(&terminal_home, &[], 80, 24);
    send(&mut term, &server);
    clog(&mut term);
    signal(term.process(), Signal::TERM);
    let since = Instant::now();
    assert_eq!(term.exit_code(), 143);
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    go_on.send(()).unwrap();
    is_stored_once(&home, &server);
}

/// The studio below strace, which is told the name of the terminal and these faults.
fn struck(home: &support::Home, faults: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", &format!("exec strace -D -f -q -o /dev/null {faults} {POCHADE}")]);
    command.env_clear();
    for (name, value) in home.variables() {
        command.env(name, value);
    }
    command.cwd(home.path());
    command
}

#[test]
fn a_write_to_the_terminal_that_fails_ends_the_studio_and_restores_the_terminal() {
    if !can_run("a terminal that fails", Grade::Budget, &[Need::Program("strace")]) {
        return;
    }
    // The first frames, and one while a request is under way.
    for position in [1, 2, 3, 6] {
        let (terminal_home, home) = homes();
        let server = FakeApi::start([good(1)]);
        home.use_server(&server);
        let faults = format!("-P \"$(tty)\" -e trace=write -e inject=write:error=EIO:when={position}");
        let mut term = Term::run(struck(&terminal_home, &faults), 80, 24);
        let since = Instant::now();
        let mut typed = 0;
        // Every key draws a frame, until one fails.
        while term.is_running() && since.elapsed() < Duration::from_mins(1) {
            if typed < 20 && term.screen().contains("Compose") {
                term.keys("x");
                typed += 1;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_ne!(term.exit_code(), 0, "{position}");
        let screen = term.left_behind();
        assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{position}");
        assert!(!screen.bracketed_paste(), "{position}");
        assert!(screen.contents().contains("rror"), "{position}: {}", screen.contents());
        home.is_quiet();
    }
}

#[test]
fn a_studio_that_is_left_before_its_engine_has_started_hands_the_request_over() {
    // Every process counts its own calls: the studio starts late too.
    let slow = "-e trace=execve -e inject=execve:delay_enter=3000000";
    if !can_run("an engine that starts late", Grade::Budget, &[Need::Program("strace")]) {
        return;
    }
    for hangs_up in [false, true] {
        let (terminal_home, home) = homes();
        let server = FakeApi::start([good(1), good(2)]);
        home.use_server(&server);
        let mut term = Term::run(struck(&terminal_home, slow), 80, 24);
        term.wait_for("Compose");
        term.keys(PROMPT);
        term.wait_for(PROMPT);
        term.keys(ALT_ENTER);
        term.wait_for("running");
        if hangs_up {
            term.hang_up();
        } else {
            term.keys("\x1b");
            std::thread::sleep(Duration::from_millis(200));
            term.keys("q");
        }
        term.exit_code();
        is_stored_once(&home, &server);
    }
}

#[test]
fn twenty_sendings_in_one_breath_make_one_request() {
    for (setting, key) in [("newline", ALT_ENTER), ("send", "\r")] {
        let (terminal_home, home) = homes();
        let server = FakeApi::start((1..40).map(good));
        home.use_server(&server);
        let file = home.path("config/config.toml");
        let settings = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{settings}[prompt]\nenter = \"{setting}\"\n")).unwrap();
        let mut term = Term::start(&terminal_home, &[], 80, 24);
        term.wait_for("Compose");
        term.keys(PROMPT);
        term.wait_for(PROMPT);
        // As a key that is held down, and as a paste would send it that nobody marks as one.
        term.keys(&key.repeat(20));
        is_stored_once(&home, &server);
        term.keys("\x1b");
        std::thread::sleep(Duration::from_millis(200));
        term.keys("q");
        term.exit_code();
        home.is_quiet();
        assert_eq!((home.history().len(), server.heard().len()), (1, 1), "{setting}");
    }
}

#[test]
fn answers_that_come_late_or_as_garbage_are_never_typed() {
    if !can_run("a terminal that answers late", Grade::Budget, &[]) {
        return;
    }
    let (terminal_home, home) = homes();
    let server = FakeApi::start([good(1)]);
    home.use_server(&server);
    let mut term = Term::start(&terminal_home, &[], 100, 30);
    term.wait_for("Compose");
    let answers = [
        "\x1b[?62;4;22c",
        "\x1bP>|XTerm(390)\x1b\\",
        "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
        "\x1b[6;20;10t",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b[?0u",
        "\x1b[?2026;2$y",
        // Nobody ever asked for these, and some are none.
        "\x1b[24;80R",
        "\x1bP1$r0m\x1b\\",
        "\x1b]52;c;Z2FyYmFnZQ==\x07",
        "\x1b]11;rgb:zz/zz/zz\x07",
        "\x1b[?999999999999999;;;z",
        "\x1b_Ggarbage\x1b\\",
        "\x1bPgarbage\x1b\\",
    ];
    std::thread::sleep(Duration::from_secs(5));
    for answer in answers {
        term.keys(answer);
    }
    // The same in pieces, as over a slow line.
    for answer in answers {
        for byte in answer.chars() {
            term.keys(&byte.to_string());
        }
    }
    std::thread::sleep(Duration::from_millis(300));
    term.keys(PROMPT);
    term.wait_for(PROMPT);
    term.keys(ALT_ENTER);
    is_stored_once(&home, &server);
    assert_eq!(home.history()[0]["prompt"], PROMPT);
    term.keys("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
}

#[test]
fn a_storm_of_sizes_ends_in_the_last_one() {
    const STEPS: u16 = 2000;
    let (terminal_home, _) = homes();
    let mut term = Term::start(&terminal_home, &["--sandbox"], 80, 24);
    term.wait_for("Compose");
    let before = term.bytes().len();
    let since = Instant::now();
    for step in 0..STEPS {
        match step % 5 {
            0 => term.resize(1, 1),
            1 => term.tell_size(0, 0),
            2 => term.resize(1000, 500),
            3 => term.resize(step % 200 + 1, step % 60 + 1),
            _ => term.resize(40, 12),
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let took = since.elapsed();
    term.resize(120, 40);
    // The last line of the window shows the keys again.
    term.wait_until("the last size", |screen| {
        let last = screen.lines().nth(39).unwrap_or_default();
        screen.contains("Compose") && !last.trim().is_empty()
    });
    let came = term.bytes().len() - before;
    // Every step drawn in full would be some twenty kilobytes on the average.
    let most = usize::from(STEPS) * 10_000;
    assert!(came < most, "{came} bytes in {took:?}");
    term.keys("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
}

#[test]
fn a_panic_while_drawing_restores_the_terminal_and_loses_no_request() {
    let (terminal_home, home) = homes();
    let (server, go_on) = waiting_server();
    home.use_server(&server);
    let mut command = CommandBuilder::new("sh");
    // The modes of the line before and after, as the shell finds them.
    command.args(["-c", &format!("stty -g; {POCHADE}; echo \"code $?\"; stty -g")]);
    command.env_clear();
    for (name, value) in terminal_home.variables() {
        command.env(name, value);
    }
    command.cwd(terminal_home.path());
    let mut term = Term::run(command, 100, 30);
    send(&mut term, &server);
    fs::write(home.path("state/panic-at-drawing"), "").unwrap();
    term.keys("x");
    term.wait_for("code 101");
    term.exit_code();
    let screen = term.left_behind();
    let text = screen.contents();
    assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{text}");
    assert!(!screen.bracketed_paste() && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None);
    assert!(text.contains("asked for"), "the person reads why: {text}");
    let modes: Vec<&str> = text.lines().filter(|line| line.matches(':').count() > 20).collect();
    assert!(modes.len() == 2 && modes[0] == modes[1], "{modes:?} in {text}");
    go_on.send(()).unwrap();
    is_stored_once(&home, &server);
}

#[test]
fn a_studio_that_sleeps_holds_nothing_up() {
    let (terminal_home, home) = homes();
    let server = FakeApi::start((1..40).map(good));
    home.use_server(&server);
    assert_eq!(home.generate("before").code, 0);
    let mut term = Term::start(&terminal_home, &[], 80, 24);
    term.wait_for("before");
    for number in 0..3 {
        signal(term.process(), Signal::STOP);
        for more in 0..4 {
            assert_eq!(home.generate(&format!("meanwhile {number} {more}")).code, 0);
        }
        // All of the log goes into the index, which a reader that sleeps would keep from happening.
        let index = rusqlite::Connection::open(home.path("state/index.sqlite")).unwrap();
        let left: (i64, i64, i64) = index
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!(left, (0, 0, 0));
        signal(term.process(), Signal::CONT);
        term.wait_for(&format!("meanwhile {number} 3"));
    }
    term.keys("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    term.keys("q");
    assert_eq!(term.exit_code(), 0);
}

#[test]
fn a_studio_that_ctrl_z_has_stopped_keeps_nobody_from_emptying_the_log_of_the_index() {
    let (terminal_home, home) = homes();
    let server = ready_server();
    home.use_server(&server);
    assert_eq!(home.generate(PROMPT).code, 0);
    // A shell with job control, so that the studio can be stopped and gone back to.
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", &format!("set -m; {POCHADE}; echo stopped; read line; fg")]);
    command.env_clear();
    for (name, value) in terminal_home.variables() {
        command.env(name, value);
    }
    command.cwd(terminal_home.path());
    let mut term = Term::run(command, 100, 30);
    term.wait_for(PROMPT);
    term.keys("\x1a");
    term.wait_for("stopped");
    // Something is written meanwhile, and all of it can be moved out of the log.
    assert_eq!(home.generate("another one").code, 0);
    let index = rusqlite::Connection::open(home.path("state/index.sqlite")).unwrap();
    let busy: i64 = index
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(busy, 0, "somebody holds a read transaction");
    drop(index);
    let log = fs::metadata(home.path("state/index.sqlite-wal")).map_or(0, |facts| facts.len());
    assert_eq!(log, 0);
    term.keys("\n");
    term.wait_for("Compose");
    term.keys("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    term.keys("q");
    term.exit_code();
}

/// The studio in an SSH login outside tmux, where `loginctl` is this script.
fn over_ssh(home: &support::Home, loginctl: &str) -> Term {
    let folder = home.path().join("bin");
    fs::create_dir_all(&folder).unwrap();
    let script = folder.join("loginctl");
    fs::write(&script, format!("#!/bin/sh\n{loginctl}\n")).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = CommandBuilder::new(POCHADE);
    command.arg("--sandbox");
    command.env_clear();
    for (name, value) in home.variables() {
        command.env(name, value);
    }
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", folder.display()));
    command.env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");
    command.env("USER", "ada");
    command.cwd(home.path());
    Term::run(command, 160, 30)
}

/// Leaves, and gives back whether something was ever said.
fn has_said(mut term: Term, what: &str) -> bool {
    term.keys("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    term.keys("q");
    term.exit_code();
    term.left_behind();
    String::from_utf8_lossy(&term.bytes()).contains(what)
}

#[test]
fn over_ssh_it_is_said_once_that_a_logout_ends_requests() {
    const KILLS: &str = "case $1 in show-session) echo KillUserProcesses=yes;; *) echo Linger=no;; esac";
    let home = support::Home::new();
    let term = over_ssh(&home, KILLS);
    term.wait_for("enable-linger");
    assert!(has_said(term, "enable-linger"));
    let term = over_ssh(&home, KILLS);
    term.wait_for("Compose");
    std::thread::sleep(Duration::from_millis(700));
    assert!(!has_said(term, "enable-linger"), "once is enough");
}

#[test]
fn a_logind_that_is_silent_or_lets_processes_live_is_no_reason_for_a_warning() {
    for loginctl in [
        "exec sleep 60",
        "echo KillUserProcesses=no",
        "case $1 in show-session) echo KillUserProcesses=yes;; *) echo Linger=yes;; esac",
    ] {
        let home = support::Home::new();
        let term = over_ssh(&home, loginctl);
        // Nothing but the other hint, which comes after logind was asked.
        term.wait_for("in tmux it stays too");
        assert!(!has_said(term, "enable-linger"), "{loginctl}");
    }
}
