//! A request as it goes out: address and body, before anything is sent.

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};
use url::Url;

use super::{ApiError, Endpoint, InputFile, fields, form};
use crate::domain::{Operation, Request, Role};

/// A request to a server, ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Where it goes; it is always a POST.
    pub url: Url,
    /// What it carries.
    pub body: OutgoingBody,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum OutgoingBody {
    /// One JSON object.
    Json(Map<String, Value>),
    /// The parts of a form, in their order.
    Form(Vec<OutgoingPart>),
}

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingPart {
    /// The field's name, such as `image[]`.
    pub name: String,
    /// The name and content type of a file; nothing for a text.
    pub file: Option<(String, &'static str)>,
    /// The text, or the bytes of the file.
    pub content: Bytes,
}

impl Endpoint {
    /// The request as this server wants it. `inputs` are its pictures that are files of ours, in their order; those
    /// that the server gets by itself are taken from the request.
    ///
    /// Fails where the server cannot be asked for this, or pictures are missing: nothing was sent then.
    pub fn outgoing(&self, request: &Request, inputs: &[InputFile]) -> Result<Outgoing, ApiError> {
        if let Some(fault) = self.profile().refuses(request).first() {
            return Err(ApiError::Request(fault.to_string()));
        }
        let images = request.inputs_as(Role::Image);
        let wanted = images.filter(|input| input.remote.is_none()).count();
        let came = inputs.iter().filter(|input| input.role == Role::Image).count();
        if wanted != came {
            let message = format!("{wanted} images belong to the request, and {came} came");
            return Err(ApiError::Request(message));
        }
        let fields = fields::fields(request, self);
        let body = match request.operation() {
            Operation::Generate => OutgoingBody::Json(fields),
            Operation::Edit if self.profile().edits_as_json(request) => {
                OutgoingBody::Json(form::with_pictures(fields, request, inputs, self.profile().flavor))
            }
            Operation::Edit | Operation::Variation => OutgoingBody::Form(form::parts(&fields, inputs)),
        };
        Ok(Outgoing {
            url: self.address(request),
            body,
        })
    }

    /// The headers of a billable request as they may be shown: what may be a secret is left out of them.
    pub fn shown_headers(&self, outgoing: &Outgoing) -> Result<Vec<(String, String)>, ApiError> {
        let mut headers = self.headers()?;
        headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
        let kind = match outgoing.body {
            OutgoingBody::Json(_) => "application/json",
            OutgoingBody::Form(_) => "multipart/form-data; boundary=…",
        };
        let mut shown: Vec<(String, String)> = shown(&headers);
        shown.push((CONTENT_TYPE.as_str().to_owned(), kind.to_owned()));
        Ok(shown)
    }
}

/// What answers a client wants: servers that do not know streams insist on this one (images-api.md §1).
pub(super) const ACCEPTED: &str = "application/json";

fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let value = |(name, value): (&HeaderName, &HeaderValue)| {
        let text = match value.to_str() {
            Ok(text) if !value.is_sensitive() => text.to_owned(),
            Ok(_) | Err(_) => "[hidden]".to_owned(),
        };
        (name.as_str().to_owned(), text)
    };
    headers.iter().map(value).collect()
}

impl Outgoing {
    /// The request for the HTTP client.
    pub(super) fn written(self, http: &reqwest::Client) -> Result<reqwest::RequestBuilder, ApiError> {
        let post = http.post(self.url).header(ACCEPT, ACCEPTED);
        Ok(match self.body {
            OutgoingBody::Json(fields) => post.json(&fields),
            OutgoingBody::Form(parts) => post.multipart(form::form(parts)?),
        })
    }
}
