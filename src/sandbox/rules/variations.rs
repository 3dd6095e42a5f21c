//! The rules of variations, for the servers that still have them (`images-api.md §2.4`).

use image::DynamicImage;

use super::{
    super::{
        answers::Refusal,
        fields::{Fields, Form},
    },
    pictures::{check_file, decoded},
    sizes::Size,
    values::{choice, integer, missing, text, unknown},
};

const KNOWN: &[&str] = &["image", "model", "n", "size", "response_format", "user"];
const SIZES: &[&str] = &["256x256", "512x512", "1024x1024"];
const EDGES: &[u32] = &[256, 512, 1024];
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// How the pictures come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariationAnswer {
    /// As links, the default.
    Links,
    /// Inside the answer.
    Base64,
}

/// A request for variations that passed every check.
#[derive(Debug)]
pub struct VariationOrder {
    /// The picture to vary.
    pub image: DynamicImage,
    /// How many variations.
    pub count: u32,
    /// A square.
    pub size: Size,
    /// How they come back.
    pub answer: VariationAnswer,
}

/// Checks a request for variations. Slow: it decodes the picture.
pub fn check_variation(fields: &Fields) -> Result<VariationOrder, Refusal> {
    if let Some(name) = fields.names().find(|name| !KNOWN.contains(name)) {
        return Err(unknown(name));
    }
    if fields.form != Form::Multipart {
        return Err(missing("image"));
    }
    if let Some(model) = text(fields, "model")?.filter(|model| *model != "dall-e-2") {
        return Err(Refusal::order(
            "model",
            "invalid_value",
            format!("The model '{model}' does not exist."),
        ));
    }
    text(fields, "user")?;
    let count = integer(fields, "n", 1, 10)?.unwrap_or(1);
    let size = choice(fields, "size", SIZES)?
        .and_then(|at| EDGES.get(at))
        .copied()
        .unwrap_or(1024);
    let answer = match choice(fields, "response_format", &["url", "b64_json"])? {
        Some(1) => VariationAnswer::Base64,
        _ => VariationAnswer::Links,
    };
    let file = fields.files("image").next().ok_or_else(|| missing("image"))?;
    check_file("image", file, MOST_BYTES)?;
    let is_png = image::guess_format(&file.bytes).is_ok_and(|format| format == image::ImageFormat::Png);
    let image = decoded(&file.bytes).filter(|image| is_png && image.width() == image.height());
    let square = || Refusal::order("image", "invalid_image_file", "Uploaded image must be a square PNG.");
    Ok(VariationOrder {
        image: image.ok_or_else(square)?,
        count,
        size: Size::new(size, size),
        answer,
    })
}
