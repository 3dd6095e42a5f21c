//! The line of a search as it is typed, and beneath it what is wrong, what could follow, or what a word means.

use ratatui::{Frame, layout::Rect, style::Style, widgets::Block};

use super::{
    cells::{columns, folded},
    glyphs::Look,
    layout, pen,
};
use crate::{
    app::{App, History, LinePurpose, Overlay, Search, parts::TextBuffer},
    domain::{Completion, Condition, QueryFault, Token, cut_at_word},
};

/// Before the line of a search on the screen.
pub(super) const SIGN: &str = "/ ";
/// Between two offers.
const GAP: &str = "  ";
/// Columns between the line and how much it found.
const AWAY: u16 = 2;

/// Draws the line into its row, and how much it found at the right, where that leaves the line most of the row; what is
/// at fault in the line is marked.
pub(super) fn line(
    frame: &mut Frame,
    row: Rect,
    (sign, buffer, fault, count): (&str, &TextBuffer, Option<&QueryFault>, &str),
    look: Look<'_>,
) {
    let theme = look.theme;
    let beside = columns(count) + AWAY;
    let room = if beside <= row.width / 2 {
        pen::right(frame, row, count, theme.faint);
        layout::columns(row, 0, row.width - beside)
    } else {
        row
    };
    let rest = pen::pieces(frame, room, &[(sign, theme.focus_bar)]);
    let (seen, column) = buffer.line_window(usize::from(rest.width.saturating_sub(1)));
    pen::left(frame, rest, seen, theme.strong);
    // A line that is longer than its room is shown from its middle on, where places are no longer those of the line.
    if let Some(fault) = fault.filter(|_| seen.len() == buffer.text().len()) {
        let before = columns(seen.get(..fault.at.start).unwrap_or_default());
        let at = layout::columns(rest, before, rest.width);
        pen::left(
            frame,
            at,
            seen.get(fault.at.clone()).unwrap_or_default(),
            fault_style(fault.unfinished, look),
        );
    }
    pen::cursor(frame, rest, u16::try_from(column).unwrap_or(0), 0);
}

/// What only ends too early is no fault yet.
const fn fault_style(unfinished: bool, look: Look<'_>) -> Style {
    if unfinished {
        look.theme.warning
    } else {
        look.theme.problem
    }
}

/// The most rows of what is said of a line.
const MOST_ROWS: usize = 2;

/// What is said of a line that is typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Typed<'a> {
    /// What completes it.
    pub search: &'a Search,
    /// The line.
    pub buffer: &'a TextBuffer,
    /// What it is looked for in.
    pub history: &'a History,
    /// So many columns stand before its first letter.
    pub indent: u16,
}

impl<'a> Typed<'a> {
    /// The line that is searched with on the screen, where it is typed now.
    pub(super) fn on_screen(app: &'a App) -> Option<Self> {
        let mut overlays = app.overlays().iter().rev();
        overlays.find_map(|overlay| match overlay {
            Overlay::Line(line) if line.purpose == LinePurpose::Search => Some(Self {
                search: app.search(),
                buffer: &line.buffer,
                history: app.history(),
                indent: columns(SIGN) + 1,
            }),
            _ => None,
        })
    }

    /// How many rows of that width are needed beneath the line: none where nothing is to be said.
    pub(super) fn rows(&self, width: u16) -> u16 {
        match self.note(width) {
            None => 0,
            Some(Note::Offers(..)) => 1,
            Some(Note::Words { lines, .. }) => u16::try_from(lines.len()).unwrap_or(0),
        }
    }

    /// The column of a byte of the line.
    fn place(&self, at: usize) -> u16 {
        self.indent + columns(self.buffer.text().get(..at).unwrap_or_default())
    }

