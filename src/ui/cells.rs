//! Text measured and folded by the cells it takes on the screen; no character is ever torn.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::cells;

/// The mark of a cut.
const CUT: &str = "…";

/// A width as the screen counts it.
pub(super) fn columns(text: &str) -> u16 {
    u16::try_from(cells(text)).unwrap_or(u16::MAX)
}

/// The text in at most `room` cells: its end, as the end of a path says most.
pub(super) fn cut_front(text: &str, room: usize) -> Cow<'_, str> {
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

/// The text folded at spaces into lines of at most `room` cells; a longer word is broken, line breaks stay.
pub(super) fn folded(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    text.split('\n').flat_map(|line| folded_line(line, room)).collect()
}

fn folded_line(line: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in line.split_inclusive(' ') {
        if used > 0 && used + cells(word.trim_end()) > room {
            lines.push(String::new());
            used = 0;
        }
        for cluster in word.graphemes(true) {
            let more = cells(cluster);
            if used + more > room {
                if cluster == " " {
                    continue; // A space that hangs over the edge is not seen.
                }
                lines.push(String::new());
                used = 0;
            }
            if let Some(last) = lines.last_mut() {
                last.push_str(cluster);
            }
            used += more;
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
