//! What the engine is asked to make small: each picture as large as its cells, or of a size that serves many.

use crate::{
    engine::Wish,
    term::Canvas,
    ui::{Purpose, Wanted},
};

/// Sides of the boxes into which small versions are fitted, in pixels: few, so that they serve windows of any size.
const BOXES: [u32; 3] = [256, 512, 1024];

/// The name of the errand that a wanted picture asks for.
pub(super) fn name(wanted: &Wanted) -> String {
    let key = &wanted.key;
    let ahead = if wanted.purpose == Purpose::Ahead { "ahead " } else { "" };
    format!("{ahead}{}x{} {}", key.columns, key.rows, key.picture)
}

/// What the engine is to make of a wanted picture.
pub(super) fn wish(wanted: &Wanted, canvas: &Canvas) -> Wish {
    let exact = canvas.cell.pixels(wanted.key.columns, wanted.key.rows);
    let (width, height) = match wanted.purpose {
        Purpose::Look => exact,
        Purpose::Tile | Purpose::Ahead => usual_box(exact).unwrap_or(exact),
    };
    Wish {
        path: wanted.path.clone(),
        width,
        height,
        over: wanted.over.clone(),
        part: wanted.part,
        against: wanted.against.clone(),
    }
}

/// The box of a small version for so many pixels; nothing where these are too many.
fn usual_box((width, height): (u32, u32)) -> Option<(u32, u32)> {
    let side = BOXES.into_iter().find(|side| width.max(height) <= *side)?;
    Some((side, side))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_of_many_sizes_share_their_small_versions() {
        let boxes = [(120, 80), (200, 256), (10, 257), (640, 480), (1024, 3), (1025, 3)].map(usual_box);
        let square = |side| Some((side, side));
        assert_eq!(
            boxes,
            [square(256), square(256), square(512), square(1024), square(1024), None]
        );
    }
}
