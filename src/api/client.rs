//! Sends one request to one server, once.

use std::{error::Error as _, io, sync::Arc};

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::Response;
use tokio::{
    select,
    time::{Instant, sleep_until},
};

use super::{
    ApiError, Endpoint, Hands, Head, Limits, Progress, Received, Said,
    connecting::Connected,
    meter::Meter,
    receive::{receive, refusal},
    refusal::judged,
    transport::{self, cause},
};
use crate::domain::{ImageFormat, Operation, Remote, Request, Role, Stage, one_line};

/// An input picture with its bytes, or with the place where the server has it from.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// What it is for.
    pub role: Role,
    /// Where the server has it from; there are no bytes then, and the format says nothing.
    pub remote: Option<Remote>,
    /// Its format, by magic bytes: it names the content type.
    pub format: ImageFormat,
    /// Its bytes, ready to be sent.
    pub bytes: Bytes,
}

/// A client of one server.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) endpoint: Endpoint,
    pub(super) http: reqwest::Client,
    pub(super) limits: Limits,
}

impl Client {
    /// A client with the usual limits.
    pub fn new(endpoint: &Endpoint) -> Result<Self, ApiError> {
        Ok(Self {
            http: transport::to_endpoint(endpoint)?,
            endpoint: endpoint.clone(),
            limits: Limits::default(),
        })
    }

    /// The same client with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sends a request once and spools its answer. `inputs` are its pictures in their order.
    ///
    /// An error says whether the request can have run ([`ApiError::never_ran`]). An answer that broke off is no
    /// error here: what came of it is in the spool.
    pub async fn send(
        &self,
        request: &Request,
        inputs: &[InputFile],
        hands: &mut Hands<'_>,
    ) -> Result<Received, ApiError> {
        let mut built = self
            .endpoint
            .outgoing(request, inputs)?
            .written(&self.http)?
            .build()
            .map_err(|error| ApiError::Request(cause(&error)))?;
        let meter = Meter::over(&mut built);
        let response = self.answer_begins(built, &meter, hands).await?;
        let head = Head::read(response.status(), response.headers(), &self.endpoint.redactor());
        let head = head.answered_by(response.url());
        if response.status().is_redirection() {
            return Err(self.redirected(&response, head));
        }
        if !response.status().is_success() {
            let body = refusal(response, &self.limits).await;
            return Err(self.refused(request, head, body));
        }
        if let Some(encoding) = response
            .headers()
            .get("content-encoding")
            .filter(|value| *value != "identity")
        {
            let encoding = String::from_utf8_lossy(encoding.as_bytes()).into_owned();
            let message = format!(
                "the answer is packed as '{}', which was not asked for",
                one_line(&encoding)
            );
            let mut received = receive(response, head, &self.limits, request.count(), hands).await;
            received.cut = Some(ApiError::Lost(message));
            return Ok(received);
        }
        Ok(receive(response, head, &self.limits, request.count(), hands).await)
    }

    /// Sends, and waits for status and headers.
    async fn answer_begins(
        &self,
        request: reqwest::Request,
        meter: &Arc<Meter>,
        hands: &mut Hands<'_>,
    ) -> Result<Response, ApiError> {
        (hands.report)(Progress::Stage(Stage::Sending));
        let connected = Connected::default();
        let answer = connected.watching(self.http.execute(request));
        tokio::pin!(answer);
        let mut waiting = false;
        let mut seen = 0;
        let mut deadline = Instant::now() + self.limits.first_byte;
        let stopped = loop {
            select! {
                biased;
                answer = &mut answer => {
                    tell(&connected, hands);
                    return answer.map_err(|error| self.lost(&error, meter));
                }
                () = hands.abandon.cancelled() => break "stopped after it was sent".to_owned(),
                () = hands.cancel.cancelled() => break "stopped after it was sent".to_owned(),
                () = meter.all_sent(), if !waiting => {
                    waiting = true;
                    deadline = Instant::now() + self.limits.first_byte;
                    (hands.report)(Progress::Stage(Stage::Waiting));
                }
                () = sleep_until(deadline) => {
                    if meter.bytes() == seen {
                        break format!("no answer came within {} s", self.limits.first_byte.as_secs());
                    }
                    // A large body on a slow line is still on its way.
                    seen = meter.bytes();
                    deadline = Instant::now() + self.limits.first_byte;
                }
            }
        };
        tell(&connected, hands);
        if meter.has_begun() {
            Err(ApiError::Lost(stopped))
        } else if hands.cancel.is_cancelled() || hands.abandon.is_cancelled() {
            Err(ApiError::Stopped)
        } else {
            Err(ApiError::NotSent {
                message: stopped,
                never_connected: false,
            })
        }
    }

