//! Something longer to read: pages of lines that fold to the room and scroll.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Body, Hint, Reading, Tone},
    ui::{
        cells::{columns, folded},
        details,
        glyphs::Look,
        layout, pen,
        widgets::overlay,
    },
};

/// The widest page that is pleasant to read.
const WIDEST: u16 = 100;
/// The column of labels.
const LABELS: u16 = 9;

/// Draws the open page.
pub(super) fn draw(frame: &mut Frame, screen: Rect, (reading, hints): (&Reading, &[Hint]), look: Look<'_>) {
    let width = screen.width.saturating_sub(2).min(WIDEST);
    let Some(page) = reading.pages.get(reading.page) else {
        return;
    };
    let room = usize::from(width.saturating_sub(4));
    let rows = rows(&page.body, room);
    let tabs = u16::from(reading.pages.len() > 1) * 2;
    let wanted = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(4 + tabs);
    let area = layout::floating(screen, width, wanted.min(screen.height.saturating_sub(2)));
    let inner = overlay::draw(frame, area, &reading.title, hints, look);
    let inner = layout::rows(inner, 1, inner.height.saturating_sub(2));
    if tabs > 0 {
        names(frame, inner, reading, look);
    }
    let inner = layout::rows(inner, tabs, inner.height);
    let first = reading.scroll.min(rows.len().saturating_sub(usize::from(inner.height)));
    for (line, (label, text, tone)) in inner.rows().zip(rows.iter().skip(first)) {
        let style = match tone {
            Tone::Plain => look.theme.overlay_text,
            Tone::Heading => look.theme.title_focused,
            Tone::Faint => look.theme.faint,
        };
        pen::left(frame, line, label, look.theme.field_label);
        let indent = if label.is_empty() { 0 } else { LABELS };
        pen::left(frame, layout::columns(line, indent, line.width), text, style);
    }
    let edge = Rect {
        x: area.right().saturating_sub(1),
        width: 1,
        ..inner
    };
    if first > 0 {
        pen::left(frame, layout::rows(edge, 0, 1), "↑", look.theme.hint_key);
    }
    if first + usize::from(inner.height) < rows.len() {
        let last = layout::rows(edge, inner.height.saturating_sub(1), 1);
        pen::left(frame, last, "↓", look.theme.hint_key);
    }
}

/// The names of the pages, the open one strong.
fn names(frame: &mut Frame, area: Rect, reading: &Reading, look: Look<'_>) {
    let mut rest = layout::rows(area, 0, 1);
    for (at, page) in reading.pages.iter().enumerate() {
        let (before, style) = if at == reading.page {
            ("▸ ", look.theme.tab_active)
        } else {
            ("  ", look.theme.tab)
        };
        rest = pen::pieces(
            frame,
            rest,
            &[
                (before, look.theme.focus_bar),
                (&page.name, style),
                (" ", look.theme.text),
            ],
        );
    }
}

/// The furthest row that may stand at the top.
pub(super) fn furthest(screen: Rect, reading: &Reading) -> u16 {
    let Some(page) = reading.pages.get(reading.page) else {
        return 0;
    };
    let width = screen.width.saturating_sub(2).min(WIDEST);
    let rows = rows(&page.body, usize::from(width.saturating_sub(4))).len();
    let tabs = u16::from(reading.pages.len() > 1) * 2;
    let seen = screen.height.saturating_sub(6 + tabs);
    u16::try_from(rows).unwrap_or(u16::MAX).saturating_sub(seen)
}

/// Label, text, and how it is meant.
type Row = (&'static str, String, Tone);

fn rows(body: &Body, room: usize) -> Vec<Row> {
    match body {
        Body::Text(lines) => {
            let fold = |(tone, text): &(Tone, String)| {
                let tone = *tone;
                // Folding takes away what a line of JSON begins with.
                let indent: String = text.chars().take_while(|c| *c == ' ').collect();
                let inside = room.saturating_sub(usize::from(columns(&indent))).max(10);
                let mut lines = folded(text.trim_start(), inside);
                if lines.is_empty() {
                    lines.push(String::new());
                }
                let rows = lines.into_iter().map(|line| ("", format!("{indent}{line}"), tone));
                rows.collect::<Vec<_>>()
            };
            lines.iter().flat_map(fold).collect()
        }
        Body::Entry {
            entry,
            relatives,
            offset,
        } => {
            let inside = room.saturating_sub(usize::from(LABELS));
            let fold = |(label, text): (&'static str, String)| {
                let lines = folded(&text, inside).into_iter().enumerate();
                let label = move |at| if at == 0 && !label.is_empty() { label } else { " " };
                lines
                    .map(|(at, line)| (label(at), line, Tone::Plain))
                    .collect::<Vec<_>>()
            };
            details::whole(entry, (relatives, *offset))
                .into_iter()
                .flat_map(fold)
                .collect()
        }
    }
}
