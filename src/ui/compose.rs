//! Compose: the form, the result beside it, and the latest requests below.

use ratatui::{Frame, layout::Rect};

use super::{
    form,
    glyphs::Look,
    history,
    layout::{self, ComposePanes, Skeleton},
    panes::shown,
    pen, result,
    search::Typed,
};
use crate::{
    app::{App, Pane},
    term::Previews,
};

/// From this height on the list of requests has a title.
const TITLED: u16 = 5;

/// The rows of the list in its pane.
pub(super) fn list_area(pane: Rect) -> Rect {
    let titled = u16::from(pane.height >= TITLED);
    layout::rows(pane, titled, pane.height)
}

/// Draws the view; gives back the line that can carry a message.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) -> Rect {
    let panes = ComposePanes::of(skeleton.body, shown(app));
    let joint = |sign| (!panes.divider.is_empty()).then_some((panes.divider.x, sign));
    pen::level(frame, skeleton.rule, joint("┬"), look);
    form::draw(frame, panes.form, app, look);
    pen::upright(frame, panes.divider, look);
    result::draw(frame, panes.result, (app, app.pane() == Pane::Result), previews, look);
    pen::level(frame, panes.rule, joint("┴"), look);
    let noted = Typed::on_screen(app).map_or(0, |typed| typed.rows(skeleton.body.width));
    let panes = panes.noted(noted);
    if !panes.history.is_empty() {
        requests(frame, &panes, app, look);
    }
    if panes.rule.is_empty() {
        skeleton.rule
    } else {
        panes.rule
    }
}

fn requests(frame: &mut Frame, panes: &ComposePanes, app: &App, look: Look<'_>) {
    let focused = app.pane() == Pane::History;
    let list = list_area(panes.history);
    if list.height < panes.history.height {
        let title = layout::rows(panes.history, 0, 1);
        pen::title(frame, title, "History", focused, look);
        let right = layout::columns(title, 0, title.width.saturating_sub(1));
        pen::right(frame, right, &history::found(app, true), look.theme.faint);
    } else if !app.history().words().is_empty() {
        let words = format!(" {} ", history::found(app, true));
        pen::left(
            frame,
            layout::columns(panes.rule, 2, panes.rule.width),
            &words,
            look.theme.faint,
        );
    }
    history::rows(frame, list, (app, focused), look);
}
