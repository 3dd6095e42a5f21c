//! Where the figures of a prompt go: on the ground, on the water, into the air.

use tiny_skia::Color;

use super::{
    colour::{faded, lighter, mix},
    figures::{self, Stand},
    growth,
    land::Contour,
    shapes::{Spot, circle, curve, polygon},
    sketch::Ink,
    stage::Stage,
    words::{Figure, Reading},
};

/// More would only be a crowd.
const MOST: usize = 4;

/// Whether a figure needs ground under its feet.
pub fn stands_in_front(figure: Figure) -> bool {
    !matches!(
        figure,
        Figure::Kite | Figure::Balloon | Figure::Birds | Figure::Boat | Figure::Whale | Figure::Rocket
    )
}

/// Paints all figures: first what flies and swims, then what stands in front.
pub fn fill(stage: &mut Stage, reading: &Reading, on_sea: bool, ground: Contour) {
    let (standing, others): (Vec<_>, Vec<_>) = reading.figures().partition(|(figure, _)| stands_in_front(*figure));
    if others.is_empty() && !stage.palette.is_night && stage.dice.chance(0.6) {
        flock(stage, None, 0.7);
    }
    for (figure, colour) in others.into_iter().take(MOST) {
        match figure {
            Figure::Birds => flock(stage, colour, 1.3),
            Figure::Boat | Figure::Whale => afloat(stage, figure, colour, (on_sea, standing.len() == 1)),
            _ => aloft(stage, figure, colour, ground),
        }
    }
    let count = standing.len().min(MOST);
    for (number, (figure, colour)) in standing.into_iter().take(MOST).enumerate() {
        let along = (count > 1).then(|| share(number, count));
        stand(stage, figure, colour, along, ground);
    }
}

/// From left to right, the same way apart.
fn share(number: usize, count: usize) -> f32 {
    let of = |number: usize| f32::from(u16::try_from(number).unwrap_or(0));
    (of(number) + 0.5) / of(count.max(1))
}

/// A figure on the ground; one that is alone stands larger, at a third, away from the light.
fn stand(stage: &mut Stage, figure: Figure, colour: Option<Color>, along: Option<f32>, ground: Contour) {
    let width = stage.sketch.width;
    let away = if stage.light_at.0 > width / 2.0 { 0.37 } else { 0.63 };
    let x = width * along.unwrap_or(away) + stage.dice.between(-0.02, 0.02);
    let foot = (x, ground.y(x) + 0.02);
    let size = if along.is_none() { 1.0 } else { 0.8 };
    match figure {
        Figure::Flower => growth::bouquet(stage, foot.1, colour),
        Figure::Tree => {
            figures::shadow(stage, foot, 0.16 * size);
            let green = Color::from_rgba8(70, 130, 80, 255);
            let leaf = colour.unwrap_or(mix(stage.palette.accents[1], green, 0.55));
            growth::tree(stage, foot, 0.5 * size, leaf);
        }
        Figure::Portrait => portrait(stage, colour, if along.is_none() { width / 2.0 } else { x }, size),
        Figure::Cup | Figure::Hat => {
            let foot = (foot.0, foot.1 + 0.03);
            figures::shadow(stage, foot, 0.24 * size);
            figures::draw(stage, figure, colour, Stand::upright(foot, 0.4 * size));
        }
        Figure::Lighthouse => lighthouse(stage, colour, foot, 0.56 * size),
        Figure::House => house(stage, colour, foot, 0.28 * size),
        Figure::Heron | Figure::Cactus => upright(stage, figure, colour, foot, 0.46 * size),
        _ => upright(stage, figure, colour, foot, 0.4 * size),
    }
}

fn upright(stage: &mut Stage, figure: Figure, colour: Option<Color>, foot: Spot, height: f32) {
    figures::shadow(stage, foot, height * 0.34);
    figures::draw(stage, figure, colour, Stand::upright(foot, height));
}

/// Rises from the lower edge, before a disc of light.
fn portrait(stage: &mut Stage, colour: Option<Color>, x: f32, size: f32) {
    let room = stage.sketch.height;
    let height = room.min(1.25) * 0.74 * size;
    halo(stage, (x, room - height * 0.62), 0.36 * size);
    figures::draw(
        stage,
        Figure::Portrait,
        colour,
        Stand::upright((x, room + 0.02), height),
    );
}

/// A pale disc behind a head.
fn halo(stage: &mut Stage, at: Spot, radius: f32) {
    let light = stage.palette.light;
    stage.sketch.flat(circle(at, radius * 1.18), faded(light, 0.18));
    stage.sketch.flat(circle(at, radius), faded(lighter(light, 0.2), 0.75));
}

fn lighthouse(stage: &mut Stage, colour: Option<Color>, foot: Spot, height: f32) {
    let lamp = (foot.0, foot.1 - height * 0.83);
    let beam = lighter(stage.palette.light, 0.2);
    let reach = stage.sketch.width;
    for side in [-1.0, 1.0] {
        let end = lamp.0 + side * reach;
        let path = polygon(&[lamp, (end, lamp.1 - 0.20), (end, lamp.1 + 0.02)]);
        let ink = Ink::Fade {
            from: lamp,
            to: (lamp.0 + side * 0.9, lamp.1),
            colours: [faded(beam, 0.5), faded(beam, 0.12), faded(beam, 0.0)],
        };
        stage.sketch.fill(path, ink);
    }
    stage
        .sketch
        .glow(lamp, 0.16, [faded(beam, 0.9), faded(beam, 0.25), faded(beam, 0.0)]);
    figures::shadow(stage, foot, 0.11);
    figures::draw(stage, Figure::Lighthouse, colour, Stand::upright(foot, height));
}

