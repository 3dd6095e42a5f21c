//! `pochade rerun`: kept requests once more, perhaps with changes.

use std::path::Path;

use super::{
    args::RerunArgs,
    asked_ids,
    desk::Desk,
    draft_args::pair,
    errand::Errand,
    exit::Code,
    gates::{self, Bill},
    globals::Globals,
    inputs::Inputs,
    mask_args::reading,
    output::Output,
    problem::Problem,
};
use crate::domain::{Draft, Failure, FailureKind, HistoryEntry, Input, OptionName, Parent, carried, one_line};

/// Runs requests again, each with the profile it was made with where no other is asked for: the profile decides who
/// pays. Every one of them is checked before the first is sent.
pub(super) fn run(desk: &mut Desk, output: &mut Output, globals: &Globals, args: &RerunArgs) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let entries = asked_ids::requests(output, &store, &args.which.ids)?
        .into_iter()
        .map(|id| store.entry(id))
        .collect::<Result<Vec<_>, _>>()?;
    drop(store);
    if entries.len() > 1 && args.send.out.as_deref() == Some(Path::new("-")) {
        return Err(Problem::usage(
            "--out - takes one picture, and several requests were named",
        ));
    }
    let mut ready = Vec::new();
    let mut bills = Vec::new();
    for entry in &entries {
        if globals.wanted_profile().is_none() {
            desk.use_profile(&entry.profile)?;
        }
        let (draft, lost) = draft(desk, entry, &args.set)?;
        if !lost.is_empty() {
            let (id, model) = (entry.id.short(), one_line(&draft.model));
            output.warn(&format!("{id} on {model} does not carry over: {}", lost.join("; ")));
        }
        let priced = Errand::new(draft).checked(desk, output)?;
        bills.push((Bill::of(&priced.estimate, args.times), desk.is_billed()));
        ready.push((desk.profile_name.clone(), priced));
    }
    if ready.len() > 1 && !args.send.dry_run {
        gates::pass_together(desk, output, &args.send, &bills)?;
    }
    let mut worst = Code::DONE;
    for (profile, priced) in &ready {
        desk.use_profile(profile)?;
        worst = worst.max(priced.carry_out(desk, output, &args.send, args.times)?);
        if worst == Code::INTERRUPTED {
            break;
        }
    }
    Ok(worst)
}

/// The form of a request with the changes that were asked for, and what another model does not take of it.
fn draft(desk: &Desk, entry: &HistoryEntry, changes: &[String]) -> Result<(Draft, Vec<String>), Problem> {
    let mut draft = entry.request.to_draft();
    draft.parent = Some(Parent { id: entry.id, index: 0 });
    let changes = changes
        .iter()
        .map(|change| pair(change))
        .collect::<Result<Vec<_>, _>>()?;
    let mut lost = Vec::new();
    // The model first: what is asked for beside it is meant for that one.
    if let Some((_, model)) = changes.iter().rfind(|(key, _)| *key == "model") {
        let on_it = carried(&draft, &desk.models.model(model));
        (draft, lost) = (on_it.draft, on_it.lost);
        lost.retain(|lost| !changes.iter().any(|(key, _)| lost.split(' ').next() == Some(*key)));
    }
    for (key, value) in changes {
        apply((key, value), &mut draft)?;
    }
    Ok((draft, lost))
}

