//! Writes words into the cells of a frame: cut to their room and cleaned of all that could steer a terminal.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    style::Style,
    widgets::Clear,
};

use super::{cells::columns, glyphs::Look, layout};
use crate::domain::{cut, one_line};

/// Writes into the first row of an area, from its left.
pub(super) fn left(frame: &mut Frame, area: Rect, text: &str, style: Style) {
    let area = area.intersection(frame.area());
    if area.is_empty() || text.is_empty() {
        return;
    }
    let clean = one_line(text);
    let room = usize::from(area.width);
    frame
        .buffer_mut()
        .set_stringn(area.x, area.y, cut(&clean, room), room, style);
}

/// Empties an area for something that floats; a wide character that reaches into it from the left goes too.
pub(super) fn clear(frame: &mut Frame, area: Rect) {
    let area = area.intersection(frame.area());
    frame.render_widget(Clear, area);
    let Some(left) = area.x.checked_sub(1) else { return };
    for y in area.top()..area.bottom() {
        if let Some(cell) = frame
            .buffer_mut()
            .cell_mut((left, y))
            .filter(|cell| columns(cell.symbol()) > 1)
        {
            cell.set_symbol(" ");
        }
    }
}

/// Writes into the first row of an area, up to its right.
pub(super) fn right(frame: &mut Frame, area: Rect, text: &str, style: Style) {
    let free = area.width.saturating_sub(columns(&one_line(text)));
    left(frame, layout::columns(area, free, area.width), text, style);
}

/// Writes into the first row of an area, in its middle.
pub(super) fn centred(frame: &mut Frame, area: Rect, text: &str, style: Style) {
    let free = area.width.saturating_sub(columns(&one_line(text)));
    left(frame, layout::columns(area, free / 2, area.width), text, style);
}

/// Writes pieces one after the other into the first row of an area; gives back what is left of it.
pub(super) fn pieces(frame: &mut Frame, area: Rect, pieces: &[(&str, Style)]) -> Rect {
    let mut rest = area;
    for (text, style) in pieces {
        left(frame, rest, text, *style);
        rest = layout::columns(rest, columns(&one_line(text)), rest.width);
    }
    rest
}

/// Writes lines below each other, as many as the area has rows.
pub(super) fn lines(frame: &mut Frame, area: Rect, lines: &[String], style: Style) {
    for (row, line) in area.rows().zip(lines) {
        left(frame, row, line, style);
    }
}

/// A thin line along an area, and where another one meets it, with the sign that joins them.
pub(super) fn level(frame: &mut Frame, area: Rect, joint: Option<(u16, &str)>, look: Look<'_>) {
    fill(frame, area, "─", look.theme.rule);
    if let Some((x, sign)) = joint {
        left(
            frame,
            layout::columns(area, x.saturating_sub(area.x), 1),
            sign,
            look.theme.rule,
        );
    }
}

/// A thin line down an area.
pub(super) fn upright(frame: &mut Frame, area: Rect, look: Look<'_>) {
    fill(frame, area, "│", look.theme.rule);
}

/// The same sign in every cell of an area.
pub(super) fn fill(frame: &mut Frame, area: Rect, sign: &str, style: Style) {
    let area = area.intersection(frame.area());
    let buffer = frame.buffer_mut();
    for position in area.positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            cell.set_symbol(sign).set_style(style);
        }
    }
}

/// The title of a pane: a bar and a strong word where the keys go, else a quiet word.
pub(super) fn title(frame: &mut Frame, area: Rect, words: &str, focused: bool, look: Look<'_>) {
    let theme = look.theme;
    let (bar, style) = if focused {
        (super::glyphs::BAR, theme.title_focused)
    } else {
        (" ", theme.title)
    };
    pieces(frame, area, &[(bar, theme.focus_bar), (words, style)]);
}

/// Puts the terminal's own cursor into an area, where a person types.
pub(super) fn cursor(frame: &mut Frame, area: Rect, column: u16, row: u16) {
    let at = Position {
        x: area.x.saturating_add(column),
        y: area.y.saturating_add(row),
    };
    if frame.area().contains(at) {
        frame.set_cursor_position(at);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::{Terminal, backend::TestBackend};

    use super::*;

    #[test]
    fn a_wide_character_does_not_reach_into_what_floats() {
        let mut terminal = Terminal::new(TestBackend::new(8, 1)).unwrap();
        let drawn = terminal
            .draw(|frame| {
                frame.buffer_mut().set_string(0, 0, "日本の山", Style::new());
                let floats = Rect::new(3, 0, 4, 1);
                clear(frame, floats);
                left(frame, floats, "│x│", Style::new());
            })
            .unwrap();
        let signs: Vec<&str> = drawn
            .buffer
            .content()
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert_eq!(&signs[..6], ["日", " ", " ", "│", "x", "│"]);
    }
}
