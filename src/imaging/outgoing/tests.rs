//! What is sent of every kind of picture.

use image::{ColorType, ImageEncoder};
use image::{GrayAlphaImage, GrayImage, ImageBuffer, Luma, LumaA, Rgb, RgbImage, Rgba, codecs::png::PngEncoder};
use proptest::prelude::*;

use super::*;
use crate::{
    domain::MaskReading,
    imaging::{facts, jpeg, png},
};

/// A JPEG in four inks, 8x8 pixels of plain red.
const RED_IN_FOUR_INKS: &str = concat!(
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAbEhQXFBEbFxYXHhwbIChCKyglJShROj0wQmBVZWRfVV1baniZgWpxkHNbXYW1hpCeo6ut",
    "q2eAvMm6pseZqKuk/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIB",
    "AwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZH",
    "SElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV",
    "1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwDpq5muZrpq/9k=",
);

fn frame(width: u32, height: u32) -> Frame {
    Frame {
        size: (width, height),
        bytes_max: u64::MAX,
    }
}

/// The same JPEG with a note of how it was held.
fn held(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut turned = jpeg[..2].to_vec();
    turned.extend(b"\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0");
    turned.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    turned.extend(&jpeg[2..]);
    turned
}

fn palette_png(transparent: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(vec![250, 10, 20, 30, 240, 60]);
    if transparent {
        encoder.set_trns(vec![0, 255]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0, 1]).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn every_kind_of_picture_comes_out_with_eight_bits_of_red_green_and_blue() {
    let deep = ImageBuffer::from_pixel(2, 1, Rgb([0xffff_u16, 0x8000, 0]));
    let deep_clear = ImageBuffer::from_pixel(2, 1, LumaA([0x8000_u16, 0]));
    let four_inks = base64_simd::STANDARD.decode_to_vec(RED_IN_FOUR_INKS).unwrap();
    let as_png = |picture: DynamicImage| png(&picture).unwrap();
    let cases: [(&str, Vec<u8>, ColorType, [u8; 4]); 8] = [
        (
            "grey",
            as_png(GrayImage::from_pixel(2, 1, Luma([77])).into()),
            ColorType::Rgb8,
            [77, 77, 77, 255],
        ),
        (
            "grey and alpha",
            as_png(GrayAlphaImage::from_pixel(2, 1, LumaA([77, 9])).into()),
            ColorType::Rgba8,
            [77, 77, 77, 9],
        ),
        ("16 bits", as_png(deep.into()), ColorType::Rgb8, [255, 128, 0, 255]),
        (
            "16 bits, grey and alpha",
            as_png(deep_clear.into()),
            ColorType::Rgba8,
            [128, 128, 128, 0],
        ),
        ("palette", palette_png(false), ColorType::Rgb8, [250, 10, 20, 255]),
        (
            "palette with a clear colour",
            palette_png(true),
            ColorType::Rgba8,
            [250, 10, 20, 0],
        ),
        ("four inks", four_inks, ColorType::Rgb8, [255, 0, 0, 255]),
        (
            "colours",
            as_png(RgbImage::from_pixel(2, 1, Rgb([1, 2, 3])).into()),
            ColorType::Rgb8,
            [1, 2, 3, 255],
        ),
    ];
    for (name, bytes, kind, first) in cases {
        let seen = facts(&bytes).unwrap();
        let sent = decode(&outgoing_image(&bytes, &frame(seen.width, seen.height)).unwrap()).unwrap();
        assert_eq!(sent.color(), kind, "{name}");
        let pixel = sent.to_rgba8().get_pixel(0, 0).0;
        let near = pixel.iter().zip(first).all(|(a, b)| a.abs_diff(b) <= 3);
        assert!(near, "{name}: {pixel:?}");
        let markup = decode(&outgoing_markup(&bytes, &frame(seen.width, seen.height)).unwrap()).unwrap();
        assert_eq!(markup.color(), ColorType::Rgba8, "{name}");
    }
}

#[test]
fn a_turned_photograph_is_small_and_upright() {
    // Left half dark, right half bright; turned by a quarter the upper half is dark.
    let wide = RgbaImage::from_fn(
        320,
        160,
        |x, _| if x < 160 { Rgba([0, 0, 0, 255]) } else { Rgba([255; 4]) },
    );
    let bytes = held(&jpeg(&wide, 95, [0; 3]).unwrap(), 6);
    for size in [(160, 320), (40, 80)] {
        let sent = outgoing_image(&bytes, &frame(size.0, size.1)).unwrap();
        assert!(!facts(&sent).unwrap().turned);
        let sent = decode(&sent).unwrap().to_luma8();
        assert_eq!(sent.dimensions(), size);
        assert!(sent.get_pixel(5, 5).0[0] < 20 && sent.get_pixel(5, size.1 - 5).0[0] > 235);
    }
}

#[test]
fn bands_leave_no_seams() {
    let soft = |x: u32, y: u32| u8::try_from((x * 3 + y * 5) / 10).unwrap_or(u8::MAX);
    let picture = DynamicImage::from(RgbImage::from_fn(300, 330, |x, y| Rgb([soft(x, y), soft(y, x), 90])));
    let banded = scaled(picture.clone(), 111, 122).unwrap().into_rgb8();
    let whole = resized(&picture, 111, 122, Sharpness::Sending).unwrap().into_rgb8();
    for (one, other) in banded.pixels().zip(whole.pixels()) {
        assert!(one.0.iter().zip(other.0).all(|(a, b)| a.abs_diff(b) <= 1));
    }
}

#[test]
fn a_colour_profile_goes_along_where_it_is_one_of_red_green_and_blue() {
    for (space, kept) in [(b"RGB ", true), (b"CMYK", false), (b"GRAY", false)] {
        let mut profile = vec![0; 200];
        profile[16..20].copy_from_slice(space);
        let mut bytes = Vec::new();
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(profile.clone()).unwrap();
        encoder.write_image(&[9; 48], 4, 4, ColorType::Rgb8.into()).unwrap();
        let sent = outgoing_image(&bytes, &frame(2, 2)).unwrap();
        assert_eq!(unturned(&sent).unwrap().profile, kept.then_some(profile));
    }
}

#[test]
fn a_mask_is_black_and_open_where_it_repaints_whatever_it_was() {
    let white_left = GrayImage::from_fn(8, 4, |x, _| Luma([if x < 4 { 255 } else { 0 }]));
    let clear_left = RgbaImage::from_fn(8, 4, |x, _| Rgba([200, 100, 50, if x < 4 { 0 } else { 255 }]));
    let white_left = png(&white_left.into()).unwrap();
    let clear_left = png(&clear_left.into()).unwrap();
    for (bytes, reading, left) in [
        (&white_left, MaskReading::WhiteReplaces, 0),
        (&white_left, MaskReading::WhiteKeeps, 255),
        (&clear_left, MaskReading::Alpha, 0),
    ] {
        for size in [(8, 4), (16, 16), (4, 4)] {
            let sent = decode(&outgoing_mask(bytes, reading.into(), &frame(size.0, size.1)).unwrap()).unwrap();
            assert_eq!((sent.color(), (sent.width(), sent.height())), (ColorType::Rgba8, size));
            let sent = sent.into_rgba8();
            assert_eq!(sent.get_pixel(0, 0).0, [0, 0, 0, left], "{reading:?} {size:?}");
            assert_eq!(sent.get_pixel(size.0 - 1, 0).0, [0, 0, 0, 255 - left]);
        }
    }
}

#[test]
fn a_merged_mask_is_the_transparency_of_the_image() {
    let image = RgbaImage::from_pixel(8, 8, Rgba([10, 200, 30, 77]));
    let white_left = GrayImage::from_fn(8, 8, |x, _| Luma([if x < 4 { 255 } else { 0 }]));
    let (image, over) = (png(&image.into()).unwrap(), png(&white_left.into()).unwrap());
    let sent = outgoing_merged(&image, &over, MaskReading::WhiteReplaces.into(), &frame(8, 8)).unwrap();
    let sent = decode(&sent).unwrap().into_rgba8();
    assert_eq!(sent.get_pixel(0, 0).0, [10, 200, 30, 0]);
    assert_eq!(sent.get_pixel(7, 7).0, [10, 200, 30, 255]);
}

#[test]
fn what_cannot_be_made_small_enough_is_told() {
    let bytes = png(&DynamicImage::new_rgb8(9, 9)).unwrap();
    let tight = Frame {
        size: (9, 9),
        bytes_max: 20,
    };
    for told in [
        outgoing_image(&bytes, &tight),
        outgoing_mask(&bytes, MaskReading::WhiteKeeps.into(), &tight),
        outgoing_merged(&bytes, &bytes, MaskReading::WhiteKeeps.into(), &tight),
    ] {
        assert!(matches!(told, Err(ImagingError::TooManyBytes { size: (9, 9), .. })));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_is_sent_has_the_size_of_its_frame(
        (width, height) in (1_u32..90, 1_u32..200),
        (across, down) in (1_u32..90, 1_u32..90),
        (orientation, clear) in (1_u8..9, any::<bool>()),
    ) {
        let drawing = if clear {
            png(&DynamicImage::new_rgba8(width, height))
        } else {
            png(&DynamicImage::new_luma16(width, height))
        };
        let photograph = held(&jpeg(&RgbaImage::new(width, height), 60, [9; 3]).unwrap(), orientation);
        let frame = frame(across, down);
        for bytes in [drawing.unwrap(), photograph] {
            let sent = [
                outgoing_image(&bytes, &frame).unwrap(),
                outgoing_markup(&bytes, &frame).unwrap(),
                outgoing_mask(&bytes, MaskReading::WhiteReplaces.into(), &frame).unwrap(),
                outgoing_merged(&bytes, &bytes, MaskReading::Alpha.into(), &frame).unwrap(),
            ];
            for sent in sent {
                let facts = facts(&sent).unwrap();
                prop_assert_eq!((facts.width, facts.height), (across, down));
                prop_assert!(!facts.turned);
            }
        }
    }
}
