//! The answer to `stream: true`: server-sent events with partial pictures and whole ones (`images-api.md §8`).

use std::{convert::Infallible, sync::Arc, time::Instant};

use axum::{
    body::{Body, Bytes},
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream::poll_fn;
use serde_json::json;
use tokio::sync::mpsc;

use super::{
    answers::{self, Echo, Refusal},
    commission::Commission,
    handlers::{Service, created},
    rules::Endpoint,
};

type Sender = mpsc::Sender<Result<Bytes, Infallible>>;

/// Starts painting and answers at once; the events follow as they are ready.
pub fn answer(
    service: Arc<Service>,
    commission: Arc<Commission>,
    endpoint: Endpoint,
    partials: u32,
    started: Instant,
) -> Response {
    let (sender, mut receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        let telling = Telling {
            service,
            commission,
            endpoint,
            partials,
            started,
            sender,
        };
        telling.tell().await;
    });
    let body = Body::from_stream(poll_fn(move |context| receiver.poll_recv(context)));
    (
        [
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        body,
    )
        .into_response()
}

struct Telling {
    service: Arc<Service>,
    commission: Arc<Commission>,
    endpoint: Endpoint,
    partials: u32,
    started: Instant,
    sender: Sender,
}

impl Telling {
    /// Tells all pictures, until the listener hangs up.
    async fn tell(&self) {
        for index in 0..self.commission.count() {
            let (commission, partials) = (Arc::clone(&self.commission), self.partials);
            let steps = self
                .service
                .at_an_easel(move || commission.picture_in_steps(index, partials))
                .await;
            let told = match steps {
                Ok(steps) => self.tell_picture(index, &steps).await,
                Err(refusal) => self.send(failure(&refusal)).await,
            };
            if told.is_err() {
                return;
            }
        }
    }

    async fn tell_picture(&self, index: u32, steps: &[String]) -> Result<(), mpsc::error::SendError<()>> {
        let count = u16::try_from(self.commission.count()).unwrap_or(1);
        let index_of_all = u16::try_from(index).unwrap_or(0);
        let echo = self.commission.echo();
        for (step, picture) in (1u16..).zip(steps) {
            let of_this = f32::from(step) / f32::from(u16::try_from(steps.len()).unwrap_or(1));
            self.service
                .rest_until(self.started, (f32::from(index_of_all) + of_this) / f32::from(count))
                .await;
            let is_last = usize::from(step) == steps.len();
            let text = if is_last {
                self.completed(index, picture, &echo)
            } else {
                self.partial(step - 1, picture, &echo)
            };
            self.send(text).await?;
        }
        Ok(())
    }

    async fn send(&self, event: String) -> Result<(), mpsc::error::SendError<()>> {
        let sent = self.sender.send(Ok(Bytes::from(event))).await;
        sent.map_err(|_| mpsc::error::SendError(()))
    }

    fn partial(&self, index: u16, picture: &str, echo: &Echo) -> String {
        let kind = match self.endpoint {
            Endpoint::Generations => "image_generation.partial_image",
            Endpoint::Edits => "image_edit.partial_image",
        };
        let rest = serde_json::to_string(echo).unwrap_or_default();
        let rest = rest.trim_start_matches('{');
        format!(
            "event: {kind}\ndata: {{\"type\":\"{kind}\",\"b64_json\":\"{picture}\",\"partial_image_index\":{index},\"created_at\":{},{rest}\n\n",
            created()
        )
    }

    fn completed(&self, index: u32, picture: &str, echo: &Echo) -> String {
        let kind = match self.endpoint {
            Endpoint::Generations => "image_generation.completed",
            Endpoint::Edits => "image_edit.completed",
        };
        let rest = answers::tail(echo, &self.commission.usage_of_one(index));
        format!(
            "event: {kind}\ndata: {{\"type\":\"{kind}\",\"b64_json\":\"{picture}\",\"created_at\":{},{rest}\n\n",
            created()
        )
    }
}

fn failure(refusal: &Refusal) -> String {
    let error = json!({"message": refusal.message, "type": refusal.kind, "param": refusal.param, "code": refusal.code});
    format!("event: error\ndata: {}\n\n", json!({"type": "error", "error": error}))
}
