//! Tells format, size and transparency of a picture from its first bytes, without decoding pixels.

use std::io::Cursor;

use image::{ImageDecoder, ImageReader, Limits, metadata::Orientation};

use crate::domain::{ImageFacts, ImageFormat};

use super::ImagingError;

/// How far into a text the `<svg` of a vector picture is looked for, past comments and declarations.
const SVG_SEARCH: usize = 64 * 1024;

/// Bytes that reading a header may take; enough for any honest profile in it.
const HEADER_BYTES: u64 = 64 * 1024 * 1024;

/// The size that browsers give to a vector picture that names none.
const SVG_SIZE: (u32, u32) = (300, 150);

/// Reads format, size and transparency from magic bytes and header; width and height as a person sees them,
/// with the EXIF orientation applied. A picture larger than we decode still has its facts told.
pub fn facts(bytes: &[u8]) -> Result<ImageFacts, ImagingError> {
    let format = sniffed(bytes).ok_or_else(|| ImagingError::Unknown(beginning(bytes)))?;
    let (width, height, alpha, is_turned) = match raster(format) {
        None => {
            let (width, height) = svg_size(bytes);
            (width, height, true, false)
        }
        Some(raster) => {
            let mut decoder = header(bytes, format, raster)?;
            let (width, height) = decoder.dimensions();
            let orientation = orientation(&mut decoder);
            let (width, height) = turned(width, height, orientation);
            let is_turned = orientation != Orientation::NoTransforms;
            (width, height, decoder.color_type().has_alpha(), is_turned)
        }
    };
    Ok(ImageFacts {
        format,
        width,
        height,
        bytes: bytes.len() as u64,
        alpha,
        turned: is_turned,
    })
}

/// The format by magic bytes.
pub(super) fn sniffed(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageFormat::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::Webp),
        _ => svg_tag(bytes).map(|_| ImageFormat::Svg),
    }
}

/// The decoder's name of a format, where the format holds pixels.
pub(super) const fn raster(format: ImageFormat) -> Option<image::ImageFormat> {
    match format {
        ImageFormat::Png => Some(image::ImageFormat::Png),
        ImageFormat::Jpeg => Some(image::ImageFormat::Jpeg),
        ImageFormat::Webp => Some(image::ImageFormat::WebP),
        ImageFormat::Gif => Some(image::ImageFormat::Gif),
        ImageFormat::Svg => None,
    }
}

/// Reads the header and no pixel.
pub(super) fn header(
    bytes: &[u8],
    format: ImageFormat,
    raster: image::ImageFormat,
) -> Result<impl ImageDecoder + '_, ImagingError> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(HEADER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), raster);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| ImagingError::Broken {
        format,
        reason: error.to_string(),
    })
}

/// How the picture was held when it was taken; a note that cannot be read counts as none.
pub(super) fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// Width and height after an orientation is applied.
pub(super) const fn turned(width: u32, height: u32, orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => {
            (height, width)
        }
        _ => (width, height),
    }
}

/// The first bytes, as an error message shows them.
fn beginning(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "nothing at all".to_owned();
    }
    let first = &bytes[..bytes.len().min(12)];
    if first.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') {
        return format!("“{}”", String::from_utf8_lossy(first));
    }
    let hex: Vec<String> = first.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.join(" ")
}

/// The attributes of the first `<svg` tag, where the text is a vector picture.
fn svg_tag(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(SVG_SEARCH)];
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(torn) => std::str::from_utf8(&head[..torn.valid_up_to()]).ok()?,
    };
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        if let Some(tag) = rest.strip_prefix("<svg") {
            let ends = tag.find('>').unwrap_or(tag.len());
            return tag.starts_with([' ', '\t', '\r', '\n', '>', '/']).then(|| &tag[..ends]);
        }
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            ">"
        } else {
            return None;
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
}

fn svg_size(bytes: &[u8]) -> (u32, u32) {
    let tag = svg_tag(bytes).unwrap_or_default();
    if let (Some(width), Some(height)) = (svg_length(tag, "width"), svg_length(tag, "height")) {
        return (width, height);
    }
    let view: Vec<u32> = svg_attribute(tag, "viewBox")
        .map(|value| {
            value
                .split([' ', ','])
                .filter(|word| !word.is_empty())
                .filter_map(leading_number)
                .collect()
        })
        .unwrap_or_default();
    match view[..] {
        [_, _, width, height] if width > 0 && height > 0 => (width, height),
        _ => SVG_SIZE,
    }
}

