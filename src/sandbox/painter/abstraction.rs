//! Pictures for prompts of which no word is known: soft shapes in balance.

use super::{
    colour::{darker, faded, lighter, mix},
    shapes::{Spot, blob, circle, curve, rectangle},
    sketch::Ink,
    stage::Stage,
};

/// Paints large soft shapes, arcs and dots on a calm ground.
pub fn paint(stage: &mut Stage) {
    let (width, height) = (stage.sketch.width, stage.sketch.height);
    let [top, middle, low] = stage.palette.sky;
    let ground = mix(low, tiny_skia::Color::WHITE, 0.25);
    let ink = Ink::Fade {
        from: (0.0, 0.0),
        to: (width, height),
        colours: [ground, low, mix(low, middle, 0.4)],
    };
    stage.sketch.fill(rectangle((0.0, 0.0), width, height), ink);
    let [first, second, third] = stage.palette.accents;
    let colours = [
        top,
        middle,
        stage.palette.water,
        first,
        second,
        stage.palette.far,
        stage.palette.near,
    ];
    large(stage, &colours);
    disc(stage, first);
    sprigs(stage);
    arcs(stage, [first, third, stage.palette.dark]);
    dots(stage, &[first, second, third, stage.palette.dark]);
}

fn large(stage: &mut Stage, colours: &[tiny_skia::Color]) {
    let (width, height) = (stage.sketch.width, stage.sketch.height);
    let turn = stage.dice.between(0.0, std::f32::consts::TAU);
    for number in 0..stage.dice.count(6, 8) {
        // The golden angle spreads them without a pattern.
        let angle = turn + 2.4 * f32::from(number);
        let away = 0.10 + 0.055 * f32::from(number);
        let at = (
            width * (0.5 + away * 1.15 * angle.cos()),
            height * (0.5 + away * 1.15 * angle.sin()),
        );
        let size = stage.dice.between(0.20, 0.38) * (1.0 - 0.05 * f32::from(number));
        let colour = stage.dice.pick(colours, stage.palette.water);
        let drift = 0.01 * stage.sway(f32::from(number) * 0.13);
        let spots = pebble(stage, (at.0 + drift, at.1), size);
        let shade: Vec<Spot> = spots.iter().map(|spot| (spot.0 + 0.014, spot.1 + 0.018)).collect();
        stage.sketch.flat(blob(&shade), faded(stage.palette.dark, 0.10));
        stage.sketch.fade(
            blob(&spots),
            (at.1 - size, lighter(colour, 0.14)),
            (at.1 + size, darker(colour, 0.06)),
        );
        for inner in [0.72, 0.46] {
            if stage.dice.chance(0.45) {
                let spots: Vec<Spot> = spots
                    .iter()
                    .map(|spot| (at.0 + (spot.0 - at.0) * inner, at.1 + (spot.1 - at.1) * inner))
                    .collect();
                stage
                    .sketch
                    .line(blob(&spots), faded(lighter(colour, 0.5), 0.5), 0.0035);
            }
        }
    }
}

fn pebble(stage: &mut Stage, at: Spot, size: f32) -> Vec<Spot> {
    let corners = stage.dice.count(5, 8);
    let flat = stage.dice.between(0.6, 1.0);
    let turn = stage.dice.between(0.0, 3.0);
    (0..corners)
        .map(|corner| {
            let angle = turn + f32::from(corner) / f32::from(corners) * std::f32::consts::TAU;
            let reach = size * stage.dice.between(0.68, 1.1);
            (at.0 + reach * angle.cos(), at.1 + reach * flat * angle.sin())
        })
        .collect()
}

fn disc(stage: &mut Stage, colour: tiny_skia::Color) {
    let at = stage.light_at;
    let radius = stage.dice.between(0.09, 0.15);
    stage.sketch.flat(
        circle((at.0 + 0.01, at.1 + 0.012), radius),
        faded(stage.palette.dark, 0.12),
    );
    stage.sketch.fade(
        circle(at, radius),
        (at.1 - radius, lighter(colour, 0.12)),
        (at.1 + radius, colour),
    );
}

/// Stems with leaves to both sides, as if cut from paper.
fn sprigs(stage: &mut Stage) {
    for _ in 0..2 {
        let root = (
            stage.sketch.width * stage.dice.between(0.12, 0.88),
            stage.sketch.height * stage.dice.between(0.62, 0.95),
        );
        let lean = stage.dice.between(-0.22, 0.22);
        let tall = stage.dice.between(0.28, 0.46);
        let green = mix(stage.palette.near, stage.palette.water, stage.dice.between(0.0, 0.6));
        let at = |along: f32| (root.0 + lean * along * along, root.1 - tall * along);
        stage.sketch.line(curve(&[at(0.0), at(0.5), at(1.0)]), green, 0.006);
        for step in 1..8u16 {
            let along = f32::from(step) / 8.0;
            for side in [-1.0, 1.0] {
                let size = 0.085 * (1.15 - along);
                let outline = super::shapes::written("M 0 0 C -0.3 -0.3 -0.26 -0.8 0 -1 C 0.26 -0.8 0.3 -0.3 0 0 Z");
                let degrees = side * (62.0 - 22.0 * along) + lean * 60.0;
                stage.sketch.flat(
                    outline.and_then(|leaf| super::shapes::placed(leaf, at(along), size, degrees)),
                    green,
                );
            }
        }
    }
}

fn arcs(stage: &mut Stage, colours: [tiny_skia::Color; 3]) {
    for _ in 0..stage.dice.count(3, 5) {
        let from = (
            stage.sketch.width * stage.dice.between(0.0, 1.0),
            stage.sketch.height * stage.dice.between(0.1, 0.9),
        );
        let bend = stage.dice.between(-0.3, 0.3);
        let reach = stage.dice.between(0.25, 0.55);
        let tone = stage.dice.pick(&colours, colours[0]);
        let lines = stage.dice.count(1, 4);
        for line in 0..lines {
            let down = 0.016 * f32::from(line);
            let path = curve(&[
                (from.0, from.1 + down),
                (from.0 + reach / 2.0, from.1 - bend + down),
                (from.0 + reach, from.1 + down),
            ]);
            stage.sketch.line(path, faded(tone, 0.85), 0.0042);
        }
    }
}

fn dots(stage: &mut Stage, colours: &[tiny_skia::Color]) {
    for _ in 0..stage.dice.count(2, 3) {
        let corner = (
            stage.sketch.width * stage.dice.between(0.05, 0.8),
            stage.sketch.height * stage.dice.between(0.05, 0.8),
        );
        let tone = stage.dice.pick(colours, stage.palette.dark);
        let step = stage.dice.between(0.022, 0.034);
        let (columns, rows) = (stage.dice.count(4, 7), stage.dice.count(3, 5));
        for column in 0..columns {
            for row in 0..rows {
                let at = (corner.0 + step * f32::from(column), corner.1 + step * f32::from(row));
                stage.sketch.flat(circle(at, step * 0.17), faded(tone, 0.8));
            }
        }
    }
}
