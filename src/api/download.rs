//! Fetches pictures that an answer only points to, without the key and never from inside a private network.

use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::Response;
use tokio::{net::lookup_host, select, time::timeout};
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::{
    ApiError, Client,
    transport::{cause, to_stranger},
};
use crate::domain::one_line;

/// Each hop is checked as the first address was (faults.md §5, 51).
const MOST_HOPS: usize = 3;

impl Client {
    /// Fetches a picture at a link of an answer and writes its bytes; says how many they were.
    ///
    /// A relative link is one of the server's own. Other hosts must speak https at public addresses; the key goes
    /// to the server's own origin only.
    pub async fn fetch(
        &self,
        link: &str,
        into: &mut (dyn Write + Send),
        abandon: &CancellationToken,
    ) -> Result<u64, ApiError> {
        let shown = one_line(&self.endpoint.redactor().clean(link)).into_owned();
        let wrong = |why: &str| ApiError::Link(format!("'{shown}' {why}"));
        let mut url = self.endpoint.base().join(link).map_err(|_| wrong("is no address"))?;
        for _ in 0..=MOST_HOPS {
            let request = self.client_for(&url).await?.get(url.clone()).send();
            let response = select! {
                () = abandon.cancelled() => return Err(wrong("was given up")),
                answer = timeout(self.limits.between_bytes, request) => answer
                    .map_err(|_| wrong("does not answer"))?
                    .map_err(|error| wrong(&format!("cannot be reached: {}", cause(&error))))?,
            };
            if !response.status().is_redirection() {
                let body = self.body(response, into);
                return select! {
                    () = abandon.cancelled() => Err(wrong("was given up")),
                    n = body => n.map_err(|why| wrong(&why)),
                };
            }
            let next = response.headers().get("location").and_then(|value| value.to_str().ok());
            let next = next.and_then(|next| url.join(next).ok());
            url = next.ok_or_else(|| wrong("points nowhere"))?;
        }
        Err(wrong("points from one place to the next"))
    }

    async fn body(&self, mut response: Response, into: &mut (dyn Write + Send)) -> Result<u64, String> {
        if !response.status().is_success() {
            return Err(format!("answers {}", response.status().as_u16()));
        }
        let mut bytes = 0;
        loop {
            let piece = timeout(self.limits.between_bytes, response.chunk()).await;
            let piece = piece.map_err(|_| "stands still".to_owned())?;
            let Some(piece) = piece.map_err(|error| format!("broke off: {}", cause(&error)))? else {
                return Ok(bytes);
            };
            bytes += piece.len() as u64;
            if bytes > self.limits.answer_bytes {
                return Err("is too large".to_owned());
            }
            into.write_all(&piece)
                .map_err(|error| format!("cannot be kept: {error}"))?;
        }
    }

    async fn client_for(&self, url: &Url) -> Result<reqwest::Client, ApiError> {
        let base = self.endpoint.base();
        if url.origin() == base.origin() {
            return Ok(self.http.clone());
        }
        let shown = one_line(url.as_str());
        let wrong = |why: &str| ApiError::Link(format!("'{shown}' {why}"));
        let of_the_server = url.host() == base.host();
        if !matches!((url.scheme(), of_the_server), ("https", _) | ("http", true)) {
            return Err(wrong("is not https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("holds a name or a password"));
        }
        let port = url.port_or_known_default().unwrap_or(443);
        let (name, addresses) = match url.host() {
            Some(Host::Ipv4(address)) => (address.to_string(), vec![SocketAddr::from((address, port))]),
            Some(Host::Ipv6(address)) => (address.to_string(), vec![SocketAddr::from((address, port))]),
            Some(Host::Domain(name)) => {
                let found = lookup_host((name, port))
                    .await
                    .map_err(|_| wrong("has a host that is not found"))?;
                (name.to_owned(), found.collect())
            }
            None => return Err(wrong("has no host")),
        };
        if !of_the_server && !addresses.iter().all(|address| is_public(address.ip())) {
            return Err(wrong("points into a private network"));
        }
        // Only the addresses that were looked at are connected to, whatever the name server says next.
        to_stranger(&name, &addresses, self.endpoint.profile().proxy)
    }
}

/// Whether an address is one of the open network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18 | 19, _)
    );
    !(reserved || address.is_private() || address.is_link_local() || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        [0x2001, 0xdb8 | 0, ..] => false,
        // Of all others only 2000::/3 is given out, and 2002::/16 in it wraps IPv4 addresses.
        [first, ..] => (0x2000..0x4000).contains(&first) && first != 0x2002,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_open_network_are_public() {
        for (address, public) in [
            ("93.184.215.14", true),
            ("127.0.0.1", false),
            ("10.1.2.3", false),
            ("172.16.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("100.128.0.1", true),
            ("0.0.0.0", false),
            ("198.18.0.1", false),
            ("203.0.113.7", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:2800:220:1::", true),
            ("::1", false),
            ("::", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:93.184.215.14", true),
            ("64:ff9b::7f00:1", false),
            ("64:ff9b::5db8:d70e", true),
            ("fe80::1", false),
            ("fd00::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("2002:7f00:1::", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), public, "{address}");
        }
    }
}
