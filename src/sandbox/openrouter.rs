//! OpenRouter's way to ask for pictures (`images-api.md §13.2`).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    answer::Answer,
    auth,
    fields::{Fields, Form},
    handlers::{asking, authenticated},
    refusal::Refusal,
    rules::{self, Endpoint},
    service::Service,
};

/// Whose models they are, before the id.
const MAKER: &str = "openai/";

/// Everything that is understood; all else is refused.
const KNOWN: &[&str] = &[
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "background",
    "output_format",
    "output_compression",
    "stream",
    "partial_images",
    "input_references",
];

/// `POST /images`
pub async fn images(State(service): State<Arc<Service>>, request: Request) -> Response {
    let asking = asking(service, &request);
    let drawn = async {
        let (endpoint, fields) = translated(authenticated(request).await?)?;
        asking.draw(endpoint, fields, None).await
    };
    drawn.await.unwrap_or_else(|refusal| refused(&refusal))
}

/// `GET /models`
pub async fn models(State(service): State<Arc<Service>>, uri: Uri, headers: HeaderMap) -> Response {
    if let Err(refusal) = auth::check(&uri, &headers) {
        return refused(&refusal);
    }
    let listed = rules::listed(service.options.retired);
    let pictures = listed["data"].as_array().into_iter().flatten();
    let pictures = pictures
        .filter_map(|model| model["id"].as_str())
        .filter(|id| id.contains("image"));
    let data: Vec<Value> = pictures
        .map(|id| {
            json!({
                "id": format!("{MAKER}{id}"),
                "name": format!("OpenAI: {id}"),
                "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["image"]},
                "supported_parameters": KNOWN,
            })
        })
        .collect();
    Json(json!({ "data": data })).into_response()
}

/// The request in OpenAI's words: with references it is an edit.
fn translated(mut fields: Fields) -> Result<(Endpoint, Fields), Refusal> {
    if fields.form == Form::Multipart {
        return Err(Refusal::schema("body", "invalid_value", "The body must be JSON."));
    }
    if let Some(name) = fields.names().find(|name| !KNOWN.contains(name)) {
        return Err(rules::unknown(name));
    }
    if let Some(Value::String(model)) = fields.values.get_mut("model") {
        let plain = model.strip_prefix(MAKER).ok_or_else(|| rules::not_there(model))?;
        *model = plain.to_owned();
    }
    let references = match fields.values.shift_remove("input_references") {
        None | Some(Value::Null) => return Ok((Endpoint::Generations, fields)),
        Some(Value::Array(references)) => references,
        Some(other) => return Err(rules::wrong_type("input_references", "an array", &other)),
    };
    let mut images = Vec::new();
    for (at, reference) in references.into_iter().enumerate() {
        let url = reference["image_url"]["url"].as_str();
        let url = url.filter(|_| reference["type"] == "image_url");
        let url = url.ok_or_else(|| rules::missing(&format!("input_references[{at}].image_url.url")))?;
        images.push(json!({ "image_url": url }));
    }
    if images.is_empty() {
        return Ok((Endpoint::Generations, fields));
    }
    fields.values.insert("images".to_owned(), Value::Array(images));
    Ok((Endpoint::Edits, fields))
}

/// A refusal in OpenRouter's shape: its code is the status.
fn refused(refusal: &Refusal) -> Response {
    let metadata = json!({"provider_name": "sandbox", "param": refusal.param, "reason": refusal.code});
    let error = json!({"code": refusal.status.as_u16(), "message": refusal.message, "metadata": metadata});
    let answer = Answer {
        headers: refusal.headers.clone(),
        ..Answer::json(&json!({ "error": error })).with_status(refusal.status)
    };
    answer.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &Value) -> Result<(Endpoint, Value), String> {
        let fields = Fields::from_json(body.to_string().as_bytes()).unwrap();
        let translated = translated(fields).map_err(|refusal| refusal.param.unwrap())?;
        Ok((translated.0, Value::Object(translated.1.values)))
    }

    #[test]
    fn references_make_an_edit_and_all_else_is_refused() {
        let plain = json!({"model": "openai/gpt-image-2", "prompt": "x"});
        assert_eq!(
            told(&plain),
            Ok((Endpoint::Generations, json!({"model": "gpt-image-2", "prompt": "x"})))
        );
        let reference = json!({"type": "image_url", "image_url": {"url": "data:,"}});
        let edit = json!({"model": "openai/gpt-image-2", "input_references": [reference]});
        let expected = json!({"model": "gpt-image-2", "images": [{"image_url": "data:,"}]});
        assert_eq!(told(&edit), Ok((Endpoint::Edits, expected)));
        let cases = [
            (json!({"model": "gpt-image-2"}), "model"),
            (json!({"moderation": "low"}), "moderation"),
            (json!({"images": []}), "images"),
            (json!({"input_references": "x"}), "input_references"),
            (json!({"input_references": [{}]}), "input_references[0].image_url.url"),
        ];
        for (body, expected) in cases {
            assert_eq!(told(&body), Err(expected.to_owned()), "{body}");
        }
    }
}
