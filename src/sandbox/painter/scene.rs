//! How a picture is put together: the sky, the land, and the figures in their places.

use tiny_skia::Color;

use super::{
    Brief, abstraction,
    colour::{faded, lighter, mix},
    dice::Dice,
    figures::{self, Stand},
    growth,
    land::{self, Contour},
    palette::{self, Mood, Palette},
    shapes::{Spot, circle, curve, polygon, rectangle},
    sketch::{Ink, Sketch},
    sky,
    stage::Stage,
    town, water,
    words::{Figure, Motif, Reading},
};

/// What lies below the sky.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Mountains,
    Dunes,
    Hills,
    Sea,
    Woods,
    City,
}

/// Composes the picture that the prompt asks for.
pub fn compose(brief: &Brief) -> Sketch {
    let reading = Reading::of(brief.prompt);
    let mut stage = stage(brief, &reading);
    if reading.is_empty() {
        abstraction::paint(&mut stage);
        return stage.sketch;
    }
    let ground = ground(&reading, &mut stage.dice);
    sky::paint(&mut stage, &reading);
    let shore = land(&mut stage, ground, &reading);
    place(&mut stage, &reading, ground, shore);
    sky::falling(&mut stage, &reading);
    vignette(&mut stage);
    stage.sketch
}

/// Only the figures, for painting them upon something else.
pub fn figures_alone(brief: &Brief) -> Sketch {
    let reading = Reading::of(brief.prompt);
    let mut stage = stage(brief, &reading);
    let ground = ground(&reading, &mut stage.dice);
    let shore = Contour::rolling(&mut stage.dice, stage.sketch.height * 0.93, 0.01);
    place(&mut stage, &reading, ground, shore);
    stage.sketch
}

/// The colours that belong to a prompt.
pub fn palette_of(prompt: &str, seed: u64) -> Palette {
    let reading = Reading::of(prompt);
    let mut dice = Dice::new(seed);
    let mood = reading.mood.unwrap_or_else(|| palette::any_mood(&mut dice));
    palette::choose(mood, reading.tint, &mut dice)
}

fn stage(brief: &Brief, reading: &Reading) -> Stage {
    let mut dice = Dice::new(brief.seed);
    let mood = reading.mood.unwrap_or_else(|| palette::any_mood(&mut dice));
    let palette = palette::choose(mood, reading.tint, &mut dice);
    let sketch = Sketch::new(brief.width, brief.height);
    let low = matches!(mood, Mood::Sunset | Mood::Dawn);
    let horizon = sketch.height * dice.between(0.52, 0.62);
    let side = if dice.chance(0.5) {
        dice.between(0.2, 0.36)
    } else {
        dice.between(0.64, 0.8)
    };
    let up = if low {
        dice.between(0.66, 0.86)
    } else {
        dice.between(0.26, 0.5)
    };
    let light_at = (sketch.width * side, horizon * up);
    Stage {
        sketch,
        palette,
        dice,
        horizon,
        light_at,
        detail: brief.detail,
        moment: brief.moment,
    }
}

fn ground(reading: &Reading, dice: &mut Dice) -> Ground {
    let asked = reading.wishes.iter().find_map(|wish| match wish.motif {
        Motif::Mountains => Some(Ground::Mountains),
        Motif::Dunes => Some(Ground::Dunes),
        Motif::Hills | Motif::Meadow => Some(Ground::Hills),
        Motif::Sea => Some(Ground::Sea),
        Motif::Woods => Some(Ground::Woods),
        Motif::City => Some(Ground::City),
        _ => None,
    });
    let implied = || {
        reading.figures().find_map(|(figure, _)| match figure {
            Figure::Boat | Figure::Whale | Figure::Lighthouse | Figure::Heron => Some(Ground::Sea),
            Figure::Cactus => Some(Ground::Dunes),
            Figure::Mushroom | Figure::Owl | Figure::Bear => Some(Ground::Woods),
            Figure::House | Figure::Kite | Figure::Rabbit | Figure::Tree => Some(Ground::Hills),
            Figure::Umbrella | Figure::Robot => Some(Ground::City),
            _ => None,
        })
    };
    let by_mood = || match reading.mood {
        Some(Mood::Winter | Mood::Fog | Mood::Ink) => Some(Ground::Mountains),
        Some(Mood::Desert) => Some(Ground::Dunes),
        Some(Mood::Forest | Mood::Autumn) => Some(Ground::Woods),
        Some(Mood::Ocean | Mood::Storm) => Some(Ground::Sea),
        Some(Mood::Neon) => Some(Ground::City),
        _ => None,
    };
    asked
        .or_else(implied)
        .or_else(by_mood)
        .unwrap_or_else(|| dice.pick(&[Ground::Mountains, Ground::Hills, Ground::Sea], Ground::Hills))
}

