//! A sketch written down as SVG.

use std::fmt::Write;

use tiny_skia::{Color, Path, PathSegment};

use super::sketch::{Ink, Mark, Sketch};

/// The whole sketch as an SVG document of this size; `inside` is put below the strokes.
pub fn written(sketch: &Sketch, width: u32, height: u32, inside: &str) -> String {
    let mut definitions = String::new();
    let mut shapes = String::new();
    for (number, mark) in sketch.marks.iter().enumerate() {
        shape(&mut definitions, &mut shapes, number, mark);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {:.4} {:.4}\">\n\
         <defs>\n{definitions}</defs>\n{inside}{shapes}</svg>\n",
        sketch.width, sketch.height
    )
}

fn shape(definitions: &mut String, shapes: &mut String, number: usize, mark: &Mark) {
    let paint = match mark.ink {
        Ink::Flat(colour) => plain(colour),
        Ink::Fade { from, to, colours } => {
            let ends = format!(
                "x1=\"{:.4}\" y1=\"{:.4}\" x2=\"{:.4}\" y2=\"{:.4}\"",
                from.0, from.1, to.0, to.1
            );
            definitions.push_str(&gradient("linearGradient", number, &ends, colours));
            format!("url(#g{number})")
        }
        Ink::Glow {
            centre,
            radius,
            colours,
        } => {
            let place = format!("cx=\"{:.4}\" cy=\"{:.4}\" r=\"{radius:.4}\"", centre.0, centre.1);
            definitions.push_str(&gradient("radialGradient", number, &place, colours));
            format!("url(#g{number})")
        }
    };
    let outline = outline(&mark.path);
    let drawn = match mark.line {
        None => format!("fill=\"{paint}\""),
        Some(width) => format!(
            "fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width:.4}\" stroke-linecap=\"round\" stroke-linejoin=\"round\""
        ),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(shapes, "<path d=\"{outline}\" {drawn}/>");
}

fn gradient(kind: &str, number: usize, place: &str, colours: [Color; 3]) -> String {
    let [first, second, third] = colours.map(plain);
    let stops = format!(
        "<stop offset=\"0\" stop-color=\"{first}\"/><stop offset=\"0.5\" stop-color=\"{second}\"/>\
         <stop offset=\"1\" stop-color=\"{third}\"/>"
    );
    format!("<{kind} id=\"g{number}\" gradientUnits=\"userSpaceOnUse\" {place}>{stops}</{kind}>\n")
}

fn plain(colour: Color) -> String {
    let colour = colour.to_color_u8();
    let alpha = f32::from(colour.alpha()) / 255.0;
    format!("rgba({},{},{},{alpha:.3})", colour.red(), colour.green(), colour.blue())
}

fn outline(path: &Path) -> String {
    let mut text = String::new();
    for segment in path.segments() {
        let written = match segment {
            PathSegment::MoveTo(p) => write!(text, "M{:.4} {:.4}", p.x, p.y),
            PathSegment::LineTo(p) => write!(text, "L{:.4} {:.4}", p.x, p.y),
            PathSegment::QuadTo(a, p) => write!(text, "Q{:.4} {:.4} {:.4} {:.4}", a.x, a.y, p.x, p.y),
            PathSegment::CubicTo(a, b, p) => write!(
                text,
                "C{:.4} {:.4} {:.4} {:.4} {:.4} {:.4}",
                a.x, a.y, b.x, b.y, p.x, p.y
            ),
            PathSegment::Close => write!(text, "Z"),
        };
        // Writing to a string cannot fail.
        let _ = written;
    }
    text
}
