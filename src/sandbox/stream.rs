//! The answer to `stream: true`: server-sent events with partial pictures and whole ones (`images-api.md §8`).

use std::{io, sync::Arc, time::Instant};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::stream::poll_fn;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{
    answer::Answer,
    clock::created,
    commission::Commission,
    faults::{BREATH, Delivery, Spoiling, StreamFault, deliver, lost, openrouter_usage},
    painted::Echo,
    refusal::Refusal,
    rules::Endpoint,
    service::Service,
};

/// How a stream is told.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// Which kind of events.
    pub endpoint: Endpoint,
    /// How many partial pictures of each.
    pub partials: u32,
    /// As OpenRouter does it: no `event:` lines, a cost, `[DONE]`.
    pub is_openrouter: bool,
    /// What goes wrong with the stream.
    pub fault: Option<StreamFault>,
    /// What goes wrong with its pictures.
    pub spoiling: Option<Spoiling>,
    /// What goes wrong on the way.
    pub delivery: Option<Delivery>,
}

/// Starts painting and answers at once; the events follow as they are ready.
pub fn answer(service: Arc<Service>, commission: Arc<Commission>, manner: Manner, started: Instant) -> Response {
    let head = Answer::new("text/event-stream", "");
    if manner.delivery == Some(Delivery::Stalled) {
        return deliver(head, manner.delivery, service.closing.clone());
    }
    let (sender, mut receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        let telling = Telling {
            service,
            commission,
            manner,
            started,
            sender,
        };
        // Whoever listened has hung up, or was to be hung up on.
        let _ = telling.tell().await;
    });
    let mut response = head.around(Body::from_stream(poll_fn(move |context| receiver.poll_recv(context))));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

struct Telling {
    service: Arc<Service>,
    commission: Arc<Commission>,
    manner: Manner,
    started: Instant,
    sender: mpsc::Sender<io::Result<Bytes>>,
}

/// The stream is over before its end.
struct Over;

impl Telling {
    /// Tells all pictures, until the listener hangs up.
    async fn tell(&self) -> Result<(), Over> {
        let count = self.manner.spoiling.map_or(self.commission.count(), |spoiling| {
            spoiling.count(self.commission.count())
        });
        for index in 0..count {
            let (commission, partials) = (Arc::clone(&self.commission), self.manner.partials);
            let spoiling = self.manner.spoiling;
            let steps = self.service.at_an_easel(move || {
                let steps = commission.picture_in_steps(index, partials)?;
                Ok(match spoiling {
                    Some(spoiling) => steps.into_iter().map(|step| spoiling.apply(step)).collect(),
                    None => steps,
                })
            });
            match steps.await {
                Ok(steps) => self.tell_picture(index, &steps).await?,
                Err(refusal) => self.send(self.failure(&refusal)).await?,
            }
        }
        let is_done = self.manner.is_openrouter || self.fault_is(&[StreamFault::Bare, StreamFault::Chunks]);
        if is_done {
            self.send("data: [DONE]\n\n".to_owned()).await?;
        }
        Ok(())
    }

    fn fault_is(&self, faults: &[StreamFault]) -> bool {
        self.manner.fault.is_some_and(|fault| faults.contains(&fault))
    }

    async fn tell_picture(&self, index: u32, steps: &[String]) -> Result<(), Over> {
        let count = u16::try_from(self.commission.count()).unwrap_or(1);
        let index_of_all = u16::try_from(index).unwrap_or(0);
        let echo = self.commission.echo();
        if self.fault_is(&[StreamFault::EmptyPartials]) {
            self.send(self.partial(0, "", &echo)).await?;
            self.send(self.partial(0, "", &echo)).await?;
        }
        for (step, picture) in (1u16..).zip(steps) {
            let of_this = f32::from(step) / f32::from(u16::try_from(steps.len()).unwrap_or(1));
            let share = (f32::from(index_of_all) + of_this) / f32::from(count);
            self.service.rest_until(self.started, share).await;
            if usize::from(step) == steps.len() {
                self.tell_whole(self.completed(index, picture, &echo)).await?;
            } else {
                self.send(self.partial(step - 1, picture, &echo)).await?;
            }
        }
        Ok(())
    }