/// A length in pixels; percentages and other units say nothing about pixels.
fn svg_length(tag: &str, name: &str) -> Option<u32> {
    let value = svg_attribute(tag, name)?;
    let number = value.strip_suffix("px").unwrap_or(value);
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    leading_number(number).filter(|length| plain && *length > 0)
}

fn svg_attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    for (at, _) in tag.match_indices(name) {
        let alone = tag[..at].ends_with(char::is_whitespace);
        let after = tag[at + name.len()..].trim_start();
        if let Some(value) = after.strip_prefix('=').map(str::trim_start).filter(|_| alone) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return value[1..].split(quote).next().map(str::trim);
        }
    }
    None
}

/// The whole pixels of a number such as `64.5`.
fn leading_number(text: &str) -> Option<u32> {
    text.split('.')
        .next()
        .unwrap_or_default()
        .trim_start_matches('-')
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(picture: &image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_format_tells_its_size_and_transparency() {
        let rgb = image::DynamicImage::new_rgb8(31, 17);
        let rgba = image::DynamicImage::new_rgba8(31, 17);
        let cases = [
            (&rgb, image::ImageFormat::Png, ImageFormat::Png, false),
            (&rgba, image::ImageFormat::Png, ImageFormat::Png, true),
            (&rgb, image::ImageFormat::Jpeg, ImageFormat::Jpeg, false),
            (&rgb, image::ImageFormat::WebP, ImageFormat::Webp, false),
            (&rgba, image::ImageFormat::WebP, ImageFormat::Webp, true),
            (&rgba, image::ImageFormat::Gif, ImageFormat::Gif, true),
        ];
        for (picture, as_format, format, alpha) in cases {
            let bytes = encoded(picture, as_format);
            let expected = ImageFacts {
                turned: false,
                format,
                width: 31,
                height: 17,
                bytes: bytes.len() as u64,
                alpha,
            };
            assert_eq!(facts(&bytes), Ok(expected), "{format} alpha {alpha}");
        }
    }

    #[test]
    fn a_vector_picture_tells_its_size_where_it_has_one() {
        let cases = [
            ("<svg width=\"64\" height='48px'></svg>", (64, 48)),
            (
                "\u{feff}<?xml version=\"1.0\"?>\n<!-- a <b> --><!DOCTYPE svg>\n<svg viewBox=\"0 0 20.5 10\"/>",
                (20, 10),
            ),
            (
                "<svg stroke-width=\"3\" width=\"100%\" height=\"100%\" viewBox='0,0,8,9'>",
                (8, 9),
            ),
            ("<svg>", SVG_SIZE),
        ];
        for (text, size) in cases {
            let told = facts(text.as_bytes()).unwrap();
            assert_eq!(
                (told.format, told.width, told.height),
                (ImageFormat::Svg, size.0, size.1),
                "{text}"
            );
        }
    }

    #[test]
    fn a_photograph_held_upright_is_taller_than_wide() {
        let jpeg = encoded(&image::DynamicImage::new_rgb8(40, 20), image::ImageFormat::Jpeg);
        let turned = with_orientation(&jpeg, 6);
        let told = facts(&turned).unwrap();
        assert_eq!((told.width, told.height), (20, 40));
    }

    /// Puts an EXIF note of the orientation behind the start of a JPEG.
    pub(crate) fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let mut bytes = jpeg[..2].to_vec();
        bytes.extend([0xff, 0xe1, 0, u8::try_from(exif.len() + 2).unwrap()]);
        bytes.extend(exif);
        bytes.extend(&jpeg[2..]);
        bytes
    }

    #[test]
    fn what_is_no_picture_is_called_so_with_its_first_bytes() {
        let cases: [(&[u8], &str); 4] = [
            (b"", "nothing at all"),
            (b"<html><svg/>", "“<html><svg/>”"),
            (b"%PDF-1.7 x", "“%PDF-1.7 x”"),
            (b"\0\x01", "00 01"),
        ];
        for (bytes, shown) in cases {
            assert_eq!(facts(bytes), Err(ImagingError::Unknown(shown.to_owned())));
        }
        let torn = &encoded(&image::DynamicImage::new_rgb8(4, 4), image::ImageFormat::Png)[..20];
        assert!(matches!(
            facts(torn),
            Err(ImagingError::Broken {
                format: ImageFormat::Png,
                ..
            })
        ));
    }
}
