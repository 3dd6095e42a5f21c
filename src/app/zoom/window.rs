//! Which part of a picture is seen, and how large; pure numbers.

use crate::domain::Part;

/// How many pixels of the screen a pixel of the picture takes, as a fraction: from far away to close by.
const SCALES: [(u32, u32); 19] = [
    (1, 16),
    (1, 12),
    (1, 8),
    (1, 6),
    (1, 4),
    (1, 3),
    (1, 2),
    (2, 3),
    (1, 1),
    (2, 1),
    (3, 1),
    (4, 1),
    (6, 1),
    (8, 1),
    (12, 1),
    (16, 1),
    (24, 1),
    (32, 1),
    (64, 1),
];

/// How a picture is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Scale {
    /// All of it is seen, as large as fits.
    #[default]
    Fit,
    /// So many pixels of the screen for so many of the picture.
    At(u32, u32),
}

/// The view of a picture. Sizes are in pixels: `size` is the picture's, `room` that of the cells it is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    scale: Scale,
    /// Twice the middle of what is seen, so that it lies between pixels too; nothing is the picture's middle.
    twice_middle: Option<(u32, u32)>,
}

impl Window {
    /// What is seen.
    #[must_use]
    pub fn part(&self, size: (u32, u32), room: (u32, u32)) -> Part {
        let Scale::At(over, under) = self.scale else {
            return Part::whole((size.0.max(1), size.1.max(1)));
        };
        let middle = self.twice_middle.unwrap_or(size);
        let along = |size: u32, room: u32, middle: u32| {
            let seen = (u64::from(room) * u64::from(under) / u64::from(over)).clamp(1, u64::from(size.max(1)));
            let seen = u32::try_from(seen).unwrap_or(size);
            let first = (middle.saturating_sub(seen) / 2).min(size.saturating_sub(seen));
            (first, seen)
        };
        let (x, width) = along(size.0, room.0, middle.0);
        let (y, height) = along(size.1, room.1, middle.1);
        Part { x, y, width, height }
    }

    /// How large the picture is seen, in thousandths of its own size.
    #[must_use]
    pub fn per_mille(&self, size: (u32, u32), room: (u32, u32)) -> u32 {
        let (over, under) = self.fraction(size, room);
        u32::try_from(u64::from(over) * 1000 / u64::from(under.max(1))).unwrap_or(u32::MAX)
    }

    /// Whether all of the picture is seen because the person wants that.
    #[must_use]
    pub const fn is_fit(&self) -> bool {
        matches!(self.scale, Scale::Fit)
    }

    fn fraction(&self, size: (u32, u32), room: (u32, u32)) -> (u32, u32) {
        match self.scale {
            Scale::At(over, under) => (over, under),
            Scale::Fit => {
                let (width, height) = (size.0.max(1), size.1.max(1));
                let tall = u64::from(width) * u64::from(room.1) < u64::from(height) * u64::from(room.0);
                let (over, under) = if tall { (room.1, height) } else { (room.0, width) };
                // Enlarged, every pixel takes the same whole number of pixels.
                if over >= under {
                    (over / under, 1)
                } else {
                    (over.max(1), under)
                }
            }
        }
    }

    /// Goes a step closer or further; `around` is what stays in the middle.
    pub fn step(&mut self, closer: bool, size: (u32, u32), room: (u32, u32), around: Option<(u32, u32)>) {
        let (over, under) = self.fraction(size, room);
        let compared =
            |scale: (u32, u32)| (u64::from(scale.0) * u64::from(under)).cmp(&(u64::from(over) * u64::from(scale.1)));
        let fit = Self::default().fraction(size, room);
        let above_fit =
            |scale: (u32, u32)| u64::from(scale.0) * u64::from(fit.1) > u64::from(fit.0) * u64::from(scale.1);
        let next = if closer {
            SCALES.into_iter().find(|scale| compared(*scale).is_gt())
        } else {
            SCALES
                .into_iter()
                .rev()
                .find(|scale| compared(*scale).is_lt())
                .filter(|scale| above_fit(*scale))
        };
        match next {
            Some(scale) => self.go(scale, size, room, around),
            None if closer => {}
            None => self.fit(),
        }
    }

    fn go(&mut self, (over, under): (u32, u32), size: (u32, u32), room: (u32, u32), around: Option<(u32, u32)>) {
        self.scale = Scale::At(over, under);
        if let Some((x, y)) = around {
            self.twice_middle = Some((2 * x + 1, 2 * y + 1));
        }
        self.settle(size, room);
    }

    /// Shows all of the picture.
    pub fn fit(&mut self) {
        self.scale = Scale::Fit;
    }

    /// Shows every pixel as one of the screen.
    pub fn pixels(&mut self, size: (u32, u32), room: (u32, u32), around: Option<(u32, u32)>) {
        self.go((1, 1), size, room, around);
    }

    /// Moves what is seen by so many pixels of the picture.
    pub fn pan(&mut self, (right, down): (i64, i64), size: (u32, u32), room: (u32, u32)) {
        if self.is_fit() {
            return;
        }
        let part = self.part(size, room);
        let moved = |first: u32, seen: u32, by: i64| {
            let first = u32::try_from((i64::from(first) + by).max(0)).unwrap_or(u32::MAX / 4);
            first.min(u32::MAX / 4) * 2 + seen
        };
        self.twice_middle = Some((moved(part.x, part.width, right), moved(part.y, part.height, down)));
        self.settle(size, room);
    }

