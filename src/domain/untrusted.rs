//! The one sanitiser between strings that we did not write and anything a terminal reads.

use std::borrow::Cow;

/// Whether a character could steer a terminal, reorder a line or hide in it.
fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{200c}')
}

fn mark(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('�'),
        '\u{7f}' => '␡',
        _ => '�',
    }
}

/// The text in its safe form: line breaks stay, everything that could steer a terminal becomes a visible mark.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_unsafe(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| if c != '\n' && is_unsafe(c) { mark(c) } else { c })
            .collect(),
    )
}

/// The safe form in one line: line breaks and tabs become spaces.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let safe = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_unsafe(c) => mark(c),
        c => c,
    };
    Cow::Owned(text.chars().map(safe).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        let hostile = "a\x1b[2Jb\u{9b}31mc\u{202e}d\r\ne\tf\u{7f}";
        assert_eq!(shown(hostile), "a␛[2Jb�31mc�d␍\ne␉f␡");
        assert_eq!(one_line(hostile), "a␛[2Jb�31mc�d  e f␡");
    }

    #[test]
    fn ordinary_words_and_emoji_stay_as_they_are() {
        for text in ["a heron", "é ü 漢字", "👩‍👩‍👧 ok", "🏳️‍🌈"] {
            assert!(matches!(shown(text), Cow::Borrowed(same) if same == text));
        }
    }
}
