//! Speaking through tmux to the terminal behind it.

use std::process::{Command, Stdio};

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

/// Whether tmux lets sequences of this pane through to the terminal, which it refuses by default; without it sharp
/// pictures are not possible inside tmux. `None` where tmux does not tell; versions before 3.3 have no such option and
/// let everything through. Takes as long as tmux takes, so not for the drawing thread.
#[must_use]
pub fn lets_through() -> Option<bool> {
    let told = Command::new("tmux")
        .args(["show", "-Apv", "allow-passthrough"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    read(&String::from_utf8_lossy(&told.stdout))
}

fn read(told: &str) -> Option<bool> {
    match told.trim() {
        "on" | "all" => Some(true),
        "off" => Some(false),
        _ => None,
    }
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

    #[test]
    fn tmux_tells_by_a_word() {
        let cases = [("on\n", Some(true)), ("all\n", Some(true)), ("off\n", Some(false)), ("", None)];
        for (told, expected) in cases {
            assert_eq!(read(told), expected, "{told:?}");
        }
    }
}
