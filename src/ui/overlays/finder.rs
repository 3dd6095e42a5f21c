//! The quick finder: how far it looks, a line to type into, what it finds, and the selected picture.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{App, Finder, Hint, Reach},
    domain::Size,
    term::Previews,
    ui::{
        glyphs::Look,
        history, layout, pen,
        picture::{self, Shape, Wanted},
        search::{self, Typed},
        widgets::overlay,
        words,
    },
};

/// From this width on a picture stands beside the list.
const ROOM_FOR_PICTURE: u16 = 96;

/// Where the parts of the finder stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    area: Rect,
    line: Rect,
    note: Rect,
    list: Rect,
    divider: Rect,
    picture: Rect,
}

impl Plan {
    /// With so many rows beneath the line for what is said of it; one is always there.
    fn of(screen: Rect, noted: u16) -> Self {
        let width = screen.width.saturating_sub(2).min(140);
        let area = layout::floating(screen, width, screen.height.saturating_sub(2).min(34));
        let inner = layout::rows(
            layout::columns(area, 2, area.width.saturating_sub(4)),
            1,
            area.height.saturating_sub(2),
        );
        let wide = inner.width >= ROOM_FOR_PICTURE;
        let left = layout::columns(inner, 0, if wide { inner.width * 3 / 5 } else { inner.width });
        let right = layout::columns(inner, left.width + 2, inner.width);
        let noted = noted.max(1);
        Self {
            area,
            line: layout::rows(inner, 0, 1),
            note: layout::rows(inner, 1, noted),
            list: layout::rows(left, 1 + noted, left.height.saturating_sub(1 + noted)),
            divider: layout::rows(layout::columns(inner, left.width, u16::from(wide)), 2, inner.height),
            picture: layout::rows(right, 2, right.height.saturating_sub(2)),
        }
    }
}

/// Rows of the list on a screen.
pub(super) fn rows(screen: Rect, app: &App, finder: &Finder) -> u16 {
    plan(screen, app, finder).list.height
}

fn plan(screen: Rect, app: &App, finder: &Finder) -> Plan {
    let width = Plan::of(screen, 0).note.width;
    Plan::of(screen, typed(app, finder).rows(width))
}

fn typed<'a>(app: &'a App, finder: &'a Finder) -> Typed<'a> {
    Typed {
        search: app.search(),
        buffer: finder.buffer(),
        history: finder.found(),
        indent: 2,
    }
}

/// The picture of the selected request.
pub(super) fn wanted_picture(screen: Rect, finder: &Finder) -> Option<Wanted> {
    let path = finder.current()?.picture.as_deref()?;
    picture::fitted(Plan::of(screen, 0).picture, path)
}

/// Draws the finder.
pub(super) fn draw(
    frame: &mut Frame,
    screen: Rect,
    (finder, hints, app): (&Finder, &[Hint], &App),
    previews: &Previews,
    look: Look<'_>,
) {
    let plan = plan(screen, app, finder);
    let found = finder.found();
    overlay::draw(frame, plan.area, "Find", hints, look);
    reaches(frame, layout::rows(plan.area, 0, 1), finder.reach(), look);
    search::line(frame, plan.line, ("> ", finder.buffer(), found.fault()), look);
    let count = history::counted(found);
    pen::right(frame, plan.line, &count, look.theme.faint);
    pen::upright(frame, plan.divider, look);
    if found.rows().is_empty() && found.is_narrowed() {
        history::nothing(frame, plan.list, (found, None), look);
    } else {
        history::listed(frame, plan.list, (found, app, true), (None, false), look);
        shown(frame, plan.picture, finder, previews, look);
    }
    let row = layout::rows(plan.note, 0, 1);
    search::note(frame, row, typed(app, finder), look);
}

/// How far it looks, among the other ways to look, at the right of the title.
fn reaches(frame: &mut Frame, title: Rect, present: Reach, look: Look<'_>) {
    let theme = look.theme;
    let mut pieces = vec![(" ", theme.text)];
    for reach in Reach::ALL {
        let style = if *reach == present { theme.chosen } else { theme.faint };
        let (before, after) = if *reach == present { ("[", "]") } else { (" ", " ") };
        pieces.extend([(before, style), (reach.label(), style), (after, style)]);
    }
    pieces.push((" ", theme.text));
    let width: usize = pieces.iter().map(|(text, _)| text.len()).sum();
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    if title.width > width + 12 {
        pen::pieces(frame, layout::columns(title, title.width - width - 2, width), &pieces);
    } else {
        let label = format!(" {} ", present.label());
        pen::right(
            frame,
            layout::columns(title, 0, title.width.saturating_sub(2)),
            &label,
            theme.chosen,
        );
    }
}

fn shown(frame: &mut Frame, area: Rect, finder: &Finder, previews: &Previews, look: Look<'_>) {
    let Some((row, path)) = finder.current().and_then(|row| Some((row, row.picture.as_deref()?))) else {
        return;
    };
    if area.is_empty() {
        return;
    }
    let pixels = match Size::from(row.size.clone()) {
        Size::Exact { width, height } => (width, height),
        Size::Auto | Size::Other(_) => (1, 1),
    };
    let shape = Shape {
        path,
        over: None,
        until: None,
        pixels,
        words: &words::size(&row.size),
    };
    picture::draw(frame, area, shape, previews, look);
}
