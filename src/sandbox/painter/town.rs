//! A skyline in three rows, with lit windows.

use super::{
    colour::{darker, faded, lighter, mix},
    shapes::{curve, polygon, rectangle},
    sky,
    stage::Stage,
};

/// Houses and towers from the horizon to the eye.
pub fn city(stage: &mut Stage) {
    let rows = 3u16;
    for row in 0..rows {
        let share = f32::from(row) / f32::from(rows - 1);
        let foot = stage.sketch.height + 0.02;
        let line = stage.depth(0.06 + 0.42 * share);
        let mut x = -0.04;
        while x < stage.sketch.width + 0.02 {
            let width = stage.dice.between(0.05, 0.11) * (0.75 + 0.5 * share);
            let height = stage.dice.between(0.10, 0.36) * (1.05 - 0.35 * share);
            let block = Block {
                x,
                top: line - height,
                width,
                foot,
            };
            house(stage, block, share);
            x += width + if stage.dice.chance(0.2) { 0.012 } else { -0.002 };
        }
        if row + 1 < rows {
            sky::mist(stage, line + 0.02, 0.28);
        }
    }
}

#[derive(Clone, Copy)]
struct Block {
    x: f32,
    top: f32,
    width: f32,
    foot: f32,
}

fn house(stage: &mut Stage, block: Block, share: f32) {
    let Block { x, top, width, foot } = block;
    let varied = stage.dice.between(-0.06, 0.06);
    let wall = mix(
        stage.palette.far,
        stage.palette.near,
        (0.15 + 0.7 * share + varied).clamp(0.0, 1.0),
    );
    let low = mix(wall, stage.palette.sky[2], 0.35 * (1.0 - share));
    stage
        .sketch
        .fade(rectangle((x, top), width, foot - top), (top, wall), (top + 0.45, low));
    let away = if x > stage.light_at.0 { x + width * 0.62 } else { x };
    stage.sketch.flat(
        rectangle((away, top), width * 0.38, foot - top),
        faded(darker(wall, 0.4), 0.28),
    );
    roof(stage, block, wall);
    windows(stage, block, wall, share);
}

fn roof(stage: &mut Stage, block: Block, wall: tiny_skia::Color) {
    let Block { x, top, width, .. } = block;
    let middle = x + width / 2.0;
    match stage.dice.count(0, 5) {
        0 => stage.sketch.flat(
            polygon(&[(x, top + 0.001), (middle, top - width * 0.5), (x + width, top + 0.001)]),
            darker(wall, 0.1),
        ),
        1 => {
            stage
                .sketch
                .flat(rectangle((x + width * 0.22, top - 0.03), width * 0.56, 0.031), wall);
            stage
                .sketch
                .line(curve(&[(middle, top - 0.03), (middle, top - 0.10)]), wall, 0.003);
        }
        2 => stage.sketch.flat(
            polygon(&[
                (x, top + 0.001),
                (x + width, top - width * 0.45),
                (x + width, top + 0.001),
            ]),
            wall,
        ),
        _ => {}
    }
}

fn windows(stage: &mut Stage, block: Block, wall: tiny_skia::Color, share: f32) {
    let Block { x, top, width, .. } = block;
    let columns = stage.dice.count(2, 4);
    let step = width / (f32::from(columns) + 0.6);
    let lit = if stage.palette.is_night { 0.5 } else { 0.16 };
    let rows = stage.spent(4, 2);
    for row in 0..rows {
        for column in 0..columns {
            let at = (
                x + step * (f32::from(column) + 0.5),
                top + 0.02 + f32::from(row) * 0.030,
            );
            let shines = stage.dice.chance(lit);
            let warm = stage
                .dice
                .pick(&[stage.palette.light, stage.palette.accents[1]], stage.palette.light);
            let glass = if shines {
                faded(warm, 0.45 + 0.5 * share)
            } else {
                faded(lighter(wall, 0.25), 0.18)
            };
            stage.sketch.flat(rectangle(at, step * 0.5, 0.015), glass);
        }
    }
}
