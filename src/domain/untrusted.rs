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

/// The safe form for a clipboard: line breaks and tabs stay, and nothing in it acts on the terminal it is pasted into.
#[must_use]
pub fn pasteable(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let parts: Vec<_> = text.split('\t').map(shown).collect();
    parts.join("\t")
}

/// The same JSON, with every character that could steer a terminal or hide in it written as an escape.
#[must_use]
pub fn json_shown(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.extend(format!("\\u{unit:04x}").chars());
            }
        } else {
            out.push(c);
        }
    }
    out
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

    #[test]
    fn json_says_the_same_without_steering_characters() {
        let hostile = "a\u{9b}31m\u{202e}b\u{7f}\x1b é 漢 👩‍👧";
        let line = json_shown(&serde_json::to_string(hostile).unwrap());
        assert_eq!(line, "\"a\\u009b31m\\u202eb\\u007f\\u001b é 漢 👩‍👧\"");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), hostile);
    }

    #[test]
    fn a_pasted_text_keeps_its_lines_and_tabs_and_steers_nothing() {
        assert_eq!(pasteable("a\tb\r\nc\x1b[2J\rd"), "a\tb\nc␛[2J␍d");
    }
}
