//! Refusals in the live server's shape (`images-api.md §9`).

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::answer::Answer;

/// A refusal: what is wrong, whose fault it is, and what a program can decide by.
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
    /// Why the safety system refused: `moderation_details` in the body.
    pub moderation: Option<Box<Value>>,
    /// Headers beyond the usual ones, such as how long to wait.
    pub headers: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A fault in the form of the request, found before its meaning is looked at.
    pub fn schema(param: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            param: Some(param.to_owned()),
            ..Self::general(StatusCode::BAD_REQUEST, Some(code), message)
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
            moderation: None,
            headers: Vec::new(),
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

    /// A refusal for asking too often; `kind` names what there is too much of.
    pub fn too_often(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            ..Self::general(StatusCode::TOO_MANY_REQUESTS, Some("rate_limit_exceeded"), message)
        }
    }

    /// The same with one more header.
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The object that is the value of `error`.
    pub fn described(&self) -> Value {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        });
        if let Some(details) = &self.moderation {
            error["moderation_details"] = Value::clone(details);
        }
        error
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let body = json!({ "error": refusal.described() });
        Self {
            status: refusal.status,
            headers: refusal.headers,
            ..Self::json(&body)
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Answer::from(self).into_response()
    }
}
