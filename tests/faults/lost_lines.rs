//! The terminal goes, the line drops, processes are stopped or killed: the engine goes on, or leaves an honest end.

use std::{
    fs,
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use pochade::domain::{CostKind, RequestState, Stage};
use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::{
    fake_api::{Act, FakeApi},
    grades::{Grade, Need, call, can_run, is_root, program},
    scene::{Engine, Home, KEY, POCHADE, eventually, good, signal},
    support::{self, Term},
};

const ALT_ENTER: &str = "\x1b\r";
pub const PROMPT: &str = "a lighthouse at night";

/// A server that waits for the test's word before its only answer.
pub fn waiting_server() -> (FakeApi, mpsc::Sender<()>) {
    let (go_on, word) = mpsc::channel();
    let mut script = vec![Act::Wait(word)];
    script.extend(good(1));
    // A second request would be answered at once, and counted.
    (FakeApi::start([script, good(2)]), go_on)
}

/// A home that the studio finds in a terminal of ours, and the same one for the command line.
pub fn homes() -> (support::Home, Home) {
    let home = support::Home::new();
    let same = Home::at(home.path());
    (home, same)
}

/// Types a prompt and sends it, until the server has it.
pub fn send(term: &mut Term, server: &FakeApi) {
    term.wait_for("Compose");
    term.keys(PROMPT);
    term.wait_for(PROMPT);
    term.keys(ALT_ENTER);
    eventually("the server has it", || (server.heard().len() == 1).then_some(()));
}

/// Seconds that a process has used of a processor.
fn used(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat[stat.rfind(')').unwrap()..].split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    // Clock ticks are hundredths on every Linux that this runs on.
    (ticks(12) + ticks(13)) / 100.0
}

/// The terminal is gone, the server still waits: the engine is alone, idle, and stores what comes.
fn goes_on_alone(home: &Home, server: &FakeApi, go_on: &mpsc::Sender<()>) {
    let [engine] = home.engines()[..] else {
        panic!("one engine: {:?}", home.engines());
    };
    let before = used(engine);
    thread::sleep(Duration::from_millis(400));
    assert!(used(engine) - before < 0.1, "it waits and does nothing else");
    go_on.send(()).unwrap();
    home.is_quiet();
    let history = home.is_sound(server);
    assert_eq!(
        (history.len(), &history[0]["state"], &history[0]["attempts"]),
        (1, &"stored".into(), &1.into())
    );
    assert_eq!(server.heard().len(), 1);
}

#[test]
fn a_closed_terminal_ends_the_studio_and_the_picture_is_stored_once() {
    let (terminal_home, home) = homes();
    let (server, go_on) = waiting_server();
    home.use_server(&server);
    let mut term = Term::start(&terminal_home, &[], 80, 24);
    send(&mut term, &server);
    term.hang_up();
    term.exit_code();
    goes_on_alone(&home, &server, &go_on);
}

#[test]
fn a_terminal_that_goes_without_a_signal_ends_the_studio_too() {
    let (terminal_home, home) = homes();
    let (server, go_on) = waiting_server();
    home.use_server(&server);
    // The leader of the session swallows the hang-up, so that nobody tells the studio.
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", &format!("trap '' HUP; {POCHADE}; sleep 60")]);
    command.env_clear();
    for (name, value) in terminal_home.variables() {
        command.env(name, value);
    }
    command.cwd(terminal_home.path());
    let mut term = Term::run(command, 80, 24);
    send(&mut term, &server);
    let studio = child_of(term.process());
    term.hang_up();
    let since = Instant::now();
    eventually("the studio ends", || is_gone(studio).then_some(()));
    assert!(since.elapsed() < Duration::from_secs(10));
    goes_on_alone(&home, &server, &go_on);
    signal(term.process(), Signal::KILL);
}

fn child_of(parent: u32) -> u32 {
    let path = format!("/proc/{parent}/task/{parent}/children");
    eventually("the shell has a child", || {
        fs::read_to_string(&path).ok()?.split_whitespace().next()?.parse().ok()
    })
}

fn is_gone(pid: u32) -> bool {
    // A process that has ended may wait for its parent to notice.
    fs::read_to_string(format!("/proc/{pid}/stat")).map_or(true, |stat| stat.contains(") Z "))
}

#[test]
fn a_killed_studio_leaves_its_request_to_the_engine() {
    for deadly in [Signal::KILL, Signal::ABORT, Signal::TERM] {
        let (terminal_home, home) = homes();
        let (server, go_on) = waiting_server();
        home.use_server(&server);
        let mut term = Term::start(&terminal_home, &[], 80, 24);
        send(&mut term, &server);
        signal(term.process(), deadly);
        term.exit_code();
        goes_on_alone(&home, &server, &go_on);
    }
}

#[test]
fn an_engine_that_dies_leaves_an_unknown_and_nothing_is_sent_again() {
    // A stack overflow, an abort and the kernel's out-of-memory killer all look like this from outside.
    for deadly in [Signal::KILL, Signal::ABORT, Signal::ILL] {
        let home = Home::new();
        let (server, _go_on) = waiting_server();
        let engine = Engine::start(&home, &server);
        let ids = [home.enqueue("the first"), home.enqueue("the second")];
        for id in ids {
            engine.client.run(id).unwrap();
        }
        engine.stage(ids[0], Stage::Waiting);
        eventually("the server has it", || (server.heard().len() == 1).then_some(()));
        for pid in home.engines() {
            signal(pid, deadly);
        }
        home.is_quiet();
        let history = home.is_sound(&server);
        assert_eq!(
            [&history[1]["state"], &history[0]["state"]],
            ["unknown", "queued"],
            "{deadly:?}"
        );
        assert_eq!(history[1]["cost_kind"], "unknown");
        // The next start sends what was never sent, and nothing else.
        let next = Engine::start(&home, &server);
        for id in ids {
            next.client.run(id).unwrap();
        }
        assert_eq!(next.end_of(ids[0]), RequestState::Unknown);
        assert_eq!(next.end_of(ids[1]), RequestState::Stored);
        assert_eq!(server.heard().len(), 2);
    }
}

#[test]
fn an_end_signal_gives_the_engine_time_to_save_and_no_more() {
    for answers in [true, false] {
        let home = Home::new();
        let (server, go_on) = waiting_server();
        let engine = Engine::start(&home, &server);
        let ids = [home.enqueue("the first"), home.enqueue("the second")];
        for id in ids {
            engine.client.run(id).unwrap();
        }
        engine.stage(ids[0], Stage::Waiting);
        eventually("the server has it", || (server.heard().len() == 1).then_some(()));
        for pid in home.engines() {
            signal(pid, Signal::TERM);
        }
        if answers {
            go_on.send(()).unwrap();
        } else if !can_run("the whole grace after SIGTERM", Grade::Budget, &[]) {
            continue;
        }
        let state = if answers {
            RequestState::Stored
        } else {
            RequestState::Unknown
        };
        assert_eq!(engine.end_of(ids[0]), state);
        home.is_quiet();
        let entry = home.store().entry(ids[0]).unwrap();
        assert_eq!((entry.state, entry.attempts), (state, 1));
        assert_eq!(entry.cost_kind == CostKind::Unknown, !answers);
        assert_eq!(
            home.store().entry(ids[1]).unwrap().state,
            RequestState::Queued,
            "it starts nothing more"
        );
        home.is_sound(&server);
    }
}

#[test]
fn a_sleep_of_engine_and_server_is_no_reason_to_give_up() {
    let home = Home::new();
    let (server, go_on) = waiting_server();
    let engine = Engine::start(&home, &server);
    let id = home.enqueue("a nap");
    engine.client.run(id).unwrap();
    engine.stage(id, Stage::Waiting);
    let pids = home.engines();
    for pid in &pids {
        signal(*pid, Signal::STOP);
    }
    go_on.send(()).unwrap();
    thread::sleep(Grade::of(Duration::from_secs(1), Duration::from_secs(40)));
    for pid in &pids {
        signal(*pid, Signal::CONT);
    }
    assert_eq!(engine.end_of(id), RequestState::Stored);
    assert_eq!(server.heard().len(), 1);
}

/// An sshd of our own on the loopback device.
struct Sshd {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Sshd {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).display().to_string();
        for name in ["host", "person"] {
            call("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", &file(name)]);
        }
        if is_root() {
            fs::create_dir_all("/run/sshd").unwrap();
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program("sshd").unwrap())
            .args(["-D", "-f", "/dev/null", "-h", &file("host"), "-p", &free.to_string()])
            .args([
                "-E",
                &file("log"),
                "-o",
                "ListenAddress=127.0.0.1",
                "-o",
                "UsePAM=no",
                "-o",
                "StrictModes=no",
            ])
            .args(["-o", &format!("AuthorizedKeysFile={}", file("person.pub"))])
            .args(["-o", &format!("PidFile={}", file("pid")), "-o", "PermitRootLogin=yes"])
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let sshd = Self {
            child,
            port: free,
            folder,
        };
        eventually("sshd listens", || {
            std::net::TcpStream::connect(("127.0.0.1", free)).ok()
        });
        sshd
    }

    /// The command that logs in with a terminal and runs a line there.
    fn login(&self, line: &str) -> CommandBuilder {
        let mut command = CommandBuilder::new(program("ssh").unwrap());
        let key = self.folder.path().join("person");
        command.args([
            "-tt",
            "-F",
            "/dev/null",
            "-p",
            &self.port.to_string(),
            "-i",
            key.to_str().unwrap(),
        ]);
        for option in [
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "IdentitiesOnly=yes",
        ] {
            command.args(["-o", option]);
        }
        command.args(["127.0.0.1", line]);
        command
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        // A failed test must not leave it behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_dropped_ssh_line_loses_no_picture_and_pays_once() {
    let needed = ["sshd", "ssh", "ssh-keygen"].map(Need::Program);
    if !can_run("the dropped SSH line", Grade::Budget, &needed) {
        return;
    }
    let (terminal_home, home) = homes();
    let (server, go_on) = waiting_server();
    home.use_server(&server);
    let variables: Vec<String> = terminal_home
        .variables()
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let line = format!("env -i TERM=xterm-256color {} {POCHADE}", variables.join(" "));
    let sshd = Sshd::start();
    let mut term = Term::run(sshd.login(&line), 80, 24);
    send(&mut term, &server);
    signal(term.process(), Signal::KILL);
    term.exit_code();
    eventually("the studio is gone", || (home.processes().len() == 1).then_some(()));
    goes_on_alone(&home, &server, &go_on);

    // The next login finds it.
    let mut term = Term::run(sshd.login(&line), 80, 24);
    term.wait_for(PROMPT);
    term.keys("\x1b");
    thread::sleep(Duration::from_millis(200));
    term.keys("q");
    term.exit_code();
    assert_eq!(server.heard().len(), 1);
    assert!(!term.bytes().windows(KEY.len()).any(|window| window == KEY.as_bytes()));
}

