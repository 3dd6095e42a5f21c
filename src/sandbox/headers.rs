//! The headers that every answer of the live server carries.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use super::service::Service;

/// The id of one request, as `x-request-id` tells it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Gives the request its id, and the answer its id, time and limits.
pub async fn add(State(service): State<Arc<Service>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = format!("req_{}", uuid::Uuid::now_v7().simple());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    put(headers, "x-request-id", &id);
    put(
        headers,
        "openai-processing-ms",
        &started.elapsed().as_millis().to_string(),
    );
    put(headers, "openai-organization", "org-sandbox");
    put(headers, "openai-version", "2020-10-01");
    for (name, value) in service.meter.headers(Instant::now()) {
        put(headers, &name, &value);
    }
    response
}

fn put(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}
