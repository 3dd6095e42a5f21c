//! What happens at each address of the server.

use std::{sync::Arc, time::Instant};

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;

use super::{
    asking::Asking,
    auth,
    fields::{Fields, Form},
    headers::Visit,
    refusal::Refusal,
    rules::{self, Endpoint},
    service::Service,
};

/// `POST /images/generations`
pub async fn generations(State(service): State<Arc<Service>>, request: Request) -> Response {
    settled(drawn(service, Endpoint::Generations, request).await)
}

/// `POST /images/edits`
pub async fn edits(State(service): State<Arc<Service>>, request: Request) -> Response {
    settled(drawn(service, Endpoint::Edits, request).await)
}

/// `POST /images/variations`: gone as from the live server, unless it was switched on.
pub async fn variations(State(service): State<Arc<Service>>, request: Request) -> Response {
    if !service.options.variations || request.method() != Method::POST {
        drain(request).await;
        return StatusCode::NOT_FOUND.into_response();
    }
    let asking = asking(service, &request);
    let varied = async { asking.vary(authenticated(request).await?).await };
    settled(varied.await)
}

/// `GET /models`
pub async fn models(State(service): State<Arc<Service>>, uri: Uri, headers: HeaderMap) -> Response {
    let listed = || Json(rules::listed(service.options.retired)).into_response();
    settled(auth::check(&uri, &headers).map(|()| listed()))
}

/// `GET /models/{id}`
pub async fn model(
    State(service): State<Arc<Service>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let unknown = || {
        let message = format!("The model '{id}' does not exist or you do not have access to it.");
        let refusal = Refusal::general(StatusCode::NOT_FOUND, Some("model_not_found"), message);
        Refusal {
            param: Some("model".to_owned()),
            ..refusal
        }
    };
    let found = || rules::find_listed(&id, service.options.retired).ok_or_else(unknown);
    let found = auth::check(&uri, &headers).and_then(|()| found());
    settled(found.map(|model| Json(model).into_response()))
}

/// `GET /pictures/{name}`: a picture that was answered as a link. Like the live links it needs no key.
pub async fn kept_picture(State(service): State<Arc<Service>>, Path(name): Path<String>) -> Response {
    match service.shelf.get(&name) {
        Some(kept) => ([(header::CONTENT_TYPE, kept.media_type)], kept.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Every address that is not there.
pub async fn unknown_address(request: Request) -> Response {
    let message = format!("Invalid URL ({} {})", request.method(), request.uri().path());
    drain(request).await;
    Refusal::general(StatusCode::NOT_FOUND, None, message).into_response()
}

/// An address that is there, asked in the wrong way.
pub async fn wrong_method(request: Request) -> Response {
    let message = format!("Not allowed to {} on {}.", request.method(), request.uri().path());
    drain(request).await;
    let refusal = Refusal::general(StatusCode::METHOD_NOT_ALLOWED, Some("method_not_supported"), message);
    refusal.into_response()
}

async fn drawn(service: Arc<Service>, endpoint: Endpoint, request: Request) -> Result<Response, Refusal> {
    let asking = asking(service, &request);
    let fields = authenticated(request).await?;
    check_form(endpoint, &fields)?;
    asking.draw(endpoint, fields, None).await
}

/// Generations are asked for in JSON only.
pub fn check_form(endpoint: Endpoint, fields: &Fields) -> Result<(), Refusal> {
    if endpoint == Endpoint::Edits || fields.form == Form::Json {
        return Ok(());
    }
    let (code, message) = (
        "unsupported_content_type",
        "Unsupported content type: 'multipart/form-data'. Use 'application/json' for this address.",
    );
    Err(Refusal::general(StatusCode::BAD_REQUEST, Some(code), message))
}

/// What is known of a request before it is read.
pub fn asking(service: Arc<Service>, request: &Request) -> Asking {
    let visit = request.extensions().get::<Visit>();
    Asking {
        service,
        visit: visit.cloned().unwrap_or_default(),
        started: Instant::now(),
    }
}

/// The fields of a request whose key is taken.
pub async fn authenticated(request: Request) -> Result<Fields, Refusal> {
    if let Err(refusal) = auth::check(request.uri(), request.headers()) {
        drain(request).await;
        return Err(refusal);
    }
    Fields::read(request).await
}

/// Reads a body away: a server that hangs up on an asker still sending is not heard.
pub async fn drain(request: Request) {
    let mut pieces = request.into_body().into_data_stream();
    while let Some(Ok(_)) = pieces.next().await {}
}

/// An answer or a refusal, either of which is sent.
pub fn settled(result: Result<Response, Refusal>) -> Response {
    result.unwrap_or_else(IntoResponse::into_response)
}
