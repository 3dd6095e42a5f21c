//! The pictures that an edit refers to: under which names, how many, and where their bytes are.

use axum::body::Bytes;
use serde_json::{Map, Value};

use super::{
    super::{
        cabinet::Cabinet,
        fields::{Fields, Form, Upload},
        refusal::Refusal,
    },
    values::{missing, unknown, wrong_type},
};

/// Of a data URL, in characters (`images-api.md §2.3`).
const MOST_URL_CHARACTERS: usize = 20_971_520;

/// How many pictures an edit may bring (`images-api.md §4`).
const MOST_IMAGES: usize = 16;

/// Refuses the name that belongs to the other form, with a hint at the right one.
pub fn check_name(form: Form, name: &str) -> Result<(), Refusal> {
    let (form, instead) = match (name, form) {
        ("image", Form::Json) => ("application/json", "'images' (array)"),
        ("images", Form::Multipart) => ("multipart/form-data", "'image' (file)"),
        _ => return Ok(()),
    };
    let message = format!("Unknown parameter: '{name}'. For {form} on /v1/images/edits, use {instead}.");
    Err(Refusal::schema(name, "invalid_value", message))
}

/// Whether there are pictures in a shape that can be opened; opening them comes later.
pub fn check(fields: &Fields) -> Result<(), Refusal> {
    match fields.form {
        Form::Multipart => check_files(fields),
        Form::Json => check_array(fields),
    }
}

fn check_files(fields: &Fields) -> Result<(), Refusal> {
    for part in ["image", "mask", "markup"] {
        if let Some(text) = fields.value(part) {
            return Err(wrong_type(part, "a file", text));
        }
    }
    match fields.files("image").count() {
        0 => Err(missing("image")),
        count if count > MOST_IMAGES => Err(too_many("image", count)),
        _ => Ok(()),
    }
}

fn check_array(fields: &Fields) -> Result<(), Refusal> {
    let images = match fields.values.get("images") {
        None => return Err(missing("images")),
        Some(Value::Array(images)) => images,
        Some(other) => return Err(wrong_type("images", "an array of objects", other)),
    };
    if images.is_empty() {
        let message =
            "Invalid 'images': empty array. Expected an array with minimum length 1, but got an empty array instead.";
        return Err(Refusal::schema("images", "empty_array", message));
    }
    if images.len() > MOST_IMAGES {
        return Err(too_many("images", images.len()));
    }
    let named = images
        .iter()
        .enumerate()
        .map(|(at, image)| (format!("images[{at}]"), image));
    let overlays = ["mask", "markup"].map(|name| (name.to_owned(), fields.value(name)));
    let overlays = overlays.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let odd = named.chain(overlays).find(|(_, reference)| !reference.is_object());
    odd.map_or(Ok(()), |(name, reference)| {
        Err(wrong_type(&name, "an object", reference))
    })
}

fn too_many(param: &str, count: usize) -> Refusal {
    let message = format!(
        "Invalid '{param}': array too long. Expected an array with maximum length {MOST_IMAGES}, \
         but got an array with length {count} instead."
    );
    Refusal::schema(param, "array_above_max_length", message)
}

/// The files of one field, wherever they are: in the request, in a data URL, or uploaded before.
pub fn files(fields: &Fields, name: &str, cabinet: &Cabinet) -> Result<Vec<Upload>, Refusal> {
    if fields.form == Form::Multipart {
        return Ok(fields.files(name).cloned().collect());
    }
    match fields.value(name) {
        Some(Value::Array(references)) => {
            let named = references.iter().enumerate();
            let files = named.map(|(at, reference)| linked(&format!("{name}[{at}]"), reference, cabinet));
            files.collect()
        }
        Some(reference) => Ok(vec![linked(name, reference, cabinet)?]),
        None => Ok(Vec::new()),
    }
}

/// A picture of a JSON edit: `{"image_url": "data:…"}` or `{"file_id": "file-…"}`.
fn linked(param: &str, reference: &Value, cabinet: &Cabinet) -> Result<Upload, Refusal> {
    let Value::Object(reference) = reference else {
        return Err(wrong_type(param, "an object", reference));
    };
    check_keys(param, reference)?;
    let given = |key: &str| reference.get(key).filter(|value| !value.is_null());
    match (given("image_url"), given("file_id")) {
        (Some(Value::String(url)), None) => data_url(&format!("{param}.image_url"), url),
        (None, Some(Value::String(id))) => uploaded(&format!("{param}.file_id"), id, cabinet),
        (Some(other), None) => Err(wrong_type(&format!("{param}.image_url"), "a string", other)),
        (None, Some(other)) => Err(wrong_type(&format!("{param}.file_id"), "a string", other)),
        (None, None) | (Some(_), Some(_)) => Err(invalid(param, "expected exactly one of 'image_url' and 'file_id'.")),
    }
}

fn check_keys(param: &str, reference: &Map<String, Value>) -> Result<(), Refusal> {
    let known = ["image_url", "file_id"];
    match reference.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(unknown(&format!("{param}.{key}"))),
        None => Ok(()),
    }
}

fn uploaded(param: &str, id: &str, cabinet: &Cabinet) -> Result<Upload, Refusal> {
    let Some(file) = cabinet.get(id) else {
        return Err(invalid(param, &format!("no such file: '{id}'.")));
    };
    // What was said at the upload does not count: it was not uploaded for this.
    let kind = image::guess_format(&file.bytes).map_or("application/octet-stream", |format| format.to_mime_type());
    Ok(Upload {
        part: param.to_owned(),
        name: file.name,
        content_type: Some(kind.to_owned()),
        bytes: file.bytes,
    })
}

fn data_url(param: &str, url: &str) -> Result<Upload, Refusal> {
    if url.len() > MOST_URL_CHARACTERS {
        return Err(invalid(
            param,
            &format!("the URL is longer than {MOST_URL_CHARACTERS} characters."),
        ));
    }
    if url.starts_with("https://") || url.starts_with("http://") {
        return Err(invalid(
            param,
            "the sandbox fetches nothing from other servers. Send the picture as a 'data:' URL or upload it as a file.",
        ));
    }
    let Some((kind, data)) = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,")) else {
        return Err(invalid(
            param,
            "expected a URL that starts with 'data:image/…;base64,'.",
        ));
    };
    match base64_simd::STANDARD.decode_to_vec(data) {
        Ok(bytes) => Ok(Upload {
            part: param.to_owned(),
            name: String::new(),
            content_type: Some(kind.to_owned()),
            bytes: Bytes::from(bytes),
        }),
        Err(_) => Err(invalid(param, "the base64 data cannot be read.")),
    }
}

fn invalid(param: &str, why: &str) -> Refusal {
    Refusal::schema(param, "invalid_value", format!("Invalid value for '{param}': {why}"))
}
