//! A text, the cursor in it, its steps of undo, and its rows at the width of its box.

use std::{borrow::Cow, ops::Range};

use super::{
    Edit, Edited, Motion, Rows,
    clusters::{border_after, border_before, on_border},
    edit_for,
    pasted::cleaned,
    rows::{Span, fold, line_window},
    undo::{Change, Log, Run},
    words::{word_end_after, word_start_before},
};
use crate::keys::Key;

/// A text that a person edits.
///
/// The cursor always stands on a border between two grapheme clusters. Row and column of everything depend on the
/// width of the box: tell it once with [`TextBuffer::fit`], and moving up and down and drawing agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBuffer {
    text: String,
    cursor: usize,
    /// The column that moving up and down keeps to.
    goal: Option<usize>,
    single_line: bool,
    log: Log,
    /// What was cut last, for yank.
    cut: String,
    /// Whether the last edit was a cut, so that the next one adds to it.
    cutting: bool,
    width: usize,
    spans: Vec<Span>,
    revision: u64,
}

impl Default for TextBuffer {
    fn default() -> Self {
        Self::new()
    }
}

impl TextBuffer {
    /// The longest text in bytes; far beyond what any model takes, and short enough that nothing slows down.
    pub const LIMIT: usize = 1 << 20;

    /// An empty text that may have many lines.
    #[must_use]
    pub fn new() -> Self {
        Self::empty(false)
    }

    /// An empty text of one line: a query, a path, a number.
    #[must_use]
    pub fn single_line() -> Self {
        Self::empty(true)
    }

    fn empty(single_line: bool) -> Self {
        Self {
            text: String::new(),
            cursor: 0,
            goal: None,
            single_line,
            log: Log::default(),
            cut: String::new(),
            cutting: false,
            width: usize::MAX,
            spans: fold("", 0, usize::MAX).collect(),
            revision: 0,
        }
    }

