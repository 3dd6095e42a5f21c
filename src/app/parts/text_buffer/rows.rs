//! Folds a text into the rows of a box: at spaces and between wide characters, else in the middle of a word.

use std::{borrow::Cow, ops::Range};

use super::clusters::{border_before, cells, clusters};

/// The bytes of one row; a line break that ends it stands after them and belongs to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether a line of the text ends here, by a line break or because the text does.
    pub(super) ends_line: bool,
}

/// One row as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// What is to be seen: never wider than the box, but for a single cluster that is wider than the whole box.
    /// Spaces that hang over the edge are left out.
    pub text: &'a str,
    /// The bytes that belong to the row, hanging spaces among them, its line break not.
    pub range: Range<usize>,
    /// Whether a line of the text ends with this row; if not, the line goes on in the next one.
    pub ends_line: bool,
}

/// The rows of a text at one width, drawn one by one or as a window.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    text: &'a str,
    spans: Cow<'a, [Span]>,
    width: usize,
}

impl Span {
    /// Where the next row begins.
    pub(super) const fn next_start(&self) -> usize {
        if self.ends_line { self.end + 1 } else { self.end }
    }
}

impl<'a> Rows<'a> {
    pub(super) const fn new(text: &'a str, spans: Cow<'a, [Span]>, width: usize) -> Self {
        Self { text, spans, width }
    }

    /// How many rows there are; an empty text has one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.spans.len()
    }

    /// One row, counted from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Row<'a>> {
        self.spans.get(index).map(|span| Row {
            text: seen(&self.text[span.start..span.end], self.width),
            range: span.start..span.end,
            ends_line: span.ends_line,
        })
    }

    /// The rows from `first` on, at most `height` of them.
    pub fn window(&self, first: usize, height: usize) -> impl Iterator<Item = Row<'a>> {
        (first..first.saturating_add(height).min(self.count())).filter_map(|index| self.get(index))
    }

    /// Row and column of a byte, both counted from 0.
    ///
    /// The column may equal the width, at the end of a full row and among hanging spaces: a box keeps one cell free
    /// for the cursor.
    #[must_use]
    pub fn position(&self, at: usize) -> (usize, usize) {
        let row = self.row_of(at);
        let column = self
            .spans
            .get(row)
            .map_or(0, |span| cells(&self.text[span.start..at.min(span.end)]));
        (row, column.min(self.width))
    }

    /// The byte of a row that stands under a column, or the last one of the row that is before it.
    pub(super) fn byte_at(&self, row: usize, column: usize) -> Option<usize> {
        let span = self.spans.get(row)?;
        let mut at = span.start;
        let mut used = 0;
        for cluster in clusters(&self.text[span.start..span.end], span.start) {
            used += cluster.width;
            // The end of a row whose line goes on is the beginning of the next row.
            if used > column || (cluster.end() == span.end && !span.ends_line) {
                break;
            }
            at = cluster.end();
        }
        Some(at)
    }

    /// The row in which a byte stands; a byte between two rows is in the second.
    pub(super) fn row_of(&self, at: usize) -> usize {
        self.spans.partition_point(|span| span.start <= at).saturating_sub(1)
    }

    /// The first byte of a row.
    pub(super) fn start_of(&self, row: usize) -> usize {
        self.spans.get(row).map_or(0, |span| span.start)
    }

    /// The last byte of a row at which the cursor can stand, before the spaces that end it where its line goes on.
    pub(super) fn end_of(&self, row: usize) -> usize {
        let Some(span) = self.spans.get(row) else {
            return self.text.len();
        };
        let words = self.text[span.start..span.end].trim_end_matches(' ').len();
        if span.ends_line {
            span.end
        } else if words > 0 && span.start + words < span.end {
            span.start + words
        } else {
            self.byte_at(row, usize::MAX).unwrap_or(span.end)
        }
    }
}

/// The part of a row that fits: all but hanging spaces.
fn seen(row: &str, limit: usize) -> &str {
    if row.len() <= limit {
        return row; // No cluster has more cells than bytes.
    }
    let mut used = 0;
    for cluster in clusters(row, 0) {
        used += cluster.width;
        if used > limit && cluster.start > 0 {
            return &row[..cluster.start];
        }
    }
    row
}

/// Folds a text row by row from byte `start` on, which is the beginning of a row, into rows of at most `width` cells.
///
/// What a row holds depends only on where it begins, so folding can go on from any row and stop at any.
pub(super) fn fold(text: &str, start: usize, width: usize) -> Folding<'_> {
    Folding {
        text,
        next: Some(start),
        width,
    }
}

/// An iterator over the rows of a text.
#[derive(Debug, Clone)]
pub(super) struct Folding<'a> {
    text: &'a str,
    next: Option<usize>,
    width: usize,
}

