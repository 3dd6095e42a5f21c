//! Rules that only show over the wire: files, markup, frames, forms.

use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use pochade::sandbox::Options;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::served::{Sandbox, checkered, decoded, error, events, file, mask, pictures, png};

fn edit(model: &str) -> Form {
    let small = if model.starts_with("gpt-image-1") {
        "1024x1024"
    } else {
        "1024x640"
    };
    unsized_edit(model).text("size", small)
}

fn unsized_edit(model: &str) -> Form {
    Form::new()
        .text("model", model.to_owned())
        .text("prompt", "a boat")
        .text("quality", "low")
}

fn picture() -> Part {
    file(png(&checkered(64, 64)))
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(64, 64, Rgb([9, 90, 200]))
        .write_to(&mut bytes, format)
        .unwrap();
    bytes.into_inner()
}

fn named(bytes: Vec<u8>, kind: &str) -> Part {
    Part::bytes(bytes).file_name("picture").mime_str(kind).unwrap()
}

fn images(count: usize) -> Form {
    (0..count).fold(edit("gpt-image-2.6-flare"), |form, _| {
        form.part("image[]", file(png(&checkered(8, 8))))
    })
}

/// Form, and the code and param of the refusal; both empty when it is taken.
type Case = (Form, &'static str, &'static str);

async fn judged(cases: Vec<Case>) {
    let sandbox = Sandbox::start(Options::default()).await;
    for (at, (form, code, param)) in cases.into_iter().enumerate() {
        let answer: Value = sandbox.edit(form).await.json().await.unwrap();
        let said = (&answer["error"]["code"], &answer["error"]["param"]);
        if code.is_empty() {
            assert_eq!(said, (&Value::Null, &Value::Null), "case {at}");
            assert_eq!(pictures(&answer).len(), 1, "case {at}");
        } else {
            assert_eq!(said, (&json!(code), &json!(param)), "case {at}");
        }
    }
}

fn two() -> Form {
    edit("gpt-image-2").part("image", picture())
}

fn flare() -> Form {
    edit("gpt-image-2.6-flare").part("image", picture())
}

fn of(part: Part) -> Form {
    edit("gpt-image-2").part("image", part)
}

/// A PNG without alpha.
fn opaque() -> Part {
    file(png(&DynamicImage::ImageRgb8(RgbImage::new(64, 64))))
}

#[tokio::test]
async fn every_picture_of_an_edit_is_looked_at() {
    let (type_fault, file_fault) = ("unsupported_file_mimetype", "invalid_image_file");
    let mut heavy = png(&checkered(64, 64));
    heavy.resize(50 * 1024 * 1024, 0);
    let deep: DynamicImage = ImageBuffer::<Luma<u16>, Vec<u16>>::new(64, 64).into();
    judged(vec![
        (flare(), "", ""),
        (of(named(encoded(ImageFormat::Jpeg), "image/jpeg")), "", ""),
        (of(named(encoded(ImageFormat::WebP), "image/webp")), "", ""),
        (of(named(encoded(ImageFormat::Gif), "image/png")), file_fault, "image"),
        (of(named(encoded(ImageFormat::Png), "image/gif")), type_fault, "image"),
        (of(file(b"no picture".to_vec())), file_fault, "image"),
        (of(file(png(&deep))), file_fault, "image"),
        (of(file(heavy)), "image_too_large", "image"),
        (two().part("image", picture()), "duplicate_parameter", "image"),
        (images(16), "", ""),
        (images(17), "array_above_max_length", "image"),
        (edit("gpt-image-2").text("image", "words"), "invalid_type", "image"),
        (edit("gpt-image-2"), "missing_required_parameter", "image"),
        (edit("gpt-image-2").part("images", picture()), "invalid_value", "images"),
    ])
    .await;
}

#[tokio::test]
async fn masks_and_markup_fit_the_first_picture() {
    let fault = "invalid_image_file";
    let open = || file(mask(64, 64, 0));
    let wide = || file(mask(64, 32, 0));
    let jpeg = named(encoded(ImageFormat::Jpeg), "image/jpeg");
    judged(vec![
        (flare().part("mask", open()), "", ""),
        (flare().part("mask", wide()), fault, "mask"),
        (flare().part("mask", opaque()), fault, "mask"),
        (flare().part("mask", jpeg), fault, "mask"),
        (flare().text("mask", "words"), "invalid_type", "mask"),
        (flare().part("markup", open()), "", ""),
        (flare().part("markup", wide()), fault, "markup"),
        (flare().part("markup", opaque()), fault, "markup"),
        (flare().part("markup", file(mask(64, 64, 255))), fault, "markup"),
        (
            flare().part("markup", open()).part("mask", open()),
            "invalid_value",
            "markup",
        ),
        (two().part("markup", open()), "unknown_parameter", "markup"),
    ])
    .await;
}

