//! What is worth saying of a draft before it is sent.

use jiff::civil::Date;

use super::{
    Draft, Field, Model, Operation, OptionName, OptionRule, ShutDown, Size, Warning,
    rules::{extra, sheet},
};

/// Names that the form itself sends beside the options.
const OVERRIDDEN: &[&str] = &[
    "prompt", "model", "size", "n", "image", "images", "mask", "markup", "seed", "stream",
];

/// What is worth saying before sending; nothing of it keeps the draft from being sent.
#[must_use]
pub fn warnings(draft: &Draft, model: &Model, today: Date) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut say = |field, text: Option<String>| found.extend(text.map(|text| Warning { field, text }));
    say(Field::Operation, operation(draft, model));
    say(Field::Prompt, prompt(draft, model));
    say(Field::Model, unlisted(model));
    say(Field::Model, ending(model, today));
    say(Field::Size, size(draft, model));
    for name in OptionName::ALL {
        say(Field::Option(*name), option(*name, draft, model));
    }
    for name in extra(draft).unwrap_or_default().keys() {
        if OVERRIDDEN.contains(&name.as_str()) || name.parse::<OptionName>().is_ok() {
            say(
                Field::Extra,
                Some(format!("'{name}' takes the place of the form's own")),
            );
        }
    }
    found
}

fn operation(draft: &Draft, model: &Model) -> Option<String> {
    let retired = draft.operation == Operation::Variation && model.is_known();
    retired.then(|| "OpenAI's own server makes none any more; compatible servers may".to_owned())
}

fn prompt(draft: &Draft, model: &Model) -> Option<String> {
    let longest = model.rules().prompt_longest;
    let long = !model.is_known() && draft.prompt.chars().count() > longest;
    long.then(|| format!("it is longer than {longest} characters"))
}

fn unlisted(model: &Model) -> Option<String> {
    let unknown = !model.is_known();
    unknown.then(|| format!("'{}' is not in the table: what you set is sent unchecked", model.id()))
}

/// When the maker of a model stops it, or stopped it, and what takes its place.
#[must_use]
pub fn ending(model: &Model, today: Date) -> Option<String> {
    let instead = model
        .replacement()
        .map(|id| format!("; {id} takes its place"))
        .unwrap_or_default();
    match model.life(today) {
        ShutDown::Alive => None,
        ShutDown::Announced(end) => Some(format!("its maker stops it on {end}{instead}")),
        ShutDown::Past(end) => Some(format!("its maker stopped it on {end}{instead}")),
    }
}

fn size(draft: &Draft, model: &Model) -> Option<String> {
    let rule = &model.rules().size;
    let asked = Size::from(draft.size.clone());
    if let Size::Exact { width, height } = asked {
        let (width, height) = sheet(draft, model).whole(width, height);
        let large = rule.is_experimental(&Size::Exact { width, height });
        return large.then(|| "so many pixels are experimental; expect flaws and a long wait".to_owned());
    }
    let chooses = asked == Size::Auto && rule.default_size() == Size::Auto && model.is_known();
    let several = draft.asked_count().is_some_and(|n| n > 1);
    (chooses && several).then(|| "left to the model, the pictures can differ in size".to_owned())
}

/// What the table says of a word, and what only the values together tell.
fn option(name: OptionName, draft: &Draft, model: &Model) -> Option<String> {
    let given = draft.option(name);
    match (name, model.option(name)?) {
        (_, OptionRule::Words { caution, default, .. }) => {
            let word = if given.is_empty() { default.as_deref()? } else { given };
            caution.get(word).cloned()
        }
        (OptionName::FrameDurationMs, OptionRule::Range { .. }) => {
            let uneven = given.parse::<u64>().is_ok_and(|duration| duration % 10 != 0);
            uneven.then(|| "the server rounds it to tens".to_owned())
        }
        (OptionName::User, _) if !given.is_empty() && model.option(OptionName::SafetyIdentifier).is_some() => {
            Some("it is the older name; safety_identifier takes its place".to_owned())
        }
        (_, OptionRule::Range { .. } | OptionRule::Text { .. }) => None,
    }
}
