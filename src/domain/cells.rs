//! Text measured and cut by the cells that it takes on a screen; no character is ever torn.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The mark of a cut.
const CUT: &str = "…";

/// How many cells a text takes.
#[must_use]
pub fn cells(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The longest beginning that takes at most `room` cells.
fn beginning(text: &str, room: usize) -> &str {
    if text.is_ascii() {
        return text.get(..room).unwrap_or(text);
    }
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cells(cluster);
        if used > room {
            return &text[..at];
        }
    }
    text
}

/// The text in at most `room` cells: its beginning, and a mark where something was cut off.
#[must_use]
pub fn cut(text: &str, room: usize) -> Cow<'_, str> {
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

/// The text in at most `room` cells: its beginning up to the end of a word, unless that leaves less than half of it, and
/// a mark where something was cut off.
#[must_use]
pub fn cut_at_word(text: &str, room: usize) -> Cow<'_, str> {
    let text = text.trim_start();
    if cells(text) <= room {
        return Cow::Borrowed(text);
    }
    let kept = beginning(text, room.saturating_sub(1));
    let is_whole = text[kept.len()..].starts_with(' ');
    let end = if is_whole { Some(kept.len()) } else { kept.rfind(' ') };
    match end.filter(|end| *end > kept.len() / 2) {
        Some(end) => Cow::Owned(format!("{}{CUT}", kept[..end].trim_end_matches([' ', ',', ';']))),
        None => cut(text, room),
    }
}

/// The text in at most `room` cells: its end, as the end of a path says most.
#[must_use]
pub fn cut_front(text: &str, room: usize) -> Cow<'_, str> {
    if cells(text) <= room {
        return Cow::Borrowed(text);
    }
    if room == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 1;
    let mut start = text.len();
    for (at, cluster) in text.grapheme_indices(true).rev() {
        used += cells(cluster);
        if used > room {
            break;
        }
        start = at;
    }
    Cow::Owned(format!("{CUT}{}", &text[start..]))
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
            assert!(cells(&shown) <= room);
        }
    }

    #[test]
    fn a_sentence_is_cut_at_a_word() {
        for (text, room, expected) in [
            ("a day, as in tue", 16, "a day, as in tue"),
            ("a day, as in tue", 15, "a day, as in…"),
            ("a day, as in tue", 8, "a day…"),
            ("a day as", 6, "a day…"),
            ("a https://images", 9, "a https:…"),
            ("写真 雪の朝に立つ狐", 10, "写真 雪の…"),
            ("a day, as", 7, "a day…"),
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
}
