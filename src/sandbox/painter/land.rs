//! Mountains, hills and dunes, one behind the other, paler with the distance.

use tiny_skia::Color;

use super::{
    colour::{darker, faded, lighter, lightness, mix},
    dice::Dice,
    shapes::{Spot, below, curve, polygon},
    sky,
    stage::Stage,
};

/// A soft line across the picture.
#[derive(Debug, Clone, Copy)]
pub struct Contour {
    base: f32,
    waves: [(f32, f32, f32); 3],
}

impl Contour {
    /// A line that rolls up and down by about `swing` around a height.
    pub fn rolling(dice: &mut Dice, base: f32, swing: f32) -> Self {
        let mut wave = |share: f32, slow: f32, fast: f32| {
            (
                swing * share,
                dice.between(slow, fast),
                dice.between(0.0, std::f32::consts::TAU),
            )
        };
        Self {
            base,
            waves: [wave(0.6, 1.6, 3.2), wave(0.3, 3.5, 6.0), wave(0.1, 8.0, 13.0)],
        }
    }

    /// The same without its smallest waves.
    pub fn smoothed(mut self) -> Self {
        self.waves[2].0 = 0.0;
        self
    }

    /// The height of the line at this place.
    pub fn y(&self, x: f32) -> f32 {
        self.base
            + self
                .waves
                .iter()
                .map(|(swing, speed, phase)| swing * (speed * x + phase).sin())
                .sum::<f32>()
    }

    /// Places along the line, a little beyond both edges.
    pub fn spots(&self, width: f32) -> Vec<Spot> {
        (0..=40u16)
            .map(|step| f32::from(step) / 40.0 * (width + 0.1) - 0.05)
            .map(|x| (x, self.y(x)))
            .collect()
    }
}

/// The colour of land at this share of the way from the horizon to the eye.
pub fn tone(stage: &Stage, share: f32) -> Color {
    mix(stage.palette.far, stage.palette.near, share)
}

/// Fills the land below a line: its colour above, hazier towards its foot.
pub fn fill(stage: &mut Stage, spots: &[Spot], colour: Color, haze: f32) {
    let highest = spots.iter().map(|spot| spot.1).fold(f32::MAX, f32::min);
    let foot = mix(colour, stage.palette.sky[2], haze);
    let bottom = stage.sketch.height + 0.02;
    let path = below(spots, bottom);
    stage.sketch.fade(path, (highest, colour), (highest + 0.32, foot));
}

/// Peaks in several rows, with shade on the side away from the light and snow where it is cold.
pub fn mountains(stage: &mut Stage, snowy: bool) {
    let rows = stage.dice.count(3, 4);
    // Under snow the near land is white, but rock stays rock.
    let rock = if lightness(stage.palette.near) > 0.5 {
        stage.palette.dark
    } else {
        stage.palette.near
    };
    for row in 0..rows {
        let share = f32::from(row) / f32::from(rows);
        let base = stage.depth(0.04 + 0.44 * share);
        let rise = stage.horizon * (0.62 - 0.34 * share) * stage.dice.between(0.9, 1.15);
        let spots = jagged(&mut stage.dice, stage.sketch.width, base, rise);
        let colour = mix(stage.palette.far, rock, share * if snowy { 0.6 } else { 0.85 });
        let mut edge = vec![(-0.2, stage.sketch.height)];
        edge.extend(&spots);
        edge.push((stage.sketch.width + 0.2, stage.sketch.height));
        let foot = mix(colour, stage.palette.sky[2], 0.5 - 0.3 * share);
        stage
            .sketch
            .fade(polygon(&edge), (base - rise, colour), (base + 0.12, foot));
        shade(stage, &spots, colour, rise);
        if snowy || row == 0 {
            caps(stage, &spots, base, if snowy { 0.5 } else { 0.36 });
        }
        if row + 1 < rows {
            sky::mist(stage, base + 0.02, 0.26 - 0.14 * share);
        }
    }
}

/// Halves the line again and again, moving each new place up or down by less.
fn jagged(dice: &mut Dice, width: f32, base: f32, rise: f32) -> Vec<Spot> {
    let corners = dice.count(4, 6);
    let mut spots: Vec<Spot> = (0..=corners)
        .map(|corner| {
            let nudge = dice.between(-0.06, 0.06);
            let x = f32::from(corner) / f32::from(corners) * (width + 0.3) - 0.15 + nudge;
            let up = if corner % 2 == 1 {
                dice.between(0.65, 1.0)
            } else {
                dice.between(0.05, 0.3)
            };
            (x, base - rise * up)
        })
        .collect();
    let mut rough = rise * 0.16;
    for _ in 0..4 {
        let mut finer = Vec::with_capacity(spots.len() * 2);
        for pair in spots.windows(2) {
            if let [from, to] = pair {
                finer.push(*from);
                let along = dice.between(0.4, 0.6);
                finer.push((
                    from.0 + (to.0 - from.0) * along,
                    from.1 + (to.1 - from.1) * along + dice.between(-rough, rough),
                ));
            }
        }
        finer.extend(spots.last());
        spots = finer;
        rough *= 0.52;
    }
    spots
}

/// The places of the line that stand higher than all near them.
fn peaks(spots: &[Spot], reach: usize) -> Vec<usize> {
    let stands_out = |at: usize| {
        let around = spots
            .get(at.saturating_sub(reach)..(at + reach + 1).min(spots.len()))
            .unwrap_or_default();
        around
            .iter()
            .all(|spot| spots.get(at).is_some_and(|peak| peak.1 <= spot.1))
    };
    (reach..spots.len().saturating_sub(reach))
        .filter(|at| stands_out(*at))
        .collect()
}

