//! Several processes on one data directory, and death at any moment among them.

use std::{collections::BTreeMap, fs, process::Child, sync::Barrier, thread, time::Duration};

use jiff::Timestamp;
use pochade::{
    domain::RequestState,
    store::{AttemptEnd, Sent, Store, StoreError},
};
use rustix::process::Signal;
use serde_json::Value;

use crate::{
    fake_api::FakeApi,
    grades::{Grade, can_run, say},
    scene::{Home, POCHADE, eventually, finished, generate, good, pause, posts, ready_server, signal},
    support::{self, Term},
};

/// How many rounds or requests a test takes, by grade.
fn amount(quick: u32, budget: u32, long: u32) -> u32 {
    if Grade::asked_for() == Grade::Quick {
        quick
    } else {
        Grade::of(budget, long)
    }
}

#[test]
fn of_two_who_retry_at_once_one_does() {
    const ROUNDS_OF_ONE: u32 = 25;
    let home = Home::new();
    let stores: Vec<Store> = (0..2).map(|_| home.store()).collect();
    let rounds = amount(4, 40, 40);
    for _ in 0..rounds {
        let id = home.enqueue("a race");
        for after in 0..ROUNDS_OF_ONE {
            let sent = Sent {
                engine: "engine-of-a-race".to_owned(),
                origin: "http://127.0.0.1".to_owned(),
                at: Timestamp::now(),
                after,
            };
            let line = Barrier::new(stores.len());
            let begin = |store: &Store| {
                line.wait();
                store.begin(id, &sent)
            };
            let outcomes = thread::scope(|scope| {
                let threads: Vec<_> = stores.iter().map(|store| scope.spawn(|| begin(store))).collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .collect::<Vec<_>>()
            });
            let losers = outcomes
                .iter()
                .filter(|outcome| matches!(outcome, Err(StoreError::Taken(_))))
                .count();
            let winner = outcomes.into_iter().find_map(Result::ok).unwrap();
            assert_eq!(losers, 1, "{id} after {after}");
            assert_eq!(winner.number(), after + 1);
            winner
                .end(&AttemptEnd::new(RequestState::Unknown, Timestamp::now(), None), None)
                .unwrap();
        }
        assert_eq!(stores[0].entry(id).unwrap().attempts, ROUNDS_OF_ONE);
    }
}

#[test]
fn two_processes_share_one_history_and_each_request_is_sent_by_one() {
    let (home, server) = (Home::new(), ready_server());
    home.use_server(&server);
    assert_eq!(home.generate("the first of many").code, 0);
    // A call makes a hundred at most.
    let calls: &[&str] = if Grade::asked_for() == Grade::Quick {
        &["8"]
    } else {
        &["100", "100", "50"]
    };
    let each: u32 = calls.iter().map(|times| times.parse::<u32>().unwrap()).sum();
    let first = home.history()[0]["id"].as_str().unwrap().to_owned();
    let one = || {
        for times in calls {
            let ran = home.run(&["rerun", &first, "--times", times, "--yes", "--json", "--quiet"]);
            assert_eq!(ran.code, 0, "{}", ran.errors);
            assert!(
                !ran.errors.contains("lock") && !ran.errors.contains("busy"),
                "{}",
                ran.errors
            );
            let lines = ran.json();
            assert_eq!(lines.len().to_string(), *times);
            assert!(lines.iter().all(|line| line["state"] == "stored"));
        }
    };
    thread::scope(|scope| {
        let workers = [scope.spawn(one), scope.spawn(one)];
        // Whoever looks meanwhile sees it grow, and no lock of anybody else's.
        let mut seen = Vec::new();
        while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
            seen.push(home.history().len());
            thread::sleep(Duration::from_millis(200));
        }
        assert!(seen.is_sorted(), "{seen:?}");
    });
    let all = usize::try_from(2 * each + 1).unwrap();
    let history = home.is_sound(&server);
    let attempts: u64 = history.iter().map(|entry| entry["attempts"].as_u64().unwrap()).sum();
    assert_eq!((history.len(), server.heard().len(), attempts), (all, all, all as u64));
}

