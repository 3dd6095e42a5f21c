//! A column of a chart, in eighths of a cell.

use ratatui::{Frame, layout::Rect};

use crate::ui::{glyphs::Look, layout, pen};

/// A cell that is filled from below by so many eighths.
const EIGHTHS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws a column as high as `value` of `most` says. What is not nothing is seen, however little it is.
pub(in crate::ui) fn draw(frame: &mut Frame, area: Rect, value: u64, most: u64, look: Look<'_>) {
    if value == 0 {
        let ground = layout::rows(area, area.height.saturating_sub(1), 1);
        return pen::fill(frame, ground, EIGHTHS[0], look.theme.rule);
    }
    let full = u64::from(area.height) * 8;
    let eighths = (full * value.min(most) / most.max(1)).max(1);
    for row in 0..area.height {
        let below = u64::from(area.height - 1 - row) * 8;
        let here = eighths.saturating_sub(below).min(8);
        let Some(at) = usize::try_from(here).ok().and_then(|here| here.checked_sub(1)) else {
            continue;
        };
        pen::fill(frame, layout::rows(area, row, 1), EIGHTHS[at], look.theme.focus_bar);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    #[test]
    fn a_column_is_as_high_as_its_share() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        for (value, expected) in [
            (0, ["", "▁▁"]),
            (1, ["", "▁▁"]),
            (50, ["", "██"]),
            (75, ["▄▄", "██"]),
            (100, ["██", "██"]),
        ] {
            assert_eq!(
                drawn(2, 2, |frame| draw(frame, frame.area(), value, 100, look)),
                expected,
                "{value}"
            );
        }
    }
}
