//! `pochade export --as images`: only the pictures, with names for people.

use super::{archive_args::ExportArgs, output::Output, problem::Problem};
use crate::{
    domain::{RequestId, Settings},
    store::{ExportReport, NamedPictures, Store},
};

/// What everybody should know who hands such pictures on.
const NOTE: &str = "the prompt goes with each picture: model, options, id and price are in the file for everyone who gets \
                    it; it is some bytes larger and has another hash, no pixel is changed, and a maker's signed content \
                    credentials no longer verify";

/// Copies the pictures of the requests into a folder, and says what goes with them.
pub(super) fn write(
    store: &Store,
    ids: &[RequestId],
    settings: &Settings,
    args: &ExportArgs,
    output: &mut Output,
) -> Result<ExportReport, Problem> {
    let how = NamedPictures {
        folder: args.to.clone(),
        names: args.name.as_ref().unwrap_or(&settings.files.name).clone(),
        metadata: args.metadata,
    };
    let report = store.export_pictures(ids, &how)?;
    if args.metadata && report.written.files > report.without.len() as u64 {
        output.note(NOTE);
    }
    for without in &report.without {
        output.warn(&format!(
            "{} has no metadata: {}",
            without.path.display(),
            without.reason
        ));
    }
    Ok(report.written)
}
