//! A request as it goes out: address and body, before anything is sent.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};
use url::Url;

use super::{
    ApiError, Endpoint, InputFile, fields,
    form::{self, OutgoingPart},
};
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

impl Endpoint {
    /// The request as this server wants it. `inputs` are its pictures in their order; a mask that became part of its
    /// image is none of them.
    ///
    /// Fails where the server cannot be asked for this, or images are missing: nothing was sent then.
    pub fn outgoing(&self, request: &Request, inputs: &[InputFile]) -> Result<Outgoing, ApiError> {
        if let Some(fault) = self.profile().refuses(request).first() {
            return Err(ApiError::Request(fault.to_string()));
        }
        let wanted = request.inputs_as(Role::Image).count();
        let came = inputs.iter().filter(|input| input.role == Role::Image).count();
        if wanted != came {
            let message = format!("{wanted} images belong to the request, and {came} came");
            return Err(ApiError::Request(message));
        }
        let fields = fields::fields(request, self);
        let body = match request.operation() {
            Operation::Generate => OutgoingBody::Json(fields),
            Operation::Edit if self.profile().edits_as_json(request) => {
                OutgoingBody::Json(form::with_pictures(fields, inputs, self.profile().flavor))
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
