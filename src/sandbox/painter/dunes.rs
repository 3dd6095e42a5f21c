//! Dunes in rows.

use tiny_skia::PathBuilder;

use super::{
    colour::{darker, faded, lighter, mix},
    land::{Contour, fill, tone},
    shapes::{Spot, curve},
    stage::Stage,
};

/// Dunes with a lit and a shaded side, parted by a sharp crest.
pub fn dunes(stage: &mut Stage) -> Contour {
    let rows = 4u16;
    let mut nearest = Contour::rolling(&mut stage.dice, stage.horizon, 0.0);
    for row in 0..rows {
        let share = f32::from(row) / f32::from(rows);
        let base = stage.depth(0.02 + 0.66 * share);
        nearest = Contour::rolling(&mut stage.dice, base, 0.012 + 0.02 * share).smoothed();
        let lit = lighter(tone(stage, share * 0.7), 0.05);
        let spots = nearest.spots(stage.sketch.width);
        fill(stage, &spots, lit, 0.25 - 0.2 * share);
        let count = if row < 2 { 3u16 } else { 2 };
        let begin = stage.dice.between(-0.15, 0.25);
        for number in 0..count {
            let along = (f32::from(number) + begin + stage.dice.between(0.0, 0.4)) / f32::from(count);
            let x = stage.sketch.width * along;
            let size = (0.10 + 0.13 * share) * stage.dice.between(0.75, 1.2);
            dune(
                stage,
                Heap {
                    x,
                    base: nearest.y(x) + size * 0.12,
                    width: size * 2.3,
                    rise: size,
                },
                share,
            );
        }
    }
    nearest
}

/// Where a dune lies and how large it is.
#[derive(Clone, Copy)]
struct Heap {
    x: f32,
    base: f32,
    width: f32,
    rise: f32,
}

fn dune(stage: &mut Stage, heap: Heap, share: f32) {
    let Heap { x, base, width, rise } = heap;
    let side = if x > stage.light_at.0 { 1.0 } else { -1.0 };
    let lit = lighter(tone(stage, share * 0.7), 0.10);
    let ground = mix(lit, tone(stage, share * 0.7), 0.6);
    let dark = mix(tone(stage, 0.25 + share * 0.75), darker(stage.palette.near, 0.25), 0.45);
    let at = |across: f32, up: f32| (x + side * across * width, base - up * rise);
    let mut body = PathBuilder::new();
    start(&mut body, at(-1.5, 0.0));
    bow(&mut body, at(-0.8, 0.02), at(-0.35, 0.72), at(0.0, 1.0));
    bow(&mut body, at(0.22, 0.62), at(0.55, 0.1), at(1.3, 0.0));
    bow(&mut body, at(0.7, -0.5), at(-0.9, -0.5), at(-1.5, 0.0));
    stage.sketch.fade(
        body.finish(),
        (base - rise, lit),
        (base + rise * 0.05, faded(ground, 0.0)),
    );
    let mut lee = PathBuilder::new();
    start(&mut lee, at(0.0, 1.0));
    bow(&mut lee, at(0.22, 0.62), at(0.55, 0.1), at(1.3, 0.0));
    bow(&mut lee, at(0.9, -0.35), at(0.5, -0.7), at(0.1, -0.85));
    // The crest winds down towards the eye in an S.
    bow(&mut lee, at(-0.12, -0.35), at(0.34, 0.12), at(0.0, 1.0));
    stage.sketch.fade(
        lee.finish(),
        (base - rise, faded(dark, 0.92)),
        (base + rise * 0.85, faded(dark, 0.0)),
    );
    for ripple in 1..=stage.spent(3, 1) {
        let down = f32::from(ripple) * 0.13;
        let spots = [
            at(-0.16 - 0.05 * down, 0.72 - down),
            at(-0.45, 0.42 - down),
            at(-0.8, 0.12 - down * 0.7),
        ];
        stage.sketch.line(curve(&spots), faded(dark, 0.16), 0.0024);
    }
}

fn start(path: &mut PathBuilder, spot: Spot) {
    path.move_to(spot.0, spot.1);
}

fn bow(path: &mut PathBuilder, first: Spot, second: Spot, end: Spot) {
    path.cubic_to(first.0, first.1, second.0, second.1, end.0, end.1);
}
