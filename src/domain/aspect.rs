//! Shapes and resolutions of servers that are asked for those instead of a size (images-api.md §13.2, xAI).

use super::Size;

/// A shape by its two edges, in tenths: a phone's screen is 19.5 by 9.
type Edges = (u32, u32);

/// The shapes that xAI makes.
const SHAPES: &[(&str, Edges)] = &[
    ("1:1", (10, 10)),
    ("4:3", (40, 30)),
    ("3:4", (30, 40)),
    ("3:2", (30, 20)),
    ("2:3", (20, 30)),
    ("16:9", (160, 90)),
    ("9:16", (90, 160)),
    ("2:1", (20, 10)),
    ("1:2", (10, 20)),
    ("19.5:9", (195, 90)),
    ("9:19.5", (90, 195)),
    ("20:9", (200, 90)),
    ("9:20", (90, 200)),
];

/// How far a shape may be from the one asked for and still be taken for it: 1920x1088 is 16:9 to everybody.
const CLOSE: f64 = 0.05;

/// Up to so many pixels a picture is asked for as `1k`; 1536x1024 still is.
const PIXELS_1K: u64 = 1_600_000;
/// Up to so many as `2k`; there is nothing above.
const PIXELS_2K: u64 = 4_400_000;

/// A size as shape and resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aspect {
    /// The shape, such as `16:9`.
    pub ratio: &'static str,
    /// `1k` or `2k`, where the size says how large it is to be.
    pub resolution: Option<&'static str>,
}

/// Why a size has no such form, and what comes nearest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AspectFault {
    /// What is allowed, as the rest of a sentence.
    pub rule: String,
    /// What can be given instead.
    pub nearest: Option<String>,
}

/// The form of a size; nothing for `auto`. A shape can also be given by its own name.
pub fn aspect(size: &Size) -> Result<Option<Aspect>, AspectFault> {
    match size {
        Size::Auto => Ok(None),
        Size::Exact { width, height } => of_pixels(*width, *height).map(Some),
        Size::Other(text) => {
            let found = SHAPES.iter().find(|(name, _)| name == text);
            let names = || SHAPES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            found
                .map(|(name, _)| Aspect {
                    ratio: name,
                    resolution: None,
                })
                .ok_or_else(|| AspectFault {
                    rule: format!("it must be WIDTHxHEIGHT or one of {}", names()),
                    nearest: None,
                })
                .map(Some)
        }
    }
}

fn of_pixels(width: u32, height: u32) -> Result<Aspect, AspectFault> {
    let asked = f64::from(width) / f64::from(height);
    let far = |(long, across): Edges| (asked * f64::from(across) / f64::from(long)).ln().abs();
    let nearest = SHAPES.iter().min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
    let Some((ratio, edges)) = nearest else {
        return Err(AspectFault {
            rule: "no shape is known".to_owned(),
            nearest: None,
        });
    };
    if far(*edges) > CLOSE {
        return Err(AspectFault {
            rule: "this server makes fixed shapes only, and none is close to it".to_owned(),
            nearest: Some((*ratio).to_owned()),
        });
    }
    let resolution = match u64::from(width) * u64::from(height) {
        ..=PIXELS_1K => "1k",
        ..=PIXELS_2K => "2k",
        _ => {
            return Err(AspectFault {
                rule: "this server makes pictures of 1k and 2k, about 2048x2048 pixels at most".to_owned(),
                nearest: Some((*ratio).to_owned()),
            });
        }
    };
    Ok(Aspect {
        ratio,
        resolution: Some(resolution),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_becomes_the_nearest_shape_and_a_resolution() {
        for (size, ratio, resolution) in [
            ("1024x1024", "1:1", Some("1k")),
            ("1536x1024", "3:2", Some("1k")),
            ("1024x1536", "2:3", Some("1k")),
            ("1920x1088", "16:9", Some("2k")),
            ("1536x864", "16:9", Some("1k")),
            ("2048x2048", "1:1", Some("2k")),
            ("1170x2532", "9:19.5", Some("2k")),
            ("1000x500", "2:1", Some("1k")),
            ("9:20", "9:20", None),
        ] {
            let found = aspect(&size.parse().unwrap()).unwrap().unwrap();
            assert_eq!((found.ratio, found.resolution), (ratio, resolution), "{size}");
        }
        assert_eq!(aspect(&Size::Auto), Ok(None));
    }

    #[test]
    fn what_has_no_shape_there_is_told_with_the_nearest() {
        for (size, nearest) in [
            ("1024x640", Some("3:2")),
            ("3000x1000", Some("20:9")),
            ("3840x2160", Some("16:9")),
            ("5:4", None),
        ] {
            let fault = aspect(&size.parse().unwrap()).unwrap_err();
            assert_eq!(fault.nearest.as_deref(), nearest, "{size}");
        }
    }
}
