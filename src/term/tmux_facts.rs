//! What tmux says of itself and of the terminal behind it.

use std::{
    io::Read as _,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// How often an answer is looked for, and how many looks it has: half a second in all.
const LOOK_EVERY: Duration = Duration::from_millis(10);
const LOOKS: u32 = 50;
/// The longest answer, in bytes.
const LONGEST: u64 = 4096;

/// What tmux says of itself; what it did not say is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TmuxFacts {
    /// Its version, such as `tmux 3.3a`.
    pub version: String,
    /// `TERM` of the terminal that it is attached from.
    pub outer: String,
    /// `allow-passthrough` of this pane: `on`, `off`, `all`, or empty where it has no such option.
    pub allow_passthrough: String,
    /// `set-clipboard`: `on`, `external`, `off`.
    pub set_clipboard: String,
    /// `extended-keys`: `on`, `off`, `always`.
    pub extended_keys: String,
    /// What it believes of the terminal behind it, such as `256,RGB,clipboard`.
    pub features: String,
}

impl TmuxFacts {
    /// Asks tmux, which takes as long as tmux takes, but half a second at most for each question: not for the drawing
    /// thread.
    #[must_use]
    pub fn ask() -> Self {
        Self {
            version: answer(&["-V"]),
            outer: answer(&["display-message", "-p", "#{client_termname}"]),
            allow_passthrough: answer(&["show-options", "-A", "-p", "-q", "-v", "allow-passthrough"]),
            set_clipboard: answer(&["show-options", "-s", "-q", "-v", "set-clipboard"]),
            extended_keys: answer(&["show-options", "-s", "-q", "-v", "extended-keys"]),
            features: answer(&["display-message", "-p", "#{client_termfeatures}"]),
        }
    }

    /// Whether another tmux or screen stands behind this one.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        self.outer.starts_with("tmux") || self.outer.starts_with("screen")
    }
}

/// The first line that tmux prints; empty where it fails or takes too long.
fn answer(arguments: &[&str]) -> String {
    let child = Command::new("tmux")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return String::new() };
    for _ in 0..LOOKS {
        match child.try_wait() {
            Ok(None) => thread::sleep(LOOK_EVERY),
            Ok(Some(status)) if status.success() => {
                let mut text = String::new();
                let read = child
                    .stdout
                    .take()
                    .map(|out| out.take(LONGEST).read_to_string(&mut text));
                return match read {
                    Some(Ok(_)) => text.lines().next().unwrap_or_default().trim().to_owned(),
                    Some(Err(_)) | None => String::new(),
                };
            }
            Ok(Some(_)) | Err(_) => return String::new(),
        }
    }
    // It hangs: nobody waits for its end.
    let _ = child.kill();
    let _ = child.wait();
    String::new()
}
