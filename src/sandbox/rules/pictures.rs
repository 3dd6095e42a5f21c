//! The pictures that a request brings: found, checked and decoded.

use std::io::Cursor;

use axum::body::Bytes;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use serde_json::Value;

use super::{
    super::{
        answers::Refusal,
        fields::{Fields, Form, Upload},
    },
    sizes::Size,
    values::{missing, wrong_type},
};

/// How many pictures an edit may bring.
const MOST_IMAGES: usize = 16;
const MOST_IMAGE_BYTES: usize = 50 * 1024 * 1024;
const MOST_MASK_BYTES: usize = 4 * 1024 * 1024;
/// Of a data URL, in characters (§2.3).
const MOST_URL_CHARACTERS: usize = 20_971_520;
/// Pictures beyond the first are only pasted in, so they are kept no larger than this.
const PASTED_EDGE: u32 = 1024;

/// The pictures of a request, decoded and turned upright.
#[derive(Debug, Default)]
pub struct Inputs {
    /// In order; all but the first are made smaller.
    pub images: Vec<DynamicImage>,
    /// The sizes in which they came.
    pub sizes: Vec<Size>,
    /// Alpha 0 where the first picture is to be repainted.
    pub mask: Option<DynamicImage>,
    /// Marks drawn over the first picture.
    pub markup: Option<DynamicImage>,
}

/// Opens all pictures of an edit. Slow: it decodes them.
pub fn open(fields: &Fields) -> Result<Inputs, Refusal> {
    let files = found(fields, "image", "images")?;
    if files.len() > MOST_IMAGES {
        let message = format!(
            "Invalid 'image': array too long. Expected an array with maximum length {MOST_IMAGES}, \
             but got an array with length {} instead.",
            files.len()
        );
        return Err(Refusal::schema("image", "array_above_max_length", message));
    }
    let mut inputs = Inputs::default();
    for (at, file) in files.iter().enumerate() {
        check_file("image", file, MOST_IMAGE_BYTES)?;
        let image = decoded(&file.bytes).ok_or_else(|| unreadable(at + 1))?;
        inputs.sizes.push(size_of(&image));
        let whole = at == 0 || image.width().max(image.height()) <= PASTED_EDGE;
        inputs.images.push(if whole {
            image
        } else {
            image.thumbnail(PASTED_EDGE, PASTED_EDGE)
        });
    }
    let first = inputs.sizes.first().copied().ok_or_else(|| missing("image"))?;
    inputs.mask = overlay(fields, "mask", first)?;
    inputs.markup = overlay(fields, "markup", first)?;
    Ok(inputs)
}

/// Decodes a PNG, JPEG or WebP of 8 bits a channel and applies its orientation.
pub fn decoded(bytes: &[u8]) -> Option<DynamicImage> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    if !matches!(
        reader.format()?,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP
    ) {
        return None;
    }
    let mut decoder = reader.into_decoder().ok()?;
    if !matches!(
        decoder.color_type(),
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8
    ) {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    Some(image)
}

pub(super) fn size_of(image: &DynamicImage) -> Size {
    Size::new(image.width(), image.height())
}

/// Refuses a file that is too large or does not name a picture's type.
pub(super) fn check_file(param: &str, file: &Upload, most: usize) -> Result<(), Refusal> {
    let kind = file.content_type.as_deref().unwrap_or("application/octet-stream");
    if !matches!(kind, "image/png" | "image/jpeg" | "image/jpg" | "image/webp") {
        let message = format!(
            "Invalid file '{param}': unsupported mimetype ('{kind}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'."
        );
        return Err(Refusal::schema(param, "unsupported_file_mimetype", message));
    }
    if file.bytes.len() >= most {
        let message = format!(
            "Invalid file '{param}': file too large. Expected less than {} MB, but got {} bytes instead.",
            most / (1024 * 1024),
            file.bytes.len()
        );
        return Err(Refusal::order(param, "image_too_large", message));
    }
    Ok(())
}

