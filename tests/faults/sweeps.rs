//! Every system call of "send and store one request" fails in turn, or is the last thing that the process does.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
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

/// What befalls the n-th call of a kind.
#[derive(Debug)]
struct Plague {
    calls: &'static str,
    fault: &'static str,
}

const fn plague(calls: &'static str, fault: &'static str) -> Plague {
    Plague { calls, fault }
}

/// So many positions of each plague are looked at within the budget, from the first on; the long run takes every one.
const FIRST: usize = 40;
/// So many of those behind them are looked at as well, evenly spread.
const FURTHER: usize = 15;
/// So many cases run at once: most of their time they wait.
const SIDE_BY_SIDE: usize = 6;

const KILLS: &str = "signal=KILL";
const RENAMES: &str = "rename,renameat,renameat2,link,linkat";
const UNLINKS: &str = "unlink,unlinkat";

/// Each kind of fault meets each kind of call.
const PLAGUES: &[Plague] = &[
    plague("write", "error=ENOSPC"),
    plague("write", KILLS),
    plague("pwrite64", "error=ENOSPC"),
    plague("pwrite64", "error=EIO"),
    plague("pwrite64", KILLS),
    plague("fsync,fdatasync", "error=EIO"),
    plague("fsync,fdatasync", "error=ENOSPC"),
    plague("fsync,fdatasync", KILLS),
    plague(RENAMES, "error=ENOSPC"),
    plague(RENAMES, "error=EIO"),
    plague(RENAMES, KILLS),
    plague(UNLINKS, "error=EIO"),
    plague(UNLINKS, KILLS),
    plague("fallocate", "error=ENOSPC"),
    plague("fallocate", KILLS),
    plague("openat", "error=EMFILE"),
    plague("openat", KILLS),
    plague("mkdir", "error=EDQUOT"),
];

/// Further faults of the long run.
const LONG_PLAGUES: &[Plague] = &[
    plague("write", "error=EIO"),
    plague("write", "error=EDQUOT"),
    plague("write", "error=EINTR"),
    plague("pwrite64", "error=EDQUOT"),
    plague("fsync,fdatasync", "error=EDQUOT"),
    plague("fsync,fdatasync", "error=EINTR"),
    plague("openat", "error=ENOSPC"),
    plague("openat", "error=EIO"),
    plague("openat", "error=EINTR"),
    plague("openat", "error=ENFILE"),
    plague("openat", "error=EDQUOT"),
    plague("openat", "error=ENOMEM"),
    plague(RENAMES, "error=EDQUOT"),
    plague(UNLINKS, "error=EDQUOT"),
    plague("fallocate", "error=EINTR"),
    plague("fallocate", "error=EDQUOT"),
    plague("ftruncate", "error=EIO"),
    plague("mkdir", KILLS),
    plague("read,pread64", "error=EIO"),
    plague("recvfrom", KILLS),
    plague("mmap", "error=ENOMEM"),
];

/// On the socket: a death around the first byte, which decides what may have been billed.
const WIRE_PLAGUES: &[Plague] = &[
    plague("socket", KILLS),
    plague("connect", KILLS),
    plague("connect", "error=ENETUNREACH"),
    plague("sendto,sendmsg,writev", KILLS),
    plague("sendto,sendmsg,writev", "error=EPIPE"),
    plague("recvfrom", "error=ECONNRESET"),
    plague("setsid", "error=EPERM"),
];

fn ways() -> impl Iterator<Item = &'static Plague> {
    let more = if Grade::asked_for() == Grade::Long {
        LONG_PLAGUES
    } else {
        &[]
    };
    PLAGUES.iter().chain(more)
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

/// The positions of a plague that are looked at: all of them and one more, or the first of them and a few behind.
fn positions(calls: usize) -> Vec<usize> {
    let all = calls + 1;
    let first = all.min(Grade::of(FIRST, usize::MAX));
    let rest = all - first;
    let further = rest.min(FURTHER);
    (1..=first)
        .chain((1..=further).map(|step| first + step * rest / further))
        .collect()
}

/// Does each piece of work once, some at a time, and gives what came of them in any order.
fn side_by_side<W: Sync, T: Send>(work: &[W], one: impl Fn(&W) -> T + Sync) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(work) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let came = one(work);
                    done.lock().unwrap().push(came);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

