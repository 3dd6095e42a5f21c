//! What the server says: refusals in the live server's shape, and the answer that carries pictures.

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::tokens::Usage;

/// A refusal, in the shape of `images-api.md §9`.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The sentence for a person.
    pub message: String,
    /// The live server's class of error, such as `invalid_request_error`.
    pub kind: &'static str,
    /// The field at fault.
    pub param: Option<String>,
    /// What a program decides by.
    pub code: Option<&'static str>,
    /// What some refusals carry besides.
    pub extra: Option<Extra>,
}

/// What some refusals carry besides the usual four values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// Why the safety system refused: `moderation_details` in the body.
    Moderation,
    /// How many seconds to wait: the `retry-after` header.
    RetryAfter(u16),
}

impl Refusal {
    /// A fault in the form of the request, found before its meaning is looked at.
    pub fn schema(param: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
            kind: "invalid_request_error",
            param: Some(param.to_owned()),
            code: Some(code),
            extra: None,
        }
    }

    /// A well-formed value that cannot be drawn.
    pub fn order(param: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind: "image_generation_user_error",
            ..Self::schema(param, code, message)
        }
    }

    /// A fault that belongs to no field.
    pub fn general(status: StatusCode, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            kind: "invalid_request_error",
            param: None,
            code,
            extra: None,
        }
    }

    /// The server's own failure.
    pub fn broken() -> Self {
        Self {
            kind: "server_error",
            ..Self::general(
                StatusCode::INTERNAL_SERVER_ERROR,
                Some("server_error"),
                "The server had an error while processing your request. Sorry about that!",
            )
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        });
        if self.extra == Some(Extra::Moderation) {
            error["moderation_details"] = json!({"moderation_stage": "input", "categories": ["other"]});
        }
        let mut response = (self.status, Json(json!({ "error": error }))).into_response();
        if let Some(Extra::RetryAfter(seconds)) = self.extra {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The values that an answer repeats, as they were in the end (`auto` is settled).
#[derive(Debug, Clone, Serialize)]
pub struct Echo {
    /// `transparent` or `opaque`.
    pub background: &'static str,
    /// `png`, `jpeg`, `webp`, `gif` or `svg`.
    pub output_format: &'static str,
    /// The quality that was used.
    pub quality: &'static str,
    /// `WIDTHxHEIGHT` of the pictures.
    pub size: String,
    /// The caller's own mark, when one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_identifier: Option<String>,
}

#[derive(Serialize)]
struct Tail<'a> {
    #[serde(flatten)]
    echo: &'a Echo,
    usage: &'a Usage,
    #[serde(skip_serializing_if = "Option::is_none")]
    svg_usage: Option<Value>,
}

/// The plain answer with all pictures, each already in base64.
pub fn pictures(created: u64, pictures: &[String], echo: &Echo, usage: &Usage) -> Response {
    let items: Vec<String> = pictures.iter().map(|picture| item(picture)).collect();
    let tail = tail(echo, usage);
    let body = format!("{{\"created\":{created},\"data\":[{}],{tail}", items.join(","));
    ([(header::CONTENT_TYPE, "application/json")], Body::from(body)).into_response()
}

/// The fields after the pictures, up to and with the closing brace.
///
/// The base64 never passes through the JSON writer: it needs no escaping, and there are megabytes of it.
pub fn tail(echo: &Echo, usage: &Usage) -> String {
    let svg_usage = (echo.output_format == "svg").then(|| {
        json!({"model": "gpt-6-luna", "input_tokens": 1190, "output_tokens": 5230, "reasoning_tokens": 900, "total_tokens": 6420})
    });
    let tail = serde_json::to_string(&Tail { echo, usage, svg_usage }).unwrap_or_default();
    tail.strip_prefix('{').map(str::to_owned).unwrap_or(tail)
}

fn item(picture: &str) -> String {
    format!("{{\"b64_json\":\"{picture}\"}}")
}
