//! Options that are fine alone but not beside each other (images-api.md §4 notes, §14.5).

use super::{Draft, Fault, Field, Operation, OptionName, fault::fault};

/// Everything that does not go together in a draft for a known model.
pub(super) fn combinations(draft: &Draft) -> Vec<Fault> {
    if draft.operation == Operation::Variation {
        return beside_a_variation(draft);
    }
    let format = match draft.option(OptionName::OutputFormat) {
        "" => "png",
        format => format,
    };
    let mut found = Vec::new();
    found.extend(background(draft, format));
    found.extend(compression(draft, format));
    if draft.operation != Operation::Edit {
        let rule = "only an edit has images to keep to; leave it empty";
        found.extend(unless_empty(draft, OptionName::InputFidelity, rule));
    }
    found.extend(partials(draft, format));
    if format != "gif" {
        let rule = "only a gif has frames; choose gif as the format";
        found.extend(unless_empty(draft, OptionName::FrameCount, rule));
        found.extend(unless_empty(draft, OptionName::FrameDurationMs, rule));
    }
    if format != "svg" {
        let rule = "only an svg has an author; choose svg as the format";
        found.extend(unless_empty(draft, OptionName::SvgModel, rule));
        found.extend(unless_empty(draft, OptionName::SvgEffort, rule));
    }
    if format == "svg" && draft.asked_count().is_some_and(|n| n > 1) {
        found.push(Fault {
            nearest: Some("1".to_owned()),
            ..fault(Field::Count, &draft.count, "an svg comes alone")
        });
    }
    if format == "gif" && draft.operation == Operation::Edit && draft.mask.is_some() {
        found.push(fault(Field::Mask, "", "a gif takes no mask"));
    }
    found
}

/// A variation knows two options only (images-api.md §2.4).
fn beside_a_variation(draft: &Draft) -> Vec<Fault> {
    let known = [OptionName::ResponseFormat, OptionName::User];
    let others = OptionName::ALL.iter().filter(|name| !known.contains(name));
    others
        .filter_map(|name| unless_empty(draft, *name, "a variation does not have this option; leave it empty"))
        .collect()
}

fn background(draft: &Draft, format: &str) -> Option<Fault> {
    let given = draft.option(OptionName::Background);
    let clashes = given == "transparent" && !matches!(format, "png" | "webp");
    clashes.then(|| Fault {
        nearest: Some("opaque".to_owned()),
        ..fault(
            Field::Option(OptionName::Background),
            given,
            format!("a {format} cannot be transparent; choose png or webp as the format"),
        )
    })
}

fn compression(draft: &Draft, format: &str) -> Option<Fault> {
    let given = draft.option(OptionName::OutputCompression);
    let clashes = !matches!(given, "" | "100") && !matches!(format, "jpeg" | "webp");
    clashes.then(|| Fault {
        nearest: Some("100".to_owned()),
        ..fault(
            Field::Option(OptionName::OutputCompression),
            given,
            "only jpeg and webp are compressed; leave it at 100 or change the format",
        )
    })
}

fn partials(draft: &Draft, format: &str) -> Option<Fault> {
    let given = draft.option(OptionName::PartialImages);
    let clashes = !matches!(given, "" | "0") && matches!(format, "gif" | "svg");
    clashes.then(|| Fault {
        nearest: Some("0".to_owned()),
        ..fault(
            Field::Option(OptionName::PartialImages),
            given,
            "gif and svg come without partial pictures",
        )
    })
}

fn unless_empty(draft: &Draft, name: OptionName, rule: &str) -> Option<Fault> {
    let given = draft.option(name);
    (!given.is_empty()).then(|| fault(Field::Option(name), given, rule))
}