    /// Tells a whole picture, or what comes in its place.
    async fn tell_whole(&self, event: String) -> Result<(), Over> {
        match self.manner.fault {
            Some(StreamFault::CutAfterPartial) => self.lose().await,
            Some(StreamFault::ErrorInside) => {
                self.send(self.failure(&Refusal::broken())).await?;
                Err(Over)
            }
            Some(StreamFault::NoCompleted) => Err(Over),
            _ if matches!(
                self.manner.delivery,
                Some(Delivery::CutAtLength | Delivery::CutInChunks)
            ) =>
            {
                let half = event.split_at_checked(event.len() / 2);
                self.send(half.map_or_else(String::new, |(half, _)| half.to_owned()))
                    .await?;
                self.lose().await
            }
            _ => self.send(event).await,
        }
    }

    async fn lose(&self) -> Result<(), Over> {
        tokio::time::sleep(BREATH).await;
        // Whoever has hung up already has lost it as well.
        let _ = self.sender.send(Err(lost())).await;
        Err(Over)
    }

    async fn send(&self, event: String) -> Result<(), Over> {
        let text = Bytes::from(event);
        let pieces = match self.manner.delivery {
            Some(delivery) => delivery.pieces(text),
            None => vec![text],
        };
        for piece in pieces {
            self.sender.send(Ok(piece)).await.map_err(|_| Over)?;
        }
        Ok(())
    }

    fn kind(&self, what: &str) -> String {
        let begin = match self.manner.endpoint {
            Endpoint::Generations => "image_generation",
            Endpoint::Edits => "image_edit",
        };
        format!("{begin}.{what}")
    }

    /// An event of this kind; `data` is the inside of a JSON object.
    fn event(&self, kind: &str, data: &str) -> String {
        if self.fault_is(&[StreamFault::Bare]) {
            return format!(": heartbeat\r\n\r\ndata: {{{data}}}\r\n\r\n");
        }
        if self.manner.is_openrouter {
            return format!("data: {{{data}}}\n\n");
        }
        format!("event: {kind}\ndata: {{{data}}}\n\n")
    }

    fn partial(&self, index: u16, picture: &str, echo: &Echo) -> String {
        if self.fault_is(&[StreamFault::Chunks]) {
            let words = json!({"object": "image.edit.chunk", "ar_delta": "painting ", "image": null});
            return format!("data: {words}\n\n");
        }
        let kind = self.kind("partial_image");
        let rest = inside(&json!(echo));
        let data = format!(
            "\"type\":\"{kind}\",\"b64_json\":\"{picture}\",\"partial_image_index\":{index},\"created_at\":{},{rest}",
            created()
        );
        self.event(&kind, &data)
    }

    fn completed(&self, index: u32, picture: &str, echo: &Echo) -> String {
        if self.fault_is(&[StreamFault::Chunks]) {
            return chunk(picture);
        }
        let kind = self.kind("completed");
        let mut rest = json!(echo);
        let usage = self.commission.usage_of_one(index);
        if self.manner.is_openrouter {
            rest["media_type"] = json!(echo.media_type());
            rest["usage"] = openrouter_usage((usage.input_tokens, usage.output_tokens));
        } else {
            rest["usage"] = json!(usage);
        }
        let rest = inside(&rest);
        let data = format!(
            "\"type\":\"{kind}\",\"b64_json\":\"{picture}\",\"created_at\":{},{rest}",
            created()
        );
        self.event(&kind, &data)
    }

    fn failure(&self, refusal: &Refusal) -> String {
        let error = json!({"type": "error", "error": refusal.described()});
        self.event("error", &inside(&error))
    }
}

/// A picture in the way of vLLM-Omni.
fn chunk(picture: &str) -> String {
    let head = inside(&json!({"object": "image.edit.chunk", "created": created(), "ar_delta": ""}));
    format!("data: {{{head},\"image\":\"{picture}\"}}\n\n")
}

/// The text of a JSON object without its braces. The base64 beside it never passes through the JSON writer.
fn inside(object: &Value) -> String {
    let text = object.to_string();
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    text.unwrap_or_default().to_owned()
}
