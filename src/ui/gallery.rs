//! Gallery: the pictures of the history side by side.

use std::{ops::Range, path::Path};

use ratatui::{Frame, layout::Rect};

use super::{
    cells::columns,
    glyphs::{ARROW, BAR, Look},
    history,
    layout::{self, ResultParts, Skeleton},
    pen,
    picture::{self, Purpose, Shape, Wanted},
    result,
    widgets::{placeholder, request_rows},
    words,
};
use crate::{
    app::{App, TILE_SIZES},
    domain::{HistoryRow, Size},
    term::Previews,
};

/// The least columns and rows of a tile with its caption, from small to large, on a screen of [`USUAL_WIDTH`]; on wider
/// ones they grow by a fortieth with every eight columns, so that there are larger tiles as well as more of them.
const LEAST: [(u16, u16); TILE_SIZES] = [(16, 6), (24, 8), (36, 13), (56, 19)];
/// The width of most terminals, in columns.
const USUAL_WIDTH: u16 = 80;
/// Columns that the pane's title takes, and those that are left to the place among siblings.
const BEHIND_TITLE: u16 = 10;
const ROOM_FOR_PLACE: u16 = 12;
/// From this width on a tile has room for the word beside the sign.
const ROOM_FOR_WORD: u16 = 24;

/// The grid in the body of the screen: how many tiles, and each one's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Grid {
    area: Rect,
    across: u16,
    down: u16,
}

impl Grid {
    fn of(body: Rect, size: usize) -> Self {
        let area = layout::rows(body, 1, body.height);
        let least = LEAST[size.min(TILE_SIZES - 1)];
        let grown = |cells: u16| cells.saturating_mul((area.width.max(USUAL_WIDTH) - USUAL_WIDTH) / 8 + 40) / 40;
        let least = (grown(least.0), grown(least.1));
        Self {
            area,
            across: (area.width / least.0).max(1),
            down: (area.height / least.1).max(1),
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
}

/// How many tiles stand beside each other and one below the other.
pub(super) fn tiles(body: Rect, app: &App) -> (usize, usize) {
    let grid = Grid::of(body, app.gallery().size());
    (usize::from(grid.across), usize::from(grid.down))
}

/// What a tile shows.
struct Shown<'a> {
    row: &'a HistoryRow,
    place: usize,
    path: Option<&'a Path>,
}

/// The tiles of a part of the sheet.
fn shown(app: &App, range: Range<usize>) -> impl Iterator<Item = Shown<'_>> {
    let tiles = app.gallery().tiles().get(range).unwrap_or_default();
    tiles.iter().filter_map(|tile| {
        let row = app.history().rows().get(tile.row)?;
        let path = app.partial_of(row).or_else(|| app.gallery().picture(row, tile.place));
        Some(Shown {
            row,
            place: tile.place,
            path,
        })
    })
}

fn picture_area(tile: Rect) -> Rect {
    let inner = layout::columns(tile, 1, tile.width.saturating_sub(1));
    layout::rows(inner, 0, tile.height.saturating_sub(2))
}

/// The pictures of the page, and after them those of the pages beside it.
pub(super) fn wanted_pictures(body: Rect, app: &App) -> Vec<Wanted> {
    if app.is_fullscreen() {
        return result::wanted_picture(ResultParts::of(body).picture, app)
            .into_iter()
            .collect();
    }
    let grid = Grid::of(body, app.gallery().size());
    let room = picture_area(grid.tile(0));
    let tile = |purpose| move |shown: Shown<'_>| Some(picture::fitted(room, shown.path?)?.meant_as(purpose));
    let page = app.gallery().page(grid.count());
    let mut wanted: Vec<_> = shown(app, page).filter_map(tile(Purpose::Tile)).collect();
    for beside in app.gallery().beside(grid.count()) {
        wanted.extend(shown(app, beside).filter_map(tile(Purpose::Ahead)));
    }
    wanted
}

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) -> Rect {
    pen::level(frame, skeleton.rule, None, look);
    if app.is_fullscreen() {
        large(frame, skeleton, app, previews, look);
        return skeleton.rule;
    }
    let head = layout::rows(skeleton.body, 0, 1);
    let inner = layout::columns(head, 1, head.width.saturating_sub(2));
    pen::right(frame, inner, &history::found(app, true), look.theme.faint);
    let rejected = app.gallery().rejected();
    if rejected > 0 {
        let words = format!("{} {} rejected", look.reject(), words::thousands(rejected));
        pen::left(frame, inner, &words, look.theme.problem);
    }
    let grid = Grid::of(skeleton.body, app.gallery().size());
    let page = app.gallery().page(grid.count());
    if page.is_empty() && !app.history().is_unknown() {
        let quiet = "Pictures stand here side by side as soon as there are some.";
        placeholder::words(frame, grid.area, "No picture yet", quiet, look);
    }
    let selected = app.selected_tile().and_then(|at| at.checked_sub(page.start));
    for (place, shown) in shown(app, page).enumerate() {
        tile(
            frame,
            grid.tile(place),
            (app, &shown, selected == Some(place)),
            previews,
            look,
        );
    }
    skeleton.rule
}