    /// The same box with a text in it, cleaned, the cursor at its end; undo does not reach behind it.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.replace(text);
        self.log = Log::default();
        self
    }

    /// The text, byte for byte as it would be sent.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is no text at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a person changed the text that the box began with.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.log.is_begun()
    }

    /// The cursor, as a byte of the text.
    #[must_use]
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// A number that grows with every change of the text, so that others notice one cheaply.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Tells the width of the box in cells, without the cell kept free for a cursor behind a full row.
    pub fn fit(&mut self, width: usize) {
        if width != self.width {
            self.width = width;
            self.spans = fold(&self.text, 0, width).collect();
        }
    }

    /// The rows at a width; quick at the width told to [`TextBuffer::fit`], folded anew at any other.
    #[must_use]
    pub fn rows(&self, width: usize) -> Rows<'_> {
        let spans = if width == self.width {
            Cow::Borrowed(&self.spans[..])
        } else {
            Cow::Owned(fold(&self.text, 0, width).collect())
        };
        Rows::new(&self.text, spans, width)
    }

    /// Row and column of the cursor at a width, both counted from 0; the column may equal the width.
    #[must_use]
    pub fn cursor_position(&self, width: usize) -> (usize, usize) {
        self.rows(width).position(self.cursor)
    }

    /// The part of a single line that a box of `width` cells shows, and the cursor's column in it, less than `width`.
    #[must_use]
    pub fn line_window(&self, width: usize) -> (&str, usize) {
        line_window(&self.text, self.cursor, width)
    }

    /// Does what a key asks for in a text box; `None` when no text box uses the key.
    pub fn press(&mut self, key: Key) -> Option<Edited> {
        edit_for(key).map(|edit| self.edit(edit))
    }

    /// Puts another text in place of all, as one step of undo, the cursor at its end.
    pub fn replace(&mut self, text: &str) -> Edited {
        let text = cleaned(text, self.single_line).into_owned();
        if text == self.text {
            return self.edit(Edit::Move(Motion::TextEnd));
        }
        self.write(0..self.text.len(), &text, Run::Alone)
    }

    /// Puts the cursor before a byte of the text, or before the cluster that the byte is in.
    pub fn place(&mut self, at: usize) {
        self.log.close();
        self.goal = None;
        self.cursor = on_border(&self.text, at.min(self.text.len()));
    }

    /// Takes a part out, as one step of undo; the cursor stands where it was. Its ends must be borders of characters.
    pub fn take_out(&mut self, range: Range<usize>) -> Edited {
        self.write(range, "", Run::Alone)
    }

    /// Carries out one edit.
    pub fn edit(&mut self, edit: Edit) -> Edited {
        let goes_on_cutting = self.cutting;
        self.cutting = false;
        if !matches!(edit, Edit::Move(Motion::Up | Motion::Down)) {
            self.goal = None;
        }
        match edit {
            Edit::Insert(text) => self.insert(&text, Run::Typing),
            Edit::Paste(text) => self.insert(&text, Run::Alone),
            Edit::Newline if self.single_line => Edited::Nothing,
            Edit::Newline => self.insert("\n", Run::Alone),
            Edit::Yank => self.insert(&self.cut.clone(), Run::Alone),
            Edit::Erase(motion) => self.erase(motion),
            Edit::Cut(motion) => self.cut(motion, goes_on_cutting),
            Edit::Move(motion) => self.move_along(motion),
            Edit::Undo => self.step_back(),
            Edit::Redo => self.step_again(),
        }
    }

    fn insert(&mut self, text: &str, run: Run) -> Edited {
        let text = cleaned(text, self.single_line).into_owned();
        self.write(self.cursor..self.cursor, &text, run)
    }

    fn erase(&mut self, motion: Motion) -> Edited {
        let range = self.passed_by(motion);
        self.write(range, "", Run::Erasing)
    }

    fn cut(&mut self, motion: Motion, goes_on: bool) -> Edited {
        let mut range = self.passed_by(motion);
        if motion == Motion::LineEnd && range.is_empty() {
            range.end = border_after(&self.text, range.end); // At the end of a line its break is what is left to cut.
        }
        if range.is_empty() {
            return Edited::Nothing;
        }
        let cut = &self.text[range.clone()];
        if !goes_on {
            self.cut.clear();
        }
        if range.end == self.cursor {
            self.cut.insert_str(0, cut);
        } else {
            self.cut.push_str(cut);
        }
        let edited = self.write(range, "", Run::Alone);
        self.cutting = true;
        edited
    }

    /// The bytes between the cursor and where it would go.
    fn passed_by(&self, motion: Motion) -> Range<usize> {
        let other = self.destination(motion);
        self.cursor.min(other)..self.cursor.max(other)
    }

    fn move_along(&mut self, motion: Motion) -> Edited {
        let at = self.destination(motion);
        if matches!(motion, Motion::Up | Motion::Down) {
            let rows = self.rows(self.width);
            let goal = self.goal.unwrap_or_else(|| rows.position(self.cursor).1);
            self.goal = Some(goal);
        }
        self.log.close();
        if at == self.cursor {
            return Edited::Nothing;
        }
        self.cursor = at;
        Edited::Cursor
    }

    /// Where a motion leads; the cursor itself when it leads nowhere.
    fn destination(&self, motion: Motion) -> usize {
        let rows = self.rows(self.width);
        let row = rows.row_of(self.cursor);
        let goal = || self.goal.unwrap_or_else(|| rows.position(self.cursor).1);
        match motion {
            Motion::Left => border_before(&self.text, self.cursor),
            Motion::Right => border_after(&self.text, self.cursor),
            Motion::WordLeft => word_start_before(&self.text, self.cursor),
            Motion::WordRight => word_end_after(&self.text, self.cursor),
            Motion::Up => row
                .checked_sub(1)
                .and_then(|row| rows.byte_at(row, goal()))
                .unwrap_or(self.cursor),
            Motion::Down => rows.byte_at(row + 1, goal()).unwrap_or(self.cursor),
            Motion::RowStart => rows.start_of(row),
            Motion::RowEnd => rows.end_of(row),
            Motion::LineStart => self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1),
            Motion::LineEnd => self.text[self.cursor..]
                .find('\n')
                .map_or(self.text.len(), |at| self.cursor + at),
            Motion::TextStart => 0,
            Motion::TextEnd => self.text.len(),
        }
    }

    /// Puts `with` in place of `range`, as a step of undo.
    fn write(&mut self, range: Range<usize>, with: &str, run: Run) -> Edited {
        if range.is_empty() && with.is_empty() {
            return Edited::Nothing;
        }
        if self.text.len() - range.len() + with.len() > Self::LIMIT {
            return Edited::TooLong { limit: Self::LIMIT };
        }
        let cursor_before = self.cursor;
        let at = range.start;
        let removed = self.splice(range, with);
        // What was written or left may join with its neighbour into one cluster.
        self.cursor = on_border(&self.text, at + with.len());
        let change = Change {
            at,
            removed,
            inserted: with.to_owned(),
            cursor_before,
            cursor_after: self.cursor,
        };
        self.log.note(change, run);
        Edited::Text
    }

    fn step_back(&mut self) -> Edited {
        let Some(change) = self.log.undo() else {
            return Edited::Nothing;
        };
        self.splice(change.at..change.at + change.inserted.len(), &change.removed);
        self.cursor = change.cursor_before;
        Edited::Text
    }

    fn step_again(&mut self) -> Edited {
        let Some(change) = self.log.redo() else {
            return Edited::Nothing;
        };
        self.splice(change.at..change.at + change.removed.len(), &change.inserted);
        self.cursor = change.cursor_after;
        Edited::Text
    }

    /// Changes the text and folds anew only the rows that can have changed; gives back what was there.
    fn splice(&mut self, range: Range<usize>, with: &str) -> String {
        let removed = self.text[range.clone()].to_owned();
        let end = range.start + with.len();
        let first = self.first_row_touched(range.start);
        let start = self.spans[first].start;
        self.text.replace_range(range, with);
        let mut fresh = Vec::new();
        let mut last = self.spans.len();
        for span in fold(&self.text, start, self.width) {
            fresh.push(span);
            // From a row on that begins behind the change, where one began before, all rows are the old ones.
            let next = span.next_start();
            if next > end
                && let Ok(row) = self
                    .spans
                    .binary_search_by_key(&(next - with.len() + removed.len()), |span| span.start)
            {
                last = row;
                break;
            }
        }
        for span in &mut self.spans[last..] {
            span.start = span.start - removed.len() + with.len();
            span.end = span.end - removed.len() + with.len();
        }
        self.spans.splice(first..last, fresh);
        self.revision += 1;
        removed
    }

    /// The first row whose end a change at `at` can move. A row looks no further than the first cluster of the next
    /// one, and a change can join with the cluster before it, which may be all of its row.
    fn first_row_touched(&self, at: usize) -> usize {
        let row = self.spans.partition_point(|span| span.start <= at).saturating_sub(1);
        let goes_on = |row: &usize| *row > 0 && !self.spans[*row - 1].ends_line;
        (0..2).fold(row, |row, _| if goes_on(&row) { row - 1 } else { row })
    }
}
