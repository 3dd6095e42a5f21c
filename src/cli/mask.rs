//! `pochade mask`: a mask out of a picture, or one that a model draws, and how much it repaints.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
};

use serde_json::json;

use super::{
    desk::Desk,
    errand::Errand,
    exit::Code,
    inputs::Inputs,
    mask_args::MaskArgs,
    offer,
    output::Output,
    problem::Problem,
    results::failures,
    send_args::SendArgs,
    sending::{Sent, still},
};
use crate::{
    domain::{
        Draft, Failure, FailureKind, HistoryEntry, Input, MASK_BYTES_MAX, MaskReading, OptionName, RequestId, Role,
        Size, mask_request,
    },
    imaging::{self, Mask},
};

/// Makes a mask of a file, or lets a model draw one.
pub(super) fn run(desk: &Desk, output: &mut Output, args: &MaskArgs) -> Result<Code, Problem> {
    if let Some(out) = &args.out {
        ready(out, output)?;
    }
    match (&args.file, &args.image) {
        (Some(file), _) => converted(desk, output, args, file),
        (None, Some(image)) => drawn(desk, output, args, image),
        (None, None) => Err(Problem::usage("name a picture, or --image and --subject")),
    }
}

/// Makes sure, before anything is spent, that the mask can be written where it is to go.
fn ready(out: &Path, output: &Output) -> Result<(), Problem> {
    let refused = |why: &str| Err(Problem::usage(format!("{} {why}", out.display())));
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    if out == Path::new("-") {
        if output.is_json() || Output::is_terminal() {
            let message = "--out - writes the bytes of a picture: send them to a file, without --json";
            return Err(Problem::usage(message));
        }
    } else if out.exists() {
        return refused("is there already, and nothing is overwritten");
    } else if folder.is_some_and(|folder| !folder.is_dir()) {
        return refused("cannot be written: there is no such directory");
    }
    Ok(())
}

/// A mask of a black-and-white or transparent picture.
fn converted(desk: &Desk, output: &mut Output, args: &MaskArgs, file: &Path) -> Result<Code, Problem> {
    let mut inputs = Inputs::of(desk);
    let mut input = picture(&mut inputs, Role::Mask, file)?;
    let mask = understood(&mut input, args.reading)?;
    let size = match (&args.like, &args.size) {
        (Some(like), _) => measured(&picture(&mut inputs, Role::Image, like)?),
        (None, Some(size)) => match Size::from(size.clone()) {
            Size::Exact { width, height } => Some((width, height)),
            Size::Auto | Size::Other(_) => {
                return Err(Problem::usage(format!("--size is WIDTHxHEIGHT here, not '{size}'")));
            }
        },
        (None, None) => None,
    };
    told(output, args, scaled(mask, size)?, None)?;
    Ok(Code::DONE)
}

/// The mask that a file says, by the reading that was asked for. Without one, a picture that is opaque everywhere is read
/// by its brightness: many programs save black and white with a channel for transparency that says nothing.
pub(super) fn understood(input: &mut Input, reading: Option<MaskReading>) -> Result<Mask, Problem> {
    let pixels = imaging::decode(&read(&input.path)?)?;
    let wanted = reading.unwrap_or(input.treatment.reading);
    let mask = Mask::new(pixels.clone(), wanted);
    input.treatment.reading = wanted;
    if wanted != MaskReading::Alpha || mask.repainted_per_mille() > 0 {
        return Ok(mask);
    }
    if reading.is_some() {
        let message = format!(
            "{} has no transparency; read it as white-replaces or white-keeps",
            input.name
        );
        return Err(Problem::usage(message));
    }
    input.treatment.reading = MaskReading::WhiteReplaces;
    Ok(Mask::new(pixels, MaskReading::WhiteReplaces))
}

/// How much a mask repaints, in words.
pub(super) fn share(mask: &Mask) -> String {
    let per_mille = mask.repainted_per_mille();
    let (width, height) = mask.size();
    format!(
        "{}.{} % of {width}x{height} will be repainted",
        per_mille / 10,
        per_mille % 10
    )
}

