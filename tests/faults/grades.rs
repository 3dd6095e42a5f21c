//! How much of the suite runs: what every machine can do at once, what takes minutes and programs, and everything.

use std::{io::Write, process::Command};

/// Set to `1` for the budgeted parts, to `long` for all, to `table` for a look at what is covered by what.
const VARIABLE: &str = "POCHADE_FAULTS";

/// How much is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Needs nothing but the program.
    Quick,
    /// At most five minutes on two cores, with the programs that it names.
    Budget,
    /// As long as it takes.
    Long,
}

impl Grade {
    pub fn asked_for() -> Self {
        match std::env::var(VARIABLE).as_deref() {
            Ok("long") => Self::Long,
            Ok("" | "0" | "table") | Err(_) => Self::Quick,
            Ok(_) => Self::Budget,
        }
    }

    /// One of two amounts: the budgeted one or that of the long run.
    pub fn of<T>(budget: T, long: T) -> T {
        if Self::asked_for() == Self::Long { long } else { budget }
    }
}

/// Whether a part of the suite is to run here; where it is not, that is said past the captured output.
pub fn can_run(part: &str, grade: Grade, needed: &[Need]) -> bool {
    if Grade::asked_for() < grade {
        let value = if grade == Grade::Long { "long" } else { "1" };
        say(&format!("SKIPPED {part}: it runs with {VARIABLE}={value}"));
        return false;
    }
    let missing: Vec<&str> = needed.iter().filter_map(Need::is_missing).collect();
    if missing.is_empty() {
        return true;
    }
    say(&format!("SKIPPED {part}: MISSING {}", missing.join(", ")));
    false
}

/// What a part of the suite cannot do without.
#[derive(Debug, Clone, Copy)]
pub enum Need {
    /// A program in `PATH` or the system directories.
    Program(&'static str),
    /// The rights of root.
    Root,
    /// A mount namespace of its own.
    Namespace,
}

impl Need {
    fn is_missing(&self) -> Option<&'static str> {
        match self {
            Self::Program(name) => program(name).is_none().then_some(name),
            Self::Root => (!is_root()).then_some("the rights of root"),
            Self::Namespace => {
                let made = Command::new("unshare").args(flags()).arg("true").output();
                (!made.is_ok_and(|made| made.status.success())).then_some("unshare with a mount namespace")
            }
        }
    }
}

/// Where a program lies.
pub fn program(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin";
    let mut places = std::env::split_paths(&path).map(|directory| directory.join(name));
    places.find(|path| path.is_file())
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn flags() -> &'static [&'static str] {
    if is_root() { &["-m"] } else { &["-rm"] }
}

/// Runs this test again in a mount namespace of its own, where whatever it mounts goes with it. True inside.
pub fn is_in_own_namespace(test: &str) -> bool {
    const INSIDE: &str = "POCHADE_TEST_IN_NAMESPACE";
    if std::env::var_os(INSIDE).is_some_and(|inside| inside == test) {
        return true;
    }
    let again = Command::new("unshare")
        .args(flags())
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, test)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&again.stdout).into_owned() + &String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success(), "{told}");
    assert!(told.contains("1 passed"), "no test is called {test}:\n{told}");
    for line in told.lines().filter_map(|line| line.strip_prefix("faults: ")) {
        say(line);
    }
    false
}

/// Calls a program that must succeed.
pub fn call(program: &str, arguments: &[&str]) {
    let output = Command::new(program).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
}

/// Says something past the captured output of the tests.
pub fn say(line: &str) {
    let line = format!("\nfaults: {line}\n");
    // A test's outcome does not depend on who listens.
    let _ = std::io::stderr().write_all(line.as_bytes());
}
