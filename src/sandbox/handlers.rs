//! What happens at each address of the server.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use serde_json::json;
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::{
    answers::{self, Refusal},
    auth,
    commission::Commission,
    fields::{Fields, Form},
    headers::RequestId,
    painter,
    rules::{self, Endpoint, VariationAnswer, VariationOrder},
    shelf::Shelf,
    stream, switches,
};

/// What all handlers share.
#[derive(Debug)]
pub struct Service {
    /// How long a picture takes, at least.
    pub latency: Duration,
    /// Whether variations are made.
    pub variations: bool,
    /// The address under which the shelf can be reached.
    pub origin: String,
    /// As many as there are processors: painting more at once would only be slower, and use more memory.
    pub easels: Semaphore,
    /// Pictures answered as links.
    pub shelf: Shelf,
}

/// `POST /images/generations`
pub async fn generations(State(service): State<Arc<Service>>, request: Request) -> Response {
    settled(pictures(service, Endpoint::Generations, request).await)
}

/// `POST /images/edits`
pub async fn edits(State(service): State<Arc<Service>>, request: Request) -> Response {
    settled(pictures(service, Endpoint::Edits, request).await)
}

/// `POST /images/variations`: gone as from the live server, unless it was switched on.
pub async fn variations(State(service): State<Arc<Service>>, request: Request) -> Response {
    if !service.variations || request.method() != Method::POST {
        drain(request).await;
        return StatusCode::NOT_FOUND.into_response();
    }
    settled(varied(&service, request).await)
}

/// `GET /models`
pub async fn models(headers: HeaderMap) -> Response {
    settled(auth::check(&headers).map(|()| Json(rules::listed()).into_response()))
}

/// `GET /models/{id}`
pub async fn model(Path(id): Path<String>, headers: HeaderMap) -> Response {
    let unknown = || {
        let message = format!("The model '{id}' does not exist or you do not have access to it.");
        let refusal = Refusal::general(StatusCode::NOT_FOUND, Some("model_not_found"), message);
        Refusal {
            param: Some("model".to_owned()),
            ..refusal
        }
    };
    let found = auth::check(&headers).and_then(|()| rules::find_listed(&id).ok_or_else(unknown));
    settled(found.map(|model| Json(model).into_response()))
}

/// `GET /pictures/{name}`: a picture that was answered as a link. Like the live links it needs no key.
pub async fn kept_picture(State(service): State<Arc<Service>>, Path(name): Path<String>) -> Response {
    match service.shelf.get(&name) {
        Some(bytes) => ([(header::CONTENT_TYPE, "image/png")], bytes).into_response(),
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

async fn pictures(service: Arc<Service>, endpoint: Endpoint, request: Request) -> Result<Response, Refusal> {
    let started = Instant::now();
    let id = request
        .extensions()
        .get::<RequestId>()
        .map_or_else(String::new, |id| id.0.clone());
    let fields = authenticated(request).await?;
    if endpoint == Endpoint::Generations && fields.form == Form::Multipart {
        return Err(Refusal::general(
            StatusCode::BAD_REQUEST,
            Some("unsupported_content_type"),
            "Use 'application/json' for this address.",
        ));
    }
    let order = rules::check(endpoint, &fields)?;
    switches::asked(&order.prompt, &id, order.count)?;
    let commission = service.at_an_easel(move || {
        let inputs = if endpoint == Endpoint::Edits {
            rules::open(&fields)?
        } else {
            rules::Inputs::default()
        };
        Ok(Commission::new(order, inputs))
    });
    let commission = Arc::new(commission.await?);
    if let Some(partials) = commission.stream() {
        return Ok(stream::answer(service, commission, endpoint, partials, started));
    }
    let painted = (0..commission.count()).map(|index| {
        let commission = Arc::clone(&commission);
        service.at_an_easel(move || commission.picture(index))
    });
    let pictures = futures_util::future::try_join_all(painted).await?;
    service.rest_until(started, 1.0).await;
    Ok(answers::pictures(
        created(),
        &pictures,
        &commission.echo(),
        &commission.usage(),
    ))
}

async fn varied(service: &Service, request: Request) -> Result<Response, Refusal> {
    let started = Instant::now();
    let fields = authenticated(request).await?;
    let order = service.at_an_easel(move || rules::check_variation(&fields)).await?;
    let VariationOrder {
        image,
        count,
        size,
        answer,
    } = order;
    let painted = service.at_an_easel(move || {
        let painted = (0..count).map(|index| painter::vary(&image, size.width, index));
        painted.collect::<Result<Vec<_>, _>>().map_err(|_| Refusal::broken())
    });
    let painted = painted.await?;
    service.rest_until(started, 1.0).await;
    let items = painted.into_iter().map(|picture| match answer {
        VariationAnswer::Base64 => json!({"b64_json": base64_simd::STANDARD.encode_to_string(picture)}),
        VariationAnswer::Links => json!({"url": format!("{}/pictures/{}", service.origin, service.shelf.put(picture))}),
    });
    let data: Vec<_> = items.collect();
    Ok(Json(json!({"created": created(), "data": data})).into_response())
}

impl Service {
    /// Does slow work aside, when one of the easels is free.
    pub async fn at_an_easel<T, F>(&self, work: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Refusal> + Send + 'static,
    {
        let _easel = self.easels.acquire().await.map_err(|_| Refusal::broken())?;
        spawn_blocking(work).await.map_err(|_| Refusal::broken())?
    }

    /// Waits until this share of the latency has passed.
    pub async fn rest_until(&self, started: Instant, share: f32) {
        tokio::time::sleep_until((started + self.latency.mul_f32(share)).into()).await;
    }
}

/// Seconds since 1970.
pub fn created() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

async fn authenticated(request: Request) -> Result<Fields, Refusal> {
    if let Err(refusal) = auth::check(request.headers()) {
        drain(request).await;
        return Err(refusal);
    }
    Fields::read(request).await
}

/// Reads a body away: a server that hangs up on an asker still sending is not heard.
async fn drain(request: Request) {
    let body: Body = request.into_body();
    let mut pieces = body.into_data_stream();
    while let Some(Ok(_)) = pieces.next().await {}
}

fn settled(result: Result<Response, Refusal>) -> Response {
    result.unwrap_or_else(IntoResponse::into_response)
}