    /// Moves what is seen as little as it takes to see a pixel.
    pub fn reveal(&mut self, (x, y): (u32, u32), size: (u32, u32), room: (u32, u32)) {
        let part = self.part(size, room);
        let missing = |at: u32, first: u32, seen: u32| match at {
            at if at < first => i64::from(at) - i64::from(first),
            at => (i64::from(at) + 1 - i64::from(first) - i64::from(seen)).max(0),
        };
        let by = (missing(x, part.x, part.width), missing(y, part.y, part.height));
        if by != (0, 0) {
            self.pan(by, size, room);
        }
    }

    /// The same place of another picture.
    pub fn over(&mut self, from: (u32, u32), to: (u32, u32)) {
        self.twice_middle = self
            .twice_middle
            .map(|(x, y)| (scaled(x, from.0, to.0), scaled(y, from.1, to.1)));
    }

    /// Forgets how far past the edge the person wanted to go, so that the way back begins at once.
    fn settle(&mut self, size: (u32, u32), room: (u32, u32)) {
        let part = self.part(size, room);
        self.twice_middle = Some((2 * part.x + part.width, 2 * part.y + part.height));
    }
}

/// A place along a side, at the same place of another side.
pub(super) fn scaled(at: u32, from: u32, to: u32) -> u32 {
    let place = u64::from(at) * u64::from(to) / u64::from(from.max(1));
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (u32, u32) = (1000, 600);
    const ROOM: (u32, u32) = (400, 300);

    fn part(x: u32, y: u32, width: u32, height: u32) -> Part {
        Part { x, y, width, height }
    }

    #[test]
    fn fit_shows_all_and_one_to_one_what_has_room() {
        let mut window = Window::default();
        assert_eq!(window.part(SIZE, ROOM), part(0, 0, 1000, 600));
        assert_eq!(window.per_mille(SIZE, ROOM), 400);
        window.pixels(SIZE, ROOM, None);
        assert_eq!(window.part(SIZE, ROOM), part(300, 150, 400, 300));
        assert_eq!(window.per_mille(SIZE, ROOM), 1000);
        window.fit();
        assert_eq!(window.part(SIZE, ROOM), part(0, 0, 1000, 600));
        assert_eq!(Window::default().per_mille((100, 100), ROOM), 3000, "whole squares");
    }

    #[test]
    fn steps_go_closer_and_back_to_fit() {
        let mut window = Window::default();
        let mut seen = Vec::new();
        for _ in 0..6 {
            window.step(true, SIZE, ROOM, None);
            seen.push(window.per_mille(SIZE, ROOM));
        }
        assert_eq!(seen, [500, 666, 1000, 2000, 3000, 4000]);
        for _ in 0..5 {
            window.step(false, SIZE, ROOM, None);
        }
        assert_eq!(window.per_mille(SIZE, ROOM), 500);
        assert!(!window.is_fit());
        window.step(false, SIZE, ROOM, None);
        assert!(window.is_fit());
        (0..40).for_each(|_| window.step(true, SIZE, ROOM, None));
        assert_eq!(window.per_mille(SIZE, ROOM), 64_000);
        assert_eq!(window.part(SIZE, ROOM).width, 6);
    }

    #[test]
    fn panning_stops_at_the_edge_and_comes_back_at_once() {
        let mut window = Window::default();
        window.pixels(SIZE, ROOM, None);
        window.pan((10_000, -10_000), SIZE, ROOM);
        assert_eq!(window.part(SIZE, ROOM), part(600, 0, 400, 300));
        window.pan((-1, 1), SIZE, ROOM);
        assert_eq!(window.part(SIZE, ROOM), part(599, 1, 400, 300));
        let mut fit = Window::default();
        fit.pan((5, 5), SIZE, ROOM);
        assert_eq!(fit, Window::default());
    }

    #[test]
    fn a_step_keeps_the_middle_and_a_pixel_comes_into_view() {
        let mut window = Window::default();
        window.pixels(SIZE, ROOM, Some((500, 300)));
        window.step(true, SIZE, ROOM, Some((510, 290)));
        let seen = window.part(SIZE, ROOM);
        assert_eq!(seen, part(410, 215, 200, 150));
        window.reveal((411, 215), SIZE, ROOM);
        assert_eq!(window.part(SIZE, ROOM), seen, "it was seen already");
        window.reveal((409, 366), SIZE, ROOM);
        assert_eq!(window.part(SIZE, ROOM), part(409, 217, 200, 150));
    }

    #[test]
    fn the_same_place_of_a_larger_picture_is_seen() {
        let mut window = Window::default();
        window.pixels(SIZE, ROOM, Some((250, 150)));
        window.over(SIZE, (2000, 1200));
        let seen = window.part((2000, 1200), ROOM);
        assert_eq!((seen.x + seen.width / 2, seen.y + seen.height / 2), (500, 300));
        assert_eq!(
            window.part((3, 2), ROOM),
            part(0, 0, 3, 2),
            "nor past the edge of a small one"
        );
    }
}