/// One picture in all cells, with what is thought of it at its head.
fn large(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) {
    result::draw(frame, skeleton.body, (app, true), previews, look);
    let shown = app.selected_tile().and_then(|at| shown(app, at..at + 1).next());
    let Some(shown) = shown else { return };
    let title = ResultParts::of(skeleton.body).title;
    let head = layout::columns(
        title,
        BEHIND_TITLE,
        title.width.saturating_sub(BEHIND_TITLE + ROOM_FOR_PLACE),
    );
    let rejected = app.gallery().is_rejected(shown.row.id, shown.place);
    let words = format!("{} reject  ", look.reject());
    let sign = if rejected { words.as_str() } else { "" };
    let pieces = [
        (sign, look.theme.problem),
        (shown.row.prompt.as_str(), look.theme.faint),
    ];
    pen::pieces(frame, head, &pieces);
}

fn tile(
    frame: &mut Frame,
    area: Rect,
    (app, shown, selected): (&App, &Shown<'_>, bool),
    previews: &Previews,
    look: Look<'_>,
) {
    let room = picture_area(area);
    if selected {
        // A bar beside it is found among many without any colour.
        let beside = layout::rows(layout::columns(area, 0, 1), 0, room.height);
        pen::fill(frame, beside, BAR, look.theme.focus_bar);
    }
    let pixels = match Size::from(shown.row.size.clone()) {
        Size::Exact { width, height } => (width, height),
        Size::Auto | Size::Other(_) => (1, 1),
    };
    let words = words::size(&shown.row.size);
    match shown.path {
        Some(path) => {
            let shape = Shape {
                path,
                over: None,
                until: app.stand_in(shown.row.id).filter(|_| shown.place == 0),
                pixels,
                words: &words,
            };
            picture::draw(frame, room, shape, previews, look);
        }
        None => placeholder::frame_of(frame, room, pixels, &words, look),
    }
    caption(frame, layout::rows(area, room.height, 1), (app, shown, selected), look);
}

/// The prompt with what is thought of the picture; rejects are told by a sign and, where there is room, by a word.
fn caption(frame: &mut Frame, area: Rect, (app, shown, selected): (&App, &Shown<'_>, bool), look: Look<'_>) {
    let theme = look.theme;
    let row = shown.row;
    let rejected = app.gallery().is_rejected(row.id, shown.place);
    let mut right = Vec::new();
    if row.pictures > 1 {
        right.push(format!("{}/{}", shown.place + 1, row.pictures));
    }
    if rejected {
        let word = if area.width >= ROOM_FOR_WORD { " reject" } else { "" };
        right.push(format!("{}{word}", look.reject()));
    }
    let right = right.join(" ");
    let right_style = if rejected { theme.problem } else { theme.faint };
    pen::right(frame, area, &right, right_style);
    let taken = if right.is_empty() { 0 } else { columns(&right) + 1 };
    let left = layout::columns(area, 0, area.width.saturating_sub(taken));
    let (sign, style) = look.state(row.state);
    let (arrow, words_style) = if selected {
        (ARROW, theme.selected)
    } else {
        (" ", theme.faint)
    };
    let mark = if app.marked().has(row.id) {
        request_rows::MARK
    } else {
        ""
    };
    let star = if row.starred { look.star() } else { "" };
    let pieces = [
        (arrow, theme.focus_bar),
        (mark, theme.chosen),
        (sign, style),
        (star, theme.changed),
        (" ", theme.text),
        (row.prompt.as_str(), words_style),
    ];
    pen::pieces(frame, left, &pieces);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_fill_the_body_without_overlapping() {
        for (width, height, count) in [(80, 22, 6), (120, 37, 16), (200, 57, 30), (40, 10, 1)] {
            let body = Rect::new(0, 1, width, height);
            let grid = Grid::of(body, 1);
            assert_eq!(grid.count(), count, "{width}x{height}");
            for place in 0..count {
                let tile = grid.tile(place);
                assert_eq!(tile.intersection(body), tile);
                assert!((0..place).all(|other| !grid.tile(other).intersects(tile)));
            }
        }
    }
}
