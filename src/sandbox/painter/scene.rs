//! How a picture is put together: the sky, the land, and the figures in their places.

use super::{
    abstraction,
    brief::Brief,
    colour::{faded, mix},
    dice::Dice,
    dunes, growth,
    land::{self, Contour},
    palette::{self, Mood},
    places,
    shapes::rectangle,
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
    composed(brief, true)
}

/// The same without its figures.
pub fn backdrop(brief: &Brief) -> Sketch {
    composed(brief, false)
}

fn composed(brief: &Brief, peopled: bool) -> Sketch {
    let reading = Reading::of(brief.prompt);
    let mut stage = stage(brief, &reading);
    if reading.is_empty() {
        abstraction::paint(&mut stage);
        return stage.sketch;
    }
    let ground = ground(&reading, &mut stage.dice);
    sky::paint(&mut stage, &reading);
    let line = land(&mut stage, ground, &reading);
    if peopled {
        places::fill(&mut stage, &reading, ground == Ground::Sea, line);
    }
    sky::falling(&mut stage, &reading);
    vignette(&mut stage);
    stage.sketch
}

/// Only the figures, for painting them upon something else.
pub fn figures_alone(brief: &Brief) -> Sketch {
    let reading = Reading::of(brief.prompt);
    let mut stage = stage(brief, &reading);
    let ground = ground(&reading, &mut stage.dice);
    let line = Contour::rolling(&mut stage.dice, stage.sketch.height * 0.93, 0.01);
    places::fill(&mut stage, &reading, ground == Ground::Sea, line);
    stage.sketch
}

fn stage(brief: &Brief, reading: &Reading) -> Stage {
    let mut dice = Dice::new(brief.seed);
    let mood = reading.mood.unwrap_or_else(|| {
        if reading.has(Motif::Dunes) {
            dice.pick(&[Mood::Desert, Mood::Sunset], Mood::Desert)
        } else {
            palette::any_mood(&mut dice)
        }
    });
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
    let stands = reading.figures().any(|(figure, _)| places::stands_in_front(figure));
    let front = stage.depth(if stands { 0.66 } else { 0.80 });
    match ground {
        Ground::Mountains => {
            land::mountains(stage, snowy);
            growth::copses(stage);
        }
        Ground::Dunes => {
            let near = dunes::dunes(stage);
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

/// The edges a little darker, so that the eye stays inside.
fn vignette(stage: &mut Stage) {
    let (width, height) = (stage.sketch.width, stage.sketch.height);
    let (deep, wide) = (height * 0.2, width * 0.16);
    let dark = faded(stage.palette.dark, 0.13);
    let clear = faded(dark, 0.0);
    let colours = [dark, mix(dark, clear, 0.5), clear];
    let edges = [
        (rectangle((0.0, 0.0), width, deep), (0.0, 0.0), (0.0, deep)),
        (
            rectangle((0.0, height - deep), width, deep),
            (0.0, height),
            (0.0, height - deep),
        ),
        (rectangle((0.0, 0.0), wide, height), (0.0, 0.0), (wide, 0.0)),
        (
            rectangle((width - wide, 0.0), wide, height),
            (width, 0.0),
            (width - wide, 0.0),
        ),
    ];
    for (edge, from, to) in edges {
        stage.sketch.fill(edge, Ink::Fade { from, to, colours });
    }
}
