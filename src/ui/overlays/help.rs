//! Help: every key that works where it was opened, with what it does.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Help, Hint},
    keys::{Command, Context, Keymap},
    ui::{
        cells::{columns, folded},
        glyphs::Look,
        layout, pen,
        widgets::overlay,
    },
};

/// The column of keys.
const KEYS: u16 = 22;

enum Row {
    Place(&'static str),
    Keys(String, String),
    Air,
}

/// Draws help.
pub(super) fn draw(frame: &mut Frame, screen: Rect, (help, keymap, hints): (&Help, &Keymap, &[Hint]), look: Look<'_>) {
    let theme = look.theme;
    let width = screen.width.saturating_sub(2).min(92);
    let room = width.saturating_sub(4 + KEYS + 2);
    let rows = rows(help, keymap, room);
    let wanted = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(4);
    let area = layout::floating(screen, width, wanted.min(screen.height.saturating_sub(2)));
    let inner = overlay::draw(frame, area, "Keys that work here", hints, look);
    let inner = layout::rows(inner, 1, inner.height.saturating_sub(2));
    let first = help.scroll.min(rows.len().saturating_sub(usize::from(inner.height)));
    for (line, row) in inner.rows().zip(rows.iter().skip(first)) {
        match row {
            Row::Place(place) => pen::left(frame, line, place, theme.title_focused),
            Row::Keys(keys, text) => {
                pen::right(frame, layout::columns(line, 0, KEYS), keys, theme.hint_key);
                pen::left(frame, layout::columns(line, KEYS + 2, room), text, theme.overlay_text);
            }
            Row::Air => {}
        }
    }
    overlay::more(
        frame,
        (area, inner),
        (first > 0, first + usize::from(inner.height) < rows.len()),
        look,
    );
}

fn rows(help: &Help, keymap: &Keymap, room: u16) -> Vec<Row> {
    let mut rows = Vec::new();
    for context in &help.contexts {
        let keys = keys_of(*context, keymap);
        if keys.is_empty() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(Row::Air);
        }
        rows.push(Row::Place(context.help()));
        for (command, keys) in keys {
            let mut lines = folded(command.help(), usize::from(room)).into_iter();
            rows.push(Row::Keys(keys, lines.next().unwrap_or_default()));
            rows.extend(lines.map(|line| Row::Keys(String::new(), line)));
        }
    }
    rows
}

/// The commands of a context with their keys, as many of them as the column holds.
fn keys_of(context: Context, keymap: &Keymap) -> Vec<(Command, String)> {
    let mut found = Vec::new();
    for command in Command::ALL {
        let mut shown = String::new();
        for keys in keymap.keys_for(context, *command) {
            let more = if shown.is_empty() {
                keys.to_string()
            } else {
                format!("{shown}, {keys}")
            };
            if columns(&more) <= KEYS || shown.is_empty() {
                shown = more;
            }
        }
        if !shown.is_empty() {
            found.push((*command, shown));
        }
    }
    found
}