/// Every case of some plagues, once it is known how often each kind of call is made.
fn cases<'a>(plagues: &[&'a Plague], count: impl Fn(&Plague) -> usize + Sync) -> Vec<(&'a Plague, usize)> {
    let counted = side_by_side(plagues, |plague| (*plague, count(plague)));
    counted
        .into_iter()
        .flat_map(|(plague, calls)| positions(calls).into_iter().map(move |position| (plague, position)))
        .collect()
}

/// Tells how often each plague had which outcome.
fn tell<T: std::fmt::Debug>(of: &str, outcomes: Vec<(&Plague, T)>) {
    let mut told: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for (plague, outcome) in outcomes {
        let plague = told.entry(format!("{} {}", plague.calls, plague.fault)).or_default();
        *plague.entry(format!("{outcome:?}")).or_default() += 1;
    }
    for (plague, outcomes) in told {
        let cases: u32 = outcomes.values().sum();
        say(&format!("{of}, {plague}: {cases} cases, {outcomes:?}"));
    }
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
    let told = engine.picked(Grade::of(Duration::from_secs(6), Duration::from_secs(25)), |report| {
        ended(report, id)
    });
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

fn sweep_of_the_engine(plagues: &[&Plague]) {
    let all = cases(plagues, |plague| {
        let (home, server) = (Home::new(), ready_server());
        let counted = home.path("counted");
        let id = home.enqueue("to be counted");
        let program = script(&home, plague, None, &counted);
        assert_eq!(struck_engine(&home, &server, id, program), Some(RequestState::Stored));
        most_calls(&counted)
    });
    assert!(!all.is_empty());
    let outcomes = side_by_side(&all, |(plague, position)| {
        let (home, server) = (Home::new(), ready_server());
        let case = format!("engine, {} {} at {position}", plague.calls, plague.fault);
        let id = home.enqueue(&case);
        let program = script(&home, plague, Some(*position), Path::new("/dev/null"));
        let told = struck_engine(&home, &server, id, program);
        let state = is_well_afterwards(&home, &server, &case, &case);
        if told == Some(RequestState::Stored) {
            assert_eq!(state, RequestState::Stored, "{case}: it was called stored");
        }
        if is_tried_again(*position) {
            let next = home.enqueue("the next one");
            let engine = Engine::start(&home, &server);
            engine.client.run(next).unwrap();
            assert_eq!(engine.end_of(next), RequestState::Stored, "{case}: afterwards");
        }
        (*plague, state)
    });
    tell("engine", outcomes);
}

fn sweep_of_the_command_line(plagues: &[&Plague]) {
    let all = cases(plagues, |plague| {
        let (home, server) = (Home::new(), ready_server());
        home.use_server(&server);
        let counted = home.path("counted");
        assert_eq!(traced(&home, plague, None, &counted, "to be counted").code, 0);
        most_calls(&counted)
    });
    let outcomes = side_by_side(&all, |(plague, position)| {
        let (home, server) = (Home::new(), ready_server());
        home.use_server(&server);
        let case = format!("command line, {} {} at {position}", plague.calls, plague.fault);
        let ran = traced(&home, plague, Some(*position), Path::new("/dev/null"), &case);
        home.is_quiet();
        let state = is_well_afterwards(&home, &server, &case, &case);
        if ran.code == 0 {
            assert_eq!(state, RequestState::Stored, "{case}: it ended well\n{ran:?}");
        }
        if is_tried_again(*position) {
            let next = home.generate("the next one");
            assert_eq!(next.code, 0, "{case}: afterwards\n{next:?}");
        }
        (*plague, ran.code)
    });
    tell("command line, exit codes", outcomes);
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
        sweep_of_the_engine(&ways().filter(|plague| plague.fault == KILLS).collect::<Vec<_>>());
    }
}

#[test]
fn no_call_of_the_engine_that_fails_makes_a_lie_or_a_second_bill() {
    if can_trace("the sweep of errors of the engine") {
        sweep_of_the_engine(&ways().filter(|plague| plague.fault != KILLS).collect::<Vec<_>>());
    }
}

#[test]
fn no_call_on_the_wire_that_fails_or_kills_makes_a_second_bill() {
    if can_trace("the sweep of the connection") {
        sweep_of_the_engine(&WIRE_PLAGUES.iter().collect::<Vec<_>>());
    }
}

#[test]
fn no_call_of_the_command_line_that_fails_or_kills_makes_a_lie_or_a_second_bill() {
    if can_trace("the sweep of the command line") {
        sweep_of_the_command_line(&ways().collect::<Vec<_>>());
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
    let all = plague("renameat,renameat2,rename", "error=ENOSPC");
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
