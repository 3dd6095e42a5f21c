//! What request a picture's own metadata makes: the line that sends it, and what did not come along.

use std::path::Path;

use super::{desk::Desk, exit::Code, output::Output, problem::Problem};
use crate::{
    domain::{
        Draft, Fault, Field, LeftOut, Model, Operation, OptionName, Recalled, faults, first_draft, no_recipe, one_line,
        recall, recipe, shell_word,
    },
    store::picture_texts,
};

/// Prints the request of a picture; nothing is sent and nothing is kept.
pub(super) fn tell(desk: &Desk, output: &mut Output, from: &Path, model: Option<&str>) -> Result<Code, Problem> {
    let (facts, texts) = picture_texts(from).map_err(|rule| Problem::usage(format!("{}: {rule}", from.display())))?;
    let found = recipe(&texts).ok_or_else(|| no_recipe(from))?;
    let other = model.unwrap_or_else(|| desk.models.default_id());
    let mut recalled = recall(found, other, Some((facts.width, facts.height)), &desk.models);
    if let Some(model) = model.filter(|model| recalled.draft.model != **model) {
        // Asked for by name, it counts more than what the picture says.
        recalled.insist(model, &desk.models);
    }
    let mut wrong = faults(&recalled.draft, &desk.models.model(&recalled.draft.model));
    // The images are named as missing already.
    wrong.retain(|fault| fault.field != Field::Images);
    let meant = desk.models.model(&recalled.draft.model);
    let command = command(&spelled_out(&recalled.draft, &meant));
    if output.is_json() {
        output.json(&as_json(from, &recalled, (&wrong, &command)))?;
    } else {
        as_text(output, from, &recalled, (&wrong, &command))?;
    }
    Ok(Code::DONE)
}

fn as_json(from: &Path, recalled: &Recalled, (wrong, command): (&[Fault], &str)) -> serde_json::Value {
    let draft = &recalled.draft;
    let left = |one: &LeftOut| serde_json::json!({ "what": one.what, "given": one.given, "why": one.why });
    let told = |fault: &Fault| serde_json::json!({ "field": fault.field.name(), "message": fault.to_string() });
    serde_json::json!({
        "v": 1,
        "from": from,
        "made_by": recalled.maker.name(),
        "request": {
            "operation": draft.operation,
            "model": draft.model,
            "prompt": draft.prompt,
            "size": if draft.size.is_empty() { "auto" } else { &draft.size },
            "options": draft.options,
            "seed": draft.seed.parse::<u32>().ok(),
        },
        "not_carried_over": recalled.left.iter().map(left).collect::<Vec<_>>(),
        "faults": wrong.iter().map(told).collect::<Vec<_>>(),
        "command": command,
    })
}

fn as_text(
    output: &mut Output,
    from: &Path,
    recalled: &Recalled,
    (wrong, command): (&[Fault], &str),
) -> Result<(), Problem> {
    let maker = recalled.maker;
    output.note(&format!("{}: written by {maker}", from.display()));
    output.line(command)?;
    for one in &recalled.left {
        let given = one_line(&one.given);
        let what = if given.is_empty() {
            one.what.clone()
        } else {
            format!("{}: {given}", one.what)
        };
        output.note(&format!("  not carried over: {what} ({})", one.why));
    }
    for fault in wrong {
        output.warn(&fault.to_string());
    }
    Ok(())
}

/// The draft with what it leaves to the server said in words: a new request would ask for something of its own there.
fn spelled_out(draft: &Draft, model: &Model) -> Draft {
    let usual = first_draft(model, draft.downscale);
    let mut spelled = draft.clone();
    if draft.size.is_empty() && !usual.size.is_empty() {
        "auto".clone_into(&mut spelled.size);
    }
    for name in usual.options.into_keys() {
        spelled.options.entry(name).or_insert_with(|| "auto".to_owned());
    }
    // Where the server leaves nothing open, neither can the line.
    if faults(&spelled, model).len() > faults(draft, model).len() {
        return draft.clone();
    }
    spelled
}

/// The line that sends the draft, for a POSIX shell.
fn command(draft: &Draft) -> String {
    let mut words = vec!["pochade".to_owned()];
    let mut add = |parts: &[&str]| words.extend(parts.iter().map(|part| shell_word(part).into_owned()));
    match draft.operation {
        Operation::Generate => add(&["generate"]),
        Operation::Edit => add(&["edit", "--image", "IMAGE"]),
        Operation::Variation => add(&["vary", "--image", "IMAGE"]),
    }
    add(&["--model", &draft.model]);
    if !draft.size.is_empty() {
        add(&["--size", &draft.size]);
    }
    for (name, value) in &draft.options {
        match flag(*name) {
            Some(flag) => add(&[flag, value]),
            None => add(&["--option", &format!("{name}={value}")]),
        }
    }
    if !draft.seed.is_empty() {
        add(&["--seed", &draft.seed]);
    }
    if draft.operation != Operation::Variation {
        // A prompt can begin with a dash; "-" alone would read standard input.
        add(&["--", &draft.prompt]);
    }
    words.join(" ")
}

/// The flag of an option that has one of its own.
const fn flag(name: OptionName) -> Option<&'static str> {
    match name {
        OptionName::Quality => Some("--quality"),
        OptionName::Background => Some("--background"),
        OptionName::Moderation => Some("--moderation"),
        OptionName::OutputFormat => Some("--format"),
        OptionName::OutputCompression => Some("--compression"),
        OptionName::InputFidelity => Some("--input-fidelity"),
        OptionName::PartialImages => Some("--partials"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ModelTable;

    #[test]
    fn the_line_asks_for_nothing_that_the_picture_does_not_say() {
        let models = ModelTable::standard().unwrap();
        for (model, line) in [
            (
                "gpt-image-2",
                "pochade generate --model gpt-image-2 --size auto --quality auto -- 'a fox'",
            ),
            ("dall-e-3", "pochade generate --model dall-e-3 -- 'a fox'"),
            (
                "flux-kontext-pro",
                "pochade generate --model flux-kontext-pro -- 'a fox'",
            ),
        ] {
            let draft = Draft {
                model: model.to_owned(),
                prompt: "a fox".to_owned(),
                ..Draft::default()
            };
            assert_eq!(command(&spelled_out(&draft, &models.model(model))), line);
        }
    }
}
