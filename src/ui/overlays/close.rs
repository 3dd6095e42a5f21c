//! What zoom and compare share: the body of the screen for one picture, with a line above and a few below.

use ratatui::{Frame, layout::Rect, style::Style};

use crate::{
    app::{App, CloseView, Earlier, Overlay, Window},
    domain::Part,
    term::Previews,
    ui::{
        glyphs::Look,
        layout::{self, Skeleton},
        pen,
        picture::{self, Wanted},
        widgets::placeholder,
    },
};

/// Whether the topmost overlay has the whole body of the screen, so that nothing beneath it is seen.
pub(in crate::ui) fn covers(app: &App) -> bool {
    matches!(app.overlays().last(), Some(Overlay::Zoom(_) | Overlay::Compare(_)))
}

/// Where the parts of a close look stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// The line above the picture: what it is, or the upper ruler.
    pub head: Rect,
    /// The column beside it: the ruler at its left.
    pub side: Rect,
    /// Every other cell.
    pub picture: Rect,
    /// Lines below.
    pub lines: Rect,
}

impl Plan {
    pub(super) fn of(body: Rect, lines: u16) -> Self {
        let upper = layout::rows(body, 1, body.height.saturating_sub(1 + lines));
        Self {
            head: layout::rows(body, 0, 1),
            side: layout::columns(upper, 0, 1),
            picture: layout::columns(upper, 1, upper.width.saturating_sub(2)),
            lines: layout::columns(
                layout::rows(body, body.height.saturating_sub(lines), lines),
                1,
                body.width.saturating_sub(2),
            ),
        }
    }
}

/// The pictures of a close look, the one that is seen first.
pub(super) fn wanted(plan: &Plan, views: &[CloseView]) -> Vec<Wanted> {
    views
        .iter()
        .filter_map(|view| picture::closely(plan.picture, view))
        .collect()
}

/// Clears the body for a close look.
pub(super) fn clear(frame: &mut Frame, skeleton: &Skeleton, look: Look<'_>) {
    pen::clear(frame, skeleton.body);
    frame.buffer_mut().set_style(skeleton.body, look.theme.text);
    // The view below may have joined its own lines to it.
    pen::level(frame, skeleton.rule, None, look);
}

/// The picture as far as it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    /// The cells that it covers, where it is the view that is wanted.
    pub at: Option<Rect>,
    /// Whether waiting for it is worth a word.
    pub late: bool,
}

/// Draws the picture, or what of it was seen a moment ago, or an empty frame.
pub(super) fn draw(
    frame: &mut Frame,
    area: Rect,
    (view, earlier, app): (&CloseView, &Earlier, &App),
    previews: &Previews,
    look: Look<'_>,
) -> Seen {
    let at = picture::draw_closely(frame, area, view, previews);
    if at.is_some() {
        return Seen { at, late: false };
    }
    let off = app.pictures() == "off";
    let before = earlier
        .views()
        .iter()
        .any(|view| picture::draw_closely(frame, area, view, previews).is_some());
    if !before {
        let Part { width, height, .. } = view.part;
        let words = if off { "pictures are off" } else { "" };
        placeholder::frame_of(frame, area, (width, height), words, look);
    }
    Seen {
        at: None,
        late: !off && earlier.is_long(app.now_ms()),
    }
}

/// How large a picture is seen, and which part of it.
pub(super) fn told(window: &Window, size: (u32, u32), room: (u32, u32)) -> Vec<String> {
    let per_mille = window.per_mille(size, room);
    let percent = if per_mille < 100 {
        format!("{}.{} %", per_mille / 10, per_mille % 10)
    } else {
        format!("{} %", (per_mille + 5) / 10)
    };
    let fit = if window.is_fit() { "fit " } else { "" };
    let part = window.part(size, room);
    let mut told = vec![format!("{fit}{percent}")];
    if part != Part::whole(size) {
        let Part { x, y, width, height } = part;
        told.push(format!("{width}×{height} at {x},{y}"));
    }
    told
}

/// A line of facts, the first of them strong.
pub(super) fn facts(facts: Vec<String>, look: Look<'_>) -> Vec<(String, Style)> {
    let style = |at: usize| if at == 0 { look.theme.strong } else { look.theme.faint };
    facts
        .into_iter()
        .enumerate()
        .map(|(at, text)| (text, style(at)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_gets_all_but_a_line_above_a_column_and_the_words() {
        let plan = Plan::of(Rect::new(0, 1, 80, 22), 1);
        assert_eq!(plan.picture, Rect::new(1, 2, 78, 20));
        assert_eq!(plan.head, Rect::new(0, 1, 80, 1));
        assert_eq!(plan.side, Rect::new(0, 2, 1, 20));
        assert_eq!(plan.lines, Rect::new(1, 22, 78, 1));
        assert_eq!(Plan::of(Rect::new(0, 2, 120, 37), 4).picture, Rect::new(1, 3, 118, 32));
    }
}
