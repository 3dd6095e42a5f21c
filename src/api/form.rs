//! The body of an edit or a variation: a form with files, or JSON with data URLs (images-api.md §2.2, §2.3).

use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

use super::{ApiError, InputFile, fields::flat};
use crate::domain::Role;

/// Text parts first, then files, as the official SDK does. One image goes as `image`, several as `image[]`.
///
/// Files get plain names of their own: a person's file names are none of the server's business, and not every server
/// reads encoded ones.
pub(super) fn form(fields: &Map<String, Value>, inputs: &[InputFile]) -> Result<Form, ApiError> {
    let mut form = Form::new();
    for (name, text) in flat(fields) {
        form = form.text(name, text);
    }
    let images = inputs.iter().filter(|input| input.role == Role::Image).count();
    let mut number = 0;
    for input in inputs {
        let ending = input.format.extension();
        let (name, file) = match input.role {
            Role::Image => {
                let file = format!("image_{number}.{ending}");
                number += 1;
                (if images == 1 { "image" } else { "image[]" }, file)
            }
            Role::Mask => ("mask", format!("mask.{ending}")),
            Role::Markup => ("markup", format!("markup.{ending}")),
        };
        let length = input.bytes.len() as u64;
        let part = Part::stream_with_length(input.bytes.clone(), length)
            .file_name(file)
            .mime_str(input.format.content_type())
            .map_err(|error| ApiError::Request(error.to_string()))?;
        form = form.part(name, part);
    }
    Ok(form)
}

/// The same as JSON: `images` in the plural, mask and markup as objects of the same shape.
pub(super) fn with_data_urls(mut fields: Map<String, Value>, inputs: &[InputFile]) -> Map<String, Value> {
    let object = |input: &InputFile| {
        let pixels = base64_simd::STANDARD.encode_to_string(&input.bytes);
        json!({ "image_url": format!("data:{};base64,{pixels}", input.format.content_type()) })
    };
    let images = inputs.iter().filter(|input| input.role == Role::Image).map(object);
    fields.insert("images".to_owned(), Value::Array(images.collect()));
    for (role, name) in [(Role::Mask, "mask"), (Role::Markup, "markup")] {
        if let Some(input) = inputs.iter().find(|input| input.role == role) {
            fields.insert(name.to_owned(), object(input));
        }
    }
    fields
}
