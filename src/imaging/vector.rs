//! Draws a vector picture, which may name files and addresses but reaches none.

use std::thread;

use image::RgbaImage;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{ImageHrefResolver, Options, Tree},
};

use crate::domain::ImageFormat;

use super::{ImagingError, fitted};

/// A longer text is not drawn, in bytes: what a model writes has some hundred kilobytes at most.
const LONGEST: usize = 16 * 1024 * 1024;

/// Elements may stand inside each other a thousand deep, and the drawing goes down with them.
const STACK: usize = 64 * 1024 * 1024;

/// Draws the picture as large as it fits into a box of pixels. Text is left out, and so are pictures inside it.
///
/// Hostile vectors can take any time and memory to draw; whoever must not suffer from that draws in another process.
pub(super) fn drawn(bytes: &[u8], within: (u32, u32)) -> Result<RgbaImage, ImagingError> {
    if bytes.len() > LONGEST {
        return Err(broken("it has more than 16 MB"));
    }
    thread::scope(|scope| {
        let work = thread::Builder::new().stack_size(STACK);
        let drawing = work
            .spawn_scoped(scope, || pixels(bytes, within))
            .map_err(|error| broken(&error))?;
        drawing.join().unwrap_or_else(|_| Err(broken("it cannot be drawn")))
    })
}

fn pixels(bytes: &[u8], within: (u32, u32)) -> Result<RgbaImage, ImagingError> {
    let options = Options {
        // The library would open files by itself.
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_data(bytes, &options).map_err(|error| broken(&error))?;
    let size = tree.size().to_int_size();
    let (width, height) = fitted((size.width(), size.height()), within, true);
    let mut pixmap = Pixmap::new(width, height).ok_or(ImagingError::TooLarge { width, height })?;
    let scale = |pixels: u32, units: f32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX)) / units;
    let transform = Transform::from_scale(scale(width, tree.size().width()), scale(height, tree.size().height()));
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    RgbaImage::from_vec(width, height, pixmap.take_demultiplied()).ok_or(ImagingError::TooLarge { width, height })
}

fn broken(reason: &(impl ToString + ?Sized)) -> ImagingError {
    ImagingError::Broken {
        format: ImageFormat::Svg,
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn svg(inside: &str) -> String {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\">{inside}</svg>")
    }

    fn at(picture: &RgbaImage, x: u32, y: u32) -> [u8; 4] {
        picture.get_pixel(x, y).0
    }

    #[test]
    fn shapes_are_drawn_in_their_colours_as_large_as_fits() {
        let text = svg(
            "<rect width='20' height='20' fill='#f00'/><rect x='20' width='20' height='20' fill='#00f' opacity='.5'/>",
        );
        let picture = drawn(text.as_bytes(), (200, 200)).unwrap();
        assert_eq!(picture.dimensions(), (200, 100));
        assert_eq!(at(&picture, 50, 50), [255, 0, 0, 255]);
        let [red, green, blue, alpha] = at(&picture, 150, 50);
        assert_eq!(
            (red, green, blue),
            (0, 0, 255),
            "colours are not weighed by their opacity"
        );
        assert!(alpha.abs_diff(128) <= 1);
        let small = drawn(text.as_bytes(), (10, 10)).unwrap();
        assert_eq!(small.dimensions(), (10, 5));
    }

    #[test]
    fn what_a_vector_picture_points_at_is_not_fetched() {
        let mut beside = tempfile::NamedTempFile::with_suffix(".svg").unwrap();
        let red = svg("<rect width='40' height='20' fill='red'/>");
        beside.write_all(red.as_bytes()).unwrap();
        let data = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI0MCIgaGVpZ2h0PSIyMCI+PHJlY3Qgd2lkdGg9IjQwIiBoZWlnaHQ9IjIwIiBmaWxsPSJyZWQiLz48L3N2Zz4=";
        for href in [
            &*beside.path().to_string_lossy(),
            "beside.svg",
            "http://127.0.0.1:9/a.png",
            data,
        ] {
            let text = svg(&format!("<image width='40' height='20' href='{href}'/>"));
            let picture = drawn(text.as_bytes(), (40, 20)).unwrap();
            assert!(picture.pixels().all(|pixel| pixel.0[3] == 0), "{href}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error_and_no_crash() {
        let deep = |count: usize| svg(&("<g opacity='.9'>".repeat(count) + &"</g>".repeat(count)));
        assert!(drawn(deep(900).as_bytes(), (40, 20)).is_ok());
        let mut laughs = String::new();
        for at in 1..12 {
            let ten = format!("<use href='#a{}'/>", at - 1).repeat(10);
            laughs.extend(["<g id='a", &at.to_string(), "'>", &ten, "</g>"]);
        }
        let entities = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
        for strange in [
            deep(100_000),
            svg(&format!(
                "<defs><rect id='a0' width='1' height='1'/>{laughs}</defs><use href='#a11'/>"
            )),
            format!("{entities}<svg>&b"),
            "<svg".to_owned(),
            "<svg width='0' height='0'/>".to_owned(),
            " ".repeat(LONGEST + 1),
        ] {
            let told = drawn(strange.as_bytes(), (40, 20));
            assert!(matches!(told, Err(ImagingError::Broken { .. })), "{strange:.60}");
        }
    }
}
