//! What stands where no picture is: an empty frame of its shape, or a few quiet words.

use ratatui::{Frame, layout::Rect};

use crate::ui::{cells::folded, glyphs::Look, layout, pen};

/// Draws the corners of a frame of that shape, in pixels, and a few words in it.
pub(in crate::ui) fn frame_of(frame: &mut Frame, area: Rect, pixels: (u32, u32), words: &str, look: Look<'_>) {
    let shape = layout::shaped(area, pixels.0, pixels.1);
    if shape.width < 4 || shape.height < 2 {
        return pen::centred(frame, middle(area), words, look.theme.faint);
    }
    let (right, bottom) = (shape.width - 1, shape.height - 1);
    for (x, y, corner) in [(0, 0, "┌"), (right, 0, "┐"), (0, bottom, "└"), (right, bottom, "┘")] {
        let at = Rect {
            x: shape.x + x,
            y: shape.y + y,
            width: 1,
            height: 1,
        };
        pen::left(frame, at, corner, look.theme.rule);
    }
    if shape.height >= 3 {
        pen::centred(
            frame,
            middle(layout::columns(shape, 1, shape.width - 2)),
            words,
            look.theme.faint,
        );
    }
}

/// Draws a strong line and quiet ones beneath it in the middle of an area.
pub(in crate::ui) fn words(frame: &mut Frame, area: Rect, strong: &str, quiet: &str, look: Look<'_>) {
    let room = area.width.min(60);
    let lines = if quiet.is_empty() {
        Vec::new()
    } else {
        folded(quiet, usize::from(room.max(1)))
    };
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let top = area.height.saturating_sub(height) * 2 / 5;
    pen::centred(frame, layout::rows(area, top, 1), strong, look.theme.title);
    for (line, row) in lines.iter().zip(layout::rows(area, top + 2, area.height).rows()) {
        pen::centred(frame, row, line, look.theme.faint);
    }
}

fn middle(area: Rect) -> Rect {
    layout::rows(area, area.height / 2, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Theme, test_frame::drawn};

    #[test]
    fn an_empty_frame_has_the_shape_of_the_picture() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let lines = drawn(24, 5, |frame| frame_of(frame, frame.area(), (1024, 1024), "1:1", look));
        assert_eq!(
            lines,
            ["       ┌        ┐", "", "          1:1", "", "       └        ┘"]
        );
    }

    #[test]
    fn the_smallest_area_is_no_trouble() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        for (width, height) in [(1, 1), (3, 2), (2, 9)] {
            drawn(width, height, |frame| {
                frame_of(frame, frame.area(), (1536, 864), "soon", look);
                words(frame, frame.area(), "Nothing yet", "send the form", look);
            });
        }
    }
}
