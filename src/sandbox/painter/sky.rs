//! The sky: its gradient, the sun or the moon, stars, clouds, and what falls from it.

use tiny_skia::{Color, Path, PathBuilder, Rect};

use super::{
    colour::{faded, lighter, mix},
    shapes::{Spot, circle, curve, polygon, rectangle},
    sketch::Ink,
    stage::Stage,
    words::{Motif, Reading},
};

/// Paints everything above the horizon that is no figure.
pub fn paint(stage: &mut Stage, reading: &Reading) {
    backdrop(stage);
    streaks(stage);
    if stage.palette.is_night || reading.has(Motif::Stars) {
        stars(stage);
    }
    light(
        stage,
        reading.has(Motif::Moon) || (stage.palette.is_night && !reading.has(Motif::Sun)),
    );
    clouds(stage, reading.has(Motif::Clouds));
}

fn backdrop(stage: &mut Stage) {
    let (width, height) = (stage.sketch.width, stage.sketch.height);
    let ink = Ink::Fade {
        from: (0.0, 0.0),
        to: (0.0, stage.horizon),
        colours: stage.palette.sky,
    };
    stage.sketch.fill(rectangle((0.0, 0.0), width, height), ink);
}

/// Long dry strokes, as of a wide brush, that keep the gradient from looking like one.
fn streaks(stage: &mut Stage) {
    let [top, middle, low] = stage.palette.sky;
    for _ in 0..stage.spent(24, 16) {
        let y = stage.dice.between(0.0, stage.horizon);
        let x = stage.dice.between(-0.3, stage.sketch.width);
        let length = stage.dice.between(0.25, 0.9);
        let thick = stage.dice.between(0.004, 0.022);
        let rise = stage.dice.between(-0.02, 0.02);
        let tone = stage.dice.pick(&[top, middle, low, stage.palette.light], middle);
        let alpha = stage.dice.between(0.04, 0.11);
        let outline = lens((x, y), length, thick, rise);
        stage.sketch.flat(outline, faded(tone, alpha));
    }
}

/// A stroke that begins and ends thin.
fn lens(at: Spot, length: f32, thick: f32, rise: f32) -> Option<Path> {
    let (x, y) = at;
    let mut path = PathBuilder::new();
    path.move_to(x, y);
    path.cubic_to(
        x + length * 0.3,
        y - thick,
        x + length * 0.7,
        y - thick + rise,
        x + length,
        y + rise,
    );
    path.cubic_to(x + length * 0.7, y + thick + rise, x + length * 0.3, y + thick, x, y);
    path.finish()
}

fn stars(stage: &mut Stage) {
    for _ in 0..stage.spent(60, 40) {
        let at = (
            stage.dice.between(0.0, stage.sketch.width),
            stage.dice.between(0.0, stage.horizon * 0.95),
        );
        let size = stage.dice.between(0.0008, 0.0028);
        let phase = stage.dice.between(0.0, 1.0);
        let alpha = (stage.dice.between(0.35, 1.0) + 0.3 * stage.sway(phase)).clamp(0.1, 1.0);
        stage.sketch.flat(circle(at, size), faded(stage.palette.light, alpha));
    }
    for _ in 0..stage.spent(3, 2) {
        let at = (
            stage.dice.between(0.05, stage.sketch.width - 0.05),
            stage.dice.between(0.04, stage.horizon * 0.6),
        );
        let size = stage.dice.between(0.008, 0.02);
        let light = stage.palette.light;
        stage.sketch.glow(
            at,
            size * 2.6,
            [faded(light, 0.35), faded(light, 0.08), faded(light, 0.0)],
        );
        stage.sketch.flat(sparkle(at, size), light);
    }
}

/// A star with four thin rays.
fn sparkle(at: Spot, size: f32) -> Option<Path> {
    let (x, y) = at;
    let waist = size * 0.14;
    polygon(&[
        (x, y - size),
        (x + waist, y - waist),
        (x + size * 0.7, y),
        (x + waist, y + waist),
        (x, y + size),
        (x - waist, y + waist),
        (x - size * 0.7, y),
        (x - waist, y - waist),
    ])
}

