//! Lets the person edit a text in their own editor.

use std::{fs, io, path::Path, process::Command};

use crate::{
    config::Environment,
    domain::{Failure, FailureKind, Places},
};

/// The editor's program and its arguments: `$VISUAL`, then `$EDITOR`, then vi.
fn program(environment: &Environment) -> Vec<String> {
    let named = environment
        .text("VISUAL")
        .or_else(|| environment.text("EDITOR"))
        .unwrap_or("vi");
    let words: Vec<_> = named.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() { vec!["vi".to_owned()] } else { words }
}

/// Writes the text into a file, waits for the editor, reads it back. The terminal must be the editor's meanwhile.
pub fn edit(text: &str, places: &Places, environment: &Environment, hidden: &[String]) -> Result<String, Failure> {
    let folder = places.state.join("drafts");
    let wrong = |error: io::Error| Failure::new(FailureKind::Storage, format!("the text cannot be edited: {error}"));
    fs::create_dir_all(&folder).map_err(wrong)?;
    let file = tempfile::Builder::new()
        .prefix("prompt-")
        .suffix(".txt")
        .tempfile_in(&folder)
        .map_err(wrong)?;
    fs::write(file.path(), text).map_err(wrong)?;
    run(&program(environment), file.path(), hidden)?;
    fs::read_to_string(file.path()).map_err(wrong)
}

fn run(words: &[String], file: &Path, hidden: &[String]) -> Result<(), Failure> {
    let shown = words.join(" ");
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(file);
    for variable in hidden {
        command.env_remove(variable);
    }
    let setup = |message: String| {
        Failure::new(FailureKind::Setup, message).with_hint("set VISUAL or EDITOR to the editor you like")
    };
    let status = command
        .status()
        .map_err(|error| setup(format!("'{shown}' cannot be started: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(setup(format!("'{shown}' ended with {status}; the text is as it was")))
    }
}
