//! `pochade show`: pictures in the scrollback, with what is known of them.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use super::{
    args::ShowArgs,
    asked_ids,
    desk::Desk,
    entry_line::EntryLine,
    exit::Code,
    globals::Globals,
    kept_picture::can_be_request,
    output::{Output, Tone},
    problem::Problem,
    results::tone,
};
use crate::{
    domain::{
        Failure, FailureKind, HistoryEntry, ImageFormat, Parent, PictureProtocol, StoredImage, counted, differences,
        one_line, thousands,
    },
    engine, imaging, store,
    term::{self, Canvas},
};

/// The most columns of a picture; wider ones only cost time.
const WIDEST: u16 = 400;
/// Rows that stay free below a picture, so that the first facts are seen with it.
const ROWS_FOR_FACTS: u16 = 8;
/// Rows that a picture has however low the terminal is.
const FEWEST_ROWS: u16 = 8;

/// What a name stands for.
enum Shown {
    /// With what it was made from.
    Request(Box<HistoryEntry>, Vec<Parent>),
    File(PathBuf),
}

/// Prints each picture where standard output is a terminal, and then its facts.
pub(super) fn run(desk: &Desk, output: &mut Output, globals: &Globals, args: &ShowArgs) -> Result<Code, Problem> {
    let shown = found(desk, output, &args.names)?;
    let wish = Wish {
        index: args.index,
        width: args.width,
        protocol: globals.preview.unwrap_or(desk.settings.preview.protocol),
    };
    let mut worst = Code::DONE;
    for one in &shown {
        let code = match one {
            Shown::Request(entry, parents) => request(output, (entry, parents), &wish),
            Shown::File(path) => file(output, path, &wish),
        };
        worst = worst.max(code?);
    }
    if !output.is_json() && !Output::is_terminal() && wish.protocol != PictureProtocol::Off {
        output.note("no picture is drawn, because standard output is no terminal; 'file' says where it lies");
    }
    Ok(worst)
}

/// How pictures are to be shown.
struct Wish {
    index: u32,
    width: Option<u16>,
    protocol: PictureProtocol,
}

/// Requests and files; the store is opened only where a request is named.
fn found(desk: &Desk, output: &mut Output, given: &[String]) -> Result<Vec<Shown>, Problem> {
    let names = asked_ids::names(given)?;
    let store = if names.iter().any(|name| can_be_request(name)) {
        Some(desk.store(output)?)
    } else {
        None
    };
    let mut shown = Vec::new();
    for name in names {
        shown.push(match &store {
            Some(store) if can_be_request(&name) => {
                let id = asked_ids::one(output, store, &name)?;
                Shown::Request(Box::new(store.entry(id)?), store.parents(id)?)
            }
            _ => Shown::File(PathBuf::from(name)),
        });
    }
    Ok(shown)
}

fn request(output: &mut Output, (entry, parents): (&HistoryEntry, &[Parent]), wish: &Wish) -> Result<Code, Problem> {
    let image = entry.images.iter().find(|image| image.index == wish.index);
    if image.is_none() && (wish.index > 0 || !entry.images.is_empty()) {
        let there = entry.images.len();
        return Err(Problem::usage(format!(
            "it has {}, counted from 0, and no picture {}",
            counted(there as u64, "picture", "pictures"),
            wish.index
        )));
    }
    if output.is_json() {
        output.json(&EntryLine::with(entry, parents.to_vec()))?;
        return Ok(Code::DONE);
    }
    let code = image.map_or(Code::DONE, |image| drawn(output, &image.path, wish));
    facts(output, (entry, parents), image)?;
    Ok(code)
}

/// A picture file that is no request's.
fn file(output: &mut Output, path: &Path, wish: &Wish) -> Result<Code, Problem> {
    if !path.exists() {
        let message = format!("there is neither a file nor a request '{}'", path.display());
        let hint = "`pochade history` lists the requests; an id is digits and a to f, @ is the newest";
        return Err(Failure::new(FailureKind::Request, message).with_hint(hint).into());
    }
    let facts = store::picture_facts(path).map_err(|rule| Problem::usage(format!("{}: {rule}", path.display())))?;
    let (width, height, format) = (facts.width, facts.height, facts.format.name());
    if output.is_json() {
        output.json(&serde_json::json!({
            "v": 1, "path": path, "format": format, "width": width, "height": height, "bytes": facts.bytes,
        }))?;
        return Ok(Code::DONE);
    }
    let code = drawn(output, path, wish);
    output.path(&format!("{:<10} ", "file"), path)?;
    for (label, value) in [
        ("size", format!("{width}x{height} {format}")),
        ("bytes", thousands(facts.bytes)),
    ] {
        output.pieces(&[(Tone::Quiet, &format!("{label:<10} ")), (Tone::Plain, &value)])?;
    }
    Ok(code)
}

/// Draws a picture where a person sees it; why it cannot be drawn is told, and the facts are worth telling all the same.
fn drawn(output: &mut Output, path: &Path, wish: &Wish) -> Code {
    if !Output::is_terminal() || wish.protocol == PictureProtocol::Off {
        return Code::DONE;
    }
    match picture(output, path, wish) {
        Ok(()) => Code::DONE,
        Err(failure) => {
            output.failure(&failure);
            Code::from(&failure)
        }
    }
}

