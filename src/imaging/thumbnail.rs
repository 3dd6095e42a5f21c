//! Makes a small picture of a large file with little memory.

use std::io::Cursor;

use image::{DynamicImage, RgbaImage, codecs::png::PngDecoder, metadata::Orientation};

use crate::domain::ImageFormat;

use super::{
    ImagingError, Sharpness, decode,
    decode::within_limits,
    facts::{facts, orientation},
    fitted,
    limits::MAX_BYTES,
    resized, vector,
};

/// A small picture that fits into a box of pixels; a picture smaller than the box keeps its size, but vectors fill it.
///
/// A large PNG is read row by row and averaged on the way, so that a picture of 4K costs little memory; other
/// formats, and PNGs that are written interlaced, are decoded whole.
pub fn preview(bytes: &[u8], max_width: u32, max_height: u32) -> Result<RgbaImage, ImagingError> {
    let facts = facts(bytes)?;
    if facts.format == ImageFormat::Svg {
        return vector::drawn(bytes, (max_width, max_height));
    }
    within_limits(facts.width, facts.height)?;
    let target = fitted((facts.width, facts.height), (max_width, max_height), false);
    let factor = (facts.width / target.0).min(facts.height / target.1);
    let averaged = if facts.format == ImageFormat::Png && factor > 1 {
        averaged_png(bytes, factor)?
    } else {
        None
    };
    let picture = match averaged {
        Some(averaged) => averaged,
        None => decode(bytes)?,
    };
    if (picture.width(), picture.height()) == target {
        return Ok(picture.into_rgba8());
    }
    Ok(resized(&picture, target.0, target.1, Sharpness::Screen)?.into_rgba8())
}

/// The picture with every square of `factor` pixels averaged to one; `None` when the file is interlaced.
fn averaged_png(bytes: &[u8], factor: u32) -> Result<Option<DynamicImage>, ImagingError> {
    let turn = png_orientation(bytes);
    let mut decoder = png::Decoder::new_with_limits(
        Cursor::new(bytes),
        png::Limits {
            bytes: usize::try_from(MAX_BYTES).unwrap_or(usize::MAX),
        },
    );
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| broken(&error))?;
    if reader.info().interlaced {
        return Ok(None);
    }
    let channels = reader.output_color_type().0.samples();
    let mut averages = Averages::new(reader.info().width, reader.info().height, factor);
    while let Some(row) = reader.next_row().map_err(|error| broken(&error))? {
        averages.add(row.data(), channels);
    }
    let mut small = DynamicImage::ImageRgba8(averages.finished());
    small.apply_orientation(turn);
    Ok(Some(small))
}

fn png_orientation(bytes: &[u8]) -> Orientation {
    // The header was read once already; what cannot be read now is told by the reading of the rows.
    PngDecoder::new(Cursor::new(bytes)).map_or(Orientation::NoTransforms, |mut decoder| orientation(&mut decoder))
}

fn broken(error: &png::DecodingError) -> ImagingError {
    ImagingError::Broken {
        format: ImageFormat::Png,
        reason: error.to_string(),
    }
}

/// Sums of one row of squares, and the rows finished before it.
struct Averages {
    factor: usize,
    width: usize,
    sums: Vec<[u64; 4]>,
    rows_in_sums: u64,
    finished: Vec<u8>,
}

impl Averages {
    fn new(width: u32, height: u32, factor: u32) -> Self {
        let (width, height, factor) = (width as usize, height as usize, factor.max(1) as usize);
        let columns = width.div_ceil(factor);
        Self {
            factor,
            width,
            sums: vec![[0; 4]; columns],
            rows_in_sums: 0,
            finished: Vec::with_capacity(columns * height.div_ceil(factor) * 4),
        }
    }

    fn add(&mut self, row: &[u8], channels: usize) {
        match channels {
            1 => self.sum(row, |&[grey]| [grey, grey, grey, u8::MAX]),
            2 => self.sum(row, |&[grey, alpha]| [grey, grey, grey, alpha]),
            3 => self.sum(row, |&[red, green, blue]| [red, green, blue, u8::MAX]),
            _ => self.sum(row, |&pixel: &[u8; 4]| pixel),
        }
        self.rows_in_sums += 1;
        if self.rows_in_sums == self.factor as u64 {
            self.end_row();
        }
    }

    fn sum<const CHANNELS: usize>(&mut self, row: &[u8], rgba: impl Fn(&[u8; CHANNELS]) -> [u8; 4]) {
        let (pixels, _) = row.as_chunks::<CHANNELS>();
        for (square, sum) in pixels.chunks(self.factor).zip(&mut self.sums) {
            for pixel in square {
                let [red, green, blue, alpha] = rgba(pixel).map(u64::from);
                // Colours weigh by their opacity; what is hidden must not bleed into the average.
                sum[0] += red * alpha;
                sum[1] += green * alpha;
                sum[2] += blue * alpha;
                sum[3] += alpha;
            }
        }
    }

