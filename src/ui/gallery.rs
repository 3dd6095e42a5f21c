//! Gallery: the pictures of the history side by side.

use ratatui::{Frame, layout::Rect};

use super::{
    glyphs::{ARROW, Look},
    history,
    layout::{self, Skeleton},
    pen,
    picture::{self, Shape, Wanted},
    widgets::placeholder,
    words,
};
use crate::{
    app::App,
    domain::{HistoryRow, Size},
    term::Previews,
};

/// The least a picture and its caption may have.
const LEAST: (u16, u16) = (24, 8);

/// The grid in the body of the screen: how many tiles, and each one's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grid {
    area: Rect,
    across: u16,
    down: u16,
}

impl Grid {
    fn of(body: Rect) -> Self {
        let area = layout::rows(body, 1, body.height);
        Self {
            area,
            across: (area.width / LEAST.0).max(1),
            down: (area.height / LEAST.1).max(1),
        }
    }

    fn count(self) -> usize {
        usize::from(self.across) * usize::from(self.down)
    }

    /// The tile at a place of the page.
    fn tile(self, place: usize) -> Rect {
        let place = u16::try_from(place).unwrap_or(0);
        let (width, height) = (self.area.width / self.across, self.area.height / self.down);
        let column = layout::columns(self.area, place % self.across * width, width.saturating_sub(1));
        layout::rows(column, place / self.across * height, height)
    }

    /// The rows of the page on which the selected one is, and where it begins.
    fn page(self, app: &App) -> (usize, &[HistoryRow]) {
        let rows = app.history().rows();
        let first = app.history().list().selected().unwrap_or(0) / self.count() * self.count();
        let last = (first + self.count()).min(rows.len());
        (first, rows.get(first..last).unwrap_or_default())
    }
}

/// Where pictures stand; its height in tiles is what a page moves by.
pub(super) fn rows_area(body: Rect) -> Rect {
    let grid = Grid::of(body);
    Rect {
        height: u16::try_from(grid.count()).unwrap_or(1),
        ..body
    }
}

fn picture_area(tile: Rect) -> Rect {
    let inner = layout::columns(tile, 1, tile.width.saturating_sub(1));
    layout::rows(inner, 0, tile.height.saturating_sub(2))
}

/// The pictures of the page.
pub(super) fn wanted_pictures(body: Rect, app: &App) -> Vec<Wanted> {
    let grid = Grid::of(body);
    let (_, rows) = grid.page(app);
    let wanted =
        |(place, row): (usize, &HistoryRow)| picture::fitted(picture_area(grid.tile(place)), row.picture.as_deref()?);
    rows.iter().enumerate().filter_map(wanted).collect()
}

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) -> Rect {
    pen::level(frame, skeleton.rule, None, look);
    let head = layout::rows(skeleton.body, 0, 1);
    let inner = layout::columns(head, 1, head.width.saturating_sub(2));
    pen::right(frame, inner, &history::found(app, true), look.theme.faint);
    let grid = Grid::of(skeleton.body);
    let (first, rows) = grid.page(app);
    if rows.is_empty() {
        let quiet = "Pictures stand here side by side as soon as there are some.";
        placeholder::words(frame, grid.area, "No picture yet", quiet, look);
    }
    let selected = app.history().list().selected();
    for (place, row) in rows.iter().enumerate() {
        tile(
            frame,
            grid.tile(place),
            (row, selected == Some(first + place)),
            previews,
            look,
        );
    }
    skeleton.rule
}

fn tile(frame: &mut Frame, area: Rect, (row, selected): (&HistoryRow, bool), previews: &Previews, look: Look<'_>) {
    let theme = look.theme;
    let room = picture_area(area);
    let pixels = match Size::from(row.size.clone()) {
        Size::Exact { width, height } => (width, height),
        Size::Auto | Size::Other(_) => (1, 1),
    };
    match &row.picture {
        Some(path) => {
            let shape = Shape {
                path,
                over: None,
                pixels,
                words: &words::size(&row.size),
            };
            picture::draw(frame, room, shape, previews, look);
        }
        None => placeholder::frame_of(frame, room, pixels, row.state.label(), look),
    }
    let (sign, style) = look.state(row.state);
    let (arrow, words_style) = if selected {
        (ARROW, theme.selected)
    } else {
        (" ", theme.faint)
    };
    let caption = layout::rows(area, room.height, 1);
    let pieces = [
        (arrow, theme.focus_bar),
        (sign, style),
        (" ", theme.text),
        (row.prompt.as_str(), words_style),
    ];
    pen::pieces(frame, caption, &pieces);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_fill_the_body_without_overlapping() {
        for (width, height, count) in [(80, 22, 6), (120, 37, 20), (40, 10, 1)] {
            let body = Rect::new(0, 1, width, height);
            let grid = Grid::of(body);
            assert_eq!(grid.count(), count, "{width}x{height}");
            for place in 0..count {
                let tile = grid.tile(place);
                assert_eq!(tile.intersection(body), tile);
                assert!((0..place).all(|other| !grid.tile(other).intersects(tile)));
            }
        }
    }
}
