//! Tells how requests ended, and brings copies of their pictures to where they were asked for.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    entry_line::EntryLine,
    exit::Code,
    output::{Output, Tone},
    problem::Problem,
    send_args::SendArgs,
};
use crate::{
    domain::{
        Failure, FailureKind, HistoryEntry, Model, ModelTable, NameTemplate, RequestId, RequestState, Settings,
        StoredImage, differences, one_line,
    },
    store::{Store, copy_out, zone},
};

/// Where pictures go beside the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// Nowhere else.
    Store,
    /// Copies into this directory, under such names.
    Folder(PathBuf, NameTemplate),
    /// The bytes of the one picture, to standard output.
    StandardOutput,
}

impl Target {
    /// The target that the arguments and the settings name, made ready before anything is spent.
    pub(super) fn of(send: &SendArgs, settings: &Settings, pictures: u32, output: &Output) -> Result<Self, Problem> {
        if send.out.as_deref() == Some(Path::new("-")) {
            return match (pictures, output.is_json(), Output::is_terminal()) {
                (1, false, false) => Ok(Self::StandardOutput),
                (1, true, _) => Err(Problem::usage("--out - and --json both want standard output")),
                (1, false, true) => Err(Problem::usage(
                    "--out - writes the bytes of a picture: send them to a file",
                )),
                _ => Err(Problem::usage(format!(
                    "--out - takes one picture, and {pictures} were asked for"
                ))),
            };
        }
        // The folder of the settings is the engine's to fill.
        let copies = Some(&settings.files.copies).filter(|path| !path.as_os_str().is_empty());
        for folder in send.out.iter().chain(copies) {
            fs::create_dir_all(folder).map_err(|error| {
                Problem::usage(format!(
                    "{} cannot hold copies: {error}; nothing was sent",
                    folder.display()
                ))
            })?;
        }
        let names = settings.files.name.clone();
        Ok(match &send.out {
            Some(folder) => Self::Folder(folder.clone(), names),
            None => Self::Store,
        })
    }
}

/// Prints the ids of requests that are left to the engine.
pub(super) fn detached(output: &mut Output, store: &Store, ids: &[RequestId]) -> Result<Code, Problem> {
    for id in ids {
        if output.is_json() {
            output.json(&EntryLine::of(store, &store.entry(*id)?))?;
        } else {
            output.line(&id.to_string())?;
        }
    }
    Ok(Code::DONE)
}

/// Prints how requests ended, and says the worst of it as the exit code.
pub(super) fn tell(
    output: &mut Output,
    (store, models): (&Store, &ModelTable),
    ids: &[RequestId],
    target: &Target,
) -> Result<Code, Problem> {
    let mut worst = Code::DONE;
    for id in ids {
        let entry = store.entry(*id)?;
        worst = worst.max(Code::from(&entry));
        match target {
            Target::StandardOutput => {
                for image in &entry.images {
                    output.bytes(&read(&image.path)?)?;
                }
                failures(output, &entry, models);
            }
            Target::Store => {
                let files: Vec<_> = entry.images.iter().map(|image| image.path.clone()).collect();
                one(output, (store, &entry), &files)?;
                failures(output, &entry, models);
            }
            Target::Folder(folder, names) => {
                let files = match copies(&entry, folder, names) {
                    Ok(files) => files,
                    Err(failure) => {
                        output.failure(&failure);
                        worst = worst.max(Code::from(&failure));
                        Vec::new()
                    }
                };
                one(output, (store, &entry), &files)?;
                failures(output, &entry, models);
            }
        }
    }
    Ok(worst)
}

fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    fs::read(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Problem::Failure(Failure::new(FailureKind::Storage, message))
    })
}

/// Copies of every picture.
fn copies(entry: &HistoryEntry, folder: &Path, names: &NameTemplate) -> Result<Vec<PathBuf>, Failure> {
    let offset = zone().to_offset(entry.created_at);
    let copy = |image: &StoredImage| copy_out(&image.path, folder, &names.path(entry, image, offset));
    let files: Result<Vec<_>, _> = entry.images.iter().map(copy).collect();
    Ok(files?)
}