fn light(stage: &mut Stage, is_moon: bool) {
    let (at, light) = (stage.light_at, stage.palette.light);
    let radius = stage.dice.between(0.055, 0.095);
    stage
        .sketch
        .glow(at, 0.62, [faded(light, 0.5), faded(light, 0.14), faded(light, 0.0)]);
    for ring in [3.4, 2.5, 1.75] {
        stage.sketch.flat(circle(at, radius * ring), faded(light, 0.10));
    }
    stage.sketch.flat(circle(at, radius), lighter(light, 0.25));
    if is_moon {
        let grey = faded(mix(light, stage.palette.sky[1], 0.5), 0.35);
        for (x, y, size) in [
            (-0.35, -0.2, 0.22),
            (0.25, 0.3, 0.28),
            (0.35, -0.35, 0.13),
            (-0.25, 0.45, 0.14),
        ] {
            stage
                .sketch
                .flat(circle((at.0 + x * radius, at.1 + y * radius), radius * size), grey);
        }
    }
}

fn clouds(stage: &mut Stage, many: bool) {
    let count = if many {
        stage.dice.count(5, 7)
    } else {
        stage.dice.count(1, 3)
    };
    let body = mix(
        stage.palette.sky[2],
        Color::WHITE,
        if stage.palette.is_night { 0.0 } else { 0.45 },
    );
    let alpha = if stage.palette.is_night { 0.22 } else { 0.82 };
    for _ in 0..count {
        let width = stage.dice.between(0.16, 0.42);
        let phase = stage.dice.between(0.0, 1.0);
        let x = stage.dice.between(0.0, stage.sketch.width) + 0.02 * stage.sway(phase);
        let y = stage.dice.between(0.08, stage.horizon * 0.62);
        cloud(stage, (x, y), width, faded(body, alpha));
    }
}

/// A flat-bottomed heap, bright above and melting away below.
fn cloud(stage: &mut Stage, at: Spot, width: f32, colour: Color) {
    let (x, y) = at;
    let mut path = PathBuilder::new();
    let thick = width * 0.11;
    let mut highest = y;
    let bumps = stage.dice.count(4, 6);
    for bump in 0..bumps {
        let along = (f32::from(bump) + 0.5) / f32::from(bumps) - 0.5;
        let radius = width * (0.19 - 0.34 * along * along) * stage.dice.between(0.8, 1.15);
        let middle = (x + along * width * 0.82, y - radius * 0.55);
        highest = highest.min(middle.1 - radius);
        path.push_circle(middle.0, middle.1, radius);
    }
    let base = Rect::from_xywh(x - width * 0.5, y - thick * 0.5, width, thick);
    if let Some(base) = base {
        path.push_oval(base);
    }
    stage
        .sketch
        .fade(path.finish(), (highest, colour), (y + thick * 0.4, faded(colour, 0.06)));
}

/// Snow or rain, over everything else.
pub fn falling(stage: &mut Stage, reading: &Reading) {
    let (width, height) = (stage.sketch.width, stage.sketch.height);
    if reading.has(Motif::Snowfall) {
        for _ in 0..stage.spent(150, 60) {
            let y = (stage.dice.between(0.0, height) + stage.moment * height) % height;
            let at = (stage.dice.between(0.0, width), y);
            let size = stage.dice.between(0.0015, 0.0065);
            let alpha = stage.dice.between(0.4, 0.95);
            stage.sketch.flat(circle(at, size), faded(Color::WHITE, alpha));
        }
    }
    if reading.has(Motif::Rain) {
        for _ in 0..stage.spent(140, 50) {
            let y = (stage.dice.between(0.0, height) + stage.moment * height) % height;
            let at = (stage.dice.between(-0.05, width), y);
            let length = stage.dice.between(0.03, 0.08);
            let alpha = stage.dice.between(0.12, 0.4);
            let drop = curve(&[at, (at.0 - length * 0.25, at.1 + length)]);
            stage.sketch.line(drop, faded(Color::WHITE, alpha), 0.0022);
        }
    }
}

/// A band of mist that lies before what is already painted.
pub fn mist(stage: &mut Stage, y: f32, alpha: f32) {
    let colour = mix(stage.palette.sky[2], Color::WHITE, 0.2);
    let thick = stage.dice.between(0.05, 0.09);
    let band = rectangle((0.0, y - thick), stage.sketch.width, thick * 2.0);
    let colours = [faded(colour, 0.0), faded(colour, alpha), faded(colour, 0.0)];
    stage.sketch.fill(
        band,
        Ink::Fade {
            from: (0.0, y - thick),
            to: (0.0, y + thick),
            colours,
        },
    );
}
