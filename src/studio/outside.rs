//! Opens a picture with the desktop's own program.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::domain::{Failure, FailureKind};

#[cfg(target_os = "macos")]
const OPENER: &str = "open";
#[cfg(not(target_os = "macos"))]
const OPENER: &str = "xdg-open";

/// Opens a page.
pub fn open_link(link: &str, hidden: &[String]) -> Result<(), Failure> {
    open(Path::new(link), hidden).map_err(|failure| Failure {
        hint: Some(format!("the page is {link}")),
        ..failure
    })
}

/// Starts the program and does not wait for it, beyond seeing that it could be started.
pub fn open(path: &Path, hidden: &[String]) -> Result<(), Failure> {
    let mut command = Command::new(OPENER);
    command
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for variable in hidden {
        command.env_remove(variable);
    }
    let mut child = command.spawn().map_err(|error| {
        Failure::new(FailureKind::Setup, format!("'{OPENER}' cannot be started: {error}"))
            .with_hint("w writes a copy of the picture to a path")
    })?;
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(
            Failure::new(FailureKind::Setup, format!("'{OPENER}' ended with {status}"))
                .with_hint("w writes a copy of the picture to a path"),
        ),
        Err(error) => Err(Failure::new(
            FailureKind::Setup,
            format!("'{OPENER}' was lost: {error}"),
        )),
    }
}
