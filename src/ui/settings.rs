//! Settings: what can be changed at once, and where everything else is written.

use ratatui::{Frame, layout::Rect};

use super::{
    glyphs::{ARROW, Look},
    layout::{self, Skeleton},
    pen,
    widgets::hints,
};
use crate::{
    app::{App, Hint, SettingsRow},
    domain::{RequestState, cut_front},
};

/// The column of labels.
const LABELS: u16 = 14;

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, look: Look<'_>) -> Rect {
    let theme = look.theme;
    pen::level(frame, skeleton.rule, None, look);
    let body = skeleton.body;
    let screen = app.settings_screen();
    let mut lines = layout::rows(body, 1, body.height).rows();
    for row in SettingsRow::ALL {
        let Some(line) = lines.next() else { return skeleton.rule };
        let here = screen.current() == *row;
        let (arrow, label_style) = if here {
            (ARROW, theme.strong)
        } else {
            (" ", theme.field_label)
        };
        pen::left(frame, layout::columns(line, 0, 1), arrow, theme.focus_bar);
        pen::right(frame, layout::columns(line, 1, LABELS), row.label(), label_style);
        let value = app.setting(*row);
        let style = if here { theme.field_focused } else { theme.field_value };
        let rest = pen::pieces(frame, value_area(line), &[(&value, style), ("   ", theme.text)]);
        pen::left(frame, rest, &note(app, *row), theme.faint);
    }
    lines.next();
    let disk = ("Disk".to_owned(), screen.disk());
    for ((label, value), line) in screen.facts.iter().chain([&disk]).zip(&mut lines) {
        pen::right(frame, layout::columns(line, 1, LABELS), label, theme.field_label);
        let area = value_area(line);
        pen::left(frame, area, &cut_front(value, usize::from(area.width)), theme.text);
    }
    lines.next();
    swatch(frame, lines, look);
    skeleton.rule
}

fn value_area(line: Rect) -> Rect {
    layout::columns(line, LABELS + 4, line.width.saturating_sub(LABELS + 5))
}

fn note(app: &App, row: SettingsRow) -> String {
    let profile = app.profile();
    match (row, &profile.key) {
        (SettingsRow::Profile, _) if profile.sandbox => "the built-in server, free and offline".to_owned(),
        (SettingsRow::Profile, Some(source)) => format!("{} · key from {source}", profile.server),
        (SettingsRow::Profile, None) => format!("{} · no key", profile.server),
        (SettingsRow::Theme | SettingsRow::Pictures | SettingsRow::Doctor, _) => String::new(),
    }
}

/// The theme at a glance, so that choosing one shows what it does.
fn swatch(frame: &mut Frame, mut lines: impl Iterator<Item = Rect>, look: Look<'_>) {
    let theme = look.theme;
    let words = [
        ("strong", theme.strong),
        ("faint", theme.faint),
        ("chosen", theme.chosen),
        ("focused", theme.field_focused),
        ("$0.034", theme.price),
        ("problem", theme.problem),
        ("warning", theme.warning),
    ];
    let Some(first) = lines.next() else { return };
    pen::right(frame, layout::columns(first, 1, LABELS), "Looks", theme.field_label);
    let mut rest = value_area(first);
    for (word, style) in words {
        rest = pen::pieces(frame, rest, &[(word, style), ("  ", theme.text)]);
    }
    for states in RequestState::ALL.chunks(4) {
        let Some(line) = lines.next() else { return };
        let mut rest = value_area(line);
        for state in states {
            let (sign, style) = look.state(*state);
            let word = layout::columns(rest, 0, 13);
            pen::pieces(
                frame,
                word,
                &[(sign, style), (" ", theme.text), (state.label(), theme.faint)],
            );
            rest = layout::columns(rest, 13, rest.width);
        }
    }
    let Some(last) = lines.next() else { return };
    let hint = Hint {
        keys: "alt-enter".to_owned(),
        verb: "generate".to_owned(),
        price: "~$0.034".to_owned(),
    };
    hints::row(frame, value_area(last), &[hint], look);
}