fn house(stage: &mut Stage, colour: Option<Color>, foot: Spot, height: f32) {
    figures::shadow(stage, foot, height * 0.6);
    let smoke = lighter(stage.palette.sky[2], 0.3);
    for puff in 0..5u16 {
        let up = f32::from(puff);
        let drift = 0.004 * stage.sway(up * 0.2);
        let at = (
            foot.0 + height * 0.25 + 0.012 * up * up * 0.5 + drift,
            foot.1 - height * (0.98 + 0.13 * up),
        );
        stage
            .sketch
            .flat(circle(at, 0.012 + 0.006 * up), faded(smoke, 0.6 - 0.1 * up));
    }
    figures::draw(stage, Figure::House, colour, Stand::upright(foot, height));
}

fn flock(stage: &mut Stage, colour: Option<Color>, size: f32) {
    let middle = (
        stage.sketch.width * stage.dice.between(0.3, 0.7),
        stage.horizon * stage.dice.between(0.25, 0.6),
    );
    for _ in 0..stage.dice.count(4, 8) {
        let spread = 0.16 * size;
        let foot = (
            middle.0 + stage.dice.between(-spread, spread),
            middle.1 + stage.dice.between(-0.07, 0.07) + 0.006 * stage.sway(0.3),
        );
        let height = stage.dice.between(0.022, 0.045) * size;
        let degrees = stage.dice.between(-14.0, 14.0);
        figures::draw(stage, Figure::Birds, colour, Stand { foot, height, degrees });
    }
}

fn aloft(stage: &mut Stage, figure: Figure, colour: Option<Color>, ground: Contour) {
    let width = stage.sketch.width;
    let right = stage.light_at.0 < width / 2.0;
    let side = stage.dice.between(0.26, 0.4);
    let side = if right { 1.0 - side } else { side };
    let y = stage.horizon * stage.dice.between(0.60, 0.74) + 0.012 * stage.sway(0.1);
    let (height, y) = match figure {
        Figure::Balloon => (0.42, (y + 0.08).max(0.47)),
        Figure::Rocket => (0.34, y.max(0.40)),
        _ => (0.34, y),
    };
    let foot = (width * side, y);
    let lean = if right { 16.0 } else { -16.0 };
    let degrees = if figure == Figure::Balloon {
        2.0 * stage.sway(0.0)
    } else {
        lean + 3.0 * stage.sway(0.4)
    };
    let stand = Stand { foot, height, degrees };
    match figure {
        Figure::Balloon => companions(stage, foot),
        Figure::Kite => string(stage, stand, ground),
        _ => {}
    }
    figures::draw(stage, figure, colour, stand);
}

/// Two more balloons, farther away.
fn companions(stage: &mut Stage, foot: Spot) {
    for (right, down, height) in [(-0.34, -0.06, 0.12), (0.30, -0.24, 0.09)] {
        let pale = mix(stage.palette.accents[1], stage.palette.sky[1], 0.35);
        let far = Stand::upright((foot.0 + right, foot.1 + down), height);
        figures::draw(stage, Figure::Balloon, Some(pale), far);
    }
}

/// From the cross of a kite down to whoever holds it.
fn string(stage: &mut Stage, kite: Stand, ground: Contour) {
    let x = stage.sketch.width - kite.foot.0;
    let end = (x, ground.y(x) + 0.02);
    let lean = kite.degrees.to_radians();
    let up = kite.height * 0.7;
    let knot = (kite.foot.0 + up * lean.sin(), kite.foot.1 - up * lean.cos());
    let sag = ((knot.0 * 2.0 + end.0) / 3.0, (knot.1 + end.1 * 2.0) / 3.0 + 0.03);
    let thread = faded(lighter(stage.palette.dark, 0.1), 0.8);
    stage.sketch.line(curve(&[knot, sag, end]), thread, 0.0022);
}

fn afloat(stage: &mut Stage, figure: Figure, colour: Option<Color>, (on_sea, aside): (bool, bool)) {
    let width = stage.sketch.width;
    // What stands alone stands away from the light, so a boat keeps out of its way.
    let side = if (stage.light_at.0 > width / 2.0) == aside {
        0.68
    } else {
        0.34
    };
    let x = width * side + stage.dice.between(-0.04, 0.04);
    let y = stage.depth(if on_sea { 0.30 } else { 0.72 }) + 0.006 * stage.sway(0.0);
    let height = if figure == Figure::Boat { 0.36 } else { 0.22 };
    let reflection = faded(mix(stage.palette.dark, stage.palette.water, 0.4), 0.35);
    for step in 0..7u16 {
        let down = f32::from(step);
        let reach = height * (0.56 - 0.06 * down) * stage.dice.between(0.8, 1.1);
        let strip = curve(&[
            (x - reach, y + 0.010 + 0.014 * down),
            (x + reach * 0.9, y + 0.010 + 0.014 * down),
        ]);
        stage.sketch.line(strip, faded(reflection, 1.0 - down / 8.0), 0.006);
    }
    figures::draw(
        stage,
        figure,
        colour,
        Stand {
            foot: (x, y),
            height,
            degrees: 2.0 * stage.sway(0.2),
        },
    );
    let foam = faded(lighter(stage.palette.sky[2], 0.4), 0.7);
    stage.sketch.line(
        curve(&[
            (x - height * 0.62, y + 0.012),
            (x, y + 0.018),
            (x + height * 0.62, y + 0.011),
        ]),
        foam,
        0.004,
    );
}
