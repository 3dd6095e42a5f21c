//! Every system call of "send and store one request" fails in turn, or is the last thing that the process does.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use pochade::domain::{RequestId, RequestState};
use rustix::process::Signal;

use crate::{
    fake_api::FakeApi,
    grades::{Grade, Need, can_run, say},
    scene::{self, Engine, Home, POCHADE, Ran, ended, finished, generate, good, posts, ready_server, signal},
};

/// What befalls the n-th call of a kind, and the most positions of it that are looked at within the budget.
struct Plague {
    calls: &'static str,
    fault: &'static str,
    budget: usize,
}

const fn plague(calls: &'static str, fault: &'static str, budget: usize) -> Plague {
    Plague { calls, fault, budget }
}

const KILLS: &str = "signal=KILL";
const RENAMES: &str = "rename,renameat,renameat2,link,linkat";
const UNLINKS: &str = "unlink,unlinkat";

/// For the budget, each kind of fault meets each kind of call; the long run takes every position.
const PLAGUES: &[Plague] = &[
    plague("write", "error=ENOSPC", 6),
    plague("write", KILLS, 20),
    plague("pwrite64", "error=ENOSPC", 10),
    plague("pwrite64", "error=EIO", 10),
    plague("pwrite64", KILLS, 20),
    plague("fsync,fdatasync", "error=EIO", 40),
    plague("fsync,fdatasync", "error=ENOSPC", 12),
    plague("fsync,fdatasync", KILLS, 40),
    plague(RENAMES, "error=ENOSPC", 40),
    plague(RENAMES, "error=EIO", 40),
    plague(RENAMES, KILLS, 40),
    plague(UNLINKS, "error=EIO", 40),
    plague(UNLINKS, KILLS, 40),
    plague("fallocate", "error=ENOSPC", 40),
    plague("fallocate", KILLS, 40),
    plague("openat", "error=EMFILE", 8),
    plague("openat", KILLS, 10),
    plague("mkdir", "error=EDQUOT", 20),
];

/// Further faults of the long run.
const LONG_PLAGUES: &[Plague] = &[
    plague("write", "error=EIO", 0),
    plague("write", "error=EDQUOT", 0),
    plague("write", "error=EINTR", 0),
    plague("pwrite64", "error=EDQUOT", 0),
    plague("fsync,fdatasync", "error=EDQUOT", 0),
    plague("fsync,fdatasync", "error=EINTR", 0),
    plague("openat", "error=ENOSPC", 0),
    plague("openat", "error=EIO", 0),
    plague("openat", "error=EINTR", 0),
    plague("openat", "error=ENFILE", 0),
    plague("ftruncate", "error=EIO", 0),
    plague("mkdir", KILLS, 0),
    plague("read,pread64", "error=EIO", 0),
    plague("recvfrom", KILLS, 0),
    plague("mmap", "error=ENOMEM", 0),
];

/// On the socket: a death around the first byte, which decides what may have been billed.
const WIRE_PLAGUES: &[Plague] = &[
    plague("socket", KILLS, 10),
    plague("connect", KILLS, 10),
    plague("connect", "error=ENETUNREACH", 10),
    plague("sendto,sendmsg,writev", KILLS, 10),
    plague("sendto,sendmsg,writev", "error=EPIPE", 10),
    plague("recvfrom", "error=ECONNRESET", 10),
    plague("setsid", "error=EPERM", 1),
];

fn ways(all: &'static [Plague], long: &'static [Plague]) -> impl Iterator<Item = &'static Plague> {
    let more = if Grade::asked_for() == Grade::Long { long } else { &[] };
    all.iter().chain(more)
}

/// How often the busiest thread of a trace made a call.
fn most_calls(trace: &Path) -> usize {
    let mut calls: BTreeMap<String, usize> = BTreeMap::new();
    for line in fs::read_to_string(trace).unwrap().lines() {
        let thread = line
            .split_whitespace()
            .next()
            .filter(|word| word.parse::<u32>().is_ok());
        if line.contains('(') && !line.contains("resumed") {
            *calls.entry(thread.unwrap_or("").to_owned()).or_default() += 1;
        }
    }
    calls.into_values().max().unwrap_or(0)
}

/// The positions of a plague that are looked at: all of them and one more, or as many as the budget has, evenly spread.
fn positions(plague: &Plague, calls: usize) -> Vec<usize> {
    let all = calls + 1;
    let most = Grade::of(plague.budget, usize::MAX);
    if all <= most {
        return (1..=all).collect();
    }
    (0..most).map(|step| 1 + step * all / most).collect()
}

