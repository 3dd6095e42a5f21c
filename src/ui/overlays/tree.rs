//! The family of a request as a tree; where there is room, beside it the picture of the selected branch between that which
//! it was made from and the first that was made from it.

use std::path::Path;

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Hint, Tree},
    domain::{Branch, HistoryRow, Operation, Size},
    term::Previews,
    ui::{
        cells::columns,
        glyphs::{ARROW, Look},
        layout, pen,
        picture::{self, Purpose, Shape, Wanted},
        widgets::overlay,
        words,
    },
};

/// From this width on the picture stands beside the tree.
const ROOM_FOR_PICTURE: u16 = 76;

/// Rows of the whole where one picture stands beside the tree, and where several stand below each other.
const LEAST: u16 = 16;
const LEAST_OF_SEVERAL: u16 = 30;
/// Rows of a picture among others, with the words above it.
const LEAST_TILE: u16 = 7;

/// Where each part is.
struct Plan {
    area: Rect,
    list: Rect,
    pictures: Rect,
}

impl Plan {
    fn of(screen: Rect, tree: &Tree) -> Self {
        let width = screen.width.saturating_sub(2).min(110);
        let beside = width >= ROOM_FOR_PICTURE;
        let rows = u16::try_from(tree.family.branches.len())
            .unwrap_or(u16::MAX)
            .saturating_add(5);
        let least = match (beside, tree.family.branches.len()) {
            (false, _) => 0,
            (true, 0..=1) => LEAST,
            (true, _) => LEAST_OF_SEVERAL,
        };
        let height = rows.max(least).min(screen.height.saturating_sub(2));
        let area = layout::floating(screen, width, height);
        let inner = layout::columns(area, 2, area.width.saturating_sub(4));
        let inner = layout::rows(inner, 2, area.height.saturating_sub(4));
        let right = if beside { inner.width / 3 } else { 0 };
        let left = inner.width.saturating_sub(right + u16::from(beside));
        Self {
            area,
            list: layout::columns(inner, 0, left),
            pictures: layout::columns(inner, left + 1, right),
        }
    }
}

/// A picture beside the tree.
struct Tile<'a> {
    /// What it is to the selected one; nothing where that stands alone.
    words: Option<&'static str>,
    row: &'a HistoryRow,
    path: &'a Path,
    is_selected: bool,
    area: Rect,
}

impl Tile<'_> {
    /// Where the picture itself is.
    fn inside(&self) -> Rect {
        let above = u16::from(self.words.is_some());
        layout::rows(self.area, above, self.area.height.saturating_sub(above))
    }
}

/// The pictures that stand beside the tree, from above: what the selected branch was made from, the branch itself, and
/// the first that was made from it, as many of them as there is room for.
fn tiles(area: Rect, tree: &Tree) -> Vec<Tile<'_>> {
    let branches = &tree.family.branches;
    let Some((at, selected)) = tree.list.selected().and_then(|at| Some((at, branches.get(at)?))) else {
        return Vec::new();
    };
    let parent = branches[..at].iter().rfind(|other| other.depth < selected.depth);
    let child = branches.get(at + 1).filter(|next| next.depth > selected.depth);
    let of = [
        (parent, "made from"),
        (Some(selected), "this one"),
        (child, "made of it"),
    ];
    let seen = of.into_iter().filter_map(|(branch, words)| {
        let branch = branch?;
        Some((branch, words, branch.row.picture.as_deref()?))
    });
    let is_selected = |branch: &Branch| std::ptr::eq(branch, selected);
    let mut seen: Vec<_> = seen.collect();
    match area.height / LEAST_TILE {
        0 | 1 => seen.retain(|(branch, ..)| is_selected(branch)),
        // What it was made from tells more than what was made of it.
        2 => seen.truncate(2),
        _ => {}
    }
    let count = u16::try_from(seen.len()).unwrap_or(1).max(1);
    let height = area.height / count;
    (0..)
        .zip(seen)
        .map(|(place, (branch, words, path))| Tile {
            words: (count > 1).then_some(words),
            row: &branch.row,
            path,
            is_selected: is_selected(branch),
            area: layout::rows(area, place * height, height),
        })
        .collect()
}

/// Rows of the list on a screen.
pub(super) fn rows(screen: Rect, tree: &Tree) -> u16 {
    Plan::of(screen, tree).list.height
}

