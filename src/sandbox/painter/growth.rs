//! What grows: woods, single trees, grass and flowers.

use tiny_skia::Color;

use super::{
    colour::{darker, faded, lighter, mix},
    land::Contour,
    shapes::{Spot, blob, circle, curve, ellipse, placed, polygon},
    sky,
    stage::Stage,
};

/// Rows of trees, paler with the distance; pointed ones, or round ones in autumn and spring.
pub fn woods(stage: &mut Stage, round: bool) {
    let rows = 4u16;
    for row in 0..rows {
        let share = f32::from(row) / f32::from(rows - 1);
        let base = stage.depth(0.03 + 0.55 * share);
        let contour = Contour::rolling(&mut stage.dice, base, 0.03);
        let colour = mix(stage.palette.far, stage.palette.near, 0.12 + 0.8 * share);
        let bottom = stage.sketch.height + 0.02;
        let path = super::shapes::below(&contour.spots(stage.sketch.width), bottom);
        stage.sketch.fade(
            path,
            (base - 0.02, colour),
            (base + 0.25, mix(colour, stage.palette.sky[2], 0.35 * (1.0 - share))),
        );
        let tall = 0.10 + 0.24 * share;
        let step = tall * if round { 0.42 } else { 0.24 };
        let mut x = -0.05;
        while x < stage.sketch.width + 0.05 {
            let height = tall * stage.dice.between(0.6, 1.15);
            let foot = (x, contour.y(x) + 0.012);
            if round {
                leafy(stage, foot, height, share);
            } else {
                conifer(stage, foot, height, darker(colour, 0.08));
            }
            x += step * stage.dice.between(0.55, 1.45);
        }
        if row + 1 < rows {
            sky::mist(stage, base + 0.02, 0.30 * (1.0 - share));
        }
    }
}

/// A few groups of pointed trees at the foot of mountains.
pub fn copses(stage: &mut Stage) {
    for _ in 0..stage.dice.count(2, 4) {
        let middle = stage.sketch.width * stage.dice.between(0.0, 1.0);
        let y = stage.depth(stage.dice.clone().between(0.66, 0.78));
        let dark = mix(stage.palette.dark, stage.palette.far, stage.dice.between(0.05, 0.3));
        for _ in 0..stage.dice.count(4, 9) {
            let foot = (
                middle + stage.dice.between(-0.16, 0.16),
                y + stage.dice.between(0.0, 0.08),
            );
            let height = stage.dice.between(0.07, 0.16);
            conifer(stage, foot, height, dark);
        }
    }
}

/// A pointed tree with ragged boughs.
pub fn conifer(stage: &mut Stage, foot: Spot, height: f32, colour: Color) {
    let tiers = 6u16;
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for tier in 1..=tiers {
        let share = f32::from(tier) / f32::from(tiers);
        let y = foot.1 - height * (1.0 - share * 0.93);
        let reach = height * 0.21 * share.powf(0.85);
        let (l, r) = (stage.dice.between(0.85, 1.15), stage.dice.between(0.85, 1.15));
        left.extend([
            (foot.0 - reach * l, y + height * 0.012),
            (foot.0 - reach * 0.48, y - height * 0.02),
        ]);
        right.extend([
            (foot.0 + reach * r, y + height * 0.012),
            (foot.0 + reach * 0.48, y - height * 0.02),
        ]);
    }
    let mut outline = vec![(foot.0, foot.1 - height)];
    outline.extend(right);
    outline.extend(left.into_iter().rev());
    stage.sketch.flat(polygon(&outline), colour);
    let trunk = curve(&[(foot.0, foot.1 - height * 0.09), foot]);
    stage.sketch.line(trunk, darker(colour, 0.25), height * 0.035);
}

