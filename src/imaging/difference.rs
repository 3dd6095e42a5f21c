//! How two pictures of one size differ: in numbers inside and outside a mask, as a map of heat, and side by side.

use image::{Pixel as _, Rgba, RgbaImage};

use super::{ImagingError, Mask, closer};
use crate::domain::{Change, Changed, Part};

/// From this distance on, in levels of 255, a pixel counts as changed. A picture that a model has painted anew or that
/// was packed as JPEG differs everywhere by a few levels that nobody sees.
pub const VISIBLE: u8 = 24;

/// The colours of the heat at some distances: ever brighter, so that the map reads without colour.
const HEAT: [(u8, [u8; 3]); 3] = [
    (VISIBLE, [118, 44, 150]),
    (96, [226, 92, 52]),
    (u8::MAX, [255, 250, 200]),
];
/// What did not change is seen this many times darker, in grey, for one's bearings.
const DIMMED: u8 = 6;
/// The two pixels of a seam, light beside dark, to be seen on any picture.
const SEAM: [[u8; 4]; 2] = [[255, 255, 255, 255], [0, 0, 0, 255]];

/// How far apart two pixels are, 0 to 255: the largest distance of a channel, colours counting by their opacity.
#[must_use]
pub fn distance(one: Rgba<u8>, other: Rgba<u8>) -> u8 {
    let seen = |pixel: Rgba<u8>, channel: usize| match pixel.0[3] {
        u8::MAX => pixel.0[channel],
        alpha => scaled(pixel.0[channel], alpha),
    };
    let colours = (0..3).map(|channel| seen(one, channel).abs_diff(seen(other, channel)));
    colours.fold(one.0[3].abs_diff(other.0[3]), u8::max)
}

fn scaled(value: u8, by: u8) -> u8 {
    let product = u32::from(value) * u32::from(by);
    u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
}

/// Sums over some pixels.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    pixels: u64,
    visible: u64,
    distance: u64,
}

impl Sums {
    fn add(&mut self, distance: u8) {
        self.pixels += 1;
        self.visible += u64::from(distance >= VISIBLE);
        self.distance += u64::from(distance);
    }

    fn told(self) -> Option<Changed> {
        if self.pixels == 0 {
            return None;
        }
        let rounded = |part: u64, of: u64| (part + of / 2) / of;
        let share = match self.visible {
            0 => 0,
            all if all == self.pixels => 1000,
            some => rounded(some * 1000, self.pixels).clamp(1, 999),
        };
        Some(Changed {
            per_mille: u16::try_from(share).unwrap_or(1000),
            mean_tenths: u16::try_from(rounded(self.distance * 10, self.pixels)).unwrap_or(u16::MAX),
        })
    }
}

/// How much changed where a mask keeps the picture and where it lets it be repainted, however little; without a mask
/// everything is outside. All must have one size; pixels that only one of them has do not count.
#[must_use]
pub fn change(before: &RgbaImage, after: &RgbaImage, mask: Option<&Mask>) -> Change {
    let (mut outside, mut inside) = (Sums::default(), Sums::default());
    let pairs = before.pixels().zip(after.pixels());
    match mask {
        None => pairs.for_each(|(one, other)| outside.add(distance(*one, *other))),
        Some(mask) => {
            for ((one, other), kept) in pairs.zip(mask.pixels().pixels()) {
                let sums = if kept.0[3] == u8::MAX {
                    &mut outside
                } else {
                    &mut inside
                };
                sums.add(distance(*one, *other));
            }
        }
    }
    Change {
        outside: outside.told(),
        inside: inside.told(),
        scaled_from: None,
    }
}

/// Where two pictures of one size differ, in the shape of the part that is shown in a box of pixels.
pub fn heat(before: &RgbaImage, after: &RgbaImage, part: Part, within: (u32, u32)) -> Result<RgbaImage, ImagingError> {
    let part = part.within(before.dimensions());
    let map = RgbaImage::from_fn(part.width, part.height, |x, y| {
        let one = before.get_pixel(part.x + x, part.y + y);
        let other = after.get_pixel_checked(part.x + x, part.y + y).unwrap_or(one);
        glowing(distance(*one, *other), one.to_luma().0[0] / DIMMED)
    });
    closer(&map, Part::whole(map.dimensions()), within)
}

fn glowing(distance: u8, grey: u8) -> Rgba<u8> {
    let mut below = (0, [grey; 3]);
    for stop in HEAT {
        if distance <= stop.0 {
            let (gone, span) = (u32::from(distance - below.0), u32::from(stop.0 - below.0).max(1));
            let mix = |from: u8, to: u8| {
                let mixed = (u32::from(from) * (span - gone) + u32::from(to) * gone) / span;
                u8::try_from(mixed).unwrap_or(u8::MAX)
            };
            let [red, green, blue] = [0, 1, 2].map(|channel: usize| mix(below.1[channel], stop.1[channel]));
            return Rgba([red, green, blue, u8::MAX]);
        }
        below = stop;
    }
    let [red, green, blue] = below.1;
    Rgba([red, green, blue, u8::MAX])
}

