//! An answer before it goes out: its status, its headers and its body in pieces.

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::Value;

/// What a body of JSON claims to be.
pub const JSON: &str = "application/json";

/// A whole answer before it goes out, so that what goes wrong on the way can be tried on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// What the body claims to be.
    pub content_type: Option<&'static str>,
    /// Headers beyond the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// The body. Many megabytes are never copied together.
    pub pieces: Vec<Bytes>,
}

impl Answer {
    /// A body of this type, with status 200.
    pub fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: Some(content_type),
            headers: Vec::new(),
            pieces: vec![body.into()],
        }
    }

    /// A JSON body, with status 200.
    pub fn json(body: &Value) -> Self {
        Self::new(JSON, body.to_string())
    }

    /// No body and no content type.
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            content_type: None,
            headers: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// The same with another status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The length of the body in bytes.
    pub fn length(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// The status and headers around a body that is made elsewhere.
    pub fn around(&self, body: Body) -> Response {
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_TYPE);
        if let Some(kind) = self.content_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

impl IntoResponse for Answer {
    fn into_response(mut self) -> Response {
        let length = self.length();
        let pieces = std::mem::take(&mut self.pieces);
        if pieces.is_empty() {
            return self.around(Body::empty());
        }
        let body = Body::from_stream(stream::iter(pieces.into_iter().map(Ok::<_, std::convert::Infallible>)));
        let mut response = self.around(body);
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        response
    }
}
