//! Speaking through tmux to the terminal behind it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// The longest sequence that tmux lets through, in bytes (graphics.md: its input buffer).
pub(super) const LONGEST: usize = 1_048_576;

/// Wraps bytes so that tmux hands them to the terminal behind it: every ESC in them doubled.
#[must_use]
pub fn passed_through(bytes: &[u8]) -> Vec<u8> {
    let mut wrapped = Vec::with_capacity(bytes.len() + bytes.len() / 8 + 16);
    wrapped.extend_from_slice(b"\x1bPtmux;");
    for &byte in bytes {
        if byte == 0x1b {
            wrapped.push(byte);
        }
        wrapped.push(byte);
    }
    wrapped.extend_from_slice(b"\x1b\\");
    wrapped
}

/// Asks tmux to let sequences of this pane through, which it refuses by default; without it sharp pictures are not
/// possible inside tmux. Takes as long as tmux takes, so not for the drawing thread; says whether tmux did it.
#[must_use]
pub fn allow_pass_through() -> bool {
    Command::new("tmux")
        .args(["set", "-p", "allow-passthrough", "on"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Puts a text into tmux's buffer and lets tmux hand it on to the clipboard of its terminal (`-w`, tmux 3.2 and later).
/// Takes as long as tmux takes, so not for the drawing thread; says whether tmux did it.
#[must_use]
pub fn load_buffer(text: &str) -> bool {
    let child = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return false };
    let written = child
        .stdin
        .take()
        .is_some_and(|mut pipe| pipe.write_all(text.as_bytes()).is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_is_doubled_inside_the_wrapping() {
        assert_eq!(
            passed_through(b"\x1b_Gx\x1b\\"),
            b"\x1bPtmux;\x1b\x1b_Gx\x1b\x1b\\\x1b\\"
        );
    }
}
