//! The pictures of a request: as parts of a form, or inside its JSON (images-api.md §2.2, §2.3, §13.2).

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

use super::{ApiError, InputFile, fields::flat};
use crate::domain::{Flavor, Remote, Role};

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingPart {
    /// The field's name, such as `image[]`.
    pub name: String,
    /// The name and content type of a file; nothing for a text.
    pub file: Option<(String, &'static str)>,
    /// The text, or the bytes of the file.
    pub content: Bytes,
}

/// Text parts first, then files, as the official SDK does. One image goes as `image`, several as `image[]`.
///
/// Files get plain names of their own: a person's file names are none of the server's business, and not every server
/// reads encoded ones.
pub(super) fn parts(fields: &Map<String, Value>, inputs: &[InputFile]) -> Vec<OutgoingPart> {
    let text = |(name, text): (String, String)| OutgoingPart {
        name,
        file: None,
        content: Bytes::from(text),
    };
    let mut parts: Vec<_> = flat(fields).into_iter().map(text).collect();
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
        parts.push(OutgoingPart {
            name: name.to_owned(),
            file: Some((file, input.format.content_type())),
            content: input.bytes.clone(),
        });
    }
    parts
}

/// The form that the HTTP client sends.
pub(super) fn form(parts: Vec<OutgoingPart>) -> Result<Form, ApiError> {
    let mut form = Form::new();
    for OutgoingPart { name, file, content } in parts {
        let length = content.len() as u64;
        let part = Part::stream_with_length(content, length);
        let part = match file {
            Some((file, kind)) => part
                .file_name(file)
                .mime_str(kind)
                .map_err(|error| ApiError::Request(error.to_string()))?,
            None => part,
        };
        form = form.part(name, part);
    }
    Ok(form)
}

/// The fields with the pictures in the shape that this kind of server reads.
pub(super) fn with_pictures(
    mut fields: Map<String, Value>,
    inputs: &[InputFile],
    flavor: Flavor,
) -> Map<String, Value> {
    let of = |role: Role| {
        let inputs = inputs.iter().filter(move |input| input.role == role);
        inputs.map(|input| object(input, flavor))
    };
    let mut images: Vec<Value> = of(Role::Image).collect();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    match flavor {
        Flavor::Openrouter => drop(put("input_references", Value::Array(images))),
        Flavor::Xai if images.len() == 1 => drop(put("image", images.remove(0))),
        Flavor::Xai | Flavor::Openai | Flavor::Azure | Flavor::Compatible => {
            put("images", Value::Array(images));
            for (role, name) in [(Role::Mask, "mask"), (Role::Markup, "markup")] {
                if let Some(picture) = of(role).next() {
                    put(name, picture);
                }
            }
        }
    }
    fields
}

/// The object that stands for a picture; in that of OpenAI there is an address or an id, never both.
fn object(input: &InputFile, flavor: Flavor) -> Value {
    match (flavor, &input.remote) {
        (Flavor::Openrouter, _) => json!({ "type": "image_url", "image_url": { "url": url(input) } }),
        (Flavor::Xai, _) => json!({ "type": "image_url", "url": url(input) }),
        (_, Some(Remote::FileId(id))) => json!({ "file_id": id }),
        (_, Some(Remote::Url(_)) | None) => json!({ "image_url": url(input) }),
    }
}

fn url(input: &InputFile) -> String {
    if let Some(remote) = &input.remote {
        return remote.text().to_owned();
    }
    let mut url = format!("data:{};base64,", input.format.content_type());
    base64_simd::STANDARD.encode_append(&input.bytes, &mut url);
    url
}
