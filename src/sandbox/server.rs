//! Starting the server, and stopping it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{Router, serve::ListenerExt};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::domain::{Failure, FailureKind};

use super::{
    options::{Dialect, Options},
    routes::routes,
    service::Service,
};

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
    base: &'static str,
    closing: CancellationToken,
}

/// Takes the address; nothing is answered before [`Server::run_until`].
pub async fn start(options: Options) -> Result<Server, SandboxError> {
    let port = options.port;
    let bind = |source| SandboxError::Bind { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let base = match options.dialect {
        Dialect::OpenAi | Dialect::Xai => "/v1",
        Dialect::OpenRouter => "/api/v1",
    };
    let service = Service::new(options, format!("http://{address}"));
    Ok(Server {
        listener,
        address,
        base,
        closing: service.closing.clone(),
        router: routes(Arc::clone(&service)),
    })
}

impl Server {
    /// Where it listens: always on the loopback address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL to give a client, ending in `/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.base)
    }

    /// Answers requests until `stop` comes true, and then finishes those that have begun.
    pub async fn run_until(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), SandboxError> {
        let listener = self.listener.tap_io(|stream| {
            // Without it answers are only slower, so a refusal does not matter.
            let _ = stream.set_nodelay(true);
        });
        let closing = self.closing;
        let stop = async move {
            stop.await;
            // Some answers would never end by themselves.
            closing.cancel();
        };
        let serving = axum::serve(listener, self.router).with_graceful_shutdown(stop);
        serving.await.map_err(SandboxError::Serve)
    }
}
