//! The addresses of uploaded files (`images-api.md §2.6`).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    auth,
    cabinet::File,
    clock::created,
    fields::Fields,
    handlers::{authenticated, settled},
    refusal::Refusal,
    rules,
    service::Service,
};

const PURPOSES: &[&str] = &["assistants", "batch", "fine-tune", "vision", "user_data", "evals"];
/// The largest file, as large as the largest input of a batch (`images-api.md §2.7`).
const MOST_BYTES: usize = 200 * 1024 * 1024;

/// `POST /files`
pub async fn upload(State(service): State<Arc<Service>>, request: Request) -> Response {
    let kept = async {
        let file = checked(&authenticated(request).await?)?;
        let described = file.described();
        service.cabinet.put(file);
        Ok(Json(described).into_response())
    };
    settled(kept.await)
}

/// `GET /files`, perhaps of one purpose only.
pub async fn list(State(service): State<Arc<Service>>, uri: Uri, headers: HeaderMap) -> Response {
    let listed = || {
        let query = uri.query().unwrap_or_default().as_bytes();
        let purpose = url::form_urlencoded::parse(query).find(|(key, _)| key == "purpose");
        let mut files = service.cabinet.all();
        files.retain(|file| purpose.as_ref().is_none_or(|(_, wanted)| *wanted == file.purpose));
        let data: Vec<Value> = files.iter().map(File::described).collect();
        let id = |file: Option<&File>| file.map(|file| file.id.clone());
        let (first, last) = (id(files.first()), id(files.last()));
        let body = json!({"object": "list", "data": data, "first_id": first, "last_id": last, "has_more": false});
        Json(body).into_response()
    };
    settled(auth::check(&uri, &headers).map(|()| listed()))
}

/// `GET /files/{id}`
pub async fn describe(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let found = auth::check(&uri, &headers).and_then(|()| found(&service, &id));
    settled(found.map(|file| Json(file.described()).into_response()))
}

/// `GET /files/{id}/content`
pub async fn content(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let found = auth::check(&uri, &headers).and_then(|()| found(&service, &id));
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    settled(found.map(|file| (kind, file.bytes).into_response()))
}

/// `DELETE /files/{id}`
pub async fn delete(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let deleted = auth::check(&uri, &headers).and_then(|()| {
        if service.cabinet.remove(&id) {
            Ok(Json(json!({"id": id, "object": "file", "deleted": true})).into_response())
        } else {
            Err(missing(&id))
        }
    });
    settled(deleted)
}

fn found(service: &Service, id: &str) -> Result<File, Refusal> {
    service.cabinet.get(id).ok_or_else(|| missing(id))
}

fn missing(id: &str) -> Refusal {
    Refusal {
        param: Some("id".to_owned()),
        ..Refusal::general(StatusCode::NOT_FOUND, None, format!("No such File object: {id}"))
    }
}

fn checked(fields: &Fields) -> Result<File, Refusal> {
    let known = ["file", "purpose", "expires_after"];
    if let Some(name) = fields.names().find(|name| !known.contains(name)) {
        return Err(rules::unknown(name));
    }
    let purpose = rules::choice(fields, "purpose", PURPOSES)?;
    let purpose = purpose
        .and_then(|at| PURPOSES.get(at))
        .ok_or_else(|| rules::missing("purpose"))?;
    let upload = fields.files("file").next().ok_or_else(|| rules::missing("file"))?;
    if upload.bytes.is_empty() || upload.bytes.len() > MOST_BYTES {
        let message = format!(
            "Invalid file: expected between 1 and {MOST_BYTES} bytes, but got {}.",
            upload.bytes.len()
        );
        return Err(Refusal::schema("file", "invalid_value", message));
    }
    Ok(File {
        id: format!("file-{}", uuid::Uuid::now_v7().simple()),
        name: upload.name.clone(),
        purpose: (*purpose).to_owned(),
        created: created(),
        bytes: upload.bytes.clone(),
    })
}
