//! The input picture that is looked at, in the place of the result: as it is sent, with what a mask repaints.

use ratatui::{Frame, style::Style};

use super::{
    fields,
    glyphs::Look,
    layout::ResultParts,
    pen,
    picture::{self, Shape},
    widgets::{placeholder, strip},
    words,
};
use crate::{
    app::{App, LookedAt},
    domain::Role,
    term::Previews,
};

/// Draws the input picture with its title and facts.
pub(super) fn draw(
    frame: &mut Frame,
    parts: &ResultParts,
    (app, looked_at): (&App, &LookedAt<'_>),
    previews: &Previews,
    look: Look<'_>,
) {
    let input = looked_at.input;
    pen::title(frame, parts.title, title(looked_at), false, look);
    let right = super::layout::columns(parts.title, 0, parts.title.width.saturating_sub(1));
    let count = app.form().images().len();
    if let (Some(at), 2..) = (looked_at.place, count) {
        pen::right(frame, right, &format!("{} of {count}", at + 1), look.theme.faint);
    }
    let size = fields::sent_size(input, app.form().downscale());
    match (&input.remote, input.facts) {
        (Some(remote), _) => {
            placeholder::words(frame, parts.picture, "The server fetches it", remote.text(), look);
        }
        (None, facts) => {
            let pixels = facts.map_or((1, 1), |facts| (facts.width, facts.height));
            let shape = Shape {
                until: None,
                path: &input.path,
                over: looked_at.over.as_ref(),
                pixels,
                words: &size,
            };
            picture::draw(frame, parts.picture, shape, previews, look);
        }
    }
    strip::facts(frame, parts.facts, &told(app, looked_at, size, look), look);
}

const fn title(looked_at: &LookedAt<'_>) -> &'static str {
    match (looked_at.input.role, &looked_at.over) {
        (Role::Markup, _) => "Markup",
        (Role::Image | Role::Mask, Some(_)) => "Image and mask",
        (Role::Image | Role::Mask, None) => "Image",
    }
}

/// What is told of it, the most telling first.
fn told(app: &App, looked_at: &LookedAt<'_>, size: String, look: Look<'_>) -> Vec<(String, Style)> {
    let theme = look.theme;
    let mut told = Vec::new();
    if looked_at.over.is_some()
        && let Some(thousandths) = app.repainted()
    {
        told.push((fields::repainted(thousandths), theme.strong));
    }
    told.push((size, theme.faint));
    if let Some(facts) = looked_at.input.facts {
        told.push((format!("{} {}", facts.format, words::bytes(facts.bytes)), theme.faint));
    }
    told.push((looked_at.input.name.clone(), theme.faint));
    told
}