/// A mask that a model draws by an ordinary request: priced, capped and kept as any other.
fn drawn(desk: &Desk, output: &mut Output, args: &MaskArgs, image: &Path) -> Result<Code, Problem> {
    let mut inputs = Inputs::of(desk);
    let input = picture(&mut inputs, Role::Image, image)?;
    let base = base(desk, args);
    let model = desk.models.model(&base.model);
    let draft = mask_request(
        input.clone(),
        args.subject.as_deref().unwrap_or_default(),
        &base,
        &model,
    );
    let send = SendArgs {
        dry_run: args.dry_run,
        max_cost: args.max_cost,
        yes: args.yes,
        ..SendArgs::default()
    };
    let priced = Errand::new(draft).checked(desk, output)?;
    if send.dry_run {
        return offer::tell(desk, output, &priced, 1).map(|()| Code::DONE);
    }
    let Sent { store, ids, running } = priced.queued(desk, output, &send, 1)?.finished(output)?;
    let Some(id) = ids.first() else {
        return Ok(still(output, &running));
    };
    let entry = store.entry(*id)?;
    let Some(result) = entry.images.first() else {
        return Err(without_mask(&entry));
    };
    failures(output, &entry, &desk.models);
    // What a model paints is only nearly black and white.
    let mask = Mask::treated(imaging::decode(&read(&result.path)?)?, MaskReading::WhiteReplaces, true);
    told(output, args, scaled(mask, measured(&input))?, Some(*id))?;
    Ok(Code::from(&entry))
}

fn base(desk: &Desk, args: &MaskArgs) -> Draft {
    let model = args.model.clone();
    let quality = args.quality.clone();
    Draft {
        model: model.unwrap_or_else(|| desk.models.default_id().to_owned()),
        size: args.size.clone().unwrap_or_default(),
        options: quality.map(|word| (OptionName::Quality, word)).into_iter().collect(),
        downscale: desk.settings.inputs.downscale,
        ..Draft::default()
    }
}

/// Why no mask came; the request is in the history all the same.
fn without_mask(entry: &HistoryEntry) -> Problem {
    let unsaid = || Failure::new(FailureKind::Unknown, "no picture came");
    entry.failure.clone().unwrap_or_else(unsaid).into()
}

/// A file of ours with its facts: it is measured and converted here.
fn picture(inputs: &mut Inputs<'_>, role: Role, path: &Path) -> Result<Input, Problem> {
    let input = inputs.file(role, path)?;
    if inputs.faults.is_empty() {
        Ok(input)
    } else {
        Err(Problem::Faults(std::mem::take(&mut inputs.faults)))
    }
}

fn measured(input: &Input) -> Option<(u32, u32)> {
    input.facts.map(|facts| (facts.width, facts.height))
}

fn scaled(mask: Mask, size: Option<(u32, u32)>) -> Result<Mask, Problem> {
    Ok(match size {
        Some((width, height)) => mask.scaled(width, height)?,
        None => mask,
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    fs::read(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Problem::Failure(Failure::new(FailureKind::Storage, message))
    })
}

/// Writes the mask to where it was asked for, and says how much it repaints.
fn told(output: &mut Output, args: &MaskArgs, mask: Mask, request: Option<RequestId>) -> Result<(), Problem> {
    let sentence = share(&mask);
    let (width, height) = mask.size();
    let per_mille = mask.repainted_per_mille();
    let png = mask.into_png(MASK_BYTES_MAX)?;
    match args.out.as_deref() {
        Some(out) if out == Path::new("-") => {
            output.bytes(&png)?;
            output.note(&sentence);
            return Ok(());
        }
        Some(out) => write_new(out, &png).map_err(|error| unwritten(args, &error.to_string()))?,
        None => {}
    }
    if output.is_json() {
        return output.json(&json!({
            "v": 1,
            "path": args.out,
            "width": width,
            "height": height,
            "repainted_per_mille": per_mille,
            "request": request,
        }));
    }
    output.line(&sentence)?;
    if let Some(out) = &args.out {
        output.line(&format!("  {}", out.display()))?;
    }
    Ok(())
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn unwritten(args: &MaskArgs, why: &str) -> Problem {
    let out = args.out.as_deref().unwrap_or(Path::new("-"));
    let message = format!("{} cannot be written: {why}", out.display());
    Failure::new(FailureKind::Storage, message).into()
}
