//! `pochade backup`: brings a second copy of everything up to date.

use jiff::Timestamp;

use super::{args::BackupArgs, check, desk::Desk, exit::Code, output::Output, problem::Problem};
use crate::domain::{counted, thousands};

/// Copies what is not there yet, and says what could not be copied.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &BackupArgs) -> Result<Code, Problem> {
    let report = desk.store(output)?.backup(&absolute(&args.to)?, Timestamp::now())?;
    if output.is_json() {
        output.json(&serde_json::json!({
            "v": 1,
            "to": args.to,
            "requests": report.requests,
            "new_files": report.new_files,
            "new_bytes": report.new_bytes,
            "same_files": report.same_files,
            "left_out": check::damages(&report.left_out),
        }))?;
    } else {
        check::lines(output, "left out ", &report.left_out)?;
        output.line(&format!(
            "{} in {}: {} copied and verified, {} there already",
            counted(report.requests, "request", "requests"),
            args.to.display(),
            counted(report.new_files, "file", "files"),
            thousands(report.same_files)
        ))?;
    }
    Ok(check::code(&report.left_out))
}

/// The store compares it with its own directories, which are absolute.
fn absolute(path: &std::path::Path) -> Result<std::path::PathBuf, Problem> {
    let real = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    real.map_err(|error| Problem::usage(format!("{}: {error}", path.display())))
}
