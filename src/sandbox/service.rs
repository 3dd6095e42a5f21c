//! What all requests of one server share.

use std::{
    num::NonZeroUsize,
    sync::Arc,
    thread::available_parallelism,
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, task::spawn_blocking};
use tokio_util::sync::CancellationToken;

use super::{cabinet::Cabinet, faults::Fault, meter::Meter, options::Options, refusal::Refusal, shelf::Shelf};

/// What all handlers share.
#[derive(Debug)]
pub struct Service {
    /// How the server behaves.
    pub options: Options,
    /// Pictures answered as links.
    pub shelf: Shelf,
    /// Uploaded files.
    pub cabinet: Cabinet,
    /// What is allowed in a minute.
    pub meter: Meter,
    /// Comes true when the server stops, for answers that would never end.
    pub closing: CancellationToken,
    /// As many as there are processors: painting more at once would only be slower, and use more memory.
    easels: Semaphore,
}

impl Service {
    /// A service that can be reached at this address, such as `http://127.0.0.1:8080`.
    pub fn new(options: Options, origin: String) -> Arc<Self> {
        let easels = available_parallelism().map_or(1, NonZeroUsize::get);
        Arc::new(Self {
            meter: Meter::new(options.images_per_minute),
            options,
            shelf: Shelf::new(origin),
            cabinet: Cabinet::default(),
            closing: CancellationToken::new(),
            easels: Semaphore::new(easels),
        })
    }

    /// The switch that these words set, or the one that is always on.
    pub fn fault(&self, words: &str) -> Option<Fault> {
        Fault::in_words(words).or(self.options.fault)
    }

    /// Does slow work aside, when one of the easels is free.
    pub async fn at_an_easel<T, F>(&self, work: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Refusal> + Send + 'static,
    {
        let _easel = self.easels.acquire().await.map_err(|_| Refusal::broken())?;
        spawn_blocking(work).await.map_err(|_| Refusal::broken())?
    }

    /// Waits until this share of the latency has passed.
    pub async fn rest_until(&self, started: Instant, share: f32) {
        tokio::time::sleep_until((started + self.options.latency.mul_f32(share)).into()).await;
    }

    /// Waits so long, or until the server stops.
    pub async fn pause(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.closing.cancelled() => {}
        }
    }
}
