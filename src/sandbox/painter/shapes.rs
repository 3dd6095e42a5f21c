//! Outlines: curves through points, and figures written down as short texts.

use tiny_skia::{Path, PathBuilder, Rect, Transform};

/// A place in the picture; its short edge is 1 long.
pub type Spot = (f32, f32);

/// A closed outline with corners.
pub fn polygon(spots: &[Spot]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, rest) = spots.split_first()?;
    path.move_to(first.0, first.1);
    for spot in rest {
        path.line_to(spot.0, spot.1);
    }
    path.close();
    path.finish()
}

/// An ellipse around its centre.
pub fn ellipse(centre: Spot, across: f32, down: f32) -> Option<Path> {
    PathBuilder::from_oval(Rect::from_xywh(
        centre.0 - across,
        centre.1 - down,
        across * 2.0,
        down * 2.0,
    )?)
}

/// A circle.
pub fn circle(centre: Spot, radius: f32) -> Option<Path> {
    ellipse(centre, radius, radius)
}

/// A rectangle from its upper left corner.
pub fn rectangle(corner: Spot, width: f32, height: f32) -> Option<Path> {
    Some(PathBuilder::from_rect(Rect::from_xywh(
        corner.0, corner.1, width, height,
    )?))
}

/// An open curve through these places.
pub fn curve(spots: &[Spot]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let first = spots.first()?;
    path.move_to(first.0, first.1);
    bend(&mut path, spots, false);
    path.finish()
}

/// A closed soft outline through these places.
pub fn blob(spots: &[Spot]) -> Option<Path> {
    let mut path = PathBuilder::new();
    let first = spots.first()?;
    path.move_to(first.0, first.1);
    bend(&mut path, spots, true);
    path.close();
    path.finish()
}

/// The land below a soft line: closed along the bottom.
pub fn below(spots: &[Spot], bottom: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, last) = (spots.first()?, spots.last()?);
    path.move_to(first.0, bottom);
    path.line_to(first.0, first.1);
    bend(&mut path, spots, false);
    path.line_to(last.0, bottom);
    path.close();
    path.finish()
}

/// Goes through all places without corners (Catmull-Rom as Bézier).
fn bend(path: &mut PathBuilder, spots: &[Spot], around: bool) {
    let count = spots.len();
    let at = |index: usize| {
        let index = if around {
            index % count.max(1)
        } else {
            index.min(count.saturating_sub(1))
        };
        spots.get(index).copied().unwrap_or_default()
    };
    let steps = if around { count } else { count.saturating_sub(1) };
    for step in 0..steps {
        let before = match (step, around) {
            (0, true) => at(count.saturating_sub(1)),
            (0, false) => at(0),
            _ => at(step - 1),
        };
        let (from, to, after) = (at(step), at(step + 1), at(step + 2));
        path.cubic_to(
            from.0 + (to.0 - before.0) / 6.0,
            from.1 + (to.1 - before.1) / 6.0,
            to.0 - (after.0 - from.0) / 6.0,
            to.1 - (after.1 - from.1) / 6.0,
            to.0,
            to.1,
        );
    }
}

/// Reads an outline from a text like that of an SVG path: `M x y`, `L x y`, `Q …`, `C …`, `Z`,
/// and `E x y across down` for an ellipse. What cannot be read is left out.
pub fn written(text: &str) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut command = 'M';
    let mut numbers: Vec<f32> = Vec::new();
    for word in text.split_whitespace() {
        if let Ok(number) = word.parse() {
            numbers.push(number);
        } else {
            command = word.chars().next()?;
            numbers.clear();
        }
        match (command, numbers.as_slice()) {
            ('M', [x, y]) => path.move_to(*x, *y),
            ('L', [x, y]) => path.line_to(*x, *y),
            ('Q', [ax, ay, x, y]) => path.quad_to(*ax, *ay, *x, *y),
            ('C', [ax, ay, bx, by, x, y]) => path.cubic_to(*ax, *ay, *bx, *by, *x, *y),
            ('E', [x, y, across, down]) => {
                path.push_oval(Rect::from_xywh(x - across, y - down, across * 2.0, down * 2.0)?);
            }
            ('Z', []) => path.close(),
            _ => continue,
        }
        numbers.clear();
    }
    path.finish()
}

/// Turned by so many degrees, made `scale` times as large, then moved to its place.
pub fn placed(path: Path, at: Spot, scale: f32, degrees: f32) -> Option<Path> {
    let turn = Transform::from_rotate(degrees)
        .post_scale(scale, scale)
        .post_translate(at.0, at.1);
    path.transform(turn)
}