impl Iterator for Folding<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let start = self.next.take()?;
        let mut used = 0;
        let mut may_end = start;
        for cluster in clusters(&self.text[start..], start) {
            if cluster.is_line_break() {
                self.next = Some(cluster.end());
                return Some(Span {
                    start,
                    end: cluster.start,
                    ends_line: true,
                });
            }
            if cluster.is_space() {
                // Spaces begin no row of their own: they hang over the edge.
                used += cluster.width;
                may_end = cluster.end();
                continue;
            }
            if cluster.width > 1 {
                may_end = cluster.start;
            }
            if used + cluster.width > self.width && cluster.start > start {
                let end = if may_end > start { may_end } else { cluster.start };
                self.next = Some(end);
                return Some(Span {
                    start,
                    end,
                    ends_line: false,
                });
            }
            used += cluster.width;
            if cluster.width > 1 {
                may_end = cluster.end();
            }
        }
        Some(Span {
            start,
            end: self.text.len(),
            ends_line: true,
        })
    }
}

/// The part of a single line that a box of `width` cells shows, and the cursor's column in it.
pub(super) fn line_window(text: &str, cursor: usize, width: usize) -> (&str, usize) {
    let room = width.max(1) - 1;
    let mut start = cursor;
    let mut column = 0;
    while start > 0 {
        let before = border_before(text, start);
        let taken = cells(&text[before..start]);
        if column + taken > room {
            break;
        }
        column += taken;
        start = before;
    }
    let mut used = 0;
    let mut end = start;
    for cluster in clusters(&text[start..], start) {
        used += cluster.width;
        if used > width {
            break;
        }
        end = cluster.end();
    }
    (&text[start..end], column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, width: usize) -> Vec<&str> {
        let rows = Rows::new(text, Cow::Owned(fold(text, 0, width).collect()), width);
        (0..rows.count())
            .filter_map(|row| rows.get(row))
            .map(|row| row.text)
            .collect()
    }

    #[test]
    fn rows_end_at_spaces_or_else_inside_a_word() {
        let cases: &[(&str, usize, &[&str])] = &[
            ("", 5, &[""]),
            ("hello", 5, &["hello"]),
            ("hello world", 5, &["hello", "world"]),
            ("hello world", 6, &["hello ", "world"]),
            ("hello     world", 5, &["hello", "world"]),
            ("a bc def", 4, &["a bc", "def"]),
            ("incomprehensible", 6, &["incomp", "rehens", "ible"]),
            ("an incomprehensible", 6, &["an ", "incomp", "rehens", "ible"]),
            ("   abc", 5, &["   ", "abc"]),
            ("a\n\nb\n", 5, &["a", "", "b", ""]),
            ("雪の朝に", 5, &["雪の", "朝に"]),
            ("ab雪の", 4, &["ab雪", "の"]),
            ("snow雪", 5, &["snow", "雪"]),
            ("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 4, &["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"]),
            ("雪雪", 1, &["雪", "雪"]),
            ("ab", 0, &["a", "b"]),
            ("e\u{301}e\u{301}e\u{301}", 2, &["e\u{301}e\u{301}", "e\u{301}"]),
        ];
        for (text, width, expected) in cases {
            assert_eq!(folded(text, *width), *expected, "{text:?} at {width}");
        }
    }

    #[test]
    fn a_byte_is_found_by_row_and_column_and_back() {
        let text = "hello   world 雪雪\nx";
        let rows = Rows::new(text, Cow::Owned(fold(text, 0, 6).collect()), 6);

        assert_eq!(rows.position(5), (0, 5));
        assert_eq!(rows.position(7), (0, 6), "among the hanging spaces");
        assert_eq!(rows.position(8), (1, 0), "the row's end is the next one's beginning");
        assert_eq!(rows.position(17), (2, 2));
        assert_eq!(rows.position(20), (2, 4), "before the line break");
        assert_eq!(rows.position(21), (3, 0));
        assert_eq!(rows.byte_at(0, 2), Some(2));
        assert_eq!(rows.byte_at(2, 1), Some(14), "in the middle of a wide character");
        assert_eq!(rows.byte_at(2, 99), Some(20));
        assert_eq!(rows.byte_at(0, 99), Some(7), "not the beginning of the next row");
        assert_eq!(rows.byte_at(4, 0), None);
    }

    #[test]
    fn a_window_shows_only_its_rows() {
        let rows = Rows::new("a\nb\nc\nd", Cow::Owned(fold("a\nb\nc\nd", 0, 9).collect()), 9);

        assert_eq!(rows.window(1, 2).map(|row| row.text).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(rows.window(3, usize::MAX).count(), 1);
        assert_eq!(rows.window(9, 2).count(), 0);
    }
}
