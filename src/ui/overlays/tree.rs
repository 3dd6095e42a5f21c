//! The family of a request as a tree, and the picture of the selected branch beside it where there is room.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Hint, Tree},
    domain::{Branch, HistoryRow, Operation, Size},
    term::Previews,
    ui::{
        cells::columns,
        glyphs::{ARROW, Look},
        layout, pen,
        picture::{self, Shape, Wanted},
        widgets::overlay,
        words,
    },
};

/// From this width on the picture stands beside the tree.
const ROOM_FOR_PICTURE: u16 = 76;

/// Where each part is.
struct Plan {
    area: Rect,
    list: Rect,
    picture: Rect,
}

impl Plan {
    fn of(screen: Rect, tree: &Tree) -> Self {
        let width = screen.width.saturating_sub(2).min(110);
        let beside = width >= ROOM_FOR_PICTURE;
        let rows = u16::try_from(tree.family.branches.len())
            .unwrap_or(u16::MAX)
            .saturating_add(5);
        let least = if beside { 16 } else { 0 };
        let height = rows.max(least).min(screen.height.saturating_sub(2));
        let area = layout::floating(screen, width, height);
        let inner = layout::columns(area, 2, area.width.saturating_sub(4));
        let inner = layout::rows(inner, 2, area.height.saturating_sub(4));
        let right = if beside { inner.width / 3 } else { 0 };
        let left = inner.width.saturating_sub(right + u16::from(beside));
        Self {
            area,
            list: layout::columns(inner, 0, left),
            picture: layout::columns(inner, left + 1, right),
        }
    }
}

/// Rows of the list on a screen.
pub(super) fn rows(screen: Rect, tree: &Tree) -> u16 {
    Plan::of(screen, tree).list.height
}

fn selected(tree: &Tree) -> Option<&HistoryRow> {
    let at = tree.list.selected()?;
    tree.family.branches.get(at).map(|branch| &branch.row)
}

/// The picture of the selected branch.
pub(super) fn wanted_picture(screen: Rect, tree: &Tree) -> Option<Wanted> {
    let path = selected(tree)?.picture.as_deref()?;
    picture::fitted(Plan::of(screen, tree).picture, path)
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
    if let Some((row, path)) = selected(tree).and_then(|row| Some((row, row.picture.as_deref()?))) {
        let pixels = match Size::from(row.size.clone()) {
            Size::Exact { width, height } => (width, height),
            Size::Auto | Size::Other(_) => (1, 1),
        };
        let size = words::size(&row.size);
        let shape = Shape {
            path,
            over: None,
            until: None,
            pixels,
            words: &size,
        };
        picture::draw(frame, plan.picture, shape, previews, look);
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
