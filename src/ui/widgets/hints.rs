//! The last line: the few keys that work where the focus is, and what is under way.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::{
    app::Hint,
    domain::one_line,
    ui::{cells::columns, glyphs::Look, layout, pen},
};

/// Between two hints.
const GAP: &str = "   ";

/// Draws the hints that fit whole, the first ones first, and the status at the right.
pub(in crate::ui) fn draw(
    frame: &mut Frame,
    area: Rect,
    hints: &[Hint],
    status: Option<(&str, Style)>,
    look: Look<'_>,
) {
    let mut rest = layout::columns(area, 1, area.width.saturating_sub(2));
    if let Some((text, style)) = status {
        pen::right(frame, rest, text, style);
        rest.width = rest.width.saturating_sub(columns(text) + 2);
    }
    row(frame, rest, hints, look);
}

/// Draws hints in a row, as many as fit whole; gives back the columns used.
pub(in crate::ui) fn row(frame: &mut Frame, area: Rect, hints: &[Hint], look: Look<'_>) -> u16 {
    let theme = look.theme;
    let mut rest = area;
    for (at, hint) in hints.iter().enumerate() {
        let verb = format!(" {}", hint.verb);
        let price = if hint.price.is_empty() {
            String::new()
        } else {
            format!(" {}", hint.price)
        };
        let gap = if at == 0 { "" } else { GAP };
        let pieces = [
            (gap, theme.text),
            (hint.keys.as_str(), theme.hint_key),
            (verb.as_str(), theme.hint_text),
            (price.as_str(), theme.price),
        ];
        let width: u16 = pieces.iter().map(|(text, _)| columns(&one_line(text))).sum();
        // A hint that does not fit is left out whole, and shorter ones after it still have their chance.
        if width <= rest.width {
            rest = pen::pieces(frame, rest, &pieces);
        }
    }
    area.width - rest.width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    fn hint(keys: &str, verb: &str, price: &str) -> Hint {
        Hint {
            keys: keys.to_owned(),
            verb: verb.to_owned(),
            price: price.to_owned(),
        }
    }

    #[test]
    fn only_whole_hints_are_shown_and_the_status_stays() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let hints = [
            hint("alt-enter", "generate", "~$0.034"),
            hint("tab", "next", ""),
            hint("ctrl-p", "commands", ""),
        ];
        let line = |width| {
            drawn(width, 1, |frame| {
                draw(frame, frame.area(), &hints, Some(("◐ 1 running", theme.running)), look)
            })
            .remove(0)
        };
        assert_eq!(
            line(80),
            " alt-enter generate ~$0.034   tab next   ctrl-p commands            ◐ 1 running"
        );
        assert_eq!(line(56), " alt-enter generate ~$0.034   tab next      ◐ 1 running");
        assert_eq!(line(42), " alt-enter generate ~$0.034   ◐ 1 running");
    }
}