fn one(output: &mut Output, (store, entry): (&Store, &HistoryEntry), files: &[PathBuf]) -> Result<(), Problem> {
    if output.is_json() {
        output.json(&EntryLine::of(store, entry))?;
    } else {
        if !output.is_quiet() {
            head(output, entry)?;
        }
        for file in files {
            let indent = if output.is_quiet() { "" } else { "  " };
            output.path(indent, file)?;
        }
    }
    Ok(())
}

fn head(output: &mut Output, entry: &HistoryEntry) -> Result<(), Problem> {
    let mut parts = vec![String::new(), entry.id.to_string()];
    if let Some(image) = entry.images.first() {
        let format = image.format.map_or("bytes", |format| format.name());
        parts.push(format!("{}x{} {format}", image.width, image.height));
    }
    if entry.images.len() > 1 {
        parts.push(format!("×{}", entry.images.len()));
    }
    parts.push(entry.cost_kind.told(entry.state, entry.cost));
    if let Some(total) = entry.timings.total {
        parts.push(format!("{}.{} s", total / 1000, total % 1000 / 100));
    }
    let rest = parts.join("  ");
    output.pieces(&[(tone(entry.state), entry.state.label()), (Tone::Plain, &rest)])
}

/// The colour of a state.
pub(super) const fn tone(state: RequestState) -> Tone {
    match state {
        RequestState::Stored => Tone::Good,
        RequestState::Queued | RequestState::Running => Tone::Plain,
        RequestState::Partial | RequestState::Unknown => Tone::Doubt,
        RequestState::Refused | RequestState::NotSent => Tone::Bad,
        RequestState::Cancelled => Tone::Quiet,
    }
}

/// What a person must know of a request that ended otherwise than hoped for.
pub(super) fn failures(output: &mut Output, entry: &HistoryEntry, models: &ModelTable) {
    for difference in differences(entry) {
        output.warn(&difference.sentence());
    }
    if let Some(failure) = &entry.failure {
        let mut told = failure.clone();
        told.message = format!("{}: {}", entry.state.label(), one_line(&failure.message));
        told.hint = hint(failure, &models.model(entry.request.model()));
        output.failure(&told);
    } else if !entry.state.is_final() {
        output.warn(&format!("{} is {}: the engine has gone", entry.id, entry.state.label()));
    }
}

/// The next step after a failure; of a model that the server does not have, also the one that its maker offers instead.
fn hint(failure: &Failure, model: &Model) -> Option<String> {
    let of_model = failure.param.as_deref() == Some("model") || failure.code.as_deref() == Some("model_not_found");
    let instead = model.replacement().filter(|_| of_model);
    let instead = instead.map(|id| format!("{id} takes its place"));
    match (&failure.hint, instead) {
        (Some(hint), Some(instead)) => Some(format!("{instead}; {hint}")),
        (hint, instead) => instead.or_else(|| hint.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_the_server_does_not_have_names_the_one_in_its_place() {
        let models = ModelTable::standard().unwrap();
        let failure = |param: Option<&str>, code: Option<&str>, hint: Option<&str>| Failure {
            param: param.map(str::to_owned),
            code: code.map(str::to_owned),
            hint: hint.map(str::to_owned),
            ..Failure::new(FailureKind::Refused, "no")
        };
        let instead = "gpt-image-2.5-flare takes its place";
        for (model, told, expected) in [
            (
                "dall-e-2",
                failure(Some("model"), Some("invalid_value"), None),
                Some(instead),
            ),
            ("dall-e-2", failure(None, Some("model_not_found"), None), Some(instead)),
            (
                "dall-e-2",
                failure(Some("model"), None, Some("wait")),
                Some("gpt-image-2.5-flare takes its place; wait"),
            ),
            ("dall-e-2", failure(Some("size"), None, Some("wait")), Some("wait")),
            ("nobodys-model", failure(Some("model"), None, None), None),
        ] {
            assert_eq!(
                hint(&told, &models.model(model)).as_deref(),
                expected,
                "{model} {told:?}"
            );
        }
    }
}
