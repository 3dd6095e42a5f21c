//! Starting the server and leading requests to their handlers.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::AtomicU32},
    thread::available_parallelism,
    time::Duration,
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{any, get, post},
    serve::ListenerExt,
};
use tokio::{net::TcpListener, sync::Semaphore};

use crate::domain::{Failure, FailureKind};

use super::{
    handlers::{self, Service},
    headers,
    shelf::Shelf,
};

/// Sixteen pictures of 50 MB and what surrounds them.
const MOST_BODY_BYTES: usize = 16 * 50 * 1024 * 1024 + 16 * 1024 * 1024;

/// How the sandbox behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on the loopback address; 0 takes a free one.
    pub port: u16,
    /// How long an answer with pictures takes, at least. Refusals come at once.
    pub latency: Duration,
    /// Whether variations are made, as compatible servers do. Otherwise they are gone, as from the live server.
    pub variations: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            latency: Duration::from_secs(1),
            variations: false,
        }
    }
}

/// Why the sandbox does not run.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address cannot be had, most likely because another program has it.
    #[error("the sandbox cannot listen on 127.0.0.1:{port}: {source}")]
    Bind {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: std::io::Error,
    },
    /// It ran and broke off.
    #[error("the sandbox stopped: {0}")]
    Serve(#[source] std::io::Error),
}

impl From<SandboxError> for Failure {
    fn from(error: SandboxError) -> Self {
        let message = error.to_string();
        match error {
            SandboxError::Bind { .. } => {
                Self::new(FailureKind::Setup, message).with_hint("Choose another port, or 0 for any that is free.")
            }
            SandboxError::Serve(_) => Self::new(FailureKind::Internal, message),
        }
    }
}

/// A server that already has its address and waits to be run. Requests that come before are not lost.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
}

/// Takes the address; nothing is answered before [`Server::run_until`].
pub async fn start(options: Options) -> Result<Server, SandboxError> {
    let bind = |source| SandboxError::Bind {
        port: options.port,
        source,
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let router = router(&options, address);
    Ok(Server {
        listener,
        address,
        router,
    })
}

impl Server {
    /// Where it listens: always on the loopback address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL to give a client, ending in `/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Answers requests until `stop` comes true, and then finishes those that have begun.
    pub async fn run_until(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), SandboxError> {
        let listener = self.listener.tap_io(|stream| {
            // Without it answers are only slower, so a refusal does not matter.
            let _ = stream.set_nodelay(true);
        });
        let serving = axum::serve(listener, self.router).with_graceful_shutdown(stop);
        serving.await.map_err(SandboxError::Serve)
    }
}

fn router(options: &Options, address: SocketAddr) -> Router {
    let easels = available_parallelism().map_or(1, usize::from);
    let service = Arc::new(Service {
        latency: options.latency,
        variations: options.variations,
        origin: format!("http://{address}"),
        easels: Semaphore::new(easels),
        shelf: Shelf::default(),
    });
    // Clients may leave the version out of their base URL.
    let routes = ["", "/v1"].into_iter().fold(Router::new(), |routes, base| {
        routes
            .route(&format!("{base}/images/generations"), post(handlers::generations))
            .route(&format!("{base}/images/edits"), post(handlers::edits))
            .route(&format!("{base}/images/variations"), any(handlers::variations))
            .route(&format!("{base}/models"), get(handlers::models))
            .route(&format!("{base}/models/{{id}}"), get(handlers::model))
    });
    routes
        .route("/pictures/{name}", get(handlers::kept_picture))
        .fallback(handlers::unknown_address)
        .method_not_allowed_fallback(handlers::wrong_method)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(middleware::from_fn_with_state(
            Arc::new(AtomicU32::new(0)),
            headers::add,
        ))
        .with_state(service)
}