fn shade(stage: &mut Stage, spots: &[Spot], colour: Color, rise: f32) {
    let dark = faded(mix(darker(colour, 0.35), stage.palette.dark, 0.3), 0.34);
    for peak in peaks(spots, 4) {
        let Some(top) = spots.get(peak).copied() else { continue };
        let away_right = top.0 > stage.light_at.0;
        let mut outline = vec![top];
        let slope: Vec<Spot> = if away_right {
            spots.iter().skip(peak).take(9).copied().collect()
        } else {
            spots.iter().take(peak + 1).rev().take(9).copied().collect()
        };
        let Some(last) = slope.last().copied() else { continue };
        outline.extend(&slope);
        let depth = rise * 0.9;
        outline.push((last.0, last.1 + depth * 0.35));
        let side = if away_right { 1.0 } else { -1.0 };
        for (inward, down) in [(0.30, 0.85), (0.22, 0.62), (0.10, 0.50), (0.13, 0.34), (0.02, 0.18)] {
            let jitter = stage.dice.between(-0.012, 0.012);
            outline.push((top.0 + side * inward * depth * 0.6 + jitter, top.1 + depth * down));
        }
        stage.sketch.fade(
            polygon(&outline),
            (top.1, dark),
            (top.1 + depth * 0.9, faded(dark, 0.0)),
        );
    }
}

/// Snow on the upper `share` of each peak.
fn caps(stage: &mut Stage, spots: &[Spot], base: f32, share: f32) {
    let snow = mix(Color::WHITE, stage.palette.sky[2], 0.2);
    for peak in peaks(spots, 6) {
        let Some(top) = spots.get(peak).copied().filter(|top| base - top.1 > 0.08) else {
            continue;
        };
        let line = top.1 + (base - top.1) * share;
        let left = spots
            .iter()
            .take(peak)
            .rposition(|spot| spot.1 > line)
            .map_or(0, |at| at + 1);
        let right = spots
            .iter()
            .skip(peak)
            .position(|spot| spot.1 > line)
            .map_or(spots.len(), |at| at + peak);
        let mut outline: Vec<Spot> = spots.get(left..right).unwrap_or_default().to_vec();
        let (Some(first), Some(last)) = (outline.first().copied(), outline.last().copied()) else {
            continue;
        };
        let reach = (base - top.1) * share;
        for tooth in (0..9u16).rev() {
            let along = (f32::from(tooth) + 0.5) / 9.0;
            let drop = if tooth % 2 == 0 {
                stage.dice.between(0.10, 0.42)
            } else {
                stage.dice.between(-0.28, -0.02)
            };
            outline.push((first.0 + (last.0 - first.0) * along, line + drop * reach));
        }
        stage.sketch.fade(
            polygon(&outline),
            (top.1, faded(snow, 0.97)),
            (line + reach * 0.4, faded(snow, 0.7)),
        );
        let right_side = top.0 > stage.light_at.0;
        let side = if right_side { 1.0 } else { -1.0 };
        let end = if right_side { last } else { first };
        let blue = faded(mix(stage.palette.sky[0], stage.palette.dark, 0.25), 0.30);
        let shaded = polygon(&[
            top,
            end,
            (top.0 + side * reach * 0.16, line + reach * 0.2),
            (top.0 + side * reach * 0.22, top.1 + reach * 0.5),
        ]);
        stage.sketch.flat(shaded, blue);
    }
}

/// Soft hills in several rows.
pub fn hills(stage: &mut Stage) -> Contour {
    let rows = stage.dice.count(4, 5);
    let mut nearest = Contour::rolling(&mut stage.dice, stage.horizon, 0.0);
    for row in 0..rows {
        let share = f32::from(row) / f32::from(rows);
        let base = stage.depth(0.04 + 0.62 * share * share.sqrt());
        nearest = Contour::rolling(&mut stage.dice, base, 0.03 + 0.035 * share);
        let spots = nearest.spots(stage.sketch.width);
        let colour = tone(stage, share * 0.85);
        fill(stage, &spots, colour, 0.42 - 0.35 * share);
        furrows(stage, nearest, colour, share);
        if row + 1 < rows {
            sky::mist(stage, base + 0.05, 0.22 * (1.0 - share));
        }
    }
    nearest
}

/// A few strokes that follow the slope.
fn furrows(stage: &mut Stage, contour: Contour, colour: Color, share: f32) {
    for _ in 0..stage.spent(3, 3) {
        let from = stage.dice.between(-0.1, stage.sketch.width);
        let length = stage.dice.between(0.15, 0.45);
        let down = stage.dice.between(0.012, 0.10);
        let spots: Vec<Spot> = (0..6u16)
            .map(|step| from + length * f32::from(step) / 5.0)
            .map(|x| (x, contour.y(x) + down + 0.02 * (x - from)))
            .collect();
        let tone = if stage.dice.chance(0.5) {
            lighter(colour, 0.25)
        } else {
            darker(colour, 0.2)
        };
        let width = stage.dice.between(0.002, 0.006) * (0.5 + share);
        stage.sketch.line(curve(&spots), faded(tone, 0.3), width);
    }
}

/// The ground in front, on which figures stand.
pub fn foreground(stage: &mut Stage, height: f32) -> Contour {
    let contour = Contour::rolling(&mut stage.dice, height, 0.022);
    let near = stage.palette.near;
    let spots = contour.spots(stage.sketch.width);
    let bottom = stage.sketch.height + 0.02;
    let foot = if lightness(near) > 0.5 {
        darker(near, 0.12)
    } else {
        darker(near, 0.3)
    };
    stage.sketch.fade(
        below(&spots, bottom),
        (height - 0.02, lighter(near, 0.07)),
        (bottom, foot),
    );
    furrows(stage, contour, near, 1.0);
    contour
}
