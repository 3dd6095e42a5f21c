//! Cleans a text that comes from outside, so that it can stand in a box: line breaks, tabs, control characters.

use std::borrow::Cow;

/// How many spaces stand for a tab.
const TAB: &str = "    ";

/// The text with `\n` for every line break and spaces for tabs, without control characters; in a single line, a line
/// break becomes a space, and those at the end go.
pub(super) fn cleaned(text: &str, single_line: bool) -> Cow<'_, str> {
    let text = if single_line {
        text.trim_end_matches(['\n', '\r'])
    } else {
        text
    };
    if !text.contains(|c: char| c.is_control() && (single_line || c != '\n')) {
        return Cow::Borrowed(text);
    }
    let line_break = if single_line { " " } else { "\n" };
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                characters.next_if_eq(&'\n');
                clean.push_str(line_break);
            }
            '\n' => clean.push_str(line_break),
            '\t' => clean.push_str(TAB),
            c if c.is_control() => {}
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_text_is_cleaned() {
        let cases = [
            ("plain\ntext é 雪", "plain\ntext é 雪", "plain text é 雪"),
            ("a\r\nb\rc\n", "a\nb\nc\n", "a b c"),
            ("a\tb", "a    b", "a    b"),
            ("\u{1b}[31mred\u{7}\u{0}\u{9b}", "[31mred", "[31mred"),
            ("👨‍👩‍👧\u{200f}", "👨‍👩‍👧\u{200f}", "👨‍👩‍👧\u{200f}"),
            ("\r\n", "\n", ""),
        ];
        for (given, many, one) in cases {
            assert_eq!(cleaned(given, false), many, "{given:?}");
            assert_eq!(cleaned(given, true), one, "{given:?}");
        }
    }
}
