//! The command line: arguments, one file a verb, text or JSON out, exit codes.

use std::process::ExitCode;

use crate::engine;

/// Runs the program and says how it went.
#[must_use]
pub fn run() -> ExitCode {
    match std::env::args_os().nth(1).as_ref().and_then(|verb| verb.to_str()) {
        Some("engine") => engine::host(),
        Some("launch") => engine::launch(),
        _ => ExitCode::SUCCESS,
    }
}