/// Draws a picture as wide as was asked for, otherwise as large as fits into the terminal at a glance.
fn picture(output: &mut Output, path: &Path, wish: &Wish) -> Result<(), Failure> {
    let began = Instant::now();
    let asked = term::ask(&term::Environment::of_process(), wish.protocol, &|| began.elapsed());
    let known = asked.probe.capabilities();
    let (columns, rows) = term::size().map_or((80, 24), |size| (size.columns, size.rows));
    let bytes = fs::read(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Failure::new(FailureKind::Storage, message)
    })?;
    // What is asked for may be taller than the terminal; it scrolls.
    let within = match wish.width {
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

/// A label and what is told under it.
type Fact = (&'static str, String);

fn facts(
    output: &mut Output,
    (entry, parents): (&HistoryEntry, &[Parent]),
    image: Option<&StoredImage>,
) -> Result<(), Problem> {
    for (label, value) in [asked(entry, image), became(entry, image), around(entry, parents)].concat() {
        output.pieces(&[(Tone::Quiet, &format!("{label:<10} ")), (Tone::Plain, &value)])?;
    }
    for image in &entry.images {
        output.path(&format!("{:<10} ", "file"), &image.path)?;
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

/// What was asked for.
fn asked(entry: &HistoryEntry, image: Option<&StoredImage>) -> Vec<Fact> {
    let request = &entry.request;
    let mut facts = vec![("id", entry.id.to_string())];
    facts.extend(entry.marks.title.clone().map(|title| ("title", title)));
    facts.extend([
        ("made", when(entry)),
        ("profile", entry.profile.clone()),
        ("operation", request.operation().word().to_owned()),
        ("model", request.model().to_owned()),
        ("size", size(entry, image)),
        (
            "count",
            format!("{} asked, {} came", request.count(), entry.images.len()),
        ),
    ]);
    let options = request.options().iter();
    facts.extend(options.map(|(name, value)| (name.wire(), value.to_string())));
    facts.extend(request.seed().map(|seed| ("seed", seed.to_string())));
    if !request.extra().is_empty() {
        let extra = serde_json::Value::Object(request.extra().clone());
        facts.push(("extra", extra.to_string()));
    }
    facts.push(("prompt", request.prompt().to_owned()));
    facts
}

/// What it came to, cost and took.
fn became(entry: &HistoryEntry, image: Option<&StoredImage>) -> Vec<Fact> {
    let revised = image.and_then(|image| image.revised_prompt.clone());
    let mut facts: Vec<Fact> = revised.map(|revised| ("revised", revised)).into_iter().collect();
    facts.push(("cost", entry.cost_kind.told(entry.state, entry.cost)));
    if let Some(usage) = &entry.usage {
        let kinds = usage.told_by_kind().map(|kinds| format!(" ({kinds})"));
        facts.push(("tokens", format!("{}{}", usage.told(), kinds.unwrap_or_default())));
    }
    let times = entry.timings.told();
    if !times.is_empty() {
        facts.push(("times", times.join(" · ")));
    }
    facts
}

/// What it was made from, how it differs from what was asked, and what it was marked with.
fn around(entry: &HistoryEntry, parents: &[Parent]) -> Vec<Fact> {
    let inputs = entry.request.inputs().iter().map(|input| {
        let name = one_line(&input.name);
        let place = match &input.remote {
            Some(_) => name.into_owned(),
            None => format!("{} ({name})", input.path.display()),
        };
        ("input", place)
    });
    let mut facts: Vec<Fact> = inputs.collect();
    let parents = parents.iter();
    facts.extend(parents.map(|parent| ("from", format!("{}, picture {}", parent.id, parent.index + 1))));
    facts.extend(
        differences(entry)
            .iter()
            .map(|difference| ("differs", difference.sentence())),
    );
    facts.extend(marks(entry));
    facts
}

/// What the person has marked it with.
fn marks(entry: &HistoryEntry) -> Vec<Fact> {
    let marks = &entry.marks;
    let tags: Vec<String> = marks.tags.iter().map(|tag| format!("#{tag}")).collect();
    let is = |word: &str| word.to_owned();
    [
        ("star", marks.starred.then(|| is("starred"))),
        ("tags", (!tags.is_empty()).then(|| tags.join(" "))),
        ("note", marks.note.clone()),
        ("trash", marks.trashed.then(|| is("in the trash"))),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

fn when(entry: &HistoryEntry) -> String {
    let made = entry.created_at.to_zoned(store::zone());
    made.strftime("%Y-%m-%d %H:%M").to_string()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_request_can_have_is_a_files() {
        for (name, is_request) in [
            ("@", true),
            ("@~2", true),
            ("1a2b3c4d", true),
            ("019a-77", true),
            ("fox.png", false),
            ("./1a2b3c4d", false),
            ("fox", false),
        ] {
            assert_eq!(can_be_request(name), is_request, "{name}");
        }
    }
}
