//! The palette: a line to type into, and the commands that fit.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Hint, parts::Palette},
    ui::{
        glyphs::Look,
        layout, pen,
        widgets::{list, overlay},
    },
};

fn area(screen: Rect) -> Rect {
    layout::floating(
        screen,
        screen.width.saturating_sub(4).min(72),
        screen.height.saturating_sub(4).min(22),
    )
}

/// Rows of the list on a screen.
pub(super) fn rows(screen: Rect) -> u16 {
    area(screen).height.saturating_sub(4)
}

/// Draws the palette.
pub(super) fn draw(frame: &mut Frame, screen: Rect, (palette, hints): (&Palette, &[Hint]), look: Look<'_>) {
    let theme = look.theme;
    let inner = overlay::draw(frame, area(screen), "Commands", hints, look);
    query(
        frame,
        layout::rows(inner, 0, 1),
        palette.query().line_window(usize::from(inner.width.saturating_sub(2))),
        look,
    );
    let below = layout::rows(inner, 2, inner.height);
    let window = palette.list().window_of(usize::from(below.height));
    let selected = palette.list().selected().map(|at| at - window.start.min(at));
    let seen = palette.rows().skip(window.start).take(usize::from(below.height));
    let items: Vec<_> = seen
        .map(|item| list::Item {
            label: item.title.clone(),
            note: item.keys.clone(),
            note_style: theme.hint_key,
        })
        .collect();
    if items.is_empty() {
        pen::left(
            frame,
            layout::columns(below, 2, below.width),
            "no command is called so",
            theme.faint,
        );
    }
    list::draw(frame, below, &items, (selected, None), look);
}

/// Draws a line to type into, with the cursor.
pub(super) fn query(frame: &mut Frame, row: Rect, (seen, column): (&str, usize), look: Look<'_>) {
    let rest = pen::pieces(frame, row, &[("> ", look.theme.focus_bar)]);
    pen::left(frame, rest, seen, look.theme.strong);
    pen::cursor(frame, rest, u16::try_from(column).unwrap_or(0), 0);
}
