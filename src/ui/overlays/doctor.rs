//! The doctor's sheet: facts below each other, and under each the line that would make it better.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::{
    app::{DoctorSheet, Hint},
    domain::Diagnosis,
    ui::{cells::folded, glyphs::Look, layout, pen, widgets::overlay},
};

/// The column of labels.
const LABELS: u16 = 18;

struct Row {
    label: String,
    text: String,
    style: Style,
}

/// Draws the sheet.
pub(super) fn draw(frame: &mut Frame, screen: Rect, (sheet, hints): (&DoctorSheet, &[Hint]), look: Look<'_>) {
    let theme = look.theme;
    let width = screen.width.saturating_sub(2).min(100);
    let area = layout::floating(screen, width, screen.height.saturating_sub(2));
    let inner = overlay::draw(frame, area, "Doctor", hints, look);
    let inner = layout::rows(inner, 1, inner.height.saturating_sub(2));
    let Some(diagnosis) = &sheet.diagnosis else {
        pen::left(frame, inner, "looking …", theme.faint);
        return;
    };
    let rows = rows(diagnosis, inner.width.saturating_sub(LABELS + 3), look);
    let first = sheet.scroll.min(rows.len().saturating_sub(usize::from(inner.height)));
    for (line, row) in inner.rows().zip(rows.iter().skip(first)) {
        pen::right(frame, layout::columns(line, 0, LABELS), &row.label, theme.field_label);
        let text = layout::columns(line, LABELS + 2, line.width.saturating_sub(LABELS + 3));
        pen::left(frame, text, &row.text, row.style);
    }
    overlay::more(
        frame,
        (area, inner),
        (first > 0, first + usize::from(inner.height) < rows.len()),
        look,
    );
}

fn rows(diagnosis: &Diagnosis, room: u16, look: Look<'_>) -> Vec<Row> {
    let theme = look.theme;
    let mut rows = Vec::new();
    let mut tell = |label: &str, text: &str, style: Style| {
        for (at, text) in folded(text, usize::from(room)).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            rows.push(Row {
                label: label.to_owned(),
                text,
                style,
            });
        }
    };
    let count = diagnosis.cures();
    let better = match count {
        0 => "nothing here could be better".to_owned(),
        1 => "one thing could be better".to_owned(),
        count => format!("{count} things could be better"),
    };
    tell("", &better, theme.strong);
    for section in &diagnosis.sections {
        tell("", "", theme.overlay_text);
        tell("", &section.title, theme.title_focused);
        for fact in &section.facts {
            tell(&fact.label, &fact.value, theme.overlay_text);
            if let Some(cure) = &fact.better {
                tell("→", &cure.line, theme.warning);
                tell("", &cure.why, theme.faint);
            }
        }
    }
    rows
}
