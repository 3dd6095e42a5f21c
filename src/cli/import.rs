//! `pochade import`: brings an export or a backup in, and says what request a picture's own metadata makes.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    archive_args::ImportArgs, check, desk::Desk, exit::Code, import_picture, output::Output, problem::Problem,
};
use crate::domain::{Failure, FailureKind, thousands};

/// How a zip file begins.
const ZIP: &[u8] = b"PK";
/// How much of a file is looked at to tell what it is.
const BEGINNING: u64 = 4;

/// Takes one after the other; what went wrong with one does not keep the others out.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &ImportArgs) -> Result<Code, Problem> {
    let mut worst = Code::DONE;
    for from in &args.from {
        let came = if is_archive(from)? {
            archive(desk, output, from)
        } else {
            import_picture::tell(desk, output, from, args.model.as_deref())
        };
        match came {
            Ok(code) => worst = worst.max(code),
            Err(Problem::Failure(failure)) if args.from.len() > 1 => {
                output.failure(&failure);
                worst = worst.max(Code::from(&failure));
            }
            Err(problem) => return Err(problem),
        }
    }
    Ok(worst)
}

/// Whether it is something that `export` or `backup` has made; otherwise it may be a picture.
fn is_archive(path: &Path) -> Result<bool, Failure> {
    if path.is_dir() {
        return Ok(true);
    }
    let unread = |error: io::Error| {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => FailureKind::Request,
            _ => FailureKind::Storage,
        };
        Failure::new(kind, format!("{} cannot be read: {error}", path.display()))
    };
    let mut beginning = Vec::new();
    let file = File::open(path).map_err(unread)?;
    file.take(BEGINNING).read_to_end(&mut beginning).map_err(unread)?;
    if beginning.starts_with(b"{") {
        let message = format!("{} holds history lines, and no pictures", path.display());
        return Err(Failure::new(FailureKind::Request, message)
            .with_hint("import a directory or a .zip: pochade export … --to NAME.zip"));
    }
    Ok(beginning.starts_with(ZIP))
}

/// Merges an archive, and says what was not taken.
fn archive(desk: &Desk, output: &mut Output, from: &PathBuf) -> Result<Code, Problem> {
    let report = desk.store(output)?.import(from, Timestamp::now())?;
    if output.is_json() {
        output.json(&serde_json::json!({
            "v": 1,
            "from": from,
            "new_requests": report.new_requests,
            "changed_requests": report.changed_requests,
            "known_requests": report.known_requests,
            "new_pictures": report.new_pictures,
            "known_pictures": report.known_pictures,
            "left_out": check::damages(&report.left_out),
        }))?;
    } else {
        check::lines(output, "left out ", &report.left_out)?;
        output.line(&format!(
            "requests: {} new, {} with something more, {} here already; pictures: {} new, {} here already",
            thousands(report.new_requests),
            thousands(report.changed_requests),
            thousands(report.known_requests),
            thousands(report.new_pictures),
            thousands(report.known_pictures)
        ))?;
    }
    Ok(check::code(&report.left_out))
}
