//! Builds the HTTP client so that nothing is sent twice, followed or unpacked behind our back.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Once,
    time::Duration,
};

use reqwest::{Certificate, ClientBuilder, redirect, retry};

use super::{ApiError, Endpoint, connecting::Measuring};
use crate::domain::ProxyUse;

/// faults.md §3: a connection that does not come up in that time will not.
const CONNECT: Duration = Duration::from_secs(10);
/// faults.md §7: keepalive probes find a connection that a router has forgotten.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(30);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(15);
const KEEPALIVE_PROBES: u32 = 4;
const USER_TIMEOUT: Duration = Duration::from_mins(1);
const PING: Duration = Duration::from_secs(20);
/// Headers of an answer: their count over HTTP/1, their bytes over HTTP/2 (faults.md §5, 54).
const MOST_HEADERS: usize = 128;
const MOST_HEADER_BYTES: u32 = 64 * 1024;

/// The client for an endpoint's own requests.
pub(super) fn to_endpoint(endpoint: &Endpoint) -> Result<reqwest::Client, ApiError> {
    let own = match endpoint.ca_pem() {
        Some(pem) => Certificate::from_pem_bundle(pem)
            .map_err(|error| ApiError::Setup(format!("ca_file holds no certificate: {}", cause(&error))))?,
        None => Vec::new(),
    };
    let headers = endpoint.headers()?;
    build(&own, || {
        let builder = careful().default_headers(headers.clone());
        if endpoint.is_on_this_machine() {
            // This machine is never reached through a proxy, and its name never through a name server.
            let here = [
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
            ];
            builder.no_proxy().resolve_to_addrs("localhost", &here)
        } else {
            through(endpoint.profile().proxy, builder)
        }
    })
}

/// A client without any key, for pictures at other hosts; it connects to these addresses only.
pub(super) fn to_stranger(host: &str, addresses: &[SocketAddr], proxy: ProxyUse) -> Result<reqwest::Client, ApiError> {
    build(&[], || through(proxy, careful()).resolve_to_addrs(host, addresses))
}

fn through(proxy: ProxyUse, builder: ClientBuilder) -> ClientBuilder {
    match proxy {
        // reqwest reads the variables by itself, but of NO_PROXY=* it spares names only, and no addresses.
        ProxyUse::Env if !is_for_nobody() => builder,
        ProxyUse::Env | ProxyUse::Off => builder.no_proxy(),
    }
}

/// Whether the surroundings turn every proxy off.
fn is_for_nobody() -> bool {
    ["NO_PROXY", "no_proxy"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| value == "*"))
}

/// No redirect, no idle connection, no repeat, no unpacking: each of them could bill twice or cross a limit.
fn careful() -> ClientBuilder {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("pochade/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECT)
        .connector_layer(Measuring)
        .tcp_keepalive(KEEPALIVE_IDLE)
        .tcp_keepalive_interval(KEEPALIVE_INTERVAL)
        .tcp_keepalive_retries(KEEPALIVE_PROBES)
        .http1_max_headers(MOST_HEADERS)
        .http2_max_header_list_size(MOST_HEADER_BYTES)
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PING);
    #[cfg(target_os = "linux")]
    let builder = builder.tcp_user_timeout(USER_TIMEOUT);
    builder
}

/// Builds with the system's certificates, or with a shipped list where the system has none: reqwest refuses to build
/// then, even for plain http.
fn build(own: &[Certificate], base: impl Fn() -> ClientBuilder) -> Result<reqwest::Client, ApiError> {
    install_cryptography();
    let with_system = base().tls_certs_merge(own.iter().cloned()).build();
    with_system.or_else(|_| {
        let shipped = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok());
        base()
            .tls_certs_only(shipped.chain(own.iter().cloned()))
            .build()
            .map_err(|error| ApiError::Setup(format!("the HTTP client cannot be built: {}", cause(&error))))
    })
}

fn install_cryptography() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error says that the process has a provider already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// The innermost cause of an error: the part that says what happened.
pub(super) fn cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
