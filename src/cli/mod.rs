//! The command line: arguments, one file a verb, text or JSON out, exit codes.

/// Runs the program and says how it went.
#[must_use]
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
