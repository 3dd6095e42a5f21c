//! A picture on the screen: what is wanted for its cells, and drawing it once it is ready.

use std::path::{Path, PathBuf};

use ratatui::{Frame, layout::Rect};

use super::{glyphs::Look, widgets::placeholder};
use crate::{
    app::CloseView,
    domain::{Against, Overlaid, Part},
    term::{PreviewKey, Previews},
};

/// A picture that the present screen has cells for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What it is found by once it is ready.
    pub key: PreviewKey,
    /// The file.
    pub path: PathBuf,
    /// The mask to lay over it.
    pub over: Option<Overlaid>,
    /// Only this part of it.
    pub part: Option<Part>,
    /// Another picture beside it.
    pub against: Option<Against>,
    /// What it is for.
    pub purpose: Purpose,
}

/// What a wanted picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is looked at: it is brought to exactly its cells, and moves if it can.
    Look,
    /// It is one of many: a small version of a usual size serves.
    Tile,
    /// It is likely to be one of many soon: the small version is to be there then.
    Ahead,
}

impl Wanted {
    /// The same for another purpose.
    pub(super) fn meant_as(self, purpose: Purpose) -> Self {
        Self { purpose, ..self }
    }
}

/// A picture that is to be fitted into an area; nothing where there is no area.
pub(super) fn fitted(area: Rect, path: &Path) -> Option<Wanted> {
    masked(area, path, None)
}

/// The same with a mask laid over it, where there is one.
pub(super) fn masked(area: Rect, path: &Path, over: Option<Overlaid>) -> Option<Wanted> {
    (!area.is_empty()).then(|| Wanted {
        key: key(area, path, over.as_ref()),
        path: path.to_owned(),
        over,
        part: None,
        against: None,
        purpose: Purpose::Look,
    })
}

/// A close look that is to be fitted into an area; nothing where there is no area.
pub(super) fn closely(area: Rect, view: &CloseView) -> Option<Wanted> {
    (!area.is_empty()).then(|| Wanted {
        key: close_key(area, view),
        path: view.path.clone(),
        over: view.over.clone(),
        part: Some(view.part),
        against: view.against.clone(),
        purpose: Purpose::Look,
    })
}

fn close_key(area: Rect, view: &CloseView) -> PreviewKey {
    let whole = key(area, &view.path, view.over.as_ref());
    let Part { x, y, width, height } = view.part;
    let against = view
        .against
        .as_ref()
        .map(|against| format!(" {:?} {}", against.shown, against.other.to_string_lossy()))
        .unwrap_or_default();
    PreviewKey {
        picture: format!("{}\n{x},{y} {width}x{height}{against}", whole.picture),
        ..whole
    }
}

/// Draws a close look into the middle of an area, if it is ready; gives back the cells that it covers.
pub(super) fn draw_closely(frame: &mut Frame, area: Rect, view: &CloseView, previews: &Previews) -> Option<Rect> {
    let area = area.intersection(frame.area());
    let preview = previews.get(&close_key(area, view))?;
    let middle = middle(area, preview.area());
    preview.render(middle, frame.buffer_mut());
    Some(middle)
}

fn middle(area: Rect, (width, height): (u16, u16)) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

fn key(area: Rect, path: &Path, over: Option<&Overlaid>) -> PreviewKey {
    let path = path.to_string_lossy();
    PreviewKey {
        picture: match over {
            Some(over) => {
                let level = if over.level { " levelled" } else { "" };
                format!("{path}\n{}{level} {}", over.reading.word(), over.mask.to_string_lossy())
            }
            None => path.into_owned(),
        },
        columns: area.width,
        rows: area.height,
    }
}

/// What to draw where a picture belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'a> {
    /// The file.
    pub(super) path: &'a Path,
    /// The mask that is laid over it.
    pub(super) over: Option<&'a Overlaid>,
    /// The picture to show until it is ready, such as the one before of a stream that sharpens.
    pub(super) until: Option<&'a Path>,
    /// Its width and height in pixels.
    pub(super) pixels: (u32, u32),
    /// What to say until it is ready.
    pub(super) words: &'a str,
}

/// Draws a picture into the middle of an area, or an empty frame of its shape until it is ready.
pub(super) fn draw(frame: &mut Frame, area: Rect, shape: Shape<'_>, previews: &Previews, look: Look<'_>) {
    let area = area.intersection(frame.area());
    if area.is_empty() {
        return;
    }
    if previews.is_held() {
        // Over a slow line only text moves; an empty area costs least.
        return;
    }
    let ready = previews.get(&key(area, shape.path, shape.over));
    let before = || previews.get(&key(area, shape.until?, None));
    let Some(preview) = ready.or_else(before) else {
        return placeholder::frame_of(frame, area, shape.pixels, shape.words, look);
    };
    if let Some(hundredths) = preview.progress() {
        let words = format!("picture {hundredths} %");
        placeholder::frame_of(frame, area, shape.pixels, &words, look);
    }
    preview.render(middle(area, preview.area()), frame.buffer_mut());
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::{
        term::Preview,
        ui::{Theme, test_frame::drawn},
    };

    struct Square;

    impl Preview for Square {
        fn area(&self) -> (u16, u16) {
            (4, 2)
        }

        fn render(&self, area: Rect, buffer: &mut Buffer) {
            for at in area.positions() {
                buffer[at].set_symbol("#");
            }
        }

        fn weight(&self) -> usize {
            1
        }
    }

    #[test]
    fn a_ready_picture_stands_in_the_middle_and_another_size_of_it_does_not() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let shape = Shape {
            path: Path::new("/kite.png"),
            over: None,
            until: Some(Path::new("/before.png")),
            pixels: (64, 64),
            words: "64×64",
        };
        let mut previews = Previews::default();
        let key = key(Rect::new(0, 0, 10, 4), shape.path, None);
        assert!(previews.insert(&key, Box::new(Square)).is_empty());
        let shown = |width| drawn(width, 4, |frame| draw(frame, frame.area(), shape, &previews, look));
        assert_eq!(shown(10), ["", "   ####", "   ####", ""]);
        assert!(shown(11).iter().all(|line| !line.contains('#')));
    }

    #[test]
    fn until_a_picture_is_ready_the_one_before_it_stays() {
        let theme = Theme::default();
        let look = Look {
            theme: &theme,
            letters: false,
        };
        let shape = Shape {
            path: Path::new("/sharper.png"),
            over: None,
            until: Some(Path::new("/kite.png")),
            pixels: (64, 64),
            words: "64×64",
        };
        let mut previews = Previews::default();
        let before = key(Rect::new(0, 0, 10, 4), Path::new("/kite.png"), None);
        let _ = previews.insert(&before, Box::new(Square));
        let shown = drawn(10, 4, |frame| draw(frame, frame.area(), shape, &previews, look));
        assert_eq!(shown, ["", "   ####", "   ####", ""]);
    }
}