/// A round tree in one of the leaf colours.
pub fn leafy(stage: &mut Stage, foot: Spot, height: f32, share: f32) {
    let [first, second, third] = stage.palette.accents;
    let leaf = stage.dice.pick(&[first, second, third, mix(first, second, 0.5)], first);
    let leaf = mix(stage.palette.far, leaf, 0.35 + 0.6 * share);
    let trunk = mix(stage.palette.dark, stage.palette.far, 0.7 * (1.0 - share));
    let bent = foot.0 + height * stage.dice.between(-0.05, 0.05);
    stage.sketch.line(
        curve(&[foot, (bent, foot.1 - height * 0.35), (foot.0, foot.1 - height * 0.7)]),
        trunk,
        height * 0.04,
    );
    crown(stage, (foot.0, foot.1 - height * 0.66), height * 0.33, leaf);
}

/// Leaves in heaps: dark ones below, light ones towards the light.
fn crown(stage: &mut Stage, centre: Spot, radius: f32, leaf: Color) {
    let side = if stage.light_at.0 > centre.0 { 1.0 } else { -1.0 };
    let layers = [
        (0.0, 0.0, 1.0, darker(leaf, 0.16)),
        (0.12, -0.12, 0.82, leaf),
        (0.25, -0.30, 0.5, lighter(leaf, 0.18)),
    ];
    for (right, up, size, colour) in layers {
        let middle = (centre.0 + side * right * radius, centre.1 + up * radius);
        let spots: Vec<Spot> = (0..9u16)
            .map(|step| f32::from(step) / 9.0 * std::f32::consts::TAU)
            .map(|angle| {
                let reach = radius * size * stage.dice.between(0.82, 1.14);
                (middle.0 + reach * angle.cos(), middle.1 + reach * 0.92 * angle.sin())
            })
            .collect();
        stage.sketch.flat(blob(&spots), colour);
    }
}

/// One large tree as the subject.
pub fn tree(stage: &mut Stage, foot: Spot, height: f32, leaf: Color) {
    let bark = mix(stage.palette.dark, Color::from_rgba8(90, 60, 45, 255), 0.4);
    let (x, y) = foot;
    let trunk = polygon(&[
        (x - height * 0.07, y),
        (x - height * 0.035, y - height * 0.12),
        (x - height * 0.028, y - height * 0.55),
        (x + height * 0.028, y - height * 0.55),
        (x + height * 0.035, y - height * 0.12),
        (x + height * 0.07, y),
    ]);
    stage.sketch.flat(trunk, bark);
    for (dx, dy) in [(-0.22, -0.58), (0.24, -0.62), (-0.08, -0.72), (0.12, -0.48)] {
        let bough = curve(&[
            (x, y - height * 0.32),
            (x + dx * height * 0.5, y + (dy + 0.1) * height),
            (x + dx * height, y + dy * height),
        ]);
        stage.sketch.line(bough, bark, height * 0.022);
    }
    for (dx, dy, size) in [
        (-0.25, -0.58, 0.2),
        (0.26, -0.6, 0.2),
        (0.0, -0.68, 0.27),
        (-0.12, -0.84, 0.18),
        (0.15, -0.82, 0.17),
    ] {
        let tone = mix(leaf, stage.palette.accents[1], stage.dice.between(0.0, 0.35));
        crown(stage, (x + dx * height, y + dy * height), size * height, tone);
    }
}

/// Blades along the ground in front, some with small flowers.
pub fn grass(stage: &mut Stage, ground: Contour, flowering: bool) {
    let near = stage.palette.near;
    let count = stage.spent(60, 50) * if flowering { 2 } else { 1 };
    for _ in 0..count {
        let x = stage.dice.between(-0.02, stage.sketch.width + 0.02);
        let deeper: f32 = stage.dice.between(0.0, 1.0);
        let y = ground.y(x) + deeper * deeper * (stage.sketch.height - ground.y(x)) + 0.01;
        let tall = stage.dice.between(0.018, 0.055) * (0.7 + deeper);
        let phase = stage.dice.between(0.0, 1.0);
        let lean = stage.dice.between(-0.02, 0.02) + 0.006 * stage.sway(phase);
        let tone = if stage.dice.chance(0.5) {
            lighter(near, 0.22)
        } else {
            darker(near, 0.3)
        };
        let blade = curve(&[(x, y), (x + lean * 0.35, y - tall * 0.6), (x + lean, y - tall)]);
        stage.sketch.line(blade, faded(tone, 0.75), 0.0022 + 0.0016 * deeper);
        if flowering && stage.dice.chance(0.45) {
            let [first, second, third] = stage.palette.accents;
            let colour = stage.dice.pick(&[first, second, third], first);
            let size = stage.dice.between(0.005, 0.011) * (0.7 + deeper * 0.6);
            stage.sketch.flat(circle((x + lean, y - tall), size), colour);
            stage.sketch.flat(
                circle((x + lean, y - tall), size * 0.38),
                lighter(stage.palette.light, 0.2),
            );
        }
    }
}

