//! `pochade import`: brings an export or a backup in.

use jiff::Timestamp;

use super::{args::ImportArgs, check, desk::Desk, exit::Code, output::Output, problem::Problem};

/// Merges it, and says what was not taken.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &ImportArgs) -> Result<Code, Problem> {
    let report = desk.store(output)?.import(&args.from, Timestamp::now())?;
    if output.is_json() {
        output.json(&serde_json::json!({
            "v": 1,
            "from": args.from,
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
            "{} requests are new, {} got something more, {} were here; {} pictures are new, {} were here",
            report.new_requests,
            report.changed_requests,
            report.known_requests,
            report.new_pictures,
            report.known_pictures
        ))?;
    }
    Ok(check::code(&report.left_out))
}
