//! Figures written down as outlines, and how they get their colours and their place.

use tiny_skia::Color;

use super::{
    colour::{darker, faded, hex, lighter, lightness, mix},
    menagerie, objects,
    part::{Part, Role},
    shapes::{Spot, placed, written},
    stage::Stage,
    words::Figure,
};

/// Where a figure stands.
#[derive(Debug, Clone, Copy)]
pub struct Stand {
    /// Its foot, or its lowest point.
    pub foot: Spot,
    /// From foot to top.
    pub height: f32,
    /// How far it is turned.
    pub degrees: f32,
}

impl Stand {
    /// Not turned.
    pub fn upright(foot: Spot, height: f32) -> Self {
        Self {
            foot,
            height,
            degrees: 0.0,
        }
    }
}

/// The outlines of a figure and the colour it has by itself; `None` for those that are painted in other ways.
pub fn drawing(figure: Figure) -> Option<(&'static [Part], u32)> {
    Some(match figure {
        Figure::Fox => (menagerie::FOX, 0xd9_6a2b),
        Figure::Cat => (menagerie::CAT, 0x3a_3a46),
        Figure::Dog => (menagerie::DOG, 0xb9_7f4f),
        Figure::Rabbit => (menagerie::RABBIT, 0xd8_c9b6),
        Figure::Bear => (menagerie::BEAR, 0x7a_5238),
        Figure::Owl => (menagerie::OWL, 0x8a_6a4f),
        Figure::Heron => (menagerie::HERON, 0x8f_a3b3),
        Figure::Whale => (menagerie::WHALE, 0x3f_6f96),
        Figure::Birds => (menagerie::BIRD, 0x2f_3a48),
        Figure::Portrait => (menagerie::PORTRAIT, 0xc4_5a4a),
        Figure::Kite => (objects::KITE, 0xe4_572e),
        Figure::Balloon => (objects::BALLOON, 0xe4_572e),
        Figure::Lighthouse => (objects::LIGHTHOUSE, 0xd1_3f34),
        Figure::House => (objects::HOUSE, 0xb8_4a3a),
        Figure::Boat => (objects::BOAT, 0xc9_4b3b),
        Figure::Mushroom => (objects::MUSHROOM, 0xd1_3f34),
        Figure::Cactus => (objects::CACTUS, 0x3f_7f5a),
        Figure::Cup => (objects::CUP, 0x4d_86a8),
        Figure::Robot => (objects::ROBOT, 0x8f_b0b8),
        Figure::Umbrella => (objects::UMBRELLA, 0xd9_4f3d),
        Figure::Hat => (objects::HAT, 0x6b_4a35),
        Figure::Rocket => (objects::ROCKET, 0xe4_572e),
        Figure::Tree | Figure::Flower => return None,
    })
}

/// Draws a figure in its place, in the colour that was asked for or its own.
pub fn draw(stage: &mut Stage, figure: Figure, colour: Option<Color>, stand: Stand) {
    let Some((parts, own)) = drawing(figure) else { return };
    let hazed = mix(hex(own), stage.palette.sky[1], 0.06);
    let main = colour.unwrap_or(hazed);
    for part in parts {
        let ink = coloured(stage, part.role, main);
        let path = written(part.path).and_then(|path| placed(path, stand.foot, stand.height / 100.0, stand.degrees));
        if part.line > 0.0 {
            stage.sketch.line(path, ink, part.line * stand.height / 100.0);
        } else {
            stage.sketch.flat(path, ink);
        }
    }
}

fn coloured(stage: &Stage, role: Role, main: Color) -> Color {
    let paper = mix(Color::WHITE, stage.palette.sky[2], 0.35);
    match role {
        Role::Main => main,
        Role::Bright => lighter(main, 0.2),
        Role::Shade => mix(darker(main, 0.28), stage.palette.dark, 0.18),
        Role::Paper if lightness(main) > 0.85 => mix(paper, stage.palette.far, 0.45),
        Role::Paper => paper,
        Role::Dark => mix(hex(0x23_2129), stage.palette.dark, 0.35),
        Role::Eye => mix(hex(0xf0_b93a), stage.palette.light, 0.15),
        Role::Blush => mix(hex(0xcb_5a52), hex(0xe0_ac86), 0.15),
        Role::Skin => mix(hex(0xe0_ac86), stage.palette.light, 0.12),
        Role::SkinShade => mix(hex(0xb9_7d5c), stage.palette.dark, 0.12),
        Role::Accent => {
            let differs = |other: &Color| distance(*other, main) > 0.5;
            stage
                .palette
                .accents
                .into_iter()
                .find(differs)
                .unwrap_or(stage.palette.light)
        }
    }
}

/// How different two colours look, 0 to about 1.7.
fn distance(a: Color, b: Color) -> f32 {
    let parts = [a.red() - b.red(), a.green() - b.green(), a.blue() - b.blue()];
    parts.iter().map(|part| part * part).sum::<f32>().sqrt()
}

/// A soft shadow on the ground below a figure.
pub fn shadow(stage: &mut Stage, foot: Spot, width: f32) {
    let dark = stage.palette.dark;
    let path = super::shapes::ellipse((foot.0, foot.1), width, width * 0.16);
    stage.sketch.flat(path, faded(darker(dark, 0.3), 0.28));
    let path = super::shapes::ellipse((foot.0, foot.1), width * 0.7, width * 0.1);
    stage.sketch.flat(path, faded(darker(dark, 0.3), 0.25));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outline_can_be_read_and_stands_upright() {
        let all = [
            Figure::Fox,
            Figure::Cat,
            Figure::Dog,
            Figure::Rabbit,
            Figure::Bear,
            Figure::Owl,
            Figure::Heron,
            Figure::Whale,
            Figure::Birds,
            Figure::Portrait,
            Figure::Kite,
            Figure::Balloon,
            Figure::Lighthouse,
            Figure::House,
            Figure::Boat,
            Figure::Mushroom,
            Figure::Cactus,
            Figure::Cup,
            Figure::Robot,
            Figure::Umbrella,
            Figure::Hat,
            Figure::Rocket,
        ];
        for figure in all {
            let (parts, _) = drawing(figure).unwrap();
            for part in parts {
                let path = written(part.path).unwrap_or_else(|| panic!("{figure:?}: {}", part.path));
                let bounds = path.bounds();
                assert!(
                    bounds.top() >= -112.0 && bounds.bottom() <= 30.0,
                    "{figure:?}: {}",
                    part.path
                );
            }
        }
    }
}