#[test]
fn a_backup_and_an_export_under_load_hold_what_was_there_before_and_nothing_half() {
    let (home, server) = (Home::new(), ready_server());
    home.use_server(&server);
    let first = home.generate("there before").json()[0]["id"].clone();
    let rerun = ["rerun", "@", "--times", "20", "--yes", "--json", "--quiet"];
    let load = home.command_of(&[POCHADE], &rerun).spawn().unwrap();
    eventually("it has begun", || (server.heard().len() > 3).then_some(()));
    let [backup, export] = ["backup", "export"].map(|name| home.path(name).display().to_string());
    for arguments in [&["backup", &backup][..], &["export", "--to", &export]] {
        let ran = home.run(arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let ran = finished(load);
    assert_eq!(ran.code, 0, "{ran:?}");
    for copy in [backup, export] {
        let other = Home::new();
        let ran = other.run(&["import", &copy]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let again = other.run(&["import", &copy]);
        assert_eq!(again.code, 0, "{again:?}");
        let check = other.run(&["check", "--json"]);
        assert_eq!(check.code, 0, "{check:?}");
        let history = other.history();
        assert!(history.iter().any(|entry| entry["id"] == first), "{copy}");
        assert!(
            history
                .iter()
                .all(|entry| entry["state"] != "stored" || !entry["images"][0].is_null())
        );
    }
    home.is_sound(&server);
}

/// Whether a process has not ended; one that has may still wait for its parent to notice.
fn lives(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// What is killed in a round.
#[derive(Debug, Clone, Copy)]
enum Victim {
    First,
    Second,
    AnEngine,
    AllEngines,
}

/// One of the two at work.
enum Worker {
    CommandLine(Child),
    Studio(Box<Term>),
}

impl Worker {
    fn pid(&self) -> u32 {
        match self {
            Self::CommandLine(child) => child.id(),
            Self::Studio(term) => term.process(),
        }
    }

    /// What it said was kept: ids with the states that it told.
    fn acknowledged(self) -> Vec<(String, Option<String>)> {
        match self {
            Self::CommandLine(child) => {
                let ran = finished(child);
                let said = |line: &str| match serde_json::from_str::<Value>(line) {
                    Ok(line) => Some((
                        line["id"].as_str()?.to_owned(),
                        line["state"].as_str().map(str::to_owned),
                    )),
                    // A line that death has cut says nothing.
                    Err(_) => None,
                };
                ran.out.lines().filter_map(said).collect()
            }
            Self::Studio(mut term) => {
                signal(term.process(), Signal::KILL);
                term.exit_code();
                Vec::new()
            }
        }
    }
}

/// A home on which two work at once while one of them, or an engine, is killed.
struct Loop {
    home: Home,
    terminal_home: support::Home,
    random: fastrand::Rng,
    /// Living processes that were killed, engines and others.
    killed: u64,
    engines_killed: u64,
    acknowledged: BTreeMap<String, Option<String>>,
}

impl Loop {
    fn command_line(&self, prompt: &str, detached: bool) -> Worker {
        let mut arguments = generate(prompt).to_vec();
        if detached {
            arguments.push("--detach");
        }
        Worker::CommandLine(self.home.command_of(&[POCHADE], &arguments).spawn().unwrap())
    }

    fn studio(&self, prompt: &str) -> Worker {
        let mut term = Term::start(&self.terminal_home, &[], 80, 24);
        term.wait_for("Compose");
        term.keys(prompt);
        term.wait_for(prompt);
        term.keys("\x1b\r");
        Worker::Studio(Box::new(term))
    }

    /// Looks at what is left when all have gone; tells it in numbers.
    fn left(self, server: &FakeApi) -> String {
        let Self {
            home,
            killed,
            engines_killed,
            acknowledged,
            ..
        } = self;
        home.is_quiet();
        let history = home.is_sound(server);
        let text = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
        let by_id: BTreeMap<String, String> = history
            .iter()
            .map(|entry| (text(entry, "id"), text(entry, "state")))
            .collect();
        for (id, said) in &acknowledged {
            let found = by_id.get(id);
            assert!(found.is_some(), "{id} was acknowledged and is lost");
            if said.as_deref() == Some("stored") {
                assert_eq!(found, said.as_ref(), "{id} was called stored");
            }
        }
        let sent = posts(server);
        assert!(sent.values().all(|times| *times == 1), "{sent:?}");
        let attempts: u64 = history.iter().map(|entry| entry["attempts"].as_u64().unwrap()).sum();
        let sent = sent.values().sum::<u64>();
        // An engine may die between its sent file and its first byte; nothing else parts the two numbers.
        assert!(
            sent <= attempts && attempts - sent <= 2 * engines_killed,
            "{attempts} attempts, {sent} sent"
        );
        assert!(by_id.values().all(|state| state != "running"));
        let mut states: BTreeMap<&str, u32> = BTreeMap::new();
        for state in by_id.values() {
            *states.entry(state).or_default() += 1;
        }
        let acknowledged = acknowledged.len();
        format!(
            "{killed} killed, {engines_killed} of them engines, {acknowledged} acknowledged, {attempts} attempts, {sent} sent, {states:?}"
        )
    }

    /// Kills a process; one that has ended already does not count.
    fn kill(&mut self, pid: u32) {
        self.killed += u64::from(lives(pid));
        signal(pid, Signal::KILL);
    }

    fn round(&mut self, number: u32) {
        let first = if number % 4 == 3 {
            self.studio(&format!("studio {number}"))
        } else {
            self.command_line(&format!("first {number}"), number.is_multiple_of(2))
        };
        let second = self.command_line(&format!("second {number}"), false);
        thread::sleep(Duration::from_millis(self.random.u64(0..400)));
        let victim = [Victim::First, Victim::Second, Victim::AnEngine, Victim::AllEngines][self.random.usize(0..4)];
        match victim {
            Victim::First => self.kill(first.pid()),
            Victim::Second => self.kill(second.pid()),
            Victim::AnEngine | Victim::AllEngines => {
                let most = if matches!(victim, Victim::AnEngine) {
                    1
                } else {
                    usize::MAX
                };
                for engine in self.home.engines().into_iter().take(most) {
                    self.kill(engine);
                    self.engines_killed += 1;
                }
            }
        }
        for worker in [first, second] {
            self.acknowledged.extend(worker.acknowledged());
        }
    }
}

#[test]
fn whoever_is_killed_whenever_nothing_acknowledged_is_lost_and_nothing_is_sent_twice() {
    if !can_run("the kill loop", Grade::Budget, &[]) {
        return;
    }
    let seed = std::env::var("POCHADE_FAULTS_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    say(&format!("the kill loop runs with POCHADE_FAULTS_SEED={seed}"));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut delays = random.fork();
    let server = FakeApi::start((0..).map(move |number| {
        let mut script = good(number);
        script.insert(0, pause(Duration::from_millis(delays.u64(0..120))));
        script
    }));
    let terminal_home = support::Home::new();
    let home = Home::at(terminal_home.path());
    home.use_server(&server);
    let kills = Grade::of(20, 200);
    let mut scene = Loop {
        home,
        terminal_home,
        random: random.fork(),
        killed: 0,
        engines_killed: 0,
        acknowledged: BTreeMap::new(),
    };
    let mut rounds = 0;
    while scene.killed < kills {
        scene.round(rounds);
        rounds += 1;
        assert!(
            u64::from(rounds) < 5 * kills,
            "hardly anybody is met alive: {}",
            scene.killed
        );
    }
    let told = scene.left(&server);
    say(&format!("the kill loop: {rounds} rounds, {told}"));
}