/// The pictures beside the tree, that of the selected branch first.
pub(super) fn wanted_pictures(screen: Rect, tree: &Tree) -> Vec<Wanted> {
    let mut tiles = tiles(Plan::of(screen, tree).pictures, tree);
    tiles.sort_by_key(|tile| !tile.is_selected);
    let wanted = |tile: &Tile<'_>| {
        let wanted = picture::fitted(tile.inside(), tile.path)?;
        Some(if tile.is_selected {
            wanted
        } else {
            wanted.meant_as(Purpose::Tile)
        })
    };
    tiles.iter().filter_map(wanted).collect()
}

/// Draws the tree.
pub(super) fn draw(
    frame: &mut Frame,
    screen: Rect,
    (tree, hints): (&Tree, &[Hint]),
    previews: &Previews,
    look: Look<'_>,
) {
    let plan = Plan::of(screen, tree);
    let more = if tree.family.more { ", and more" } else { "" };
    let requests = tree.family.branches.iter().filter(|branch| !branch.again).count();
    let title = format!(
        "Family of {}{more}",
        words::counted(requests as u64, "request", "requests")
    );
    overlay::draw(frame, plan.area, &title, hints, look);
    let window = tree.list.window_of(usize::from(plan.list.height));
    let branches = tree.family.branches.iter().enumerate().skip(window.start);
    for (line, (place, branch)) in plan.list.rows().zip(branches) {
        row(frame, line, (tree, place, branch), look);
    }
    for tile in tiles(plan.pictures, tree) {
        picture_of(frame, &tile, previews, look);
    }
}

fn picture_of(frame: &mut Frame, tile: &Tile<'_>, previews: &Previews, look: Look<'_>) {
    let pixels = match Size::from(tile.row.size.clone()) {
        Size::Exact { width, height } => (width, height),
        Size::Auto | Size::Other(_) => (1, 1),
    };
    let size = words::size(&tile.row.size);
    let shape = Shape {
        path: tile.path,
        over: None,
        until: None,
        pixels,
        words: &size,
    };
    picture::draw(frame, tile.inside(), shape, previews, look);
    if let Some(words) = tile.words {
        let style = if tile.is_selected {
            look.theme.title_focused
        } else {
            look.theme.faint
        };
        pen::centred(frame, tile.area, words, style);
    }
}

fn row(frame: &mut Frame, line: Rect, (tree, place, branch): (&Tree, usize, &Branch), look: Look<'_>) {
    let theme = look.theme;
    let row = &branch.row;
    let is_selected = tree.list.selected() == Some(place);
    let (arrow, style) = if is_selected {
        (ARROW, theme.selected)
    } else {
        (" ", theme.overlay_text)
    };
    let (sign, state) = look.state(row.state);
    let star = if row.starred { look.star() } else { " " };
    let stem = stem(&tree.family.trunk(place));
    let head = [
        (arrow, theme.focus_bar),
        (" ", theme.text),
        (stem.as_str(), theme.rule),
        (sign, state),
        (star, theme.changed),
        (" ", theme.text),
    ];
    let rest = pen::pieces(frame, line, &head);
    let price = words::cost(row.state, row.cost, row.cost_kind);
    let here = match (row.id == tree.of, branch.again) {
        (_, true) => "see above  ",
        (true, false) => "here  ",
        (false, false) => "",
    };
    let facts = format!(
        "{here}{} {}  {price:>8}",
        words::model(&row.model),
        words::size(&row.size)
    );
    let told = columns(&facts) + 2;
    let facts = if rest.width > told + 16 { facts } else { price };
    let room = layout::columns(rest, 0, rest.width.saturating_sub(columns(&facts) + 2));
    let before = match row.operation {
        Operation::Edit => "edit: ",
        Operation::Variation => "variation ",
        Operation::Generate => "",
    };
    pen::pieces(frame, room, &[(before, theme.faint), (row.prompt.trim(), style)]);
    pen::right(frame, rest, &facts, theme.faint);
}

/// The lines that lead down to a branch.
fn stem(trunk: &[bool]) -> String {
    let Some((last, above)) = trunk.split_last() else {
        return String::new();
    };
    let mut stem: String = above.iter().map(|goes_on| if *goes_on { "│ " } else { "  " }).collect();
    stem.push_str(if *last { "├─" } else { "└─" });
    stem
}
