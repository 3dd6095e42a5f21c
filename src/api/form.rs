//! The pictures of a request: as parts of a form, or inside its JSON (images-api.md §2.2, §2.3, §13.2).

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde_json::{Map, Value, json};

use super::{ApiError, InputFile, OutgoingPart, fields::flat};
use crate::domain::{Flavor, Input, Remote, Request, Role};

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
    request: &Request,
    inputs: &[InputFile],
    flavor: Flavor,
) -> Map<String, Value> {
    let mut images: Vec<Value> = places(request, inputs, Role::Image)
        .map(|place| place.object(flavor))
        .collect();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    match flavor {
        Flavor::Openrouter => drop(put("input_references", Value::Array(images))),
        Flavor::Xai if images.len() == 1 => drop(put("image", images.remove(0))),
        Flavor::Xai | Flavor::Openai | Flavor::Azure | Flavor::Compatible => {
            put("images", Value::Array(images));
            for (role, name) in [(Role::Mask, "mask"), (Role::Markup, "markup")] {
                if let Some(place) = places(request, inputs, role).next() {
                    put(name, place.object(flavor));
                }
            }
        }
    }
    fields
}

/// Where the server has a picture from.
enum Place<'a> {
    Remote(&'a Remote),
    File(&'a InputFile),
}

impl Place<'_> {
    /// The object that stands for it; in that of OpenAI there is an address or an id, never both.
    fn object(self, flavor: Flavor) -> Value {
        match (flavor, &self) {
            (Flavor::Openrouter, _) => json!({ "type": "image_url", "image_url": { "url": self.url() } }),
            (Flavor::Xai, _) => json!({ "type": "image_url", "url": self.url() }),
            (_, Self::Remote(Remote::FileId(id))) => json!({ "file_id": id }),
            (_, Self::Remote(Remote::Url(_)) | Self::File(_)) => json!({ "image_url": self.url() }),
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Remote(remote) => remote.text().to_owned(),
            Self::File(file) => {
                let kind = file.format.content_type();
                let mut url = format!("data:{kind};base64,");
                base64_simd::STANDARD.encode_append(&file.bytes, &mut url);
                url
            }
        }
    }
}

/// The pictures of one role in the order of the request. A mask that was merged into its image is among neither.
fn places<'a>(request: &'a Request, inputs: &'a [InputFile], role: Role) -> impl Iterator<Item = Place<'a>> {
    let mut files = inputs.iter().filter(move |file| file.role == role);
    request
        .inputs_as(role)
        .filter_map(move |input: &Input| match &input.remote {
            Some(remote) => Some(Place::Remote(remote)),
            None => files.next().map(Place::File),
        })
}