/// The same part of two pictures of one size, the first left of a seam and the second right of it; `at` is the seam's
/// place in thousandths of the width.
pub fn split(
    (left, right): (&RgbaImage, &RgbaImage),
    part: Part,
    within: (u32, u32),
    at: u16,
) -> Result<RgbaImage, ImagingError> {
    let mut shown = closer(left, part, within)?;
    let other = closer(right, part, within)?;
    let seam = u32::try_from(u64::from(shown.width()) * u64::from(at.min(1000)) / 1000).unwrap_or(0);
    for (x, y, pixel) in shown.enumerate_pixels_mut() {
        if x >= seam
            && let Some(beside) = other.get_pixel_checked(x, y)
        {
            *pixel = *beside;
        }
    }
    for (x, colour) in (seam.saturating_sub(1)..).zip(SEAM) {
        for y in 0..shown.height() {
            if let Some(pixel) = shown.get_pixel_mut_checked(x, y) {
                *pixel = Rgba(colour);
            }
        }
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MaskReading;
    use image::{GrayImage, Luma};

    const GREY: Rgba<u8> = Rgba([100, 100, 100, 255]);

    fn plain() -> RgbaImage {
        RgbaImage::from_pixel(100, 10, GREY)
    }

    /// Columns 0 to 24 are repainted, 25 to 29 a little, the rest is kept.
    fn mask() -> Mask {
        let grey = GrayImage::from_fn(100, 10, |x, _| {
            Luma([match x {
                0..25 => 255,
                25..30 => 40,
                _ => 0,
            }])
        });
        Mask::new(grey.into(), MaskReading::WhiteReplaces)
    }

    #[test]
    fn the_meter_counts_inside_and_outside_apart() {
        let mut after = plain();
        // 24 of 30 columns inside and 7 of 70 outside change by 50; one column outside by what nobody sees.
        for x in (0..24).chain(40..47) {
            (0..10).for_each(|y| after.put_pixel(x, y, Rgba([150, 100, 100, 255])));
        }
        (0..10).for_each(|y| after.put_pixel(50, y, Rgba([100, 100, 123, 255])));
        let told = change(&plain(), &after, Some(&mask()));
        let expected = |per_mille, mean_tenths| Some(Changed { per_mille, mean_tenths });
        assert_eq!(told.inside, expected(800, 400));
        assert_eq!(told.outside, expected(100, 53), "(7 × 50 + 23) / 70 levels");
        let whole = change(&plain(), &after, None);
        assert_eq!((whole.inside, whole.outside), (None, expected(310, 157)));
    }

    #[test]
    fn nothing_and_all_are_said_only_when_they_are_true() {
        let mut after = plain();
        assert_eq!(
            change(&plain(), &after, None).outside.map(|told| told.per_mille),
            Some(0)
        );
        after = RgbaImage::from_pixel(200, 100, GREY);
        let before = after.clone();
        after.put_pixel(3, 3, Rgba([255; 4]));
        assert_eq!(
            change(&before, &after, None).outside.map(|told| told.per_mille),
            Some(1)
        );
        let all = Mask::new(
            GrayImage::from_pixel(200, 100, Luma([255])).into(),
            MaskReading::WhiteReplaces,
        );
        assert_eq!(change(&before, &after, Some(&all)).outside, None);
    }

    #[test]
    fn what_cannot_be_seen_does_not_count() {
        assert_eq!(distance(Rgba([255, 0, 0, 0]), Rgba([0, 255, 9, 0])), 0);
        assert_eq!(distance(Rgba([200, 0, 0, 255]), Rgba([200, 0, 0, 155])), 100);
        assert_eq!(distance(Rgba([0, 10, 0, 255]), Rgba([0, 0, 30, 255])), 30);
    }

    #[test]
    fn heat_grows_brighter_with_the_difference() {
        let mut before = None;
        for step in (0..=255_u8).step_by(15) {
            let one = RgbaImage::from_pixel(1, 1, Rgba([0, 0, 0, 255]));
            let other = RgbaImage::from_pixel(1, 1, Rgba([step, 0, 0, 255]));
            let shown = heat(&one, &other, Part::whole((1, 1)), (1, 1)).unwrap();
            let light = shown.get_pixel(0, 0).to_luma().0[0];
            assert!(
                before.is_none_or(|before| light > before),
                "{step}: {light} after {before:?}"
            );
            before = Some(light);
        }
    }

    #[test]
    fn what_is_the_same_is_dark_and_what_differs_glows_at_its_place() {
        let mut after = plain();
        after.put_pixel(60, 5, Rgba([255, 255, 255, 255]));
        let part = Part {
            x: 58,
            y: 4,
            width: 4,
            height: 3,
        };
        let shown = heat(&plain(), &after, part, (8, 6)).unwrap();
        assert_eq!(shown.dimensions(), (8, 6));
        for (x, y, pixel) in shown.enumerate_pixels() {
            let glows = (x / 2, y / 2) == (2, 1);
            assert_eq!(pixel.to_luma().0[0] > 60, glows, "{x},{y}");
        }
    }

    #[test]
    fn a_seam_has_the_first_picture_at_its_left() {
        let right = RgbaImage::from_pixel(100, 10, Rgba([0, 200, 0, 255]));
        let whole = Part::whole((100, 10));
        for (at, seam) in [(0, 0), (500, 50), (333, 33), (1000, 100)] {
            let shown = split((&plain(), &right), whole, (100, 10), at).unwrap();
            for (x, _, pixel) in shown.enumerate_pixels() {
                if x + 2 < seam {
                    assert_eq!(*pixel, GREY, "{x} at {at}");
                } else if x > seam + 1 {
                    assert_eq!(pixel.0, [0, 200, 0, 255], "{x} at {at}");
                }
            }
        }
    }
}
