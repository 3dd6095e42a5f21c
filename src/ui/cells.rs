//! Text measured and folded by the cells it takes on the screen; no character is ever torn.

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::cells;

/// A width as the screen counts it.
pub(super) fn columns(text: &str) -> u16 {
    u16::try_from(cells(text)).unwrap_or(u16::MAX)
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
