//! xAI's way to ask for pictures: a ratio in place of a size, and edits as JSON with URLs (`images-api.md §13.2`).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    answer::Answer,
    auth,
    fields::{Fields, Form},
    handlers::{asking, authenticated},
    refusal::Refusal,
    rules::{self, Carriage, Endpoint},
    service::Service,
};

const MODELS: &[&str] = &[
    "grok-imagine-image",
    "grok-imagine-image-quality",
    "grok-imagine-image-2.0",
];
/// Of ours, the one that draws for all of them.
const PAINTER: &str = "gpt-image-2";
const KNOWN: &[&str] = &[
    "model",
    "prompt",
    "n",
    "aspect_ratio",
    "resolution",
    "quality",
    "response_format",
    "user",
];
const RESOLUTIONS: &[&str] = &["1k", "2k"];
const MOST_IMAGES: usize = 3;

/// Each ratio with its size at 1k: about a million pixels, both edges multiples of 16.
const RATIOS: &[(&str, u32, u32)] = &[
    ("auto", 1024, 1024),
    ("1:1", 1024, 1024),
    ("3:4", 864, 1152),
    ("4:3", 1152, 864),
    ("9:16", 720, 1280),
    ("16:9", 1280, 720),
    ("2:3", 832, 1248),
    ("3:2", 1248, 832),
    ("9:19.5", 576, 1248),
    ("19.5:9", 1248, 576),
    ("9:20", 576, 1280),
    ("20:9", 1280, 576),
    ("1:2", 704, 1408),
    ("2:1", 1408, 704),
];

/// `POST /images/generations`
pub async fn generations(State(service): State<Arc<Service>>, request: Request) -> Response {
    drawn(service, Endpoint::Generations, request).await
}

/// `POST /images/edits`
pub async fn edits(State(service): State<Arc<Service>>, request: Request) -> Response {
    drawn(service, Endpoint::Edits, request).await
}

/// `GET /models`
pub async fn models(uri: Uri, headers: HeaderMap) -> Response {
    if let Err(refusal) = auth::check(&uri, &headers) {
        return refused(&refusal);
    }
    let entry = |id: &&str| json!({"id": id, "object": "model", "created": 1_769_472_000, "owned_by": "xai"});
    let data: Vec<Value> = MODELS.iter().map(entry).collect();
    Json(json!({"object": "list", "data": data})).into_response()
}

async fn drawn(service: Arc<Service>, endpoint: Endpoint, request: Request) -> Response {
    let asking = asking(service, &request);
    let drawn = async {
        let (fields, carriage) = translated(endpoint, &authenticated(request).await?)?;
        asking.draw(endpoint, fields, Some(carriage)).await
    };
    drawn.await.unwrap_or_else(|refusal| refused(&refusal))
}

/// The request in OpenAI's words.
fn translated(endpoint: Endpoint, fields: &Fields) -> Result<(Fields, Carriage), Refusal> {
    if fields.form == Form::Multipart {
        let message = "Expected request with `Content-Type: application/json`";
        return Err(Refusal::general(StatusCode::UNSUPPORTED_MEDIA_TYPE, None, message));
    }
    for name in fields.names() {
        let is_image = matches!(name, "image" | "images") && endpoint == Endpoint::Edits;
        if !is_image && !KNOWN.contains(&name) {
            return Err(rules::unknown(name));
        }
    }
    match rules::text(fields, "model")? {
        Some(model) if !MODELS.contains(&model) => return Err(rules::not_there(model)),
        _ => {}
    }
    let carriage = rules::choice(fields, "response_format", &["url", "b64_json"])?;
    let mut translated = Fields::from_json(b"{}")?;
    let mut put = |name: &str, value: Value| {
        translated.values.insert(name.to_owned(), value);
    };
    put("model", json!(PAINTER));
    put("output_format", json!("jpeg"));
    put("size", json!(size(fields)?));
    for name in ["prompt", "n", "quality", "user"] {
        if let Some(value) = fields.values.get(name) {
            put(name, value.clone());
        }
    }
    if endpoint == Endpoint::Edits {
        put("images", Value::Array(references(fields)?));
    }
    let carriage = if carriage == Some(1) {
        Carriage::Base64
    } else {
        Carriage::Links
    };
    Ok((translated, carriage))
}

