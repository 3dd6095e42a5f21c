//! Where a server is and what every request to it carries.

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

use super::ApiError;
use crate::domain::{ApiKey, Flavor, Profile, Redactor, one_line};

/// A server and how to speak to it: address, key, headers, certificates.
#[derive(Debug, Clone)]
pub struct Endpoint {
    base: Url,
    key: Option<ApiKey>,
    profile: Profile,
    ca_pem: Option<Vec<u8>>,
}

impl Endpoint {
    /// The server of a profile at a base address, with or without `/v1` and a trailing slash (images-api.md §1).
    ///
    /// `ca_pem` holds the certificates of the profile's `ca_file`. Plain http is refused to every host but this
    /// machine, unless the profile is `insecure`; so is an address that holds a name or a password.
    pub fn new(profile: &Profile, base: &Url, key: Option<ApiKey>, ca_pem: Option<Vec<u8>>) -> Result<Self, ApiError> {
        let refused = |why: &str| Err(ApiError::Setup(format!("base_url '{}' {why}", one_line(base.as_str()))));
        if !base.username().is_empty() || base.password().is_some() {
            return Err(ApiError::Setup(
                "base_url holds a name or a password; set key_env, key_file or key_command instead".to_owned(),
            ));
        }
        match base.scheme() {
            "https" => {}
            "http" if profile.insecure || is_loopback(base) => {}
            "http" => return refused("is plain http to another machine; use https, or set insecure = true"),
            _ => return refused("is neither https nor http"),
        }
        Ok(Self {
            base: base.clone(),
            key,
            profile: profile.clone(),
            ca_pem,
        })
    }

    /// Scheme, host and port, as a record names the server.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Takes this server's key out of texts.
    #[must_use]
    pub fn redactor(&self) -> Redactor {
        Redactor::new(self.key.iter().cloned().collect())
    }

    pub(super) const fn base(&self) -> &Url {
        &self.base
    }

    pub(super) fn ca_pem(&self) -> Option<&[u8]> {
        self.ca_pem.as_deref()
    }

    pub(super) const fn profile(&self) -> &Profile {
        &self.profile
    }

    pub(super) fn is_on_this_machine(&self) -> bool {
        is_loopback(&self.base)
    }

    /// The headers of every request to this server; the key's is marked as secret.
    pub(super) fn headers(&self) -> Result<HeaderMap, ApiError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.key {
            let (name, text) = match self.profile.flavor {
                Flavor::Azure => (HeaderName::from_static("api-key"), key.reveal().to_owned()),
                Flavor::Openai | Flavor::Openrouter | Flavor::Xai | Flavor::Compatible => {
                    (AUTHORIZATION, format!("Bearer {}", key.reveal()))
                }
            };
            let mut value = HeaderValue::from_str(&text)
                .map_err(|_| ApiError::Setup("the key holds characters that no header can carry".to_owned()))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let named = [
            ("openai-organization", &self.profile.organization),
            ("openai-project", &self.profile.project),
        ];
        let own = self.profile.headers.iter().map(|(name, value)| (name.as_str(), value));
        for (name, value) in named.into_iter().filter(|(_, value)| !value.is_empty()).chain(own) {
            let (name, value) = header(name, value)?;
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), ApiError> {
    let wrong = || ApiError::Setup(format!("the profile's header '{}' cannot be sent", one_line(name)));
    let mut header_value = HeaderValue::from_str(value).map_err(|_| wrong())?;
    // A person's own header may well hold a key.
    header_value.set_sensitive(true);
    Ok((
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?,
        header_value,
    ))
}

/// Whether an address is on this machine. `localhost` counts, because the client pins it to the loopback addresses.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(base: &str, insecure: bool) -> Result<Endpoint, ApiError> {
        let profile = Profile {
            insecure,
            ..Profile::default()
        };
        Endpoint::new(&profile, &Url::parse(base).unwrap(), None, None)
    }

    #[test]
    fn plain_http_stays_on_this_machine_unless_allowed() {
        for (base, insecure, allowed) in [
            ("http://127.0.0.1:80/v1", false, true),
            ("http://127.9.9.9/v1", false, true),
            ("http://[::1]:8080/v1", false, true),
            ("http://localhost:9/v1", false, true),
            ("http://localhost.example/v1", false, false),
            ("http://192.168.1.4/v1", false, false),
            ("http://a.example/v1", false, false),
            ("http://a.example/v1", true, true),
            ("https://a.example/v1", false, true),
            ("ftp://a.example/v1", true, false),
            ("https://name:word@a.example/v1", true, false),
        ] {
            assert_eq!(endpoint(base, insecure).is_ok(), allowed, "{base} {insecure}");
        }
    }

    #[test]
    fn the_key_goes_into_one_secret_header() {
        let key = ApiKey::new("sk-test-123456789");
        for (flavor, name, text) in [
            (Flavor::Openai, "authorization", "Bearer sk-test-123456789"),
            (Flavor::Azure, "api-key", "sk-test-123456789"),
        ] {
            let profile = Profile {
                flavor,
                organization: "org_1".to_owned(),
                ..Profile::default()
            };
            let base = Url::parse("https://a.example/v1").unwrap();
            let headers = Endpoint::new(&profile, &base, key.clone(), None)
                .unwrap()
                .headers()
                .unwrap();
            assert_eq!(headers[name], text);
            assert!(headers[name].is_sensitive());
            assert_eq!(headers["openai-organization"], "org_1");
            assert_eq!(headers.len(), 2);
        }
    }
}