/// A few large flowers on long stems.
pub fn bouquet(stage: &mut Stage, ground: f32, colour: Option<Color>) {
    let count = stage.dice.count(5, 7);
    let green = mix(Color::from_rgba8(46, 104, 74, 255), stage.palette.near, 0.35);
    let [first, second, third] = stage.palette.accents;
    let bottom = stage.sketch.height + 0.05;
    for flower in 0..count {
        let along = (f32::from(flower) + 0.5) / f32::from(count);
        let x = stage.sketch.width * (0.14 + 0.72 * along) + stage.dice.between(-0.04, 0.04);
        let y = ground - stage.dice.between(0.16, 0.58);
        let lean = stage.dice.between(-0.08, 0.08);
        let foot = x + lean;
        stage.sketch.line(
            curve(&[(foot, bottom), (foot - lean * 0.2, f32::midpoint(y, bottom)), (x, y)]),
            green,
            0.011,
        );
        for side in [-1.0, 1.0] {
            let at = (
                foot - lean * 0.2,
                f32::midpoint(y, bottom) + stage.dice.between(-0.02, 0.12),
            );
            let tilt = side * stage.dice.between(35.0, 60.0);
            leaf(stage, at, stage.dice.clone().between(0.13, 0.2), tilt, green);
        }
        let petal = colour.unwrap_or_else(|| stage.dice.pick(&[first, second, third], first));
        let size = stage.dice.between(0.075, 0.125);
        bloom(stage, (x, y), size, petal);
    }
}

fn leaf(stage: &mut Stage, at: Spot, length: f32, degrees: f32, green: Color) {
    let half = super::shapes::written("M 0 0 C -0.22 -0.3 -0.2 -0.75 0 -1 C 0.2 -0.75 0.22 -0.3 0 0 Z");
    let shine = super::shapes::written("M 0 0 C 0.2 -0.3 0.2 -0.75 0 -1 C 0.04 -0.7 0.04 -0.3 0 0 Z");
    stage
        .sketch
        .flat(half.and_then(|path| placed(path, at, length, degrees)), green);
    stage.sketch.flat(
        shine.and_then(|path| placed(path, at, length, degrees)),
        lighter(green, 0.16),
    );
}

fn bloom(stage: &mut Stage, at: Spot, size: f32, petal: Color) {
    let petals = stage.dice.count(6, 10);
    let turn = stage.dice.between(0.0, 60.0) + 4.0 * stage.sway(0.0);
    for (scale, tone) in [(1.0, darker(petal, 0.12)), (0.82, petal), (0.55, lighter(petal, 0.2))] {
        for number in 0..petals {
            let degrees = turn + scale * 40.0 + 360.0 * f32::from(number) / f32::from(petals);
            let shape = super::shapes::written("M 0 0 C -0.42 -0.35 -0.4 -1 0 -1 C 0.4 -1 0.42 -0.35 0 0 Z");
            stage.sketch.flat(
                shape.and_then(|path| placed(path, at, size * scale, degrees)),
                faded(tone, 0.92),
            );
        }
    }
    let heart = mix(stage.palette.light, stage.palette.accents[1], 0.5);
    stage.sketch.flat(circle(at, size * 0.24), darker(heart, 0.25));
    stage.sketch.flat(
        ellipse((at.0 - size * 0.03, at.1 - size * 0.03), size * 0.18, size * 0.17),
        heart,
    );
}