fn size(fields: &Fields) -> Result<String, Refusal> {
    let names: Vec<&str> = RATIOS.iter().map(|(name, ..)| *name).collect();
    let ratio = rules::choice(fields, "aspect_ratio", &names)?.unwrap_or(0);
    let times = match rules::choice(fields, "resolution", RESOLUTIONS)? {
        Some(1) => 2,
        _ => 1,
    };
    let (_, width, height) = RATIOS.get(ratio).copied().unwrap_or(("", 1024, 1024));
    Ok(format!("{}x{}", width * times, height * times))
}

/// One `image`, or up to three `images`, each an object with a `url`.
fn references(fields: &Fields) -> Result<Vec<Value>, Refusal> {
    let given = match (fields.value("image"), fields.value("images")) {
        (Some(one), None) => std::slice::from_ref(one),
        (None, Some(Value::Array(images))) if !images.is_empty() => images,
        (None, Some(Value::Array(_)) | None) => return Err(rules::missing("image")),
        (None, Some(other)) => return Err(rules::wrong_type("images", "an array of objects", other)),
        (Some(_), Some(_)) => {
            let message = "Only one of 'image' and 'images' can be given.";
            return Err(Refusal::schema("images", "invalid_value", message));
        }
    };
    if given.len() > MOST_IMAGES {
        let message = format!(
            "At most {MOST_IMAGES} images can be given, but there are {}.",
            given.len()
        );
        return Err(Refusal::schema("images", "invalid_value", message));
    }
    let url = |image: &Value| match image["url"].as_str() {
        Some(url) => Ok(json!({ "image_url": url })),
        None => Err(rules::missing("image.url")),
    };
    given.iter().map(url).collect()
}

/// A refusal in xAI's shape: the error is the sentence.
fn refused(refusal: &Refusal) -> Response {
    let code = if refusal.status == StatusCode::BAD_REQUEST {
        "Client specified an invalid argument"
    } else {
        refusal.status.canonical_reason().unwrap_or("Unknown")
    };
    let answer = Answer {
        headers: refusal.headers.clone(),
        ..Answer::json(&json!({"code": code, "error": refusal.message})).with_status(refusal.status)
    };
    answer.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(endpoint: Endpoint, body: &Value) -> Result<Value, String> {
        let fields = Fields::from_json(body.to_string().as_bytes()).unwrap();
        let translated = translated(endpoint, &fields).map_err(|refusal| refusal.param.unwrap_or_default())?;
        Ok(Value::Object(translated.0.values))
    }

    #[test]
    fn every_ratio_is_a_size_that_can_be_drawn() {
        for (ratio, ..) in RATIOS {
            for resolution in RESOLUTIONS {
                let body = json!({"model": MODELS[0], "prompt": "x", "aspect_ratio": ratio, "resolution": resolution});
                let fields = Fields::from_json(body.to_string().as_bytes()).unwrap();
                let (translated, _) = translated(Endpoint::Generations, &fields).unwrap();
                rules::check(Endpoint::Generations, &translated, false).unwrap();
            }
        }
    }

    #[test]
    fn what_it_does_not_understand_is_refused() {
        let image = json!({"url": "data:,"});
        let cases = [
            (json!({"size": "1024x1024"}), "size"),
            (json!({"style": "vivid"}), "style"),
            (json!({"model": "gpt-image-2"}), "model"),
            (json!({"resolution": "4k"}), "resolution"),
            (json!({"aspect_ratio": "5:1"}), "aspect_ratio"),
            (json!({"mask": image}), "mask"),
            (json!({}), "image"),
            (json!({"image": {}}), "image.url"),
            (json!({"images": [image, image, image, image]}), "images"),
            (json!({"image": image, "images": [image]}), "images"),
        ];
        for (body, expected) in cases {
            assert_eq!(told(Endpoint::Edits, &body), Err(expected.to_owned()), "{body}");
        }
        let three = told(Endpoint::Edits, &json!({"images": [image, image, image]})).unwrap();
        assert_eq!(three["images"].as_array().unwrap().len(), 3);
    }
}