/// Arguments of strace that let a plague strike at a position, or only count for none.
fn trace(plague: &Plague, position: Option<usize>, into: &Path) -> Vec<String> {
    let mut arguments = vec!["-o".to_owned(), into.display().to_string(), "-e".to_owned()];
    arguments.push(format!("trace={}", plague.calls));
    // A fault beyond the calls that this machine knows is no reason to stop.
    if let Some(position) = position {
        arguments.push("-e".to_owned());
        arguments.push(format!("inject={}:{}:when={position}", plague.calls, plague.fault));
    }
    arguments
}

/// What must be true whatever happened to whom: at most one sending of each prompt, no stored request without its
/// picture, and a next request that works.
fn is_well_afterwards(home: &Home, server: &FakeApi, prompt: &str, case: &str) -> RequestState {
    let store = home.store();
    store.recover(Timestamp::now()).unwrap();
    let report = store.check().unwrap();
    assert!(report.damaged.is_empty(), "{case}: {:?}", report.damaged);
    let sent = posts(server).get(prompt).copied().unwrap_or(0);
    assert!(sent <= 1, "{case}: sent {sent} times");
    let history = store
        .history(&pochade::domain::HistoryQuery {
            limit: 50,
            ..Default::default()
        })
        .unwrap();
    let found: Vec<_> = history.rows.iter().filter(|row| row.prompt == prompt).collect();
    assert!(found.len() <= 1, "{case}");
    let Some(row) = found.first() else {
        assert_eq!(sent, 0, "{case}: sent and not known");
        return RequestState::NotSent;
    };
    let entry = store.entry(row.id).unwrap();
    assert_eq!(entry.state, row.state, "{case}: the list and the record differ");
    assert!(
        entry.state != RequestState::Running,
        "{case}: nobody works on it any more"
    );
    assert!(sent == 0 || entry.attempts == 1, "{case}: sent without an attempt");
    if matches!(
        entry.state,
        RequestState::Queued | RequestState::NotSent | RequestState::Cancelled
    ) {
        assert_eq!(sent, 0, "{case}: {:?} though it was sent", entry.state);
    }
    if entry.state == RequestState::Stored {
        assert_eq!((sent, entry.images.len()), (1, 1), "{case}");
    }
    entry.state
}

