//! Speaking through tmux to the terminal behind it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// The longest sequence that tmux lets through, in bytes (graphics.md: its input buffer).
pub(super) const LONGEST: usize = 1_048_576;

/// Wraps bytes so that tmux hands them to the terminal behind it: every ESC in them doubled.
pub(super) fn passed_through(bytes: &[u8]) -> Vec<u8> {
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

/// Where our pane of tmux is, and whether tmux lets it speak to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pane {
    /// Columns of the terminal left of it.
    pub left: u16,
    /// Rows of the terminal above it, tmux's status lines among them.
    pub top: u16,
    /// Sequences are let through, which tmux refuses by default; without that sharp pictures need tmux's own help.
    pub lets_through: bool,
}

/// Asks tmux for our pane; `None` where it does not tell. Takes as long as tmux takes, so not for the drawing thread.
#[must_use]
pub fn pane() -> Option<Pane> {
    let told = Command::new("tmux")
        .args(["display", "-p"])
        .args(std::env::var("TMUX_PANE").iter().flat_map(|pane| ["-t", pane]))
        .arg("#{pane_left} #{pane_top} #{status} #{status-position} #{allow-passthrough}")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    read(&String::from_utf8_lossy(&told.stdout))
}

/// Reads what tmux tells; versions before 3.3 have no option for it and let everything through.
fn read(told: &str) -> Option<Pane> {
    let words: Vec<&str> = told.split_whitespace().collect();
    let (&[left, top, status, position], lets_through) = words.split_first_chunk::<4>()?;
    let above = match (position, status) {
        ("top", "on") => 1,
        ("top", lines) => lines.parse().unwrap_or(0),
        _ => 0,
    };
    Some(Pane {
        left: left.parse().ok()?,
        top: top.parse::<u16>().ok()?.saturating_add(above),
        lets_through: !matches!(lets_through, ["0" | "off"]),
    })
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

    #[test]
    fn tmux_tells_where_the_pane_is() {
        let cases = [
            ("51 0 on bottom 1\n", Some((51, 0, true))),
            ("51 2 on top 0\n", Some((51, 3, false))),
            ("0 0 2 top 2\n", Some((0, 2, true))),
            ("0 0 off top\n", Some((0, 0, true))),
            ("", None),
            ("no server running\n", None),
        ];
        for (told, expected) in cases {
            let expected = expected.map(|(left, top, lets_through)| Pane {
                left,
                top,
                lets_through,
            });
            assert_eq!(read(told), expected, "{told:?}");
        }
    }
}
