//! Zoom: a picture with the body of the screen for it, and rulers that point at a pixel.

use ratatui::{Frame, layout::Rect};

use super::close::{self, Plan};
use crate::{
    app::{App, CloseView, Subject, Zoom},
    domain::{Part, Pixel},
    term::Previews,
    ui::{
        glyphs::{ARROW, Look},
        layout::{self, Skeleton},
        pen,
        picture::Wanted,
        widgets::strip,
        words,
    },
};

/// Points down at the column of a pixel.
const DOWN: &str = "↓";

/// Where everything stands in the body of the screen.
pub(super) fn plan(body: Rect) -> Plan {
    Plan::of(body, 1)
}

/// The picture that is looked at.
pub(super) fn wanted_pictures(body: Rect, app: &App, zoom: &Zoom) -> Vec<Wanted> {
    let view = zoom.view(app.close_room());
    close::wanted(&plan(body), view.as_slice())
}

/// Draws the close look.
pub(super) fn draw(
    frame: &mut Frame,
    skeleton: &Skeleton,
    (app, zoom): (&App, &Zoom),
    previews: &Previews,
    look: Look<'_>,
) {
    let plan = plan(skeleton.body);
    close::clear(frame, skeleton, look);
    let (Some(view), Some(subject)) = (zoom.view(app.close_room()), zoom.subject()) else {
        return;
    };
    let seen = close::draw(frame, plan.picture, (&view, zoom.earlier(), app), previews, look);
    match (zoom.cursor(), seen.at) {
        (Some(pixel), Some(at)) => rulers(frame, &plan, (at, cell_of(pixel, view.part, at)), look),
        _ => head(frame, plan.head, (zoom, subject), look),
    }
    let facts = close::facts(told(app, zoom, (subject, &view), seen.late), look);
    strip::facts(frame, plan.lines, &facts, look);
}

fn head(frame: &mut Frame, area: Rect, (zoom, subject): (&Zoom, &Subject), look: Look<'_>) {
    pen::title(frame, area, "Zoom", true, look);
    let (at, count) = zoom.place();
    let place = if count > 1 {
        format!("{} of {count}", at + 1)
    } else {
        String::new()
    };
    let rest = layout::columns(area, 7, area.width.saturating_sub(8));
    pen::right(frame, rest, &place, look.theme.faint);
    let taken = crate::ui::cells::columns(&place) + 2;
    let room = layout::columns(rest, 0, rest.width.saturating_sub(taken));
    pen::left(frame, room, &subject.name, look.theme.faint);
}

/// The cell over a pixel, from the corner of the cells that show a part.
fn cell_of((x, y): (u32, u32), part: Part, at: Rect) -> (u16, u16) {
    let along = |pixel: u32, first: u32, seen: u32, cells: u16| {
        let place = u64::from(2 * pixel.saturating_sub(first) + 1) * u64::from(cells) / u64::from(2 * seen.max(1));
        u16::try_from(place).unwrap_or(cells).min(cells.saturating_sub(1))
    };
    (
        along(x, part.x, part.width, at.width),
        along(y, part.y, part.height, at.height),
    )
}

/// Points at a cell from above and from the left, and puts the terminal's own cursor there: nothing is drawn over the
/// picture, which not every terminal could take back.
fn rulers(frame: &mut Frame, plan: &Plan, (at, (column, row)): (Rect, (u16, u16)), look: Look<'_>) {
    let style = look.theme.focus_bar;
    let across = at.x + column;
    let down = at.y + row;
    let above = layout::columns(plan.head, across - plan.head.x, 1);
    pen::left(frame, above, DOWN, style);
    let beside = layout::rows(plan.side, down.saturating_sub(plan.side.y), 1);
    pen::left(frame, beside, ARROW, style);
    pen::cursor(frame, at, column, row);
}

/// What is told below, the most telling first.
fn told(app: &App, zoom: &Zoom, (subject, view): (&Subject, &CloseView), late: bool) -> Vec<String> {
    let mut told = Vec::new();
    if late {
        told.push("looking …".to_owned());
    }
    if let Some((x, y)) = zoom.cursor() {
        let pixel = match zoom.pixel() {
            Some(Ok(pixel)) => read(*pixel),
            Some(Err(failure)) => format!("  {}", failure.message),
            None => String::new(),
        };
        told.push(format!("{x},{y}{pixel}"));
    }
    told.extend(close::told(zoom.window(), subject.size, app.close_room()));
    let (width, height) = subject.size;
    told.push(format!("{width}×{height} {}", subject.file.0));
    told.push(words::bytes(subject.file.1));
    if view.over.is_some() {
        told.push("hatched is repainted".to_owned());
    }
    told
}

/// A pixel in words: its colour, and what its mask does with it.
fn read(pixel: Pixel) -> String {
    let [red, green, blue, alpha] = pixel.rgba;
    let colour = format!("  #{red:02x}{green:02x}{blue:02x}{alpha:02x}");
    match pixel.repainted {
        None => colour,
        Some(0) => format!("{colour}  kept"),
        Some(100) => format!("{colour}  repainted"),
        Some(share) => format!("{colour}  repainted {share} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_pointed_at_in_its_own_cell() {
        let at = Rect::new(5, 3, 40, 20);
        let part = |x, y, width, height| Part { x, y, width, height };
        for (pixel, part, expected) in [
            ((0, 0), part(0, 0, 1000, 500), (0, 0)),
            ((999, 499), part(0, 0, 1000, 500), (39, 19)),
            ((500, 250), part(0, 0, 1000, 500), (20, 10)),
            ((12, 11), part(10, 10, 4, 2), (25, 15)),
        ] {
            assert_eq!(cell_of(pixel, part, at), expected, "{pixel:?} of {part:?}");
        }
    }

    #[test]
    fn a_pixel_is_read_as_people_write_colours() {
        let pixel = |repainted| Pixel {
            rgba: [216, 195, 169, 255],
            repainted,
        };
        for (repainted, expected) in [
            (None, "  #d8c3a9ff"),
            (Some(0), "  #d8c3a9ff  kept"),
            (Some(43), "  #d8c3a9ff  repainted 43 %"),
            (Some(100), "  #d8c3a9ff  repainted"),
        ] {
            assert_eq!(read(pixel(repainted)), expected);
        }
    }
}
