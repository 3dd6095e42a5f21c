//! A picture as the list of its strokes, from the farthest to the nearest.

use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path, Pixmap, Point, RadialGradient,
    Shader, SpreadMode, Stroke, Transform,
};

use super::{colour::mix, shapes::Spot};

/// What a stroke is filled with.
#[derive(Debug, Clone, Copy)]
pub enum Ink {
    /// One colour.
    Flat(Color),
    /// From one colour to another, between two places.
    Fade {
        /// Where the first colour is.
        from: Spot,
        /// Where the second colour is.
        to: Spot,
        /// The colours, the middle one half-way.
        colours: [Color; 3],
    },
    /// From the middle outwards.
    Glow {
        /// Where it is brightest.
        centre: Spot,
        /// Where it ends.
        radius: f32,
        /// The colours, inside first.
        colours: [Color; 3],
    },
}

/// One stroke of the brush.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its outline, or its line.
    pub path: Path,
    /// Its colour.
    pub ink: Ink,
    /// The width of a line; `None` for a filled outline.
    pub line: Option<f32>,
}

/// All strokes of a picture whose short edge is 1 long.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// The picture's width; 1 or more.
    pub width: f32,
    /// The picture's height; 1 or more.
    pub height: f32,
    /// The strokes, in the order in which they are painted.
    pub marks: Vec<Mark>,
}

impl Sketch {
    /// An empty canvas of the proportions of these pixels.
    pub fn new(width: u32, height: u32) -> Self {
        let unit = unit(width, height);
        Self {
            width: pixels(width) / unit,
            height: pixels(height) / unit,
            marks: Vec::new(),
        }
    }

    /// Fills an outline. What has no outline is not painted.
    pub fn fill(&mut self, path: Option<Path>, ink: Ink) {
        self.marks.extend(path.map(|path| Mark { path, ink, line: None }));
    }

    /// Fills an outline with one colour.
    pub fn flat(&mut self, path: Option<Path>, colour: Color) {
        self.fill(path, Ink::Flat(colour));
    }

    /// Fills an outline with colours that change from one height to another.
    pub fn fade(&mut self, path: Option<Path>, top: (f32, Color), bottom: (f32, Color)) {
        let middle = mix(top.1, bottom.1, 0.5);
        self.fill(
            path,
            Ink::Fade {
                from: (0.0, top.0),
                to: (0.0, bottom.0),
                colours: [top.1, middle, bottom.1],
            },
        );
    }

    /// Lets a light shine around a place.
    pub fn glow(&mut self, centre: Spot, radius: f32, colours: [Color; 3]) {
        self.fill(
            super::shapes::circle(centre, radius),
            Ink::Glow {
                centre,
                radius,
                colours,
            },
        );
    }

    /// Draws a line with round ends.
    pub fn line(&mut self, path: Option<Path>, colour: Color, width: f32) {
        self.marks.extend(path.map(|path| Mark {
            path,
            ink: Ink::Flat(colour),
            line: Some(width),
        }));
    }

    /// Paints all strokes upon what is already there.
    pub fn paint_on(&self, canvas: &mut Pixmap) {
        let unit = unit(canvas.width(), canvas.height());
        let scale = Transform::from_scale(unit, unit);
        for mark in &self.marks {
            let paint = Paint {
                shader: shader(mark.ink),
                anti_alias: true,
                ..Paint::default()
            };
            match mark.line {
                None => canvas.fill_path(&mark.path, &paint, FillRule::Winding, scale, None),
                Some(width) => {
                    let stroke = Stroke {
                        width,
                        line_cap: LineCap::Round,
                        line_join: LineJoin::Round,
                        ..Stroke::default()
                    };
                    canvas.stroke_path(&mark.path, &paint, &stroke, scale, None);
                }
            }
        }
    }
}

/// How many pixels the short edge has.
pub fn unit(width: u32, height: u32) -> f32 {
    pixels(width.min(height)).max(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "an edge has a few thousand pixels")]
pub fn pixels(edge: u32) -> f32 {
    edge as f32
}

fn shader(ink: Ink) -> Shader<'static> {
    let stops = |[first, second, third]: [Color; 3]| {
        let mut stops = vec![GradientStop::new(0.0, first), GradientStop::new(1.0, third)];
        // Between two colours the painting goes faster than between three.
        if second != mix(first, third, 0.5) {
            stops.insert(1, GradientStop::new(0.5, second));
        }
        stops
    };
    let point = |spot: Spot| Point::from_xy(spot.0, spot.1);
    match ink {
        Ink::Flat(colour) => Shader::SolidColor(colour),
        Ink::Fade { from, to, colours } => {
            let made = LinearGradient::new(
                point(from),
                point(to),
                stops(colours),
                SpreadMode::Pad,
                Transform::identity(),
            );
            made.unwrap_or(Shader::SolidColor(colours[1]))
        }
        Ink::Glow {
            centre,
            radius,
            colours,
        } => {
            let (at, mode) = (point(centre), SpreadMode::Pad);
            let gradient = RadialGradient::new(at, 0.0, at, radius, stops(colours), mode, Transform::identity());
            gradient.unwrap_or(Shader::SolidColor(colours[1]))
        }
    }
}
