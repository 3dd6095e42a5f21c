//! The rules of variations, for the servers that still have them (`images-api.md §2.4`).

use image::DynamicImage;

use super::{
    super::{
        fields::{Fields, Form},
        refusal::Refusal,
    },
    dalle::carriage,
    order::Carriage,
    pictures::{MOST_SQUARE_BYTES, check_file, check_square_png},
    sizes::Size,
    values::{choice, integer, missing, text, unknown},
};

const KNOWN: &[&str] = &["image", "model", "n", "size", "response_format", "user"];
const SIZES: &[&str] = &["256x256", "512x512", "1024x1024"];
const EDGES: &[u32] = &[256, 512, 1024];

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
    pub carriage: Carriage,
    /// The asker's own mark, empty when none was sent.
    pub user: String,
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
            format!("Invalid value: '{model}'. Value must be 'dall-e-2'."),
        ));
    }
    let user = text(fields, "user")?.unwrap_or_default().to_owned();
    let count = integer(fields, "n", 1, 10)?.unwrap_or(1);
    let size = choice(fields, "size", SIZES)?
        .and_then(|at| EDGES.get(at))
        .copied()
        .unwrap_or(1024);
    let carriage = carriage(fields)?;
    let file = fields.files("image").next().ok_or_else(|| missing("image"))?;
    check_file("image", file, MOST_SQUARE_BYTES)?;
    let image = check_square_png(file)?;
    Ok(VariationOrder {
        image,
        count,
        size: Size::new(size, size),
        carriage,
        user,
    })
}
