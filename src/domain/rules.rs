//! The check of a draft against its model; it gathers every fault (images-api.md §4, §5, §6, §14).

use std::collections::BTreeMap;

use super::{
    Draft, Fault, Field, Model, Operation, OptionName, OptionRule, OptionValue, Sheet, Size,
    combinations::combinations, fault::fault, inputs, made_here,
};

/// Words of other models and other people, and what comes closest to them elsewhere.
const ALIKE: &[(&str, &str)] = &[
    ("jpg", "jpeg"),
    ("max", "high"),
    ("xhigh", "high"),
    ("hd", "high"),
    ("standard", "medium"),
    ("high", "hd"),
    ("max", "hd"),
    ("xhigh", "hd"),
    ("auto", "standard"),
    ("low", "standard"),
    ("medium", "standard"),
    ("hd", "standard"),
    ("base64", "b64_json"),
    ("none", "transparent"),
];

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
    found.extend(made_here::faults(draft));
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
    let broken = model.rules().size.check_on(&size, sheet(draft, model)).err()?;
    Some(Fault {
        field: Field::Size,
        given: draft.size.trim().to_owned(),
        rule: broken.rule,
        nearest: broken.nearest.map(|nearest| nearest.to_string()),
    })
}

/// The sheet on which the pictures are drawn: a GIF's frames share one.
#[must_use]
pub fn sheet(draft: &Draft, model: &Model) -> Sheet {
    if draft.option(OptionName::OutputFormat) != "gif" || !model.is_known() {
        return Sheet::SINGLE;
    }
    let usual = || model.option(OptionName::FrameCount)?.default_text().parse().ok();
    let frames = draft.option(OptionName::FrameCount).parse().ok().or_else(usual);
    frames.map_or(Sheet::SINGLE, Sheet::of_frames)
}

fn count_fault(draft: &Draft, model: &Model) -> Option<Fault> {
    let most = model.rules().count_max;
    match draft.asked_count() {
        Some(1..) if !model.is_known() => return None,
        Some(n) if (1..=most).contains(&u64::from(n)) => return None,
        Some(_) | None => {}
    }
    let rule = match most {
        _ if !model.is_known() => "it must be a whole number, 1 or more".to_owned(),
        1 => format!("{} makes one picture at a time", model.id()),
        _ => format!("it must be a whole number from 1 to {most}"),
    };
    Some(Fault {
        nearest: nearest_number(draft.count.trim(), 1, most),
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
        OptionRule::Words { words, .. } => Some(Fault {
            nearest: nearest_word(text, words),
            ..fault(field, text, format!("it must be one of {}", words.join(", ")))
        }),
        OptionRule::Range { min, max, .. } => match text.parse::<u64>() {
            Ok(number) if (*min..=*max).contains(&number) => None,
            Ok(_) | Err(_) => Some(Fault {
                nearest: nearest_number(text, *min, *max),
                ..fault(field, text, format!("it must be a whole number from {min} to {max}"))
            }),
        },
        OptionRule::Text { longest } if text.chars().count() > *longest => {
            Some(fault(field, text, format!("it may have at most {longest} characters")))
        }
        OptionRule::Text { .. } => None,
    }
}

/// The allowed word that was most likely meant, where there is one.
fn nearest_word(text: &str, words: &[String]) -> Option<String> {
    let text = text.to_lowercase();
    let same = words.iter().find(|word| **word == text);
    let alike = || ALIKE.iter().filter(|(given, _)| *given == text).map(|(_, word)| *word);
    let close = || words.iter().find(|word| alike().any(|close| **word == close));
    let begun = || words.iter().find(|word| text.len() > 1 && word.starts_with(&text));
    same.or_else(close).or_else(begun).cloned()
}

/// The number within the limits that comes closest to a text, where it is a number at all.
fn nearest_number(text: &str, least: u64, most: u64) -> Option<String> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(decimals) {
        return None;
    }
    // Only a number with too many digits is no number now.
    let number = whole.parse::<u64>().unwrap_or(u64::MAX);
    let number = if negative { least } else { number.clamp(least, most) };
    Some(number.to_string())
}

/// The options that are sent: set, and not just the server's own choice spelled out where that is of no effect.
pub(super) fn values(draft: &Draft, model: &Model) -> BTreeMap<OptionName, OptionValue> {
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
