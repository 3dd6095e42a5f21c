//! How much of each pixel an edit gets where its mask fades into what is kept.

use std::collections::VecDeque;

use image::RgbaImage;

/// Chamfer distances (Borgefors 1986): a step along an axis and one across, in thirds of a pixel.
const STEP: u16 = 3;
const ACROSS: u16 = 4;

/// The share of the edit in every pixel, 0 to 255, row by row, for a mask that is transparent where the picture is
/// repainted.
///
/// What the mask keeps gets nothing; from there inwards the share grows over `feather` pixels to what the mask allows. A
/// strip or a spot too narrow for that fades faster, so that its middle is the edit's in full.
pub(super) fn shares(mask: &RgbaImage, feather: u32) -> Vec<u8> {
    let allowed = mask.pixels().map(|pixel| u8::MAX - pixel.0[3]);
    let ramp = STEP.saturating_mul(u16::try_from(feather).unwrap_or(u16::MAX / (4 * STEP)));
    if ramp == 0 {
        return allowed.collect();
    }
    let size = (mask.width() as usize, mask.height() as usize);
    let depths = depths(mask, size, 2 * ramp);
    let deepest = widened(&depths, size, 2 * feather as usize);
    let faded = depths.iter().zip(&deepest).map(|(depth, deepest)| {
        let ramp = ramp.min(deepest / 2).max(1);
        smooth(u32::from(*depth.min(&ramp)), u32::from(ramp))
    });
    allowed.zip(faded).map(|(allowed, faded)| allowed.min(faded)).collect()
}

/// From 0 to 255 with a gentle begin and end.
fn smooth(at: u32, of: u32) -> u8 {
    let (at, of) = (u64::from(at), u64::from(of));
    let risen = 255 * at * at * (3 * of - 2 * at) / (of * of * of);
    u8::try_from(risen).unwrap_or(u8::MAX)
}

/// How far every pixel lies from what is kept, up to `most`, in thirds of a pixel; the picture's edge keeps nothing.
fn depths(mask: &RgbaImage, (width, height): (usize, usize), most: u16) -> Vec<u16> {
    let mut depths: Vec<u16> = mask
        .pixels()
        .map(|pixel| if pixel.0[3] == u8::MAX { 0 } else { most })
        .collect();
    let at = |x: usize, y: usize| y * width + x;
    for y in 0..height {
        for x in 0..width {
            let mut least = depths[at(x, y)];
            let mut near = |x: usize, y: usize, step: u16| least = least.min(depths[at(x, y)] + step);
            if x > 0 {
                near(x - 1, y, STEP);
            }
            if y > 0 {
                near(x, y - 1, STEP);
                if x > 0 {
                    near(x - 1, y - 1, ACROSS);
                }
                if x + 1 < width {
                    near(x + 1, y - 1, ACROSS);
                }
            }
            depths[at(x, y)] = least;
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            let mut least = depths[at(x, y)];
            let mut near = |x: usize, y: usize, step: u16| least = least.min(depths[at(x, y)] + step);
            if x + 1 < width {
                near(x + 1, y, STEP);
            }
            if y + 1 < height {
                near(x, y + 1, STEP);
                if x + 1 < width {
                    near(x + 1, y + 1, ACROSS);
                }
                if x > 0 {
                    near(x - 1, y + 1, ACROSS);
                }
            }
            depths[at(x, y)] = least;
        }
    }
    depths
}

/// The largest value in a square around every pixel that reaches so far to each side.
fn widened(values: &[u16], (width, height): (usize, usize), reach: usize) -> Vec<u16> {
    let mut rows = Vec::with_capacity(values.len());
    for row in values.chunks(width.max(1)) {
        rows.extend(largest_near(row, reach));
    }
    let mut found = vec![0; values.len()];
    let mut column = Vec::with_capacity(height);
    for x in 0..width {
        column.clear();
        column.extend((0..height).map(|y| rows[y * width + x]));
        for (y, largest) in largest_near(&column, reach).into_iter().enumerate() {
            found[y * width + x] = largest;
        }
    }
    found
}

/// The largest value within `reach` of each place of a line.
fn largest_near(line: &[u16], reach: usize) -> Vec<u16> {
    let mut found = Vec::with_capacity(line.len());
    // Places of ever smaller values, the largest of those in reach first.
    let mut falling: VecDeque<usize> = VecDeque::new();
    let mut seen = 0;
    for place in 0..line.len() {
        while seen < line.len() && seen <= place + reach {
            while falling.back().is_some_and(|last| line[*last] <= line[seen]) {
                falling.pop_back();
            }
            falling.push_back(seen);
            seen += 1;
        }
        while falling.front().is_some_and(|first| *first + reach < place) {
            falling.pop_front();
        }
        found.push(falling.front().map_or(0, |first| line[*first]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgba;

    /// A mask that repaints where a condition holds.
    fn mask(width: u32, height: u32, open: impl Fn(u32, u32) -> bool) -> RgbaImage {
        RgbaImage::from_fn(width, height, |x, y| Rgba([0, 0, 0, if open(x, y) { 0 } else { 255 }]))
    }

    fn row(shares: &[u8], width: usize, y: usize) -> &[u8] {
        &shares[y * width..(y + 1) * width]
    }

    #[test]
    fn the_largest_in_reach_is_found() {
        assert_eq!(largest_near(&[1, 5, 2, 0, 0, 3], 1), [5, 5, 5, 2, 3, 3]);
        assert_eq!(largest_near(&[1, 5, 2, 0, 0, 3], 9), [5; 6]);
        assert_eq!(largest_near(&[4, 3], 0), [4, 3]);
        assert!(largest_near(&[], 3).is_empty());
    }

    #[test]
    fn the_share_grows_inwards_only() {
        let mask = mask(60, 8, |x, _| x >= 20);
        let shares = shares(&mask, 8);
        let row = row(&shares, 60, 4);
        assert!(row[..20].iter().all(|share| *share == 0));
        assert!(row[20] > 0 && row[20] < 40, "{}", row[20]);
        assert!(row[20..28].is_sorted());
        assert!(
            row[27..].iter().all(|share| *share == 255),
            "to the picture's edge: {row:?}"
        );
    }

    #[test]
    fn thin_strips_and_small_spots_get_the_edit_in_full_beside_a_large_area() {
        let strip = |x: u32| (10..13).contains(&x);
        let mask = mask(120, 90, |x, y| {
            strip(x) || (60..110).contains(&x) || ((30..35).contains(&x) && (40..45).contains(&y))
        });
        let shares = shares(&mask, 8);
        let row = row(&shares, 120, 42);
        assert_eq!(row[11], 255, "the strip");
        assert_eq!(row[32], 255, "the spot");
        assert_eq!(row[85], 255, "the area");
        assert!(row[61] < 100, "which still has its seam: {}", row[61]);
    }

    #[test]
    fn a_soft_mask_never_gets_more_than_it_allows() {
        let soft = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 155]));
        assert!(shares(&soft, 8).iter().all(|share| *share == 100));
        assert_eq!(shares(&mask(3, 1, |x, _| x == 1), 0), [0, 255, 0]);
    }
}
