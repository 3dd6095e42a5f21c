//! The short-lived process between the screen and its engine.

// Until an engine has a session of its own, the end of the screen's session would take it along. The launcher is in a
// group of its own from birth, so nothing reaches the engine in that moment (engine.md §2).

use std::{
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

use super::program::{self, NAME, log};

/// Starts the engine with this process's own pipes and leaves; the hidden verb `launch`.
#[must_use]
pub fn launch() -> ExitCode {
    // What the caller has open is not the engine's: a lock or a pipe held on would outlive the caller.
    close_fds::set_fds_cloexec(3, &[]);
    let started = program::this().and_then(|program| Command::new(program).arg0(NAME).arg("engine").spawn());
    match started {
        // It is not waited for: this process ends at once, and its parent learns of the engine's end by its pipe.
        Ok(engine) => {
            drop(engine);
            ExitCode::SUCCESS
        }
        Err(error) => {
            log(&format!("the engine cannot be started: {error}"));
            ExitCode::FAILURE
        }
    }
}
