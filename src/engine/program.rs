//! Which program the engine is, what it inherits, and where it says its last words.

use std::{
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, set_dumpable_behavior};
use rustix::process::{Resource, Rlimit, setrlimit};

/// The name that process lists show.
pub(super) const NAME: &str = "pochade";

/// Leaves no core file of this process and its children, whatever ends them: it would hold the key.
pub fn leave_no_core() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Whoever may lower no limit may not start at all.
    let _ = setrlimit(Resource::Core, none);
}

/// Keeps this process's memory, which holds the key, from other programs of the same person: none may attach to it or
/// read it, and its files in /proc are root's (faults.md §5, 62). Programs that it starts are as they were.
#[cfg(target_os = "linux")]
pub fn keep_to_itself() {
    // A kernel that will not is one that has no such files.
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Elsewhere there is no such switch.
#[cfg(not(target_os = "linux"))]
pub fn keep_to_itself() {}

/// This very program: the kernel's own link where there is one, so that an upgrade on disk does not matter.
pub(super) fn this() -> io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if link.exists() {
        Ok(link.to_path_buf())
    } else {
        std::env::current_exe()
    }
}

/// What the engine inherits of the environment: paths, language, proxies, certificates; never a key.
pub(super) fn environment(
    all: impl Iterator<Item = (OsString, OsString)>,
    secret: &[String],
) -> Vec<(OsString, OsString)> {
    const KEPT: &[&str] = &[
        "PATH",
        "HOME",
        "USER",
        "LANG",
        "TZ",
        "TMPDIR",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "RUST_BACKTRACE",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
    ];
    all.filter(|(name, _)| {
        name.to_str().is_some_and(|name| {
            let kept = KEPT.contains(&name.to_ascii_uppercase().as_str()) || name.starts_with("LC_");
            kept && !secret.iter().any(|secret| secret == name)
        })
    })
    .collect()
}

/// Writes a line to the engine's log, which is its standard error.
pub(super) fn log(text: &str) {
    let line = format!("{:.0} {} {text}\n", Timestamp::now(), std::process::id());
    // A log that cannot be written must not stop the work.
    let _ = io::stderr().write_all(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_inherits_no_key() {
        let all = [
            "PATH",
            "https_proxy",
            "OPENAI_API_KEY",
            "MY_KEY",
            "LC_ALL",
            "AWS_SECRET",
            "TZ",
        ];
        let all = all.into_iter().map(|name| (OsString::from(name), OsString::from("x")));
        let kept = environment(all, &["TZ".to_owned()]);
        let names: Vec<_> = kept.iter().map(|(name, _)| name.to_str().unwrap()).collect();
        assert_eq!(names, ["PATH", "https_proxy", "LC_ALL"]);
    }
}