/// A program that runs pochade under a trace which strikes.
fn script(home: &Home, plague: &Plague, position: Option<usize>, trace_file: &Path) -> PathBuf {
    let path = home.path("traced");
    let arguments = trace(plague, position, trace_file).join(" ");
    fs::write(
        &path,
        format!("#!/bin/sh\nexec strace -D -f -q {arguments} {POCHADE} \"$@\"\n"),
    )
    .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// One request through an engine that is struck. The answer is what it said of the end, if it lived to say it.
fn struck_engine(home: &Home, server: &FakeApi, id: RequestId, program: PathBuf) -> Option<RequestState> {
    let engine = Engine::behind(home, server, Some(program))?;
    if engine.client.run(id).is_err() {
        return None;
    }
    // A full disk is waited for; a call that never fails in life, such as a wake-up of a thread, may leave it stuck.
    let told = engine.picked(Duration::from_secs(6), |report| ended(report, id));
    drop(engine);
    let since = Instant::now();
    while !home.processes().is_empty() {
        if since.elapsed() > Duration::from_secs(if told.is_some() { 20 } else { 1 }) {
            for pid in home.processes() {
                signal(pid, Signal::KILL);
            }
        }
        thread::sleep(Duration::from_millis(5));
    }
    told
}

/// Whether whoever comes next is tried as well: after each fault of the long run, after some within the budget.
fn is_tried_again(position: usize) -> bool {
    position.is_multiple_of(Grade::of(4, 1))
}

fn sweep_of_the_engine(plagues: impl Iterator<Item = &'static Plague>) {
    let mut struck = 0;
    for plague in plagues {
        let (home, server) = (Home::new(), ready_server());
        let counted = home.path("counted");
        let id = home.enqueue("to be counted");
        let program = script(&home, plague, None, &counted);
        assert_eq!(struck_engine(&home, &server, id, program), Some(RequestState::Stored));
        let mut states: BTreeMap<String, u32> = BTreeMap::new();
        for position in positions(plague, most_calls(&counted)) {
            let (home, server) = (Home::new(), ready_server());
            let case = format!("engine, {} {} at {position}", plague.calls, plague.fault);
            let id = home.enqueue(&case);
            let program = script(&home, plague, Some(position), Path::new("/dev/null"));
            let told = struck_engine(&home, &server, id, program);
            let state = is_well_afterwards(&home, &server, &case, &case);
            if told == Some(RequestState::Stored) {
                assert_eq!(state, RequestState::Stored, "{case}: it was called stored");
            }
            *states.entry(format!("{state:?}")).or_default() += 1;
            struck += 1;
            if is_tried_again(position) {
                let next = home.enqueue("the next one");
                let engine = Engine::start(&home, &server);
                engine.client.run(next).unwrap();
                assert_eq!(engine.end_of(next), RequestState::Stored, "{case}: afterwards");
            }
        }
        say(&format!("engine, {} {}: {states:?}", plague.calls, plague.fault));
    }
    assert!(struck > 0);
}

fn sweep_of_the_command_line(plagues: impl Iterator<Item = &'static Plague>) {
    for plague in plagues {
        let (home, server) = (Home::new(), ready_server());
        home.use_server(&server);
        let counted = home.path("counted");
        assert_eq!(traced(&home, plague, None, &counted, "to be counted").code, 0);
        let mut codes: BTreeMap<i32, u32> = BTreeMap::new();
        for position in positions(plague, most_calls(&counted)) {
            let (home, server) = (Home::new(), ready_server());
            home.use_server(&server);
            let case = format!("command line, {} {} at {position}", plague.calls, plague.fault);
            let ran = traced(&home, plague, Some(position), Path::new("/dev/null"), &case);
            home.is_quiet();
            let state = is_well_afterwards(&home, &server, &case, &case);
            if ran.code == 0 {
                assert_eq!(state, RequestState::Stored, "{case}: it ended well\n{ran:?}");
            }
            *codes.entry(ran.code).or_default() += 1;
            if is_tried_again(position) {
                let next = home.generate("the next one");
                assert_eq!(next.code, 0, "{case}: afterwards\n{next:?}");
            }
        }
        say(&format!(
            "command line, {} {}: exit codes {codes:?}",
            plague.calls, plague.fault
        ));
    }
}

/// One request through a command line whose main thread is struck.
fn traced(home: &Home, plague: &Plague, position: Option<usize>, into: &Path, prompt: &str) -> Ran {
    let strace = trace(plague, position, into);
    let program: Vec<&str> = ["strace", "-q"]
        .into_iter()
        .chain(strace.iter().map(String::as_str))
        .chain([POCHADE])
        .collect();
    finished(home.command_of(&program, &generate(prompt)).spawn().unwrap())
}

fn can_trace(part: &str) -> bool {
    can_run(part, Grade::Budget, &[Need::Program("strace")])
}

#[test]
fn no_call_of_the_engine_that_kills_makes_a_lie_or_a_second_bill() {
    if can_trace("the sweep of deaths of the engine") {
        sweep_of_the_engine(ways(PLAGUES, LONG_PLAGUES).filter(|plague| plague.fault == KILLS));
    }
}

#[test]
fn no_call_of_the_engine_that_fails_makes_a_lie_or_a_second_bill() {
    if can_trace("the sweep of errors of the engine") {
        sweep_of_the_engine(ways(PLAGUES, LONG_PLAGUES).filter(|plague| plague.fault != KILLS));
    }
}

#[test]
fn no_call_on_the_wire_that_fails_or_kills_makes_a_second_bill() {
    if can_trace("the sweep of the connection") {
        sweep_of_the_engine(WIRE_PLAGUES.iter());
    }
}

#[test]
fn no_call_of_the_command_line_that_fails_or_kills_makes_a_lie_or_a_second_bill() {
    if can_trace("the sweep of the command line") {
        sweep_of_the_command_line(ways(PLAGUES, LONG_PLAGUES));
    }
}

#[test]
fn a_disk_that_stays_full_ends_in_an_honest_word_and_keeps_the_answer() {
    if !can_trace("the disk that stays full") {
        return;
    }
    let (home, server) = (Home::new(), FakeApi::start([good(1), good(2)]));
    let id = home.enqueue("a full disk");
    // From the first rename on, nothing finds a place any more: the sent file is there by then.
    let all = plague("renameat,renameat2,rename", "error=ENOSPC", 0);
    let program = home.path("traced");
    let line = format!(
        "#!/bin/sh\nexec strace -D -f -q -o /dev/null -e trace={0} -e inject={0}:{1}:when=2+ {POCHADE} \"$@\"\n",
        all.calls, all.fault
    );
    fs::write(&program, line).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let engine = Engine::behind(&home, &server, Some(program)).unwrap();
    engine.client.run(id).unwrap();
    let told = engine.picked(scene::PATIENCE, |report| ended(report, id));
    assert_eq!(told, Some(RequestState::Unknown));
    let spool = home.path(&format!("state/spool/{id}-1"));
    assert!(
        fs::read(spool).unwrap().ends_with(b"}}"),
        "what was paid for is in the spool"
    );
    drop(engine);
    home.is_quiet();
    let state = is_well_afterwards(&home, &server, "a full disk", "a disk that stays full");
    assert!(
        matches!(
            state,
            RequestState::Unknown | RequestState::Partial | RequestState::Stored
        ),
        "{state:?}"
    );
}