    fn note(&self, width: u16) -> Option<Note> {
        let text = self.buffer.text();
        if let Some((completion, at)) = self.search.offers(text, self.buffer.cursor()) {
            return Some(Note::Offers(completion, at));
        }
        if let Some(fault) = self.history.fault() {
            let lines = lines(&fault.message, &fault.right, (self.place(fault.at.start), width));
            let unfinished = fault.unfinished;
            return Some(Note::Words {
                lines,
                fault: Some(unfinished),
            });
        }
        let last = self.history.found_with().clauses().last();
        let alone = last.filter(|clause| clause.at.end == self.buffer.cursor())?;
        let (what, token) = match (&alone.what, alone.negated) {
            (Condition::Starred, false) => ("requests with a star", Token::Star),
            (Condition::Starred, true) => ("requests without a star", Token::Star),
            (Condition::Masked, false) => ("requests with a mask", Token::Mask),
            (Condition::Masked, true) => ("requests without a mask", Token::Mask),
            _ => return None,
        };
        let word = format!("\"{}\" in quotes is the word", token.name());
        Some(Note::Words {
            lines: lines(what, &word, (self.place(alone.at.start), width)),
            fault: None,
        })
    }
}

/// What stands beneath a line.
enum Note {
    /// What could stand in it, and which of it stands there already.
    Offers(Completion, Option<usize>),
    /// Lines of words, each from a column on.
    Words {
        lines: Vec<(u16, String)>,
        /// They tell what is wrong, and whether that is only that it ends too early.
        fault: Option<bool>,
    },
}

/// What is wrong and what would be right, in one row under its token where there is room, else in as few as it takes.
fn lines(what: &str, right: &str, (at, width): (u16, u16)) -> Vec<(u16, String)> {
    let room = width.saturating_sub(1);
    let leftwards = |words: &str| width.saturating_sub(columns(words) + 1).max(1);
    let whole = format!("{what}: {right}");
    if at + columns(&whole) + 3 <= width {
        return vec![(at, format!("^ {whole}"))];
    }
    // Further to the left it is no sign any more, and the token is named.
    if columns(&whole) <= room {
        return vec![(leftwards(&whole), whole)];
    }
    if at + columns(what) + 3 <= width && columns(right) <= room {
        let below = (at + 2).min(leftwards(right));
        return vec![(at, format!("^ {what}")), (below, right.to_owned())];
    }
    let mut lines = folded(&whole, usize::from(room));
    let rest = lines.split_off((MOST_ROWS - 1).min(lines.len()));
    lines.extend((!rest.is_empty()).then(|| cut_at_word(&rest.join(" "), usize::from(room)).into_owned()));
    lines.into_iter().map(|line| (1, line)).collect()
}

/// Draws what is to be said of the line into the rows beneath it, as many as [`Typed::rows`] says.
pub(super) fn note(frame: &mut Frame, row: Rect, typed: Typed<'_>, look: Look<'_>) {
    let theme = look.theme;
    match typed.note(row.width) {
        None => {}
        Some(Note::Offers(completion, at)) => {
            clear(frame, row, look);
            let start = typed.place(completion.at.start);
            let from = layout::columns(row, start.min(row.width / 2), row.width);
            offers(frame, from, (&completion.offers, at), look);
        }
        Some(Note::Words { lines, fault }) => {
            let style = match fault {
                None => theme.faint,
                Some(unfinished) => fault_style(unfinished, look),
            };
            for (below, (at, words)) in (0..).zip(&lines) {
                let row = Rect {
                    y: row.y + below,
                    ..row
                };
                clear(frame, row, look);
                pen::left(frame, layout::columns(row, *at, row.width), words, style);
            }
        }
    }
}

fn clear(frame: &mut Frame, row: Rect, look: Look<'_>) {
    let row = row.intersection(frame.area());
    pen::clear(frame, row);
    frame.render_widget(Block::new().style(look.theme.text), row);
}

/// What could stand there; the one that stands there already is marked.
fn offers(frame: &mut Frame, row: Rect, (offers, at): (&[String], Option<usize>), look: Look<'_>) {
    let theme = look.theme;
    // Those that come next are seen, however many there are.
    let first = at.map_or(0, |at| at.saturating_sub(1));
    let mut rest = row;
    for (place, offer) in offers.iter().enumerate().skip(first) {
        if columns(offer) > rest.width {
            break;
        }
        let style = if at == Some(place) { theme.chosen } else { theme.faint };
        rest = pen::pieces(frame, rest, &[(offer, style), (GAP, theme.text)]);
    }
}