fn overlay(fields: &Fields, param: &str, first: Size) -> Result<Option<DynamicImage>, Refusal> {
    let files = found(fields, param, param)?;
    let Some(file) = files.first() else { return Ok(None) };
    check_file(
        param,
        file,
        if param == "mask" {
            MOST_MASK_BYTES
        } else {
            MOST_IMAGE_BYTES
        },
    )?;
    let refuse = |why: &str| {
        Err(Refusal::order(
            param,
            "invalid_image_file",
            format!("Invalid {param} image: {why}"),
        ))
    };
    let is_png = image::guess_format(&file.bytes).is_ok_and(|format| format == ImageFormat::Png);
    let Some(image) = decoded(&file.bytes).filter(|_| is_png) else {
        return refuse("it must be a PNG that can be read.");
    };
    if !image.color().has_alpha() {
        return refuse("it must have an alpha channel.");
    }
    let size = size_of(&image);
    if size != first {
        return refuse(&format!(
            "its size {size} does not match the size {first} of the image."
        ));
    }
    Ok(Some(image))
}

fn found(fields: &Fields, part: &str, key: &str) -> Result<Vec<Upload>, Refusal> {
    if fields.form == Form::Multipart {
        return match fields.value(part) {
            Some(text) => Err(wrong_type(part, "a file", text)),
            None => Ok(fields.files(part).cloned().collect()),
        };
    }
    match fields.value(key) {
        None => Ok(Vec::new()),
        Some(Value::Array(references)) => references
            .iter()
            .enumerate()
            .map(|(at, reference)| linked(&format!("{key}[{at}]"), reference))
            .collect(),
        Some(reference) => Ok(vec![linked(key, reference)?]),
    }
}

/// A picture of a JSON edit: `{"image_url": "data:…"}`.
fn linked(param: &str, reference: &Value) -> Result<Upload, Refusal> {
    let Value::Object(reference) = reference else {
        return Err(wrong_type(param, "an object", reference));
    };
    let given = |key: &str| reference.get(key).filter(|value| !value.is_null());
    let refuse = |why: &str| {
        Err(Refusal::schema(
            param,
            "invalid_value",
            format!("Invalid value for '{param}': {why}"),
        ))
    };
    match (given("image_url"), given("file_id")) {
        (Some(Value::String(url)), None) => data_url(param, url),
        (None, Some(Value::String(id))) => refuse(&format!("no such file: '{id}'. The sandbox keeps no files.")),
        (Some(other), None) | (None, Some(other)) => Err(wrong_type(param, "a string", other)),
        (None, None) | (Some(_), Some(_)) => refuse("expected exactly one of 'image_url' and 'file_id'."),
    }
}

fn data_url(param: &str, url: &str) -> Result<Upload, Refusal> {
    let refuse = |why: &str| {
        Err(Refusal::schema(
            param,
            "invalid_value",
            format!("Invalid value for '{param}': {why}"),
        ))
    };
    if url.len() > MOST_URL_CHARACTERS {
        return refuse(&format!("the URL is longer than {MOST_URL_CHARACTERS} characters."));
    }
    let Some((kind, data)) = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")) else {
        return refuse("expected a URL that starts with 'data:image/…;base64,'. The sandbox opens no other addresses.");
    };
    match base64_simd::STANDARD.decode_to_vec(data) {
        Ok(bytes) => Ok(Upload {
            part: param.to_owned(),
            content_type: Some(kind.to_owned()),
            bytes: Bytes::from(bytes),
        }),
        Err(_) => refuse("the base64 data cannot be read."),
    }
}

fn unreadable(position: usize) -> Refusal {
    let message = format!("Invalid image file or mode for image {position}, please check your image file.");
    Refusal::order("image", "invalid_image_file", message)
}

#[cfg(test)]
mod tests;
