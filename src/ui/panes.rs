//! Which panes of a view the state asks for.

use super::layout::{Part, Shown};
use crate::app::{App, Pane, View};

/// All panes or one alone, and the one that is shown where there is room for one only.
pub(super) fn shown(app: &App) -> Shown {
    let part = match (app.view(), app.pane()) {
        // Beside its list, History has nothing but the picture to give the whole screen to.
        (View::Compose, Pane::Result) => Part::Result,
        (View::Compose, Pane::Form) => Part::Form,
        (View::Compose, Pane::History) => Part::History,
        _ if app.is_fullscreen() => Part::Result,
        _ => Part::History,
    };
    if app.is_fullscreen() {
        Shown::Only(part)
    } else {
        Shown::All(part)
    }
}
