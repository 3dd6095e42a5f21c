//! The check of a draft against its model; it gathers every fault (images-api.md §4, §5, §6, §14).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Draft, Fault, Field, Model, Operation, OptionName, OptionRule, OptionValue, ShutDown, Size, Warning, inputs,
};

/// Everything that keeps a draft from being sent, in the order of the form.
#[must_use]
pub fn faults(draft: &Draft, model: &Model) -> Vec<Fault> {
    let mut found = Vec::new();
    found.extend(operation(draft, model));
    found.extend(prompt(draft, model));
    found.extend(model_id(draft));
    found.extend(size(draft, model));
    found.extend(count_fault(draft, model));
    for (name, text) in &draft.options {
        found.extend(option(*name, text.trim(), model));
    }
    if model.is_known() {
        for fault in combinations(draft) {
            // What a value cannot be at all need not be told of twice.
            if !found.iter().any(|known| known.field == fault.field) {
                found.push(fault);
            }
        }
    }
    if draft.operation != Operation::Generate {
        found.extend(inputs::images(draft, model));
    }
    if draft.operation == Operation::Edit {
        found.extend(inputs::mask(draft, model));
        found.extend(inputs::markup(draft, model));
    }
    found.extend(seed(draft));
    found.extend(extra(draft).err());
    found
}

/// The API has no seed; servers that take one read a whole number (images-api.md §12, §13.2).
fn seed(draft: &Draft) -> Option<Fault> {
    let text = draft.seed.trim();
    let wrong = !text.is_empty() && text.parse::<u32>().is_err();
    wrong.then(|| fault(Field::Seed, text, "it must be a whole number from 0 to 4294967295"))
}

/// The JSON that is merged into the request.
pub(super) fn extra(draft: &Draft) -> Result<serde_json::Map<String, serde_json::Value>, Fault> {
    let text = draft.extra.trim();
    if text.is_empty() {
        return Ok(serde_json::Map::new());
    }
    serde_json::from_str(text).map_err(|error| {
        let rule = format!("it must be a JSON object such as {{\"steps\": 20}} ({error})");
        fault(Field::Extra, text, rule)
    })
}

/// What is worth saying before sending.
#[must_use]
pub fn warnings(draft: &Draft, model: &Model, today: Date) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut say = |field, text: String| found.push(Warning { field, text });
    if !model.is_known() {
        say(
            Field::Model,
            format!("'{}' is not in the table: what you set is sent unchecked", model.id()),
        );
    }
    let instead = model
        .replacement()
        .map(|id| format!("; {id} takes its place"))
        .unwrap_or_default();
    match model.life(today) {
        ShutDown::Alive => {}
        ShutDown::Announced(end) => say(Field::Model, format!("its maker stops it on {end}{instead}")),
        ShutDown::Past(end) => say(Field::Model, format!("its maker stopped it on {end}{instead}")),
    }
    if !model.is_known() && draft.prompt.chars().count() > model.rules().prompt_longest {
        say(
            Field::Prompt,
            format!("it is longer than {} characters", model.rules().prompt_longest),
        );
    }
    for name in extra(draft).unwrap_or_default().keys() {
        if OVERRIDDEN.contains(&name.as_str()) || name.parse::<OptionName>().is_ok() {
            say(Field::Extra, format!("'{name}' takes the place of the form's own"));
        }
    }
    found
}

/// Names that the form itself sends beside the options.
const OVERRIDDEN: &[&str] = &[
    "prompt", "model", "size", "n", "image", "images", "mask", "markup", "seed", "stream",
];

pub(super) fn fault(field: Field, given: impl Into<String>, rule: impl Into<String>) -> Fault {
    Fault {
        field,
        given: given.into(),
        rule: rule.into(),
        nearest: None,
    }
}

fn operation(draft: &Draft, model: &Model) -> Option<Fault> {
    let rules = model.rules();
    let able = match draft.operation {
        Operation::Generate => true,
        Operation::Edit => rules.edits,
        Operation::Variation => rules.variations,
    };
    let word = draft.operation.word();
    (!able).then(|| fault(Field::Operation, word, format!("{} does not do that", model.id())))
}

fn prompt(draft: &Draft, model: &Model) -> Option<Fault> {
    if draft.operation == Operation::Variation {
        return None;
    }
    if draft.prompt.trim().is_empty() {
        return Some(fault(Field::Prompt, "", "say what the picture should show"));
    }
    let length = draft.prompt.chars().count();
    let longest = model.rules().prompt_longest;
    let too_long = model.is_known() && length > longest;
    too_long.then(|| {
        fault(
            Field::Prompt,
            format!("{length} characters"),
            format!("{} takes at most {longest}", model.id()),
        )
    })
}

fn model_id(draft: &Draft) -> Option<Fault> {
    draft
        .model
        .trim()
        .is_empty()
        .then(|| fault(Field::Model, "", "choose a model"))
}

fn size(draft: &Draft, model: &Model) -> Option<Fault> {
    let size = Size::from(draft.size.clone());
    if draft.size.trim().is_empty() {
        return None;
    }
    let broken = model.rules().size.check(&size).err()?;
    Some(Fault {
        field: Field::Size,
        given: draft.size.trim().to_owned(),
        rule: broken.rule,
        nearest: broken.nearest.map(|nearest| nearest.to_string()),
    })
}

