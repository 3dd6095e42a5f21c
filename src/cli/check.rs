//! `pochade check`: whether everything that is kept is whole.

use super::{
    desk::Desk,
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
};

/// Looks at every record and every picture.
pub(super) fn run(desk: &Desk, output: &mut Output) -> Result<Code, Problem> {
    let report = desk.store(output)?.check()?;
    if output.is_json() {
        let damaged = report
            .damaged
            .iter()
            .map(|damage| serde_json::json!({ "path": damage.path, "reason": damage.reason }));
        output.json(&serde_json::json!({
            "v": 1,
            "records": report.records,
            "blobs": report.blobs,
            "damaged": damaged.collect::<Vec<_>>(),
        }))?;
    } else {
        for damage in &report.damaged {
            let line = format!("{}: {}", damage.path.display(), damage.reason);
            output.pieces(&[(Tone::Bad, "damaged  "), (Tone::Plain, &line)])?;
        }
        let (records, blobs, damaged) = (report.records, report.blobs, report.damaged.len());
        output.line(&format!(
            "{records} requests and {blobs} picture files read, {damaged} damaged"
        ))?;
    }
    Ok(if report.damaged.is_empty() {
        Code::DONE
    } else {
        Code::STORAGE
    })
}
