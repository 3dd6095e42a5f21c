//! Which pictures the present screen has cells for.

use ratatui::layout::Rect;

use super::{
    gallery,
    layout::{self, Skeleton},
    overlays,
    panes::shown,
    picture::Wanted,
    queue, result,
};
use crate::app::{App, View};

/// Every picture that the present screen would show, the most important first.
#[must_use]
pub fn wanted(app: &App, screen: Rect) -> Vec<Wanted> {
    let Some(skeleton) = Skeleton::of(screen) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    found.extend(overlays::wanted_pictures(screen, skeleton.body, app));
    if overlays::covers(app) {
        return found;
    }
    match app.view() {
        View::Compose => found.extend(result::wanted_picture(
            layout::compose_picture_area(screen, shown(app)),
            app,
        )),
        View::History => found.extend(result::wanted_picture(
            layout::history_picture_area(screen, shown(app)),
            app,
        )),
        View::Gallery => found.extend(gallery::wanted_pictures(skeleton.body, app)),
        View::Queue => found.extend(queue::wanted_picture(skeleton.body, app)),
        View::Spend | View::Settings => {}
    }
    found
}
