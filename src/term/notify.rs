//! A bell, the window's title, and notes to the desktop, as bytes for the terminal.

use crate::domain::one_line;

/// The longest title or note, in characters.
const LONGEST: usize = 200;

/// Rings the terminal's bell.
pub const BELL: &str = "\x07";

/// Sets the window's title; the session keeps the one from before.
#[must_use]
pub fn title(text: &str) -> String {
    format!("\x1b]2;{}\x1b\\", safe(text))
}

/// Shows a note on the desktop, where the terminal does such things (OSC 9).
#[must_use]
pub fn note(text: &str) -> String {
    format!("\x1b]9;{}\x1b\\", safe(text))
}

fn safe(text: &str) -> String {
    one_line(text).chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_end_the_sequence() {
        for hostile in ["a\x1b\\\x1b]52;c;x\x07b", "a\u{9c}b\u{9d}c", "two\nlines"] {
            for sequence in [title(hostile), note(hostile)] {
                let inner = sequence[4..].strip_suffix("\x1b\\").unwrap();
                assert!(!inner.chars().any(char::is_control), "{sequence:?}");
            }
        }
        assert_eq!(title("pochade · 2 done"), "\x1b]2;pochade · 2 done\x1b\\");
        assert_eq!(note(&"x".repeat(900)).len(), LONGEST + 6);
    }
}
