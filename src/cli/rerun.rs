//! `pochade rerun`: a kept request once more, perhaps with changes.

use super::{
    args::{Globals, RerunArgs},
    desk::Desk,
    draft_args::pair,
    errand::Errand,
    exit::Code,
    output::Output,
    problem::Problem,
};
use crate::domain::{Draft, OptionName, Parent};

/// Runs a request again, with the profile it was made with where no other is asked for: the profile decides who pays.
pub(super) fn run(desk: &mut Desk, output: &mut Output, globals: &Globals, args: &RerunArgs) -> Result<Code, Problem> {
    let store = desk.store(output)?;
    let entry = store.entry(store.find(&args.id)?)?;
    drop(store);
    if globals.wanted_profile().is_none() {
        desk.use_profile(&entry.profile)?;
    }
    let mut draft = entry.request.to_draft();
    draft.parent = Some(Parent { id: entry.id, index: 0 });
    for change in &args.set {
        apply(change, &mut draft)?;
    }
    Errand::new(draft)
        .repeated(args.times)
        .carry_out(desk, output, &args.send)
}

/// Changes one field of a draft; an empty value takes an option away.
fn apply(change: &str, draft: &mut Draft) -> Result<(), Problem> {
    let (key, value) = pair(change)?;
    match key {
        "prompt" => value.clone_into(&mut draft.prompt),
        "model" => value.clone_into(&mut draft.model),
        "size" => value.clone_into(&mut draft.size),
        "count" | "n" => value.clone_into(&mut draft.count),
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

/// An option by its name on the wire or by its flag.
fn option_named(key: &str) -> Result<OptionName, Problem> {
    let wire = match key {
        "format" => OptionName::OutputFormat.wire(),
        "compression" => OptionName::OutputCompression.wire(),
        key => key,
    };
    wire.parse().map_err(Problem::usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_can_be_changed_by_its_name() {
        let mut draft = Draft::default();
        draft.options.insert(OptionName::Background, "opaque".to_owned());
        for change in [
            "prompt=a=b",
            "model=m",
            "size=64x64",
            "n=3",
            "format=webp",
            "quality=low",
            "background=",
        ] {
            apply(change, &mut draft).unwrap();
        }
        assert_eq!((draft.prompt.as_str(), draft.model.as_str()), ("a=b", "m"));
        assert_eq!((draft.size.as_str(), draft.count.as_str()), ("64x64", "3"));
        let names: Vec<_> = draft.options.keys().copied().collect();
        assert_eq!(names, [OptionName::Quality, OptionName::OutputFormat]);
    }

    #[test]
    fn an_unknown_field_is_a_wrong_usage() {
        assert!(apply("colour=red", &mut Draft::default()).is_err());
        assert!(apply("prompt", &mut Draft::default()).is_err());
    }
}
