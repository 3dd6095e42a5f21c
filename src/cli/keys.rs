//! `pochade keys`: the keymap as it is in force, by place, and which keys get in each other's way.

use super::{
    exit::Code,
    output::{Output, Tone},
    paper_args::KeysArgs,
    problem::Problem,
};
use crate::{
    config::{self, Environment},
    keys::{Command, Conflict, Context, Keymap},
};

/// Prints every key with its command; it needs the keymap alone, and fails where that cannot be read.
pub(super) fn run(environment: &Environment, output: &mut Output, args: &KeysArgs) -> Result<Code, Problem> {
    let keymap = match config::keymap_text(&config::places(environment)?)? {
        Some(text) => Keymap::overlaid(&text)?,
        None => Keymap::standard(),
    };
    if args.dump {
        output.line(keymap.dump().trim_end())?;
        return Ok(Code::DONE);
    }
    let conflicts = keymap.conflicts();
    for context in Context::ALL {
        if output.is_json() {
            json(output, &keymap, *context)?;
        } else {
            table(output, &keymap, *context)?;
        }
    }
    for conflict in &conflicts {
        if output.is_json() {
            output.json(&conflict_line(conflict))?;
        } else {
            output.pieces(&[(Tone::Doubt, "conflict  "), (Tone::Plain, &conflict.to_string())])?;
        }
    }
    if conflicts.is_empty() {
        output.note("no key gets in another's way");
    }
    Ok(Code::DONE)
}

fn bound(keymap: &Keymap, context: Context) -> impl Iterator<Item = (Command, Vec<String>)> {
    Command::ALL.iter().filter_map(move |command| {
        let keys: Vec<_> = keymap
            .keys_for(context, *command)
            .iter()
            .map(ToString::to_string)
            .collect();
        (!keys.is_empty()).then_some((*command, keys))
    })
}

fn json(output: &mut Output, keymap: &Keymap, context: Context) -> Result<(), Problem> {
    for (command, keys) in bound(keymap, context) {
        output.json(&serde_json::json!({
            "v": 1, "context": context.table(), "command": command.id(), "keys": keys, "help": command.help(),
        }))?;
    }
    Ok(())
}

fn conflict_line(conflict: &Conflict) -> serde_json::Value {
    serde_json::json!({
        "v": 1,
        "conflict": {
            "keys": conflict.keys.to_string(),
            "context": conflict.context.table(),
            "command": conflict.command.id(),
            "taken_in": conflict.taken_in.table(),
            "taken_by": conflict.taken_by.id(),
            "unreachable": conflict.unreachable,
        },
    })
}

fn table(output: &mut Output, keymap: &Keymap, context: Context) -> Result<(), Problem> {
    output.pieces(&[
        (Tone::Good, &format!("[{}]", context.table())),
        (Tone::Quiet, &format!("  {}", context.help())),
    ])?;
    for (command, keys) in bound(keymap, context) {
        output.pieces(&[
            (Tone::Plain, &format!("  {:<28} {:<24} ", keys.join("  "), command.id())),
            (Tone::Quiet, command.help()),
        ])?;
    }
    output.line("")
}
