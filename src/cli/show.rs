//! `pochade show`: a kept picture in the scrollback, and what is known of its request.

use std::{fs, path::Path};

use jiff::tz::TimeZone;

use super::{
    args::{Globals, ShowArgs},
    desk::Desk,
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
    results::{cost, tone},
};
use crate::{
    domain::{Failure, FailureKind, HistoryEntry, ImageFormat, PictureProtocol, StoredImage, differences, one_line},
    engine, imaging,
    term::{self, Canvas},
};

/// The most columns of a picture; wider ones only cost time.
const WIDEST: u16 = 400;
/// Rows that stay free below a picture, so that the first facts are seen with it.
const ROWS_FOR_FACTS: u16 = 8;
/// Rows that a picture has however low the terminal is.
const FEWEST_ROWS: u16 = 8;

/// Prints one picture of a request where standard output is a terminal, and then the facts.
pub(super) fn run(desk: &Desk, output: &mut Output, globals: &Globals, args: &ShowArgs) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let entry = store.entry(store.find(&args.id)?)?;
    if output.is_json() {
        output.json(&entry)?;
        return Ok(Code::DONE);
    }
    let image = entry.images.iter().find(|image| image.index == args.index);
    if image.is_none() && (args.index > 0 || !entry.images.is_empty()) {
        let there = entry.images.len();
        return Err(Problem::usage(format!(
            "it has {there} pictures, counted from 0, and no picture {}",
            args.index
        )));
    }
    let protocol = globals.preview.unwrap_or(desk.settings.preview.protocol);
    if let Some(image) = image
        && Output::is_terminal()
        && protocol != PictureProtocol::Off
        && let Err(failure) = picture(output, &image.path, args.width, protocol)
    {
        // The facts are worth telling all the same.
        output.warn(&failure.message);
    }
    facts(output, &entry, image)?;
    Ok(Code::DONE)
}

/// Draws a picture as wide as was asked for, otherwise as large as fits into the terminal at a glance.
fn picture(output: &mut Output, path: &Path, width: Option<u16>, protocol: PictureProtocol) -> Result<(), Failure> {
    let known = term::ask(&term::Environment::of_process(), protocol);
    let (columns, rows) = term::size().map_or((80, 24), |size| (size.columns, size.rows));
    let bytes = fs::read(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Failure::new(FailureKind::Storage, message)
    })?;
    // What is asked for may be taller than the terminal; it scrolls.
    let within = match width {
        Some(width) => (width.clamp(1, WIDEST), u16::MAX),
        None => (
            columns.clamp(1, WIDEST),
            rows.saturating_sub(ROWS_FOR_FACTS).max(FEWEST_ROWS),
        ),
    };
    let box_of_pixels = known.cell.pixels(within.0, within.1);
    let (width, height) = box_of_pixels;
    let small = if imaging::facts(&bytes)?.format == ImageFormat::Svg {
        engine::draw_apart(path, width, height)?
    } else {
        imaging::preview(&bytes, width, height)?
    };
    let (columns, _) = term::size_in_cells(small.dimensions(), within, &Canvas::new(&known));
    Ok(term::print_picture(output.writer(), &small, columns, &known)?)
}

fn facts(output: &mut Output, entry: &HistoryEntry, image: Option<&StoredImage>) -> Result<(), Problem> {
    let request = &entry.request;
    let mut fact =
        |label: &str, value: &str| output.pieces(&[(Tone::Quiet, &format!("{label:<10} ")), (Tone::Plain, value)]);
    fact("id", &entry.id.to_string())?;
    fact("made", &when(entry))?;
    fact("profile", &entry.profile)?;
    fact("operation", request.operation().word())?;
    fact("model", request.model())?;
    fact("size", &size(entry, image))?;
    fact(
        "count",
        &format!("{} asked, {} came", request.count(), entry.images.len()),
    )?;
    for (name, value) in request.options() {
        fact(name.wire(), &value.to_string())?;
    }
    if let Some(seed) = request.seed() {
        fact("seed", &seed.to_string())?;
    }
    if !request.extra().is_empty() {
        fact("extra", &serde_json::Value::Object(request.extra().clone()).to_string())?;
    }
    fact("prompt", request.prompt())?;
    if let Some(revised) = image.and_then(|image| image.revised_prompt.as_deref()) {
        fact("revised", revised)?;
    }
    fact("cost", &cost(entry.cost, entry.cost_kind))?;
    if let Some(usage) = &entry.usage {
        fact(
            "tokens",
            &format!("{} in, {} out", usage.input_tokens, usage.output_tokens),
        )?;
    }
    for input in request.inputs() {
        let name = one_line(&input.name);
        let place = match &input.remote {
            Some(_) => name.into_owned(),
            None => format!("{} ({name})", input.path.display()),
        };
        fact("input", &place)?;
    }
    if let Some(parent) = request.parent() {
        fact("from", &parent.id.to_string())?;
    }
    for difference in differences(entry) {
        fact("differs", &difference.sentence())?;
    }
    for image in &entry.images {
        fact("file", &image.path.display().to_string())?;
    }
    let failure = entry
        .failure
        .as_ref()
        .map(|failure| format!(": {}", failure.message))
        .unwrap_or_default();
    output.pieces(&[
        (Tone::Quiet, "state      "),
        (tone(entry.state), entry.state.label()),
        (Tone::Plain, &failure),
    ])
}

fn when(entry: &HistoryEntry) -> String {
    let made = entry.created_at.to_zoned(TimeZone::system());
    let took = match entry.timings.total {
        Some(total) => format!(", in {}.{} s", total / 1000, total % 1000 / 100),
        None => String::new(),
    };
    format!("{}{took}", made.strftime("%Y-%m-%d %H:%M"))
}

/// What came, and what was asked where that is something else.
fn size(entry: &HistoryEntry, image: Option<&StoredImage>) -> String {
    let asked = entry.request.size().to_string();
    match image.map(|image| format!("{}x{}", image.width, image.height)) {
        Some(came) if came != asked => format!("{came} ({asked} asked)"),
        Some(came) => came,
        None => asked,
    }
}