    fn end_row(&mut self) {
        for (column, sum) in self.sums.iter_mut().enumerate() {
            let columns = self.factor.min(self.width - column * self.factor);
            let pixels = columns as u64 * self.rows_in_sums;
            let [red, green, blue, alpha] = *sum;
            let colour = |weighed: u64| (weighed + alpha / 2).checked_div(alpha).unwrap_or(0);
            for value in [colour(red), colour(green), colour(blue), (alpha + pixels / 2) / pixels] {
                self.finished.push(u8::try_from(value).unwrap_or(u8::MAX));
            }
            *sum = [0; 4];
        }
        self.rows_in_sums = 0;
    }

    fn finished(mut self) -> RgbaImage {
        if self.rows_in_sums > 0 {
            self.end_row();
        }
        let columns = self.sums.len();
        let rows = self.finished.len() / (columns.max(1) * 4);
        let size = (u32::try_from(columns).unwrap_or(0), u32::try_from(rows).unwrap_or(0));
        RgbaImage::from_vec(size.0, size.1, self.finished).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::{fit, png};
    use image::{GrayImage, Luma, Rgb, RgbImage, Rgba};

    fn byte(number: u32) -> u8 {
        number.to_le_bytes()[0]
    }

    #[test]
    fn averaging_agrees_with_decoding_the_whole() {
        let picture = RgbImage::from_fn(401, 299, |x, y| Rgb([byte(x / 2), byte(y / 2), 90]));
        let bytes = png(&picture.clone().into()).unwrap();
        let small = preview(&bytes, 60, 60).unwrap();
        let whole = fit(&DynamicImage::from(picture).into_rgba8(), (60, 60), false).unwrap();
        assert_eq!(small.dimensions(), whole.dimensions());
        for (one, other) in small.pixels().zip(whole.pixels()) {
            for (a, b) in one.0.iter().zip(other.0) {
                assert!(a.abs_diff(b) <= 4, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn every_kind_of_png_row_is_read() {
        let grey = GrayImage::from_pixel(90, 90, Luma([77]));
        let colour = RgbImage::from_pixel(90, 90, Rgb([1, 2, 3]));
        let clear = RgbaImage::from_pixel(90, 90, Rgba([9, 9, 9, 0]));
        let deep = image::ImageBuffer::from_pixel(90, 90, image::Rgb([0x1234_u16, 0x8000, 0xffff]));
        let cases: [(DynamicImage, [u8; 4]); 5] = [
            (grey.clone().into(), [77, 77, 77, 255]),
            (DynamicImage::from(grey).to_luma_alpha8().into(), [77, 77, 77, 255]),
            (colour.into(), [1, 2, 3, 255]),
            (clear.into(), [0, 0, 0, 0]),
            (DynamicImage::ImageRgb16(deep), [0x12, 0x80, 0xff, 255]),
        ];
        for (picture, expected) in cases {
            let small = preview(&png(&picture).unwrap(), 10, 10).unwrap();
            assert_eq!(small.dimensions(), (10, 10));
            for pixel in small.pixels() {
                assert!(
                    pixel.0.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1),
                    "{pixel:?} {expected:?}"
                );
            }
        }
    }

    #[test]
    fn long_narrow_pictures_keep_a_pixel() {
        let bytes = png(&DynamicImage::new_luma8(4000, 3)).unwrap();
        assert_eq!(preview(&bytes, 100, 100).unwrap().dimensions(), (100, 1));
    }

    #[test]
    fn a_small_picture_stays_as_it_is() {
        let picture = RgbaImage::from_pixel(20, 10, Rgba([4, 5, 6, 70]));
        assert_eq!(
            preview(&png(&picture.clone().into()).unwrap(), 100, 100).unwrap(),
            picture
        );
    }

    #[test]
    fn other_formats_are_shrunk_too() {
        let picture = RgbaImage::from_pixel(300, 200, Rgba([90, 90, 90, 255]));
        let jpeg = crate::imaging::jpeg(&picture, 90, [0; 3]).unwrap();
        assert_eq!(preview(&jpeg, 30, 30).unwrap().dimensions(), (30, 20));
    }

    #[test]
    fn a_torn_file_is_an_error() {
        let bytes = png(&DynamicImage::new_rgb8(500, 500)).unwrap();
        assert!(matches!(
            preview(&bytes[..bytes.len() / 2], 20, 20),
            Err(ImagingError::Broken { .. })
        ));
    }
}