#[test]
fn a_forgotten_connection_ends_unknown_in_about_two_minutes() {
    const INSIDE: &str = "10.213.77.2";
    if !can_run(
        "the forgotten connection",
        Grade::Long,
        &[Need::Root, Need::Program("ip")],
    ) {
        return;
    }
    let name = format!("pochade-{}", std::process::id());
    let (here, there) = (format!("po{}", std::process::id()), format!("pi{}", std::process::id()));
    let ip = |line: &str| call("ip", &line.split(' ').collect::<Vec<_>>());
    ip(&format!("netns add {name}"));
    ip(&format!("link add {here} type veth peer name {there} netns {name}"));
    ip(&format!("addr add 10.213.77.1/24 dev {here}"));
    ip(&format!("link set {here} up"));
    ip(&format!("-n {name} addr add {INSIDE}/24 dev {there}"));
    ip(&format!("-n {name} link set {there} up"));
    let home = Home::new();
    let server = FakeApi::at("10.213.77.1", [vec![Act::Hold]]);
    home.use_server(&server);
    let arguments = crate::scene::generate("into the void");
    let program = ["ip", "netns", "exec", &name, POCHADE];
    let child = home.command_of(&program, &arguments).spawn().unwrap();
    eventually("the server has it", || (server.heard().len() == 1).then_some(()));
    let since = Instant::now();
    // Nothing is said any more, as behind a router that has forgotten the connection.
    ip(&format!("link set {here} down"));
    let ran = crate::scene::finished(child);
    ip(&format!("netns del {name}"));
    assert_eq!(ran.code, 7, "{ran:?}");
    assert_eq!(ran.json()[0]["state"], "unknown", "{ran:?}");
    assert!(since.elapsed() < Duration::from_secs(150), "{:?}", since.elapsed());
    assert_eq!(server.heard().len(), 1);
}
