//! The frame of what floats: the only border there is, with a title above and hints below.

use ratatui::{Frame, layout::Rect, widgets::Block};

use super::hints;
use crate::{
    app::Hint,
    ui::{glyphs::Look, layout, pen},
};

/// Clears an area, draws border, title and hints, and gives back the area inside.
pub(in crate::ui) fn draw(frame: &mut Frame, area: Rect, title: &str, hints: &[Hint], look: Look<'_>) -> Rect {
    let theme = look.theme;
    let area = area.intersection(frame.area());
    pen::clear(frame, area);
    frame.render_widget(
        Block::bordered()
            .style(theme.text.patch(theme.overlay_text))
            .border_style(theme.overlay_border),
        area,
    );
    let along = |row: u16| layout::columns(layout::rows(area, row, 1), 2, area.width.saturating_sub(4));
    if !title.is_empty() {
        pen::pieces(
            frame,
            along(0),
            &[(" ", theme.text), (title, theme.title_focused), (" ", theme.text)],
        );
    }
    if !hints.is_empty() {
        let bottom = along(area.height.saturating_sub(1));
        pen::left(frame, bottom, " ", theme.text);
        let used = hints::row(
            frame,
            layout::columns(bottom, 1, bottom.width.saturating_sub(2)),
            hints,
            look,
        );
        pen::left(frame, layout::columns(bottom, 1 + used, 1), " ", theme.text);
    }
    let inner = layout::columns(area, 2, area.width.saturating_sub(4));
    layout::rows(inner, 1, area.height.saturating_sub(2))
}

/// Arrows on the right edge of what floats, where there is more above or below what is seen of it.
pub(in crate::ui) fn more(
    frame: &mut Frame,
    (area, inner): (Rect, Rect),
    (above, below): (bool, bool),
    look: Look<'_>,
) {
    let edge = Rect {
        x: area.right().saturating_sub(1),
        width: 1,
        ..inner
    };
    if above {
        pen::left(frame, layout::rows(edge, 0, 1), "↑", look.theme.hint_key);
    }
    if below {
        let last = layout::rows(edge, inner.height.saturating_sub(1), 1);
        pen::left(frame, last, "↓", look.theme.hint_key);
    }
}
