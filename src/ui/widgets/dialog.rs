//! A question or a message in the middle of the screen.

use ratatui::{Frame, layout::Rect, style::Style};

use super::overlay;
use crate::{
    app::Hint,
    ui::{
        cells::{columns, folded},
        glyphs::Look,
        layout, pen,
    },
};

/// The widest line that is pleasant to read.
const WIDEST: u16 = 68;

/// What a dialog says.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui) struct Dialog<'a> {
    /// What it is about, in the border.
    pub(in crate::ui) title: &'a str,
    /// What is asked, or happened; may be empty.
    pub(in crate::ui) question: &'a str,
    /// The look of that.
    pub(in crate::ui) style: Style,
    /// What one should know.
    pub(in crate::ui) lines: &'a [String],
    /// The keys that answer.
    pub(in crate::ui) hints: &'a [Hint],
}

/// Draws the dialog as large as its words.
pub(in crate::ui) fn draw(frame: &mut Frame, screen: Rect, dialog: &Dialog<'_>, look: Look<'_>) {
    let widest = WIDEST.min(screen.width.saturating_sub(6)).max(10);
    let question = if dialog.question.is_empty() {
        Vec::new()
    } else {
        folded(dialog.question, usize::from(widest))
    };
    let lines: Vec<String> = dialog
        .lines
        .iter()
        .flat_map(|line| folded(line, usize::from(widest)))
        .collect();
    let air = u16::from(!question.is_empty() && !lines.is_empty());
    let text = u16::try_from(question.len() + lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(air);
    let widths = question.iter().chain(&lines).map(|line| columns(line));
    let hints: u16 = dialog
        .hints
        .iter()
        .map(|hint| columns(&hint.keys) + columns(&hint.verb) + 4)
        .sum();
    let width = widths
        .chain([columns(dialog.title) + 4, hints + 2, 30])
        .max()
        .unwrap_or(30)
        .min(widest);
    let area = layout::floating(screen, width + 4, text.saturating_add(4));
    let inner = overlay::draw(frame, area, dialog.title, dialog.hints, look);
    let inner = layout::rows(inner, 1, inner.height.saturating_sub(2));
    pen::lines(frame, inner, &question, dialog.style);
    let asked = u16::try_from(question.len()).unwrap_or(u16::MAX);
    pen::lines(
        frame,
        layout::rows(inner, asked + air, inner.height),
        &lines,
        look.theme.overlay_text,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    #[test]
    fn a_question_is_as_large_as_its_words() {
        let theme = Theme::default();
        let hint = |keys: &str, verb: &str| Hint {
            keys: keys.to_owned(),
            verb: verb.to_owned(),
            price: String::new(),
        };
        let dialog = Dialog {
            title: "Cancel",
            question: "Stop this request?",
            style: theme.strong,
            lines: &["It was sent 14 s ago: it is billed anyway.".to_owned()],
            hints: &[hint("y", "yes"), hint("n", "no")],
        };
        let lines = drawn(60, 9, |frame| {
            draw(
                frame,
                frame.area(),
                &dialog,
                Look {
                    theme: &theme,
                    letters: false,
                },
            );
        });
        assert_eq!(
            lines,
            [
                "       ┌─ Cancel ───────────────────────────────────┐",
                "       │                                            │",
                "       │ Stop this request?                         │",
                "       │                                            │",
                "       │ It was sent 14 s ago: it is billed anyway. │",
                "       │                                            │",
                "       └─ y yes   n no ─────────────────────────────┘",
                "",
                ""
            ]
        );
    }
}
