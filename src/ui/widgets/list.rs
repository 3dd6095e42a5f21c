//! A list to choose from: an arrow, a name, and a few faint words beside it.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::ui::{
    cells::columns,
    glyphs::{ARROW, Look},
    layout, pen,
};

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Item {
    /// Its name.
    pub(in crate::ui) label: String,
    /// A few words beside it.
    pub(in crate::ui) note: String,
    /// Their look.
    pub(in crate::ui) note_style: Style,
}

/// Draws the lines that are seen, the selected one (counted among them) with an arrow; notes stand below each other
/// where `align` gives labels so many columns, else at the right.
pub(in crate::ui) fn draw(
    frame: &mut Frame,
    area: Rect,
    items: &[Item],
    (selected, align): (Option<usize>, Option<u16>),
    look: Look<'_>,
) {
    let theme = look.theme;
    for (at, (row, item)) in area.rows().zip(items).enumerate() {
        let is_selected = selected == Some(at);
        let (arrow, style) = if is_selected {
            (ARROW, theme.selected)
        } else {
            (" ", theme.overlay_text)
        };
        let rest = pen::pieces(frame, row, &[(arrow, theme.focus_bar), (" ", theme.text)]);
        let label = columns(&item.label);
        if let Some(width) = align {
            pen::left(frame, layout::columns(rest, 0, width), &item.label, style);
            pen::left(
                frame,
                layout::columns(rest, width + 2, rest.width),
                &item.note,
                item.note_style,
            );
        } else {
            pen::left(frame, rest, &item.label, style);
            let note = layout::columns(rest, label + 2, rest.width);
            pen::right(frame, note, &item.note, item.note_style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    #[test]
    fn notes_stand_below_each_other_or_at_the_right() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let item = |label: &str, note: &str| Item {
            label: label.to_owned(),
            note: note.to_owned(),
            note_style: theme.faint,
        };
        let items = [item("sandbox", "free"), item("openai", "key from OPENAI_API_KEY")];
        let shown = |align| drawn(40, 2, |frame| draw(frame, frame.area(), &items, (Some(1), align), look));
        assert_eq!(
            shown(Some(8)),
            ["  sandbox   free", "▸ openai    key from OPENAI_API_KEY"]
        );
        assert_eq!(
            shown(None),
            [
                "  sandbox                           free",
                "▸ openai         key from OPENAI_API_KEY"
            ]
        );
    }
}
