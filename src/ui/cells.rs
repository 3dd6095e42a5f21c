//! Text measured, cut and folded by the cells it takes on the screen; no character is ever torn.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The mark of a cut.
const CUT: &str = "…";

/// How many cells a text takes.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// A width as the screen counts it.
pub(super) fn columns(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}

/// The longest beginning that takes at most `room` cells.
fn beginning(text: &str, room: usize) -> &str {
    if text.is_ascii() {
        return text.get(..room).unwrap_or(text);
    }
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += width(cluster);
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// The text in at most `room` cells: its beginning, and a mark where something was cut off.
pub(super) fn cut(text: &str, room: usize) -> Cow<'_, str> {
    // No character has more cells than bytes, so a short text needs no measuring.
    if text.len() <= room {
        return Cow::Borrowed(text);
    }
    let kept = beginning(text, room);
    if kept.len() == text.len() {
        return Cow::Borrowed(text);
    }
    if room == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}{CUT}", beginning(kept, room - 1).trim_end()))
}

/// The text in at most `room` cells: its beginning up to the end of a word, and a mark where something was cut off.
pub(super) fn cut_at_word(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let kept = beginning(text, room.saturating_sub(1));
    match kept.rfind(' ').filter(|_| !text[kept.len()..].starts_with(' ')) {
        Some(end) => Cow::Owned(format!("{}{CUT}", kept[..end].trim_end_matches([' ', ',', ';', ':']))),
        None => cut(text, room),
    }
}

/// The text in at most `room` cells: its end, as the end of a path says most.
pub(super) fn cut_front(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    if room == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 1;
    let mut start = text.len();
    for (at, cluster) in text.grapheme_indices(true).rev() {
        used += width(cluster);
        if used > room {
            break;
        }
        start = at;
    }
    Cow::Owned(format!("{CUT}{}", &text[start..]))
}

/// The text folded at spaces into lines of at most `room` cells; a longer word is broken, line breaks stay.
pub(super) fn folded(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    text.split('\n').flat_map(|line| folded_line(line, room)).collect()
}

fn folded_line(line: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in line.split_inclusive(' ') {
        if used > 0 && used + width(word.trim_end()) > room {
            lines.push(String::new());
            used = 0;
        }
        for cluster in word.graphemes(true) {
            let cells = width(cluster);
            if used + cells > room {
                if cluster == " " {
                    continue; // A space that hangs over the edge is not seen.
                }
                lines.push(String::new());
                used = 0;
            }
            if let Some(last) = lines.last_mut() {
                last.push_str(cluster);
            }
            used += cells;
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_fits_and_says_that_it_was_cut() {
        let cases = [
            ("a heron", 7, "a heron"),
            ("a heron", 6, "a her…"),
            ("a heron", 2, "a…"),
            ("a heron", 3, "a…"),
            ("a heron", 0, ""),
            ("雪の朝", 6, "雪の朝"),
            ("雪の朝", 5, "雪の…"),
            ("雪の朝", 4, "雪…"),
            ("👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"),
            ("e\u{301}e\u{301}e\u{301}", 3, "e\u{301}e\u{301}e\u{301}"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("🏳️‍🌈 flag", 1, "…"),
        ];
        for (text, room, expected) in cases {
            let shown = cut(text, room);
            assert_eq!(shown, expected, "{text} in {room}");
            assert!(width(&shown) <= room);
        }
    }

    #[test]
    fn a_sentence_is_cut_at_a_word() {
        for (text, room, expected) in [
            ("a day, as in tue", 16, "a day, as in tue"),
            ("a day, as in tue", 15, "a day, as in…"),
            ("a day, as in tue", 8, "a day…"),
            ("a day as", 6, "a day…"),
            ("yesterday", 5, "yest…"),
            ("", 0, ""),
        ] {
            assert_eq!(cut_at_word(text, room), expected, "{text} in {room}");
        }
    }

    #[test]
    fn a_path_keeps_its_end() {
        for (text, room, expected) in [
            ("~/pictures/kite.png", 9, "…kite.png"),
            ("kite.png", 8, "kite.png"),
            ("雪雪雪", 5, "…雪雪"),
            ("ab", 0, ""),
        ] {
            assert_eq!(cut_front(text, room), expected, "{text} in {room}");
        }
    }

    #[test]
    fn lines_are_folded_at_spaces() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("", 5, &[""]),
            (
                "both edges must be multiples of 16",
                12,
                &["both edges", "must be", "multiples of", "16"],
            ),
            ("one\n\ntwo", 9, &["one", "", "two"]),
            ("incomprehensible", 6, &["incomp", "rehens", "ible"]),
            ("雪の朝に", 5, &["雪の", "朝に"]),
            ("a b", 0, &["a", "b"]),
        ];
        for (text, room, expected) in cases {
            assert_eq!(folded(text, *room), *expected, "{text} in {room}");
        }
    }
}