    /// What a failure before the headers means: decided by whether any byte of the body was handed over.
    fn lost(&self, error: &reqwest::Error, meter: &Meter) -> ApiError {
        if !meter.has_begun() {
            return self.never_came(error);
        }
        let host = self.endpoint.base().host_str().unwrap_or_default();
        let cause = one_line(&self.endpoint.redactor().clean(&cause(error))).into_owned();
        ApiError::Lost(format!(
            "the connection to {host} ended before an answer came ({cause})"
        ))
    }

    /// What a failure means that came before anything was sent, or to a question that bills nothing.
    pub(super) fn never_came(&self, error: &reqwest::Error) -> ApiError {
        let host = self.endpoint.base().host_str().unwrap_or_default();
        let cause = one_line(&self.endpoint.redactor().clean(&cause(error))).into_owned();
        let message = if error.is_dns() {
            format!("the host {host} was not found ({cause})")
        } else if is_about_certificates(error) {
            let cure = certificate_cure(&cause);
            format!("the certificate of {host} is not accepted ({cause}); {cure}")
        } else if error.is_connect() {
            format!("no connection to {host} came about ({cause})")
        } else {
            format!("nothing was sent to {host} ({cause})")
        };
        ApiError::NotSent {
            message,
            never_connected: error.is_connect() && !is_about_certificates(error),
        }
    }

    pub(super) fn redirected(&self, response: &Response, head: Head) -> ApiError {
        let to = response.headers().get("location");
        let to = to.map_or("nowhere".into(), |value| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        });
        let to = self.endpoint.redactor().clean(&to);
        let mut said = judged(head, Vec::new(), &self.endpoint.redactor());
        said.message = format!(
            "the server answered {} and points to {}; nothing was sent there",
            said.head.status,
            one_line(&to)
        );
        ApiError::Said(Box::new(said))
    }

    fn refused(&self, request: &Request, head: Head, body: Vec<u8>) -> ApiError {
        let mut said: Said = judged(head, body, &self.endpoint.redactor());
        if request.operation() == Operation::Variation && said.head.status == 404 {
            said.hint = Some("this server makes no variations; edit with a prompt instead".to_owned());
        } else if request.operation() == Operation::Edit
            && self.endpoint.profile().has_both_forms()
            && (said.hint.is_none() || said.head.status == 415)
        {
            let as_json = self.endpoint.profile().edits_as_json(request);
            said.hint = other_form(&said.message, said.head.status, as_json).or(said.hint);
        }
        ApiError::Said(Box::new(said))
    }
}

/// Servers that read only one of the two forms of an edit say so by these codes (images-api.md §13.1). The person picks
/// the form: nothing is sent again by itself.
fn other_form(message: &str, status: u16, as_json: bool) -> Option<String> {
    let message = message.to_lowercase();
    let misses = |field: &str| {
        message.contains(field)
            && ["missing", "required", "empty"]
                .iter()
                .any(|word| message.contains(word))
    };
    let (is, other) = if as_json {
        ("JSON", "multipart")
    } else {
        ("a form", "json")
    };
    // A form that was not understood has lost its prompt, JSON its pictures.
    let lost = if as_json { misses("image") } else { misses("prompt") };
    let wrong = status == 415 || (matches!(status, 400 | 422) && lost);
    wrong.then(|| format!("this server may not take edits as {is}; try edits = \"{other}\" in the profile"))
}

/// What a person can do about a certificate that is not accepted: often it is the own clock that is wrong.
fn certificate_cure(cause: &str) -> String {
    if ["expired", "not valid yet"]
        .iter()
        .any(|why| cause.to_lowercase().contains(why))
    {
        format!("the clock of this machine says {:.0}", Timestamp::now())
    } else {
        "set ca_file if it is your own".to_owned()
    }
}

/// Whether TLS came to nothing over the server's certificate. Where the library hides what TLS has said, its words tell.
fn is_about_certificates(error: &reqwest::Error) -> bool {
    matches!(tls_error(error), Some(rustls::Error::InvalidCertificate(_)))
        || cause(error).contains("invalid peer certificate")
}

/// Tells how long the connection took, where the request had one of its own.
fn tell(connected: &Connected, hands: &mut Hands<'_>) {
    if let Some(took) = connected.took() {
        (hands.report)(Progress::Connected(took));
    }
}

/// What TLS has against a connection.
fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut source = error.source();
    while let Some(inner) = source {
        // rustls hides inside an io::Error, whose `source` skips what it wraps.
        let wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = wrapped.and_then(|wrapped| wrapped.downcast_ref::<rustls::Error>());
        if let Some(found) = tls.or_else(|| inner.downcast_ref()) {
            return Some(found);
        }
        source = inner.source();
    }
    None
}