/// Paints the land and answers the line on which things stand.
fn land(stage: &mut Stage, ground: Ground, reading: &Reading) -> Contour {
    let snowy = reading.mood == Some(Mood::Winter);
    let stands = reading.figures().any(|(figure, _)| stands_in_front(figure));
    let front = stage.depth(if stands { 0.66 } else { 0.80 });
    match ground {
        Ground::Mountains => land::mountains(stage, snowy),
        Ground::Dunes => {
            let near = land::dunes(stage);
            if !stands {
                return near;
            }
        }
        Ground::Hills => {
            land::hills(stage);
        }
        Ground::Sea => {
            if stage.dice.chance(0.6) {
                distant_ridge(stage);
            }
            water::sea(stage);
        }
        Ground::Woods => growth::woods(stage, matches!(reading.mood, Some(Mood::Autumn | Mood::Spring))),
        Ground::City => town::city(stage),
    }
    if ground == Ground::Sea && !stands {
        return Contour::rolling(&mut stage.dice, front, 0.0);
    }
    let contour = land::foreground(stage, front);
    if ground != Ground::Dunes && ground != Ground::City && !snowy {
        growth::grass(
            stage,
            contour,
            reading.has(Motif::Meadow) || reading.mood == Some(Mood::Spring),
        );
    }
    contour
}

fn distant_ridge(stage: &mut Stage) {
    let contour = Contour::rolling(&mut stage.dice, stage.horizon - 0.025, 0.03);
    let colour = mix(stage.palette.far, stage.palette.sky[2], 0.3);
    let path = super::shapes::below(&contour.spots(stage.sketch.width), stage.horizon + 0.01);
    stage.sketch.flat(path, colour);
}

fn stands_in_front(figure: Figure) -> bool {
    !matches!(
        figure,
        Figure::Kite | Figure::Balloon | Figure::Birds | Figure::Boat | Figure::Whale | Figure::Rocket
    )
}

fn place(stage: &mut Stage, reading: &Reading, ground: Ground, shore: Contour) {
    let seasoned = !reading.figures().any(|(figure, _)| !stands_in_front(figure));
    if seasoned && !stage.palette.is_night && stage.dice.chance(0.6) {
        flock(stage, None, 0.7);
    }
    let standing: Vec<_> = reading
        .figures()
        .filter(|(figure, _)| stands_in_front(*figure))
        .take(4)
        .collect();
    for (figure, colour) in reading
        .figures()
        .filter(|(figure, _)| !stands_in_front(*figure))
        .take(4)
    {
        match figure {
            Figure::Birds => flock(stage, colour, 1.3),
            Figure::Boat | Figure::Whale => afloat(stage, figure, colour, ground),
            _ => aloft(stage, figure, colour, shore),
        }
    }
    let count = standing.len();
    for (number, (figure, colour)) in standing.into_iter().enumerate() {
        let share = share(number, count);
        stand(stage, figure, colour, (share, count), shore);
    }
}

/// From left to right; a single one stands at a third, away from the light.
fn share(number: usize, count: usize) -> f32 {
    let of = |number: usize| f32::from(u16::try_from(number).unwrap_or(0));
    (of(number) + 0.5) / of(count.max(1))
}

