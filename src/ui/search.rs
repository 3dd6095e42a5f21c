//! The line of a search as it is typed, and beneath it what is wrong, what could follow, or what a word means.

use ratatui::{Frame, layout::Rect, style::Style, widgets::Block};

use super::{
    cells::{columns, cut},
    glyphs::Look,
    layout, pen,
};
use crate::{
    app::{History, Search, parts::TextBuffer},
    domain::{Condition, QueryFault, Token},
};

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
            fault_style(fault, look),
        );
    }
    pen::cursor(frame, rest, u16::try_from(column).unwrap_or(0), 0);
}

/// What only ends too early is no fault yet.
const fn fault_style(fault: &QueryFault, look: Look<'_>) -> Style {
    if fault.unfinished {
        look.theme.warning
    } else {
        look.theme.problem
    }
}

/// Draws what is to be said of the line into the row beneath it; `indent` columns stand before the line's first letter.
/// Nothing is drawn where nothing is to be said.
pub(super) fn note(
    frame: &mut Frame,
    row: Rect,
    (search, buffer, history, indent): (&Search, &TextBuffer, &History, u16),
    look: Look<'_>,
) {
    let theme = look.theme;
    let text = buffer.text();
    if let Some((completion, at)) = search.offers(text, buffer.cursor()) {
        clear(frame, row, look);
        let start = place(text, completion.at.start, indent);
        let from = layout::columns(row, start.min(row.width / 2), row.width);
        return offers(frame, from, (&completion.offers, at), look);
    }
    if let Some(fault) = history.fault() {
        return told(frame, row, (fault, place(text, fault.at.start, indent)), look);
    }
    let last = history.found_with().clauses().last();
    let alone = last.filter(|clause| clause.at.end == buffer.cursor());
    let told = match alone.map(|clause| &clause.what) {
        Some(Condition::Starred) => format!("^ requests with a star; {}", word(Token::Star)),
        Some(Condition::Masked) => format!("^ requests with a mask; {}", word(Token::Mask)),
        _ => return,
    };
    let start = alone.map_or(0, |clause| clause.at.start);
    beneath(frame, row, (&told, place(text, start, indent)), theme.faint, look);
}

/// Draws what is wrong with a token under it, and what would be right beside that or in the row below.
fn told(frame: &mut Frame, row: Rect, (fault, at): (&QueryFault, u16), look: Look<'_>) {
    let style = fault_style(fault, look);
    let whole = format!("^ {fault}");
    if at + columns(&whole) < row.width {
        return beneath(frame, row, (&whole, at), style, look);
    }
    let message = format!("^ {}", fault.message);
    beneath(frame, row, (&message, at), style, look);
    let below = Rect { y: row.y + 1, ..row };
    beneath(frame, below, (&fault.right, at + 2), look.theme.text, look);
}

fn word(token: Token) -> String {
    format!("\"{}\" in quotes is the word", token.name())
}

/// The column of a byte of the line.
fn place(text: &str, at: usize, indent: u16) -> u16 {
    indent + columns(text.get(..at).unwrap_or_default())
}

fn clear(frame: &mut Frame, row: Rect, look: Look<'_>) {
    let row = row.intersection(frame.area());
    pen::clear(frame, row);
    frame.render_widget(Block::new().style(look.theme.text), row);
}

/// A sentence under its token, as far to the left as it must be to be read whole.
fn beneath(frame: &mut Frame, row: Rect, (told, at): (&str, u16), style: Style, look: Look<'_>) {
    clear(frame, row, look);
    let at = at.min(row.width.saturating_sub(columns(told) + 1)).max(1);
    let room = layout::columns(row, at, row.width.saturating_sub(at));
    pen::left(frame, room, &cut(told, usize::from(room.width)), style);
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
