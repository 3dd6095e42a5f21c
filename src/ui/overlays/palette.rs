//! The palette: a line to type into, and the commands that fit.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{
        Hint,
        parts::{Palette, PaletteItem},
    },
    ui::{
        cells::columns,
        glyphs::{ARROW, Look},
        layout, pen,
        widgets::overlay,
    },
};

/// Columns between name, sentence and key.
const GAP: u16 = 2;
/// A sentence that is cut to fewer columns says nothing.
const LEAST_SENTENCE: u16 = 12;

fn area(screen: Rect) -> Rect {
    layout::floating(
        screen,
        screen.width.saturating_sub(4).min(100),
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
    let seen: Vec<_> = seen.collect();
    if seen.is_empty() {
        pen::left(
            frame,
            layout::columns(below, 2, below.width),
            "no command is called so",
            theme.faint,
        );
    }
    // Names and sentences stand where they stood before the list was narrowed.
    let names = palette.items().iter().map(|item| columns(&item.name)).max();
    let names = names.unwrap_or(0);
    for (at, (row, item)) in below.rows().zip(seen).enumerate() {
        entry(frame, row, (item, selected == Some(at), names), look);
    }
}

/// A command: its name at the left, its key whole at the right, and what it does in as much as is left of the row.
fn entry(frame: &mut Frame, row: Rect, (item, is_selected, names): (&PaletteItem, bool, u16), look: Look<'_>) {
    let theme = look.theme;
    let (arrow, style) = if is_selected {
        (ARROW, theme.selected)
    } else {
        (" ", theme.overlay_text)
    };
    let rest = pen::pieces(frame, row, &[(arrow, theme.focus_bar), (" ", theme.text)]);
    let keys = columns(&item.keys);
    pen::right(frame, rest, &item.keys, theme.hint_key);
    let words = layout::columns(rest, 0, rest.width.saturating_sub(keys + GAP));
    pen::left(frame, words, &item.name, style);
    let sentence = layout::columns(words, names + GAP, words.width);
    if sentence.width >= LEAST_SENTENCE {
        pen::left(frame, sentence, &item.help, theme.faint);
    }
}

/// Draws a line to type into, with the cursor.
pub(super) fn query(frame: &mut Frame, row: Rect, (seen, column): (&str, usize), look: Look<'_>) {
    let rest = pen::pieces(frame, row, &[("> ", look.theme.focus_bar)]);
    pen::left(frame, rest, seen, look.theme.strong);
    pen::cursor(frame, rest, u16::try_from(column).unwrap_or(0), 0);
}