/// Changes one field of a draft; an empty value takes an option away.
fn apply((key, value): (&str, &str), draft: &mut Draft) -> Result<(), Problem> {
    match key {
        "prompt" => value.clone_into(&mut draft.prompt),
        "model" => value.clone_into(&mut draft.model),
        "size" => value.clone_into(&mut draft.size),
        "count" | "n" => value.clone_into(&mut draft.count),
        "seed" => value.clone_into(&mut draft.seed),
        "extra" => draft.extra = Inputs::default().json(value)?,
        "downscale" => draft.downscale = value.parse().map_err(Problem::usage)?,
        "mask-reading" | "mask_reading" => {
            mask_of(draft)?.treatment.reading = reading(value).map_err(Problem::usage)?;
        }
        "fit-mask" | "fit_mask" => {
            mask_of(draft)?.treatment.fit = value
                .parse()
                .map_err(|_| Problem::usage(format!("fit-mask is true or false, not '{value}'")))?;
        }
        "mask" if value.is_empty() => draft.mask = None,
        "markup" if value.is_empty() => draft.markup = None,
        _ => {
            let name: OptionName = option_named(key)?;
            if value.is_empty() {
                draft.options.remove(&name);
            } else {
                draft.options.insert(name, value.to_owned());
            }
        }
    }
    Ok(())
}

/// The mask that a change is about.
fn mask_of(draft: &mut Draft) -> Result<&mut Input, Problem> {
    let mask = draft.mask.as_mut().filter(|mask| mask.remote.is_none());
    mask.ok_or_else(|| Problem::usage("the request has no mask file to read or scale in another way"))
}

/// An option by its name on the wire or by its flag.
fn option_named(key: &str) -> Result<OptionName, Problem> {
    let wire = match key {
        "format" => OptionName::OutputFormat.wire(),
        "compression" => OptionName::OutputCompression.wire(),
        "partials" => OptionName::PartialImages.wire(),
        key => key,
    };
    wire.parse().map_err(|error: String| {
        let options: Vec<_> = OptionName::ALL.iter().map(|name| name.wire()).collect();
        let hint = format!(
            "fields are prompt, model, size, count, seed, extra, downscale, mask-reading, fit-mask, mask, markup, {}",
            options.join(", ")
        );
        Failure::new(FailureKind::Request, error).with_hint(hint).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Downscale, MaskReading, Role};

    fn change(draft: &mut Draft, wished: &str) -> Result<(), Problem> {
        apply(pair(wished)?, draft)
    }

    #[test]
    fn each_field_can_be_changed_by_its_name() {
        let mut draft = Draft {
            mask: Some(Input::file(Role::Mask, "/mask.png".into(), None)),
            ..Draft::default()
        };
        draft.options.insert(OptionName::Background, "opaque".to_owned());
        for wished in [
            "prompt=a=b",
            "model=m",
            "size=64x64",
            "n=3",
            "format=webp",
            "quality=low",
            "background=",
            "seed=7",
            "extra={\"a\":\"b=c\"}",
            "downscale=1536x1024",
            "mask-reading=white-keeps",
            "fit-mask=true",
            "partials=2",
        ] {
            change(&mut draft, wished).unwrap();
        }
        assert_eq!((draft.prompt.as_str(), draft.model.as_str()), ("a=b", "m"));
        assert_eq!((draft.size.as_str(), draft.count.as_str()), ("64x64", "3"));
        let names: Vec<_> = draft.options.keys().copied().collect();
        assert_eq!(
            names,
            [OptionName::Quality, OptionName::OutputFormat, OptionName::PartialImages]
        );
        assert_eq!((draft.seed.as_str(), draft.extra.as_str()), ("7", "{\"a\":\"b=c\"}"));
        assert_eq!(draft.downscale, Downscale::Of2025);
        let treatment = draft.mask.as_ref().unwrap().treatment;
        assert_eq!((treatment.reading, treatment.fit), (MaskReading::WhiteKeeps, true));
        change(&mut draft, "mask=").unwrap();
        assert_eq!(draft.mask, None);
    }

    #[test]
    fn an_unknown_field_is_a_wrong_usage() {
        assert!(change(&mut Draft::default(), "colour=red").is_err());
        for wrong in ["downscale=big", "mask-reading=alpha", "fit-mask=perhaps"] {
            assert!(change(&mut Draft::default(), wrong).is_err(), "{wrong}");
        }
        assert!(change(&mut Draft::default(), "prompt").is_err());
    }
}
