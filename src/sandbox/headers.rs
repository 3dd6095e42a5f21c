//! The headers that every answer of the live server carries.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue},
    middleware::Next,
    response::Response,
};

/// What the sandbox claims to allow in a minute. Nothing counts against it.
const LIMITS: [(&str, u32); 3] = [("requests", 500), ("tokens", 8_000_000), ("input-images", 250)];

/// The id of one request, as `x-request-id` tells it.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// How many requests are being answered just now.
pub type InFlight = Arc<AtomicU32>;

/// Gives the request its id, and the answer its id, time and limits.
pub async fn add(State(in_flight): State<InFlight>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = format!("req_{}", uuid::Uuid::now_v7().simple());
    request.extensions_mut().insert(RequestId(id.clone()));
    let busy = in_flight.fetch_add(1, Ordering::Relaxed) + 1;
    let guard = Guard(in_flight);
    let mut response = next.run(request).await;
    drop(guard);
    let headers = response.headers_mut();
    put(headers, "x-request-id", &id);
    put(
        headers,
        "openai-processing-ms",
        &started.elapsed().as_millis().to_string(),
    );
    put(headers, "openai-organization", "org-sandbox");
    put(headers, "openai-version", "2020-10-01");
    for (family, limit) in LIMITS {
        put(headers, &format!("x-ratelimit-limit-{family}"), &limit.to_string());
        put(
            headers,
            &format!("x-ratelimit-remaining-{family}"),
            &limit.saturating_sub(busy).to_string(),
        );
        put(headers, &format!("x-ratelimit-reset-{family}"), "120ms");
    }
    response
}

/// Counts down also when the asker hangs up and the answer is dropped half made.
struct Guard(InFlight);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn put(headers: &mut HeaderMap, name: &str, value: &str) {
    let name = axum::http::HeaderName::try_from(name);
    if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
        headers.insert(name, value);
    }
}
