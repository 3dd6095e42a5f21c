//! A line to fill in: a path, an address, or the words of a search, which stand where they will be read.

use ratatui::{Frame, layout::Rect, widgets::Block};

use super::palette::query;
use crate::{
    app::{App, Hint, Line, LinePurpose, View},
    ui::{
        cells::folded,
        glyphs::Look,
        layout::{self, ComposePanes, HistoryPanes, Skeleton},
        panes::shown,
        pen,
        search::{self, Typed},
        widgets::overlay,
    },
};

/// Draws the line.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, (line, hints, app): (&Line, &[Hint], &App), look: Look<'_>) {
    if line.purpose == LinePurpose::Search {
        return search_line(frame, search_area(skeleton, app), (line, app), look);
    }
    let screen = frame.area();
    let width = screen.width.saturating_sub(4).min(72);
    let note = folded(&line.note, usize::from(width.saturating_sub(4)));
    let height = u16::try_from(note.len()).unwrap_or(1) + 5;
    let inner = overlay::draw(frame, layout::floating(screen, width, height), &line.title, hints, look);
    let row = layout::rows(inner, 1, 1);
    let room = usize::from(row.width.saturating_sub(2));
    query(frame, row, line.buffer.line_window(room), look);
    pen::lines(frame, layout::rows(inner, 3, inner.height), &note, look.theme.faint);
}

/// Where the words of a search are typed: in the search line of History, else in the thin line above the list.
fn search_area(skeleton: &Skeleton, app: &App) -> Rect {
    let rule = match app.view() {
        View::History => HistoryPanes::of(skeleton.body, shown(app)).search,
        View::Compose => ComposePanes::of(skeleton.body, shown(app)).rule,
        View::Gallery | View::Queue | View::Spend | View::Settings => layout::rows(skeleton.body, 0, 1),
    };
    if rule.is_empty() {
        layout::rows(skeleton.body, 0, 1)
    } else {
        rule
    }
}

fn search_line(frame: &mut Frame, row: Rect, (line, app): (&Line, &App), look: Look<'_>) {
    let room = layout::columns(row, 0, row.width.saturating_mul(2) / 3);
    pen::clear(frame, room);
    frame.render_widget(Block::new().style(look.theme.text), room);
    let history = app.history();
    let inner = layout::columns(room, 1, room.width);
    search::line(frame, inner, (search::SIGN, &line.buffer, history.fault()), look);
    let beneath = Rect { y: row.y + 1, ..row };
    if let Some(typed) = Typed::on_screen(app) {
        search::note(frame, beneath, typed, look);
    }
}