#[tokio::test]
async fn an_edit_has_the_fields_of_its_model_as_text() {
    let (fidelity, fault) = ("input_fidelity", "invalid_input_fidelity_model");
    let with = |model| edit(model).part("image", picture());
    let gif = unsized_edit("gpt-image-2.6-flare").part("image", picture());
    let gif = gif.text("output_format", "gif").text("size", "384x384");
    judged(vec![
        (two().text(fidelity, "high"), fault, fidelity),
        (with("gpt-image-1.5").text(fidelity, "high"), "", ""),
        (with("gpt-image-1-mini").text(fidelity, "low"), "", ""),
        (with("gpt-image-1-mini").text(fidelity, "high"), fault, fidelity),
        (gif.part("mask", file(mask(64, 64, 0))), "invalid_value", "mask"),
        (two().text("n", "1.5"), "invalid_type", "n"),
        (two().text("stream", "yes"), "invalid_type", "stream"),
        (flare().text("complexity", "low").text("moderation", "low"), "", ""),
        (two().text("complexity", "low"), "unknown_parameter", "complexity"),
        (flare().text("svg[model]", "m"), "invalid_value", "svg"),
        (
            flare()
                .text("svg[reasoning][effort]", "low")
                .text("output_format", "svg")
                .text("svg[colour]", "x"),
            "unknown_parameter",
            "svg.colour",
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_unreadable_picture_is_told_by_its_place() {
    let sandbox = Sandbox::start(Options::default()).await;
    let third = images(2).part("image[]", file(b"no picture".to_vec()));
    let said = error(sandbox.edit(third).await).await.1["message"].clone();
    assert_eq!(
        said,
        "Invalid image file or mode for image 3, please check your image file."
    );
}

#[tokio::test]
async fn a_mask_of_four_megabytes_is_too_large() {
    let sandbox = Sandbox::start(Options::default()).await;
    let mut heavy = mask(64, 64, 0);
    heavy.resize(4 * 1024 * 1024, 0);
    let form = edit("gpt-image-2").part("image", picture()).part("mask", file(heavy));
    let refused = error(sandbox.edit(form).await).await;
    assert_eq!(
        (&refused.1["code"], &refused.1["param"]),
        (&json!("image_too_large"), &json!("mask"))
    );
}

#[tokio::test]
async fn each_form_has_its_own_name_for_the_pictures() {
    let sandbox = Sandbox::start(Options::default()).await;
    let body = json!({"model": "gpt-image-2", "prompt": "x", "image": "data:"});
    let refused = error(sandbox.post("/images/edits").json(&body).send().await.unwrap()).await;
    assert_eq!(
        refused.1["message"],
        "Unknown parameter: 'image'. For application/json on /v1/images/edits, use 'images' (array)."
    );
    let form = edit("gpt-image-2").part("image", picture());
    let refused = error(
        sandbox
            .post("/images/generations")
            .multipart(form)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(
        (refused.0, &refused.1["code"]),
        (400, &json!("unsupported_content_type"))
    );
}

#[tokio::test]
async fn a_gif_has_its_frames_and_their_time() {
    use image::{AnimationDecoder as _, codecs::gif::GifDecoder};

    let sandbox = Sandbox::start(Options::default()).await;
    let body = json!({
        "model": "gpt-image-2.6-flare", "prompt": "a fox", "quality": "low", "output_format": "gif",
        "size": "384x384", "frame_count": 4, "frame_duration_ms": 123,
    });
    let answer: Value = sandbox.generate(&body).await.json().await.unwrap();
    let bytes = decoded(&answer["data"][0]);
    let frames = GifDecoder::new(std::io::Cursor::new(bytes)).unwrap().into_frames();
    let frames: Vec<_> = frames.map(Result::unwrap).collect();
    assert_eq!(frames.len(), 4);
    assert!(frames.iter().all(|frame| frame.delay().numer_denom_ms() == (120, 1)));
}

#[tokio::test]
async fn a_stream_of_several_pictures_tells_each_sharper_and_sharper() {
    let sandbox = Sandbox::start(Options::default()).await;
    let form = Form::new()
        .text("model", "gpt-image-2")
        .text("prompt", "a boat")
        .text("quality", "low")
        .text("size", "1024x640")
        .text("n", "2")
        .text("stream", "true")
        .text("partial_images", "3")
        .part("image", picture());

    let text = sandbox.edit(form).await.text().await.unwrap();

    let events = events(&text);
    let kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let (partial, whole) = ("image_edit.partial_image", "image_edit.completed");
    assert_eq!(
        kinds,
        [partial, partial, partial, whole, partial, partial, partial, whole]
    );
    let steps: Vec<RgbaImage> = events
        .iter()
        .map(|event| image::load_from_memory(&decoded(event)).unwrap().into_rgba8())
        .collect();
    for picture in steps.chunks(4) {
        let away: Vec<u64> = picture[..3].iter().map(|step| distance(step, &picture[3])).collect();
        assert!(away[0] > away[1] && away[1] > away[2] && away[2] > 0, "{away:?}");
    }
    assert_ne!(steps[3], steps[7]);
    let read = |event: &Value| event["usage"]["input_tokens"].as_u64().unwrap();
    assert!(read(&events[3]) > 0);
    assert_eq!(read(&events[7]), 0, "the reading is told once");
}

/// How far two pictures are from each other.
fn distance(a: &RgbaImage, b: &RgbaImage) -> u64 {
    let pairs = a.as_raw().iter().zip(b.as_raw());
    pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum()
}

#[tokio::test]
async fn an_edit_knows_which_way_is_up() {
    let sandbox = Sandbox::start(Options::default()).await;
    let mut turned = encoded_wide();
    // An EXIF part that says: turn it a quarter to the right.
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    turned.splice(2..2, exif.iter().copied());
    let form = |mask_size: (u32, u32)| {
        edit("gpt-image-2")
            .part("image", named(turned.clone(), "image/jpeg"))
            .part("mask", file(mask(mask_size.0, mask_size.1, 0)))
    };
    assert_eq!(sandbox.edit(form((48, 96))).await.status().as_u16(), 200);
    assert_eq!(sandbox.edit(form((96, 48))).await.status().as_u16(), 400);
}

fn encoded_wide() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = RgbaImage::from_pixel(96, 48, Rgba([9, 90, 200, 255]));
    DynamicImage::from(picture)
        .into_rgb8()
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}
