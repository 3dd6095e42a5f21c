//! Open water, with the light upon it.

use super::{
    colour::{darker, faded, lighter, mix},
    shapes::{curve, ellipse, rectangle},
    stage::Stage,
};

/// Fills everything below the horizon with water.
pub fn sea(stage: &mut Stage) {
    let (width, height, horizon) = (stage.sketch.width, stage.sketch.height, stage.horizon);
    let (water, light) = (stage.palette.water, stage.palette.light);
    let far = mix(water, stage.palette.sky[2], 0.55);
    let near = mix(darker(water, 0.25), stage.palette.dark, 0.25);
    stage.sketch.fade(
        rectangle((0.0, horizon), width, height - horizon),
        (horizon, far),
        (height, near),
    );
    swell(stage);
    for _ in 0..stage.spent(60, 30) {
        let share: f32 = stage.dice.between(0.0, 1.0);
        let depth = share * share;
        let y = stage.depth(0.01 + depth * 0.9);
        let spread = 0.03 + 0.16 * depth;
        let phase = stage.dice.between(0.0, 1.0);
        let x = stage.light_at.0 + stage.dice.between(-spread, spread) + 0.01 * stage.sway(phase);
        let length = stage.dice.between(0.012, 0.05) * (0.5 + depth);
        let alpha = stage.dice.between(0.25, 0.8) * (1.0 - depth * 0.6);
        stage.sketch.flat(
            ellipse((x, y), length, 0.0012 + 0.0032 * depth),
            faded(lighter(light, 0.2), alpha),
        );
    }
}

/// Strokes of lighter and darker water, longer towards the eye.
fn swell(stage: &mut Stage) {
    let water = stage.palette.water;
    for _ in 0..stage.spent(70, 35) {
        let share: f32 = stage.dice.between(0.0, 1.0);
        let depth = share * share;
        let y = stage.depth(0.015 + depth * 0.97);
        let phase = stage.dice.between(0.0, 1.0);
        let x = stage.dice.between(-0.1, stage.sketch.width) + 0.012 * stage.sway(phase);
        let length = stage.dice.between(0.05, 0.16) * (0.4 + depth);
        let lift = 0.004 + 0.010 * depth;
        let tone = if stage.dice.chance(0.55) {
            lighter(mix(water, stage.palette.sky[2], 0.4), 0.1)
        } else {
            darker(water, 0.3)
        };
        let wave = curve(&[
            (x, y),
            (x + length * 0.3, y - lift),
            (x + length * 0.6, y),
            (x + length, y - lift * 0.6),
        ]);
        stage.sketch.line(wave, faded(tone, 0.30), 0.0015 + 0.004 * depth);
    }
}