fn stand(stage: &mut Stage, figure: Figure, colour: Option<Color>, (share, count): (f32, usize), shore: Contour) {
    let width = stage.sketch.width;
    let alone = count == 1;
    let away = if stage.light_at.0 > width / 2.0 { 0.37 } else { 0.63 };
    let x = width * if alone { away } else { share } + stage.dice.between(-0.02, 0.02);
    let foot = (x, shore.y(x) + 0.02);
    let crowd = if alone { 1.0 } else { 0.8 };
    let room = stage.sketch.height;
    match figure {
        Figure::Flower => growth::bouquet(stage, foot.1, colour),
        Figure::Tree => {
            figures::shadow(stage, foot, 0.16 * crowd);
            let leaf = colour.unwrap_or(mix(stage.palette.accents[1], Color::from_rgba8(70, 130, 80, 255), 0.55));
            growth::tree(stage, foot, 0.5 * crowd, leaf);
        }
        Figure::Portrait => {
            let (foot, height) = ((if alone { width / 2.0 } else { x }, room + 0.02), room * 0.74 * crowd);
            halo(stage, (foot.0, room - height * 0.62), 0.36 * crowd);
            figures::draw(
                stage,
                figure,
                colour,
                Stand {
                    foot,
                    height,
                    degrees: 0.0,
                },
            );
        }
        Figure::Cup | Figure::Hat => {
            figures::shadow(stage, (foot.0, foot.1 + 0.03), 0.24 * crowd);
            figures::draw(
                stage,
                figure,
                colour,
                Stand {
                    foot: (foot.0, foot.1 + 0.03),
                    height: 0.4 * crowd,
                    degrees: 0.0,
                },
            );
        }
        Figure::Lighthouse => lighthouse(stage, colour, foot, 0.56 * crowd),
        Figure::House => house(stage, colour, foot, 0.28 * crowd),
        _ => {
            let height = if matches!(figure, Figure::Heron | Figure::Cactus) {
                0.46
            } else {
                0.4
            };
            figures::shadow(stage, foot, height * 0.34 * crowd);
            figures::draw(
                stage,
                figure,
                colour,
                Stand {
                    foot,
                    height: height * crowd,
                    degrees: 0.0,
                },
            );
        }
    }
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
    figures::draw(
        stage,
        Figure::Lighthouse,
        colour,
        Stand {
            foot,
            height,
            degrees: 0.0,
        },
    );
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
    figures::draw(
        stage,
        Figure::House,
        colour,
        Stand {
            foot,
            height,
            degrees: 0.0,
        },
    );
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

fn aloft(stage: &mut Stage, figure: Figure, colour: Option<Color>, shore: Contour) {
    let width = stage.sketch.width;
    let side = if stage.light_at.0 > width / 2.0 {
        stage.dice.between(0.26, 0.4)
    } else {
        stage.dice.between(0.6, 0.74)
    };
    let (x, y) = (
        width * side,
        stage.horizon * stage.dice.between(0.60, 0.74) + 0.012 * stage.sway(0.1),
    );
    if figure == Figure::Balloon {
        for (dx, dy, height) in [(-0.34, 0.02, 0.12), (0.30, -0.16, 0.09)] {
            let far = Stand {
                foot: (x + dx, y + dy),
                height,
                degrees: 0.0,
            };
            let pale = Some(mix(stage.palette.accents[1], stage.palette.sky[1], 0.35));
            figures::draw(stage, figure, pale, far);
        }
        figures::draw(
            stage,
            figure,
            colour,
            Stand {
                foot: (x, y + 0.08),
                height: 0.42,
                degrees: 2.0 * stage.sway(0.0),
            },
        );
        return;
    }
    let degrees = if x < width / 2.0 { -16.0 } else { 16.0 } + 3.0 * stage.sway(0.4);
    let height = if figure == Figure::Rocket { 0.46 } else { 0.34 };
    if figure == Figure::Kite {
        let end = (width * (1.0 - side), shore.y(width * (1.0 - side)) + 0.02);
        // The string hangs from the middle of the cross, which the turn has moved.
        let lean = degrees.to_radians();
        let knot = (x + height * 0.7 * lean.sin(), y - height * 0.7 * lean.cos());
        let sag = ((knot.0 * 2.0 + end.0) / 3.0, (knot.1 + end.1 * 2.0) / 3.0 + 0.03);
        let string = faded(lighter(stage.palette.dark, 0.1), 0.8);
        stage.sketch.line(curve(&[knot, sag, end]), string, 0.0022);
    }
    figures::draw(
        stage,
        figure,
        colour,
        Stand {
            foot: (x, y),
            height,
            degrees,
        },
    );
}

fn afloat(stage: &mut Stage, figure: Figure, colour: Option<Color>, ground: Ground) {
    let width = stage.sketch.width;
    let side = if stage.light_at.0 > width / 2.0 { 0.36 } else { 0.64 };
    let x = width * side + stage.dice.between(-0.04, 0.04);
    let y = stage.depth(if ground == Ground::Sea { 0.30 } else { 0.72 }) + 0.006 * stage.sway(0.0);
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

/// The corners a little darker, so that the eye stays inside.
fn vignette(stage: &mut Stage) {
    let (width, height) = (stage.sketch.width, stage.sketch.height);
    let dark = stage.palette.dark;
    let centre = (width / 2.0, height / 2.0);
    let radius = width.hypot(height) * 0.56;
    let colours = [faded(dark, 0.0), faded(dark, 0.0), faded(dark, 0.22)];
    stage.sketch.fill(
        rectangle((0.0, 0.0), width, height),
        Ink::Glow {
            centre,
            radius,
            colours,
        },
    );
}
