//! How much room the layout gives, told to the state so that moving and sending agree with what is seen.

use ratatui::layout::Rect;

use super::{
    form, gallery,
    layout::{self, ComposePanes, HistoryPanes, Part, Shown, Skeleton},
    overlays,
    panes::shown,
    search::Typed,
    widgets::{hints, prompt_box},
};
use crate::app::{App, Fit, View};

/// The room that a screen of that size gives in the present view.
#[must_use]
pub fn fit(app: &App, screen: Rect) -> Fit {
    let Some(skeleton) = Skeleton::of(screen) else {
        return Fit {
            price_visible: false,
            hints_priced: false,
            ..Fit::default()
        };
    };
    let panes = ComposePanes::of(skeleton.body, shown(app));
    let noted = Typed::on_screen(app).map_or(0, |typed| typed.rows(skeleton.body.width));
    let list = match app.view() {
        View::Compose => super::compose::list_area(panes.noted(noted).history),
        View::History => HistoryPanes::of(skeleton.body, shown(app)).noted(noted).list,
        View::Queue => super::queue::list_area(skeleton.body),
        View::Spend => layout::rows(skeleton.body, 0, super::spend::table_rows(skeleton.body, app)),
        View::Gallery | View::Settings => skeleton.body,
    };
    Fit {
        side_by_side: !panes.divider.is_empty() || app.is_fullscreen(),
        prompt_width: prompt_box::text_width(form_width(skeleton.body, app)),
        history_rows: usize::from(list.height.max(1)),
        tiles: gallery::tiles(skeleton.body, app),
        overlay_rows: overlays::rows(screen, app),
        close: overlays::close_room(skeleton.body, app),
        price_visible: app.view() == View::Compose && form::shows_price(panes.form),
        // While the keys that go on with a sequence stand there, no price does.
        hints_priced: app.pending().is_empty() && hints::has_room(skeleton.hints.width, &app.hints()),
    }
}

/// The form's width, also while another pane has its place, so that the prompt is not folded anew for nothing.
fn form_width(body: Rect, app: &App) -> u16 {
    let all = ComposePanes::of(body, Shown::All(Part::Form)).form.width;
    match shown(app) {
        Shown::Only(Part::Form) => ComposePanes::of(body, shown(app)).form.width,
        _ => all,
    }
}
