//! How long a request takes to come to a connection (the name, TCP and TLS), told by a layer around the client's connector.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    /// Where the connection of the request that is being sent is told of: one client serves several at once.
    static TOLD: Arc<OnceLock<Duration>>;
}

/// What the connection of one request took, once there is one; nothing where it went over one that was there.
#[derive(Debug, Clone, Default)]
pub(super) struct Connected {
    told: Arc<OnceLock<Duration>>,
}

impl Connected {
    /// The same answer, watched while its connection is made.
    pub(super) fn watching<F: Future>(&self, answer: F) -> impl Future<Output = F::Output> + use<F> {
        TOLD.scope(Arc::clone(&self.told), answer)
    }

    /// How long it took.
    pub(super) fn took(&self) -> Option<Duration> {
        self.told.get().copied()
    }
}

/// Puts the measuring around a connector.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measuring;

impl<S> Layer<S> for Measuring {
    type Service = Measured<S>;

    fn layer(&self, connector: S) -> Measured<S> {
        Measured(connector)
    }
}

/// A connector that tells the request how long it took.
#[derive(Debug, Clone)]
pub(super) struct Measured<S>(S);

impl<S, Place> Service<Place> for Measured<S>
where
    S: Service<Place>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, place: Place) -> Self::Future {
        let begun = Instant::now();
        let told = TOLD.try_with(Arc::clone).ok();
        let connection = self.0.call(place);
        Box::pin(async move {
            let connection = connection.await?;
            if let Some(told) = told {
                // A request has one connection: the first one counts.
                let _ = told.set(begun.elapsed());
            }
            Ok(connection)
        })
    }
}
