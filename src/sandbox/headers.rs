//! The headers that every answer of the live server carries.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use super::service::Service;

/// What belongs to one request from its coming to its answer.
#[derive(Debug, Clone, Default)]
pub struct Visit {
    /// Its id, as `x-request-id` tells it.
    pub id: String,
    /// What was left of the limits when it was counted; by the time of the answer there is more again.
    pub limits: Arc<OnceLock<Vec<(String, String)>>>,
}

/// Gives the request its id, and the answer its id, time and limits.
pub async fn add(State(service): State<Arc<Service>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let visit = Visit {
        id: format!("req_{}", uuid::Uuid::now_v7().simple()),
        ..Visit::default()
    };
    request.extensions_mut().insert(visit.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    put(headers, "x-request-id", &visit.id);
    put(
        headers,
        "openai-processing-ms",
        &started.elapsed().as_millis().to_string(),
    );
    put(headers, "openai-organization", "org-sandbox");
    put(headers, "openai-version", "2020-10-01");
    let limits = visit.limits.get_or_init(|| service.meter.headers(Instant::now()));
    for (name, value) in limits {
        put(headers, name, value);
    }
    response
}

fn put(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}
