//! Pictures good and bad, from files and from data URLs.

use axum::body::Bytes;
use image::{GrayImage, ImageBuffer, Luma, RgbImage, RgbaImage};
use serde_json::json;

use super::*;

fn png(image: &DynamicImage) -> Bytes {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    Bytes::from(bytes.into_inner())
}

fn upload(part: &str, content_type: Option<&str>, bytes: Bytes) -> Upload {
    Upload {
        part: part.to_owned(),
        name: "picture.png".to_owned(),
        content_type: content_type.map(str::to_owned),
        bytes,
    }
}

fn multipart(files: Vec<Upload>) -> Fields {
    Fields {
        form: Form::Multipart,
        values: serde_json::Map::new(),
        files,
    }
}

fn picture(width: u32, height: u32) -> Bytes {
    png(&DynamicImage::ImageRgb8(RgbImage::new(width, height)))
}

fn mask(width: u32, height: u32) -> Bytes {
    png(&DynamicImage::ImageRgba8(RgbaImage::new(width, height)))
}

fn told(fields: &Fields) -> (String, String) {
    let refusal = open(fields, Family::TwoSix, &Cabinet::default()).err();
    refusal
        .map(|refusal| (refusal.code.unwrap().to_owned(), refusal.param.unwrap()))
        .unwrap_or_default()
}

#[test]
fn pictures_are_known_by_their_bytes() {
    let gray = png(&DynamicImage::ImageLuma8(GrayImage::new(8, 8)));
    let deep = png(&DynamicImage::ImageLuma16(ImageBuffer::<Luma<u16>, Vec<u16>>::new(
        8, 8,
    )));
    let cut = picture(64, 64).slice(..60);
    let cases = [
        (Some("image/png"), picture(8, 8), ""),
        (Some("image/webp"), picture(8, 8), ""),
        (Some("image/png"), gray, ""),
        (Some("image/png"), deep, "invalid_image_file"),
        (Some("image/png"), cut, "invalid_image_file"),
        (Some("image/png"), Bytes::from_static(b"GIF89a"), "invalid_image_file"),
        (
            Some("application/octet-stream"),
            picture(8, 8),
            "unsupported_file_mimetype",
        ),
        (None, picture(8, 8), "unsupported_file_mimetype"),
    ];
    for (kind, bytes, expected) in cases {
        assert_eq!(
            told(&multipart(vec![upload("image", kind, bytes)])).0,
            expected,
            "{kind:?}"
        );
    }
}

#[test]
fn the_third_picture_is_called_the_third() {
    let good = || upload("image", Some("image/png"), picture(8, 8));
    let bad = upload("image", Some("image/png"), Bytes::from_static(b"nothing"));

    let refusal = open(&multipart(vec![good(), good(), bad]), Family::Two, &Cabinet::default()).unwrap_err();

    assert_eq!(
        refusal.message,
        "Invalid image file or mode for image 3, please check your image file."
    );
}

#[test]
fn seventeen_pictures_are_one_too_many() {
    let of = |count| multipart(vec![upload("image", Some("image/png"), picture(4, 4)); count]);
    let sixteen = open(&of(16), Family::Two, &Cabinet::default()).unwrap();
    assert_eq!(sixteen.images.len(), 16);
    assert!(references::check(&of(16)).is_ok());
    assert_eq!(
        references::check(&of(17)).unwrap_err().code,
        Some("array_above_max_length")
    );
}

#[test]
fn a_mask_is_a_png_with_alpha_and_as_large_as_the_first_picture() {
    let jpeg = || {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::new(8, 8).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        Bytes::from(bytes.into_inner())
    };
    let cases = [
        (mask(8, 8), ""),
        (mask(8, 9), "mask"),
        (picture(8, 8), "mask"),
        (jpeg(), "mask"),
    ];
    for (bytes, expected) in cases {
        let files = vec![
            upload("image", Some("image/png"), picture(8, 8)),
            upload("mask", Some("image/png"), bytes),
        ];
        assert_eq!(told(&multipart(files)).1, expected);
    }
}

#[test]
fn a_json_edit_brings_its_pictures_as_data_urls() {
    let url = format!(
        "data:image/png;base64,{}",
        base64_simd::STANDARD.encode_to_string(picture(12, 8))
    );
    let cases = [
        (json!({"image_url": url}), ""),
        (json!({"image_url": url, "file_id": null}), ""),
        (json!({"image_url": url, "file_id": "file-1"}), "invalid_value"),
        (json!({"file_id": "file-1"}), "invalid_value"),
        (json!({}), "invalid_value"),
        (json!({"image_url": "https://pictures.example/a.png"}), "invalid_value"),
        (json!({"image_url": "data:image/png;base64,***"}), "invalid_value"),
        (json!({"image_url": 3}), "invalid_type"),
    ];
    for (reference, expected) in cases {
        let fields = Fields::from_json(json!({"images": [reference]}).to_string().as_bytes()).unwrap();
        assert_eq!(told(&fields).0, expected, "{reference}");
    }
}