/// The number of pictures that a draft asks for; empty is one.
#[must_use]
pub fn count(draft: &Draft) -> Option<u32> {
    match draft.count.trim() {
        "" => Some(1),
        text => text.parse().ok(),
    }
}

fn count_fault(draft: &Draft, model: &Model) -> Option<Fault> {
    let most = model.rules().count_max;
    let nearest = match count(draft) {
        Some(1..) if !model.is_known() => return None,
        Some(n) if (1..=most).contains(&u64::from(n)) => return None,
        Some(n) if u64::from(n) > most => Some(most.to_string()),
        Some(_) => Some("1".to_owned()),
        None => None,
    };
    let rule = match most {
        _ if !model.is_known() => "it must be a whole number, 1 or more".to_owned(),
        1 => format!("{} makes one picture at a time", model.id()),
        _ => format!("it must be a whole number from 1 to {most}"),
    };
    Some(Fault {
        nearest,
        ..fault(Field::Count, draft.count.trim(), rule)
    })
}

fn option(name: OptionName, text: &str, model: &Model) -> Option<Fault> {
    if text.is_empty() || !model.is_known() {
        return None;
    }
    let field = Field::Option(name);
    let Some(rule) = model.option(name) else {
        return Some(fault(field, text, format!("{} does not have this option", model.id())));
    };
    match rule {
        OptionRule::Words { words, .. } if words.iter().any(|word| word == text) => None,
        OptionRule::Words { words, .. } => Some(fault(field, text, format!("it must be one of {}", words.join(", ")))),
        OptionRule::Range { min, max, .. } => match text.parse::<u64>() {
            Ok(number) if (*min..=*max).contains(&number) => None,
            Ok(number) => {
                let nearest = Some(number.clamp(*min, *max).to_string());
                Some(Fault {
                    nearest,
                    ..fault(field, text, format!("it must be from {min} to {max}"))
                })
            }
            Err(_) => Some(fault(
                field,
                text,
                format!("it must be a whole number from {min} to {max}"),
            )),
        },
        OptionRule::Text { longest } if text.chars().count() > *longest => {
            Some(fault(field, text, format!("it may have at most {longest} characters")))
        }
        OptionRule::Text { .. } => None,
    }
}

/// Options that do not go together (images-api.md §4 notes, §14.5).
fn combinations(draft: &Draft) -> Vec<Fault> {
    let mut found = Vec::new();
    let format = match draft.option(OptionName::OutputFormat) {
        "" => "png",
        format => format,
    };
    let mut clash = |name: OptionName, rule: &str| {
        found.push(fault(Field::Option(name), draft.option(name), rule));
    };
    let background = draft.option(OptionName::Background);
    if background == "transparent" && format == "jpeg" {
        clash(
            OptionName::Background,
            "JPEG cannot be transparent; choose png or webp as the format",
        );
    }
    let compression = draft.option(OptionName::OutputCompression);
    if !compression.is_empty() && compression != "100" && !matches!(format, "jpeg" | "webp") {
        clash(
            OptionName::OutputCompression,
            "only jpeg and webp are compressed; leave it at 100 or change the format",
        );
    }
    if draft.operation != Operation::Edit && !draft.option(OptionName::InputFidelity).is_empty() {
        clash(
            OptionName::InputFidelity,
            "only an edit has images to keep to; leave it empty",
        );
    }
    let partials = draft.option(OptionName::PartialImages);
    if !matches!(partials, "" | "0") && matches!(format, "gif" | "svg") {
        clash(OptionName::PartialImages, "gif and svg come without partial pictures");
    }
    if format != "gif" {
        for name in [OptionName::FrameCount, OptionName::FrameDurationMs] {
            if !draft.option(name).is_empty() {
                clash(name, "only a gif has frames; choose gif as the format");
            }
        }
    }
    if format != "svg" {
        for name in [OptionName::SvgModel, OptionName::SvgEffort] {
            if !draft.option(name).is_empty() {
                clash(name, "only an svg has an author; choose svg as the format");
            }
        }
    }
    if format == "svg" && count(draft).is_some_and(|n| n > 1) {
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

/// The options that are sent: set, and not just the server's own choice spelled out where that is of no effect.
#[must_use]
pub fn values(draft: &Draft, model: &Model) -> BTreeMap<OptionName, OptionValue> {
    let mut kept = BTreeMap::new();
    for (name, text) in &draft.options {
        let text = text.trim();
        let default = model.option(*name).map(OptionRule::default_text).unwrap_or_default();
        // Quality is sent even when it is the default: `auto` costs what the model likes (images-api.md §4).
        if text.is_empty() || (text == default && *name != OptionName::Quality) {
            continue;
        }
        let numeric = matches!(model.option(*name), Some(OptionRule::Range { .. }));
        let value = match text.parse::<u64>() {
            Ok(number) if numeric => OptionValue::Number(number),
            _ => OptionValue::Word(text.to_owned()),
        };
        kept.insert(*name, value);
    }
    kept
}
