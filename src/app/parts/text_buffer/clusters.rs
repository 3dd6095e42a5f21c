//! What a person sees as one character: its borders in a text, and how many cells it takes.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use unicode_width::UnicodeWidthStr;

/// One grapheme cluster of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cluster<'a> {
    /// Its first byte.
    pub(super) start: usize,
    /// Its characters.
    pub(super) text: &'a str,
    /// Cells on the screen: 0, 1 or 2, seldom more.
    pub(super) width: usize,
}

impl Cluster<'_> {
    /// The byte after its last one.
    pub(super) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// A space, where a row may end.
    pub(super) fn is_space(&self) -> bool {
        match self.text.as_bytes() {
            [one] => *one == b' ',
            more => more == "\u{3000}".as_bytes(),
        }
    }

    /// The break between two lines.
    pub(super) fn is_line_break(&self) -> bool {
        self.text.as_bytes() == b"\n"
    }
}

/// The clusters of `text`, one after the other, with positions counted from `offset`.
///
/// A prompt of 32,000 characters is gone through on a single key, so a character that certainly stands alone is not
/// taken through the Unicode tables.
pub(super) fn clusters(text: &str, offset: usize) -> Clusters<'_> {
    Clusters {
        rest: text,
        start: offset,
        first: Ahead::Unknown,
    }
}

/// An iterator over [`Cluster`]s.
#[derive(Debug, Clone)]
pub(super) struct Clusters<'a> {
    rest: &'a str,
    start: usize,
    first: Ahead,
}

/// What is known of the character that comes next.
#[derive(Debug, Clone, Copy)]
enum Ahead {
    Unknown,
    /// It joins with nothing of its kind and takes so many cells.
    Alone(usize),
    Joining,
}

impl Ahead {
    fn of(c: char) -> Self {
        stands_alone(c).map_or(Self::Joining, Self::Alone)
    }
}

impl<'a> Iterator for Clusters<'a> {
    type Item = Cluster<'a>;

    fn next(&mut self) -> Option<Cluster<'a>> {
        let bytes = self.rest.as_bytes();
        let first = *bytes.first()?;
        if (b' '..=b'~').contains(&first) && bytes.get(1).is_none_or(u8::is_ascii) {
            self.first = Ahead::Unknown;
            return Some(self.take(1, 1));
        }
        let mut characters = self.rest.chars();
        let c = characters.next()?;
        let ahead = if let Ahead::Unknown = self.first {
            Ahead::of(c)
        } else {
            self.first
        };
        self.first = characters.next().map_or(Ahead::Alone(0), Ahead::of);
        if let (Ahead::Alone(width), Ahead::Alone(_)) = (ahead, self.first) {
            return Some(self.take(c.len_utf8(), width));
        }
        self.first = Ahead::Unknown;
        let cluster = self.rest.graphemes(true).next()?;
        Some(self.take(cluster.len(), width_of(cluster)))
    }
}

impl<'a> Clusters<'a> {
    fn take(&mut self, length: usize, width: usize) -> Cluster<'a> {
        let (text, rest) = self.rest.split_at(length);
        let start = self.start;
        self.rest = rest;
        self.start += length;
        Cluster { start, text, width }
    }
}

/// Cells of a character that joins with nothing of its kind: the letters of common scripts.
fn stands_alone(c: char) -> Option<usize> {
    match c {
        ' '..='~' | '\n' | 'À'..='ɏ' | 'Α'..='Ρ' | 'Σ'..='ϡ' | 'Ѐ'..='҂' | 'Ҋ'..='ԯ' | '‘'..='‟' | '–'..='—' => {
            Some(1)
        }
        '一'..='鿿' | '가'..='힣' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '、'..='〩' | '！'..='｠' => Some(2),
        _ => None,
    }
}

/// Cells of one cluster.
fn width_of(cluster: &str) -> usize {
    if cluster.len() == 1 {
        return 1; // A control character is drawn as one cell of its own.
    }
    cluster.width()
}

/// Cells of a text without line breaks.
pub(super) fn cells(text: &str) -> usize {
    clusters(text, 0).map(|cluster| cluster.width).sum()
}

/// The border of a cluster before `at`; 0 at the beginning.
pub(super) fn border_before(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// The border of a cluster after `at`; the end at the end.
pub(super) fn border_after(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

/// `at` itself if it is a border of a cluster, else the next one.
pub(super) fn on_border(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    let inside = !text.is_char_boundary(at)
        || !GraphemeCursor::new(at, text.len(), true)
            .is_boundary(text, 0)
            .unwrap_or(true);
    if inside {
        border_after(text, (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0))
    } else {
        at
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(text: &str) -> Vec<(&str, usize)> {
        clusters(text, 0).map(|cluster| (cluster.text, cluster.width)).collect()
    }

    #[test]
    fn a_cluster_is_what_a_person_sees_as_one_character() {
        assert_eq!(seen("ab"), [("a", 1), ("b", 1)]);
        assert_eq!(seen("e\u{301}x"), [("e\u{301}", 1), ("x", 1)]);
        assert_eq!(seen("👨‍👩‍👧‍👦🇩🇪!"), [("👨‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("!", 1)]);
        assert_eq!(seen("雪a한"), [("雪", 2), ("a", 1), ("한", 2)]);
        assert_eq!(seen("か\u{3099}"), [("か\u{3099}", 2)]);
        assert_eq!(seen("\u{200b}"), [("\u{200b}", 0)]);
        assert_eq!(seen("ﾊﾟ"), [("ﾊﾟ", 2)]);
        assert_eq!(seen("1\u{fe0f}\u{20e3}"), [("1\u{fe0f}\u{20e3}", 2)]);
    }

    #[test]
    fn borders_are_found_in_both_directions() {
        let text = "a👨‍👩‍👧e\u{301}";
        let family = 1 + "👨‍👩‍👧".len();
        assert_eq!(border_after(text, 1), family);
        assert_eq!(border_before(text, family), 1);
        assert_eq!(border_before(text, 0), 0);
        assert_eq!(border_after(text, text.len()), text.len());
        assert_eq!(on_border(text, 3), family, "inside a character");
        assert_eq!(on_border(text, 5), family, "between characters of one cluster");
        assert_eq!(on_border(text, family), family);
        assert_eq!(on_border(text, 999), text.len());
    }

    #[test]
    fn every_character_taken_the_short_way_has_the_width_of_the_tables() {
        for c in ('\0'..=char::MAX).filter(|c| *c != '\n') {
            if let Some(width) = stands_alone(c) {
                assert_eq!(width_of(&c.to_string()), width, "{c:?}");
                for with in [
                    format!("a{c}"),
                    format!("{c}a"),
                    format!("{c}{c}"),
                    format!("한{c}"),
                    format!("{c}あ"),
                ] {
                    assert_eq!(with.graphemes(true).count(), 2, "{with:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_short_way_finds_the_same_clusters(text in "[a-c é漢か\u{3099}\u{301}👍\u{200d}🇩\u{1100}한\n]{0,30}") {
            let found: Vec<&str> = clusters(&text, 0).map(|cluster| cluster.text).collect();
            prop_assert_eq!(found, text.graphemes(true).collect::<Vec<_>>());
        }
    }
}
