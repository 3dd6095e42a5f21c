//! What lies on top of a screen: help, the palette, menus, the file picker, lines to fill in, questions.

mod close;
mod compare;
mod doctor;
mod finder;
mod help;
mod line;
mod menu;
mod palette;
mod picker;
mod profile_form;
mod reading;
mod tree;
mod zoom;

pub(super) use close::covers;

use ratatui::{Frame, layout::Rect};

use super::{
    glyphs::Look,
    layout::Skeleton,
    picture::Wanted,
    widgets::dialog::{self, Dialog},
};
use crate::{
    app::{App, Hint, LinePurpose, Overlay},
    term::Previews,
};

/// Draws everything that lies on top, the topmost last; says whether the topmost one carries the hints.
pub(super) fn draw(frame: &mut Frame, skeleton: &Skeleton, app: &App, previews: &Previews, look: Look<'_>) -> bool {
    let Some((top, below)) = app.overlays().split_last() else {
        return false;
    };
    for overlay in below {
        one(frame, skeleton, (app, overlay, &[]), previews, look);
    }
    one(frame, skeleton, (app, top, &app.hints()), previews, look);
    !is_search(top) && !covers(app)
}

fn is_search(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Line(line) if line.purpose == LinePurpose::Search)
}

fn one(
    frame: &mut Frame,
    skeleton: &Skeleton,
    (app, overlay, hints): (&App, &Overlay, &[Hint]),
    previews: &Previews,
    look: Look<'_>,
) {
    let screen = frame.area();
    match overlay {
        Overlay::Help(help) => help::draw(frame, screen, (help, app.keymap(), hints), look),
        Overlay::Doctor(sheet) => doctor::draw(frame, screen, (sheet, hints), look),
        Overlay::Palette(palette) => palette::draw(frame, screen, (palette, hints), look),
        Overlay::Menu(menu) => menu::draw(frame, screen, (menu, hints), look),
        Overlay::Picker(picking) => picker::draw(frame, screen, (picking, hints, app.now_ms()), previews, look),
        Overlay::Reading(reading) => reading::draw(frame, screen, (reading, hints), look),
        Overlay::Tree(tree) => tree::draw(frame, screen, (tree, hints), previews, look),
        Overlay::Finder(finder) => finder::draw(frame, screen, (finder, hints, app), previews, look),
        Overlay::Line(line) => line::draw(frame, skeleton, (line, hints, app), look),
        Overlay::Profile(form) => profile_form::draw(frame, screen, (form, hints), look),
        Overlay::Zoom(zoom) => zoom::draw(frame, skeleton, (app, zoom), previews, look),
        Overlay::Compare(compare) => compare::draw(frame, skeleton, (app, compare), previews, look),
        Overlay::Confirm(confirm) => {
            let dialog = Dialog {
                title: "",
                question: &confirm.question,
                style: look.theme.strong,
                lines: &confirm.lines,
                hints,
            };
            dialog::draw(frame, screen, &dialog, look);
        }
        Overlay::Message(message) => {
            let style = if message.problem {
                look.theme.problem
            } else {
                look.theme.strong
            };
            let dialog = Dialog {
                title: &message.title,
                question: "",
                style,
                lines: &message.lines,
                hints,
            };
            dialog::draw(frame, screen, &dialog, look);
        }
    }
}

/// Rows of the topmost overlay's list.
pub(super) fn rows(screen: Rect, app: &App) -> usize {
    let rows = match app.overlays().last() {
        Some(Overlay::Palette(_)) => palette::rows(screen),
        Some(Overlay::Menu(menu)) => menu::rows(screen, menu),
        Some(Overlay::Picker(_)) => picker::rows(screen),
        Some(Overlay::Tree(tree)) => tree::rows(screen, tree),
        // Where everything is seen, nothing scrolls.
        Some(Overlay::Reading(reading)) => return usize::from(reading::furthest(screen, reading)),
        Some(Overlay::Finder(finder)) => finder::rows(screen, app, finder),
        Some(
            Overlay::Help(_)
            | Overlay::Line(_)
            | Overlay::Profile(_)
            | Overlay::Zoom(_)
            | Overlay::Compare(_)
            | Overlay::Confirm(_)
            | Overlay::Message(_)
            | Overlay::Doctor(_),
        )
        | None => 1,
    };
    usize::from(rows.max(1))
}

/// Columns and rows that a close look in the body of the screen has for its picture; those of a zoom where none is open.
pub(super) fn close_room(body: Rect, app: &App) -> (u16, u16) {
    let plan = match app.overlays().last() {
        Some(Overlay::Compare(_)) => compare::plan(body),
        _ => zoom::plan(body),
    };
    (plan.picture.width, plan.picture.height)
}

/// The pictures that the topmost overlay has cells for.
pub(super) fn wanted_pictures(screen: Rect, body: Rect, app: &App) -> Vec<Wanted> {
    match app.overlays().last() {
        Some(Overlay::Picker(picking)) => picker::wanted_picture(screen, picking).into_iter().collect(),
        Some(Overlay::Tree(tree)) => tree::wanted_picture(screen, tree).into_iter().collect(),
        Some(Overlay::Finder(finder)) => finder::wanted_picture(screen, finder).into_iter().collect(),
        Some(Overlay::Zoom(zoom)) => zoom::wanted_pictures(body, app, zoom),
        Some(Overlay::Compare(compare)) => compare::wanted_pictures(body, app, compare),
        _ => Vec::new(),
    }
}
